"""``workflow``: what workflows of GitHub Actions say, at its lines."""

from __future__ import annotations

import pytest
from tests.core.sources.reading import read, refused

WORKFLOW = """\
name: CI
on:
  push: {branches: [main]}
  schedule: [{cron: "0 0 * * *"}]
permissions:
  contents: read
jobs:
  test:
    runs-on: [self-hosted, linux]
    permissions: write-all
    steps:
      - uses: actions/checkout@v4
        with: {fetch-depth: 0}
      - name: Test
        run: |

          make test
          if [ "${{ matrix.os }}" = x ]; then ./ops/x.sh ${{ env.A }}; fi
      - run: "cargo test"
      - run: |
          print(1)
        shell: python
  call:
    needs: test
    uses: ./.github/workflows/other.yml
  windows:
    runs-on: windows-latest
    steps:
      - run: Get-Item (
      - uses: docker://alpine:3.20
"""
FILES = {".github/workflows/ci.yml": WORKFLOW}


def source(give: str, **more: str) -> str:
    fields = {"workflow": '".github/workflows/*.yml"', "give": give, **more}
    return "{" + ", ".join(f"{name}: {value}" for name, value in fields.items()) + "}"


@pytest.mark.parametrize(
    ("give", "values", "lines"),
    [
        ("jobs", ["test", "call", "windows"], [8, 23, 26]),
        (
            "steps",
            ["actions/checkout@v4", "Test", "cargo test", "print(1)", "Get-Item (", "docker://alpine:3.20"],
            None,
        ),
        (
            "uses",
            ["actions/checkout@v4", "./.github/workflows/other.yml", "docker://alpine:3.20"],
            [12, 25, 30],
        ),
        ("commands", ["make", "[", "./ops/x.sh", "cargo"], [17, 18, 18, 19]),
        ("runs_on", ["self-hosted", "linux", "windows-latest"], [9, 9, 27]),
        ("triggers", ["push", "schedule"], [3, 4]),
        ("permissions", ["contents", "all"], [6, 10]),
    ],
)
def test_what_is_given(give: str, values: list[str], lines: list[int] | None) -> None:
    found = read(FILES, source(give))
    assert found.values == values
    if lines is not None:
        assert [int(place.split(":")[1]) for place in found.places] == lines


def test_records() -> None:
    uses = read(FILES, source("uses")).records
    assert [(r["action"], r["version"], r["kind"], r["pinned"]) for r in uses] == [
        ("actions/checkout", "v4", "action", False),
        ("./.github/workflows/other.yml", "", "local", True),
        ("docker://alpine", "3.20", "docker", False),
    ]
    assert (uses[0]["with"], uses[0]["job"], uses[0]["step"]) == ({"fetch-depth": 0}, "test", 0)
    command = read(FILES, source("commands")).records[2]
    assert command["arguments"] == ["${{ env.A }}"]
    assert (command["workflow"], command["job"], command["step"], command["name"]) == (
        "CI",
        "test",
        1,
        "Test",
    )
    assert read(FILES, source("permissions")).records[1]["level"] == "write"
    assert read(FILES, source("jobs")).records[1]["needs"] == ["test"]
    assert [r["shell"] for r in read(FILES, source("run")).records] == ["bash", "bash", "python", "pwsh"]


def test_a_script_is_read_by_another_source_at_the_same_lines() -> None:
    inner = read(FILES, "{shell: {of: runs}}", runs={"workflow": ".github/workflows/ci.yml", "give": "run"})
    own = read(FILES, source("commands"))
    assert (inner.values, inner.places) == (own.values, own.places)


def test_a_pinned_commit_and_a_composite_action() -> None:
    commit = "0123456789abcdef0123456789abcdef01234567"
    action = f"name: a\nruns:\n  using: composite\n  steps:\n    - uses: a/b@{commit}\n    - run: make x\n      shell: bash\n"
    files = {"action.yml": action}
    assert read(files, "{workflow: action.yml, give: uses}").records[0]["pinned"]
    assert read(files, "{workflow: action.yml, give: commands}").values == ["make"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("jobs: [", "ci.yml:2"),
        ("a: 1\n", "ci.yml:1:1"),
        ("", "ci.yml:1:1"),
        ("jobs: {a: {steps: [{run: 'if ('}]}}\n", "ci.yml:1"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(text: str, place: str) -> None:
    found = read({"ci.yml": text}, "{workflow: ci.yml, give: commands}")
    assert found.codes == ["ECS001"]
    assert found.places[0].startswith(place)


def test_what_stands_in_the_place_of_jobs_and_steps_is_told() -> None:
    odd = "on: push\njobs:\n  a:\n  b:\n    steps: x\n  c:\n    steps:\n    - 1\n    - {}\n"
    found = read({"ci.yml": odd}, "{workflow: ci.yml, give: steps}")
    assert found.codes == ["ECS001"] * 3
    assert [place.rpartition(":")[0] for place in found.places] == ["ci.yml:3", "ci.yml:5", "ci.yml:8"]
    for text in ("jobs:\n", "jobs: [a]\n", "runs: x\n"):
        assert read({"ci.yml": text}, "{workflow: ci.yml}").codes == ["ECS001"]


def test_odd_shapes_elsewhere_break_nothing() -> None:
    odd = "on: 1\nname: [a]\npermissions: {}\njobs: {a: {}, b: {runs-on: {labels: q}}, c: {steps: [{}]}}\n"
    assert read({"ci.yml": odd}, "{workflow: ci.yml, give: jobs}").values == ["a", "b", "c"]
    assert read({"ci.yml": odd}, "{workflow: ci.yml, give: runs_on}").values == ["q"]
    for give in ("steps", "uses", "run", "commands", "permissions"):
        read({"ci.yml": odd}, f"{{workflow: ci.yml, give: {give}, empty: valid}}")
    assert refused("{workflow: a.yml, give: targets}") == ["this source gives no 'targets'"]
