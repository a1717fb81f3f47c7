"""Records and manifests say the same of each file: who wrote it, its digest, its version, its counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ..artifacts.aliases import contradictions, find
from ..artifacts.companions import Unresolved, named_path
from ..digests.computing import algorithm_name, digest_of_bytes, digest_of_text
from ..errors import FileProblem
from ..json_schema.showing import show
from ..loading.values import format_of
from ..relations.finding import Blocked, Finding
from ..relations.operands import Operand
from ..relations.selecting import ABSENT
from ..relations.totals import Number, is_number
from ..relations.view import View
from .files import linked
from .model import Conventions
from .run import Part, Run, run_of
from .times import instant, nanoseconds

#: what a record says of a file -> the field of ManifestRule that says where its manifest does
_SAME: Final = ("path", "data_hash", "schema_version", "artifact_family")
#: every field of ManifestRule that says where something stands
_PLACES: Final = ("run_id", "created_at", "hash_alg", "counts", *_SAME)


@dataclass(frozen=True, slots=True)
class _Written:
    """What one run wrote, and when it began."""

    began: int | None
    paths: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Manifest:
    """What a manifest says that records say too.

    ``doubtful`` is what it says in two ways: the field of ManifestRule, both places, and both values.
    """

    run_id: object
    created: str | None
    said: Mapping[str, object]
    algorithm: str | None
    counts: Mapping[str, Number]
    doubtful: Mapping[str, tuple[str, object, str, object]]


@dataclass(slots=True)
class _Reading:
    """What is read once for all records."""

    view: View
    conventions: Conventions
    runs: dict[str, _Written] = field(default_factory=dict)
    manifests: dict[str, _Manifest | Blocked] = field(default_factory=dict)
    digests: dict[tuple[str, str], str | None] = field(default_factory=dict)

    def manifest(self, path: str) -> _Manifest | None:
        """What a manifest says; None where it is not there, which another rule tells. Raises Blocked."""
        data = self.view.data
        where = named_path(path, data.root, "")
        if isinstance(where, Unresolved) or data.context.tree.kind(where) != "file":
            return None
        found = self.manifests.get(where)
        if found is None:
            try:
                value = data.document(data.named(where, format_of(where)))
                found = _manifest(value, self.conventions)
            except Blocked as blocked:
                found = blocked
            self.manifests[where] = found
        if isinstance(found, Blocked):
            raise found
        return found

    def digest(self, path: str, algorithm: str) -> str | None:
        """The digest of a file; None where it cannot be read, which another rule tells."""
        data = self.view.data
        where = named_path(path, data.root, "")
        if isinstance(where, Unresolved):
            return None
        key = (where, algorithm)
        if key not in self.digests:
            mode = self.conventions.manifests.digest
            compute = digest_of_text if mode == "lf" else digest_of_bytes
            try:
                self.digests[key] = compute(data.context, where, algorithm)
            except FileProblem:
                self.digests[key] = None
        return self.digests[key]


def _manifest(value: object, conventions: Conventions) -> _Manifest:
    rule = conventions.manifests
    counts = _value(value, rule.counts)
    algorithm, created = _value(value, rule.hash_alg), _value(value, rule.created_at)
    return _Manifest(
        run_id=_value(value, rule.run_id),
        created=created if isinstance(created, str) else None,
        said={word: _value(value, getattr(rule, word)) for word in _SAME},
        algorithm=algorithm if isinstance(algorithm, str) else None,
        counts={name: count for name, count in counts.items() if is_number(count)}
        if isinstance(counts, dict)
        else {},
        doubtful={
            word: (*find(pointers, value), *others[0])
            for word in _PLACES
            if (others := contradictions(pointers := getattr(rule, word), value))
        },
    )


def _value(data: object, pointers: Sequence[str]) -> object:
    found = find(pointers, data)[1]
    return None if found is ABSENT else found


@dataclass(frozen=True, slots=True)
class ManifestsAgree:
    """Judges all records together, as a file may have been written again by a later run."""

    conventions: Conventions
    by_join = False

    @property
    def operands(self) -> Sequence[Operand]:
        """There are none: the records name the files."""
        return ()

    def judge(self, view: View) -> Iterator[Finding]:
        """Compare each link of each record that still is of what lies there."""
        reading = _Reading(view, self.conventions)
        for record in view.records():
            run = run_of(record, self.conventions)
            run_id = run.text("run_id")
            if run_id is not None:
                paths = (part.text("path") for part in run.parts("outputs"))
                reading.runs[run_id] = _Written(instant(run, "created_at"), frozenset(filter(None, paths)))
        blocked: Blocked | None = None
        for record in view.records():
            view.compared += 1
            run = run_of(record, self.conventions)
            for part in linked(run):
                try:
                    yield from _link(run, part, reading)
                except Blocked as problem:
                    blocked = blocked or problem
        if blocked is not None:
            raise blocked


def _link(run: Run, part: Part, reading: _Reading) -> Iterator[Finding]:
    name = part.text("manifest_path")
    manifest = reading.manifest(name) if name is not None else None
    if manifest is not None and manifest.doubtful:
        yield from _doubts(run, part, manifest)
    elif manifest is not None:
        if part.group == "outputs":
            if manifest.run_id not in (None, run.get("run_id")):
                if not _is_superseded(run, part, manifest, reading):
                    yield _other_writer(run, part, manifest)
                return
        elif _is_later(run, manifest, reading):
            return
        yield from _differences(run, part, manifest)
        if run.role == "empty" and part.group == "outputs":
            yield from _not_empty(run, part, manifest)
    yield from _digest(run, part, manifest, reading)


def _doubts(run: Run, part: Part, manifest: _Manifest) -> Iterator[Finding]:
    """Where a manifest says one thing in two ways, neither is picked."""
    for word, (first, wanted, other, value) in manifest.doubtful.items():
        yield run.finding(
            "ECR023",
            f"the manifest of {part.text('path')!r} says its {word} at {first} and at {other}, "
            "with different values",
            part.at("manifest_path"),
            expected=f"{show(wanted)}, as at {first}",
            found=show(value),
            fix="write it at one of them, or the same at both",
            metadata={"path": part.text("path"), "field": word},
        )


def _is_superseded(run: Run, part: Part, manifest: _Manifest, reading: _Reading) -> bool:
    """Whether a later run, whose record is here, has written the same output again."""
    other = reading.runs.get(manifest.run_id) if isinstance(manifest.run_id, str) else None
    if other is None or part.text("path") not in other.paths:
        return False
    began = instant(run, "created_at")
    return began is None or other.began is None or other.began >= began


def _is_later(run: Run, manifest: _Manifest, reading: _Reading) -> bool:
    """Whether an input was written again after the run began."""
    began = instant(run, "created_at")
    other = reading.runs.get(manifest.run_id) if isinstance(manifest.run_id, str) else None
    if began is None:
        return False
    if other is not None and other.began is not None:
        return other.began > began
    if manifest.created is None:
        return False
    made = nanoseconds(manifest.created)
    return made is not None and made > began


def _other_writer(run: Run, part: Part, manifest: _Manifest) -> Finding:
    return run.finding(
        "ECR023",
        f"the manifest of {part.text('path')!r} says that another run wrote it, which has no record of that",
        part.at("manifest_path"),
        expected=show(run.get("run_id")),
        found=show(manifest.run_id),
        fix="write the manifest and the record in one run, with one id",
        metadata={"path": part.text("path"), "field": "run_id"},
    )


def _differences(run: Run, part: Part, manifest: _Manifest) -> Iterator[Finding]:
    for word in _SAME:
        here, there = part.get(word), manifest.said[word]
        if there is None or _equal(word, here, there):
            continue
        yield run.finding(
            "ECR023",
            f"the record and the manifest of {part.text('path')!r} do not say the same {word}",
            part.at(word),
            expected=f"{show(there)}, as {part.text('manifest_path')} says",
            found=show(here),
            fix="write both from the same values; correct neither by hand",
            metadata={"path": part.text("path"), "field": word},
        )


def _equal(word: str, here: object, there: object) -> bool:
    if word == "data_hash" and isinstance(here, str) and isinstance(there, str):
        return _bare(here) == _bare(there)
    return here == there


def _bare(digest: str) -> str:
    return digest.rpartition(":")[2].lower()


def _not_empty(run: Run, part: Part, manifest: _Manifest) -> Iterator[Finding]:
    path = part.text("path")
    for name, count in sorted(manifest.counts.items()):
        if count != 0:
            yield run.finding(
                "ECR017",
                f"the run says {run.get('status')}, and the manifest of {path!r} counts {show(count)}",
                part.at("manifest_path"),
                expected=f"{name}: 0",
                found=f"{name}: {show(count)}",
                fix="say that a run is empty only where it has selected nothing",
                metadata={"path": path, "counter": name},
            )
            return


def _digest(run: Run, part: Part, manifest: _Manifest | None, reading: _Reading) -> Iterator[Finding]:
    declared, path = part.text("data_hash"), part.text("path")
    if run.conventions.manifests.digest is None or declared is None or path is None:
        return
    prefix = declared.rpartition(":")[0]
    word = prefix or (manifest.algorithm if manifest is not None else None) or "sha256"
    algorithm = algorithm_name(word)
    if algorithm is None:
        yield run.finding(
            "ECI008",
            f"the digest algorithm {show(word)} is not allowed",
            part.at("data_hash"),
            expected="sha256, or another one without known collisions",
            found=show(word),
            metadata={"algorithm": word[:40]},
        )
        return
    observed = reading.digest(path, algorithm)
    if observed is not None and observed != _bare(declared):
        yield run.finding(
            "ECI004",
            f"the {algorithm} of {path!r} is not the one that is declared",
            part.at("data_hash"),
            expected=show(declared),
            found=f"{algorithm}:{observed}" if prefix else observed,
            fix="the file was changed after its digest was written, or the digest is of other bytes",
            metadata={"algorithm": algorithm, "mode": run.conventions.manifests.digest, "path": path},
        )
