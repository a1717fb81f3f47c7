"""What is wrong with the content of one file, by its text rules; nothing here knows of files or contracts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from .model import FIRST_LINE, FORBID, REQUIRE, Phrase, Place, TextRules, Wording

_MARK: Final = b"\xef\xbb\xbf"
#: characters of a line that are shown
_SHOWN: Final = 120
_NAMES: Final = {"lf": "LF", "crlf": "CRLF"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """One thing that is wrong; ``place`` is line and column, None for the file as a whole."""

    code: str
    wording: Wording | None
    message: str
    expected: str
    found: str
    fix: str
    place: Place | None = None
    pointer: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)


def flaws(data: bytes, rules: TextRules) -> Iterator[Flaw]:
    """Yield everything that is wrong with these bytes, in the order of the rules."""
    binary = data.find(b"\0")
    if binary >= 0:
        if rules.word("binary") != "skip":
            yield _encoding(
                rules,
                "is no text: it holds a NUL byte",
                "binary",
                "text",
                f"NUL at byte {binary + 1}",
                "write '$text: false' for files that are no text",
                _place_of_byte(data, binary),
                key="binary",
            )
        return
    marked = data.startswith(_MARK)
    if marked != (rules.word("bom") == "need") and (rules.word("bom") is not None):
        begins = "begins" if marked else "does not begin"
        yield _encoding(
            rules,
            f"{begins} with a byte order mark",
            "bom",
            "no byte order mark" if marked else "a byte order mark",
            "a byte order mark" if marked else "none",
            "save the file as UTF-8 without one" if marked else "save the file as UTF-8 with one",
            (1, 1),
            key="bom",
        )
    text, problem = _decoded(data[len(_MARK) * marked :], rules)
    if problem is not None:
        yield problem
    if text is None:
        return
    yield from _endings(text, rules)
    yield from _final(text, rules)
    text = text.replace("\r\n", "\n")
    yield from _phrases(text, rules)


def _decoded(data: bytes, rules: TextRules) -> tuple[str | None, Flaw | None]:
    encoding = rules.word("encoding") or "utf-8"
    if encoding == "any":
        return data.decode("utf-8", "replace"), None
    try:
        text = data.decode("utf-8")
        if encoding == "ascii":
            data.decode("ascii")
    except UnicodeDecodeError as error:
        name = "ASCII" if encoding == "ascii" else "UTF-8"
        flaw = _encoding(
            rules,
            f"is not in {name}",
            "not-ascii" if encoding == "ascii" else "not-utf8",
            f"text in {name}",
            f"byte 0x{data[error.start]:02x}",
            f"save the file in {name}, or write 'encoding: any'",
            _place_of_byte(data, error.start),
            key="encoding",
        )
        return (text if error.encoding == "ascii" else None), flaw
    return text, None


def _encoding(
    rules: TextRules, what: str, reason: str, expected: str, found: str, fix: str, place: Place, *, key: str
) -> Flaw:
    return Flaw(
        code="ECL037",
        wording=rules.words.get(key),
        message=what,
        expected=expected,
        found=found,
        fix=fix,
        place=place,
        metadata={"reason": reason},
    )


def _endings(text: str, rules: TextRules) -> Iterator[Flaw]:
    wanted = rules.words.get("line_endings")
    if wanted is None:
        return
    crlf, returns, feeds = text.count("\r\n"), text.count("\r"), text.count("\n")
    if wanted.word == "lf":
        wrong, at = returns, text.find("\r")
    else:
        wrong, at = (returns - crlf) + (feeds - crlf), _first_bare(text)
    if not wrong:
        return
    name = _NAMES[str(wanted.word)]
    lines = "1 line that ends" if wrong == 1 else f"{wrong} lines that end"
    yield Flaw(
        code="ECL036",
        wording=wanted,
        message=f"has {lines} in something else than {name}",
        expected=f"lines that end in {name}",
        found="CRLF" if text.startswith("\r\n", at) else "CR" if text[at] == "\r" else "LF",
        fix=f"convert the file to {name}, and say so in .gitattributes: eol={wanted.word}",
        place=_place(text, at),
    )


def _first_bare(text: str) -> int:
    """The first LF without a CR before it, or CR without an LF behind it."""
    at = 0
    while True:
        feed, back = text.find("\n", at), text.find("\r", at)
        if feed < 0 and back < 0:
            return -1
        if back >= 0 and (feed < 0 or back < feed):
            if feed != back + 1:
                return back
            at = feed + 1
        else:
            return feed


def _final(text: str, rules: TextRules) -> Iterator[Flaw]:
    wanted = rules.words.get("final_newline")
    if wanted is None or not text:
        return
    ends = len(text) - len(text.rstrip("\r\n"))
    count = text[len(text) - ends :].replace("\r\n", "\n").count("\n")
    if wanted.word is True and count == 1:
        return
    if wanted.word is False and count == 0:
        return
    found = "no end of line" if count == 0 else "one end of line" if count == 1 else f"{count} ends of line"
    yield Flaw(
        code="ECL035",
        wording=wanted,
        message=f"ends with {found}",
        expected="one end of line at the end" if wanted.word else "no end of line at the end",
        found=found,
        fix="let the last line end, once" if wanted.word else "remove the end of the last line",
        place=_place(text, len(text) - ends),
    )


def _phrases(text: str, rules: TextRules) -> Iterator[Flaw]:
    first = rules.words.get(FIRST_LINE)
    if first is not None:
        yield from _first_line(text, first)
    required = rules.words.get(REQUIRE)
    for phrase in required.phrases if required else ():
        if _is_asked(text, phrase) and next(_found(text, phrase), None) is None:
            where = "" if phrase.within is None else f" in its first {phrase.within} lines"
            yield Flaw(
                code="ECL032",
                wording=required,
                message=f"does not hold {phrase.shown!r}{where}" + _because(phrase),
                expected=f"{phrase.shown!r}{where}",
                found="nothing like it",
                fix="add it",
                pointer=phrase.pointer,
                metadata={"pattern": phrase.shown},
            )
    forbidden = rules.words.get(FORBID)
    for phrase in forbidden.phrases if forbidden else ():
        seen = 0
        for at in _found(text, phrase) if _is_asked(text, phrase) else ():
            place = _place(text, at)
            if place[0] == seen:
                continue  # once a line is enough
            seen = place[0]
            yield Flaw(
                code="ECL033",
                wording=forbidden,
                message=f"holds {phrase.shown!r}, which is forbidden here" + _because(phrase),
                expected=f"no {phrase.shown!r}",
                found=_line(text, at),
                fix="remove it",
                place=place,
                pointer=phrase.pointer,
                metadata={"pattern": phrase.shown},
            )


def _is_asked(text: str, phrase: Phrase) -> bool:
    return phrase.when is None or next(_found(text, phrase.when), None) is not None


def _because(phrase: Phrase) -> str:
    also = f", and it holds {phrase.when.shown!r}" if phrase.when else ""
    return also + (f": {phrase.reason.rstrip('.')}" if phrase.reason else "")


def _first_line(text: str, wanted: Wording) -> Iterator[Flaw]:
    found = text.partition("\n")[0]
    for phrase in wanted.phrases:
        whole = phrase.pattern.fullmatch(found) is not None if phrase.pattern else found == phrase.literal
        if not whole:
            yield Flaw(
                code="ECL034",
                wording=wanted,
                message=f"does not begin with the line {phrase.shown!r}" + _because(phrase),
                expected=phrase.shown,
                found=found[:_SHOWN] or "an empty line",
                fix="write the first line as the contract says",
                place=(1, 1),
                pointer=phrase.pointer,
            )


def _found(text: str, phrase: Phrase) -> Iterator[int]:
    """Where a phrase begins, in order."""
    if phrase.within is not None:
        text = _top(text, phrase.within)
    if phrase.literal is not None:
        at = text.find(phrase.literal)
        while at >= 0:
            yield at
            at = text.find(phrase.literal, at + len(phrase.literal))
    elif phrase.pattern is not None:
        yield from (match.start() for match in phrase.pattern.matches(text))


def _top(text: str, lines: int) -> str:
    end = -1
    for _ in range(lines):
        end = text.find("\n", end + 1)
        if end < 0:
            return text
    return text[: end + 1]


def _place(text: str, at: int) -> Place:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _place_of_byte(data: bytes, at: int) -> Place:
    before = data[:at].decode("utf-8", "replace")
    return _place(before, len(before))


def _line(text: str, at: int) -> str:
    end = text.find("\n", at)
    line = text[text.rfind("\n", 0, at) + 1 : end if end >= 0 else None].strip()
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}..."
