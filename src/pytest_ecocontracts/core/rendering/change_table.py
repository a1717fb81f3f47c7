"""The table of the contracts that changed since the base: what became of each, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, cast

from ..records.changes import lacking
from .change_words import (
    Json,
    base_name,
    headline,
    needs_of,
    nothing_missing,
    origin_of,
    place_of,
    verdict_of,
    versions_of,
    witnesses_of,
)
from .printable import printable
from .styles import Line, Style
from .text import counted
from .width import shortened, width_of
from .wrapping import wrap_line

#: contracts in the table by default, witnesses below it, and contracts that were not judged
ROWS: Final = 20
WITNESSES: Final = 3
UNJUDGED: Final = 5
_BETWEEN: Final = "  "
#: neither the first column nor the last is narrower; rather than that, others are left out, in this order
_NARROWEST: Final = 14
_LEFT_OUT: Final = ("level", "version", "change", "verdict")
_VERDICTS: Final[Mapping[str, Style]] = {"breaking": "bad", "undecided": "warning"}


def change_lines(
    base: Json, block: Json, width: int, *, everything: bool, rows: bool = True
) -> Iterator[Line]:
    """One line that says how much changed; then, with ``rows``, the table, and the witnesses once."""
    yield from _plain(headline(base_name(base), block), width)
    if not rows:
        return
    entries = cast("Sequence[Json]", block["contracts"])
    shown = entries if everything else entries[:ROWS]
    if shown:
        yield from _table(shown, width)
    hidden = len(entries) - len(shown)
    omitted = cast("int", block["contracts_omitted"])
    if hidden:
        yield from _plain(f"... and {counted(hidden + omitted, 'more contract')} (-v shows them)", width)
    elif omitted:
        yield from _plain(f"... and {counted(omitted, 'more contract')} that were only counted", width)
    yield from _unjudged(cast("Sequence[Json]", block["unjudged"]), width, None if everything else UNJUDGED)
    yield from _witnesses(shown, width, None if everything else WITNESSES)


def _unjudged(found: Sequence[Json], width: int, limit: int | None) -> Iterator[Line]:
    for one in found[:limit]:
        text = f"  not judged  {printable(str(one['id']))}: {printable(str(one['reason']), 400)}"
        yield from _styled(text, width, "warning")
    if limit is not None and len(found) > limit:
        yield from _styled(
            f"  ... and {len(found) - limit} more not judged (-v shows them)", width, "warning"
        )


def _table(entries: Sequence[Json], width: int) -> Iterator[Line]:
    rows = [_cells(entry) for entry in entries]
    names = [printable(str(entry["id"])) for entry in entries]
    widths = {title: max(len(title), *(width_of(row[title]) for row in rows)) for title in rows[0]}
    for title in _LEFT_OUT:
        if width - _taken(widths) < 2 * _NARROWEST + len(_BETWEEN):
            del widths[title]
    room = max(width - _taken(widths) - len(_BETWEEN), 2 * _NARROWEST)
    first = max(map(width_of, ["contract", *names]))
    first = min(first, max(_NARROWEST, room - _NARROWEST))
    last = room - first
    titles = {title: title for title in widths}
    yield from _row(
        "contract", first, titles, widths, ["missing"], dict.fromkeys(["", "missing", *titles], "label")
    )
    for entry, name, cells in zip(entries, names, rows, strict=True):
        needs = needs_of(entry)
        missing = _broken(needs, last) if needs else [shortened(nothing_missing(entry), last)]
        yield from _row(shortened(name, first), first, cells, widths, missing, _styles(entry))


def _cells(entry: Json) -> dict[str, str]:
    return {
        "change": str(entry["state"]),
        "level": str(entry["level"]),
        "verdict": verdict_of(entry),
        "version": versions_of(entry),
    }


def _styles(entry: Json) -> dict[str, Style]:
    lacks = bool(lacking(entry))
    styles: dict[str, Style] = {"missing": "bad" if lacks else "plain"}
    verdict = _VERDICTS.get(str(entry["verdict"]))
    if verdict is not None:
        styles["verdict"] = verdict if lacks else "excused"
    return styles


def _taken(widths: Mapping[str, int]) -> int:
    return sum(len(_BETWEEN) + width for width in widths.values())


def _row(
    name: str,
    first: int,
    cells: Mapping[str, str],
    widths: Mapping[str, int],
    missing: Sequence[str],
    styles: Mapping[str, Style],
) -> Iterator[Line]:
    """The columns flush left; what does not fit of the last one goes on below it."""
    line: Line = [(name, styles.get("", "plain")), (" " * (first - width_of(name)), "plain")]
    for title, width in widths.items():
        blanks = " " * (width - width_of(cells[title]))
        line += [(_BETWEEN, "plain"), (cells[title], styles.get(title, "plain")), (blanks, "plain")]
    indent = " " * (first + _taken(widths)) + _BETWEEN
    style = styles.get("missing", "plain")
    yield [*line, (_BETWEEN, "plain"), (missing[0], style)]
    for part in missing[1:]:
        yield [(indent, "plain"), (part, style)]


def _broken(needs: Sequence[str], room: int) -> list[str]:
    """The needs with commas between them, as many in a line as there is room for."""
    lines: list[str] = []
    for index, need in enumerate(needs):
        text = shortened(need, max(room - 1, _NARROWEST - 1)) + ("," if index + 1 < len(needs) else "")
        if lines and width_of(lines[-1]) + 1 + width_of(text) <= room:
            lines[-1] += f" {text}"
        else:
            lines.append(text)
    return lines


def _witnesses(entries: Sequence[Json], width: int, limit: int | None) -> Iterator[Line]:
    found = [(entry, *pair) for entry in entries for pair in witnesses_of(entry)]
    for entry, change, witness in found[:limit]:
        head = printable(str(entry["id"]))
        text = f"{head}: {witness['title']}{origin_of(witness)} ({place_of(change)})"
        first, *rest = wrap_line(text, width)
        yield [(first[: len(head)], "place"), (first[len(head) :], "plain")]
        for part in rest:
            yield [(part, "plain")]
        for line in cast("Sequence[str]", witness["text"]):
            marked = line.lstrip().startswith("^")
            yield from _styled(f"  {printable(line, 400)}", width, "bad" if marked else "plain")
    if limit is not None and len(found) > limit:
        more = "1 more witness" if len(found) == limit + 1 else f"{len(found) - limit} more witnesses"
        yield from _plain(f"... and {more} (-v shows them)", width)


def _plain(text: str, width: int) -> Iterator[Line]:
    return _styled(text, width, "plain")


def _styled(text: str, width: int, style: Style) -> Iterator[Line]:
    for line in wrap_line(text, width):
        yield [(line, style)]
