"""What can be said of a schema before any engine sees it: references, formats, misspelt keywords."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from .. import pointers
from ..errors import SchemaProblem
from ..suggestions import did_you_mean, suggestion
from .dialects import is_meta_schema
from .expansion import MAXIMUM, Expansion, applied_in_place, deeper_than
from .lint import lint
from .outline import REFERENCES, Outline, Reference, Subschema, outline
from .problems import gathered, unknown_resource
from .unevaluated import demand_shallow

#: levels of a schema, objects and arrays alike; jsonschema-rs itself stops at 256
MAXIMUM_LEVELS: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """A schema and all that it refers to, resolved."""

    root: Outline
    outlines: Sequence[Outline]
    names: Mapping[tuple[str, str], object]
    #: (id() of a schema object, reference keyword) -> the schema that it names
    targets: Mapping[tuple[int, str], object]
    #: levels that a document may be nested, itself included, so that judging it stays bounded
    depth_limit: int | None = None
    _declared: dict[int, dict[str, None]] = field(default_factory=dict, repr=False)

    def subschemas(self) -> Iterable[tuple[Outline, Subschema]]:
        """Every subschema of every resource."""
        for resource in self.outlines:
            for subschema in resource.subschemas:
                yield resource, subschema

    def resource(self, uri: str) -> object | None:
        """The schema that stands under a URI without fragment."""
        return self.names.get((uri, ""))

    def holds(self, schema: object) -> bool:
        """Whether an object is a schema here, and not a mapping of names to schemas."""
        return any(id(schema) in each.places for each in self.outlines)

    def declared(self, schema: object) -> Collection[str]:
        """The property names that a schema declares, itself or through what it applies in place."""
        known = self._declared.get(id(schema))
        if known is not None:
            return known
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
        self._declared[id(schema)] = names
        return names


def judged(
    schema: object,
    base_uri: str,
    resources: Mapping[str, object],
    against_meta_schema: Callable[[object, str | None], list[SchemaProblem]],
    *,
    formats: bool = True,
    outlines: Mapping[str, Outline] | None = None,
) -> Inspection:
    """As ``inspect``, after the drafts' own meta-schemas have been asked about every resource too.

    ``against_meta_schema`` gets a resource and its URI (None for the schema itself); it is an engine's.
    """
    others = {uri: resource for uri, resource in resources.items() if uri != base_uri}
    for uri, resource in ((None, schema), *others.items()):
        _refuse_depth(resource, uri)
    problems = against_meta_schema(schema, None)
    for uri, resource in others.items():
        problems += against_meta_schema(resource, uri)
    try:
        inspection = inspect(schema, base_uri, others, formats=formats, outlines=outlines)
    except SchemaProblem as problem:
        raise gathered([*problems, problem, *problem.others]) from None
    if problems:
        raise gathered(problems)
    return inspection


def outlines_of(schema: object, base_uri: str, resources: Mapping[str, object]) -> dict[str, Outline]:
    """The outlines of a schema and its resources by URI, for several questions about them.

    Raises SchemaProblem where one is nested too deep.
    """
    schemas = {**resources, base_uri: schema}
    for uri, resource in schemas.items():
        _refuse_depth(resource, None if uri == base_uri else uri)
    return {uri: outline(each, uri) for uri, each in schemas.items()}


def _refuse_depth(resource: object, uri: str | None) -> None:
    if deeper_than(resource, MAXIMUM_LEVELS):
        problem = SchemaProblem(
            "ECC017",
            f"the schema is nested more than {MAXIMUM_LEVELS} levels deep",
            expected=f"at most {MAXIMUM_LEVELS} levels",
            fix="name the inner parts in '$defs' and refer to them",
        )
        problem.resource = uri
        raise problem


def inspect(
    schema: object,
    base_uri: str,
    resources: Mapping[str, object],
    *,
    formats: bool = True,
    outlines: Mapping[str, Outline] | None = None,
) -> Inspection:
    """Resolve all references and refuse what no engine may silently accept; raises SchemaProblem.

    All problems are found; the first is raised and carries the rest in ``others``. ``outlines`` are those
    that have been made already, by URI.
    """
    inspection = resolved(schema, base_uri, resources, formats=formats, outlines=outlines)
    nodes = [node for _, node in inspection.subschemas()]
    hiding = frozenset(
        id(node.schema) for node in nodes if node.dialect.ref_hides_siblings and "$ref" in node.schema
    )
    expansion = Expansion(inspection.targets, hiding)
    limit = expansion.depth_limit(inspection.root)
    if limit == 0:
        raise SchemaProblem(
            "ECC017",
            f"the schema asks more than {MAXIMUM:,} questions of one value",
            expected="parts that are shared a few times, not doubled at every level",
            fix="name each shared part once in 'allOf'",
        )
    demand_shallow(expansion, nodes)
    return replace(inspection, depth_limit=limit)


def resolved(
    schema: object,
    base_uri: str,
    resources: Mapping[str, object],
    *,
    formats: bool = True,
    outlines: Mapping[str, Outline] | None = None,
) -> Inspection:
    """As ``inspect``, without asking how long judging takes: for a schema that has been inspected before."""
    schemas = {base_uri: schema, **{uri: resource for uri, resource in resources.items() if uri != base_uri}}
    outlined = [_outline_of(uri, resource, outlines or {}) for uri, resource in schemas.items()]
    root = outlined[0]
    names: dict[tuple[str, str], object] = {}
    for resource in outlined:
        for name, value in resource.names.items():
            names.setdefault(name, value)
    problems: list[SchemaProblem] = []
    targets: dict[tuple[int, str], object] = {}
    for resource in outlined:
        found: list[SchemaProblem] = [*resource.problems]
        for reference in resource.references:
            if is_meta_schema(reference.uri):
                continue
            try:
                targets[id(reference.schema), reference.keyword] = _resolve(reference, names)
            except SchemaProblem as problem:
                found.append(problem)
        for subschema in resource.subschemas:
            found.extend(lint(subschema, formats=formats))
        if resource is not root:
            for each in found:
                each.resource = resource.uri
        problems += found
    if problems:
        raise gathered(problems)
    return Inspection(root=root, outlines=outlined, names=names, targets=targets)


def _outline_of(uri: str, schema: object, known: Mapping[str, Outline]) -> Outline:
    """The outline that is known, unless it has problems: those are exceptions, and belong to one report."""
    found = known.get(uri)
    return found if found is not None and not found.problems else outline(schema, uri)


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
