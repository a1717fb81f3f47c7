"""From ``$text`` of the lines of a layout to text rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from ....model import Report
from ....pointers import join
from ....rules.model import Rule
from ....rules.parsing import check_rule_ids, parse_rule
from ..lines import Line, all_lines
from .model import FIRST_LINE, FORBID, REQUIRE, TEXT, OwnText, Phrase, Wording

_PHRASES = (REQUIRE, FORBID, FIRST_LINE)
_WORDS = ("final_newline", "line_endings", "encoding", "bom", "binary")
#: characters that are letters of a word for a pattern
_SPECIAL = frozenset(r"\.+*?()|[]{}^$")


def parse_texts(tree: Line, report: Report) -> dict[Line, OwnText]:
    """Read the ``$text`` of every line; what is wrong with one is reported."""
    found: dict[Line, OwnText] = {}
    for line in all_lines(tree):
        if TEXT in line.options:
            found[line] = _own(line, len(found) + 1, report)
    check_rule_ids([text.rule for text in found.values()], (), report)
    return found


def _own(line: Line, number: int, report: Report) -> OwnText:
    given, pointer = line.options[TEXT], join(line.pointer, TEXT)
    fields = cast("Mapping[str, object]", given if isinstance(given, Mapping) else {})
    rule = parse_rule(fields, pointer, f"text-{number}", report)
    words = dict(_wordings(fields, line, rule, pointer, report))
    if given is not False and not words:
        report.add(
            "ECC004",
            "the text rules say nothing",
            pointer=pointer,
            expected="one of " + ", ".join((*_PHRASES, *_WORDS)),
            found=", ".join(fields) or "{}",
            metadata={"keyword": TEXT},
        )
    return OwnText(
        line=line,
        pointer=pointer,
        rule=rule,
        words=words,
        silent=given is False,
        may_be_empty=fields.get("empty") == "valid" or line.options.get("$") == "opt" or given is False,
    )


def _wordings(
    fields: Mapping[str, object], line: Line, rule: Rule, pointer: str, report: Report
) -> Iterator[tuple[str, Wording]]:
    for key in (*_PHRASES, *_WORDS):
        if key not in fields:
            continue
        place, value = join(pointer, key), fields[key]
        if key in _WORDS:
            yield key, Wording(rule=rule, pointer=place, line=line, word=cast("str | bool", value))
            continue
        many = isinstance(value, list)
        entries = cast("list[object]", value) if many else [value]
        phrases = [
            _phrase(entry, join(place, index) if many else place, report)
            for index, entry in enumerate(entries)
        ]
        kept = tuple(phrase for phrase in phrases if phrase is not None)
        yield key, Wording(rule=rule, pointer=place, line=line, phrases=kept)


def _phrase(given: object, pointer: str, report: Report) -> Phrase | None:
    """A text to look for; None where its pattern cannot be used, which is reported."""
    fields = cast("Mapping[str, object]", given if isinstance(given, Mapping) else {"literal": given})
    literal, word, pattern = (cast("str | None", fields.get(key)) for key in ("literal", "word", "pattern"))
    shown = literal or word or pattern or ""
    source = pattern
    if word is not None:
        source = _as_word(word)
    elif literal is not None and fields.get("ignore_case"):
        source = _quoted(literal)
    compiled = None
    if source is not None:
        from ....sources.patterns import parse_pattern  # noqa: PLC0415 - few layouts have patterns

        compiled = parse_pattern(f"(?i:{source})" if fields.get("ignore_case") else source, pointer, report)
        if compiled is None:
            return None
        if compiled.search("") is not None:
            report.add(
                "ECC004",
                "the pattern matches where nothing is, so it says nothing about a text",
                pointer=pointer,
                expected="a pattern that needs a character",
                found=shown[:200],
                metadata={"keyword": "pattern"},
            )
            return None
    when = fields.get("when")
    return Phrase(
        when=None if when is None else _phrase(when, join(pointer, "when"), report),
        shown=shown,
        pointer=pointer,
        literal=literal if source is None else None,
        pattern=compiled,
        within=cast("int | None", fields.get("within")),
        reason=cast("str | None", fields.get("reason")),
    )


def _quoted(text: str) -> str:
    return "".join(f"\\{character}" if character in _SPECIAL else character for character in text)


def _as_word(text: str) -> str:
    """The pattern of a text with no letter, digit or underscore beside it."""
    edges = [r"\b" if _is_word(character) else "" for character in (text[0], text[-1])]
    return f"{edges[0]}{_quoted(text)}{edges[1]}"


def _is_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "_")
