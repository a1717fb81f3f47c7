"""Whether a taxonomy is sound in itself, and whether it keeps what its last edition promised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from .catalog.versions import version_part, version_problem
from .pointers import join
from .suggestions import suggestion

Entry = Mapping[str, object]

#: fields of a stable entry that may only change with the major version of the taxonomy
PROMISED: Final = ("category", "severity", "fault", "retriable", "stops_line")


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
        *_class_collisions(data),
        *_class_references(data, entries),
        *_successors(entries),
        *_versions(data, entries),
    ]


def _entries(data: Mapping[str, object]) -> Sequence[Entry]:
    return cast("Sequence[Entry]", data.get("entries", ()))


def _classes(data: Mapping[str, object]) -> Sequence[Entry]:
    return cast("Sequence[Entry]", data.get("classes", ()))


def _prefixes(data: Mapping[str, object], entries: Sequence[Entry]) -> Iterator[TaxonomyProblem]:
    prefix = cast("str", data.get("prefix", ""))
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


def class_words(entry: Entry) -> list[str]:
    """Every word that means this class: its name and aliases."""
    return [str(entry["name"]), *cast("Sequence[str]", entry.get("aliases", ()))]


def _class_collisions(data: Mapping[str, object]) -> Iterator[TaxonomyProblem]:
    """A word means one class, or one code; a code may belong to several classes."""
    owners = {word: f"the code {entry['code']}" for entry in _entries(data) for word in words(entry)}
    for index, entry in enumerate(_classes(data)):
        for position, word in enumerate(class_words(entry)):
            if word in owners:
                yield TaxonomyProblem(
                    reason="duplicate",
                    subject=word,
                    code="ECC010",
                    message=f"{word} stands twice: {owners[word]} has it already",
                    pointer=join("/classes", index, "aliases" if position else "name"),
                    unusable=True,
                )
            owners.setdefault(word, f"the class {entry['name']}")


def _class_references(data: Mapping[str, object], entries: Sequence[Entry]) -> Iterator[TaxonomyProblem]:
    names = [str(entry["name"]) for entry in _classes(data)]
    for index, entry in enumerate(entries):
        named = entry.get("class")
        if named is not None and named not in names:
            hint = suggestion(str(named), names)
            yield TaxonomyProblem(
                reason="class",
                subject=str(entry["code"]),
                code="ECC005",
                message=f"{entry['code']} belongs to the class {named}, which is none of this taxonomy"
                + (f"; {hint}" if hint else ""),
                pointer=join("/entries", index, "class"),
            )


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
    found = [*_identity(old, new), *_kept(old, new), *_classes_kept(old, new), *_bumped(old, new)]
    return [*lint(new), *found]


def _identity(old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[TaxonomyProblem]:
    for field in ("id", "prefix", "domain"):
        was, now = old.get(field), new.get(field)
        if was != now and was is not None:
            yield _broken("identity", field, f"the {field} was {was} and is {now}", f"/{field}")


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
            for field in PROMISED:
                if before[field] != after[field]:
                    message = (
                        f"{code}: {field} was {before[field]} and is {after[field]} within a major version"
                    )
                    yield _broken("promise", code, message, f"{pointer}/{field}")


def _classes_kept(old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[TaxonomyProblem]:
    """No class or code of it is gone, and within a major version none asks for more."""
    places = {word: index for index, entry in enumerate(_classes(new)) for word in class_words(entry)}
    same_major = _same_major(old, new)
    for before in _classes(old):
        name = str(before["name"])
        if name not in places:
            yield _broken("removed", name, f"the class {name} was removed; classes are for ever", "/classes")
            continue
        index = places[name]
        after = _classes(new)[index]
        pointer = join("/classes", index)
        for word in class_words(before):
            if word not in class_words(after):
                yield _broken(
                    "renamed", name, f"{name} was called {word}, which is no alias of it", f"{pointer}/name"
                )
        kept = set(cast("Sequence[str]", after.get("codes", ())))
        for code in cast("Sequence[str]", before.get("codes", ())):
            if code not in kept:
                yield _broken("removed", name, f"{name} lost the code {code}", f"{pointer}/codes")
        if not same_major:
            continue
        if before.get("stops", "required") != after.get("stops", "required"):
            yield _broken(
                "promise", name, f"{name}: stops changed within a major version", f"{pointer}/stops"
            )
        for detail in sorted(_required(after) - _required(before)):
            message = f"{name} asks for the detail {detail} now, within a major version"
            yield _broken("promise", name, message, f"{pointer}/details/required")


def _required(entry: Entry) -> set[str]:
    details = cast("Mapping[str, Sequence[str]]", entry.get("details", {}))
    return set(details.get("required", ()))


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
