"""The status of a run: what it claims is what the record shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..cel import EvaluationError
from ..pointers import join
from ..relations.finding import Finding
from ..relations.totals import is_number
from ..relations.view import View
from .run import Part, Run

_PROMOTED: Final = "promoted"
_STAGED: Final = "staged"
_MISSING: Final = "missing"
_SUBSTITUTED: Final = "substituted"


def judge_status(run: Run, view: View) -> Iterator[Finding]:  # noqa: ARG001 - a rule's signature
    """``error`` where there are errors and nowhere else; whatever did not end has failed."""
    if run.role is None:
        return
    errors = run.items("errors")
    shown = str(run.get("status"))
    if run.role == "error":
        if not errors:
            yield _contradicted(run, "lists no error", "at least one error that says why", "errors")
        return
    if errors:
        listed = "an error" if len(errors) == 1 else f"{len(errors)} errors"
        yield _contradicted(run, f"lists {listed}", f"no errors, or not {shown}", "errors")
    if run.has("completed_at") and run.get("completed_at") is None:
        yield _contradicted(run, "has no end", "the time at which the run ended", "completed_at")
    for stage in run.parts("stages"):
        if stage.get("status") == "error":
            name = stage.text("stage") or "a stage"
            yield _contradicted(run, f"has a failed stage, {name}", "stages that did not fail", "stages")
    if run.role != "empty":
        yield from _left_out_stages(run)
    if run.role == "partial" and not _lacks_something(run):
        yield _contradicted(
            run,
            "lacks nothing: every output is promoted and no stage is skipped",
            "an optional output that is not promoted, or a skipped stage",
            "outputs",
        )


def _left_out_stages(run: Run) -> Iterator[Finding]:
    """Stages that were skipped, though the contract does not say that a run may go without them."""
    optional = run.conventions.optional_stages
    for stage in run.parts("stages") if optional is not None else ():
        name = stage.text("stage") or "a stage"
        if stage.get("status") == "skipped" and name not in (optional or ()):
            allowed = ", ".join(sorted(optional or ())) or "none"
            yield _contradicted(
                run, f"skips {name}", f"no skipped stage but the optional ones: {allowed}", "stages"
            )


def _lacks_something(run: Run) -> bool:
    unpromoted = any(
        output.get("required") is False and output.get("promotion_status") != _PROMOTED
        for output in run.parts("outputs")
    )
    return unpromoted or any(stage.get("status") == "skipped" for stage in run.parts("stages"))


def _contradicted(run: Run, what: str, expected: str, by: str) -> Finding:
    status = str(run.get("status"))
    return run.finding(
        "ECR012",
        f"the run says {status}, and {what}",
        run.at("status"),
        expected=expected,
        found=status,
        fix="let the program decide the status last, from what it recorded",
        metadata={"status": status, "by": by},
    )


def judge_outputs(run: Run, view: View) -> Iterator[Finding]:  # noqa: ARG001 - a rule's signature
    """Without failure every required output is promoted; none is left staged unless it was rolled back."""
    if run.failed:
        return
    outputs = run.parts("outputs")
    rolled_back = run.get("rollback") not in (None, False)
    for output in outputs:
        state = output.get("promotion_status")
        name = output.text("name") or output.text("path") or "?"
        if output.get("required") is True and state != _PROMOTED:
            yield _unpromoted(run, output, f"the required output {name!r} is {state}")
        elif state == _STAGED and not rolled_back:
            yield _unpromoted(run, output, f"the output {name!r} was written and is still staged")
    listed = {output.text("name"): output for output in outputs}
    for name in run.conventions.outputs:
        if name not in listed:
            yield run.finding(
                "ECR013",
                f"the run says {run.get('status')}, and does not list the output {name!r}",
                run.at("outputs"),
                expected=f"an output {name}, promoted",
                found=", ".join(sorted(filter(None, listed))) or "no outputs",
                fix="list every output, also those that are empty",
                metadata={"output": name},
            )
    for word, output in listed.items():
        if word is not None and _wrongly_optional(run, word, output):
            yield _unpromoted(run, output, f"the output {word!r} is declared optional, and is not")


def _wrongly_optional(run: Run, name: str, output: Part) -> bool:
    """Whether a record calls an output optional that the contract does not."""
    if name in run.conventions.outputs:
        return output.get("required") is not True
    optional = run.conventions.optional_outputs
    return optional is not None and name not in optional and output.get("required") is False


def _unpromoted(run: Run, output: Part, message: str) -> Finding:
    return run.finding(
        "ECR013",
        f"the run says {run.get('status')}, and {message}",
        output.at("promotion_status"),
        expected="required and promoted" if output.get("promotion_status") == _PROMOTED else _PROMOTED,
        found=str(output.get("promotion_status")),
        fix="promote what is valid; else let the run fail, with an error",
        metadata={"output": output.text("name")},
    )


def judge_inputs(run: Run, view: View) -> Iterator[Finding]:  # noqa: ARG001 - a rule's signature
    """A required input that is missing fails the run, unless it is one that may go without."""
    if run.failed:
        return
    missing = [
        part
        for part in run.parts("inputs")
        if part.get("required") is True and part.get("resolution") == _MISSING
    ]
    if not missing:
        return
    without = run.conventions.no_input if run.role == "empty" else None
    if without is not None:
        bound = {"self": run.data, "path": run.record.file.captures, "params": run.conventions.params}
        try:
            if without.evaluate(bound):
                return
        except EvaluationError as error:
            yield run.finding(
                "ECI031",
                f"whether the run may go without inputs has no value: {error.message}",
                "",
                expected="true or false",
                metadata={"rule": " ".join(without.text.split())[:200]},
            )
            return
    for part in missing:
        name = part.text("name") or part.text("path") or "?"
        yield run.finding(
            "ECR014",
            f"the run says {run.get('status')}, and its required input {name!r} is missing",
            part.at("resolution"),
            expected=f"status {run.word_of('error')}",
            found=str(run.get("status")),
            fix="stop where a required input is missing, and record it as an error",
            metadata={"input": name},
        )


def _left_out(run: Run) -> Iterator[str]:
    """What a run went without: inputs that were missing or replaced, files and records that it skipped."""
    for part in run.parts("inputs"):
        if part.get("resolution") == _MISSING and part.get("required") is False:
            yield f"the optional input {part.text('name')!r} is missing"
        elif part.get("resolution") == _SUBSTITUTED:
            yield f"something else took the place of the input {part.text('name')!r}"
    counters = run.get("counters")
    for name in ("files_skipped", "records_skipped"):
        count = counters.get(name) if isinstance(counters, dict) else None
        if is_number(count) and count > 0:
            yield f"{name} is not 0"


def judge_reasons(run: Run, view: View) -> Iterator[Finding]:  # noqa: ARG001 - a rule's signature
    """Empty and partial runs say why; so does whoever goes without something, unless a warning does."""
    if run.items("reason_codes"):
        return
    why = None
    if run.role in ("empty", "partial"):
        why = f"the run says {run.get('status')}"
    elif run.role == "success" and not run.items("warnings"):
        why = next(_left_out(run), None)
    if why is not None:
        yield run.finding(
            "ECR015",
            f"{why}, and no reason is given",
            run.at("reason_codes") if run.has("reason_codes") else "",
            expected=f"at least one reason at {join('', run.conventions.words.of('record', 'reason_codes'))}",
            found="none",
            fix="say why, in a code that can be counted",
            metadata={"status": str(run.get("status"))},
        )
