"""Which items run: paths, node ids, -k, -m, --deselect, --ignore, sub-folders."""

from __future__ import annotations

import pytest
from tests.fakes import catalog_file, note
from tests.plugin.conftest import CODE, ITEMS, Repository, ids

BAD, GOOD = ITEMS[1:3], ITEMS[3:5]


def listed(repository: Repository, *arguments: str) -> list[str]:
    return ids(repository.run("--co", "-q", *arguments))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["contracts/good.contract.yaml"], GOOD),
        (["contracts/good.contract.yaml::shop.good"], GOOD),
        (["contracts/good.contract.yaml::shop.good[peek]"], GOOD[1:]),
        (["contracts"], [*BAD, *GOOD]),
        (["contracts/"], [*BAD, *GOOD]),
        (["contracts/bad.contract.yaml", "contracts/good.contract.yaml"], [*BAD, *GOOD]),
        (
            ["contracts/bad.contract.yaml::shop.bad[fine]", "contracts/bad.contract.yaml::shop.bad[look]"],
            BAD[::-1],
        ),
        (
            ["contracts/good.contract.yaml::shop.good[peek]", "contracts/bad.contract.yaml::shop.bad[fine]"],
            [GOOD[1], BAD[1]],
        ),
        (["ecocontracts.yaml"], ITEMS[:1]),
        (["tests"], [CODE]),
        (["tests/test_code.py", "contracts/good.contract.yaml"], [CODE, *GOOD]),
    ],
)
def test_arguments_select_what_they_cover(
    shop: Repository, arguments: list[str], expected: list[str]
) -> None:
    assert listed(shop, *arguments) == expected


@pytest.mark.parametrize("argument", [".", "./", "../{name}", "{root}"])
def test_the_root_covers_everything_however_it_is_spelt(shop: Repository, argument: str) -> None:
    argument = argument.format(name=shop.root.name, root=shop.root)
    assert sorted(listed(shop, argument)) == sorted([CODE, *ITEMS])


@pytest.mark.parametrize(
    "argument",
    [
        "contracts/good.contract.yaml::nothing",
        "contracts/none.contract.yaml",
        "contracts/good.contract.yaml::shop.good[no]",
    ],
)
def test_an_argument_that_names_nothing_is_a_usage_error(shop: Repository, argument: str) -> None:
    result = shop.run(argument)
    assert result.ret == 4
    assert "INTERNALERROR" not in result.stdout.str()


def test_a_folder_covers_its_hidden_and_built_contracts_too(shop: Repository) -> None:
    shop.write(
        {"contracts/.x/a.contract.yaml": note(id="a"), "contracts/build/b.contract.yaml": note(id="b")}
    )
    assert sorted(listed(shop, "contracts")) == sorted(
        [*BAD, *GOOD, "contracts/.x/a.contract.yaml::a[look]", "contracts/build/b.contract.yaml::b[look]"]
    )
    assert listed(shop, "contracts/build") == ["contracts/build/b.contract.yaml::b[look]"]
    assert listed(shop, "contracts/.x/a.contract.yaml") == ["contracts/.x/a.contract.yaml::a[look]"]


def test_an_imported_catalog_is_not_collected_as_our_own(shop: Repository) -> None:
    shop.write(
        {
            "ecocontracts.yaml": catalog_file(imports=[{"folder": "shared", "enforce": ["shared.a"]}]),
            "shared/ecocontracts.yaml": catalog_file(id="shared"),
            "shared/contracts/a.contract.yaml": note(id="shared.a"),
        }
    )
    assert sorted(listed(shop)) == sorted([CODE, *ITEMS, "ecocontracts.yaml::shared.a[look]"])


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("good", GOOD),
        ("peek", GOOD[1:]),
        ("shop.bad", BAD),
        ("note and not look", [BAD[1], GOOD[1]]),
        ("catalog", ITEMS[:1]),
    ],
)
def test_keywords_know_the_contract_the_kind_and_the_check(
    shop: Repository, expression: str, expected: list[str]
) -> None:
    assert listed(shop, "-k", expression) == expected


def test_the_marker_selects_contracts_or_leaves_them_out(shop: Repository) -> None:
    assert sorted(listed(shop, "-m", "eco")) == sorted(ITEMS)
    assert listed(shop, "-m", "not eco") == [CODE]


@pytest.mark.parametrize("strict", ["--strict-markers", "--strict-config"])
def test_the_marker_is_known_when_the_gate_is_off(shop: Repository, strict: str) -> None:
    result = shop.pytest(strict, "-m", "not eco", "-W", "error")
    result.assert_outcomes(passed=1)
    shop.pytest("--markers").stdout.fnmatch_lines(["@pytest.mark.eco:*"])


def test_a_check_can_be_deselected(shop: Repository) -> None:
    assert listed(shop, "contracts", "--deselect", BAD[0]) == [BAD[1], *GOOD]
    result = shop.run("--deselect", BAD[0])
    assert result.ret == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["--ignore", "contracts/bad.contract.yaml"],
        ["--ignore=contracts/bad.contract.yaml"],
        ["--ignore-glob", "*/bad.*"],
    ],
)
@pytest.mark.parametrize("testpaths", [None, "tests"])
def test_a_contract_file_can_be_ignored(
    shop: Repository, arguments: list[str], testpaths: str | None
) -> None:
    if testpaths:
        shop.write({"pytest.ini": f"[pytest]\ntestpaths = {testpaths}\n"})
    assert sorted(listed(shop, *arguments)) == sorted([CODE, ITEMS[0], *GOOD])


def test_a_folder_of_contracts_can_be_ignored(shop: Repository) -> None:
    shop.write({"contracts/.x/a.contract.yaml": note(id="a")})
    assert sorted(listed(shop, "--ignore", "contracts")) == sorted([CODE, ITEMS[0]])


def test_from_a_sub_folder_only_what_it_holds(shop: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.write({"pytest.ini": "[pytest]\n"})
    monkeypatch.chdir(shop.root / "contracts")
    assert listed(shop) == [*BAD, *GOOD]
    assert listed(shop, "good.contract.yaml") == GOOD
    assert listed(shop, "good.contract.yaml::shop.good[peek]") == GOOD[1:]
    assert sorted(listed(shop, "..")) == sorted([CODE, *ITEMS])
    assert listed(shop, "--ignore", "bad.contract.yaml") == GOOD


def test_testpaths_are_given_up_below_the_root(shop: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.write({"pytest.ini": "[pytest]\ntestpaths = tests\n"})
    monkeypatch.chdir(shop.root / "tests")
    assert listed(shop) == [CODE]


def test_a_part_of_a_monorepo_has_its_own_root_and_catalog(shop: Repository) -> None:
    shop.write(
        {
            "services/a/pytest.ini": "[pytest]\n",
            "services/a/ecocontracts.yaml": catalog_file(id="a"),
            "services/a/contracts/x.contract.yaml": "contract: layout/v1\nid: a.layout\nversion: '1'\nowner: platform\nsummary: c\ntree: {'**': opt}\n",
        }
    )
    result = shop.run("--co", "-q", "services/a")
    assert [i for i in ids(result) if "a.layout" in i]
    result = shop.run("--rootdir", "services/a", "-c", "services/a/pytest.ini", "services/a")
    assert result.ret == 0
    assert (shop.root / "services/a/.eco").exists()


def test_explicit_arguments_that_cover_no_contract_say_so(shop: Repository) -> None:
    result = shop.run("tests")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*no contract check ran*"])
