"""What is asked of entries whatever they tolerate: a reason, an owner, an end that is near, order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from ..paths.template import PathTemplate, TemplateError
from ..suggestions import suggestion
from .model import Budget, Entry, Policy, Source
from .needs import at

if TYPE_CHECKING:
    from ..context import Context
    from ..model import Contract
    from ..violations import MetadataValue, Violation

_RULE: Final = "waivers"
_EDGES: Final = ".,;:!?()[]'\"-"


@dataclass(frozen=True, slots=True)
class PolicyJudge:
    """Judges the entries of one contract, and of its files."""

    contract: Contract
    policy: Policy
    context: Context

    def judge(self, entries: Sequence[Entry], sources: Sequence[Source] = ()) -> list[Violation]:
        """Every finding, entry by entry, then those about lists."""
        in_tree = {source.pointer for source in sources if source.in_tree}
        found: list[Violation] = []
        for entry in entries:
            found += self._single(entry)
            if entry.pointer in in_tree:
                found += self._in_tree(entry)
        found += self._repeated(entries)
        if self.policy.sorted:
            found += self._unsorted(entries)
        if self.policy.budget is not None:
            found += self._budget(len(entries), self.policy.budget)
        return found

    def _violation(
        self,
        entry: Entry,
        code: str,
        message: str,
        field: str,
        *,
        expected: str,
        found: str,
        fix: str,
        metadata: dict[str, MetadataValue] | None = None,
    ) -> Violation:
        about: dict[str, MetadataValue] = {name: entry.texts[name] for name in _ABOUT if name in entry.texts}
        return self.contract.violation(
            code,
            message,
            pointer=entry.pointer,
            location=entry.place(field),
            rule=_RULE,
            expected=expected,
            found=found,
            fix=fix,
            metadata=about | (metadata or {}),
        )

    # --- one entry --------------------------------------------------------------------------------------

    def _single(self, entry: Entry) -> Iterator[Violation]:
        texts, policy = entry.texts, self.policy
        if "reason" in texts and _is_hollow(texts["reason"], policy):
            yield self._violation(
                entry,
                "ECD036",
                f"the reason of {entry.name} says nothing",
                "reason",
                expected=f"a sentence of {policy.shortest} letters at least, not of fillers alone",
                found=texts["reason"][:200],
                fix="say what is wrong, and what has to happen before it can be mended",
            )
        issue = texts.get("issue")
        if issue is not None and policy.issue is not None and not policy.issue.fullmatch(issue):
            yield self._invalid(entry, "issue", policy.issue.pattern, "write the whole id of the issue")
        owners = self.context.catalog.settings.owners
        # In the contract itself an unknown owner is told when it is read.
        if entry.group and owners is not None and "owner" in texts:
            known = policy.owner(texts["owner"])
            if known not in owners:
                fix = suggestion(known, {*owners, *policy.aliases})
                yield self._invalid(entry, "owner", "one of the catalog's owners, or an alias of one", fix)
        if entry.until is not None:
            yield from self._end(entry, entry.until)

    def _invalid(self, entry: Entry, field: str, expected: str, fix: str) -> Violation:
        return self._violation(
            entry,
            "ECD038",
            f"the {field} of {entry.name} cannot be used",
            field,
            expected=expected,
            found=entry.texts[field][:200],
            fix=fix,
            metadata={"field": field, "value": entry.texts[field][:200]},
        )

    def _end(self, entry: Entry, until: date) -> Iterator[Violation]:
        as_of, horizon = self.context.as_of, self.policy.horizon
        if until < as_of:
            # What tolerates violations is judged with them.
            if entry.governs:
                yield self._violation(
                    entry,
                    "ECD003",
                    f"{entry.name} ended on {until}",
                    "until",
                    expected=f"an end on or after {as_of}",
                    found=str(until),
                    fix=f"{entry.texts.get('owner', 'its owner')}: remove it, or renew it by a decision",
                )
            return
        if horizon is None or until <= as_of + horizon:
            return
        approval = entry.approved
        if approval is not None and as_of <= approval.until <= as_of + horizon:
            return
        what = f"it ends on {until}"
        if approval is not None:
            ended = "ended" if approval.until < as_of else "lies beyond the horizon itself, and ends"
            what += f"; the approval by {approval.decision} {ended} on {approval.until}"
        yield self._violation(
            entry,
            "ECD035",
            f"{entry.name} holds for more than {horizon.days} days",
            "until",
            expected=f"an end on or before {as_of + horizon}, or an approval that holds",
            found=what,
            fix="name an earlier day, and decide again then; or add approved: {decision: ..., until: ...}",
        )

    def _in_tree(self, entry: Entry) -> Iterator[Violation]:
        text = entry.texts.get("path", "").rstrip("/")
        try:
            template = PathTemplate.parse(text)
        except TemplateError:
            return  # the file is told so
        tree = self.context.tree
        if template.is_literal and tree.kind(template.render({})) is not None:
            return
        count = len(template.paths(tree))
        bound = self.policy.scope.maximum
        if count == 0:
            yield self._violation(
                entry,
                "ECD041",
                f"{entry.name} is about a path that nothing is at",
                "path",
                expected="a path, or a pattern that matches a file",
                found=text,
                fix="remove the entry: what it excused is gone",
            )
        elif bound is not None and count > bound:
            yield self._violation(
                entry,
                "ECD033",
                f"{entry.name} is about {count} files",
                "path",
                expected=f"at most {bound} for one entry",
                found=f"{count} files match {text}",
                fix="name the files, or a smaller part of the tree",
            )

    # --- lists ------------------------------------------------------------------------------------------

    def _repeated(self, entries: Sequence[Entry]) -> Iterator[Violation]:
        """No two entries about the same, in the contract and all its files; no id twice."""
        subjects: dict[tuple[str, ...], Entry] = {}
        ids: dict[str, Entry] = {}
        for entry in entries:
            # Two lists that are only judged may each have a rule of their own in mind.
            subject = (entry.group if entry.governs else "", *entry.subject)
            first = subjects.setdefault(subject, entry) if any(entry.subject) else entry
            if first is entry and "id" in entry.texts:
                first = ids.setdefault(entry.texts["id"], entry)
            if first is not entry:
                yield self._violation(
                    entry,
                    "ECD030",
                    f"{entry.name} stands here twice",
                    "",
                    expected="one entry for one exception, with an id of its own",
                    found=f"the first is at {at(first.place(''))}",
                    fix="remove one of them, or say what is different",
                    metadata={"other": first.place("").path},
                )

    def _unsorted(self, entries: Sequence[Entry]) -> Iterator[Violation]:
        lists: dict[str, list[Entry]] = {}
        for entry in entries:
            lists.setdefault(entry.group, []).append(entry)
        for group in lists.values():
            for before, entry in pairwise(group):
                if _order(entry) < _order(before):
                    yield self._violation(
                        entry,
                        "ECD040",
                        f"{entry.name} stands behind one that it comes before",
                        "",
                        expected="entries in the order of contract, code, path, pointer and id",
                        found=f"{_shown(entry)} after {_shown(before)}",
                        fix="sort the list, so that two changes of it do not meet",
                    )

    def _budget(self, count: int, budget: Budget) -> Iterator[Violation]:
        if count > budget.maximum:
            code, message = "ECD039", f"there are {count} entries, and {budget.maximum} are allowed"
            expected, fix = f"at most {budget.maximum}", "mend a cause before another exception is made"
        elif budget.shrinks and count < budget.maximum:
            code = "ECD042"
            message = f"{budget.maximum} entries are allowed, and there are only {count}"
            expected, fix = f"max: {count}, so that none comes back", f"write max: {count}"
        else:
            return
        yield self.contract.violation(
            code,
            message,
            pointer="/policy/budget/max",
            rule=_RULE,
            expected=expected,
            found=str(count),
            fix=fix,
        )


_ABOUT: Final = ("code", "of", "path", "pointer", "id")


def _order(entry: Entry) -> tuple[str, ...]:
    return (*entry.subject, entry.texts.get("id", ""))


def _shown(entry: Entry) -> str:
    return " ".join(text for text in _order(entry) if text)


def _is_hollow(reason: str, policy: Policy) -> bool:
    words = [word.strip(_EDGES).casefold() for word in reason.split()]
    letters = sum(map(str.isalnum, reason))
    return letters < policy.shortest or all(not word or word in policy.fillers for word in words)
