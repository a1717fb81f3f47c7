"""From pages to decisions: front matter (MADR 4), or labelled lines and headed sections (Nygard)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import takewhile

from ..errors import FileProblem, LoadError
from ..markdown.model import BlockKind, Page
from ..markdown.titles import fold
from ..pages.reading import PageFiles
from ..pages.sections import labels, sections_by_title
from .model import FIELDS, Decision, DecisionsBody, Said

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_BETWEEN_WORDS = re.compile(r"[\s_-]+")


class Decisions:
    """The decisions of one contract that can be read, and the pages of those that cannot."""

    def __init__(self, body: DecisionsBody, files: PageFiles) -> None:
        self.files = files
        self.unreadable: list[str] = []
        found: list[Decision] = []
        for path, captures in files.by_template()[0]:
            try:
                found.append(read_decision(path, captures, files.page(path), body))
            except (FileProblem, LoadError):
                self.unreadable.append(path)
        self.all = sorted(found, key=lambda decision: (decision.number, decision.path))
        self.by_id: dict[str, Decision] = {}
        for decision in self.all:
            self.by_id.setdefault(decision.id, decision)
        self.by_path = {decision.path: decision for decision in self.all}

    def __iter__(self) -> Iterator[Decision]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)


def read_decision(path: str, captures: Mapping[str, str], page: Page, body: DecisionsBody) -> Decision:
    """Read what a page says of itself; nothing is judged yet."""
    digits = captures[body.form.capture]
    said = _headed(page, body) if body.headed else _front_matter(page, body)
    status, replaced = _status(said.get("status"), body)
    heading = page.title
    by = _ids(said.get("superseded_by"), body) or replaced
    return Decision(
        path=path,
        captures=captures,
        id=body.form.render(digits),
        number=int(digits),
        title=heading.text if heading else "",
        line=heading.line if heading else 1,
        said=said,
        status=status,
        date=read_date(said.get("date")),
        supersedes=_ids(said.get("supersedes"), body),
        superseded_by=by,
    )


def _front_matter(page: Page, body: DecisionsBody) -> dict[str, Said]:
    matter = page.front_matter if isinstance(page.front_matter, dict) else {}
    names = {_plain(str(name)): str(name) for name in reversed(list(matter))}
    found: dict[str, Said] = {}
    for field in FIELDS:
        name = names.get(_plain(body.fields[field]))
        if name is not None:
            found[field] = Said(_text(matter[name]), page.line_of(name))
    return found


def _text(value: object) -> str | None:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    return value.strip() if isinstance(value, str) else None


def _headed(page: Page, body: DecisionsBody) -> dict[str, Said]:
    """Labelled lines before the first section and in the one about the status, then sections by name."""
    below_title = [h for h in page.headings if not h.nested and h.level > 1]
    end = below_title[0].line if below_title else page.lines + 1
    sections = {_plain(title): section for title, section in sections_by_title(page).items()}
    lines = labels(takewhile(lambda block: block.line < end, page.blocks))
    about = sections.get(_plain(body.fields["status"]))
    if about is not None:
        lines = {**labels(about.blocks), **lines}
    said_in_lines = {_plain(label): said for label, said in lines.items()}
    found: dict[str, Said] = {}
    for field in FIELDS:
        name = _plain(body.fields[field])
        section = sections.get(name)
        if name in said_in_lines:
            text, line = said_in_lines[name]
            found[field] = Said(text, line)
        elif section is not None and section.heading.level > 1:
            first = next((b for b in section.blocks if b.kind is BlockKind.PARAGRAPH), None)
            text = first.text.strip() if first else ""
            found[field] = Said(text, first.line if first else section.heading.line)
    return found


def _plain(name: str) -> str:
    """A field's name as it is compared: ``superseded_by`` and ``Superseded by`` are one."""
    return _BETWEEN_WORDS.sub(" ", fold(name))


def _status(said: Said | None, body: DecisionsBody) -> tuple[str | None, tuple[str, ...]]:
    """The status, and the ids behind it, as in ``superseded by ADR-0009``."""
    text = (said.text or "") if said is not None else ""
    for status in sorted(body.statuses, key=len, reverse=True):
        rest = text[len(status) :]
        if text[: len(status)].casefold() == status.casefold() and not rest[:1].isalnum():
            return status, body.form.find(rest)
    return None, ()


def _ids(said: Said | None, body: DecisionsBody) -> tuple[str, ...]:
    return body.form.find(said.text) if said is not None and said.text else ()


def read_date(said: Said | None) -> date | None:
    """The day that a field names, None where it names none of the calendar."""
    if said is None or said.text is None or not _DATE.fullmatch(said.text):
        return None
    try:
        return date.fromisoformat(said.text)
    except ValueError:
        return None


def shown(ids: Iterable[str]) -> str:
    """Ids for a message."""
    listed = list(ids)
    return ", ".join(listed[:12]) + (", ..." if len(listed) > 12 else "") or "none"  # noqa: PLR2004 - a line's worth
