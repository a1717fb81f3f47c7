"""Whether a taxonomy is sound in itself, and whether it keeps what its last edition promised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from .catalog.versions import version_part, version_problem
from .pointers import join

Entry = Mapping[str, object]

#: fields of a stable entry that may only change with the major version of the taxonomy
_PROMISED: Final = ("category", "severity", "fault", "retriable", "stops_line")


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxonomyProblem:
    """One thing that is wrong with ``subject`` (a code, or a field of the taxonomy).

    ``reason`` is a stable word, ``code`` the failure code to raise it with; ``unusable`` problems make
    the taxonomy ambiguous, so it cannot be used at all.
    """

    reason: str
    subject: str
    code: str
    message: str
    pointer: str
    unusable: bool = False


def lint(data: Mapping[str, object]) -> list[TaxonomyProblem]:
    """Return every problem of a document that is valid for the schema of ``taxonomy/v1``."""
    entries = _entries(data)
    return [
        *_prefixes(data, entries),
        *_collisions(entries),
        *_successors(entries),
        *_versions(data, entries),
    ]


def _entries(data: Mapping[str, object]) -> Sequence[Entry]:
    return cast("Sequence[Entry]", data["entries"])


def _prefixes(data: Mapping[str, object], entries: Sequence[Entry]) -> Iterator[TaxonomyProblem]:
    prefix = cast("str", data["prefix"])
    for index, entry in enumerate(entries):
        if not str(entry["code"]).startswith(prefix):
            yield TaxonomyProblem(
                reason="prefix",
                subject=str(entry["code"]),
                code="ECC004",
                message=f"the code {entry['code']} does not begin with the prefix {prefix}",
                pointer=join("/entries", index, "code"),
                unusable=True,
            )


def words(entry: Entry) -> list[str]:
    """Every word that means this entry: code, name, aliases."""
    return [str(entry["code"]), str(entry["name"]), *cast("Sequence[str]", entry.get("aliases", ()))]


def _collisions(entries: Sequence[Entry]) -> Iterator[TaxonomyProblem]:
    owners: dict[str, object] = {}
    for index, entry in enumerate(entries):
        for position, word in enumerate(words(entry)):
            if word in owners:
                field = ("code", "name")[position] if position < 2 else "aliases"  # noqa: PLR2004 - code, name
                yield TaxonomyProblem(
                    reason="duplicate",
                    subject=word,
                    code="ECC010",
                    message=f"{word} stands twice: {owners[word]} has it already",
                    pointer=join("/entries", index, field),
                    unusable=True,
                )
            owners.setdefault(word, entry["code"])


def _successors(entries: Sequence[Entry]) -> Iterator[TaxonomyProblem]:
    status = {entry["code"]: entry["status"] for entry in entries}
    for index, entry in enumerate(entries):
        successor = entry.get("replaced_by")
        state = status.get(successor, "not there")
        if successor is not None and state not in ("preview", "stable"):
            yield TaxonomyProblem(
                reason="successor",
                subject=str(entry["code"]),
                code="ECC005",
                message=f"{entry['code']} is replaced by {successor}, which is {state}",
                pointer=join("/entries", index, "replaced_by"),
            )
        if entry["status"] == "deprecated" and successor is None:
            yield TaxonomyProblem(
                reason="successor-missing",
                subject=str(entry["code"]),
                code="ECC004",
                message=f"{entry['code']} is deprecated, but nothing replaces it",
                pointer=join("/entries", index, "status"),
            )


def _versions(data: Mapping[str, object], entries: Sequence[Entry]) -> Iterator[TaxonomyProblem]:
    current = str(data["version"])
    if version_problem(current) is not None:
        return  # the header's own check says so
    for index, entry in enumerate(entries):
        since = str(entry["since"])
        problem = version_problem(since)
        if problem is None and _version(since) > _version(current):
            problem = f"{entry['code']} exists since {since}, but the taxonomy is at {current}"
        if problem is not None:
            yield TaxonomyProblem(
                reason="since",
                subject=str(entry["code"]),
                code="ECC013",
                message=problem,
                pointer=join("/entries", index, "since"),
            )


def _version(text: str) -> tuple[int, ...]:
    from packaging.version import Version  # noqa: PLC0415 - 10 ms that most runs can save

    release = Version(version_part(text)).release
    return release + (0,) * (4 - len(release))


def compare_taxonomies(old: Mapping[str, object], new: Mapping[str, object]) -> list[TaxonomyProblem]:
    """Return every promise of the edition ``old`` that ``new`` breaks, and what is wrong with ``new``.

    Allowed are: new entries, new aliases, new metadata keys, better words, deprecation and retirement.
    """
    return [*lint(new), *_identity(old, new), *_kept(old, new), *_bumped(old, new)]


def _identity(old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[TaxonomyProblem]:
    for field in ("id", "prefix", "domain"):
        if old[field] != new[field]:
            yield _broken("identity", field, f"the {field} was {old[field]} and is {new[field]}", f"/{field}")


def _kept(old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[TaxonomyProblem]:
    places: dict[str, tuple[int, Entry]] = {}
    for index, entry in enumerate(_entries(new)):
        places.setdefault(str(entry["code"]), (index, entry))
    same_major = _same_major(old, new)
    for before in _entries(old):
        code = str(before["code"])
        if code not in places:
            yield _broken(
                "removed", code, f"{code} {before['name']} was removed; entries are for ever", "/entries"
            )
            continue
        index, after = places[code]
        pointer = join("/entries", index)
        for word in words(before):
            if word not in words(after):
                yield _broken(
                    "renamed", code, f"{code} was called {word}, which is no alias of it", f"{pointer}/name"
                )
        if before["status"] == "retired" and after["status"] != "retired":
            yield _broken("reused", code, f"{code} was retired and is used again", f"{pointer}/status")
        gone = set(cast("Sequence[str]", before.get("metadata", ()))) - set(
            cast("Sequence[str]", after.get("metadata", ()))
        )
        for key in sorted(gone):
            yield _broken("metadata", code, f"{code} lost its metadata key {key}", f"{pointer}/metadata")
        if same_major and before["status"] == "stable":
            for field in _PROMISED:
                if before[field] != after[field]:
                    message = (
                        f"{code}: {field} was {before[field]} and is {after[field]} within a major version"
                    )
                    yield _broken("promise", code, message, f"{pointer}/{field}")


def _same_major(old: Mapping[str, object], new: Mapping[str, object]) -> bool:
    if version_problem(str(old["version"])) or version_problem(str(new["version"])):
        return True
    return _version(str(old["version"]))[0] == _version(str(new["version"]))[0]


def _bumped(old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[TaxonomyProblem]:
    if version_problem(str(old["version"])) or version_problem(str(new["version"])):
        return
    before, after = _version(str(old["version"])), _version(str(new["version"]))
    changed = {k: v for k, v in old.items() if k != "released"} != {
        k: v for k, v in new.items() if k != "released"
    }
    if after < before or (changed and after == before):
        yield _broken(
            "version",
            "version",
            f"the content changed, but the version went from {old['version']} to {new['version']}",
            "/version",
        )


def _broken(reason: str, subject: str, message: str, pointer: str) -> TaxonomyProblem:
    return TaxonomyProblem(reason=reason, subject=subject, code="ECC004", message=message, pointer=pointer)
