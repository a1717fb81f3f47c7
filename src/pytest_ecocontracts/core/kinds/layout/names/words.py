"""Words that no name may hold, and the names that may hold them all the same."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, cast

from ....model import Contract, Report
from ....paths.captures import CaptureType
from ....paths.template import PathTemplate
from ....pointers import join
from ....violations import Violation
from ..data_files import DataFiles
from ..reading import read_template

if TYPE_CHECKING:
    from ....context import Context

_POINTER: Final = "/global/words"
_WORD: Final = re.compile(r"[^\W\d_]{1,60}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """Paths whose names may hold forbidden words: all of them, or those of ``words``."""

    template: PathTemplate
    text: str
    pointer: str
    words: frozenset[str] = frozenset()

    def covers(self, path: str, word: str) -> bool:
        """Whether a word may stand in the name of a path."""
        return (not self.words or word in self.words) and self.template.match(path) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """``global.words``; ``files`` are the fields of ``from`` for what stands in data files."""

    forbid: tuple[str, ...] = ()
    allow: tuple[Allowance, ...] = ()
    files: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

    @property
    def any(self) -> bool:
        """Whether some word is forbidden."""
        return bool(self.forbid or "forbid" in self.files)

    @property
    def is_flat(self) -> bool:
        """Whether a forbidden word is wrong wherever it stands."""
        return not self.allow and not self.files


def parse_words(rules: Mapping[str, object], types: Mapping[str, CaptureType], report: Report) -> Words:
    """Read ``words`` of the global rules; what cannot be used is reported."""
    given = cast("Mapping[str, object]", rules.get("words", {}))
    files = {
        name: cast("Mapping[str, object]", value)
        for name, value in given.items()
        if isinstance(value, Mapping) and "from" in value
    }
    forbid = () if "forbid" in files else cast("Sequence[str]", given.get("forbid", ()))
    allow = () if "allow" in files else cast("Sequence[object]", given.get("allow", ()))
    return Words(
        forbid=tuple(forbid),
        allow=tuple(_allowances(allow, types, report, source=None)),
        files=files,
    )


def resolved_words(
    contract: Contract, words: Words, types: Mapping[str, CaptureType], context: Context
) -> tuple[Words, Sequence[Violation]]:
    """The words with what stands in data files, and what keeps these from being read."""
    if not words.files:
        return words, ()
    files = DataFiles(contract, context)
    report = files.report
    lists: dict[str, Sequence[object]] = {}
    for name, fields in words.files.items():
        pointer = join(_POINTER, name)
        before = len(report.violations)
        value = files.value(fields, pointer)
        if isinstance(value, list):
            lists[name] = value
        elif len(report.violations) == before:
            _refuse("a list", value, name, fields, report)
    forbid = list(words.forbid)
    for word in lists.get("forbid", ()):
        if isinstance(word, str) and _WORD.fullmatch(word):
            forbid.append(word)
        else:
            _refuse("words: runs of letters", word, "forbid", words.files["forbid"], report)
    source = words.files.get("allow")
    allow = [*words.allow, *_allowances(lists.get("allow", ()), types, report, source=source)]
    return Words(forbid=tuple(forbid), allow=tuple(allow)), report.violations


def _allowances(
    given: Sequence[object],
    types: Mapping[str, CaptureType],
    report: Report,
    *,
    source: Mapping[str, object] | None,
) -> list[Allowance]:
    """The allowances; those of a data file, ``source``, are cited where the contract names the file."""
    found: list[Allowance] = []
    for index, entry in enumerate(given):
        pointer = join(_POINTER, "allow") if source else join(_POINTER, "allow", index)
        fields = entry if isinstance(entry, Mapping) else {"path": entry}
        path, words = fields.get("path"), fields.get("words", [])
        if not isinstance(path, str) or not path or not isinstance(words, list):
            _refuse("a path, or a mapping with path and words", entry, "allow", source or {}, report)
            continue
        template = read_template(path, types, pointer, report)
        if template is not None:
            some = frozenset(str(word).lower() for word in words)
            found.append(Allowance(template=template, text=path, pointer=pointer, words=some))
    return found


def _refuse(expected: str, found: object, name: str, fields: Mapping[str, object], report: Report) -> None:
    report.add(
        "ECC004",
        f"what stands at {fields.get('at') or 'the top'} of {fields.get('from')} cannot be used here",
        pointer=join(_POINTER, name),
        expected=expected,
        found=repr(found)[:200],
        metadata={"keyword": name},
    )
