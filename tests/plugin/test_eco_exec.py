"""``--eco-exec`` runs the commands of contracts; without it that is told, and is never a pass."""

from __future__ import annotations

import pytest
from tests.fakes import catalog_file, contract
from tests.plugin.conftest import Repository
from tests.repositories import commit, git

GEN = {"$zone": "generated", "$by": ["sh", "tools/gen.sh"], "$regenerate": True, "*.txt": "opt"}
ITEM = "contracts/layout.contract.yaml::shop.layout[regenerated]"


@pytest.fixture
def generated(repository: Repository) -> Repository:
    """A repository whose generator makes exactly what is there."""
    tree = {"gen/": GEN, "tools/": "opaque", "contracts/": "opaque", "*": "opt"}
    repository.write(
        {
            "ecocontracts.yaml": catalog_file(),
            "contracts/layout.contract.yaml": contract(tree=tree),
            "tools/gen.sh": "mkdir -p gen\nprintf 'one\\ntwo\\n' > gen/a.txt\nprintf x > gen/b.txt\n",
            "gen/a.txt": "one\ntwo\n",
            "gen/b.txt": "x",
            ".gitignore": ".eco/\n",
        }
    )
    git(repository.root, "init", "-q", "-b", "main")
    commit(repository.root)
    return repository


def test_without_the_option_the_check_is_not_evaluated_and_the_run_is_no_success(
    generated: Repository,
) -> None:
    result = generated.only("-rs")
    assert result.ret == 0
    result.assert_outcomes(passed=3, skipped=1)
    result.stdout.fnmatch_lines(
        [
            "*not evaluated shop.layout[[]regenerated[]]: skipped: it runs commands*; --eco-exec allows that",
        ]
    )
    record = generated.record()
    assert record["outcome"] == "partial"
    assert record["checks"]["not_evaluated"] == 1
    (layout,) = [entry for entry in record["contracts"] if entry["id"] == "shop.layout"]
    assert layout["verdict"] == "not_evaluated"
    assert "--eco-exec allows that" in layout["reason"]


def test_it_is_told_from_the_workers_of_xdist_too(generated: Repository) -> None:
    result = generated.only("-n1", "-p", "xdist")
    result.stdout.fnmatch_lines(["*not evaluated shop.layout[[]regenerated[]]: skipped: it runs commands*"])
    assert generated.record()["outcome"] == "partial"
    generated.only("--eco-exec", "-n1", ITEM).assert_outcomes(passed=1)


def test_a_waiver_for_what_was_not_run_is_not_called_unused(generated: Repository) -> None:
    entry = {
        "code": "ECL055",
        "of": "shop.layout",
        "path": "gen/a.txt",
        "owner": "platform",
        "reason": "the generator is being replaced",
        "issue": "#7",
        "until": "2026-06-30",
    }
    waivers = contract("waivers/v1", id="shop.waivers", waivers=[entry])
    generated.write({"contracts/waivers.contract.yaml": waivers, "gen/a.txt": "edited\n"})
    commit(generated.root)
    assert generated.only("--eco-as-of=2026-06-01").ret == 0
    generated.only("--eco-as-of=2026-06-01", "--eco-exec", ITEM).assert_outcomes(xfailed=1)
    generated.write({"gen/a.txt": "one\ntwo\n"})
    result = generated.only("--eco-as-of=2026-06-01", "--eco-exec")
    result.stdout.fnmatch_lines(["*ECD004*"])


def test_the_check_alone_without_the_option_proves_nothing(generated: Repository) -> None:
    result = generated.only(ITEM)
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["*not evaluated shop.layout[[]regenerated[]]*"])


def test_with_the_option_what_the_command_makes_is_what_is_there(generated: Repository) -> None:
    result = generated.only("--eco-exec")
    result.assert_outcomes(passed=4)
    assert generated.record()["outcome"] == "success"


def test_no_file_of_the_repository_can_switch_it_on(generated: Repository) -> None:
    generated.write({"pytest.ini": "[pytest]\naddopts = --eco-exec\n"})
    result = generated.only()
    assert result.ret == 4
    result.stderr.fnmatch_lines(["*ECC001*--eco-exec stands in a configuration file*"])


def test_each_difference_is_a_violation_at_its_place(generated: Repository) -> None:
    generated.write({"gen/a.txt": "one\n2\n", "gen/stray.txt": "s"})
    (generated.root / "gen/b.txt").unlink()
    commit(generated.root)
    result = generated.only("--eco-exec", ITEM)
    result.assert_outcomes(failed=1)
    found = {failure["location"]["path"]: failure for failure in generated.record()["failures"]}
    assert {path: one["metadata"]["reason"] for path, one in found.items()} == {
        "gen/a.txt": "content",
        "gen/b.txt": "not-there",
        "gen/stray.txt": "not-made",
    }
    edited = found["gen/a.txt"]
    assert (edited["location"]["line"], edited["expected"], edited["found"]) == (2, "two", "2")
    assert "run 'sh tools/gen.sh', and commit what it makes" in edited["fix"]


def test_what_the_command_makes_and_nobody_drew_is_a_violation_too(generated: Repository) -> None:
    generated.write({"tools/gen.sh": (generated.root / "tools/gen.sh").read_text() + ": > gen/new.bin\n"})
    commit(generated.root)
    result = generated.only("--eco-exec", ITEM)
    result.stdout.fnmatch_lines(["*ECL055*'gen/new.bin' is generated, and its command makes it*"])


def test_a_command_that_fails_says_what_it_wrote_last(generated: Repository) -> None:
    generated.write({"tools/gen.sh": "echo first\necho no input >&2\nexit 4\n"})
    result = generated.only("--eco-exec", ITEM)
    result.stdout.fnmatch_lines(
        ["*ECL056*the command 'sh tools/gen.sh' ended with status 4*", "*first / no input*"]
    )
    generated.write({"tools/gen.sh": f"echo {'x' * 200} the end >&2\nno-such-program\n"})
    generated.only("--eco-exec", ITEM)
    (failure,) = generated.record()["failures"]
    assert failure["found"].startswith("...x")
    assert " the end / " in failure["found"]
    assert failure["fix"] == "correct the command, or install it where the gate runs"


def test_a_command_that_makes_nothing_where_nothing_is_proves_nothing(generated: Repository) -> None:
    git(generated.root, "rm", "-rq", "gen")
    generated.write({"tools/gen.sh": "exit 0\n"})
    result = generated.only("--eco-exec", ITEM)
    result.stdout.fnmatch_lines(["*ECC009*the command makes nothing that is drawn, and nothing is there*"])


def test_where_git_cannot_be_asked_there_is_no_copy(generated: Repository) -> None:
    (generated.root / ".git").rename(generated.root / "no-git")
    result = generated.only("--eco-exec", ITEM)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*ECC008*a copy of the tracked files: *not a git repository*"])
