"""``catalog/v1``: who this repository is, where its contracts are, which catalogs it imports."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from ..catalog.model import ArtifactRoot, CatalogSettings, Import, matches
from ..catalog.paths import check_path, check_template
from ..model import Check, Chunk, Contract, Document, Explaining, Fact, Outcome, Report
from ..paths.template import PathTemplate
from ..pointers import join
from ..suggestions import suggestion

if TYPE_CHECKING:
    from ..catalog.model import Catalog
    from ..changes.policy import ChangePolicy
    from ..context import Context
    from ..decisions.model import DecisionsBody


class CatalogKind(Explaining):
    """Reads the catalog file; its one check says that the linked catalog is sound."""

    name = "catalog"
    version = 1
    schema = "catalog.v1.schema.json"

    def parse(self, document: Document, report: Report) -> CatalogSettings:
        """Turn the document into settings; every path must stay below the root."""
        data = cast("dict[str, object]", document.data)
        folders = tuple(cast("list[str]", data.get("contracts", ["contracts"])))
        roots = cast("dict[str, str]", data.get("roots", {}))
        imports = cast("list[dict[str, object]]", data.get("imports", []))
        owners = cast("dict[str, str | dict[str, str]]", data["owners"])
        record = cast("str | None", data.get("record"))
        paths = {join("/contracts", index): folder for index, folder in enumerate(folders)}
        paths |= {join("/roots", name): path for name, path in roots.items()}
        paths |= {
            join("/imports", index, "folder"): str(entry["folder"])
            for index, entry in enumerate(imports)
            if "folder" in entry
        }
        if record is not None:
            paths["/record"] = record
        for pointer, path in paths.items():
            check_path(path, pointer, report)
        for index, text in enumerate(cast("list[str]", data.get("schemas", []))):
            check_template(text, join("/schemas", index), report, keyword="schemas")
        return CatalogSettings(
            path=document.path,
            folders=tuple(dict.fromkeys(_normal(folder) for folder in folders)),
            folders_named="contracts" in data,
            owners={name: _contact(value) for name, value in owners.items()},
            roots={name: ArtifactRoot(name=name, path=_normal(path)) for name, path in roots.items()},
            schemas=tuple(cast("list[str]", data.get("schemas", []))),
            record=record,
            imports=tuple(_import(entry, join("/imports", index)) for index, entry in enumerate(imports)),
            change_policy=_change_policy(data, report),
        )

    def link(self, contract: Contract, context: Context, report: Report) -> None:
        """Every id pattern under ``enforce`` must match an imported contract."""
        if contract.origin:
            return
        settings = cast("CatalogSettings", contract.body)
        for index, text in enumerate(settings.schemas):
            if not PathTemplate.parse(text).find(context.tree):
                report.add(
                    "ECC016",
                    f"{text!r} matches no schema file",
                    pointer=join("/schemas", index),
                    expected="at least one JSON Schema",
                    found="none",
                    metadata={"path": text},
                )
        if settings.change_policy is not None:
            _link_policy(settings.change_policy, context, report)
            _check_supported(settings.change_policy, context, report)
        for entry in settings.imports:
            imported = [c.id for c in context.catalog.contracts if c.origin == entry.name]
            for index, pattern in enumerate(entry.enforce):
                if not any(matches(pattern, contract_id) for contract_id in imported):
                    report.add(
                        "ECC005",
                        f"{pattern!r} matches no contract of the imported catalog {entry.name!r}",
                        pointer=join(entry.pointer, "enforce", index),
                        found=pattern,
                        fix=suggestion(pattern.rstrip("*."), imported),
                        metadata={"id": pattern},
                    )

    def checks(self, contract: Contract, catalog: Catalog) -> Sequence[Check]:
        """One check: the catalog holds contracts that are enforced here."""
        if contract.origin:
            return []
        return [
            Check(
                name="catalog",
                run=lambda context, chunk: _run(contract, context, chunk),
                summary="there are contracts to enforce",
            )
        ]

    def facts(self, contract: Contract, context: Context) -> Sequence[Fact]:
        """Where contracts come from, who owns them, and where artifacts and records are."""
        settings = cast("CatalogSettings", contract.body)
        return [
            *(Fact("contracts", f"{folder or '.'}/") for folder in settings.folders),
            *(Fact("schemas", template) for template in settings.schemas),
            *(
                Fact(
                    "import",
                    f"{one.name} {one.version or ''}".rstrip() + f", enforced: {_listed(one.enforce)}",
                )
                for one in settings.imports
            ),
            *(Fact("root", f"{root.name}: {root.path or '.'}/") for root in settings.roots.values()),
            *(
                Fact("owners", f"{name}: {contact or '-'}")
                for name, contact in (settings.owners or {}).items()
            ),
            *([Fact("record", settings.record)] if settings.record else []),
        ]

    def about(self, contract: Contract, path: str, context: Context) -> Sequence[Fact]:
        """Whether the file is one of the schemas that others may refer to by ``$id``."""
        settings = cast("CatalogSettings", contract.body)
        return [
            Fact("schema", f"matches {text}: other schemas may refer to it by its $id")
            for text in settings.schemas
            if PathTemplate.parse(text).match(path) is not None
        ]


def _listed(patterns: Sequence[str]) -> str:
    return ", ".join(patterns) or "none"


def _normal(path: str) -> str:
    """One spelling for each folder: paths are compared and become node ids; "" is the root."""
    normal = posixpath.normpath(path)
    return "" if normal == "." else normal


def _contact(owner: str | dict[str, str]) -> str:
    return (
        owner if isinstance(owner, str) else ", ".join(filter(None, map(owner.get, ("contact", "summary"))))
    )


def _change_policy(data: Mapping[str, object], report: Report) -> ChangePolicy | None:
    if "change_policy" not in data:
        return None
    from ..changes.policy import parse_policy  # noqa: PLC0415 - few catalogs say more than the default

    return parse_policy(cast("Mapping[str, object]", data["change_policy"]), "/change_policy", report)


def _link_policy(policy: ChangePolicy, context: Context, report: Report) -> None:
    """Every status that allows a change is one that some decision of the repository can have."""
    bodies = [
        cast("DecisionsBody", one.body)
        for one in context.catalog.contracts
        if one.header.kind == "decisions" and not one.origin
    ]
    known = sorted({status for body in bodies for status in body.statuses})
    for status in sorted(policy.statuses or ()):
        if status not in known:
            report.add(
                "ECC005",
                f"{status!r} is a status that no decision can have",
                pointer="/change_policy/decisions",
                expected=" or ".join(known) or "a decisions/v1 contract, which says which statuses there are",
                found=status,
                fix=suggestion(status, known) if known else "add a decisions/v1 contract",
                metadata={"id": status},
            )


def _check_supported(policy: ChangePolicy, context: Context, report: Report) -> None:
    own = [contract.id for contract in context.catalog.contracts if not contract.origin]
    own += context.catalog.broken
    for pattern in policy.supported.patterns:
        if not any(matches(pattern, contract_id) for contract_id in own):
            report.add(
                "ECC005",
                f"{pattern!r} matches no contract",
                pointer=join("/change_policy/supported", pattern),
                found=pattern,
                fix=suggestion(pattern.rstrip("*."), own),
                metadata={"id": pattern},
            )


def _import(entry: dict[str, object], pointer: str) -> Import:
    folder = cast("str | None", entry.get("folder"))
    package = cast("str | None", entry.get("package"))
    return Import(
        pointer=pointer,
        folder=None if folder is None else _normal(folder),
        package=package,
        version=cast("str | None", entry.get("version")),
        enforce=tuple(cast("list[str]", entry.get("enforce", []))),
    )


def _run(contract: Contract, context: Context, chunk: Chunk) -> Outcome:  # noqa: ARG001 - one signature
    catalog = context.catalog
    others = [c for c in catalog.contracts if c.header.kind != "catalog" and catalog.settings.enforces(c)]
    violations = []
    if not others and not catalog.broken and not any(catalog.problems.values()):
        violations.append(
            contract.violation(
                "ECC007",
                "the catalog file names no contract that could be enforced",
                pointer="/contracts",
                expected="at least one *.contract.yaml, .yml, .json or .md below "
                + ", ".join(f"{folder}/" for folder in catalog.settings.folders),
                found="none",
            )
        )
    return Outcome(violations=tuple(violations), examined=len(catalog.contracts) + len(catalog.broken))


KIND = CatalogKind()
