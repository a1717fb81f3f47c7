"""Make the picture of a failing run that the README shows, from a real run.

    python .ci/picture.py            write docs/images/failing-run.svg (needs rich: pip install -e '.[docs]')

The text of the picture is compared with a real run by tests/examples/test_picture.py.
"""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "images" / "failing-run.svg"
COLUMNS = 104
#: what is broken, and what is run then, in a copy of examples/quickstart
BREAK = """sed -i.bak 's/-17.2/"cold"/' data/readings/2026-01-01.jsonl && rm data/readings/*.bak"""
COMMAND = "pytest --eco-only --no-header"
#: rich's page without the fonts that it would fetch from another host
TEMPLATE = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xml:space="preserve" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px; line-height: {line_height}px; white-space: pre; }}
.{unique_id}-title {{ font-family: sans-serif; font-size: 18px; font-weight: bold; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def run_in_terminal() -> str:
    """What the run prints on a terminal, colours and all."""
    with tempfile.TemporaryDirectory(prefix="picture-") as folder:
        copy = Path(folder) / "quickstart"
        ignored = shutil.ignore_patterns(".eco", ".pytest_cache", "__pycache__")
        shutil.copytree(ROOT / "examples" / "quickstart", copy, ignore=ignored)
        subprocess.run(["bash", "-c", BREAK], cwd=copy, check=True)
        controller, terminal = pty.openpty()
        binaries = str(Path(sys.executable).parent)
        kept = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("PYTEST", "CI", "NO_COLOR"))
        }
        environment = {
            **kept,
            "PATH": binaries + os.pathsep + kept["PATH"],
            "COLUMNS": str(COLUMNS),
            "TERM": "xterm-256color",
        }
        process = subprocess.Popen(
            ["bash", "-c", COMMAND],
            cwd=copy,
            env=environment,
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
        )
        os.close(terminal)
        printed = bytearray()
        while True:
            try:
                piece = os.read(controller, 65536)
            except OSError:  # the terminal is closed: Linux says EIO
                break
            if not piece:
                break
            printed += piece
        process.wait(timeout=60)
    return printed.decode().replace("\r\n", "\n")


def main() -> int:
    # Here, so that the test, which only runs what is pictured, does without.
    from rich.console import Console  # noqa: PLC0415
    from rich.terminal_theme import MONOKAI  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        console = Console(
            record=True, width=COLUMNS, file=nowhere, force_terminal=True, color_system="truecolor"
        )
        console.print(Text(f"$ {COMMAND}"))
        console.print(Text.from_ansi(run_in_terminal().rstrip("\n")))
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        picture = console.export_svg(
            title="pytest-ecocontracts", theme=MONOKAI, code_format=TEMPLATE, unique_id="run"
        )
    PICTURE.write_text(picture, encoding="utf-8")
    print(f"{PICTURE.relative_to(ROOT)}: written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
