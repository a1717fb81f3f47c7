"""``shell``: commands as a shell would run them, with what runs them and where they stand."""

from __future__ import annotations

import importlib.util
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.sources.reading import read, refused, rules

SCRIPT = """\
#!/usr/bin/env bash
set -euo pipefail
. ./lib.sh
X=1 env A=b sudo -E exec "./bin/"tool $(date +%s) --x='q r' > out.txt 2>&1 <<EOF
docker build .
EOF
[ -f x ] && cat z | tee "$A/x"
bash -euo pipefail -c "make foo &&
  ops/x.sh"
f() { rm -rf "$1"; }
product docker build || f # docker run
"""


def of(script: str, **fields: str) -> Any:
    more = "".join(f", {name}: {value}" for name, value in fields.items())
    return read({"ops/a.sh": script}, f'{{shell: "ops/*.sh"{more}}}')


def test_commands_are_what_is_run_in_the_end() -> None:
    found = of(SCRIPT)
    assert found.values == [
        *(
            "set",
            ".",
            "./bin/tool",
            "date",
            "[",
            "cat",
            "tee",
            "bash",
            "make",
            "ops/x.sh",
            "rm",
            "product",
            "f",
        ),
    ]
    tool = found.records[2]
    assert tool["words"] == ["./bin/tool", "$(date +%s)", "--x=q r"]
    assert (tool["wrappers"], tool["assignments"]) == (["env", "sudo", "exec"], {"X": "1", "A": "b"})
    by_name = {record["command"]: record for record in found.records}
    assert by_name["tee"]["in_pipeline"]
    assert by_name["date"]["nested"]
    assert by_name["rm"]["function"] == "f"
    assert by_name["f"]["defined"]
    assert by_name["product"]["arguments"] == ["docker", "build"]
    places = dict(zip(found.values, found.places, strict=True))
    assert (places["./bin/tool"], places["date"]) == ("ops/a.sh:4:1", "ops/a.sh:4:41")
    assert (places["ops/x.sh"], places["product"]) == ("ops/a.sh:9:3", "ops/a.sh:11:1")


def test_words_sources_and_redirects() -> None:
    assert of("a 'b c' \"$d\"e", give="words").values == ["a", "b c", "$de"]
    assert of(SCRIPT, give="sources").values == ["./lib.sh"]
    redirects = of("a > b 2>> c < d\n{ e; } &> f\n> g", give="redirects")
    assert redirects.values == ["b", "c", "d", "f", "g"]
    assert [record["writes"] for record in redirects.records] == [True, True, False, True, True]
    assert [record["command"] for record in redirects.records] == ["a", "a", "a", "", ""]


@pytest.mark.parametrize(
    ("script", "names"),
    [
        ("timeout -k 3 5s ops/x.sh a", ["ops/x.sh"]),
        ("xargs -n 1 -I{} rm {}", ["rm"]),
        ("command -v git", ["command"]),
        ("env", ["env"]),
        ("A=1", []),
        ("trap 'rm -f \"$T\"' EXIT", ["trap", "rm"]),
        ('eval make "$X"', ["eval", "make"]),
        ("sh -c 'bash -c \"inner one\"'", ["sh", "bash", "inner"]),
        ("bash ops/x.sh -c no", ["bash"]),
        ('$TOOL up; "$(which x)" y', ["$TOOL", "$(which x)", "which"]),
        ("if a; then b; elif c; then d; else e; fi", ["a", "b", "c", "d", "e"]),
        ("for i in $(a); do b; done; while c; do d; done", ["a", "b", "c", "d"]),
        ("case $x in a) b ;; *) c ;; esac", ["b", "c"]),
        ("diff <(a) <(b)", ["diff", "a", "b"]),
        ("cat <<'EOF'\n$(no)\nEOF\nb", ["cat", "b"]),
        ("cat <<EOF\n$(yes)\nEOF", ["cat", "yes"]),
        ("! a && (b; c) & d", ["a", "b", "c", "d"]),
        ("# a\n", []),
        ("if a; then (b) fi", ["a", "b"]),
        ("for i do a; done", ["a"]),
        ("if a; then \\\n  for i in x; do if b; then c; fi done \\\nfi", ["a", "b", "c"]),
        ("é 'ü' && ö", ["é", "ö"]),
    ],
)
def test_shapes(script: str, names: list[str]) -> None:
    assert of(script, empty="valid").values == names


def test_commands_of_recipes_know_the_variables_of_make() -> None:
    makefile = (
        "BIN := ./bin/tool\nup:\n\t@$(BIN) ops up && $(MAKE) -s down\n"
        "down: ; -rm \\\n\t  $$HOME/x\nimages:\n\tproduct docker build $@ $(shell date)\n"
    )
    source = "{shell: {of: {make: Makefile, give: recipes}}}"
    found = read({"Makefile": makefile}, source)
    assert found.values == ["./bin/tool", "$(MAKE)", "rm", "product"]
    assert found.places == ["Makefile:3", "Makefile:3:20", "Makefile:4:10", "Makefile:7:2"]
    assert [record["of"]["target"] for record in found.records] == ["up", "up", "down", "images"]
    assert found.records[2]["words"] == ["rm", "$HOME/x"]
    assert found.records[3]["arguments"] == ["docker", "build", "$@", "$(shell date)"]


