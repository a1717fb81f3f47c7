"""The checks ``codeowners`` and ``registry``: other files name the same owners as the layout."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Protocol

from ....errors import FileProblem
from ....model import Contract, Outcome
from ....paths.codeowners import PLACES, CodeOwners, parse_codeowners
from ....paths.pattern_set import PatternSet
from ....rendering.printable import printable
from ....violations import Location, Violation
from ..lines import Layout, Line, all_lines
from ..seeing import seen
from ..walking import Findings
from ..zones.model import owner_of
from .files import Data, read_bytes, read_data
from .model import Owners

if TYPE_CHECKING:
    from ....context import Context


class Claims(Protocol):
    """What a file says of owners: a claim has a number, and -1 is none at all."""

    def of(self, folder: str, name: str) -> int:
        """The claim that holds for a file."""

    def owners(self, number: int) -> tuple[str, ...]:
        """Who owns what a claim is about, by the names of the file."""

    def text(self, number: int) -> str:
        """The claim as written."""

    def place(self, number: int) -> Location:
        """Where it stands."""


def check_codeowners(contract: Contract, layout: Layout, context: Context) -> Outcome:
    """Compare every file's owner with the last pattern of CODEOWNERS that matches it."""
    findings = Findings(context)
    owners = layout.owners or Owners()
    path = owners.codeowners or ""
    raw = read_bytes(contract, path, "/owners/codeowners", context, findings)
    if raw is None:
        return findings.outcome(1)
    hiding = next((one for one in _before(path) if _is_there(one, context)), None)
    if hiding is not None:
        findings.add(partial(_hidden, contract, path, hiding))
    claims = _CodeOwnersClaims(path, parse_codeowners(raw.decode("utf-8", "surrogateescape")))
    for problem in claims.file.problems:
        findings.add(partial(_invalid, contract, path, problem.line, problem.text, problem.message))
    comparing = _Comparing(contract, layout, claims, owners.names, "/owners/codeowners", path)
    examined = comparing.walk(context, findings)
    if not layout.root:  # another layout's folder is not this one's to judge
        for number in claims.unmatched(context):
            findings.add(partial(comparing.dead, number, "remove the line, or correct its pattern"))
    return findings.outcome(examined)


def check_registry(contract: Contract, layout: Layout, context: Context) -> Outcome:
    """Compare every file's owner with the longest path of the registry that leads to it."""
    findings = Findings(context)
    owners = layout.owners or Owners()
    source = owners.registry
    data = read_data(contract, source, context, findings, paths=True) if source is not None else None
    if source is None or data is None:
        return findings.outcome(1)
    claims = _RegistryClaims.of_data(data)
    comparing = _Comparing(contract, layout, claims, _own_name, "/owners/registry", source.path)
    examined = comparing.walk(context, findings)
    below = f"{layout.root}/" if layout.root else ""
    for number, (_, path) in enumerate(claims.entries):
        again = claims.numbers[path]
        if again != number:
            findings.add(partial(comparing.doubled, number, again))
        elif path and f"{path}/".startswith(below) and not _is_there(path, context):
            findings.add(partial(comparing.dead, number, "remove the entry, or correct its path"))
    return findings.outcome(examined)


# --- CODEOWNERS ---------------------------------------------------------------------------------------------


def _before(path: str) -> Sequence[str]:
    """The files that GitHub would read instead."""
    return PLACES[: PLACES.index(path)] if path in PLACES else ()


@dataclass(slots=True)
class _CodeOwnersClaims:
    path: str
    file: CodeOwners
    patterns: PatternSet = field(init=False)
    matched: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.patterns = self.file.patterns()

    def of(self, folder: str, name: str) -> int:
        last = len(self.file.rules) - 1
        found = self.patterns.first(folder, name)
        if found is None:
            return -1
        self.matched.add(last - found)
        return last - found

    def owners(self, number: int) -> tuple[str, ...]:
        return self.file.rules[number].owners

    def text(self, number: int) -> str:
        return self.file.rules[number].text

    def place(self, number: int) -> Location:
        return Location(path=self.path, line=self.file.rules[number].line, column=1)

    def unmatched(self, context: Context) -> Iterator[int]:
        """The rules that match no file: of git's, where git is there, else of what lies on disk."""
        numbers = [number for number in range(len(self.file.rules)) if number not in self.matched]
        if not numbers:
            return
        patterns = [self.file.rules[number].pattern for number in numbers]
        met: set[int] = set()
        if context.git.available:
            tried = PatternSet(patterns)
            for path in context.git.tracked():
                folder, _, name = path.rpartition("/")
                met.update(tried.matches(folder, name))
        else:
            found = (pattern.find().paths(context.tree) for pattern in patterns)
            met = {number for number, paths in enumerate(found) if paths}
        yield from (number for at, number in enumerate(numbers) if at not in met)


def _hidden(contract: Contract, path: str, hiding: str) -> Violation:
    return contract.violation(
        "ECL002",
        f"{hiding} is there, so GitHub does not read {path}",
        pointer="/owners/codeowners",
        location=Location(path=hiding),
        expected=f"{path} alone",
        found=hiding,
        fix=f"remove it, or name it in the contract: codeowners: {hiding}",
        metadata={"path": hiding},
    )


