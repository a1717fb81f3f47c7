"""The options and hooks of the plugin as data, and the tables about them in the documentation.

    python .ci/surface.py            write contracts/data/*.json and the generated parts of docs/
    python .ci/surface.py --check    change nothing; fail where something is out of date

What users and other plugins lean on cannot change without the change being seen in a file.
"""

from __future__ import annotations

import importlib
import inspect
import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
#: paragraphs of a hook's docstring that have a fixed label, in the order of the table
LABELS = ("When", "Where", "Order")


@dataclass
class Recorder:
    """Stands where pytest's parser does, and keeps what a plugin declares."""

    options: list[dict[str, Any]] = field(default_factory=list)
    settings: list[dict[str, Any]] = field(default_factory=list)

    def getgroup(self, name: str, description: str = "") -> Recorder:
        return self

    def addoption(self, name: str, **attributes: Any) -> None:
        flag = attributes.get("action") in {"store_true", "store_false"}
        self.options.append(
            {
                "name": name,
                "takes": None if flag else attributes.get("metavar", "VALUE"),
                "repeatable": attributes.get("action") == "append",
                "choices": list(attributes["choices"]) if attributes.get("choices") else None,
                "help": " ".join(attributes["help"].split()),
            }
        )

    def addini(self, name: str, help: str, type: Any = None, default: Any = None, **_: Any) -> None:  # noqa: A002
        kind = type if isinstance(type, str) or type is None else getattr(type, "__name__", str(type))
        self.settings.append(
            {"name": name, "type": kind or "string", "default": default, "help": " ".join(help.split())}
        )


def options() -> dict[str, Any]:
    """Every command line option and ini setting, in the order of --help."""
    recorder = Recorder()
    importlib.import_module("pytest_ecocontracts.plugin").pytest_addoption(recorder)
    return {"options": recorder.options, "settings": recorder.settings}


def hooks() -> dict[str, Any]:
    """Every hook specification, in the order of the module, which is the order of the calls."""
    module = importlib.import_module("pytest_ecocontracts.hookspecs")
    found = [value for name, value in vars(module).items() if name.startswith("pytest_eco_")]
    return {"hooks": [hook(function) for function in found]}


def hook(function: Any) -> dict[str, Any]:
    """One hook: its summary, its labelled paragraphs, its parameters and what it may return."""
    text = inspect.getdoc(function) or ""
    summary, _, rest = text.partition("\n\n")
    flat = " ".join(rest.split())
    signature = inspect.signature(function)
    described: dict[str, Any] = {
        "name": function.__name__,
        "summary": " ".join(summary.split()),
        "parameters": list(signature.parameters),
        "returns": str(signature.return_annotation),
        "first_result": bool((getattr(function, "pytest_spec", None) or {}).get("firstresult")),
    }
    for label in LABELS:
        match = re.search(rf"\b{label}: (.+?)(?= (?:{'|'.join(LABELS)}): |$)", flat)
        described[label.lower()] = match.group(1) if match else None
    return described


def option_table(data: dict[str, Any]) -> str:
    """The options as a Markdown table."""
    rows = ["| Option | Meaning |", "| --- | --- |"]
    for option in data["options"]:
        takes = "" if option["takes"] is None else " " + option["takes"]
        choices = f" ({', '.join(f'`{c}`' for c in option['choices'])})" if option["choices"] else ""
        rows.append(f"| `{option['name']}{takes}` | {escape(option['help'])}{choices} |")
    return "\n".join(rows)


def setting_table(data: dict[str, Any]) -> str:
    """The ini settings as a Markdown table."""
    rows = ["| Setting | Type | Meaning |", "| --- | --- | --- |"]
    rows += [f"| `{s['name']}` | {s['type']} | {escape(s['help'])} |" for s in data["settings"]]
    return "\n".join(rows)


def hook_sections(data: dict[str, Any]) -> str:
    """A section for each hook."""
    sections = []
    for entry in data["hooks"]:
        lines = [f"### `{entry['name']}({', '.join(entry['parameters'])})`", "", entry["summary"], ""]
        lines += [f"- **{label}**: {entry[label.lower()]}" for label in LABELS if entry[label.lower()]]
        lines.append(f"- **Returns**: `{entry['returns']}`" + (", first result wins" * entry["first_result"]))
        sections.append("\n".join(lines))
    return "\n\n".join(sections).replace("``", "`")


def escape(text: str) -> str:
    return text.replace("|", "\\|")


def as_json(data: dict[str, Any]) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def replace_part(text: str, name: str, content: str) -> str:
    """The text of a page with one generated part replaced."""
    start, end = f"<!-- {name}: generated by .ci/surface.py -->", f"<!-- end of {name} -->"
    before, found, rest = text.partition(start)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        sys.exit(f"expected a part of the page between {start} and {end}")
    return f"{before}{start}\n\n{content}\n\n{end}{after}"


def generated() -> dict[Path, str]:
    """Every generated file with the text that it should have."""
    option_data, hook_data = options(), hooks()
    usage, hook_page = ROOT / "docs" / "usage.md", ROOT / "docs" / "hooks.md"
    usage_text = replace_part(usage.read_text(encoding="utf-8"), "options", option_table(option_data))
    return {
        ROOT / "contracts" / "data" / "options.json": as_json(option_data),
        ROOT / "contracts" / "data" / "hooks.json": as_json(hook_data),
        usage: replace_part(usage_text, "settings", setting_table(option_data)),
        hook_page: replace_part(hook_page.read_text(encoding="utf-8"), "hooks", hook_sections(hook_data)),
    }


def main() -> int:
    check = sys.argv[1:] == ["--check"]
    stale = []
    for path, text in generated().items():
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(str(path.relative_to(ROOT)))
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    verb = "out of date, run python .ci/surface.py" if check else "written"
    print(f"{', '.join(stale)}: {verb}" if stale else "everything is up to date")
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
