"""Which catalogs a run enforces: the nearest, those that are named, and several at once."""

from __future__ import annotations

import subprocess

import pytest
from tests.fakes import catalog_file, contract, note
from tests.plugin.conftest import NOTES, Repository, ids


def service(name: str, *, prefix: str = "", ending: str = "") -> dict[str, str]:
    """The files of a part of a monorepo: a catalog, one contract, and a file that it is about."""
    return {
        f"services/{name}/ecocontracts.yaml": catalog_file(id=name),
        f"services/{name}/contracts/x.contract.yaml": contract(
            "artifact/v1", id=f"{prefix}{name}.numbers", path="data/*.json", schema={"type": "integer"}
        )
        + ending,
        f"services/{name}/data/n.json": "1",
    }


@pytest.fixture
def monorepo(repository: Repository) -> Repository:
    """Two services with a catalog each, none at the root, no Python test, no git."""
    repository.write({"conftest.py": NOTES, "pytest.ini": "[pytest]\n", **service("a"), **service("b")})
    return repository


A = [
    "services/a/ecocontracts.yaml::a[catalog]",
    "services/a/contracts/x.contract.yaml::a.numbers[presence]",
    "services/a/contracts/x.contract.yaml::a.numbers[schema]",
]
B = [item.replace("services/a", "services/b").replace("::a", "::b") for item in A]


def listed(repository: Repository, *arguments: str) -> list[str]:
    return sorted(ids(repository.only("--co", "-q", *arguments)))


def test_a_catalog_may_be_named_by_its_folder_or_file(monorepo: Repository) -> None:
    assert listed(monorepo, "--eco-catalog=services/a") == sorted(A)
    assert listed(monorepo, "--eco-catalog=services/b/ecocontracts.yaml") == sorted(B)


def test_a_catalog_may_have_another_name(monorepo: Repository) -> None:
    monorepo.write({"services/a/release.yaml": catalog_file(id="release", contracts=["gates"])})
    monorepo.write({"services/a/gates/g.contract.yaml": note(id="gate")})
    assert listed(monorepo, "--eco-catalog=services/a/release.yaml") == [
        "services/a/gates/g.contract.yaml::gate[look]",
        "services/a/release.yaml::release[catalog]",
    ]


def test_several_catalogs_are_enforced_in_one_run(monorepo: Repository) -> None:
    both = ["--eco-catalog=services/a", "--eco-catalog=services/b"]
    assert listed(monorepo, *both) == sorted([*A, *B])
    monorepo.write({"services/b/data/n.json": '"x"'})
    result = monorepo.only(*both)
    result.assert_outcomes(passed=5, failed=1)
    result.stdout.fnmatch_lines(
        [
            "*2 catalogs*" if "2 catalogs" in result.stdout.str() else "*catalog*",
            "*services/b/data/n.json:1:1*",
            "*b.numbers 1.0.0 (services/b/contracts/x.contract.yaml:*)",
        ]
    )
    record = monorepo.record()
    paths = {entry["id"]: entry["path"] for entry in record["contracts"]}
    assert paths == {
        "a": "services/a/ecocontracts.yaml",
        "a.numbers": "services/a/contracts/x.contract.yaml",
        "b": "services/b/ecocontracts.yaml",
        "b.numbers": "services/b/contracts/x.contract.yaml",
    }
    assert record["failures"][0]["location"]["path"] == "services/b/data/n.json"


def test_each_catalog_knows_its_own_files_only(monorepo: Repository) -> None:
    """Paths are relative to the catalog's folder; nothing outside of it can be reached."""
    monorepo.write(service("c") | {"data/n.json": '"x"', "services/c/data/link.json": "1"})
    (monorepo.root / "services/c/data/link.json").unlink()
    (monorepo.root / "services/c/data/link.json").symlink_to("../../../data/n.json")
    result = monorepo.only("--eco-catalog=services/c")
    assert result.ret == 1
    assert "services/c/data/link.json" in result.stdout.str()
    assert "ECC022" in result.stdout.str() or "ECS009" in result.stdout.str()


def test_workers_enforce_several_catalogs_too(monorepo: Repository) -> None:
    pytest.importorskip("xdist")
    both = ["--eco-catalog=services/a", "--eco-catalog=services/b"]
    result = monorepo.process("--eco-only", *both, "-n", "2")
    result.assert_outcomes(passed=6)
    assert monorepo.record()["outcome"] == "success"


