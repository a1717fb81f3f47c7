"""What can be said of a schema before any engine sees it: references, formats, misspelt keywords."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from .. import pointers
from ..errors import SchemaProblem
from ..ports import SchemaError
from ..suggestions import did_you_mean, suggestion
from .dialects import DIALECTS, Dialect, is_meta_schema
from .outline import REFERENCES, Outline, Reference, Subschema, outline
from .uris import path_of, readable
from .wording import show

#: how alike a word must be to a keyword to be taken for a slip of the hand
_SLIP: Final = 0.85
_SHORTEST_SLIP: Final = 4
_EVERY_KEYWORD: Final = frozenset().union(*(dialect.keywords for dialect in DIALECTS))
#: keywords that decide nothing: a word close to one of these loses nothing
_NOTES: Final = frozenset(
    {"$anchor", "$comment", "$defs", "$id", "$schema", "$vocabulary", "contentEncoding", "contentMediaType"}
    | {"contentSchema", "default", "definitions", "deprecated", "description", "examples", "id", "readOnly"}
    | {"title", "writeOnly"}
)

_BY_PRESENCE: Final = ("dependentSchemas", "dependencies")
#: keywords that apply their schemas to the very value that the schema itself is applied to
_IN_PLACE: Final = (
    "allOf",
    "anyOf",
    "oneOf",
    "if",
    "then",
    "else",
    "not",
    "dependentSchemas",
    "dependencies",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """A schema and all that it refers to, resolved; ``targets`` lists what each reference names."""

    root: Outline
    outlines: Sequence[Outline]
    names: Mapping[tuple[str, str], object]
    #: (id() of a schema object, reference keyword) -> the schema that it names
    targets: Mapping[tuple[int, str], object]

    def subschemas(self) -> Iterable[tuple[Outline, Subschema]]:
        """Every subschema of every resource."""
        for resource in self.outlines:
            for subschema in resource.subschemas:
                yield resource, subschema

    def resource(self, uri: str) -> object | None:
        """The schema that stands under a URI without fragment."""
        return self.names.get((uri, ""))

    def declared(self, schema: object) -> list[str]:
        """The property names that a schema declares, itself or through what it applies in place."""
        names: dict[str, None] = {}
        pending, seen = [schema], set()
        while pending:
            here = pending.pop()
            if not isinstance(here, dict) or id(here) in seen:
                continue
            seen.add(id(here))
            if isinstance(here.get("properties"), dict):
                names.update(dict.fromkeys(here["properties"]))
            pending.extend(applied_in_place(here))
            pending.extend(self.targets.get((id(here), keyword)) for keyword in REFERENCES)
        return list(names)


def applied_in_place(schema: Mapping[str, object]) -> Iterator[object]:
    """The subschemas that judge the very value that the schema judges; references not followed."""
    for keyword in _IN_PLACE:
        value = schema.get(keyword)
        if keyword in _BY_PRESENCE:
            yield from value.values() if isinstance(value, dict) else ()
        elif isinstance(value, list):
            yield from value
        elif value is not None:
            yield value


def inspect(
    schema: object, base_uri: str, resources: Mapping[str, object], *, formats: bool = True
) -> Inspection:
    """Resolve all references and refuse what no engine may silently accept; raises SchemaProblem.

    All problems are found; the first is raised and carries the rest in ``others``.
    """
    root = outline(schema, base_uri)
    outlines = [root]
    outlines += [outline(resource, uri) for uri, resource in resources.items() if uri != base_uri]
    names: dict[tuple[str, str], object] = {}
    for resource in outlines:
        for name, value in resource.names.items():
            names.setdefault(name, value)
    problems: list[SchemaProblem] = []
    targets: dict[tuple[int, str], object] = {}
    for resource in outlines:
        found: list[SchemaProblem] = []
        for reference in resource.references:
            if is_meta_schema(reference.uri):
                continue
            try:
                targets[id(reference.schema), reference.keyword] = _resolve(reference, names)
            except SchemaProblem as problem:
                found.append(problem)
        for subschema in resource.subschemas:
            found.extend(_lint(subschema, formats=formats))
        if resource is not root:
            for each in found:
                each.resource = resource.uri
        problems += found
    if problems:
        raise gathered(problems)
    return Inspection(root=root, outlines=outlines, names=names, targets=targets)


def gathered(problems: Sequence[SchemaProblem]) -> SchemaProblem:
    """The first problem, carrying the others."""
    first, *others = problems
    first.others = tuple(others)
    return first


def unknown_resource(reference: Reference, known: Iterable[str]) -> SchemaProblem:
    """A reference to a schema that is not here; ``known`` are the URIs that are."""
    remote = path_of(reference.uri) is None
    fix = suggestion(readable(reference.uri), map(readable, known))
    if remote:
        fix += "; nothing is fetched from the network: keep a copy in the repository"
    return SchemaProblem(
        "ECC018",
        f"{reference.text!r} names no schema that is known here",
        pointer=f"{reference.pointer}/{reference.keyword}",
        expected="a schema file of the repository, or the '$id' of one",
        found=readable(reference.uri),
        fix=fix,
    )


def bad_pattern(pointer: str, pattern: object) -> SchemaProblem:
    """A pattern that no engine here can use: wrong, too large, or not within the safe subset."""
    return SchemaProblem(
        "ECC020",
        "the pattern is not a regular expression that can be checked here",
        pointer=pointer,
        expected="a regular expression as in ECMA-262, of moderate size",
        found=show(pattern),
        fix="check its brackets and escapes; write large repetitions with 'maxLength' instead",
    )


def schema_problems(errors: Iterable[SchemaError], dialect: Dialect, uri: str | None) -> list[SchemaProblem]:
    """Failures of a schema against its draft's meta-schema, as problems."""
    problems: list[SchemaProblem] = []
    for error in {(error.pointer, error.message): error for error in errors}.values():
        problem = SchemaProblem(
            "ECC017",
            f"not a valid JSON Schema ({dialect.name}): {error.message}",
            pointer=error.pointer,
            expected=error.expected,
            found=error.found,
            fix=error.fix,
        )
        problem.resource = uri
        problems.append(problem)
    return problems


