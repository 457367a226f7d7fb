"""What may be a field of a published type at all."""

from __future__ import annotations

import inspect
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest

from pepsite.privacy import (
    published,
    published_guidance,
    published_policy,
    published_practice,
    published_report,
)

FAMILIES = (
    published,
    published_guidance,
    published_policy,
    published_practice,
    published_report,
)
TYPES = [one for family in FAMILIES for _, one in inspect.getmembers(family, is_dataclass)]
NAMES = {name: one for family in FAMILIES for name, one in vars(family).items()} | {"date": date}


def parts_of(annotation: Any) -> list[Any]:  # any type may be written there
    """Return the plain types inside a union or a tuple of any length."""
    if get_origin(annotation) in (Union, UnionType, tuple):
        return [part for one in get_args(annotation) for part in parts_of(one)]
    return [annotation]


def may_be_published(one: Any) -> bool:  # any type may be written there
    if one in (str, int, float, bool, date, NoneType, Ellipsis):
        return True
    ours = getattr(one, "__module__", "") in {family.__name__ for family in FAMILIES}
    return ours and (is_dataclass(one) or issubclass(one, Enum))


@pytest.mark.parametrize("published_type", TYPES, ids=lambda one: one.__name__)
def test_every_field_is_plain_or_published_itself(published_type: type[Any]) -> None:
    hints = get_type_hints(published_type, NAMES)
    for field in fields(published_type):
        for part in parts_of(hints[field.name]):
            assert may_be_published(part), f"{field.name} may hold {part}"


@pytest.mark.parametrize("published_type", TYPES, ids=lambda one: one.__name__)
def test_what_is_published_cannot_be_changed(published_type: type[Any]) -> None:
    assert published_type.__dataclass_params__.frozen


def test_what_holds_anything_at_all_would_be_noticed() -> None:
    assert not may_be_published(object)
    assert not may_be_published(dict)
    assert not any(may_be_published(part) for part in parts_of(list[str]))
