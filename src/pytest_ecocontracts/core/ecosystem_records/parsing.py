"""From the fields of a ``record/v1`` contract to an artifact whose relations are the rules for records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from ..artifacts.model import Artifact
from ..artifacts.rules import parse_rules
from ..loading.values import format_of
from ..model import Report
from ..paths.template import PathTemplate, TemplateError
from ..pointers import join
from ..relations.conditions import compile_condition
from ..relations.model import Judge, Relation
from ..relations.operands import parse_key
from ..relations.parsing import parse_relations
from ..rules.model import Rule
from ..rules.parsing import check_rule_ids
from ..suggestions import suggestion
from .counting import judge_counters
from .failures import FailureRule
from .files import judge_evidence, judge_files
from .identity import judge_identity
from .manifests import ManifestsAgree
from .model import Conventions, ManifestRule, RecordBody
from .run import EachRun, Problems
from .runs_named import RunsNamed
from .secrets import judge_secrets
from .shape import shape_schema
from .statuses import judge_inputs, judge_outputs, judge_reasons, judge_status
from .times import judge_times
from .versions import judge_versions
from .words import COUNTERS, STATUSES, SUMS, Words, known_names

if TYPE_CHECKING:
    from ..cel import Expression

_Fields = Mapping[str, object]

#: names of checks that no rule of the contract may have
_CHECKS: Final = ("presence", "schema", "rule-examples")
#: formats of which a file is one document
FORMATS: Final = ("json", "toml", "yaml")
#: reason of a TemplateError -> code
_TEMPLATE_CODES: Final = {"outside-root": "ECC022", "unsafe": "ECC020"}


class _BuiltIn(NamedTuple):
    """A rule that every contract of this kind has."""

    problems: Problems
    text: str


_EACH: Final[Mapping[str, _BuiltIn]] = {
    "identity": _BuiltIn(judge_identity, "each record is in the file that is named by its run"),
    "counters": _BuiltIn(judge_counters, "counters agree with what they count, and with the stages"),
    "statuses": _BuiltIn(judge_status, "a run says error where there are errors, and nowhere else"),
    "outputs": _BuiltIn(judge_outputs, "a run that did not fail has promoted what it had to"),
    "inputs": _BuiltIn(judge_inputs, "a run that did not fail had what it needs"),
    "reasons": _BuiltIn(judge_reasons, "empty and partial runs say why, and so does who skips something"),
    "times": _BuiltIn(judge_times, "stages are in their order, in that of their times, and within the run"),
    "versions": _BuiltIn(
        judge_versions, "the versions of files are those that records say were read and written"
    ),
    "files": _BuiltIn(judge_files, "the files and manifests that records name are there"),
    "evidence": _BuiltIn(judge_evidence, "evidence leads somewhere"),
    "secrets": _BuiltIn(judge_secrets, "no record holds a secret"),
}
#: every rule of this kind, by the name of its check
RULES: Final = (*_EACH, "unique", "manifests", "failures", "run-ids")


def parse_record(data: _Fields, report: Report) -> RecordBody | None:
    """The body of the contract; None where something in it cannot be used."""
    template = _template(str(data["path"]), report)
    conventions = _conventions(data, template, report)
    form = str(data.get("format") or format_of(str(data["path"])))
    if form not in FORMATS:
        report.add(
            "ECC004",
            "a run record is one document",
            pointer="/format" if "format" in data else "/path",
            expected="format: one of " + ", ".join(FORMATS),
            found=form if "format" in data else str(data["path"])[:200],
            metadata={"keyword": "format"},
        )
    _check_optional(data, report)
    own = parse_rules(data, report)
    built_in = _built_in(data, conventions, report)
    check_rule_ids([relation.rule for relation in (*built_in, *own)], _CHECKS, report)
    if template is None or report.violations:
        return None
    artifact = Artifact(
        templates=(template,),
        pointers=("/path",),
        root=cast("str | None", data.get("root")),
        required_presence=data.get("presence", "required") == "required",
        empty_valid=False,
        exclusive=bool(data.get("exclusive", False)),
        format=form,
        schema=data.get("schema"),
        required=(),
        optional=None,
        version=None,
        examples=(),
        relations=(*built_in, *own),
    )
    return RecordBody(artifact=artifact, shape=_shape(data, conventions), conventions=conventions)


def _template(text: str, report: Report) -> PathTemplate | None:
    try:
        return PathTemplate.parse(text)
    except TemplateError as error:
        report.add(
            _TEMPLATE_CODES.get(error.reason, "ECC004"),
            f"the path template is not valid: {error}",
            pointer="/path",
            expected="a POSIX path below the root, such as runs/{run_id:name}.json",
            found=text[:200],
            metadata={"path": text[:200]},
        )
        return None


def _conventions(data: _Fields, template: PathTemplate | None, report: Report) -> Conventions:
    capture = str(data.get("run_id", "run_id"))
    if template is not None and capture not in template.captures:
        report.add(
            "ECC004",
            "the path does not name the run, so one run could have many records",
            pointer="/path",
            expected=f"a capture {{{capture}}} in the path",
            found=template.text,
            fix=suggestion(capture, template.captures) if template.captures else None,
            metadata={"keyword": "path"},
        )
    statuses = cast("Mapping[str, str]", data.get("statuses", STATUSES))
    counters = cast("Mapping[str, list[str]]", data.get("counters", {}))
    stages = cast("Mapping[str, Any]", data.get("stages", {}))
    required = tuple(counters.get("required", COUNTERS))
    taxonomy = data.get("taxonomy", [])
    return Conventions(
        words=Words(_names(data, report)),
        statuses={word: role for role, word in statuses.items()},
        capture=capture,
        counters=required,
        sums=tuple(counters.get("sums", [name for name in SUMS if name in required])),
        outputs=tuple(cast("list[str]", data.get("outputs", []))),
        optional_outputs=_optional(data, "outputs"),
        optional_stages=_optional(data, "stages"),
        after_failure=frozenset(stages.get("after_failure", [])),
        stage_order=tuple(stages["names"]) if stages.get("order") == "fixed" else (),
        no_input=_no_input(data, report),
        params=cast("_Fields", data.get("params", {})),
        manifests=_manifests(cast("_Fields", data.get("manifests", {}))),
        taxonomies=tuple(cast("list[str]", taxonomy)) if isinstance(taxonomy, list) else (str(taxonomy),),
    )


def _optional(data: _Fields, what: str) -> frozenset[str] | None:
    """Names that runs may go without; where the contract names any, those of the other sort are none."""
    given = cast("Mapping[str, list[str]] | None", data.get("optional"))
    return None if given is None else frozenset(given.get(what, ()))


def _check_optional(data: _Fields, report: Report) -> None:
    """No output is both promoted by every run and optional; optional stages are stages."""
    optional = cast("Mapping[str, list[str]]", data.get("optional", {}))
    required = cast("list[str]", data.get("outputs", []))
    stages = cast("Mapping[str, list[str]]", data.get("stages", {})).get("names")
    for index, name in enumerate(optional.get("outputs", ())):
        if name in required:
            report.add(
                "ECC015",
                f"the output {name!r} is optional, and one that every run promotes",
                pointer=join("/optional/outputs", index),
                expected="a name that is not under outputs",
                found=name,
                metadata={"other": "outputs"},
            )
    for index, name in enumerate(optional.get("stages", ())):
        if stages is not None and name not in stages:
            report.add(
                "ECC004",
                f"{name!r} is none of the stages",
                pointer=join("/optional/stages", index),
                expected="one of " + ", ".join(stages),
                found=name,
                fix=suggestion(name, stages),
                metadata={"keyword": "optional"},
            )


def _manifests(given: _Fields) -> ManifestRule:
    """Pointers as tuples; null is none."""
    fields: dict[str, Any] = {**given}
    for name in fields.keys() - {"required", "digest"}:
        pointers = fields[name]
        fields[name] = tuple([pointers] if isinstance(pointers, str) else pointers or ())
    return ManifestRule(**fields)


def _names(data: _Fields, report: Report) -> Mapping[str, str]:
    names = cast("Mapping[str, str]", data.get("names", {}))
    known = known_names()
    for name in names:
        if name not in known:
            report.add(
                "ECC004",
                f"records have no field that is called {name!r} here",
                pointer=join("/names", name),
                key=True,
                expected="a field of the standard record, such as created_at or stages.status",
                found=name[:120],
                fix=suggestion(name, known),
                metadata={"keyword": "names"},
            )
    return names


def _no_input(data: _Fields, report: Report) -> Expression | None:
    text = data.get("no_input")
    if text is None:
        return None
    members = {"params": cast("_Fields", data.get("params", {}))}
    return compile_condition(str(text), ("self", "path", "params"), "/no_input", report, "no_input", members)


def _shape(data: _Fields, conventions: Conventions) -> _Fields:
    stages = cast("Mapping[str, list[str]]", data.get("stages", {}))
    return shape_schema(
        conventions.words,
        standard=data.get("shape", "standard") == "standard",
        statuses=list(conventions.statuses),
        counters=conventions.counters,
        stages=stages.get("names"),
        reasons=cast("list[str] | None", data.get("reasons")),
    )


def _built_in(data: _Fields, conventions: Conventions, report: Report) -> list[Relation]:
    waived = cast("list[str]", data.get("without", []))

    def rule(name: str, pointer: str) -> Rule:
        if name in cast("_Fields", data.get("rules", {})):
            pointer = join("/rules", name)  # where the contract speaks of it
        return Rule(id=name, pointer=pointer if pointer.lstrip("/").split("/")[0] in data else "/path")

    def relation(name: str, pointer: str, text: str, judge: Judge, *, every: bool = False) -> Relation:
        within = () if every else None
        return Relation(rule=rule(name, pointer), name="record", text=text, judge=judge, within=within)

    found = [
        relation(name, f"/{name}", text, EachRun(conventions, problems))
        for name, (problems, text) in _EACH.items()
    ]
    run_id = join("", conventions.words.of("record", "run_id"))
    once = _relation({"unique": {"of": run_id, "within": "all"}}, rule("unique", "/path"), report)
    found += [] if once is None else [replace(once, text="no two records are of one run")]
    agree = ManifestsAgree(conventions)
    text = "records and manifests say the same of each file, and its digest is the one they say"
    found.append(relation("manifests", "/manifests", text, agree, every=True))
    if conventions.taxonomies:
        failures = EachRun(conventions, FailureRule(conventions.taxonomies))
        text = "errors are of known classes, tell what those ask for, and stop the run"
        found.append(relation("failures", "/taxonomy", text, failures))
    found += _run_ids(data, run_id, rule, report)
    return [one for one in found if one.rule.id not in waived]


def _run_ids(data: _Fields, run_id: str, rule: Callable[[str, str], Rule], report: Report) -> list[Relation]:
    """Whatever names a run names one that has a record."""
    found = []
    for index, text in enumerate(cast("list[str]", data.get("run_ids", []))):
        pointer = join("/run_ids", index)
        made = rule("run-ids", pointer)
        named = made if not index else replace(made, id=f"run-ids-{index + 1}")
        relation = _relation({"references": {"of": text, "in": run_id, "join": []}}, named, report, pointer)
        if relation is not None:
            judge = RunsNamed(relation.judge, parse_key(text))
            found.append(replace(relation, judge=judge, text=f"every run of {text} has a record"))
    return found


def _relation(entry: _Fields, rule: Rule, report: Report, pointer: str = "/path") -> Relation | None:
    """A relation of the contract language under a rule of this kind; what is wrong stands at ``pointer``."""
    inner = Report(report.document, report.contract_id)
    made = parse_relations({"relations": [entry]}, inner)
    for problem in inner.violations:
        report.add(
            problem.code,
            problem.message,
            pointer=pointer,
            expected=problem.expected,
            found=problem.found,
            fix=problem.fix,
            metadata=problem.metadata,
        )
    # A record without an id is for the shape to tell.
    return replace(made[0], rule=rule, empty_valid=True) if made else None
