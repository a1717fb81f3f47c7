"""``waivers/v1``: violations that are tolerated for a while, and the checks that keep them few."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from ..catalog.owners import check_owner
from ..model import Check, Chunk, Contract, Document, Explaining, Fact, Outcome, Reference, Report
from ..pointers import join
from ..suggestions import suggestion
from ..violations import UNWAIVABLE
from ..waivers.model import Value, WaiversBody
from ..waivers.parsing import parse_waivers
from ..waiving import Waiver, described, waivers_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..catalog.model import Catalog
    from ..context import Context


class WaiversKind(Explaining):
    """Each waiver must be in force and needed, narrow and explained; others are violations themselves."""

    name = "waivers"
    version = 1
    schema = "waivers.v1.schema.json"

    def parse(self, document: Document, report: Report) -> WaiversBody:
        """Read waivers, policy and sources; which of them tolerate what, :mod:`..waiving` knows."""
        return parse_waivers(document, report)

    def link(self, contract: Contract, context: Context, report: Report) -> None:
        """Resolve code, contract and owner of every waiver, and of every source that names one for all."""
        if contract.origin:
            # Only this repository can tolerate what happens in it.
            return
        catalog, body = context.catalog, cast("WaiversBody", contract.body)
        for pointer, name, text in _named(body):
            if name == "code":
                _check_code(text, pointer, catalog, report)
            elif name == "of":
                _check_contract(text, pointer, catalog, report)
            else:
                check_owner(body.policy.owner(text), catalog.settings, pointer, report)

    def checks(self, contract: Contract, catalog: Catalog) -> Sequence[Check]:
        """One check for the whole list, run after everything that it may excuse, and one for files."""
        if contract.origin:
            return []
        body = cast("WaiversBody", contract.body)
        checks = [
            # An empty list of waivers is the best one: it examines nothing and says so.
            Check(
                name="waivers",
                run=lambda context, _: _judge(contract, body, context),
                may_be_empty=not body.entries,
                order=100,
                summary="every waiver is in force, tolerates something, and says why",
            )
        ]
        if body.sources:
            checks.append(
                Check(
                    name="files",
                    pointer="/from",
                    run=lambda context, chunk: _read(contract, context, chunk),
                    summary="the files with exceptions are there, and every entry says what it must",
                )
            )
        return checks

    def facts(self, contract: Contract, context: Context) -> Sequence[Fact]:
        """The policy in words, the files, and the waivers, one by one."""
        body = cast("WaiversBody", contract.body)
        facts = [Fact("policy", text) for text in _policy(body)]
        facts += [
            Fact("files", f"{source.files.text} ({'judged only' if source.governs else 'tolerated'})")
            for source in body.sources
        ]
        return facts + _facts(_own(contract, context), context)

    def about(self, contract: Contract, path: str, context: Context) -> Sequence[Fact]:
        """The waivers for this very path."""
        own = _own(contract, context)
        return _facts(
            [one for one in own if one.path is not None and one.path.match(path) is not None], context
        )

    def references(self, contract: Contract) -> Sequence[Reference]:
        """The contracts whose violations are waived."""
        body = cast("WaiversBody", contract.body)
        found = [Reference(pointer, text) for pointer, name, text in _named(body) if name == "of"]
        if body.baseline:  # the first of each is enough of so many
            return list({one.contract_id: one for one in reversed(found)}.values())
        return found


def _named(body: WaiversBody) -> Iterator[tuple[str, str, str]]:
    """Yield (pointer, field, text) of each code, contract and owner that the contract itself names."""
    for entry in body.entries:
        for name in ("code", "of", "owner"):
            yield join(entry.pointer, name), name, entry.texts[name]
    for source in body.sources:
        for name in () if source.governs else ("code", "of", "owner"):
            origin = source.fields.get(name)
            if isinstance(origin, Value):
                yield join(source.pointer, "map", name, "value"), name, origin.text


def _check_contract(of: str, pointer: str, catalog: Catalog, report: Report) -> None:
    kinds = {contract.id: contract.header.kind for contract in catalog.contracts}
    if kinds.get(of) == "waivers":
        report.add(
            "ECC004",
            f"{of!r} is a list of waivers: what is wrong with it cannot be waived",
            pointer=pointer,
            expected="another contract",
            found=of,
            fix="mend the list",
            metadata={"keyword": "of"},
        )
    elif of not in kinds and of not in catalog.broken:
        report.add(
            "ECC005",
            f"the waiver is about {of!r}, which is no contract of the catalog",
            pointer=pointer,
            found=of,
            fix=suggestion(of, kinds),
            metadata={"id": of},
        )


def _check_code(code: str, pointer: str, catalog: Catalog, report: Report) -> None:
    known = catalog.codes()
    found = known.get(code)
    if found is None:
        report.add(
            "ECC014",
            f"{code!r} is no failure code of the plugin or of a taxonomy of the catalog",
            pointer=pointer,
            found=code,
            fix=suggestion(code, known),
            metadata={"code": code},
        )
    elif found.startswith(UNWAIVABLE):
        report.add(
            "ECC004",
            f"{found} cannot be waived: it says that a contract or a run is broken, not what it found",
            pointer=pointer,
            expected="the code of a violation (ECS..., ECL...)",
            found=code,
            fix="mend the cause",
            metadata={"code": found},
        )


def _judge(contract: Contract, body: WaiversBody, context: Context) -> Outcome:
    from ..waivers.needs import judge_needs  # noqa: PLC0415 - loaded only to judge
    from ..waivers.policy import PolicyJudge  # noqa: PLC0415 - as above
    from ..waivers.sources import mapped_entries  # noqa: PLC0415 - as above

    entries = [*body.entries, *mapped_entries(contract, context).entries]
    judge = PolicyJudge(contract, body.policy, context)
    violations = (
        *judge_needs(contract, body.policy.scope, context),
        *judge.judge(entries, body.sources),
    )
    return Outcome(violations=violations, examined=len(entries))


def _read(contract: Contract, context: Context, chunk: Chunk) -> Outcome:  # noqa: ARG001 - a check's signature
    from ..waivers.sources import mapped_entries  # noqa: PLC0415 - loaded only to judge

    found = mapped_entries(contract, context)
    return Outcome(
        violations=tuple(found.violations),
        examined=found.files,
        details={"entries": len(found.entries)},
    )


def _own(contract: Contract, context: Context) -> list[Waiver]:
    return [waiver for waiver in waivers_of(context) if waiver.contract is contract]


def _facts(waivers: Sequence[Waiver], context: Context) -> list[Fact]:
    lines = described(waivers, context.as_of)
    return [Fact("waiver", f"of {waiver.of}: {text}") for waiver, text in lines]


def _policy(body: WaiversBody) -> Iterator[str]:
    """What is asked of entries beyond what is asked of all."""
    policy = body.policy
    if body.baseline:
        yield "a baseline: it may only shrink"
    if policy.issue is not None:
        yield f"issues like {policy.issue.pattern}"
    if policy.horizon is not None:
        yield f"an end within {policy.horizon.days} days"
    if policy.scope.maximum is not None:
        yield f"at most {policy.scope.maximum} violations each"
    if policy.scope.share is not None:
        yield f"at most a share of {policy.scope.share:g} of what a check examined each"
    if policy.budget is not None:
        yield f"at most {policy.budget.maximum} entries" + ", and fewer over time" * policy.budget.shrinks
    if policy.sorted:
        yield "sorted"


KIND = WaiversKind()
