"""``make``: what makefiles say, read without running make, and as make reads it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.sources.reading import read, refused, rules

MAKEFILE = """\
TOOL := ./bin/tool
ZONES = stack k8s
include mk/ops.mk
-include mk/local.mk $(wildcard mk/*.inc)

.PHONY: all ops-up \\
  ops-gone
all: ops-up | $(BUILD) ## Everything.
ops-up: ; @$(TOOL) ops up # no comment of make
ops-up: MODE = quick
$(ZONES): %: %.yaml
\t-@$(MAKE) check \\
\t  ZONE=$@

\t# a comment that the shell sees
ifdef CI
ci: lint
\techo one
else
ci:
\techo $$HOME
endif
define RECIPE
fake: not-a-rule
\techo no
endef
"""
FILES = {"Makefile": MAKEFILE, "mk/ops.mk": "ops-down:\n\t$(TOOL) ops down\nZONES += obs\n"}


def test_targets_are_all_names_that_make_knows_and_real_ones_are_those_with_work_to_do() -> None:
    known = read(FILES, "{make: Makefile}")
    assert known.values == ["ops-down", "all", "ops-up", "stack", "k8s", "obs", "ci", "ops-gone"]
    assert known.places[0] == "mk/ops.mk:1:1"
    assert known.places[-1] == "Makefile:7:3"
    assert read(FILES, "{make: Makefile, give: real}").values == known.values[:-1]
    assert read(FILES, '{make: Makefile, where: "!self.real"}').values == ["ops-gone"]
    by_name = {record["target"]: record for record in known.records}
    assert by_name["stack"]["prerequisites"] == ["stack.yaml"]
    assert by_name["ci"]["recipe"] == ["echo one", "echo $$HOME"]
    assert by_name["ci"]["conditional"]
    assert by_name["all"]["help"] == "Everything."
    assert by_name["all"]["order_only"] == ["$(BUILD)"]
    assert by_name["all"]["phony"]
    assert not by_name["ops-down"]["phony"]


def test_phony_and_prerequisites_stand_at_their_words() -> None:
    phony = read(FILES, "{make: Makefile, give: phony}")
    assert phony.values == ["all", "ops-up", "ops-gone"]
    assert phony.places == ["Makefile:6:9", "Makefile:6:13", "Makefile:7:3"]
    needed = read(FILES, "{make: Makefile, give: prerequisites, where: self.literal}")
    assert needed.values == ["ops-up", "stack.yaml", "k8s.yaml", "obs.yaml", "lint"]
    assert needed.places[0] == "Makefile:8:6"


def test_recipes_are_lines_without_what_make_reads_before_them() -> None:
    found = read(FILES, "{make: Makefile, give: recipes}")
    first, second, third, *_ = found.records
    assert first["expanded"] == "./bin/tool ops down"
    assert (second["text"], second["prefix"]) == ("$(TOOL) ops up # no comment of make", "@")
    assert (third["text"], third["prefix"]) == ("$(MAKE) check \\\n\t  ZONE=$@", "-@")
    assert (third["target"], third["index"], third["count"]) == ("stack", 0, 2)
    assert found.places[:3] == ["mk/ops.mk:2:2", "Makefile:9:12", "Makefile:12:4"]


def test_a_recipe_is_one_script_where_all_of_it_goes_to_one_shell() -> None:
    makefile = ".ONESHELL:\na:\n\tif b; then\n\t  c\n\tfi\n"
    found = read({"Makefile": makefile}, "{make: Makefile, give: recipes}")
    assert found.values == ["if b; then\nc\nfi"]
    commands = read({"Makefile": makefile}, "{shell: {of: {make: Makefile, give: recipes}}}")
    assert list(zip(commands.values, commands.places, strict=True)) == [
        ("b", "Makefile:3:5"),
        ("c", "Makefile:4:4"),
    ]


def test_variables_and_includes() -> None:
    variables = read(FILES, "{make: Makefile, give: variables}")
    assert variables.values == ["TOOL", "ZONES", "ZONES", "MODE", "RECIPE"]
    assert variables.records[3]["target"] == "ops-up"
    includes = read(FILES, "{make: Makefile, give: includes}")
    assert includes.values == ["mk/ops.mk", "mk/local.mk", "$(wildcard mk/*.inc)"]
    assert [(r["found"], r["optional"], r["literal"]) for r in includes.records] == [
        (True, False, True),
        (False, True, True),
        (False, True, False),
    ]


def test_a_makefile_that_another_one_includes_counts_once_wherever_it_is_selected() -> None:
    found = read(FILES, '{make: ["mk/*.mk", Makefile], give: recipes}')
    assert found.records == read(FILES, "{make: Makefile, give: recipes}").records
    assert found.examined == 2
    circle = {"a.mk": "include b.mk\na:\n\tx\n", "b.mk": "include a.mk\nb:\n\ty\n"}
    assert sorted(map(str, read(circle, '{make: "*.mk"}').values)) == ["a", "b"]


def test_includes_are_found_from_the_folder_of_the_makefile_or_from_the_root_and_never_outside() -> None:
    files = {
        "ops/Makefile": "include mk/*.mk ../top.mk mk/root.mk ../../etc/passwd /etc/passwd\n",
        "ops/mk/a.mk": "a:\n\tx\n",
        "ops/mk/b.mk": "b:\n\tx\n",
        "top.mk": "top:\n\tx\n",
        "mk/root.mk": "root:\n\tx\n",
    }
    assert read(files, "{make: ops/Makefile}").values == ["a", "b", "top", "root"]
    found = read(files, "{make: ops/Makefile, give: includes, where: '!self.found'}")
    assert found.values == ["../../etc/passwd", "/etc/passwd"]


@pytest.mark.parametrize(
    ("text", "target", "prerequisites", "recipe"),
    [
        ("a b: c\n\tx", "b", ["c"], ["x"]),
        ("a:: c", "a", ["c"], []),
        ("a b &: c ; x", "a", ["c"], ["x"]),
        ("export X := a\n$(X):c\n", "a", ["c"], []),
        ("X=a\nX+=b\n$(X): ${X}", "b", ["a", "b"], []),
        ("X=$(Y)\nY=late\n$(X): c", "late", ["c"], []),
        ("X?=one\nX?=two\n$(X):c", "one", ["c"], []),
        ("ifdef A\nX=one\nelse\nX=two\nendif\nt: $(X)", "t", ["$(X)"], []),
        ("a\\:b: c\\#d # e", "a:b", ["c#d"], []),
        ("./a: ./b", "a", ["b"], []),
        ("%.o: %.c\n\tcc", "%.o", ["%.c"], ["cc"]),
        ("a: b\nX = 1\nc: d\n\n# note\n\tx", "c", ["d"], ["x"]),
        (".RECIPEPREFIX = >\na:\n> x", "a", [], ["x"]),
        ("a: $(filter x:y,b) c\n", "a", ["$(filter x:y,b)", "c"], []),
        ("a: b \\\r\n  c\r\n\tx\r\n", "a", ["b", "c"], ["x"]),
        ("a:\n\tx\na:\n\ty", "a", [], ["y"]),
        ("export:=1\na:b", "a", ["b"], []),
        ("define X =\ndefine Y\nendef\nz:\nendef\na:b", "a", ["b"], []),
        ("a: private export X = 1\na: b", "a", ["b"], []),
    ],
)
def test_syntax(text: str, target: str, prerequisites: list[str], recipe: list[str]) -> None:
    records = {r["target"]: r for r in read({"Makefile": text}, "{make: Makefile}").records}
    assert (records[target]["prerequisites"], records[target]["recipe"]) == (prerequisites, recipe)


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("a: b\nwhat is this\n", "Makefile:2:1", "no rule, no assignment and no directive"),
        ("\techo\n", "Makefile:1:1", "a recipe before the first target"),
        ("endif\n", "Makefile:1:1", "an endif without its conditional"),
        ("a: b\nifdef X\n", "Makefile:2:1", "a conditional without its endif"),
        ("define X\nendef x y\n", "Makefile:1:1", "a define without its endef"),
    ],
)
def test_what_make_cannot_read_is_told_at_its_line(text: str, place: str, words: str) -> None:
    found = read({"Makefile": text}, "{make: Makefile}")
    assert (found.places, found.codes) == ([place], ["ECS001"])
    assert words in found.troubles[0].message


def test_a_wrong_makefile_is_told_with_the_path_of_the_included_one() -> None:
    found = read({"Makefile": "include b.mk\n", "b.mk": "what is this"}, "{make: Makefile}")
    assert found.places == ["b.mk:1:1"]
    assert read({}, "{make: Makefile}").codes == ["ECX001"]
    assert refused("{make: Makefile, give: target}") == ["this source gives no 'target'"]


def test_a_recipe_that_begins_with_blanks_is_told_to_begin_with_a_tab() -> None:
    trouble = read({"Makefile": "up:\n    docker up\n"}, "{make: Makefile}").troubles[0]
    assert (trouble.found, trouble.fix) == ("    docker up", "begin each line of a recipe with a tab")
    assert read({"Makefile": "what is this\n"}, "{make: Makefile}").troubles[0].fix is None


def test_an_include_that_make_would_stop_at_is_told_at_its_name() -> None:
    found = read({"Makefile": "up: ; true\ninclude mk/a.mk  gone.mk\n", "mk/a.mk": ""}, "{make: Makefile}")
    assert (found.places, found.codes) == (["Makefile:2:18"], ["ECS001"])
    assert "includes 'gone.mk', which is not there" in found.troubles[0].message
    for harmless in (
        "-include gone.mk\n",
        "include $(GONE).mk\n",
        "include gone/*.mk\n",
        "ifdef X\ninclude gone.mk\nendif\n",
        "include gone.mk\ngone.mk: ; touch $@\n",
        "include gone.mk\n%.mk: ; touch $@\n",
    ):
        assert not read({"Makefile": f"up: ; true\n{harmless}"}, "{make: Makefile}").codes, harmless
    assert read({"Makefile": "include gone.mk\n"}, "{make: Makefile, give: includes}").values == ["gone.mk"]


def test_a_target_that_is_only_phony_is_not_real() -> None:
    gate = rules(
        {"surface.json": '["ops-up", "ops-gone"]', "Makefile": MAKEFILE, "mk/ops.mk": ""},
        relations=[
            {
                "id": "real",
                "subset": {
                    "of": {"file": "surface.json", "at": "/*"},
                    "in": {"make": "Makefile", "give": "real"},
                },
            }
        ],
    )
    assert [(v.code, v.metadata["key"]) for v in gate.violations] == [("ECI002", "'ops-gone'")]


def test_hostile_makefiles_are_bounded() -> None:
    doubling = "A0=xx\n" + "".join(f"A{n}=$(A{n - 1})$(A{n - 1})\n" for n in range(1, 60))
    loop = "L=$(M)\nM=$(L)\n"
    found = read({"Makefile": f"{doubling}{loop}t: $(A59) $(L)\n"}, "{make: Makefile, give: prerequisites}")
    assert found.values == ["$(A59)", "$(L)"]
    deep = "$(" * 20_000
    assert read({"Makefile": f"a: {deep}\n"}, "{make: Makefile}").values == ["a"]
    nested = "ifdef X\n" * 5_000 + "a: b\n" + "endif\n" * 5_000
    assert read({"Makefile": nested}, "{make: Makefile}").values == ["a"]
    wide = "".join(f" t{n}" for n in range(1_000))
    assert read({"Makefile": f"{wide}: {wide}\n"}, "{make: Makefile}").codes == ["ECS011"]
    long = f"X = {'x' * 60_000}\n" + "a: $(X)\n" * 1_000
    assert read({"Makefile": long}, "{make: Makefile}").codes == ["ECS011"]


NAMES = st.sampled_from(["a", "b", "c-d", "e.f", "g/h"])
LINES = st.one_of(
    st.builds("{}: {}".format, NAMES, st.lists(NAMES, max_size=3).map(" ".join)),
    st.builds("{} {}: {} | {}".format, NAMES, NAMES, NAMES, NAMES),
    st.builds("{}: {}; echo {}".format, NAMES, NAMES, NAMES),
    st.builds("\techo {} # {}".format, NAMES, NAMES),
    st.builds("{}: $(V) \\\n  {}".format, NAMES, NAMES),
    st.builds("V {} {}".format, st.sampled_from(["=", ":=", "?=", "+="]), NAMES),
    st.builds("{}: V = {}".format, NAMES, NAMES),
    st.builds(".PHONY: {}".format, NAMES),
    st.builds("# {}: {} \\\n {}".format, NAMES, NAMES, NAMES),
    st.just(""),
    st.just("define R\nz: y\n\techo\nendef"),
)


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@settings(max_examples=30)
@given(lines=st.lists(LINES, max_size=12))
def test_make_itself_reads_the_same(lines: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    text = "first: ; echo\n" + "".join(f"{line}\n" for line in lines)
    file = tmp_path_factory.getbasetemp() / "differential.mk"
    file.write_text(text)
    own = read({"Makefile": text}, "{make: Makefile}")
    real = _from_make(file)
    if real is None:
        assert own.codes == ["ECS001"]
        return
    assert own.codes == []
    # What was never set is nothing for make; it may come from elsewhere, so it stays.
    expected = {
        record["target"]: (
            {each for each in record["prerequisites"] if each != "$(V)"},
            set(record["order_only"]),
            record["recipe"],
            record["phony"],
        )
        for record in own.records
    }
    assert {
        name: (needed, ordered | (expected[name][1] & needed), *rest)
        for name, (needed, ordered, *rest) in real.items()
        if name in expected
    } == expected
    assert set(real) == set(expected)


def _from_make(file: Path) -> dict[str, tuple[set[str], set[str], list[str], bool]] | None:
    """What ``make -p`` says of every target of a makefile; None where make cannot read it."""
    done = subprocess.run(
        ["make", "-pnrRq", "-f", str(file)], capture_output=True, text=True, check=False, cwd=file.parent
    )
    if "Stop." in done.stderr and ("separator" in done.stderr or "commences" in done.stderr):
        return None
    section = done.stdout.partition("\n# Files\n")[2].partition("\n# files hash-table stats")[0]
    found = {}
    for block in section.split("\n\n"):
        lines = block.splitlines()
        head = next((line for line in lines if re.match(r"[^#\t.][^:]*::?( (?!V = )|$)", line)), None)
        if head is None or "# Not a target:" in lines or head.startswith(str(file)):
            continue
        name, _, rest = head.partition(":")
        needed, _, ordered = rest.lstrip(":").partition("|")
        recipe = [line[1:].strip() for line in lines if line.startswith("\t")]
        found[name] = (
            set(needed.split()),
            set(ordered.split()),
            recipe,
            any("Phony target" in x for x in lines),
        )
    return found
