"""The JSON Schemas of the workloads."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

STAGES = ("collect", "clean", "model", "publish", "review")

_SHA256 = {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"}
_NAME = {"type": "string", "pattern": "^[a-z][a-z0-9-]{2,40}$"}

MANIFEST_SCHEMA: Json = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Pipeline manifest",
    "type": "object",
    "required": ["api", "stage", "about", "plan", "checksum"],
    "additionalProperties": False,
    "properties": {
        "api": {"const": "bench/v1"},
        "stage": {"enum": list(STAGES)},
        "about": {"$ref": "#/$defs/about"},
        "plan": {"$ref": "#/$defs/plan"},
        "checksum": {"$ref": "#/$defs/sha256"},
        "remarks": {"type": ["string", "null"], "maxLength": 400},
    },
    "$defs": {
        "name": _NAME,
        "sha256": _SHA256,
        "version": {"type": "string", "pattern": "^[0-9]+\\.[0-9]+\\.[0-9]+$"},
        "about": {
            "type": "object",
            "required": ["name", "id", "created", "owner"],
            "additionalProperties": False,
            "properties": {
                "name": {"$ref": "#/$defs/name"},
                "id": {"type": "string", "format": "uuid"},
                "created": {"type": "string", "format": "date-time"},
                "owner": {"type": "string", "format": "email"},
                "labels": {
                    "type": "object",
                    "maxProperties": 8,
                    "propertyNames": {"pattern": "^[a-z][a-z0-9_]*$"},
                    "additionalProperties": {"type": "string", "maxLength": 60},
                },
            },
        },
        "table": {
            "type": "object",
            "required": ["uri", "format", "rows", "digest"],
            "additionalProperties": False,
            "properties": {
                "uri": {"type": "string", "format": "uri"},
                "format": {"enum": ["parquet", "csv", "jsonl", "arrow"]},
                "rows": {"type": "integer", "minimum": 0},
                "digest": {"$ref": "#/$defs/sha256"},
                "partition": {"type": "string", "format": "date"},
            },
        },
        "needs": {
            "type": "object",
            "required": ["cpu", "memory"],
            "properties": {
                "cpu": {"type": "number", "exclusiveMinimum": 0, "maximum": 64},
                "memory": {"type": "integer", "multipleOf": 64, "minimum": 64},
            },
        },
        "step": {
            "type": "object",
            "required": ["name", "image", "version", "command"],
            "additionalProperties": False,
            "properties": {
                "name": {"$ref": "#/$defs/name"},
                "image": {"type": "string", "minLength": 3},
                "version": {"$ref": "#/$defs/version"},
                "command": {"type": "array", "items": {"type": "string"}, "minItems": 1},
                "settings": {
                    "type": "object",
                    "additionalProperties": {"type": ["string", "number", "boolean"]},
                },
                "needs": {"$ref": "#/$defs/needs"},
                "retries": {"type": "integer", "minimum": 0, "maximum": 5},
            },
        },
        "plan": {
            "type": "object",
            "required": ["reads", "writes", "steps"],
            "additionalProperties": False,
            "properties": {
                "reads": {"type": "array", "items": {"$ref": "#/$defs/table"}},
                "writes": {"type": "array", "items": {"$ref": "#/$defs/table"}, "minItems": 1},
                "steps": {
                    "type": "array",
                    "items": {"$ref": "#/$defs/step"},
                    "minItems": 1,
                    "uniqueItems": True,
                },
                "start": {
                    "oneOf": [
                        {
                            "type": "object",
                            "required": ["at"],
                            "properties": {"at": {"type": "string"}},
                            "additionalProperties": False,
                        },
                        {
                            "type": "object",
                            "required": ["on"],
                            "properties": {"on": {"enum": ["push", "arrival", "manual"]}},
                            "additionalProperties": False,
                        },
                    ]
                },
            },
        },
    },
}

ORDER_SCHEMA: Json = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "required": ["event_id", "customer", "ts", "currency", "items", "total"],
    "properties": {
        "event_id": {"type": "string", "pattern": "^ev-[0-9]{9}$"},
        "customer": {"type": "string", "pattern": "^c-[0-9]{6}$"},
        "ts": {"type": "string", "format": "date-time"},
        "currency": {"enum": ["EUR", "USD", "GBP", "JPY"]},
        "total": {"type": "integer", "minimum": 0},
        "note": {"type": ["string", "null"]},
        "address": {"$ref": "#/$defs/address"},
        "items": {"type": "array", "minItems": 1, "maxItems": 12, "items": {"$ref": "#/$defs/item"}},
    },
    "$defs": {
        "address": {
            "type": "object",
            "required": ["city", "country"],
            "properties": {
                "street": {"type": "string"},
                "city": {"type": "string", "minLength": 1},
                "zip": {"type": "string", "pattern": "^[0-9]{5}$"},
                "country": {"type": "string", "pattern": "^[A-Z]{2}$"},
            },
        },
        "item": {
            "type": "object",
            "required": ["sku", "quantity", "price"],
            "additionalProperties": False,
            "properties": {
                "sku": {"type": "string", "pattern": "^[A-Z]{3}-[0-9]{4}$"},
                "quantity": {"type": "integer", "minimum": 1},
                "price": {"type": "integer", "minimum": 0},
                "title": {"type": "string", "maxLength": 200},
                "tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
            },
        },
    },
}

INVENTORY_SCHEMA: Json = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["version", "records"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": 3},
        "records": {"type": "array", "items": {"$ref": "#/$defs/record"}},
    },
    "$defs": {
        "record": {
            "type": "object",
            "additionalProperties": False,
            "required": ["id", "name", "score", "kind", "path", "at"],
            "properties": {
                "id": {"type": "integer"},
                "name": {"type": "string", "pattern": "^[a-z]+-[a-z]+$"},
                "score": {"type": "number", "minimum": 0, "maximum": 1},
                "kind": {"enum": ["a", "b", "c"]},
                "path": {"type": "array", "items": {"type": "integer"}},
                "at": {"type": "string", "format": "date-time"},
                "attributes": {"type": "object", "additionalProperties": {"type": ["string", "number"]}},
                "text": {"type": "string"},
            },
        }
    },
}
