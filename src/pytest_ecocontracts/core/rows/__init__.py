"""Rows of artifacts: one interface over every format, streaming, judged as strictly as whole files are."""
