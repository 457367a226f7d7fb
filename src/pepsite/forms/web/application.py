"""The forms as a web application: what every request passes before a page answers it.

One person, one computer, 127.0.0.1. The checks are the same that a hosted shell will need; what
is particular to this one is how somebody gets a session (`entry.py`) and nothing else.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hmac import compare_digest
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING, Final

from flask import Flask, Request, Response, current_app, g, render_template, request
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from werkzeug.exceptions import HTTPException

from pepsite.errors import PepsiteError
from pepsite.forms.errors import Trouble, said_of_fault, trouble, trouble_of
from pepsite.forms.web import (
    ahead,
    arriving,
    auditing,
    beginning,
    concluding,
    confirming,
    entry,
    handing_over,
    lending,
    looking,
    pages,
    putting_right,
    reading,
    reviewing,
    sending,
    shared_records,
    tasks,
    wishes,
    words,
)
from pepsite.forms.web.guards import Guard, OpenTo, guard_of
from pepsite.forms.web.sessions import IDLE_SECONDS, WARNED_SECONDS
from pepsite.privacy.permission import Action
from pepsite.records.authority import Audience

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from werkzeug.wrappers import Response as AnyResponse

    from pepsite.forms.web.desk import Desk
    from pepsite.forms.web.sessions import Session, Sessions

NAME: Final = "pepsite.forms.web"
MAX_BYTES: Final = 2_000_000
"""What one page may send: some three hundred pages of a book."""
MAX_PARTS: Final = 2_000
_VIEWS: Final = (
    entry,
    looking,
    reading,
    shared_records,
    beginning,
    tasks,
    pages,
    sending,
    arriving,
    putting_right,
    reviewing,
    concluding,
    auditing,
    confirming,
    ahead,
    handing_over,
    lending,
    wishes,
)
_GOVUK: Final = "govuk_frontend_jinja"
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # To our own pages only. With "no-referrer" browsers would not say where a form came from.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """Where it listens, and to whom it speaks: `host` is the one name it answers to.

    Every address begins with `below`: "" or "/" and a name that nobody else knows. A browser
    gives a cookie to every port of a computer, but to no other path: so no other server there
    is given ours.
    """

    host: str
    report: Callable[[str], None] = lambda line: print(line, file=sys.stderr)  # noqa: T201
    below: str = ""

    @property
    def origin(self) -> str:
        """What a browser says a form of ours came from."""
        return f"http://{self.host}"

    @property
    def cookie(self) -> str:
        """The name of the cookie. A browser gives cookies to every port, so it has the port."""
        return f"pepsite-{self.host.rpartition(':')[2]}"


def create_app(desk: Desk, sessions: Sessions, settings: Settings) -> Flask:
    """Return the application."""
    app = Flask(NAME, static_folder=None)
    app.request_class = _Request
    if settings.below:
        app.wsgi_app = _Below(settings.below, app.wsgi_app)  # type: ignore[method-assign]  # as Flask says to
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_BYTES, MAX_FORM_MEMORY_SIZE=MAX_BYTES, MAX_FORM_PARTS=MAX_PARTS
    )
    app.extensions["pepsite"] = (desk, sessions, settings)
    app.jinja_loader = ChoiceLoader(
        [
            PackageLoader("pepsite.forms.web"),
            PrefixLoader({_GOVUK: PackageLoader(_GOVUK)}),
        ]
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(words.FILTERS)
    app.context_processor(_shown_everywhere)
    app.before_request(_begun)
    app.before_request(_checked)
    app.teardown_request(_ended)
    app.after_request(_with_headers)
    app.register_error_handler(Exception, _failed)
    for module in _VIEWS:
        for rule, view, methods in module.ROUTES:
            app.add_url_rule(rule, view.__name__, view, methods=methods)
    return app


class _Below:
    """Answers below one path, and nothing outside of it."""

    def __init__(self, place: str, within: WSGIApplication) -> None:
        self._place, self._within = place, within

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = str(environ.get("PATH_INFO", ""))
        if not path.startswith(f"{self._place}/"):
            return Response(status=HTTPStatus.NOT_FOUND)(environ, start_response)
        inside = {"SCRIPT_NAME": self._place, "PATH_INFO": path.removeprefix(self._place)}
        return self._within({**environ, **inside}, start_response)


# --- before a page answers


def _begun() -> None:
    _parts()[0].touch.begin_reading()
    g.reads = True


def _ended(_: BaseException | None) -> None:
    if g.pop("reads", False):
        _parts()[0].touch.end_reading()


def _checked() -> AnyResponse | None:
    """Answer in the place of the page where it may not be shown; else let the page answer."""
    refused = _refusal()
    if refused is None and "session" in g and lending.is_gone(g.session):
        refused = HTTPStatus.NOT_FOUND
    if refused is HTTPStatus.NOT_FOUND and _is_typed_for_nothing():
        return _page(trouble(refused, _NOT_KEPT), typed=_words_typed())
    if refused is not None:
        return _page(trouble(refused))
    return lending.in_its_place(_parts()[0], g.session, g.guard) if "session" in g else None


def _is_typed_for_nothing() -> bool:
    """Say whether something was typed into a form that is there no more."""
    return request.method == "POST" and "guard" in g and g.guard.keeps


def _words_typed() -> list[str]:
    """Return the words in what was sent, and not what was chosen: the browser keeps neither."""
    return [
        text
        for key, text in request.form.items(multi=True)
        if not key.startswith("_") and len(text.split()) > 1
    ]


_NOT_KEPT = (
    "The form was sent or deleted, perhaps in another window, so what you typed on that page is "
    "not kept. Copy from here what you still need."
)


def _refusal() -> HTTPStatus | None:
    desk, sessions, settings = _parts()
    if request.environ.get("HTTP_HOST") != settings.host:
        return HTTPStatus.MISDIRECTED_REQUEST
    if request.endpoint is None:  # no such address: Flask says so
        return None
    guard = guard_of(current_app.view_functions[request.endpoint])
    if guard is None:
        return HTTPStatus.NOT_FOUND
    refused = _refused_post(settings, guard) if request.method == "POST" else None
    if refused is not None or guard.needs is OpenTo.THIS_COMPUTER:
        return refused
    session = sessions.find(request.cookies.get(settings.cookie, ""))
    return HTTPStatus.UNAUTHORIZED if session is None else _refused_to(desk, session, guard)


def _refused_to(desk: Desk, session: Session, guard: Guard) -> HTTPStatus | None:
    """Return why this session does not get what the guard is before, if it does not."""
    is_post = request.method == "POST"
    g.session, g.guard, g.late = session, guard, session.ended
    if session.ended and not (guard.keeps and is_post):
        return HTTPStatus.UNAUTHORIZED
    if is_post and not _has_token(session):
        return HTTPStatus.FORBIDDEN
    if not _is_allowed(desk, guard):
        return HTTPStatus.NOT_FOUND
    if guard.is_use and not session.ended:
        _parts()[1].use(session)
    return None


def _refused_post(settings: Settings, guard: Guard) -> HTTPStatus | None:
    """Return why a request that changes something is not one of our own pages', if it is not."""
    said = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if said == (None, None) or said[0] not in (None, "same-origin"):
        return HTTPStatus.FORBIDDEN
    if said[1] not in (None, settings.origin):
        return HTTPStatus.FORBIDDEN
    if request.mimetype != ("multipart/form-data" if guard.takes else _TYPED):
        return HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    request.max_content_length = MAX_BYTES + guard.takes
    if (request.content_length or 0) > request.max_content_length:
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return None


