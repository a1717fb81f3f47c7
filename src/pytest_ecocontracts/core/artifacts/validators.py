"""What the data of an artifact is judged by: the schema, the shorthand fields, the schema version."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..context import Context
from ..errors import ContractsInvalid, FileProblem, LoadError, SchemaProblem
from ..model import Contract
from ..pointers import resolve
from ..ports import CompiledSchema
from .model import Artifact
from .schema_problems import schema_violations


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionProblem:
    """Why the schema version of some data is not accepted."""

    code: str
    message: str
    pointer: str
    expected: str
    found: str
    metadata: dict[str, str | int | bool | None]


class Validators:
    """Compiled once per process, when the first file is judged."""

    def __init__(self, contract: Contract, artifact: Artifact, context: Context) -> None:
        self._contract = contract
        self._artifact = artifact
        self._context = context
        self.pointer = "/schema" if artifact.schema is not None else "/path"

    @cached_property
    def compiled(self) -> Sequence[CompiledSchema]:
        """The schema and the shorthand; raises ContractsInvalid with every problem of the schema."""
        try:
            return self._compile()
        except (SchemaProblem, FileProblem, LoadError) as failure:
            found = schema_violations(failure, self._contract, self._path, self._context)
            raise ContractsInvalid(found) from failure

    @property
    def _path(self) -> str | None:
        """The file of the schema; None where it stands in the contract, or is named by its ``$id``."""
        schema = self._artifact.schema
        if isinstance(schema, str) and not is_identifier(schema):
            return self._contract.file(schema)
        return None

    def _compile(self) -> Sequence[CompiledSchema]:
        artifact = self._artifact
        found: list[CompiledSchema] = []
        if artifact.schema is not None:
            found.append(self._schema(artifact.schema))
        if artifact.required or artifact.optional is not None:
            schema = shorthand(artifact, self._declared_names())
            found.append(
                self._context.schemas.compile_value(
                    schema, base_path=self._contract.document.path, name=f"{self._contract.id}.fields"
                )
            )
        return found

    def _schema(self, schema: object) -> CompiledSchema:
        store, contract = self._context.schemas, self._contract
        if self._path is not None:
            return store.compile_file(self._path)
        if isinstance(schema, str):
            schema = {"$ref": schema}
        return store.compile_value(schema, base_path=contract.document.path, name=f"{contract.id}.schema")

    def _declared_names(self) -> list[str]:
        """The names that the schema declares at its top, which ``optional`` need not repeat."""
        schema = self._artifact.schema
        if self._path is not None:
            schema = self._context.schemas.read(self._path)
        properties = schema.get("properties") if isinstance(schema, dict) else None
        return list(properties) if isinstance(properties, dict) else []

    def version_problems(self, value: object) -> Iterator[VersionProblem]:
        """At most one problem: the version is not declared, or not accepted."""
        rule = self._artifact.version
        if rule is None:
            return
        accepted = ", ".join(map(repr, rule.accept))
        try:
            version = resolve(value, rule.at)
        except KeyError:
            yield VersionProblem(
                code="ECS007",
                message=f"the data does not say its schema version at {rule.at or 'its top'!r}",
                pointer=_nearest(value, rule.at),
                expected=f"{rule.at}: one of {accepted}",
                found="nothing there",
                metadata={"pointer": rule.at},
            )
            return
        # 1 is not True, and "1" is not 1.
        if not any(version == known and type(version) is type(known) for known in rule.accept):
            shown = repr(version)[:80]
            yield VersionProblem(
                code="ECS006",
                message=f"the schema version {shown} is not accepted",
                pointer=rule.at,
                expected=f"one of {accepted}",
                found=shown,
                metadata={"pointer": rule.at, "version": shown},
            )


def _nearest(value: object, pointer: str) -> str:
    while pointer:
        try:
            resolve(value, pointer)
        except KeyError:
            pointer = pointer.rpartition("/")[0]
        else:
            break
    return pointer


def shorthand(artifact: Artifact, declared: Sequence[str]) -> dict[str, object]:
    """The JSON Schema that ``required`` and ``optional`` stand for."""
    schema: dict[str, object] = {"type": "object", "required": list(artifact.required)}
    if artifact.optional is not None:
        names = dict.fromkeys((*artifact.required, *artifact.optional, *declared))
        schema["properties"] = dict.fromkeys(names, True)
        schema["additionalProperties"] = False
    return schema


def is_identifier(schema: str) -> bool:
    """Whether the text is a URI (an ``$id``) and not a path of the repository."""
    return "://" in schema or schema.startswith("urn:")
