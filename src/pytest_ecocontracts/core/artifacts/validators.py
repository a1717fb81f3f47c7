"""What the data of an artifact is judged by: the schema, the shorthand fields, the schema version."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Final
from urllib.parse import quote, unquote

from ..context import Context
from ..errors import ContractsInvalid, FileProblem, LoadError, SchemaProblem
from ..json_schema.showing import show
from ..json_schema.uris import uri_of
from ..model import Contract
from ..pointers import join
from ..ports import CompiledSchema, SchemaError
from .model import Artifact, VersionRule
from .schema_problems import schema_violations
from .versions import Finding, allowed_versions, version_finding, version_question

#: what a failure against a schema is called; every other keyword is a value that is not allowed
_CODES: Final = {
    "required": "ECS002",
    "dependentRequired": "ECS002",
    "type": "ECS003",
    "additionalProperties": "ECS005",
    "unevaluatedProperties": "ECS005",
    "propertyNames": "ECS005",
    "false": "ECS005",
    "format": "ECS010",
    "pattern-limit": "ECC020",
    "depth-limit": "ECS011",
}
_AT_KEY: Final = frozenset({"additionalProperties", "unevaluatedProperties", "propertyNames"})


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
        file = schema_file(self._artifact.schema)
        return None if file is None else self._contract.file(file)

    @property
    def _fragment(self) -> str:
        """The JSON Pointer or anchor after the file, with its ``#``; "" where the whole file is meant."""
        _, mark, fragment = str(self._artifact.schema).partition("#")
        return mark + fragment if fragment else ""

    def _compile(self) -> Sequence[CompiledSchema]:
        artifact = self._artifact
        found: list[CompiledSchema] = []
        if artifact.schema is not None:
            found.append(self._schema(artifact.schema))
        if artifact.version is not None:
            self._check_version(artifact.version)
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
        if self._path is not None and not self._fragment:
            return store.compile_file(self._path)
        if self._path is not None:
            schema = {"$ref": uri_of(self._path) + quote(unquote(self._fragment), safe="#/~!$&'()*+,;=:@?")}
        elif isinstance(schema, str):
            schema = {"$ref": schema}
        return store.compile_value(schema, base_path=contract.document.path, name=f"{contract.id}.schema")

    @property
    def _schema_data(self) -> object:
        """The schema itself; None where there is none, or it is named by its ``$id`` or a part of a file."""
        schema = self._artifact.schema
        if self._path is not None and not self._fragment:
            return self._context.schemas.read(self._path)
        return None if isinstance(schema, str) else schema

    def _check_version(self, rule: VersionRule) -> None:
        """Accepting a version that the schema refuses is a mistake in one of the two."""
        allowed = allowed_versions(rule, self._schema_data)
        dead = [version for version in rule.accept if allowed is not None and version not in allowed]
        if dead:
            raise ContractsInvalid(
                [
                    self._contract.violation(
                        "ECC015",
                        f"the schema allows no data of the accepted version {show(dead[0])}",
                        pointer="/schema_version/accept",
                        rule="schema",
                        expected="versions that the schema allows: " + ", ".join(map(show, allowed or [])),
                        found=", ".join(map(show, rule.accept)),
                        fix="accept what the schema allows, or let the schema allow it",
                        metadata={"version": show(dead[0])},
                    )
                ]
            )

    def _declared_names(self) -> list[str]:
        """The names that the schema declares at its top, which ``optional`` need not repeat."""
        schema = self._schema_data
        properties = schema.get("properties") if isinstance(schema, dict) else None
        return list(properties) if isinstance(properties, dict) else []

    @cached_property
    def accepts(self) -> Callable[[object], bool]:
        """Whether data is all right, as fast as that can be said; raises as ``compiled`` does."""
        questions: list[Callable[[object], bool]] = [schema.is_valid for schema in self.compiled]
        if self._artifact.version is not None:
            questions.append(version_question(self._artifact.version))
        if not questions:
            return lambda _: True
        return questions[0] if len(questions) == 1 else lambda value: all(ask(value) for ask in questions)

    def findings(self, value: object) -> Iterator[Finding]:
        """Everything that is wrong with some data."""
        rule = self._artifact.version
        version = version_finding(rule, value) if rule is not None else None
        for schema in self.compiled:
            for error in schema.errors(value):
                if version is None or not _says_the_same(error, version):
                    yield finding_of(error)
        if version is not None:
            yield version


def _says_the_same(error: SchemaError, version: Finding) -> bool:
    """Whether a failure against the schema is about the version, which has its own words."""
    if error.keyword == "required" and error.property is not None:
        return join(error.pointer, error.property) == version.metadata["pointer"]
    return error.keyword in {"const", "enum"} and error.pointer == version.metadata["pointer"]


def finding_of(error: SchemaError) -> Finding:
    """What a failure against a schema is called."""
    at_key = error.keyword in _AT_KEY and error.property is not None
    code = _CODES.get(error.keyword, "ECS004")
    if error.keyword == "dependencies" and error.property is not None:
        code = "ECS002"
    return Finding(
        code=code,
        message=error.message,
        pointer=join(error.pointer, error.property or "") if at_key else error.pointer,
        expected=error.expected,
        found=error.found,
        fix=error.fix,
        at_key=at_key,
        metadata={"keyword": error.keyword, "property": error.property},
    )


def shorthand(artifact: Artifact, declared: Sequence[str]) -> dict[str, object]:
    """The JSON Schema that ``required`` and ``optional`` stand for."""
    schema: dict[str, object] = {"type": "object", "required": list(artifact.required)}
    if artifact.optional is not None:
        names = dict.fromkeys((*artifact.required, *artifact.optional, *declared))
        schema["properties"] = dict.fromkeys(names, True)
        schema["additionalProperties"] = False
    return schema


def schema_file(schema: object) -> str | None:
    """The file that ``schema:`` names; None where it is a schema or an ``$id``."""
    if not isinstance(schema, str) or is_identifier(schema):
        return None
    return schema.partition("#")[0]


def is_identifier(schema: str) -> bool:
    """Whether the text is a URI (an ``$id``) and not a path of the repository."""
    return "://" in schema or schema.startswith("urn:")
