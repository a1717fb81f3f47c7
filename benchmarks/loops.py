"""The limits: bare loops around the engines, with nothing of the product in them.

Run as a script, ``python loops.py NAME FOLDER``, so that start-up and imports count as they do for the
product. Each prints the number of invalid targets, which must be the number of planted defects.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any


def _files(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path)
            else:
                yield entry.path


def _read(path: str) -> bytes:
    with open(path, "rb", buffering=0) as stream:
        return stream.read()


def _validator(folder: str) -> Any:
    import jsonschema_rs

    schema = json.loads(_read(f"{folder}/schema.json"))
    return jsonschema_rs.validator_for(schema, validate_formats=True, offline=True)


def read(folder: str) -> int:
    """Read every file."""
    return sum(len(_read(path)) == 0 for path in _files(f"{folder}/artifacts"))


def json_files(folder: str) -> int:
    """Parse and validate every JSON file: the limit of A."""
    from orjson import loads

    is_valid = _validator(folder).is_valid
    return sum(not is_valid(loads(_read(path))) for path in _files(f"{folder}/artifacts"))


def json_files_strict(folder: str) -> int:
    """As ``json_files``, with a parser that refuses duplicate keys, as the gate must."""
    from jiter import from_json

    is_valid = _validator(folder).is_valid
    return sum(
        not is_valid(from_json(_read(path), catch_duplicate_keys=True, cache_mode="keys"))
        for path in _files(f"{folder}/artifacts")
    )


def _yaml_files(folder: str, parse: Callable[[bytes], object]) -> int:
    return sum(parse(_read(path)) is None for path in _files(f"{folder}/artifacts"))


def yaml_ryaml(folder: str) -> int:
    """Parse every YAML file with ryaml."""
    from ryaml import loads

    return _yaml_files(folder, lambda data: loads(data.decode()))


def yaml_rapidyaml(folder: str) -> int:
    """Parse every YAML file with rapidyaml, by way of JSON text."""
    import ryml
    from orjson import loads

    return _yaml_files(
        folder, lambda data: loads(ryml.emit_json_malloc(tree := ryml.parse_in_arena(data), tree.root_id()))
    )


def yaml_pyyaml(folder: str) -> int:
    """Parse every YAML file with PyYAML's CSafeLoader."""
    from yaml import CSafeLoader, load

    return _yaml_files(folder, lambda data: load(data, CSafeLoader))


def json_lines(folder: str) -> int:
    """Parse and validate every line."""
    from orjson import loads

    is_valid = _validator(folder).is_valid
    with open(f"{folder}/orders.jsonl", "rb") as lines:
        return sum(not is_valid(loads(line)) for line in lines)


def document(folder: str) -> int:
    """Parse and validate one large document with jsonschema-rs; 1 where it is invalid."""
    gc.disable()
    from orjson import loads

    return int(not _validator(folder).is_valid(loads(_read(f"{folder}/inventory.json"))))


def document_corvus(folder: str) -> int:
    """Validate the bytes of one large document, without Python objects; 1 where it is invalid."""
    import corvus_json_schema_rs as corvus

    validator = corvus.compile(_read(f"{folder}/schema.json").decode(), assert_format=True)
    return int(not validator.is_valid_json(_read(f"{folder}/inventory.json")))


def walk(folder: str) -> int:
    """List every folder."""
    return sum(False for _ in _files(folder))


if __name__ == "__main__":
    print(globals()[sys.argv[1]](sys.argv[2]))
