"""What a run with a base shows of the contracts that changed: terminal, record, annotations, summary."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.fakes import catalog_file, contract
from tests.plugin.conftest import Repository
from tests.repositories import commit, make_repository, write

pytest.importorskip("jsonschema_rs", reason="witnesses are confirmed by two validators")

SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {"day": {"type": "string"}, "celsius": {"type": "number", "minimum": -90}},
    "required": ["day", "celsius"],
}
READINGS = "contracts/readings.contract.yaml"
FILES = {
    "ecocontracts.yaml": catalog_file(),
    READINGS: contract("artifact/v1", id="shop.readings", path="data.json", schema="schemas/reading.json"),
    "schemas/reading.json": json.dumps(SCHEMA, indent=1),
    "data.json": '{"day": "2026-01-01", "celsius": 3}',
    ".gitignore": ".*\n__*\n",
}
NARROW = json.dumps(SCHEMA, indent=1).replace("-90", "-60")
#: the line of "minimum" in the schema
LINE = NARROW[: NARROW.index("-60")].count("\n") + 1
WITNESS = re.compile(r'"celsius": -90(\.0)?,?\n *\^+ the number is too small, expected at least -60\n')


@pytest.fixture
def readings(repository: Repository) -> Repository:
    """A repository whose only commit holds a contract with a schema."""
    make_repository(repository.root, FILES)
    return repository


def test_a_run_without_a_change_says_so_in_one_line(readings: Repository) -> None:
    text = readings.only("--eco-base=main", "--eco-summary=.eco/summary.md").stdout.str()
    assert len(re.findall(r"^no contract differs from main \([0-9a-f]{10}\)$", text, re.MULTILINE)) == 1
    assert "verdict" not in text
    assert readings.record()["changes"] == {"contracts": [], "contracts_omitted": 0, "unjudged": []}
    assert "## Contracts: nothing changed\n" in (readings.root / ".eco/summary.md").read_text()
    assert "no contract differs" not in readings.only().stdout.str()
    assert readings.record()["changes"] is None


def test_a_breaking_change_is_shown_everywhere(readings: Repository) -> None:
    write(readings.root, {"schemas/reading.json": NARROW})
    result = readings.only("--eco-base=main", "--eco-format=github", "--eco-summary=.eco/summary.md")
    assert result.ret == 1
    text = result.stdout.str()
    failure, summary = text.split("- eco-contracts -")
    assert (
        f"witness   schemas/reading.json:{LINE}  /properties/celsius/minimum: allowed in the base" in failure
    )
    assert WITNESS.search(failure)
    assert len(WITNESS.findall(summary.partition("::error")[0])) == 1
    assert re.search(
        r"^since main \([0-9a-f]{10}\): 1 contract changed, 1 lacks something\n"
        r"contract +change +level +verdict +version +missing\n"
        r"shop\.readings +changed +major +breaking: producers +1\.0\.0 +version 2\.0\.0, decision, migration note\n",
        summary,
        re.MULTILINE,
    )
    annotation = next(line for line in text.splitlines() if line.startswith("::error title=shop.readings"))
    assert f",file=schemas/reading.json,line={LINE}::" in annotation
    assert "missing: ECV001 write version: 2.0.0" in annotation
    assert "^^^" in annotation
    (entry,) = readings.record()["changes"]["contracts"]
    assert entry["changes"][0]["witness"]["value"]["celsius"] == -90
    markdown = (readings.root / ".eco/summary.md").read_text()
    assert WITNESS.search(markdown)
    assert "- [ ] `version 2.0.0 or later" in markdown


def test_quietly_it_is_one_line_and_workers_change_nothing(readings: Repository) -> None:
    pytest.importorskip("xdist")
    write(readings.root, {"schemas/reading.json": NARROW})
    summary = readings.root / ".eco/summary.md"
    arguments = ("--eco-base=main", "--eco-summary=.eco/summary.md")
    quiet = readings.only("-q", *arguments).stdout.str()
    assert "1 contract changed, 1 lacks something\n" in quiet
    assert "verdict" not in quiet
    alone, changes = summary.read_text(), readings.record()["changes"]
    result = readings.process("--eco-only", "-n", "2", "--eco-format=json", *arguments)
    assert json.loads(result.stdout.str())["changes"] == changes
    assert summary.read_text() == alone
    assert "verdict" in result.stderr.str()


def test_an_answered_change_is_allowed_and_the_table_says_what_it_is(readings: Repository) -> None:
    looser = FILES["schemas/reading.json"].replace("-90", "-100")
    answered = {
        "contracts/decisions.contract.yaml": contract(
            "decisions/v1", id="shop.decisions", path="adr/{number:int}.md", title="free"
        ),
        "adr/1.md": "---\nstatus: accepted\ndate: 2026-01-02\n---\n# Use files\n\nWe use files.\n",
    }
    write(readings.root, answered)
    commit(readings.root)
    note = (
        "## What changed\n\n`minimum` of `celsius` is -100 now.\n\n"
        "## How to detect affected artifacts\n\n`jq .celsius data.json` shows it.\n\n"
        "## What to regenerate or migrate\n\nRun `make data.json` again.\n"
    )
    write(
        readings.root,
        {
            "schemas/reading.json": looser,
            READINGS: FILES[READINGS].replace("1.0.0", "2.0.0"),
            "adr/2.md": f"---\nstatus: accepted\ndate: 2026-01-02\n---\n# Cold\n\nThis is `shop.readings`.\n\n{note}",
        },
    )
    result = readings.only("--eco-base=main", "--eco-summary=.eco/summary.md")
    text = result.stdout.str()
    assert re.search(
        r"shop\.readings +changed +major +breaking: consumers +1\.0\.0 -> 2\.0\.0 +nothing\n", text
    ), text
    assert result.ret == 0
    markdown = (readings.root / ".eco/summary.md").read_text()
    assert "## Contracts: the change is allowed\n" in markdown
    assert "- [ ]" not in markdown
    assert "Allowed now, refused in the base" in markdown


def test_what_was_not_judged_is_named(readings: Repository) -> None:
    """Whoever leaves the check out gets no clean bill."""
    write(readings.root, {"schemas/reading.json": NARROW})
    arguments = ("--eco-base=main", "--eco-summary=.eco/summary.md")
    text = readings.only("-k", "not change", *arguments).stdout.str()
    assert "not judged  shop.readings: deselected" in text
    assert "## Contracts: nobody can tell\n" in (readings.root / ".eco/summary.md").read_text()


def test_a_waived_need_is_marked_and_a_catalog_in_a_folder_shows_its_paths(repository: Repository) -> None:
    make_repository(repository.root, {f"shop/{name}": text for name, text in FILES.items()})
    write(repository.root, {"shop/schemas/reading.json": NARROW})
    waiver = {"code": "ECV001", "of": "shop.readings", "owner": "platform", "reason": "We know each reader."}
    waivers = contract(
        "waivers/v1", id="shop.waivers", waivers=[{**waiver, "issue": "#1", "until": "9999-12-31"}]
    )
    write(repository.root, {"shop/contracts/waivers.contract.yaml": waivers})
    text = repository.only("--eco-base=main", "shop").stdout.str()
    assert re.search(r"shop\.readings .* decision, migration note\n", text)
    assert "version 2.0.0, decision" not in text
    entry = repository.record()["changes"]["contracts"][0]
    assert entry["path"] == f"shop/{READINGS}"
    assert entry["changes"][0]["path"] == "shop/schemas/reading.json"
    assert entry["obligations"][0]["missing"][0]["waived"] is True
    assert Path(entry["obligations"][0]["missing"][0]["path"]) == Path(f"shop/{READINGS}")


def test_a_secret_is_not_shown_to_reviewers(readings: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """What quotes data is searched for secrets; what the verdict is made of stays, whatever they are."""
    monkeypatch.setenv("SHOP_TOKEN", "2026-01-0123456789")
    monkeypatch.setenv("SHOP_SECRET", "breaking")
    secret = FILES["schemas/reading.json"].replace('"type": "string"', '"const": "2026-01-0123456789"')
    write(readings.root, {"schemas/reading.json": secret})
    commit(readings.root)
    write(readings.root, {"schemas/reading.json": secret.replace("2026-01-0123456789", "2026")})
    readings.only("--eco-base=main", "--eco-summary=.eco/summary.md")
    markdown = (readings.root / ".eco/summary.md").read_text()
    assert "2026-01-0123456789" not in markdown
    assert "[redacted]" in markdown
    assert "2026-01-0123456789" not in json.dumps(readings.record())
    assert readings.record()["changes"]["contracts"][0]["verdict"] == "breaking"
    assert "| changed | major | breaking | " in markdown


def test_a_contract_that_cannot_be_read_any_more_is_not_called_unchanged(readings: Repository) -> None:
    write(readings.root, {READINGS: FILES[READINGS].replace("path:", "paht:")})
    text = readings.only("--eco-base=main", "--eco-summary=.eco/summary.md").stdout.str()
    assert "no contract differs" not in text
    assert re.search(r"^since main \([0-9a-f]{10}\): 1 contract not judged$", text, re.MULTILINE)
    assert "  not judged  shop.readings: " in text
    assert "## Contracts: nobody can tell\n" in (readings.root / ".eco/summary.md").read_text()
