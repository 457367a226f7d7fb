"""How somebody comes in, is warned, and goes: the one part that is this computer's own."""

from __future__ import annotations

import re
from http import HTTPStatus
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from flask import Response, abort, g, redirect, render_template, request

from pepsite.forms.web.guards import OpenTo, guarded
from pepsite.forms.web.parts import sessions, settings, to
from pepsite.forms.web.sessions import WARNED_SECONDS
from pepsite.privacy.permission import Action

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

_TYPES: Final = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_KEPT: Final = "private, max-age=43200, immutable"
"""For a day's work: they are of nobody, and forms that are opened anew have other addresses."""


@guarded(OpenTo.THIS_COMPUTER)
def asset(name: str) -> AnyResponse:
    """Send a style sheet, a script or a picture of ours."""
    ending = name.rpartition(".")[2]
    place = files("pepsite.forms.web").joinpath("assets", name)
    if ending not in _TYPES or "/" in name or "\\" in name or not place.is_file():
        abort(HTTPStatus.NOT_FOUND)
    response = Response(place.read_bytes(), content_type=f"{_TYPES[ending]}; charset=utf-8")
    response.headers["Cache-Control"] = _KEPT
    return response


@guarded(OpenTo.THIS_COMPUTER)
def open_forms() -> AnyResponse:
    """Show the page a link leads to. Whatever follows links by itself has spent nothing."""
    return Response(render_template("open.html", key=request.args.get("key", "")))


@guarded(OpenTo.THIS_COMPUTER)
def opened() -> AnyResponse:
    """Begin a session for whoever has a link that was not used yet."""
    session = sessions().begin(request.form.get("key", ""))
    if session is None:
        return Response(render_template("link_spent.html"), HTTPStatus.UNAUTHORIZED)
    response = redirect(to("start"), HTTPStatus.SEE_OTHER)
    response.set_cookie(
        settings().cookie, session.key, httponly=True, samesite="Strict", path=_own_path()
    )
    return response


@guarded(Action.START, is_use=False, while_lent=True)
def still_there() -> AnyResponse:
    """Say that the forms will close soon. Showing it does not count as using them."""
    return Response(
        render_template(
            "still_there.html",
            back=_own_address(request.args),
            minutes=WARNED_SECONDS // 60,
        )
    )


@guarded(Action.START, while_lent=True)
def carry_on() -> AnyResponse:
    """Go on where somebody was."""
    return redirect(_own_address(request.form), HTTPStatus.SEE_OTHER)


@guarded(Action.START, while_lent=True)
def leave() -> AnyResponse:
    """Close the forms in this browser. What was begun is kept."""
    sessions().end(g.session)
    response = Response(render_template("closed.html"))
    response.delete_cookie(settings().cookie, path=_own_path())
    return response


def _own_address(sent: object) -> str:
    """Return the address to go back to: a page of ours, else the start page."""
    back = str(sent.get("back", "")) if hasattr(sent, "get") else ""
    is_own = back.startswith(_own_path()) and _OWN.fullmatch(back)
    return back if is_own else to("start")


def _own_path() -> str:
    """Return what every address of ours begins with."""
    return f"{settings().below}/"


_OWN = re.compile(r"/(?:[a-z0-9~-][a-z0-9~/-]*)?")
"""How addresses of ours look. A browser takes tabs and the like out of an address before it
follows it, and may then be led elsewhere."""


ROUTES = (
    ("/assets/<name>", asset, ["GET"]),
    ("/open", open_forms, ["GET"]),
    ("/open", opened, ["POST"]),
    ("/still-there", still_there, ["GET"]),
    ("/carry-on", carry_on, ["POST"]),
    ("/leave", leave, ["POST"]),
)
