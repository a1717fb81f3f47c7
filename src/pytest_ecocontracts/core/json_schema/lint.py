"""What is wrong with one subschema although JSON Schema itself would accept it in silence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .. import pointers
from ..errors import SchemaProblem
from ..suggestions import did_you_mean
from .dialects import DIALECTS
from .outline import Subschema

#: how alike a word must be to a keyword to be taken for a slip of the hand
_SLIP: Final = 0.85
_SHORTEST_SLIP: Final = 4
_SHORT: Final = 4
_EVERY_KEYWORD: Final = frozenset().union(*(dialect.keywords for dialect in DIALECTS))
#: keywords that decide nothing: a word close to one of these loses nothing
_NOTES: Final = frozenset(
    {"$anchor", "$comment", "$defs", "$id", "$schema", "$vocabulary", "contentEncoding", "contentMediaType"}
    | {"contentSchema", "default", "definitions", "deprecated", "description", "examples", "id", "readOnly"}
    | {"title", "writeOnly"}
)
_DECIDING: Final = {dialect: sorted(dialect.keywords - _NOTES) for dialect in DIALECTS}


def lint(subschema: Subschema, *, formats: bool) -> Iterator[SchemaProblem]:
    """Yield formats that nothing checks (ECC008) and misspelt keywords that check nothing (ECC017)."""
    schema, dialect = subschema.schema, subschema.dialect
    if dialect.ref_hides_siblings and "$ref" in schema:
        return
    name = schema.get("format")
    if formats and isinstance(name, str) and name not in dialect.formats:
        yield _unknown_format(name, subschema)
    for keyword in schema:
        if keyword in _EVERY_KEYWORD or keyword.startswith("x-"):
            continue
        slip = _slip(keyword, _DECIDING[dialect])
        if slip is not None and slip not in schema:
            yield SchemaProblem(
                "ECC017",
                f"{keyword!r} is no keyword of JSON Schema {dialect.name}, so it would check nothing",
                pointer=pointers.join(subschema.pointer, keyword),
                expected=f"the keyword {slip!r}, or a name that starts with 'x-' for a note",
                found=repr(keyword)[:100],
                fix=f"did you mean {slip!r}?",
            )


def _unknown_format(name: str, subschema: Subschema) -> SchemaProblem:
    dialect = subschema.dialect
    later = [other.name for other in DIALECTS if name in other.formats]
    closest = did_you_mean(name, dialect.formats)
    if later:
        fix = f"{name!r} is a format of {later[0]} and later: change '$schema', or use 'pattern'"
    elif closest:
        fix = f"did you mean {closest!r}? else use 'pattern', or 'x-format' for a note"
    else:
        fix = "use 'pattern', or 'x-format' for a note"
    return SchemaProblem(
        "ECC008",
        f"the format {name!r} cannot be checked in JSON Schema {dialect.name}"[:300],
        pointer=f"{subschema.pointer}/format",
        expected="one of " + ", ".join(sorted(dialect.formats)),
        found=repr(name)[:100],
        fix=fix,
    )


def _slip(word: str, known: list[str]) -> str | None:
    """The keyword that ``word`` misspells: other case, one or two letters off; not merely similar."""
    if not _SHORTEST_SLIP <= len(word) <= 2 * len("unevaluatedProperties"):
        return None
    from difflib import SequenceMatcher  # noqa: PLC0415 - only unknown keywords need it

    folded = word.casefold().replace("_", "").replace("-", "")
    best, score = None, _SLIP
    for keyword in known:
        if word.endswith(keyword[0].upper() + keyword[1:]) and len(word) > len(keyword):
            continue  # a word of another tool about this keyword, as "tsAdditionalProperties"
        other = keyword.casefold()
        if folded in {other, f"{other}s"} or (sorted(folded) == sorted(other)):
            return keyword
        if len(other) <= _SHORT:
            continue  # too many words are near a short one: "note" is not a slip for "not"
        matcher = SequenceMatcher(None, folded, other, autojunk=False)
        if matcher.real_quick_ratio() >= score and matcher.quick_ratio() >= score:
            ratio = matcher.ratio()
            if ratio > score or (best is None and ratio >= score):
                best, score = keyword, ratio
    return best