def _resolve(reference: Reference, names: Mapping[tuple[str, str], object]) -> object:
    place = f"{reference.pointer}/{reference.keyword}"
    base = names.get((reference.uri, ""))
    if base is None:
        raise unknown_resource(reference, [uri for uri, fragment in names if not fragment])
    if not reference.fragment:
        return base
    if not reference.fragment.startswith("/"):
        found = names.get((reference.uri, reference.fragment))
        if found is None:
            anchors = [anchor for uri, anchor in names if uri == reference.uri and anchor]
            raise SchemaProblem(
                "ECC018",
                f"{reference.text!r} names an anchor that does not exist",
                pointer=place,
                expected="an '$anchor' of the schema",
                found=f"#{reference.fragment}",
                fix=suggestion(reference.fragment, anchors),
            )
        return found
    try:
        return pointers.resolve(base, reference.fragment)
    except KeyError:
        raise SchemaProblem(
            "ECC018",
            f"{reference.text!r} points to nothing",
            pointer=place,
            expected="a JSON Pointer to a schema that exists",
            found=f"#{reference.fragment}",
            fix=_nearest_pointer(base, reference.fragment),
        ) from None


def _nearest_pointer(base: object, fragment: str) -> str:
    """Name what stands at the deepest part of the pointer that exists."""
    known = ""
    for token in pointers.split(fragment):
        try:
            pointers.resolve(base, pointers.join(known, token))
        except KeyError:
            here = pointers.resolve(base, known)
            names = list(here) if isinstance(here, dict) else []
            closest = did_you_mean(token, names)
            if closest is not None:
                rest = pointers.split(fragment)[len(pointers.split(known)) + 1 :]
                return f"did you mean '#{pointers.join(known, closest, *rest)}'?"
            return f"at '#{known}' there is: {suggestion(token, names)}"
        known = pointers.join(known, token)
    return "check the pointer"


def _lint(subschema: Subschema, *, formats: bool) -> Iterable[SchemaProblem]:
    schema, dialect = subschema.schema, subschema.dialect
    if formats and isinstance(schema.get("format"), str) and not _hidden(schema, dialect):
        name = schema["format"]
        if name not in dialect.formats:
            yield _unknown_format(str(name), subschema)
    known = dialect.keywords
    for keyword in schema:
        if keyword not in known and keyword not in _EVERY_KEYWORD and not keyword.startswith("x-"):
            slip = _slip(keyword, known - _NOTES)
            if slip is not None and slip not in schema:
                yield SchemaProblem(
                    "ECC017",
                    f"{keyword!r} is no keyword of JSON Schema {dialect.name}, so it would check nothing",
                    pointer=pointers.join(subschema.pointer, keyword),
                    expected=f"the keyword {slip!r}, or a name that starts with 'x-' for a note",
                    found=repr(keyword),
                    fix=f"did you mean {slip!r}?",
                )


def _hidden(schema: Mapping[str, object], dialect: Dialect) -> bool:
    return dialect.ref_hides_siblings and "$ref" in schema


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
        f"the format {name!r} cannot be checked in JSON Schema {dialect.name}",
        pointer=f"{subschema.pointer}/format",
        expected="one of " + ", ".join(sorted(dialect.formats)),
        found=repr(name)[:100],
        fix=fix,
    )


def _slip(word: str, known: frozenset[str]) -> str | None:
    """The keyword that ``word`` misspells: other case, one or two letters off; not merely similar."""
    if len(word) < _SHORTEST_SLIP or len(word) > 2 * max(map(len, known)):
        return None
    folded = word.casefold().replace("_", "").replace("-", "")
    best, score = None, 0.0
    for keyword in sorted(known):
        if keyword.casefold() == folded:
            return keyword
        matcher = SequenceMatcher(None, folded, keyword.casefold(), autojunk=False)
        if matcher.real_quick_ratio() >= _SLIP and matcher.quick_ratio() >= _SLIP:
            ratio = matcher.ratio()
            if ratio >= _SLIP and ratio > score:
                best, score = keyword, ratio
    return best
