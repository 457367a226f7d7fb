"""The fields of what `validate --format json` writes, from the schema that promises them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tools.generated_blocks import table

SCHEMA = Path(__file__).parents[1] / "docs" / "report.schema.json"
_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "boolean": "`true` or `false`",
    "array": "a list",
    "null": "`null`",
}


def report_blocks() -> dict[str, str]:
    """Return the table of the report's fields, and that of each finding's."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return {
        "report": _table(schema["properties"]),
        "finding": _table(schema["properties"]["findings"]["items"]["properties"]),
    }


def _table(properties: dict[str, dict[str, Any]]) -> str:
    rows = [
        (f"`{name}`", _holds(field), field.get("description", ""))
        for name, field in properties.items()
    ]
    return table(("field", "holds", "meaning"), rows)


def _holds(field: dict[str, Any]) -> str:
    if "const" in field:
        return f"`{field['const']}`"
    if "enum" in field:
        return " or ".join(f"`{value}`" for value in field["enum"])
    types = field["type"] if isinstance(field["type"], list) else [field["type"]]
    return " or ".join(_TYPES[one] for one in types)
