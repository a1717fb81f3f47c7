"""``artifact/v1``: files that cross a boundary."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Final, cast

from ..artifacts.companions import link_companions, parse_companions
from ..artifacts.examples import check_examples
from ..artifacts.finding import ArtifactFiles
from ..artifacts.judging import check_content
from ..artifacts.model import Artifact, Example
from ..artifacts.presence import check_presence
from ..artifacts.validators import Validators, schema_file
from ..catalog.paths import check_path, check_root
from ..errors import FileProblem
from ..model import Check, Contract, Document, Explaining, Fact, Reference, Report
from ..paths.captures import CaptureType
from ..paths.template import PathTemplate, TemplateError
from ..pointers import join
from ..rows.formats import PAGE_TABLES, ROW_FORMATS, SEVERAL_TABLES, format_name
from ..suggestions import suggestion

if TYPE_CHECKING:
    from ..catalog.model import Catalog
    from ..context import Context
    from ..relations.model import Relation

#: reason of a TemplateError -> code
_TEMPLATE_CODES: Final = {"outside-root": "ECC022", "unsafe": "ECC020"}


class ArtifactKind(Explaining):
    """Presence, names, content and examples of files at declared paths."""

    name = "artifact"
    version = 1
    schema = "artifact.v1.schema.json"
    #: an object of params that has ``from`` is read from a file before the contract is parsed
    params_in_files = True

    def parse(self, document: Document, report: Report) -> Artifact | None:
        """Read templates, format and examples; None where a template is wrong."""
        data = cast("dict[str, object]", document.data)
        types = _types(data, report)
        if report.violations:
            return None  # a template would only say that the type is unknown
        texts = data["path"]
        places = (
            [("/path", texts)]
            if isinstance(texts, str)
            else [(join("/path", i), str(text)) for i, text in enumerate(cast("list[str]", texts))]
        )
        parsed = [(place, _template(text, place, types, report)) for place, text in places]
        templates = [(place, template) for place, template in parsed if template is not None]
        form = _format(data, [text for _, text in places], report)
        if len(templates) < len(places) or form is None:
            return None
        companions = parse_companions(
            data, lambda text, pointer: _template(text, pointer, types, report), form, report
        )
        relations: tuple[Relation, ...] = ()
        if "relations" in data or "invariants" in data:
            from ..artifacts.rules import parse_rules  # noqa: PLC0415 - only contracts with rules need it

            relations = parse_rules(data, report)
        version = None
        if "schema_version" in data:
            from ..artifacts.versions import parse_version_rule  # noqa: PLC0415 - as above

            version = parse_version_rule(cast("dict[str, object]", data["schema_version"]), report)
        optional = cast("list[str] | None", data.get("optional"))
        return Artifact(
            templates=tuple(template for _, template in templates),
            pointers=tuple(place for place, _ in templates),
            root=cast("str | None", data.get("root")),
            required_presence=data.get("presence", "required") == "required",
            empty_valid=data.get("empty", "valid") == "valid",
            exclusive=bool(data.get("exclusive", False)),
            format=form,
            schema=data.get("schema"),
            required=tuple(cast("list[str]", data.get("required", []))),
            optional=None if optional is None else tuple(optional),
            version=version,
            examples=tuple(_examples(data)),
            companions=tuple(companions),
            relations=relations,
            table=_table(data, form, report),
            aliases={
                name: tuple(pointers)
                for name, pointers in cast("dict[str, list[str]]", data.get("aliases", {})).items()
            },
        )

    def link(self, contract: Contract, context: Context, report: Report) -> None:
        """The root is known, and the files that the contract names are there."""
        artifact = cast("Artifact", contract.body)
        check_root(artifact.root, context.catalog.settings.roots, report)
        link_companions(artifact, context, report)
        if artifact.relations:
            from ..artifacts.rules import link_rules  # noqa: PLC0415 - as above

            link_rules(artifact, context, report)
        file = schema_file(artifact.schema)
        if file is not None:
            _check_file(contract, file, "/schema", context, report)
        for example in artifact.examples:
            if example.file is not None:
                _check_file(contract, example.file, f"{example.pointer}/file", context, report)

    def checks(self, contract: Contract, catalog: Catalog) -> Sequence[Check]:
        """Presence, content, and the examples where there are some."""
        artifact = cast("Artifact", contract.body)
        files = ArtifactFiles(contract, artifact)
        optional = not artifact.required_presence
        judged = (
            artifact.schema is not None
            or bool(artifact.required)
            or artifact.optional is not None
            or artifact.version is not None
        )
        validators = cache(partial(Validators, contract, artifact))
        checks = [
            Check(
                name="presence",
                pointer="/path",
                summary="what must be there is there" + ", and nothing else" * artifact.exclusive,
                run=lambda context, _: check_presence(contract, artifact, files, context),
                may_be_empty=optional,
            ),
            Check(
                name="schema" if judged else "format",
                pointer="/schema" if artifact.schema is not None else "/path",
                summary=f"every file is {artifact.format}"
                + ", and holds what the contract asks for" * judged,
                run=lambda context, chunk: check_content(
                    contract, artifact, validators(context), context, chunk
                ),
                split=files.split,
                may_be_empty=optional,
            ),
        ]
        if artifact.companions:
            from ..artifacts.companion_presence import check_companions  # noqa: PLC0415 - only here

            checks.append(
                Check(
                    name="companions",
                    pointer="/companions",
                    summary="what belongs to each file is there",
                    run=lambda context, _: check_companions(contract, artifact, files, context),
                    may_be_empty=optional,
                )
            )
        if artifact.relations:
            from ..artifacts.rules import rule_checks  # noqa: PLC0415 - as above

            checks += rule_checks(contract, artifact)
        if artifact.examples:
            checks.append(
                Check(
                    name="examples",
                    pointer="/examples",
                    summary="the contract's own examples pass and fail as it says",
                    run=lambda context, _: check_examples(contract, artifact, validators(context), context),
                )
            )
        return checks

    def facts(self, contract: Contract, context: Context) -> Sequence[Fact]:
        """The files, how many there are now, and what is asked of them."""
        from ..artifacts.explaining import artifact_facts  # noqa: PLC0415 - no run needs it

        return artifact_facts(contract, cast("Artifact", contract.body), context)

    def references(self, contract: Contract) -> Sequence[Reference]:
        """The contracts of the companions, and those that relations join."""
        artifact = cast("Artifact", contract.body)
        found = [
            Reference(join(companion.pointer, "contract"), companion.contract)
            for companion in artifact.companions
            if companion.contract is not None
        ]
        if not artifact.relations:
            return found
        from ..artifacts.rules import rule_references  # noqa: PLC0415 - as above

        return [*found, *rule_references(artifact)]

    def about(self, contract: Contract, path: str, context: Context) -> Sequence[Fact]:
        """The template that a file matches, or what else the file is to the contract."""
        from ..artifacts.explaining import facts_about  # noqa: PLC0415 - no run needs it

        return facts_about(contract, cast("Artifact", contract.body), path, context)


def _types(data: dict[str, object], report: Report) -> dict[str, CaptureType]:
    from ..paths.linear_regex import PatternProblem  # noqa: PLC0415 - only contracts with types need it

    found: dict[str, CaptureType] = {}
    for name, value in cast("dict[str, object]", data.get("types", {})).items():
        try:
            if isinstance(value, str):
                found[name] = CaptureType.from_pattern(name, value)
            else:
                found[name] = CaptureType.from_words(name, cast("list[str]", value))
        except (PatternProblem, ValueError) as problem:
            report.add(
                "ECC020",
                f"the type {name!r} cannot be used: {problem}",
                pointer=join("/types", name),
                found=str(value)[:200],
                metadata={"type": name},
            )
    return found


def _template(text: str, pointer: str, types: dict[str, CaptureType], report: Report) -> PathTemplate | None:
    try:
        return PathTemplate.parse(text, types)
    except TemplateError as error:
        report.add(
            _TEMPLATE_CODES.get(error.reason, "ECC004"),
            f"the path template is not valid: {error}",
            pointer=pointer,
            expected="a POSIX path below the root, such as data/{date:date}.json",
            found=text[:200],
            metadata={"path": text[:200]},
        )
        return None


def _format(data: dict[str, object], texts: list[str], report: Report) -> str | None:
    declared = data.get("format")
    guessed = {format_name(text) for text in texts}
    form = declared if isinstance(declared, str) else guessed.pop() if len(guessed) == 1 else None
    if form is not None:
        return PAGE_TABLES if form == "markdown" and "table" in data else form
    report.add(
        "ECC004",
        "the suffix of the path does not say how the files are read",
        pointer="/path",
        expected="format: one of " + ", ".join(sorted(ROW_FORMATS)),
        found=", ".join(texts)[:200],
        fix="add format:",
        metadata={"keyword": "format"},
    )
    return None


def _table(data: dict[str, object], form: str, report: Report) -> str | None:
    if "table" not in data:
        return None
    table = str(data["table"])
    if form not in SEVERAL_TABLES:
        report.add(
            "ECC004",
            f"{form} files have no tables to choose from",
            pointer="/table",
            key=True,
            expected="table: in an artifact of SQLite files or Markdown pages only",
            found=table,
            fix="remove table:, or say format: sqlite or markdown-table",
            metadata={"keyword": "table"},
        )
    return table


def _examples(data: dict[str, object]) -> list[Example]:
    examples = cast("dict[str, list[dict[str, object]]]", data.get("examples", {}))
    return [
        Example(
            pointer=join("/examples", name, index),
            passes=name == "passes",
            value=entry.get("value"),
            file=cast("str | None", entry.get("file")),
            code=cast("str | None", entry.get("code")),
            at=cast("str | None", entry.get("pointer")),
        )
        for name, entries in examples.items()
        for index, entry in enumerate(entries)
    ]


def _check_file(contract: Contract, name: str, pointer: str, context: Context, report: Report) -> None:
    """A file that the contract names must be there, below the root."""
    if not check_path(name, pointer, report):
        return
    path = contract.file(name)
    try:
        there = context.files.kind(path) is not None
    except FileProblem as found:
        report.add("ECC022", found.message, pointer=pointer, found=name[:200], metadata={"path": name[:200]})
        return
    if there:
        return
    folder, _, own = path.rpartition("/")
    try:
        beside = context.tree.list(folder).files
    except FileProblem:
        beside = ()
    report.add(
        "ECC005",
        f"the contract names the file {name!r}, which does not exist",
        pointer=pointer,
        expected="a file",
        found="nothing",
        fix=suggestion(own, beside),
        metadata={"path": name[:200]},
    )


KIND = ArtifactKind()