def test_the_setting_names_them_for_every_run(monorepo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """Relative to the configuration file, wherever pytest is started; the option wins."""
    monorepo.write({"pytest.ini": "[pytest]\neco_catalogs =\n    services/a\n    services/b\n"})
    assert listed(monorepo) == sorted([*A, *B])
    assert listed(monorepo, "--eco-catalog=services/b") == sorted(B)
    monkeypatch.chdir(monorepo.root / "services")
    assert listed(monorepo) == sorted([*A, *B])


@pytest.mark.parametrize("place", ["services/a", "services/a/data", "services/a/contracts"])
def test_from_below_the_nearest_catalog_is_enforced(
    monorepo: Repository, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.chdir(monorepo.root / place)
    result = monorepo.only("--co", "-q", str(monorepo.root / "services/a"))
    assert sorted(ids(result)) == sorted(A)
    if place == "services/a":
        assert listed(monorepo) == sorted(A)


def test_an_argument_is_judged_by_the_catalog_above_it(monorepo: Repository) -> None:
    assert listed(monorepo, "services/a") == sorted(A)
    assert listed(monorepo, "services/a", "services/b") == sorted([*A, *B])
    assert listed(monorepo, A[2]) == [A[2]]
    monorepo.write(
        {"ecocontracts.yaml": catalog_file(id="whole", contracts=["rules"]), "rules/r.contract.yaml": note()}
    )
    whole = ["ecocontracts.yaml::whole[catalog]", "rules/r.contract.yaml::shop.note[look]"]
    assert listed(monorepo) == whole
    assert listed(monorepo, "services/b") == sorted(B)
    assert listed(monorepo, "services/b", ".") == sorted([*whole, *B])


def test_without_any_at_the_root_the_message_names_those_below(monorepo: Repository) -> None:
    result = monorepo.only()
    assert result.ret == 4
    text = " ".join(result.stderr.str().split())
    assert "ECC007" in text
    assert "--eco-catalog=services/a --eco-catalog=services/b" in text


def test_an_id_belongs_to_one_catalog_of_a_run(monorepo: Repository) -> None:
    """A record could not tell them apart."""
    monorepo.write(service("b", prefix="") | {"services/b/contracts/x.contract.yaml": note(id="a.numbers")})
    result = monorepo.only("--eco-catalog=services/a", "--eco-catalog=services/b")
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        [
            "ECC010 *",
            "  at        services/b/contracts/x.contract.yaml:*  /id",
            "*also in the catalog services/a/ecocontracts.yaml",
        ]
    )


def test_a_broken_catalog_does_not_take_the_other_along(monorepo: Repository) -> None:
    monorepo.write({"services/a/ecocontracts.yaml": "contract: ["})
    result = monorepo.only("--eco-catalog=services/a", "--eco-catalog=services/b")
    result.assert_outcomes(failed=1, passed=5)
    result.stdout.fnmatch_lines(["*services/a/ecocontracts.yaml:2:1*"])


@pytest.mark.parametrize(
    ("option", "code"),
    [
        ("--eco-catalog=services/none", "ECC002"),
        ("--eco-catalog=services/a/none.yaml", "ECC002"),
        ("--eco-catalog=..", "ECC022"),
        ("--eco-catalog=/", "ECC022"),
        ("--eco-catalog=services", "ECC007"),
    ],
)
def test_a_catalog_that_cannot_be_is_a_usage_error(monorepo: Repository, option: str, code: str) -> None:
    result = monorepo.only(option)
    assert result.ret == 4
    assert f"{code} " in result.stderr.str()


def test_records_go_where_the_catalogs_agree(monorepo: Repository) -> None:
    monorepo.write({"services/a/ecocontracts.yaml": catalog_file(id="a", record="runs")})
    assert monorepo.only("--eco-catalog=services/a", "--eco-catalog=services/b").ret == 0
    assert list((monorepo.root / "services/a/runs").glob("*/run.json"))
    monorepo.write({"services/b/ecocontracts.yaml": catalog_file(id="b", record="runs")})
    result = monorepo.only("--eco-catalog=services/a", "--eco-catalog=services/b")
    assert result.ret == 4
    assert "name one with --eco-record" in result.stderr.str()
    assert monorepo.only("--eco-catalog=services/a", "--eco-catalog=services/b", "--eco-record=here").ret == 0


def test_git_is_asked_about_the_catalogs_folder(monorepo: Repository) -> None:
    """What is tracked is told relative to the folder of the catalog."""
    monorepo.write(
        {
            "services/a/contracts/tree.contract.yaml": contract(
                "layout/v1", id="a.tree", git="tracked", tree={"**": "opt"}
            )
        }
    )
    subprocess.run(["git", "init", "-q"], cwd=monorepo.root, check=True)
    subprocess.run(["git", "add", "services/a"], cwd=monorepo.root, check=True)
    assert monorepo.only("--eco-catalog=services/a").ret == 0
    monorepo.write({"services/a/data/new.json": "1"})
    result = monorepo.only("--eco-catalog=services/a")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["ECL012 *", "  at        services/a/data/new.json"])