_TYPED = "application/x-www-form-urlencoded"


class _Request(Request):
    """A request whose files are held in memory: nothing of them lies on the disk in the clear."""

    def _get_file_stream(self, *_: object, **__: object) -> BytesIO:
        return BytesIO()


def _has_token(session: Session) -> bool:
    return compare_digest(request.form.get("_token", "").encode(), session.csrf.encode())


def _is_allowed(desk: Desk, guard: Guard) -> bool:
    if isinstance(guard.needs, OpenTo):
        return True
    if guard.about is None:
        return desk.may(guard.needs)
    sent = {name: request.form.get(name, "") for name in ("child", "record")}
    named = {**sent, **(request.view_args or {})}
    about = guard.about(desk, named)
    if about is None and desk.may(Action.SEARCH):
        # Who may look for any child is told that one is there.
        child = str(named.get("child_id") or named["child"])
        desk.refuse_unreadable(child, str(named.get("pep_id", "")))
    return about is not None and desk.may(guard.needs, about)


# --- after it


def _with_headers(response: Response) -> Response:
    if "session" in g:
        _parts()[0].touch.used.set()
    for name, value in _HEADERS.items():
        if name not in response.headers:  # a copy to hand over has its own, stricter one
            response.headers[name] = value
    return response


def _failed(failure: Exception) -> AnyResponse:
    if isinstance(failure, HTTPException):
        return _page(trouble(HTTPStatus(failure.code or HTTPStatus.INTERNAL_SERVER_ERROR)))
    told = trouble_of(failure)
    if told.status is HTTPStatus.INTERNAL_SERVER_ERROR:
        _parts()[2].report(said_of_fault(failure))
    return _page(told)


def _page(told: Trouble, typed: Iterable[str] = ()) -> AnyResponse:
    html = render_template("trouble.html", trouble=told, typed=typed)
    return Response(html, told.status)


def _shown_everywhere() -> dict[str, object]:
    session: Session | None = g.get("session")
    is_open = session is not None and not session.ended
    return {
        "is_open": is_open,
        "is_lent": is_open and session is not None and session.lent is not None,
        "token": session.csrf if session else "",
        "idle_minutes": IDLE_SECONDS // 60,
        "warn_after": IDLE_SECONDS - WARNED_SECONDS,
        **(_of_the_workspace(_parts()[0]) if is_open else {}),
    }


def _of_the_workspace(desk: Desk) -> dict[str, object]:
    """Return whose forms these are; nothing where the workspace cannot be read any more."""
    try:
        authority, person = desk.shared.register.authority, desk.person
    except PepsiteError:
        return {}
    return {
        "virtual_school": authority.virtual_school,
        "marking": authority.marking_for(Audience.STAFF) or "",
        "signed_in_as": desk.person_label(person) if person else "",
    }


def _parts() -> tuple[Desk, Sessions, Settings]:
    desk, sessions, settings = current_app.extensions["pepsite"]
    return desk, sessions, settings
