"""The generated parts of docs/records.md: every field of every kind of record, and every code."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from inspect import cleandoc
from typing import get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from pepsite.records.codes import ETHNICITY_LABELS, Ethnicity
from pepsite.records.field_titles import part_title
from pepsite.records.kinds import MODELS
from pepsite.store.schemas import BEYOND_JSON_SCHEMA
from tools.field_words import in_words, parts_in
from tools.generated_blocks import table

PLACES = {
    "authority": "records/authority.yaml",
    "calendar": "records/calendars/ID.yaml",
    "school": "records/schools/ID.yaml",
    "person": "records/people/ID.yaml",
    "child": "records/children/ID/child.yaml",
    "pep": "records/children/CHILD/peps/ID.yaml",
    "qa-review": "records/children/CHILD/qa-reviews/ID.yaml",
    "audit": "records/children/CHILD/audits/ID.yaml",
    "sample": "records/samples/ID.yaml",
    "action": "records/actions/ID.yaml",
}
"""Where a record of each kind is kept, for people. A test asks `place_of` whether it is so."""


def blocks() -> dict[str, str]:
    """Return the generated parts of the page by their names."""
    return {
        "kinds": kinds_block(),
        "fields": fields_block(),
        "codes": codes_block(),
        "beyond": beyond_block(),
    }


def kinds_block() -> str:
    """Return the table of all kinds and where their files lie."""
    rows = [
        (f"[{kind}](#{kind})", f"`{PLACES[kind]}`", _summary(model))
        for kind, model in MODELS.items()
    ]
    return table(("kind", "lies at", "is"), rows)


def fields_block() -> str:
    """Return a section for each kind, and in it one for each part that is new there."""
    shown: set[type] = set()
    sections: list[str] = []
    for kind, model in MODELS.items():
        place = f"Kept at `{PLACES[kind]}`."
        sections.append(f"### {kind}\n\n{place}\n\n{described(model)}\n\n{fields_of(model)}")
        for part in parts_of(model):
            if part not in shown and issubclass(part, BaseModel):
                shown.add(part)
                sections.append(
                    f"#### {part_title(part)}\n\n{described(part)}\n\n{fields_of(part)}"
                )
    return "\n\n".join(sections)


def codes_block() -> str:
    """Return every list of codes, in the order of its name."""
    parts = {part for model in MODELS.values() for part in parts_of(model)}
    lists = {part for part in parts if issubclass(part, Enum)}
    return "\n\n".join(
        f"### {part_title(one)}\n\n{described(one)}\n\n{values_of(one)}"
        for one in sorted(lists, key=part_title)
    )


def beyond_block() -> str:
    """Return the rules that JSON Schema cannot say."""
    rows = [(f"[{code}](findings/{code}.md)", text) for code, text in BEYOND_JSON_SCHEMA.items()]
    return table(("finding", "rule"), rows)


def headings() -> Iterator[str]:
    """Yield the headings of all parts and lists. No two may have the same anchor."""
    parts = {part for model in MODELS.values() for part in parts_of(model)}
    yield from (part_title(part) for part in parts)
    yield from MODELS


def parts_of(model: type[BaseModel], seen: set[type] | None = None) -> Iterator[type]:
    """Yield the models and code lists below a model, each where it is named first."""
    known = {model} if seen is None else seen
    for annotation in get_type_hints(model, include_extras=True).values():
        for part in parts_in(annotation):
            if part not in known:
                known.add(part)
                yield part
                if issubclass(part, BaseModel):
                    yield from parts_of(part, known)


def fields_of(model: type[BaseModel]) -> str:
    """Return the table of a model's fields: what each holds, and whether it is needed."""
    hints = get_type_hints(model, include_extras=True)
    rows = []
    for name, field in model.model_fields.items():
        holds = in_words(hints[name], tuple(field.metadata))
        rows.append((f"`{field.alias or name}`", holds, _needed(field)))
    return table(("field", "holds", "needed"), rows)


def _needed(field: FieldInfo) -> str:
    if field.is_required():
        return "yes"
    return "no" if field.default in (None, ()) else f"no; if left out, `{field.default}`"


def values_of(codes: type[Enum]) -> str:
    """Return the codes of a list, with their meanings where they are known."""
    if codes is Ethnicity:
        labels = {str(code.value): label for code, label in ETHNICITY_LABELS.items()}
        return table(("code", "means"), [(f"`{code}`", label) for code, label in labels.items()])
    return ", ".join(f"`{code.value}`" for code in codes)


def _summary(model: type) -> str:
    return described(model).partition("\n")[0]


def described(model: type) -> str:
    """Return a docstring as Markdown: what begins with the name of a field begins a line."""
    paragraphs = []
    for paragraph in cleandoc(model.__doc__ or "").split("\n\n"):
        text = ""
        for line in paragraph.splitlines():
            names_a_field = line.startswith("`") and "`: " in line
            text += f"\n- {line}" if names_a_field else f" {line}"
        paragraphs.append(text.strip())
    return "\n\n".join(paragraphs)
