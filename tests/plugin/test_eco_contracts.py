"""``--eco-contracts``: contracts are collected and judged next to the repository's own tests."""

from __future__ import annotations

import pytest
from tests.fakes import catalog_file, note
from tests.plugin.conftest import CODE, ITEMS, Repository, ids


def test_contracts_and_tests_run_together(shop: Repository) -> None:
    result = shop.run()
    result.assert_outcomes(passed=5, failed=1)
    assert result.ret == 1


def test_without_the_flag_nothing_is_collected_or_written(shop: Repository) -> None:
    result = shop.pytest()
    result.assert_outcomes(passed=1)
    assert not (shop.root / ".eco").exists()


def test_every_check_is_an_item_in_the_order_of_the_files(shop: Repository) -> None:
    assert ids(shop.run("--co", "-q")) == [*ITEMS[1:], ITEMS[0], CODE]
    # With testpaths pytest walks those only, and the contracts follow.
    shop.write({"pytest.ini": "[pytest]\ntestpaths = tests\n"})
    assert ids(shop.run("--co", "-q")) == [CODE, *ITEMS]


def test_the_flag_takes_no_value_so_a_path_may_follow(shop: Repository) -> None:
    result = shop.pytest("--eco-contracts", "tests")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*no contract check ran*"])


def test_the_flag_may_stand_in_the_configuration(shop: Repository) -> None:
    shop.write({"pytest.ini": "[pytest]\naddopts = --eco-contracts\n"})
    shop.pytest().assert_outcomes(passed=5, failed=1)


def test_the_flag_may_stand_in_the_environment(shop: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "--eco-contracts")
    shop.pytest().assert_outcomes(passed=5, failed=1)


def test_a_repository_without_python_tests(repository: Repository) -> None:
    repository.write(
        {
            "contracts/a.contract.yaml": "contract: layout/v1\nid: a\nversion: '1'\nowner: b\nsummary: c\ntree: {'**': opt}\n"
        }
    )
    result = repository.run()
    assert result.ret == 0
    assert result.parseoutcomes()["passed"] >= 1


def test_a_green_run_ends_with_zero(shop: Repository) -> None:
    (shop.root / "contracts/bad.contract.yaml").unlink()
    result = shop.run()
    result.assert_outcomes(passed=4)
    assert result.ret == 0


def test_nothing_to_enforce_is_a_usage_error_that_says_where_it_looked(repository: Repository) -> None:
    repository.write({"test_a.py": "def test_a(): pass\n"})
    result = repository.run()
    assert result.ret == 4
    result.stderr.fnmatch_lines([f"*ECC007*{repository.root}*ecocontracts.yaml*contracts/*"])
    assert repository.record()["failures"][0]["code"] == "ECC007"


def test_a_catalog_without_contracts_is_a_violation(repository: Repository) -> None:
    repository.write({"ecocontracts.yaml": catalog_file()})
    result = repository.run()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*ECC007 no-contracts-collected*"])


def test_a_malformed_contract_is_a_failing_item_and_everything_else_runs(shop: Repository) -> None:
    shop.write(
        {"contracts/broken.contract.yaml": "id: [", "contracts/wrong.contract.yaml": note(id="w", owner=7)}
    )
    result = shop.run()
    result.assert_outcomes(passed=5, failed=3)
    assert result.ret == 1
    listed = ids(shop.run("--co", "-q"))
    assert "contracts/broken.contract.yaml::file[contract]" in listed
    assert "contracts/wrong.contract.yaml::w[contract]" in listed


def test_every_problem_of_a_document_is_one_item(shop: Repository) -> None:
    shop.write({"contracts/wrong.contract.yaml": note(id="w", owner=7, decisions=3, kolour="red")})
    result = shop.run("contracts/wrong.contract.yaml", "-v")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*/owner*", "*/decisions*", "*/kolour*"], consecutive=False)


def test_conftest_files_of_contract_folders_are_not_imported(shop: Repository) -> None:
    shop.write(
        {"pytest.ini": "[pytest]\ntestpaths = tests\n", "contracts/conftest.py": "raise SystemExit(9)\n"}
    )
    shop.run().assert_outcomes(passed=5, failed=1)


def test_contracts_outside_of_testpaths_and_in_hidden_folders(shop: Repository) -> None:
    shop.write(
        {
            "pytest.ini": "[pytest]\ntestpaths = tests\n",
            "ecocontracts.yaml": catalog_file(contracts=["contracts", ".github", "build"]),
            ".github/a.contract.yaml": note(id="hidden"),
            "build/b.contract.yaml": note(id="built"),
            "contracts/.deep/c.contract.yaml": note(id="deep"),
        }
    )
    listed = ids(shop.run("--co", "-q"))
    assert {
        ".github/a.contract.yaml::hidden[look]",
        "build/b.contract.yaml::built[look]",
        "contracts/.deep/c.contract.yaml::deep[look]",
    } <= set(listed)
    assert len(listed) == len(set(listed)) == len(ITEMS) + 4


def test_a_contract_below_testpaths_is_collected_once(shop: Repository) -> None:
    shop.write({"pytest.ini": "[pytest]\ntestpaths = tests contracts\n"})
    listed = ids(shop.run("--co", "-q"))
    assert sorted(listed) == sorted([CODE, *ITEMS])


@pytest.mark.parametrize("step", ["build_catalog", "plan"])
def test_a_defect_of_ours_is_no_internal_error_of_pytest(
    shop: Repository, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def explode(*_: object) -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr(f"pytest_ecocontracts.pytest_adapter.enforcement.{step}", explode)
    result = shop.run()
    assert result.ret == 4
    assert "INTERNALERROR" not in result.stdout.str()
    result.stderr.fnmatch_lines(["*ECZ001 internal-error: * crashed: ZeroDivisionError: a defect*"])
    assert [failure["code"] for failure in shop.record()["failures"]] == ["ECZ001"]
