"""``--eco-baseline``: a legacy repository switches the gate on today, and can only get better."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.fakes import catalog_file, contract, note
from tests.plugin.conftest import NOTES, Repository

from pytest_ecocontracts.adapters import writing
from pytest_ecocontracts.pytest_adapter import baseline

DAY = "--eco-as-of=2026-01-31"
FILE = "contracts/baseline.contract.yaml"
WRITE = f"--eco-baseline={FILE}"


def legacy(*finds: dict[str, object]) -> str:
    return note(id="shop.old", checks={"look": {"examined": 9, "finds": list(finds)}})


@pytest.fixture
def old(repository: Repository) -> Repository:
    """A repository with three violations, of two sorts."""
    repository.write(
        {
            "conftest.py": NOTES,
            "ecocontracts.yaml": catalog_file(),
            "contracts/old.contract.yaml": legacy(
                {"path": "data/a.json", "pointer": "/0/n"},
                {"path": "data/a.json", "pointer": "/1/n"},
                {"path": "data/b.json", "code": "ECL004"},
            ),
        }
    )
    return repository


def text(repository: Repository) -> str:
    return (repository.root / FILE).read_text(encoding="utf-8")


def test_it_is_written_and_from_then_on_the_gate_is_on(old: Repository) -> None:
    result = old.run(WRITE, DAY, "--eco-baseline-issue=SHOP-7")
    assert result.ret == 1, "the run that writes it says what it found"
    result.stdout.fnmatch_lines([f"baseline: 3 violations in 2 waivers written to {FILE} (2 new or larger)"])
    lines = text(old).splitlines()
    assert lines[0] == f"# Written by: pytest --eco-contracts --eco-baseline={FILE}"
    assert lines[-9:] == [
        "  - code: ECS003",
        "    of: shop.old",
        "    path: data/a.json",
        "    pointer: /*/n",
        "    max: 2",
        "    owner: platform",
        '    reason: "Found when the gate was switched on, on 2026-01-31."',
        "    issue: SHOP-7",
        '    until: "2026-05-01"',
    ]
    result = old.run(DAY)
    result.assert_outcomes(passed=2, xfailed=1)
    result.stdout.fnmatch_lines(["*0 violations, 3 waived, 0 ending in 30 days*"])
    assert old.record()["waivers"] == {"violations": 3, "ending_in_30_days": 0}
    old.run("--eco-as-of=2026-04-01").stdout.fnmatch_lines(["*3 waived, 3 ending in 30 days*"])
    old.run("--eco-as-of=2026-05-02").assert_outcomes(passed=1, failed=2)


def test_what_is_new_fails_and_stays_out_until_somebody_lets_it_in(old: Repository) -> None:
    old.run(WRITE, DAY)
    first = text(old)
    old.write(
        {
            "contracts/old.contract.yaml": legacy(
                {"path": "data/a.json", "pointer": "/0/n"}, {"path": "data/new.json"}
            )
        }
    )
    result = old.run(DAY)
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(["*ECD004 waiver-unmatched*", "*ECD042 waiver-slack*"])
    result = old.run(WRITE, DAY)
    result.stdout.fnmatch_lines(
        [
            f"baseline: 1 violation in 1 waiver written to {FILE} (2 smaller or gone)",
            "baseline: 1 violation left standing: 1 ECS003 (what is new takes --eco-baseline-grow)",
        ]
    )
    assert len(text(old)) < len(first)
    old.run(WRITE, DAY, "--eco-baseline-grow").stdout.fnmatch_lines(["*2 waivers*(1 new or larger)"])
    assert old.run(DAY).ret == 0


def test_it_is_the_same_with_workers(old: Repository) -> None:
    pytest.importorskip("xdist")
    old.run(WRITE, DAY)
    alone = text(old)
    (old.root / FILE).unlink()
    old.process("--eco-contracts", WRITE, DAY, "-n2").stdout.fnmatch_lines(["baseline: 3 violations in 2*"])
    assert text(old) == alone


def test_a_baseline_of_a_contract_that_is_gone_can_be_rewritten(old: Repository) -> None:
    old.run(WRITE, DAY)
    (old.root / "contracts/old.contract.yaml").unlink()
    old.run(DAY).stdout.fnmatch_lines(["*ECC005*"])
    old.run(WRITE, DAY).stdout.fnmatch_lines(
        [f"baseline: 0 violations in 0 waivers written to {FILE} (2 smaller*"]
    )
    assert text(old).endswith("baseline: true\nwaivers: []\n")
    assert old.run(DAY).ret == 0


def test_what_cannot_be_waived_is_named(old: Repository) -> None:
    old.write({"contracts/empty.contract.yaml": note(id="shop.empty", checks={"look": {"examined": 0}})})
    old.run(WRITE, DAY).stdout.fnmatch_lines(["baseline: 1 violation left standing: 1 ECC009"])


def test_a_file_that_is_missing_can_be_tolerated_with_what_that_blocks(old: Repository) -> None:
    """Its content cannot be judged; as long as its absence is tolerated, that is no failure of its own."""
    missing = contract("artifact/v1", id="shop.gone", path="data/gone.json", schema={"type": "object"})
    old.write({"contracts/gone.contract.yaml": missing, "contracts/old.contract.yaml": note(id="shop.old")})
    result = old.run(WRITE, DAY)
    result.stdout.fnmatch_lines(["*ECX001*", "baseline: 1 violation in 1 waiver written*"])
    assert "left standing" not in result.stdout.str()
    assert "code: ECL001" in text(old)
    assert "ECX001" not in text(old)
    result = old.run(DAY)
    result.assert_outcomes(passed=3, xfailed=2)
    assert (result.ret, old.record()["outcome"]) == (0, "success")
    first = text(old)
    old.run(WRITE, DAY).stdout.fnmatch_lines(["baseline: 1 violation in 1 waiver*(nothing changed)"])
    assert text(old) == first
    old.run("--eco-as-of=2026-05-02").assert_outcomes(passed=2, failed=3)


def test_what_is_waived_elsewhere_is_not_taken_over(old: Repository) -> None:
    waiver = {
        "code": "ECL004",
        "of": "shop.old",
        "path": "data/b.json",
        "owner": "platform",
        "reason": "moves with the next release",
        "issue": "SHOP-8",
        "until": "2026-03-01",
    }
    old.write({"contracts/w.contract.yaml": contract("waivers/v1", id="shop.w", waivers=[waiver])})
    old.run(WRITE, DAY).stdout.fnmatch_lines(["baseline: 2 violations in 1 waiver*"])
    assert old.run(DAY).ret == 0


def test_a_clean_repository_needs_none(old: Repository) -> None:
    old.write({"contracts/old.contract.yaml": note(id="shop.old")})
    result = old.run(WRITE, DAY)
    assert result.ret == 0
    result.stdout.fnmatch_lines(["baseline: nothing to write: no violation that could be waived"])
    assert not (old.root / FILE).exists()


def test_a_file_that_the_gate_would_not_read_again_is_not_written(
    old: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(baseline, "baseline_text", lambda *_: "x" * 5_000_000)
    result = old.run(WRITE, DAY)
    assert result.ret == 1
    result.stdout.fnmatch_lines(["error ECC001*the baseline was not written: 2 waivers take more than*"])
    assert not (old.root / FILE).exists()


def test_a_folder_that_cannot_be_written_is_told(old: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(source: str, target: str) -> None:
        raise PermissionError(13, "Permission denied", target)

    monkeypatch.setattr(writing.os, "replace", fails)
    result = old.run(WRITE, DAY, "--eco-no-record")
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        [f"error ECC001*the baseline was not written: '{FILE}' cannot be written: Permission denied"]
    )
    assert sorted(path.name for path in (old.root / "contracts").iterdir()) == ["old.contract.yaml"]


def test_a_run_that_judged_only_a_part_writes_nothing(old: Repository) -> None:
    result = old.run(WRITE, DAY, "-k", "catalog")
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        ["error ECC001*the baseline was not written: 1 check of this run did not run"]
    )
    assert not (old.root / FILE).exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([WRITE, "--eco-select=shop.old"], "*needs the whole run, and --eco-select=shop.old leaves*"),
        (["--eco-baseline=baseline.contract.yaml"], "*is in no folder of contracts (contracts)*"),
        (["--eco-baseline=../x/contracts/b.contract.yaml"], "*is in no folder of contracts*"),
        (["--eco-baseline=contracts/baseline.yaml"], "*ends in .contract.yaml*"),
        (["--eco-baseline=contracts/old.contract.yaml"], "*is no valid waivers/v1 with baseline: true*"),
        (["--eco-baseline-grow"], "*--eco-baseline-grow: needs --eco-baseline=FILE*"),
        ([WRITE, "--eco-baseline-until=soon"], "*--eco-baseline-until: expected a day*"),
        ([WRITE, "--eco-baseline-until=2020-01-01"], "*--eco-baseline-until: 2020-01-01 is before*"),
    ],
)
def test_what_cannot_work_is_refused_before_anything_runs(
    old: Repository, arguments: list[str], message: str
) -> None:
    before = text_of(old.root)
    result = old.run(DAY, *arguments)
    assert result.ret == 4
    result.stderr.fnmatch_lines([message])
    assert text_of(old.root) == before


def text_of(root: Path) -> dict[str, str]:
    """Every contract file."""
    return {path.name: path.read_text(encoding="utf-8") for path in (root / "contracts").iterdir()}
