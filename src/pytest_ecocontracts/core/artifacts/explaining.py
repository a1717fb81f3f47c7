"""What an artifact contract says, and what it says of one file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

from ..catalog.params import FROM, is_file
from ..context import Context
from ..errors import FileProblem
from ..model import Contract, Fact
from ..paths.segments import Deep
from ..paths.template import PathTemplate
from .companions import Companion
from .finding import ArtifactFiles
from .model import Artifact
from .validators import schema_file

if TYPE_CHECKING:
    from ..relations.model import Relation


def artifact_facts(contract: Contract, artifact: Artifact, context: Context) -> list[Fact]:
    """The files, how many there are now, and what is asked of them."""
    files = ArtifactFiles(contract, artifact)
    root = files.root(context)
    return [
        *_files(artifact, files, root, context),
        Fact("presence", "required" if artifact.required_presence else "optional"),
        Fact("empty", "valid" if artifact.empty_valid else "invalid"),
        *([Fact("exclusive", "nothing else may lie in the folders of the files")] * artifact.exclusive),
        Fact("format", artifact.format),
        *([] if artifact.table is None else [Fact("table", artifact.table)]),
        *_content(contract, artifact, root),
    ]


def _files(artifact: Artifact, files: ArtifactFiles, root: str, context: Context) -> Iterator[Fact]:
    texts = [_below(root, template.text) for template in artifact.templates]
    try:
        found = [f"{len(paths)} now" for paths in files.by_template(context)]
    except FileProblem as problem:
        found = [f"cannot be looked for: {problem.message}"] * len(texts)
    for text, number in zip(texts, found, strict=True):
        yield Fact("files", f"{text} ({number})")


def _content(contract: Contract, artifact: Artifact, root: str) -> Iterator[Fact]:
    file = schema_file(artifact.schema)
    if file is not None:
        yield Fact("schema", contract.file(str(artifact.schema)))
    elif artifact.schema is not None:
        inline = not isinstance(artifact.schema, str)
        yield Fact("schema", "in the contract" if inline else str(artifact.schema))
    if artifact.required:
        yield Fact("fields", f"required: {', '.join(artifact.required)}")
    if artifact.optional is not None:
        yield Fact("fields", f"optional: {', '.join(artifact.optional) or 'none'}; no others")
    if artifact.version is not None:
        marks = [(one, artifact.version.mark(one)) for one in artifact.version.accept]
        accepted = ", ".join(f"{one} ({mark})" if mark else str(one) for one, mark in marks)
        yield Fact("version", f"at {artifact.version.at or 'the top'} of the data; accepted: {accepted}")
    yield from _params(contract)
    for name, pointers in artifact.aliases.items():
        yield Fact("alias", f"@{name}: {' or '.join(pointers)}")
    for companion in artifact.companions:
        yield Fact("companion", _companion(companion, root))
    for relation in artifact.relations:
        yield Fact("invariant" if relation.name == "invariant" else "relation", relation_text(relation))
    if artifact.examples:
        passing = sum(example.passes for example in artifact.examples)
        yield Fact("examples", f"{passing} passing, {len(artifact.examples) - passing} failing")


def _params(contract: Contract) -> Iterator[Fact]:
    """The params that stand in files."""
    data = cast("Mapping[str, object]", contract.document.data)
    for name, given in cast("Mapping[str, object]", data.get("params", {})).items():
        if is_file(given):
            fields = cast("Mapping[str, object]", given)
            inside = [f"{word} {fields[word]}" for word in ("at", "table", "column") if word in fields]
            yield Fact("param", ", ".join([f"{name}: {contract.file(str(fields[FROM]))}", *inside]))


def _companion(companion: Companion, root: str) -> str:
    if companion.template is not None:
        where = _below(root, companion.template.text)
    elif companion.at is not None:
        where = f"where the file says at {companion.at}"
    else:
        where = f"the file of {companion.contract} for the same captures"
    return f"{companion.name}: {where}" + ("" if companion.required else " (optional)")


def relation_text(relation: Relation) -> str:
    """A relation in one line: its name, what it demands, and what it enforces."""
    rule = relation.rule
    named = f"{rule.id}: " if rule.id != relation.name else ""
    refs = f" ({', '.join(rule.refs)})" if rule.refs else ""
    return f"{named}{relation.text}{refs}"


def facts_about(contract: Contract, artifact: Artifact, path: str, context: Context) -> list[Fact]:
    """The template that a file matches, with its captures, or what else the file is to the contract."""
    found: list[Fact] = []
    root = ArtifactFiles(contract, artifact).root(context)
    below = path if not root else path.removeprefix(f"{root}/") if path.startswith(f"{root}/") else None
    for template in artifact.templates if below is not None else ():
        captures = template.match(below or "")
        if captures is not None:
            values = ", ".join(f"{name} = {value}" for name, value in captures.items())
            found.append(
                Fact("matches", _below(root, template.text) + (f", with {values}" if values else ""))
            )
    if not found and artifact.exclusive and below:
        found += [
            Fact(
                "beside",
                f"{_below(root, template.text)}: there, a file that no artifact contract declares is ECL005",
            )
            for template in artifact.templates
            if _is_beside(template, below)
        ]
    file = schema_file(artifact.schema)
    if file is not None and contract.file(file) == path:
        found.append(Fact("schema", "the files of the contract are judged by it"))
    if any(example.file is not None and contract.file(example.file) == path for example in artifact.examples):
        found.append(Fact("example", "an example of the contract"))
    return found


def _is_beside(template: PathTemplate, path: str) -> bool:
    """Whether an exclusive contract looks at this place: in the template's folder, no deeper than it goes."""
    folder = template.literal_folder
    deep = any(isinstance(segment, Deep) for segment in template.segments)
    return (not folder or path.startswith(f"{folder}/")) and (
        deep or path.count("/") < len(template.segments)
    )


def _below(root: str, path: str) -> str:
    return f"{root}/{path}" if root else path
