"""The last page of a review or an audit: what becomes of the plan, who does what by when."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import abort, request

from pepsite.forms.questions.answers import DAY_BOXES, join, text, with_posted
from pepsite.forms.web.elements import box_id
from pepsite.forms.web.filling import differing, filling_now, of_form, page_of_form, see
from pepsite.forms.web.following import (
    BECOMES_WORDS,
    PLAN_BECOMES,
    AskedOfAction,
    Following,
    following,
    kept_with,
    wrong,
)
from pepsite.forms.web.guards import guarded
from pepsite.privacy.permission import Action
from pepsite.records.pep import PepStatus

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from pepsite.forms.web.filling import Filling
    from pepsite.forms.web.following import Wrong


@guarded(Action.FILL, of_form)
def conclude(form: str, record: str) -> AnyResponse:
    """Ask what follows from a review or an audit."""
    filling = filling_now()
    return _asked(filling, _following(filling))


@guarded(Action.FILL, of_form)
def concluded(form: str, record: str) -> AnyResponse:
    """Keep what was said, then say what is missing, or go on to the answers."""
    filling = filling_now()
    asked = _following(filling)
    filling = _kept(filling, asked)
    if request.form.get("do") == "later":
        return see(filling.to("tasks"))
    missing = tuple(one for one in wrong(filling, asked) if one.box)
    if missing:
        return _asked(filling, asked, missing)
    return see(filling.to("check"))


def _following(filling: Filling) -> Following:
    return following(filling) or abort(HTTPStatus.NOT_FOUND)


def _kept(filling: Filling, asked: Following) -> Filling:
    here, draft = filling.desk, filling.draft
    posted = {key: request.form.get(key, "") for key in asked.keys}
    with here.drafts.changing(draft.person, draft.form, draft.record) as held:
        now = held.draft or draft
        before = filling.answers
        after = {**with_posted(before, asked.keys, posted), **kept_with(asked, before)}
        new = now.with_answers(differing(before, after), here.now())
        held.save(new)
    return replace(filling, draft=new)


def _asked(filling: Filling, asked: Following, missing: tuple[Wrong, ...] = ()) -> AnyResponse:
    told = {one.box: one.words for one in missing}
    return page_of_form(
        filling,
        "conclude.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if missing else HTTPStatus.OK,
        asked=asked,
        error_list=[{"text": one.words, "href": f"#{box_id(one.box)}"} for one in missing],
        ends=_ends(filling, asked, told),
        actions=[_shown(filling, one, told) for one in asked.actions],
        back=filling.to("tasks"),
    )


_HINTS = {
    PepStatus.COMPLETE: "Nothing more has to be done to it. It counts as done.",
    PepStatus.RETURNED: "With what you wrote about what would make it better.",
    "stays": "The review is sent, and the plan waits.",
}


def _ends(filling: Filling, asked: Following, told: dict[str, str]) -> dict[str, object]:
    if asked.plan is None:
        return {}
    chosen = text(filling.answers, PLAN_BECOMES)
    return {
        "idPrefix": box_id(PLAN_BECOMES),
        "name": PLAN_BECOMES,
        "fieldset": {
            "legend": {"text": asked.title, "classes": "govuk-visually-hidden"},
        },
        "items": [
            {
                "value": one,
                "text": words,
                "hint": {"text": _HINTS[one]},
                "checked": one == chosen,
            }
            for one, words in BECOMES_WORDS.items()
            if one in asked.plan.may_become
        ],
        **_error(told, PLAN_BECOMES),
    }


def _shown(filling: Filling, one: AskedOfAction, told: dict[str, str]) -> dict[str, object]:
    """Return the two questions about one recommendation, as components."""
    people = filling.asking.known.get("person", {})
    owner = text(filling.answers, one.owner)
    first = join(one.by, DAY_BOXES[0])
    return {
        "what": one.what,
        "owner": {
            "id": box_id(one.owner),
            "name": one.owner,
            "label": {"text": "Who sees to it"},
            "items": [
                {"value": "", "text": ""},
                *(
                    {"value": id_, "text": label, "selected": id_ == owner}
                    for id_, label in people.items()
                ),
            ],
            **_error(told, one.owner),
        },
        "by": {
            "id": box_id(one.by),
            "fieldset": {"legend": {"text": "By when"}},
            "items": [
                {
                    "id": box_id(join(one.by, box)),
                    "name": join(one.by, box),
                    "label": box.capitalize(),
                    "value": text(filling.answers, join(one.by, box)),
                    "classes": f"govuk-input--width-{4 if box == 'year' else 2}",
                }
                for box in DAY_BOXES
            ],
            **_error(told, first),
        },
    }


def _error(told: dict[str, str], box: str) -> dict[str, object]:
    return {"errorMessage": {"text": told[box]}} if box in told else {}


_FORM = "/form/<form>/<record>"
ROUTES = (
    (f"{_FORM}/end", conclude, ["GET"]),
    (f"{_FORM}/end", concluded, ["POST"]),
)
