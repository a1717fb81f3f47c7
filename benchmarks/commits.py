"""Repositories with a history: some of many commits touch contracts, and half of those break the rule."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from .environment import Environment
from .repositories import Repository

#: one contract for each hundredth file of the repository, about
CONTRACTS: Final = 100
_FILES: Final = 4
_START: Final = 1_700_000_000
_CATALOG: Final = """\
contract: catalog/v1
id: bench
version: 1.0.0
owner: bench
summary: Measured.
owners: {bench: bench@example}
change_policy: {requires: {patch: [version], minor: [version], major: [version]}}
"""


def history(environment: Environment, title: str, *, commits: int, touching: int) -> Repository:
    """Make a repository of 100 contracts; the defects are the commits that break the rule."""
    folder = environment.work / "repositories" / title
    done = folder / "defects.json"
    if not done.exists():
        folder.mkdir(parents=True, exist_ok=True)
        git(folder, "init", "-q", "-b", "main")
        stream = b"".join(_commits(commits, touching))
        subprocess.run(["git", "fast-import", "--quiet"], cwd=folder, input=stream, check=True)
        git(folder, "reset", "-q", "--hard")
        done.write_text(json.dumps((touching + 1) // 2), encoding="utf-8")
    return Repository(folder, json.loads(done.read_text(encoding="utf-8")))


def git(folder: Path, *arguments: str) -> None:
    """Run git."""
    subprocess.run(["git", *arguments], cwd=folder, check=True)


def _commits(commits: int, touching: int) -> Iterator[bytes]:
    """The stream of ``git fast-import``: every edition of a contract gets one more member of its schema."""
    dice = random.Random(1)
    versions, sizes = [0] * CONTRACTS, [1] * CONTRACTS
    step = commits // (touching + 1)
    for number in range(commits):
        yield b"commit refs/heads/main\ncommitter bench <b@example> %d +0000\n" % (_START + 60 * number)
        yield _data(f"Commit {number}")
        touched, is_touching = divmod(number, step)
        if number == 0:
            yield _file("ecocontracts.yaml", _CATALOG)
            yield _file("pytest.ini", "[pytest]\n")
            for one in range(CONTRACTS):
                yield from _contract(one, 0, 1)
        elif not is_touching and touched <= touching:
            one = touched % CONTRACTS
            sizes[one] += 1
            # Every other one forgets its version.
            versions[one] += touched % 2 == 0
            yield from _contract(one, versions[one], sizes[one])
        for _ in range(_FILES):
            path = f"src/package{dice.randrange(50)}/module{dice.randrange(50)}.py"
            yield _file(path, f"number = {number}\n")


def _contract(one: int, version: int, size: int) -> Iterator[bytes]:
    members = {f"member{index}": {"type": "string"} for index in range(size)}
    schema = {"type": "object", "properties": members, "required": ["member0"]}
    header = {
        "contract": "artifact/v1",
        "id": f"bench.contract{one}",
        "version": f"1.{version}.0",
        "owner": "bench",
        "summary": "Measured.",
        "path": f"data/{one}/*.json",
        "schema": f"schemas/{one}.json",
    }
    text = "".join(f"{name}: {json.dumps(value)}\n" for name, value in header.items())
    yield _file(f"contracts/{one}.contract.yaml", text)
    yield _file(f"schemas/{one}.json", json.dumps(schema, indent=2))


def _file(path: str, text: str) -> bytes:
    return b"M 100644 inline %b\n%b" % (path.encode(), _data(text))


def _data(text: str) -> bytes:
    data = text.encode()
    return b"data %d\n%b\n" % (len(data), data)
