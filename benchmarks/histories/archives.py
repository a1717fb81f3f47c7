"""Releases of packages, fetched from their registries by the registries' own programs, and kept."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import Final

from .packages import Package

#: a schema larger than this is not one that anybody wrote
_LARGEST: Final = 16 * 1024 * 1024
#: path, size, and what reads the content
_Member = tuple[str, int, Callable[[], bytes]]


def fetch(package: Package, release: str, folder: Path) -> Path:
    """The archive of one release below ``folder``; raises CalledProcessError where there is none."""
    place = folder / package.slug / release
    kept = sorted(place.glob("*.*")) if place.is_dir() else []
    if not kept:
        place.mkdir(parents=True, exist_ok=True)
        subprocess.run(_command(package, release, place), cwd=place, check=True, stdout=subprocess.DEVNULL)
        kept = sorted(place.glob("*.*"))
    return kept[0]


def _command(package: Package, release: str, place: Path) -> list[str]:
    if package.registry == "npm":
        return ["npm", "pack", "--silent", "--ignore-scripts", f"{package.name}@{release}"]
    return [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"),
        *("--dest", str(place), f"{package.name}=={release}"),
    ]


def schemas(package: Package, archive: Path) -> dict[str, bytes]:
    """The schemas in an archive: path in the package -> content, in the order of their paths."""
    members = _wheel(archive) if archive.suffix == ".whl" else _tarball(archive)
    found: dict[str, bytes] = {}
    for path, size, content in members:
        if size <= _LARGEST and any(fnmatchcase(path, pattern) for pattern in package.schemas):
            data = content()
            found[path] = data.replace(*package.replaced) if package.replaced else data
    return dict(sorted(found.items()))


def _wheel(archive: Path) -> Iterator[_Member]:
    with zipfile.ZipFile(archive) as wheel:
        for member in wheel.infolist():
            yield member.filename, member.file_size, partial(wheel.read, member)


def _tarball(archive: Path) -> Iterator[_Member]:
    with tarfile.open(archive) as tarball:
        for member in tarball:
            file = tarball.extractfile(member)
            if file is not None:
                yield member.name.partition("/")[2], member.size, file.read
