"""One program's verdicts on pairs of schemas: ``python schema_engines.py NAME FILE [FIRST]``.

Prints a line of JSON for each pair from ``FIRST`` on: its number, the verdicts ``ok``, ``break``, ``?`` (no
answer) or ``error`` for ``backward`` and ``forward``, and the milliseconds of CPU time for both. ``truth`` as
name has two validators confirm the data of every pair instead, and prints how many there are.
"""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

Answers = dict[str, str]
#: seconds for one pair
_PATIENCE: Final = 10


def _own() -> Callable[[Any, Any], Answers]:
    """Both views, the list of changes and the witnesses included; the verdicts told are the strict ones."""
    from pytest_ecocontracts.adapters.proving import prover_tools
    from pytest_ecocontracts.core.compat.comparing import compare
    from pytest_ecocontracts.core.compat.model import Direction, View

    tools = prover_tools()
    words = {"compatible": "ok", "breaking": "break", "undecided": "?"}

    def answer(old: Any, new: Any) -> Answers:
        found = compare(old, new, tools)
        return {way.value: words[found.verdict(View.STRICT, way).value] for way in Direction}

    return answer


def _covers() -> Callable[[Any, Any], Answers]:
    import jsonschema_rs

    words = {"yes": "ok", "no": "break"}

    def answer(old: Any, new: Any) -> Answers:
        both = [jsonschema_rs.canonicalize(schema, offline=True) for schema in (old, new)]
        try:
            found = [both[1].covers(both[0]), both[0].covers(both[1])]
        except ValueError:
            return {"backward": "?", "forward": "?"}
        return dict(zip(("backward", "forward"), (words.get(str(each), "?") for each in found), strict=True))

    return answer


def _jsonsubschema() -> Callable[[Any, Any], Answers]:
    from jsonsubschema import isSubschema

    def answer(old: Any, new: Any) -> Answers:
        found = isSubschema(old, new), isSubschema(new, old)
        return dict(zip(("backward", "forward"), ("ok" if each else "break" for each in found), strict=True))

    return answer


def _in_2020(schema: Any) -> Any:
    """The schema in the words of draft 2020-12, the only ones that jsoncompat reads."""
    if isinstance(schema, list):
        return [_in_2020(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: _in_2020(value) for name, value in schema.items()}
    if "$schema" in found:
        found["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    if isinstance(found.get("items"), list):
        found["prefixItems"] = found.pop("items")
        if "additionalItems" in found:
            found["items"] = found.pop("additionalItems")
    needs = found.pop("dependencies", {})
    for word, kind in (("dependentRequired", list), ("dependentSchemas", dict)):
        if any(isinstance(each, kind) for each in needs.values()):
            found[word] = {name: each for name, each in needs.items() if isinstance(each, kind)}
    return found


def _jsoncompat() -> Callable[[Any, Any], Answers]:
    import jsoncompat

    def answer(old: Any, new: Any) -> Answers:
        texts = [json.dumps(_in_2020(schema)) for schema in (old, new)]
        roles = {"backward": "deserializer", "forward": "serializer"}
        return {
            way: "ok" if jsoncompat.check_compat(*texts, role) else "break" for way, role in roles.items()
        }

    return answer


ENGINES: Final = {
    "own": _own,
    "covers": _covers,
    "jsonsubschema": _jsonsubschema,
    "jsoncompat": _jsoncompat,
}


def _confirm(pairs: list[dict[str, Any]]) -> int:
    """How many verdicts the data of the pairs prove; raises SystemExit where a validator does not agree."""
    import jsonschema
    import jsonschema_rs

    count = 0
    for pair in pairs:
        for way, (accepts, refuses) in {"backward": ("old", "new"), "forward": ("new", "old")}.items():
            for value in pair.get(way, ()):
                count += 1
                for side, expected in ((accepts, True), (refuses, False)):
                    schema = pair[side]
                    kind = jsonschema.validators.validator_for(schema)
                    verdicts = {
                        jsonschema_rs.validator_for(schema, validate_formats=False).is_valid(value),
                        kind(schema).is_valid(value),
                    }
                    if verdicts != {expected}:
                        message = f"{pair['name']}: {json.dumps(value)} does not show it"
                        raise SystemExit(message)
    return count


def _late(_signal: int, _frame: object) -> None:
    raise TimeoutError


def main() -> None:
    """Judge every pair."""
    name, path, *first = sys.argv[1:]
    pairs = json.loads(Path(path).read_text("utf-8"))
    if name == "truth":
        print(_confirm(pairs))
        return
    answer = ENGINES[name]()
    signal.signal(signal.SIGALRM, _late)
    for number, pair in enumerate(pairs[int(first[0]) if first else 0 :], int(first[0]) if first else 0):
        signal.alarm(_PATIENCE)
        start = time.process_time()
        try:
            found = answer(pair["old"], pair["new"])
        except BaseException as error:  # some end in ways of their own, panics included
            if isinstance(error, KeyboardInterrupt):
                raise
            found = {"backward": "error", "forward": "error"}
        spent = time.process_time() - start
        signal.alarm(0)
        print(json.dumps({"number": number, **found, "ms": spent * 1_000}), flush=True)


if __name__ == "__main__":
    main()
