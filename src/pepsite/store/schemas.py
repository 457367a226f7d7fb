"""JSON Schema (2020-12) of every kind of record and of the files of a policy pack."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pepsite.policy.pack import PART_MODELS
from pepsite.records.kinds import BY_SCHEMA

if TYPE_CHECKING:
    from pepsite.records.base import Model

SCHEMAS_FOLDER = "schemas"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_files() -> dict[str, str]:
    """Return the text of each file of `schemas/` by its path in the workspace."""
    models: dict[str, type[Model]] = {**BY_SCHEMA, **PART_MODELS}
    return {
        f"{SCHEMAS_FOLDER}/{schema.partition('/')[0]}.json": _text(schema, model)
        for schema, model in models.items()
    }


def schema_of(schema: str, model: type[Model]) -> dict[str, object]:
    """Return the JSON Schema of one model, by the name that stands under `schema`."""
    return {
        "$schema": _DIALECT,
        "$id": f"urn:pepsite:{schema.replace('/', ':')}",
        **model.model_json_schema(by_alias=True),
    }


def _text(schema: str, model: type[Model]) -> str:
    return json.dumps(schema_of(schema, model), indent=2, ensure_ascii=False) + "\n"


def editor_line(path: str, kind: str) -> str:
    """Return the first line of a record file: it tells editors where the schema is."""
    up = "../" * path.count("/")
    return f"# yaml-language-server: $schema={up}{SCHEMAS_FOLDER}/{kind}.json"
