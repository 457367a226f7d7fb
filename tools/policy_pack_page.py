"""The generated parts of docs/policy-packs.md: every file of a pack, every field, every rule."""

from __future__ import annotations

from enum import Enum
from typing import Any, get_args

from pydantic import BaseModel

from pepsite.policy.content import ContentRule
from pepsite.policy.pack import part_models
from pepsite.policy.ratings import Condition
from pepsite.policy.themes import Filter
from pepsite.policy.timescales import ClockRule
from pepsite.records.field_titles import part_title
from tools.field_words import anchor
from tools.generated_blocks import table
from tools.record_page import described, fields_of, parts_of, values_of

CLOSED = (
    ("Clock rules", ClockRule, "rule"),
    ("Conditions", Condition, "test"),
    ("Content rules", ContentRule, "asks"),
    ("Theme filters", Filter, "test"),
)
"""The closed sets of rules: their heading, their union, and the field that says which."""


def blocks() -> dict[str, str]:
    """Return the generated parts of the page by their names."""
    return {
        "files": _files(),
        "rules": "\n\n".join(_rules(*one) for one in CLOSED),
        "fields": _all_fields(),
        "codes": _codes(),
    }


def _files() -> str:
    rows = [
        (f"[`{_name(schema)}`](#{anchor(_title(schema))})", described(model).partition("\n")[0])
        for schema, model in part_models().items()
    ]
    return table(("file", "is"), rows)


def _name(schema: str) -> str:
    return f"{schema.removeprefix('policy-').partition('/')[0]}.yaml"


def _title(schema: str) -> str:
    return f"File {_name(schema)}"


def _models(union: Any) -> tuple[type[BaseModel], ...]:  # noqa: ANN401  # an annotated union
    return get_args(get_args(union)[0])


def _rules(title: str, union: Any, which: str) -> str:  # noqa: ANN401  # an annotated union
    rows = []
    for model in _models(union):
        names = " or ".join(f"`{one}`" for one in get_args(model.model_fields[which].annotation))
        others = ", ".join(f"`{one}`" for one in model.model_fields if one != which)
        summary = described(model).partition("\n")[0]
        rows.append((names, f"[{summary}](#{anchor(part_title(model))})", others or "none"))
    return f"### {title}\n\n{table((f'`{which}`', 'holds or asks', 'other fields'), rows)}"


def _all_fields() -> str:
    shown: set[type] = set()
    sections = []
    for schema, model in part_models().items():
        sections.append(f"### {_title(schema)}\n\n{described(model)}\n\n{fields_of(model)}")
        for part in parts_of(model):
            if part not in shown and issubclass(part, BaseModel):
                shown.add(part)
                sections.append(
                    f"#### {part_title(part)}\n\n{described(part)}\n\n{fields_of(part)}"
                )
    return "\n\n".join(sections)


def _codes() -> str:
    parts = {part for model in part_models().values() for part in parts_of(model)}
    lists = sorted((one for one in parts if issubclass(one, Enum)), key=part_title)
    return "\n\n".join(f"### {part_title(one)}\n\n{values_of(one)}" for one in lists)
