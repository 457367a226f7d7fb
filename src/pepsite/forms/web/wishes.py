"""A child wants to talk to somebody: first on that person's start page, until they have talked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, abort, render_template, request

from pepsite.errors import GitError
from pepsite.forms.questions.phrasing import in_terms
from pepsite.forms.web.filling import see
from pepsite.forms.web.guards import guarded
from pepsite.forms.web.parts import desk, to
from pepsite.forms.web.plans import PLAN_CHANGED, by_now, day_typed, plan_of
from pepsite.git.main_line import main_line
from pepsite.git.submissions import waiting_branches
from pepsite.privacy.permission import About, Action
from pepsite.privacy.wording import role as role_words
from pepsite.usecases.hear_wishes import accepted_wishes, heard_on_branches
from pepsite.usecases.propose_documents import propose_talked
from pepsite.usecases.submission import BRANCHES, Proposed

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from pepsite.compliance.results import CheckResult
    from pepsite.forms.web.desk import Desk
    from pepsite.git.main_line import MainLine
    from pepsite.git.submissions import Branch
    from pepsite.records.pep import Concern, Pep


@dataclass(frozen=True, slots=True)
class Wish:
    """A child who wants to talk to somebody, as the open wishes of all children are kept.

    `owner` is the id of whoever the child asked for, or "" where nobody is on record as such.
    `is_accepted` is whether the page on which the child said so was accepted.
    """

    child: str
    pep: str
    item: str
    since: date
    whom: str
    owner: str
    is_accepted: bool


@dataclass(frozen=True, slots=True)
class ShownWish:
    """A wish as the start page has it."""

    title: str
    since: date
    note: str
    address: str
    talked: str


def shown_wishes(here: Desk) -> tuple[ShownWish, ...] | None:
    """Return the wishes this person is told of, the oldest first; None while they are looked for.

    That is whoever the child asked for. The virtual school is told too while the child's page was
    not accepted yet, and where nobody on record is whom the child asked for.
    """
    try:
        line = main_line(here.root)
        branches = waiting_branches(here.root, line, BRANCHES)
    except GitError:  # nothing was accepted yet
        return ()
    known = here.wishes.get(
        (line.commit, branches, here.today),
        lambda: here.look_through(lambda: _all_wishes(here, line, branches)),
        here.now,
    )
    if known is None:
        return None
    is_staff = here.may(Action.REVIEW)
    return tuple(
        _shown(here, one)
        for one in known.value
        if one.owner == here.person_id or (is_staff and not (one.owner and one.is_accepted))
    )


def _all_wishes(here: Desk, line: MainLine, branches: tuple[Branch, ...]) -> tuple[Wish, ...]:
    setting = here.shared.setting(here.today)
    heard = heard_on_branches(here.root, line, branches, setting)
    accepted = heard.still_open(accepted_wishes(here.root, line.commit, setting))
    found = [_wish(one, is_accepted=True) for one in accepted]
    found += [_wish(one, is_accepted=False) for one in heard.wishes]
    return tuple(sorted(found, key=lambda one: (one.since, one.child, one.item)))


def _wish(one: CheckResult, *, is_accepted: bool) -> Wish:
    since = one.since or date.min
    whom = role_words(one.doer) if one.doer else ""
    return Wish(one.child or "", one.subject, one.part, since, whom, one.owner or "", is_accepted)


def _shown(here: Desk, one: Wish) -> ShownWish:
    whom = in_terms(f"the {one.whom}", here.terms)
    if one.owner:
        whom = "you" if one.owner == here.person_id else here.label_of(one.owner)
    plan = {"child_id": one.child, "pep_id": one.pep}
    note = ""
    if not one.owner:
        note = "Nobody on record is that for this child. Find out today who can go."
    elif not one.is_accepted:
        note = "The page on which they said so is not accepted yet."
    return ShownWish(
        f"{here.child_label(one.child)} wants to talk to {whom}",
        one.since,
        note,
        to("plan", **plan),
        to("talk", **plan, item=one.item) if one.is_accepted else "",
    )


# --- writing down that somebody talked


def _of_plan(here: Desk, args: Mapping[str, str]) -> About | None:
    found = here.find_plan(args["child_id"], args["pep_id"])
    wish = _open_wish(found[1], args["item"]) if found else None
    return None if found is None or wish is None else here.about("pep", found[0].child)


def _open_wish(pep: Pep, item: str) -> Concern | None:
    open_ones = (one for one in pep.concerns if one.is_wish_to_talk and one.settled_on is None)
    return next((one for one in open_ones if one.id == item), None)


@guarded(Action.FILL, _of_plan)
def talk(child_id: str, pep_id: str, item: str) -> AnyResponse:
    """Ask on which day somebody talked with the child."""
    return _talk_page(child_id, pep_id, item)


@guarded(Action.FILL, _of_plan)
def talked(child_id: str, pep_id: str, item: str) -> AnyResponse:
    """Send for review that somebody talked with the child."""
    here = desk()
    pep = plan_of(here, child_id, pep_id)[1]
    wish = _open_wish(pep, item) or abort(HTTPStatus.NOT_FOUND)
    day = day_typed("talked")
    if day is None:
        return _talk_page(child_id, pep_id, item, _NO_DAY)
    if not wish.raised_on <= day <= here.today:
        return _talk_page(child_id, pep_id, item, _WRONG_DAY)
    by = by_now(here)
    outcome = here.look_through(lambda: propose_talked(here.root, pep, item, day, by))
    if not isinstance(outcome, Proposed):
        return _talk_page(child_id, pep_id, item, PLAN_CHANGED, HTTPStatus.CONFLICT)
    return see(
        to("handed", child_id=child_id, pep_id=pep_id, what="talked", submission=by.submission)
    )


_NO_DAY = "Say on which day it was: a day, a month and a year"
_WRONG_DAY = "The day has to be one since the child said so, and not after today"


def _talk_page(
    child_id: str,
    pep_id: str,
    item: str,
    wrong: str = "",
    status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY,
) -> AnyResponse:
    html = render_template(
        "talk.html",
        place={"child_id": child_id, "pep_id": pep_id, "item": item},
        who=desk().known_as(child_id) or "the child",
        wrong=wrong,
        typed=request.form,
    )
    return Response(html, status if wrong else HTTPStatus.OK)


_PLACE = "/child/<child_id>/plan/<pep_id>/talk/<item>"
ROUTES = ((_PLACE, talk, ["GET"]), (_PLACE, talked, ["POST"]))