def test_the_backslash_at_the_end_of_a_recipe_joins_nothing() -> None:
    found = read({"M": "a:\n\tb; \\\n\nc:\n"}, "{shell: {of: {make: M, give: recipes}}}")
    assert found.values == ["b"]


def test_a_relation_over_recipes_finds_the_raw_command_and_not_its_namesake() -> None:
    makefile = "a:\n\tproduct docker build\nb:\n\tX=1 docker build .\n\tbash -c 'docker run x'\n"
    gate = rules(
        {"Makefile": makefile},
        sources={"recipes": {"make": "Makefile", "give": "recipes"}},
        relations=[{"id": "no-raw", "absent": {"shell": {"of": "recipes"}, "where": 'value == "docker"'}}],
    )
    found = [(v.code, v.location.path, v.location.line) for v in gate.violations if v.location]
    assert found == [("ECI040", "Makefile", 4), ("ECI040", "Makefile", 5)]


def test_texts_of_other_sources_are_commands_of_their_lines() -> None:
    files = {"a.md": "# A\n\n`make up`, and\n`bash ops/x.sh`\n"}
    found = read(files, "{shell: {of: pages}, where: value == 'bash'}", pages={"code": "a.md"})
    assert (found.values, found.records[0]["words"]) == (["bash"], ["bash", "ops/x.sh"])
    assert found.places[0].startswith("a.md:4")
    assert read(files, "{shell: {of: pages}}", pages={"code": "a.md", "where": "false"}).codes == ["ECC009"]


def test_what_cannot_be_parsed_is_told_at_its_line() -> None:
    found = of("a\nif b; then\n  c (\n")
    assert found.codes == ["ECS001"]
    assert found.places[0].split(":")[0] == "ops/a.sh"
    makefile = "a:\n\techo\n\tfor i in x; do (; done\n"
    recipes = read({"Makefile": makefile}, "{shell: {of: {make: Makefile, give: recipes}}}")
    assert recipes.codes == ["ECS001"]
    assert recipes.places[0].startswith("Makefile:3")


def test_fields_that_cannot_be_used_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused("{shell: a.sh, give: command}") == ["this source gives no 'command'"]
    assert refused("{shell: {of: x}}") == ["there is no source 'x'"]
    (message,) = refused("{shell: {of: {make: Makefile}}, except: b}")
    assert message.startswith("'except' leaves out files")
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr("pytest_ecocontracts.core.shell.grammar.find_spec", lambda _: None)
    (message,) = refused("{shell: a.sh}")
    assert "pytest-ecocontracts[shell]" in message


def test_private_characters_are_not_taken_for_others() -> None:
    hidden = "".join(chr(0xF0000 + ord(character)) for character in "ls")
    assert of(hidden).values == ["\ufffd\ufffd"]
    assert read({"M": f"a:\n\t{hidden}\n"}, "{shell: {of: {make: M, give: recipes}}}").values == [
        "\ufffd\ufffd"
    ]


def test_hostile_scripts_are_bounded() -> None:
    for text in ("(" * 3_000, "$(" * 3_000, "a && " * 3_000, "sh -c '" * 100, "{ " * 2_000):
        of(text, empty="valid")
    assert of("$(a " * 60 + ")" * 60).codes == ["ECS001"]
    assert of("$(a " * 20_000 + ")" * 20_000).codes == ["ECS001"]
    assert of("a | " * 9_000).codes == ["ECS011"]
    assert of("a" * (1024 * 1024 + 1)).codes == ["ECS011"]


WORDS = st.text("abc-./_=", min_size=1, max_size=5).filter(lambda word: "=" not in word)


@given(
    st.lists(st.lists(WORDS, min_size=1, max_size=4), min_size=1, max_size=5),
    st.sampled_from(["\n", ";", "&&", "|"]),
)
def test_words_that_are_joined_are_read_again(commands: list[list[str]], between: str) -> None:
    script = f" {between} ".join(" ".join(f"'{word}'" for word in words) for words in commands)
    expected = [words for words in commands if words[0] != "."]
    found = [record["words"] for record in of(script).records]
    assert [words for words in found if words[0] != "."] == expected


def test_what_is_wrong_begins_where_something_is_not_closed() -> None:
    text = "#!/bin/bash\nset -e\nsay hi\nif true; then\n  echo (\n"
    assert read({"a.sh": text}, "{shell: a.sh}").places == ["a.sh:4:1"]