def _invalid(contract: Contract, path: str, line: int, text: str, message: str) -> Violation:
    return contract.violation(
        "ECL026",
        f"'{printable(text)}' means nothing in {path}: {printable(message)}",
        pointer="/owners/codeowners",
        location=Location(path=path, line=line, column=1),
        expected="a pattern as GitHub reads it, and owners",
        found=printable(text),
        fix="correct the line, or remove it",
        metadata={"line": text},
    )


# --- a registry of paths ------------------------------------------------------------------------------------


@dataclass(slots=True)
class _RegistryClaims:
    data: Data
    #: key and path of each entry
    entries: list[tuple[str, str]]
    named: list[str | None]
    numbers: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of_data(cls, data: Data) -> _RegistryClaims:
        """The entries of a mapping from paths to owners."""
        pairs = list(data.pairs())
        entries = [(key, _path(key)) for key, _ in pairs]
        made = cls(data, entries, [owner for _, owner in pairs])
        made.numbers = {path: number for number, (_, path) in enumerate(entries)}
        return made

    def of(self, folder: str, name: str) -> int:
        path = f"{folder}/{name}" if folder else name
        return self.numbers[path] if path in self.numbers else self._of_folder(folder)

    def _of_folder(self, folder: str) -> int:
        while folder not in self.numbers:
            if not folder:
                return -1
            folder = folder.rpartition("/")[0]
        return self.numbers[folder]

    def owners(self, number: int) -> tuple[str, ...]:
        owner = self.named[number]
        return () if owner is None else (owner,)

    def text(self, number: int) -> str:
        return self.entries[number][0]

    def place(self, number: int) -> Location:
        return self.data.place(self.entries[number][0])


def _is_there(path: str, context: Context) -> bool:
    try:
        return "\0" not in path and context.tree.kind(path) is not None
    except FileProblem:
        return False


def _path(key: str) -> str:
    return "/".join(name for name in key.split("/") if name not in {"", "."})


# --- the comparison -----------------------------------------------------------------------------------------


def _own_name(owner: str) -> Sequence[str]:
    return (owner,)


@dataclass(slots=True)
class _Comparing:
    contract: Contract
    layout: Layout
    claims: Claims
    names: Callable[[str], Sequence[str]]
    pointer: str
    source: str

    def walk(self, context: Context, findings: Findings) -> int:
        """Judge every file that has an owner in the layout; each pair of owner and claim is told once."""
        said = {line: owner_of(line) for line in all_lines(self.layout.tree)}
        owners = {line: owner[0] for line, owner in said.items() if owner is not None}
        found: dict[tuple[str, int], tuple[str, Line, int]] = {}
        examined = 0
        for visit in seen(self.contract, self.layout, context, findings):
            state, folder = visit.state, visit.folder
            lines = state.files
            for name in (*visit.listing.files, *visit.listing.links):
                line = lines[name]
                if line is None and state.is_open:
                    line = state.frame
                if line is None or line not in owners or not line.allows:
                    continue
                examined += 1
                key = owners[line], self.claims.of(folder, name)
                first, at, count = found.get(key, (visit.prefix + name, line, 0))
                found[key] = (first, at, count + 1)
        for (owner, number), (path, line, count) in found.items():
            if not self._agrees(owner, number):
                findings.add(partial(self._disagreement, owner, number, path, line, count))
        return examined

    def _agrees(self, owner: str, number: int) -> bool:
        if number < 0:
            return False
        said = {name.casefold() for name in self.claims.owners(number)}
        return bool(said) and said <= {name.casefold() for name in self.names(owner)}

    def _disagreement(self, owner: str, number: int, path: str, line: Line, count: int) -> Violation:
        other = ", ".join(self.claims.owners(number)) if number >= 0 else ""
        more = count - 1
        others = f" and {more} more {'file' if more == 1 else 'files'} have" if more else " has"
        place = self.contract.document.location(line.pointer, key=True)
        says = "nothing is about it"
        if number >= 0:
            says = f"'{printable(self.claims.text(number))}' gives it to {other or 'nobody'}"
        return self.contract.violation(
            "ECL022",
            f"'{printable(path)}'{others} the owner {owner!r} in the layout, and in {self.source} {says}",
            pointer=line.pointer,
            location=self.claims.place(number) if number >= 0 else Location(path=path),
            expected=f"{owner} ({place.path}:{place.line})",
            found=other or "nobody",
            fix=f"correct {self.source}, or the $owner in the layout",
            metadata={"path": path, "owner": owner, "source": self.source},
        )

    def dead(self, number: int, fix: str) -> Violation:
        """A claim about nothing that is there."""
        return self._unmatched(
            number, "is about nothing that is there", "a path that is there", "nothing", fix
        )

    def doubled(self, number: int, again: int) -> Violation:
        """A claim about the path of a later one, which is the one that counts."""
        later = f"'{printable(self.claims.text(again))}'"
        says = f"is about nothing: {later} below it is about the same path"
        return self._unmatched(number, says, "one entry for each path", later, "remove one of the two")

    def _unmatched(self, number: int, says: str, expected: str, found: str, fix: str) -> Violation:
        text = self.claims.text(number)
        return self.contract.violation(
            "ECL024",
            f"'{printable(text)}' in {self.source} {says}",
            pointer=self.pointer,
            location=self.claims.place(number),
            expected=expected,
            found=found,
            fix=fix,
            metadata={"entry": text, "source": self.source},
        )
