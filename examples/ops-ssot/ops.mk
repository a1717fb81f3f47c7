# Every target passes on to opsctl: what it does is said there, once.
.PHONY: ops-up ops-down ops-check ops-drill ops-load ops-start

ops-up:
	./bin/opsctl stack up

ops-down:
	./bin/opsctl stack down

ops-check:
	./bin/opsctl check --all

ops-drill:
	./bin/opsctl obs drill --all

ops-load:
	./bin/opsctl load run --suite smoke

# Deprecated: ops-up takes over.
ops-start:
	./bin/opsctl deprecated ops-start
