"""What each route asks before it answers. A route that asks nothing is never answered.

A guard says what somebody wants to do; who may is for `privacy/permission.py` alone. What is
not for somebody is not there for them: 404, so that nobody learns what there is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

from pepsite.privacy.permission import About, Action

if TYPE_CHECKING:
    from pepsite.forms.web.desk import Desk

WhatAbout: TypeAlias = Callable[["Desk", Mapping[str, str]], About | None]
"""Finds what a request is about, from its address and what was sent; None: there is no such."""
View = TypeVar("View", bound=Callable[..., object])
_MARK: Final = "__pepsite_guard__"


class OpenTo(StrEnum):
    """Routes that ask nobody who they are."""

    THIS_COMPUTER = "this-computer"
    """Style sheets, and the page a link leads to: they say nothing about anybody."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What a route asks for.

    `keeps` routes store what was typed even when a session is over; `takes` is the largest file
    that is sent to it, in bytes: most take none. `while_lent` routes answer whoever borrowed the
    computer too: they say nothing of anybody else.
    """

    needs: Action | OpenTo
    about: WhatAbout | None = None
    keeps: bool = False
    is_use: bool = True
    takes: int = 0
    while_lent: bool = False


def guarded(
    needs: Action | OpenTo,
    about: WhatAbout | None = None,
    *,
    keeps: bool = False,
    is_use: bool = True,
    takes: int = 0,
    while_lent: bool = False,
) -> Callable[[View], View]:
    """Declare what a route needs, and how to find what it is about.

    Without `is_use`, it does not count as using the forms.
    """

    def mark(view: View) -> View:
        guard = Guard(needs, about, keeps=keeps, is_use=is_use, takes=takes, while_lent=while_lent)
        setattr(view, _MARK, guard)
        return view

    return mark


def guard_of(view: object) -> Guard | None:
    """Return what a route declared, or None: then nobody gets an answer."""
    found = getattr(view, _MARK, None)
    return found if isinstance(found, Guard) else None
