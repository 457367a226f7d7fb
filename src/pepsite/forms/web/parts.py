"""What a view works with, taken from the application it runs in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app

if TYPE_CHECKING:
    from pepsite.forms.web.application import Settings
    from pepsite.forms.web.desk import Desk
    from pepsite.forms.web.sessions import Sessions


def desk() -> Desk:
    """Return what lies before the person."""
    found: Desk = current_app.extensions["pepsite"][0]
    return found


def sessions() -> Sessions:
    """Return who has the forms open."""
    found: Sessions = current_app.extensions["pepsite"][1]
    return found


def settings() -> Settings:
    """Return where it listens."""
    found: Settings = current_app.extensions["pepsite"][2]
    return found


def to(view: str, **args: str) -> str:
    """Return the address of a page of ours."""
    return current_app.url_for(
        view, _anchor=None, _method=None, _scheme=None, _external=None, **args
    )
