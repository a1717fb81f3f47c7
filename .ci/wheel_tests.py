"""Run the tests against a built wheel, in a fresh environment where the sources are out of reach.

    python .ci/wheel_tests.py DIST [--pytest 9.1] [--without jsonschema-rs] [-- PYTEST ARGUMENTS]

DIST is the folder that holds exactly one wheel. Only the standard library is used: this is the first
thing that runs on a machine that has nothing else.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: What the tests must not find: the package, because the wheel has it, and what a build or a run left behind.
OUT_OF_REACH = ("src", "dist", "build", ".git", ".venv", ".eco", "*cache*", ".hypothesis", "*.egg-info")


def main() -> int:
    arguments = parse()
    wheels = sorted(Path(arguments.dist).resolve().glob("*.whl"))
    if len(wheels) != 1:
        sys.exit(f"{arguments.dist}: expected exactly one wheel, found {len(wheels)}")
    with tempfile.TemporaryDirectory(prefix="wheel-tests-") as folder:
        place = Path(folder) / "project"
        shutil.copytree(ROOT, place, symlinks=True, ignore=shutil.ignore_patterns(*OUT_OF_REACH))
        link_neighbours(Path(folder))
        python = environment(Path(folder) / "venv", wheels[0], arguments)
        confirm(python, place, arguments.without)
        command = [python, "-m", "pytest", *arguments.pytest_arguments]
        return subprocess.run(command, cwd=place, check=False).returncode


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("dist", help="folder with one wheel")
    parser.add_argument("--pytest", metavar="LINE", help="release line of pytest, for example 9.1")
    parser.add_argument(
        "--without", action="append", default=[], metavar="PACKAGE", help="package to remove again"
    )
    # argparse gives what follows "--" to a positional only where no option stands before it.
    words = sys.argv[1:]
    end = words.index("--") if "--" in words else len(words)
    return parser.parse_args(words[:end], argparse.Namespace(pytest_arguments=words[end + 1 :]))


def link_neighbours(folder: Path) -> None:
    """Acceptance data may stand beside the repository; keep it beside the copy."""
    shared = ROOT.parent / "shared"
    if shared.is_dir():
        (folder / "shared").symlink_to(shared)


def environment(folder: Path, wheel: Path, arguments: argparse.Namespace) -> str:
    """Create an environment with the wheel and its test extra, and return its Python."""
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    pip = [python, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    requirements = [f"pytest-ecocontracts[test] @ {wheel.as_uri()}"]
    if arguments.pytest:
        requirements.append(f"pytest=={arguments.pytest}.*")
    subprocess.run([*pip, "install", *requirements], check=True)
    if arguments.without:
        subprocess.run([*pip, "uninstall", "--yes", *arguments.without], check=True)
    return python


def confirm(python: str, place: Path, without: list[str]) -> None:
    """Say which package and which pytest the tests will see; fail where it is not the wheel's."""
    program = (
        "import sys, pytest, pytest_ecocontracts as p; "
        "print('testing', p.__version__, 'in', p.__file__, 'with pytest', pytest.__version__, "
        "'on Python', sys.version.split()[0]); "
        "sys.exit('site-packages' not in p.__file__)"
    )
    print("without:", ", ".join(without) or "nothing", flush=True)
    subprocess.run([python, "-c", program], cwd=place, check=True)


if __name__ == "__main__":
    sys.exit(main())
