"""Random schemas with all families of keywords, random edits of them, and random values."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

DRAFT_7 = "http://json-schema.org/draft-07/schema#"
DRAFT_2019 = "https://json-schema.org/draft/2019-09/schema"
DRAFT_2020 = "https://json-schema.org/draft/2020-12/schema"

_NAMES = ("a", "b", "c", "xy")
_PATTERNS = ("^a", "^ab", "b$", "^[ab]*$", "[0-9]", "^x")
_SCALARS = (None, True, False, 0, 1, 2, 5, -3, 1.5, "", "a", "ab", "b", "abc", "x1")


class Schemas:
    """A source of schemas; ``definitions`` are referred to, so that some schemas are recursive."""

    def __init__(self, random: Random, draft: str = DRAFT_7, *, unevaluated: bool = False) -> None:
        """``unevaluated``: beside applicators there may be what looks at all that they evaluate."""
        self.random = random
        self.unevaluated = unevaluated
        self.draft = draft
        self.word = "definitions" if draft == DRAFT_7 else "$defs"

    def document(self) -> dict[str, Any]:
        """A whole schema."""
        schema: Any = {}
        while not schema or schema is True:
            schema = self.schema(3)
        document = {"$schema": self.draft, **schema}
        document[self.word] = {"n": self.schema(2), "m": self.schema(1)}
        return document

    def schema(self, depth: int) -> Any:
        """A schema of at most ``depth`` levels."""
        random = self.random
        roll = random.random()
        if roll < 0.03:
            return random.choice((True, False))
        if roll < 0.1 and depth < 3:
            # below a step into the value, so that no schema judges a value endlessly
            return {"type": "object", "properties": {"n": {"$ref": f"#/{self.word}/{random.choice('nm')}"}}}
        schema: dict[str, Any] = {}
        makers = [self._number, self._text, self._object, self._array]
        for maker in random.sample(makers, random.choice((1, 1, 1, 2))):
            schema.update(maker(depth))
        if random.random() < 0.12:
            schema["enum"] = random.sample(_SCALARS, random.randint(1, 4))
        if random.random() < 0.04:
            schema["const"] = random.choice(_SCALARS)
        if depth > 0 and random.random() < 0.25:
            schema.update(self._branches(depth - 1))
        return schema

    def _some(self, **keywords: Any) -> dict[str, Any]:
        return {name: value() for name, value in keywords.items() if self.random.random() < 0.35}

    def _typed(self, name: str, keywords: dict[str, Any]) -> dict[str, Any]:
        roll = self.random.random()
        if roll < 0.75:
            keywords["type"] = name
        elif roll < 0.9:
            keywords["type"] = [name, "null"]
        return keywords

    def _number(self, depth: int) -> dict[str, Any]:
        pick = self.random.randint
        some = self._some(
            minimum=lambda: pick(-2, 3),
            maximum=lambda: pick(1, 6),
            exclusiveMinimum=lambda: pick(-2, 3),
            exclusiveMaximum=lambda: pick(1, 6),
            multipleOf=lambda: self.random.choice((1, 2, 3, 4, 0.5)),
        )
        return self._typed(self.random.choice(("integer", "number")), some)

    def _text(self, depth: int) -> dict[str, Any]:
        return self._typed(
            "string",
            self._some(
                minLength=lambda: self.random.randint(0, 3),
                maxLength=lambda: self.random.randint(1, 5),
                pattern=lambda: self.random.choice(_PATTERNS),
            ),
        )

    def _object(self, depth: int) -> dict[str, Any]:
        random = self.random
        names = random.sample(_NAMES, random.randint(1, 3))
        if depth == 0:
            return self._typed("object", self._some(required=lambda: names[:1]))
        some = self._some(
            required=lambda: random.sample(names, random.randint(1, len(names))),
            additionalProperties=lambda: random.choice((False, False, self.schema(depth - 1))),
            patternProperties=lambda: {random.choice(_PATTERNS): self.schema(depth - 1)},
            propertyNames=lambda: self._text(0),
            minProperties=lambda: random.randint(0, 2),
            maxProperties=lambda: random.randint(1, 4),
        )
        if random.random() < 0.15:
            word = "dependencies" if self.draft == DRAFT_7 else "dependentRequired"
            some[word] = {random.choice(_NAMES): [random.choice(_NAMES)]}
        some["properties"] = {name: self.schema(depth - 1) for name in names}
        return self._typed("object", some)

    def _array(self, depth: int) -> dict[str, Any]:
        random = self.random
        some = self._some(
            minItems=lambda: random.randint(0, 2),
            maxItems=lambda: random.randint(1, 4),
            uniqueItems=lambda: random.choice((True, False)),
        )
        if depth > 0:
            some.update(self._some(items=lambda: self.schema(depth - 1), contains=lambda: self.schema(0)))
            if random.random() < 0.2:
                first, rest = ("items", "additionalItems")
                if self.draft == DRAFT_2020:
                    first, rest = ("prefixItems", "items")
                some[first] = [self.schema(depth - 1) for _ in range(random.randint(1, 2))]
                some[rest] = random.choice((True, False, self.schema(0)))
        return self._typed("array", some)

    def _branches(self, depth: int) -> dict[str, Any]:
        several = [self.schema(depth) for _ in range(self.random.randint(1, 3))]
        one = self.schema(depth)
        made: dict[str, Any] = self.random.choice(
            (
                {"allOf": several},
                {"anyOf": several},
                {"oneOf": several},
                {"not": one},
                {"if": one, "then": several[0], "else": several[-1]},
            )
        )
        return {**made, **self._of_the_whole()} if self.unevaluated else made

    def _of_the_whole(self) -> dict[str, Any]:
        random = self.random
        return random.choice(
            (
                {"unevaluatedProperties": False},
                {"unevaluatedProperties": self.schema(0)},
                {"unevaluatedItems": False},
                {"dependentSchemas": {"a": self.schema(0)}},
                {"contains": self.schema(0), "minContains": random.randint(0, 2), "maxContains": 2},
                {"if": self.schema(0)},
            )
        )

    def edited(self, document: dict[str, Any]) -> dict[str, Any]:
        """The document after one to three random edits at random places."""
        result = copy.deepcopy(document)
        for _ in range(self.random.choice((1, 2, 3))):
            self._edit(self.random.choice(list(_schemas(result))))
        return result

    def _edit(self, schema: dict[str, Any]) -> None:
        random = self.random
        fresh = self.schema(1)
        keywords = sorted(set(schema) - {"$schema", "$ref", "definitions", "$defs"})
        if keywords and random.random() < 0.5:
            keyword = random.choice(keywords)
            if random.random() < 0.4:
                del schema[keyword]
            else:
                schema[keyword] = _changed(random, schema[keyword])
        elif isinstance(fresh, dict) and fresh and "$ref" not in schema:
            keyword = random.choice(sorted(fresh))
            schema[keyword] = fresh[keyword]

    def value(self, depth: int = 2) -> Any:
        """Any value."""
        random = self.random
        roll = random.random()
        if depth == 0 or roll < 0.5:
            return random.choice(_SCALARS)
        if roll < 0.65:
            return [self.value(depth - 1) for _ in range(random.randint(0, 3))]
        return {name: self.value(depth - 1) for name in random.sample((*_NAMES, "n"), random.randint(0, 3))}


def _changed(random: Random, value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return max(value + random.choice((-1, 1)), 1)
    if isinstance(value, list) and len(value) > 1 and not isinstance(value[0], dict):
        return value[1:]
    return value


def _schemas(document: Any) -> list[dict[str, Any]]:
    """The subschemas of a generated document."""
    found: list[dict[str, Any]] = []
    pending = [document]
    while pending:
        here = pending.pop()
        if not isinstance(here, dict):
            continue
        found.append(here)
        for keyword, value in here.items():
            if keyword in {"properties", "patternProperties", "definitions", "$defs"}:
                pending.extend(value.values())
            elif keyword in {"allOf", "anyOf", "oneOf", "prefixItems"} or isinstance(value, list):
                pending.extend(each for each in value if keyword not in {"enum", "required", "type"})
            elif keyword not in {"const", "dependencies", "dependentRequired"}:
                pending.append(value)
    return found
