"""One realistic rule over many run records, by our expressions, by Google's, and by a Python function.

Run as a script, ``python expressions.py NAME FOLDER``; prints the number of records that break the rule and,
on the line before, evaluations in a second of CPU time: the median of five passes, reading not counted.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

RULE = """\
self.counts.read == self.counts.written + self.counts.skipped + self.counts.failed
&& self.outputs.all(o, o.path.startsWith("data/" + self.bus + "/")
                       && o.digest.matches("^sha256:[0-9a-f]{64}$"))
&& (self.status != "success" || (self.counts.failed == 0 && !has(self.error)))
&& self.inputs.all(i, !self.outputs.exists(o, o.path == i.path))
"""
PASSES = 5

Holds = Callable[[dict[str, Any]], object]


def own() -> Holds:
    """The engine of the product."""
    from pytest_ecocontracts.core.cel import compile_rule

    evaluate = compile_rule(RULE, ["self"]).evaluate
    return lambda record: evaluate({"self": record})


def reference() -> Holds:
    """Google's engine in C++, through its Python binding."""
    from cel_expr_python import cel

    environment = cel.NewEnv(variables={"self": cel.Type.DYN})
    expression = environment.compile(RULE)
    return lambda record: expression.eval(data={"self": record}).plain_value()


def function() -> Holds:
    """The rule written in Python: what no expression language can beat."""
    digest = re.compile("sha256:[0-9a-f]{64}")

    def holds(record: dict[str, Any]) -> bool:
        counts, outputs = record["counts"], record["outputs"]
        prefix = f"data/{record['bus']}/"
        written = {output["path"] for output in outputs}
        return (
            counts["read"] == counts["written"] + counts["skipped"] + counts["failed"]
            and all(o["path"].startswith(prefix) and digest.fullmatch(o["digest"]) for o in outputs)
            and (record["status"] != "success" or (counts["failed"] == 0 and "error" not in record))
            and all(i["path"] not in written for i in record["inputs"])
        )

    return holds


def main(name: str, folder: str) -> None:
    """Evaluate the rule for every record, again and again."""
    lines = (Path(folder) / "records.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    holds = {"own": own, "reference": reference, "function": function}[name]()
    seconds, broken = [], 0
    for _ in range(PASSES):
        start = process_time()
        broken = sum(not holds(record) for record in records)
        seconds.append(process_time() - start)
    print(len(records) / median(seconds))
    print(broken, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
