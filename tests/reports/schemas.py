"""The schemas in docs/, and how they are held against what is printed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator

from tests.house.sources import ROOT


def schema_of(command: str) -> dict[str, Any]:
    """The schema of one command's answer."""
    schema: dict[str, Any] = json.loads((ROOT / f"docs/{command}.schema.json").read_text(encoding="utf-8"))
    return schema


def hold(schema: dict[str, Any], text: str) -> None:
    """Fail where ``text`` is not what the schema says, or has a field that it does not tell of."""
    rendered = json.loads(text, parse_constant=_refuse)
    Draft202012Validator(schema).validate(rendered)
    Draft202012Validator(closed(schema)).validate(rendered)


def parts_of(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object of the schema that describes a value."""
    if isinstance(schema, dict):
        if {"type", "enum", "const", "$ref", "properties"} & schema.keys():
            yield path, schema
        for name in ("properties", "$defs"):
            for key, part in schema.get(name, {}).items():
                yield from parts_of(part, f"{path}/{key}")
        yield from parts_of(schema.get("items"), f"{path}/items")
        yield from parts_of(schema.get("additionalProperties"), f"{path}/*")


def closed(schema: Any) -> Any:
    """The same schema, without room for a field that it does not tell of."""
    if isinstance(schema, dict):
        inner = {key: closed(value) for key, value in schema.items()}
        is_open = schema.get("type") == "object" and "additionalProperties" not in schema
        return inner | {"additionalProperties": False} if is_open else inner
    return [closed(item) for item in schema] if isinstance(schema, list) else schema


def describes_all(schema: dict[str, Any]) -> None:
    """Fail where a field is not required, or a value not described."""
    Draft202012Validator.check_schema(schema)
    for path, part in parts_of(schema):
        by_reference = set(part) == {"$ref"}
        assert by_reference or part.get("description", "").strip(), path
        assert set(part.get("properties", ())) == set(part.get("required", ())), path


def _refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")
