"""Who owns what is drawn, as a layout contract says it, and the files that must say the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

from ....loading.values import format_of
from ....model import Report
from ....paths.template import PathTemplate
from ....paths.template_parser import TemplateError
from ....pointers import join
from ....suggestions import suggestion
from ..lines import Layout, all_lines

_FORMATS: Final = ("json", "yaml", "toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFile:
    """A value in a data file of the repository; ``pointer`` is where the contract names it."""

    path: str
    format: str
    at: str
    pointer: str
    keys: bool = False
    field: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Owners:
    """The section ``owners:``; ``known`` is None where no list of owners is given."""

    required: bool = True
    known: tuple[str, ...] | DataFile | None = None
    registry: DataFile | None = None
    codeowners: str | None = None
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def names(self, owner: str) -> Sequence[str]:
        """How CODEOWNERS may call an owner."""
        return self.aliases.get(owner) or (owner, f"@{owner}")


def parse_owners(data: Mapping[str, object], report: Report) -> Owners | None:
    """Read the section, and report what is wrong with it; None where there is none."""
    section = cast("Mapping[str, object] | None", data.get("owners"))
    if section is None:
        return None
    known = section.get("known")
    aliases = cast("Mapping[str, str | list[str]]", section.get("aliases", {}))
    codeowners = cast("str | None", section.get("codeowners"))
    return Owners(
        required=bool(section.get("required", True)),
        known=tuple(cast("list[str]", known)) if isinstance(known, list) else _file(known, "known", report),
        registry=_file(section.get("registry"), "registry", report),
        codeowners=codeowners and literal_path(codeowners, "codeowners", "/owners/codeowners", report),
        aliases={
            owner: (names,) if isinstance(names, str) else tuple(names) for owner, names in aliases.items()
        },
    )


def named_owners(layout: Layout) -> dict[str, str]:
    """Every owner that the contract names, by the pointer at which it does."""
    named = {
        join(line.pointer, "$owner"): cast("str", line.options["$owner"])
        for line in all_lines(layout.tree)
        if "$owner" in line.options
    }
    if layout.owners is not None:
        named |= {join("/owners/aliases", owner): owner for owner in layout.owners.aliases}
    named |= {join(one.rule.pointer, "owner"): one.owner for one in layout.concerns if one.owner is not None}
    return named


def lint_owners(layout: Layout, report: Report) -> None:
    """Report owners that the contract's own list does not hold."""
    owners = layout.owners
    if owners is None or not isinstance(owners.known, tuple):
        return
    for pointer, owner in named_owners(layout).items():
        if owner not in owners.known:
            report.add(
                "ECC011",
                f"the owner {owner!r} is not one of the contract's known owners",
                pointer=pointer,
                expected="one of " + ", ".join(sorted(owners.known)[:12]),
                found=owner,
                fix=suggestion(owner, owners.known),
                metadata={"owner": owner},
            )


def literal_path(text: str, name: str, pointer: str, report: Report) -> str:
    """The one path that a text stands for, "" with a report where it is none."""
    refuse: Callable[[str, str], None] = lambda code, message: report.add(  # noqa: E731 - said twice
        code, message, pointer=pointer, found=text, metadata={"path": text}
    )
    try:
        template = PathTemplate.parse(text)
    except TemplateError as error:
        if error.reason == "outside-root":
            report.add(
                "ECC022",
                f"{name!r} is no path below the root: {error.message}",
                pointer=pointer,
                found=text,
                metadata={"path": text},
            )
        else:
            refuse("ECC004", f"{name!r} is no path: {error.message}")
        return ""
    if not template.is_literal:
        refuse("ECC004", f"{name!r} is one path, without captures and '*'")
        return ""
    return template.render({})


def _file(section: object, name: str, report: Report) -> DataFile | None:
    if section is None:
        return None
    said = cast("Mapping[str, object]", section)
    pointer = f"/owners/{name}"
    path = literal_path(cast("str", said["from"]), "from", join(pointer, "from"), report)
    form = format_of(path)
    if path and form not in _FORMATS:
        report.add(
            "ECC004",
            f"{path!r} is no data file",
            pointer=join(pointer, "from"),
            expected="a file of the format " + ", ".join(_FORMATS),
            found=path,
            metadata={"path": path},
        )
    return DataFile(
        path=path,
        format=form or "json",
        at=cast("str", said.get("at", "")),
        pointer=pointer,
        keys=bool(said.get("keys", False)),
        field=cast("str | None", said.get("field")),
    )
