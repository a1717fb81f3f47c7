"""The nouns of ``waivers/v1``: entry, policy, source, body."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from ..context import Context
    from ..paths.linear_regex import LinearPattern
    from ..paths.template import PathTemplate
    from ..violations import Location, Violation

#: what an entry can say, in the order in which entries are sorted and told apart
SUBJECT: Final = ("of", "code", "path", "pointer")
FIELDS: Final = (*SUBJECT, "id", "owner", "reason", "decision", "issue", "until", "max", "approved")
#: what an entry of a file says unless its source asks for something else; a decision is as good as an issue
REQUIRED: Final = ("owner", "reason", "until", "issue")
#: letters of a reason, at least
SHORTEST_REASON: Final = 10
_FILLERS: Final = """
a an and be being but do exception exempt fix fixme for from hack ignore ignored in is issue it later legacy
n/a na no none not now of ok on see tbd temp temporarily temporary that the this ticket to todo tmp unknown
until waived waiver will wip workaround x xxx
"""
#: words that say nothing; a reason of these alone is none
FILLERS: Final = frozenset(_FILLERS.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A decision to go beyond the horizon; it holds until its own last day."""

    decision: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One exception as somebody wrote it: in a waivers contract, or in a file of the repository's own.

    ``texts`` are the fields that say something, ``until``, ``maximum`` and ``approved`` those that are more
    than text. ``pointer`` is its place in the contract: of the entry itself, or of its source. ``place``
    gives the location of a field, or of the whole entry for "". ``group`` is the list that it stands in.
    """

    pointer: str
    place: Callable[[str], Location]
    texts: Mapping[str, str]
    group: str = ""
    until: date | None = None
    maximum: int | None = None
    approved: Approval | None = None
    governs: bool = False

    @property
    def subject(self) -> tuple[str, ...]:
        """What it is about: two entries with the same subject are one too many."""
        return tuple(self.texts.get(name, "") for name in SUBJECT)

    @property
    def name(self) -> str:
        """How messages call it."""
        texts = self.texts
        if "code" in texts and "of" in texts:
            return f"the waiver of {texts['code']} for {texts['of']!r}"
        known = texts.get("id") or texts.get("path") or texts.get("pointer")
        return f"the entry {known!r}" if known else "the entry"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """How broad one waiver may be; None is no bound. ``share`` is of what a check examined."""

    blanket: bool = False
    maximum: int | None = None
    share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How many entries there may be; with ``shrinks`` the number follows them down."""

    maximum: int
    shrinks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What is asked of every entry of a contract and of its files."""

    aliases: Mapping[str, str] = field(default_factory=dict)
    shortest: int = SHORTEST_REASON
    fillers: frozenset[str] = FILLERS
    issue: LinearPattern | None = None
    horizon: timedelta | None = None
    scope: Scope = field(default_factory=Scope)
    budget: Budget | None = None
    sorted: bool = False

    def owner(self, name: str) -> str:
        """The registered owner behind a name."""
        return self.aliases.get(name, name)


@dataclass(frozen=True, slots=True)
class Value:
    """The same text in every entry."""

    text: str


@dataclass(frozen=True, slots=True)
class Capture:
    """What ``{name}`` stands for where ``at`` found the entry."""

    name: str


#: where a field comes from: a JSON Pointer in the entry, a capture of ``at``, or the same text for all
Origin: TypeAlias = "str | Value | Capture"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Files whose entries are exceptions; ``pointer`` is its place in the contract.

    ``at`` leads to the entries: tokens, where ``*`` and ``{name}`` stand for each element or key.
    """

    pointer: str
    files: PathTemplate
    format: str | None
    at: tuple[str, ...]
    fields: Mapping[str, Origin]
    required: tuple[str, ...] = REQUIRED
    governs: bool = False
    in_tree: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """What the sources of a contract gave: entries, what is wrong with them, and how many files were read."""

    entries: Sequence[Entry] = ()
    violations: Sequence[Violation] = ()
    files: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiversBody:
    """The body of ``waivers/v1``; ``baseline`` lists what was there when the gate was switched on."""

    entries: Sequence[Entry]
    policy: Policy
    sources: Sequence[Source] = ()
    baseline: bool = False
    #: the last reading of the sources, by the run that asked for it
    read: dict[Context, Mapped] = field(default_factory=dict)
