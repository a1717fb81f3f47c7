"""A git repository of a package's schemas: a commit and a tag for each release, a contract for each."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from .archives import fetch, schemas
from .packages import Package

_CATALOG: Final = """\
contract: catalog/v1
id: {id}
version: 1.0.0
owner: authors
# The list of schemas below grows with each release; only the schemas themselves are judged.
status: experimental
summary: The schemas that {name} ships.
owners: {{authors: whoever publishes the package}}
schemas: {schemas}
change_policy:
  # The package gives its reasons in its changelog; here only versions are asked for.
  requires: {{patch: [version], minor: [version], major: [version], removed: []}}
"""
#: The version is that of the package: whoever depends on the package relies on that number alone.
_CONTRACT: Final = """\
contract: artifact/v1
id: {id}
version: {version}
owner: authors
summary: Data for {schema}.
path: data/{folder}/{{name:name}}.json
presence: optional
schema: "{schema}"
"""
_ENVIRONMENT: Final = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "histories",
    "GIT_AUTHOR_EMAIL": "histories@example",
    "GIT_COMMITTER_NAME": "histories",
    "GIT_COMMITTER_EMAIL": "histories@example",
}


def build(package: Package, archives: Path, folder: Path) -> Path:
    """Make the repository anew; returns its folder. Raises CalledProcessError without a release."""
    root = folder / package.slug
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    _git(root, 0, "init", "--quiet", "--initial-branch=main")
    for number, release in enumerate(package.releases):
        _write(root, package, release, schemas(package, fetch(package, release, archives)))
        _git(root, number, "add", "--all")
        _git(root, number, "commit", "--quiet", "--message", f"Release {release}")
        _git(root, number, "tag", f"v{release}")
    return root


def _write(root: Path, package: Package, release: str, files: Mapping[str, bytes]) -> None:
    for old in root.iterdir():
        if old.is_dir() and old.name != ".git":
            shutil.rmtree(old)
    catalog = _CATALOG.format(
        id=f"package.{_word(package.slug)}", name=package.name, schemas=json.dumps(sorted(files))
    )
    texts: dict[str, bytes] = {"ecocontracts.yaml": catalog.encode(), "pytest.ini": b"[pytest]\n", **files}
    for path in files:
        name = _word(path.removesuffix(".json").removesuffix(".schema"))
        contract = _CONTRACT.format(id=name, version=release, folder=name, schema=path)
        texts[f"contracts/{name}.contract.yaml"] = contract.encode()
    for path, data in texts.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def _word(text: str) -> str:
    """A text as the id of a contract."""
    word = re.sub(r"[^a-z0-9_-]+", "-", text.casefold()).strip("-_")
    return word if word[:1].isalpha() else f"s-{word}"


def _git(root: Path, day: int, *arguments: str) -> None:
    date = f"{1_600_000_000 + day * 86_400} +0000"
    environment = {**os.environ, **_ENVIRONMENT, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    subprocess.run(["git", *arguments], cwd=root, check=True, env=environment)
