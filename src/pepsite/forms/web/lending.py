"""A page of somebody's own, filled in on another's screen: until it is given back, all there is.

Whoever lends the computer chooses a number first. From then on this browser is shown that one form
and nothing else of the forms, whatever it asks for, until the number is typed. It locks the forms
in this browser, not the computer.
"""

from __future__ import annotations

import re
from hmac import compare_digest
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import Response, g, render_template, request

from pepsite.forms.errors import trouble
from pepsite.forms.web.filling import filling_now, of_form, page_of_form, see
from pepsite.forms.web.guards import guarded
from pepsite.forms.web.parts import desk, sessions, settings, to
from pepsite.forms.web.sessions import Lent, Session
from pepsite.privacy.permission import Action

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from pepsite.forms.web.desk import Desk
    from pepsite.forms.web.filling import Filling
    from pepsite.forms.web.guards import Guard

FEWEST_DIGITS: Final = 4
_MOST_DIGITS: Final = 12
MOST_TRIES: Final = 5
"""After how many wrong numbers the forms close in this browser."""
_NUMBER: Final = re.compile(rf"[0-9]{{{FEWEST_DIGITS},{_MOST_DIGITS}}}")
_DIGITS: Final = f"{FEWEST_DIGITS} to {_MOST_DIGITS} digits"
_NO_NUMBER: Final = f"Choose a number of {_DIGITS}"
_WRONG: Final = "This is not the number that was chosen"


def is_gone(session: Session) -> bool:
    """Say whether the page is of a form that whoever the computer is lent to has finished.

    Sent or waiting for whoever lent it, it is gone for them, and they are not told which.
    """
    lent, args = session.lent, request.view_args or {}
    if lent is None or (args.get("form"), args.get("record")) != (lent.form, lent.record):
        return False
    return request.endpoint in _PUTTING_RIGHT or _is_finished()


def _is_finished() -> bool:
    filling: Filling | None = g.get("filling")
    return filling is not None and filling.draft.finished_at is not None


def in_its_place(here: Desk, session: Session, guard: Guard) -> AnyResponse | None:
    """Return what is shown in the place of the page that was asked for, or None: the page is.

    What is being sent from a page is always let through, so that it is kept.
    """
    args = request.view_args or {}
    asked = str(args.get("form", "")), str(args.get("record", ""))
    lent = session.lent
    is_to_put_right = request.endpoint in _PUTTING_RIGHT
    if lent is not None:
        # Whoever borrowed it goes back in the browser, and may not choose a number of their own.
        if asked == (lent.form, lent.record) and request.endpoint in _LENDING:
            return see(to("tasks", form=lent.form, record=lent.record))
        is_open = guard.while_lent or asked == (lent.form, lent.record)
        return None if is_open else see(to("give_back"))
    spec = here.form(asked[0]) if asked[1] else None
    if spec is None or not spec.is_lent:
        return None
    if _is_finished():
        is_open = is_to_put_right or guard.keeps or request.endpoint == "settle"
        return None if is_open else see(to("put_right", form=spec.id, record=asked[1]))
    if not is_to_put_right and (guard.keeps or request.endpoint in _LENDING):
        return None
    return see(to("lend", form=spec.id, record=asked[1]))


@guarded(Action.FILL, of_form)
def lend(form: str, record: str) -> AnyResponse:
    """Ask for the number with which the computer is taken back."""
    return _lend_page()


@guarded(Action.FILL, of_form)
def lent(form: str, record: str) -> AnyResponse:
    """Show nothing but this form from now on."""
    number = request.form.get("number", "").strip()
    if not _NUMBER.fullmatch(number):
        return _lend_page(_NO_NUMBER)
    session: Session = g.session
    session.lent = Lent(form, record, number)
    return _with_new_cookie(see(filling_now().to("tasks")))


def _lend_page(wrong: str = "") -> AnyResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    filling = filling_now()
    child = filling.draft.child or ""
    is_childs = filling.spec.speaks_to == "child"
    who = (filling.desk.known_as(child) or "the child") if is_childs else "the carer"
    back = to("child", child_id=child)
    return page_of_form(
        filling, "lend.html", status, wrong=wrong, digits=_DIGITS, who=who, back=back
    )


@guarded(Action.START, while_lent=True)
def give_back() -> AnyResponse:
    """Say that the computer goes back to whoever lent it, who types the number."""
    session: Session = g.session
    return see(to("start")) if session.lent is None else _back_page(session.lent)


@guarded(Action.START, while_lent=True)
def taken_back() -> AnyResponse:
    """Show everything again to whoever knows the number; close the forms to who only guesses."""
    session: Session = g.session
    if session.lent is None:
        return see(to("start"))
    typed = request.form.get("number", "").strip()
    if compare_digest(typed.encode(), session.lent.number.encode()):
        waits = _goes_on(session.lent, is_finished=True)
        where = {"form": session.lent.form, "record": session.lent.record}
        session.lent = None
        return _with_new_cookie(see(to("put_right", **where) if waits else to("start")))
    session.lent.tries += 1
    if session.lent.tries < MOST_TRIES:
        return _back_page(session.lent, _WRONG)
    sessions().end(session)
    told = trouble(HTTPStatus.UNAUTHORIZED, f"A wrong number was typed {MOST_TRIES} times.")
    return Response(render_template("trouble.html", trouble=told, is_open=False), told.status)


def _back_page(lent: Lent, wrong: str = "") -> AnyResponse:
    goes_on = _goes_on(lent, is_finished=False)
    html = render_template(
        "give_back.html",
        wrong=wrong,
        on=to("tasks", form=lent.form, record=lent.record) if goes_on else "",
    )
    return Response(html, HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK)


def _goes_on(lent: Lent, *, is_finished: bool) -> bool:
    """Say whether what was filled in is still kept here, and was finished or not."""
    here = desk()
    draft = here.drafts.find(here.person_id, lent.form, lent.record)
    return draft is not None and (draft.finished_at is not None) is is_finished


def _with_new_cookie(response: AnyResponse) -> AnyResponse:
    """Have the browser go on by another key: it then shows no page again that it kept itself."""
    session: Session = g.session
    sessions().renew(session)
    response.set_cookie(
        settings().cookie,
        session.key,
        httponly=True,
        samesite="Strict",
        path=f"{settings().below}/",
    )
    return response


_LENDING: Final = ("lend", "lent")
_PUTTING_RIGHT: Final = ("put_right", "put_right_sent")
"""What is for whoever lent the computer, once the page is finished."""
_PLACE: Final = "/form/<form>/<record>/lend"
ROUTES = (
    (_PLACE, lend, ["GET"]),
    (_PLACE, lent, ["POST"]),
    ("/give-back", give_back, ["GET"]),
    ("/give-back", taken_back, ["POST"]),
)
