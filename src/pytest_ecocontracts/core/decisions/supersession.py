"""Which decision takes the place of which: said on both pages, and never in a circle."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ..pages.findings import Findings
from ..suggestions import suggestion
from ..violations import Location
from .model import SUPERSEDED, Decision, DecisionsBody
from .reading import Decisions, shown


def judge_supersession(body: DecisionsBody, decisions: Decisions, findings: Findings) -> None:
    """Judge the links between all decisions, each from both of its ends."""
    findings.examined += len(decisions)
    judging = _Judging(body, decisions, findings)
    for decision in decisions:
        judging.forward(decision)
        judging.backward(decision)
    judging.circles()


class _Judging:
    def __init__(self, body: DecisionsBody, decisions: Decisions, findings: Findings) -> None:
        self._body = body
        self._decisions = decisions
        self._findings = findings

    def forward(self, old: Decision) -> None:
        """A superseded decision names the accepted one that took its place, and that one names it."""
        if old.status == SUPERSEDED and not old.superseded_by:
            name = self._body.fields["superseded_by"]
            self._add(
                old,
                "status",
                f"{old.id} is superseded, and does not say by which decision",
                expected=f"{name}: the id of the later decision",
                found="nothing",
            )
        if old.status != SUPERSEDED and old.superseded_by:
            self._add(
                old,
                "superseded_by",
                f"{old.id} names a decision that supersedes it, and is not superseded",
                expected=f"status {SUPERSEDED}",
                found=old.status or "no status",
                other=old.superseded_by[0],
            )
        for new in self._known(old, "superseded_by", old.superseded_by):
            if not new.in_force:
                self._add(
                    old,
                    "superseded_by",
                    f"{old.id} is superseded by {new.id}, which was never accepted",
                    expected="a decision that was accepted",
                    found=new.status or "no status",
                    fix=f"accept {new.id} first",
                    other=new.id,
                )
            if old.id not in new.supersedes:
                self._add(
                    new,
                    "supersedes",
                    f"{new.id} supersedes {old.id}, and does not say so",
                    expected=f"{self._body.fields['supersedes']}: {old.id}",
                    found=shown(new.supersedes),
                    other=old.id,
                )

    def backward(self, new: Decision) -> None:
        """What a decision that was accepted supersedes is superseded, and names it."""
        for old in self._known(new, "supersedes", new.supersedes):
            if not new.in_force or new.id in old.superseded_by:
                continue
            said = SUPERSEDED if old.status == SUPERSEDED else f"status {SUPERSEDED}"
            self._add(
                old,
                "superseded_by",
                f"{old.id} is superseded by {new.id}, and does not say so",
                expected=f"{said}, {self._body.fields['superseded_by']}: {new.id}",
                found=f"status {old.status or 'missing'}, superseded by {shown(old.superseded_by)}",
                other=new.id,
            )

    def circles(self) -> None:
        """No decision supersedes itself, by way of others."""
        done: set[str] = set()
        for start in self._decisions:
            path: dict[str, None] = {}
            here: Decision | None = start
            while here is not None and here.id not in done and here.id not in path:
                path[here.id] = None
                here = next((self._decisions.by_id.get(one) for one in here.superseded_by), None)
            if here is not None and here.id in path:
                circle = [*list(path)[list(path).index(here.id) :], here.id]
                self._add(
                    here,
                    "superseded_by",
                    f"{here.id} supersedes itself, by way of others",
                    expected="a chain that ends at a decision that holds",
                    found=" -> ".join(circle)[:300],
                    other=here.id,
                )
            done.update(path)

    def _known(self, decision: Decision, field: str, ids: tuple[str, ...]) -> list[Decision]:
        found: list[Decision] = []
        for one in ids:
            other = self._decisions.by_id.get(one)
            if other is not None and other is not decision:
                found.append(other)
            elif other is None and not self._decisions.unreadable:
                self._add(
                    decision,
                    field,
                    f"{decision.id} names {one}, which does not exist",
                    expected="the id of another decision",
                    found=one,
                    fix=partial(suggestion, one, self._decisions.by_id),
                    other=one,
                )
        return found

    def _add(
        self,
        decision: Decision,
        field: str,
        message: str,
        *,
        expected: str,
        found: str,
        fix: str | Callable[[], str | None] | None = None,
        other: str | None = None,
    ) -> None:
        line = decision.line_of(field if field in decision.said else "status")
        self._findings.add(
            self._body.rules["supersession"],
            "ECD027",
            message,
            location=Location(path=decision.path, line=line),
            expected=expected,
            found=found,
            fix=fix,
            metadata={"decision": decision.id, "other": other},
        )
