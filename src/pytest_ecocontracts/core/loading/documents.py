"""Contract files to documents: data with positions, one or more per file."""

from __future__ import annotations

from functools import partial

from ..errors import LoadError, LoadProblem
from ..limits import Limits
from ..model import Document
from .canonical import digest
from .positions import START, MarkedPositions


def load_documents(path: str, data: bytes, limits: Limits) -> list[Document]:
    """Read the documents of a contract file by its suffix: .yaml, .yml, .json, .md.

    A YAML file may hold several; an empty file, and an empty document among others, is an error.
    Raises LoadError with every problem, ValueError for another suffix.
    """
    suffix = path.rpartition(".")[2].lower()
    if suffix in ("yaml", "yml"):
        return _yaml_documents(path, data, limits)
    if suffix == "md":
        from .markdown_text import front_matter  # noqa: PLC0415 - as all below: only the format at hand

        return _yaml_documents(path, front_matter(data), limits, most=1)
    if suffix == "json":
        return [_json_document(path, data, limits)]
    message = f"no contract file ends like this: {path!r}"
    raise ValueError(message)


def _yaml_documents(path: str, data: bytes, limits: Limits, most: int | None = None) -> list[Document]:
    from .yaml_builder import YamlDocument  # noqa: PLC0415 - as above
    from .yaml_text import parse_documents  # noqa: PLC0415 - as above

    def problem(document: YamlDocument | None, reason: str, message: str, fix: str) -> LoadProblem:
        line, column = document.marks[:2] if document and document.marks else (1, 1)
        return LoadProblem(reason=reason, message=message, line=line, column=column, fix=fix)

    documents = parse_documents(data, limits, marks=True)
    if not documents:
        raise LoadError(
            [problem(None, "empty", "the file holds no document", "write a contract, or remove the file")]
        )
    problems = [
        problem(
            document, "empty-document", f"document {number} of the file is empty", "remove the extra '---'"
        )
        for number, document in enumerate(documents, start=1)
        if document.data is None
    ]
    if most is not None and len(documents) > most:
        message = f"{len(documents)} documents stand where one is expected"
        problems.append(
            problem(documents[most], "several-documents", message, "remove the '...' or '---' line")
        )
    if problems:
        raise LoadError(problems)
    return [
        Document(
            path=path,
            index=index,
            data=document.data,
            positions=MarkedPositions(document.marks or START),
            digest=digest(document.data),
        )
        for index, document in enumerate(documents)
    ]


def _json_document(path: str, data: bytes, limits: Limits) -> Document:
    from . import json_scan, json_text  # noqa: PLC0415 - as above

    value = json_text.parse(data, limits)
    marks = partial(json_scan.marks, data.decode(), limits.depth)
    return Document(path=path, index=0, data=value, positions=MarkedPositions(marks), digest=digest(value))
