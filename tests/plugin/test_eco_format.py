"""--eco-format and --eco-no-record: for machines that read standard output, and runs that leave no files."""

from __future__ import annotations

import json

import pytest
from tests.fakes import catalog_file
from tests.plugin.conftest import Repository


@pytest.mark.parametrize("arguments", [[], ["-n", "2"], ["-q"], ["-v"], ["--eco-no-record"]])
def test_json_leaves_standard_output_to_the_record(shop: Repository, arguments: list[str]) -> None:
    if "-n" in arguments:
        pytest.importorskip("xdist")
    result = shop.process("--eco-only", "--eco-format=json", *arguments)
    assert result.ret == 1
    record = json.loads(result.stdout.str())
    assert record["outcome"] == "failure"
    assert [failure["code"] for failure in record["failures"]] == ["ECS003"]
    assert "1 failed" in result.stderr.str()
    if "--eco-no-record" not in arguments:
        assert record == shop.record()


@pytest.mark.parametrize("colour", ["yes", "no"])
def test_json_keeps_the_colours_that_were_asked_for(shop: Repository, colour: str) -> None:
    result = shop.process("--eco-only", "--eco-format=json", f"--color={colour}")
    assert ("\x1b[" in result.stderr.str()) is (colour == "yes")
    json.loads(result.stdout.str())


def test_json_of_a_run_that_cannot_start_is_still_json(shop: Repository) -> None:
    result = shop.process("--eco-only", "--eco-format=json", "--eco-select=nothing.like.this")
    assert result.ret == 4
    record = json.loads(result.stdout.str())
    assert record["outcome"] == "error"
    assert "nothing.like.this" in record["failures"][0]["message"]


def test_github_annotates_each_failure_and_warning(shop: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(shop.root.parent))
    result = shop.only("--eco-format=github")
    place = f"{shop.root.name}/data/a.json"
    result.stdout.fnmatch_lines(
        [f"::error title=ECS003 schema-type-mismatch,file={place}::*contract: shop.bad 1.0.0"]
    )
    monkeypatch.delenv("GITHUB_WORKSPACE")
    result = shop.only("--eco-format=github", "--eco-ignore=ECS003")
    result.stdout.fnmatch_lines(["::warning title=ECS003 schema-type-mismatch,file=data/a.json::*"])


def test_text_is_the_default_and_annotates_nothing(shop: Repository) -> None:
    for arguments in ([], ["--eco-format=text"]):
        assert "::error" not in shop.only(*arguments).stdout.str()


def test_the_setting_is_the_default_of_the_option(shop: Repository) -> None:
    shop.write({"pytest.ini": "[pytest]\neco_format = github\n"})
    assert "::error" in shop.only().stdout.str()
    assert "::error" not in shop.only("--eco-format=text").stdout.str()
    shop.write({"pytest.ini": "[pytest]\neco_format = xml\n"})
    result = shop.only()
    assert result.ret == 4
    assert "eco_format: expected one of text, json, github, found 'xml'" in result.stderr.str()


def test_an_unknown_format_is_a_usage_error(shop: Repository) -> None:
    result = shop.only("--eco-format=xml")
    assert result.ret == 4
    assert "--eco-format: expected one of text, json, github, found 'xml'" in result.stderr.str()


def test_no_record_leaves_no_files(shop: Repository) -> None:
    result = shop.only("--eco-no-record")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["run record: none, as --eco-no-record asks"])
    assert not (shop.root / ".eco").exists()


def test_no_record_wins_over_the_folder_that_the_catalog_names(shop: Repository) -> None:
    shop.write({"ecocontracts.yaml": catalog_file(record="runs")})
    shop.only("--eco-no-record")
    assert not (shop.root / "runs").exists()


def test_no_record_and_a_place_for_it_contradict(shop: Repository) -> None:
    result = shop.only("--eco-no-record", "--eco-record=runs")
    assert result.ret == 4
    assert "exclude each other" in result.stderr.str()


def test_a_failing_hook_fails_a_run_without_record_too(shop: Repository) -> None:
    """The record is kept in memory, so nothing that depends on it is lost."""
    text = (shop.root / "conftest.py").read_text()
    shop.write(
        {"conftest.py": text + "def pytest_eco_run_finished(record, config):\n    raise RuntimeError('no')\n"}
    )
    result = shop.only("--eco-no-record", "--deselect", "contracts/bad.contract.yaml")
    assert result.ret == 1


def test_the_chunk_setting_is_the_default_of_the_option(shop: Repository) -> None:
    shop.write({"pytest.ini": "[pytest]\neco_chunk = none\n"})
    result = shop.only()
    assert result.ret == 4
    assert "eco_chunk: expected a number of files" in result.stderr.str()
    assert shop.only("--eco-chunk=5", "--co").ret == 0
