"""Finding one's way: what was begun, who and what there is, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, abort, redirect, render_template, request

from pepsite.forms.questions.phrasing import pep_label
from pepsite.forms.web.ahead import FIRST, lists
from pepsite.forms.web.at_hand import judges_plans
from pepsite.forms.web.auditing import audits_for
from pepsite.forms.web.guards import guarded
from pepsite.forms.web.parts import desk, to
from pepsite.forms.web.plans import of_plan, plan_of
from pepsite.forms.web.sent_back import why_sent_back
from pepsite.forms.web.shared_records import (
    OPEN_ACTIONS,
    YEARS,
    Found,
    children_at,
    forms_on,
    in_order,
)
from pepsite.forms.web.wishes import shown_wishes
from pepsite.privacy.permission import About, Action
from pepsite.privacy.wording import year_group
from pepsite.records.pep import PepStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from werkzeug.wrappers import Response as AnyResponse

    from pepsite.forms.questions.specification import Form
    from pepsite.forms.web.desk import Desk
    from pepsite.records.casefile import Casefile
    from pepsite.records.pep import Pep
    from pepsite.records.review import Audit
    from pepsite.store.drafts import Draft

FEWEST_LETTERS = 2
"""How many letters a search has at least: nearly everybody has any one of them."""
MOST_FOUND = 50
"""How many of each sort a search shows; it says so where there are more."""

MOST_WITH_CHILDREN = 5
"""How many places of education a search may find and show with the children who are there now."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A form somebody has begun, as the start page shows it."""

    draft: Draft
    title: str
    about: str
    kept_until: date


@guarded(Action.START)
def start() -> AnyResponse:
    """Show what was begun, what can be begun, and the box to search with."""
    here = desk()
    days = here.shared.register.authority.drafts_kept_days
    begun = [
        Begun(draft, spec.title, _about(here, draft), draft.kept_until(days))
        for draft in here.drafts.all_of(here.person_id)
        if (spec := here.form(draft.form)) is not None
    ]
    known = "a name, " if here.identities is not None else ""
    return _page(
        "start.html",
        begun=[one for one in begun if one.draft.finished_at is None],
        finished=[one for one in begun if one.draft.finished_at is not None],
        forms=list(_new_forms(here)),
        shared=list(_shared_records(here)),
        days=days,
        may_search=here.may(Action.SEARCH),
        own_children=None if here.may(Action.SEARCH) else _own_children(here),
        may_review=here.may(Action.REVIEW),
        wishes=shown_wishes(here),
        ahead=lists(here),
        first=FIRST,
        touch=here.touch,
        search_hint=f"By {known}an id, a school or its URN",
    )


def _own_children(here: Desk) -> tuple[Found, ...]:
    """Return the children of somebody who may not search all of them, by what they are called."""
    person = here.person
    near = {person.id, *person.schools} if person else set()
    return in_order(
        here,
        (
            child.id
            for child in here.children_naming(near)
            if here.may(Action.READ, here.about("child", child))
        ),
    )


def _shared_records(here: Desk) -> Iterator[tuple[str, str]]:
    """Yield where records that no search finds are listed, for those who fill in forms on them."""
    if forms_on(here, "calendar"):
        yield YEARS, to("calendars")
    if forms_on(here, "action"):
        yield OPEN_ACTIONS, to("actions")


def _about(here: Desk, draft: Draft) -> str:
    return here.child_label(draft.child) if draft.child else ""


def _new_forms(here: Desk) -> Iterator[Form]:
    """Yield the forms that can be begun here: those of a record that is about no child yet."""
    for spec in here.forms():
        begins_here = spec.owns and spec.record in _BEGUN_BY_THEMSELVES
        if begins_here and here.may_fill_in(spec, None):
            yield spec


_BEGUN_BY_THEMSELVES = ("child", "school", "person", "calendar")


# --- searching


@guarded(Action.SEARCH)
def search() -> AnyResponse:
    """Look for children, schools and people. What was looked for is in no address."""
    wanted = " ".join(request.form.get("wanted", "").split())
    if not wanted:
        return redirect(to("start"), HTTPStatus.SEE_OTHER)
    here = desk()
    if len(wanted) < FEWEST_LETTERS:
        return _page("search.html", HTTPStatus.UNPROCESSABLE_ENTITY, wanted=wanted, too_short=True)
    words = wanted.casefold().split()
    children = [*_children(here, words)]
    schools = [*_schools(here, words)]
    people = [*_people(here, words)]
    return _page(
        "search.html",
        wanted=wanted,
        groups=[("Children", children), ("Places of education", schools), ("Staff", people)],
        to_open=len(schools) > MOST_WITH_CHILDREN and "Places of education",
        most=MOST_FOUND,
        has_names=here.identities is not None,
    )


def _children(here: Desk, words: list[str]) -> Iterator[Found]:
    """Yield the children whose id, name or known-as name has every word."""
    for child_id in here.children:
        known = here.identities.identity(child_id) if here.identities else None
        names = [known.full_name, known.known_as, *known.previous_names] if known else []
        if _has(words, child_id, *names):
            full = known.full_name if known and known.full_name else ""
            label = here.child_label(child_id)
            more = " · ".join(one for one in (full, child_id) if one != label and one)
            yield Found(label, more, to("child", child_id=child_id))


def _schools(here: Desk, words: list[str]) -> Iterator[Found]:
    """Yield the places of education that have every word, a few with the children there now."""
    known = sorted(here.schools.values(), key=lambda one: one.name.casefold())
    found = [
        one for one in known if _has(words, one.id, one.name, one.urn, one.ukprn, one.local_id)
    ]
    few = {one.id for one in found} if len(found) <= MOST_WITH_CHILDREN else set()
    there = children_at(here, few) if few else {}
    for one in found:
        address = to("school", school_id=one.id)
        yield Found(one.name, one.urn or one.id, address, there.get(one.id, ()))


def _people(here: Desk, words: list[str]) -> Iterator[Found]:
    for person in here.shared.register.people.values():
        label = here.person_label(person)
        if _has(words, person.id, label):
            yield Found(label, person.id, to("person", person_id=person.id))


def _has(words: list[str], *texts: str | None) -> bool:
    said = " ".join(text.casefold() for text in texts if text)
    return all(word in said for word in words)


# --- one child, and one plan


def _of_child(here: Desk, args: Mapping[str, str]) -> About | None:
    casefile = here.casefile(args["child_id"])
    return None if casefile is None else here.about("child", casefile.child)


@guarded(Action.READ, _of_child)
def child(child_id: str) -> AnyResponse:
    """Show a child's plans, and what can be begun for the child."""
    here = desk()
    casefile = here.casefile(child_id)
    if casefile is None:
        abort(HTTPStatus.NOT_FOUND)
    today = here.today
    years = [one for one in casefile.child.year_groups if one.from_on <= today]
    places = [
        (here.schools[one.school].name, to("school", school_id=one.school))
        for one in casefile.child.education
        if one.covers(today) and one.school in here.schools
    ]
    open_plan = next((one for one in reversed(casefile.peps) if one.status in _OPEN), None)
    return _page(
        "child.html",
        child_id=child_id,
        label=here.child_label(child_id),
        full_name=here.full_name(child_id),
        year=year_group(years[-1].year_group) if years else "",
        schools=places,
        peps=[(pep, pep_label(pep)) for pep in reversed(casefile.peps)],
        may_read=here.may(Action.READ_WHOLE, here.about("pep", casefile.child)),
        open_plan=open_plan,
        daily=[one for one in forms_on(here, "pep", child_id) if open_plan and one.id in _DAILY],
        new=[one for one in forms_on(here, "pep", child_id) if one.owns],
        about_child=forms_on(here, "child", child_id),
        audits=_audits(here, casefile),
        may_audit=bool(audits_for(here, child_id)),
    )


@guarded(Action.READ, of_plan)
def plan(child_id: str, pep_id: str) -> AnyResponse:
    """Show one plan, and what can be done about it."""
    here = desk()
    casefile, pep = plan_of(here, child_id, pep_id)
    forms = [
        spec
        for spec in forms_on(here, "pep", child_id)
        if pep.status in _WHILE.get(spec.id, tuple(PepStatus))
        and (spec.id != "accept" or _is_accepted_as_it_is(here, pep))
    ]
    about = here.about("pep", casefile.child)
    return _page(
        "plan.html",
        child_id=child_id,
        label=here.child_label(child_id),
        full_name=here.full_name(child_id),
        pep=pep,
        title=pep_label(pep),
        forms=forms,
        back=why_sent_back(here, child_id, pep_id),
        may_read=here.may(Action.READ_WHOLE, about),
        may_hand_over=here.may(Action.HAND_OVER, about),
        review=_review_of(here, child_id) if pep.status is PepStatus.SUBMITTED else None,
        may_audit=bool(audits_for(here, child_id, pep)),
    )


def _is_accepted_as_it_is(here: Desk, pep: Pep) -> bool:
    """Say whether the policy of the day asks for no review before a plan is complete."""
    return not here.shared.policy.accepting_on(pep.completed_on or here.today)


def _audits(here: Desk, casefile: Casefile) -> list[tuple[Audit, str]] | None:
    """Return the child's audits, the latest first, with their titles.

    None for whoever may not read them: they are not told whether there is one.
    """
    titles = {one.id: one.title for one in here.shared.policy.audits}
    if not here.may(Action.READ, here.about("audit", casefile.child)):
        return None
    found = sorted(casefile.audits, key=lambda one: (one.audited_on, one.id), reverse=True)
    return [(one, titles.get(one.template.name, one.template.name)) for one in found]


def _review_of(here: Desk, child_id: str) -> Form | None:
    """Return the form that a plan is quality assured with, where this person may."""
    spec = here.form("qa-review")
    may = spec is not None and here.may(Action.FILL, here.about_form(spec, child_id))
    return spec if may and judges_plans(here) else None


_DAILY = ("pep", "child-voice", "typed-for-someone")
"""What is done every day about a plan that somebody works on: from the child's page at once."""
_OPEN = (PepStatus.DRAFT, PepStatus.RETURNED)
_WHILE = {
    "pep": _OPEN,
    "meeting": (*_OPEN, PepStatus.SUBMITTED),
    "typed-for-someone": _OPEN,
    "child-voice": _OPEN,
    "carer-view": _OPEN,
    "accept": (PepStatus.SUBMITTED,),
    "return": (PepStatus.SUBMITTED,),
    "close": (*_OPEN, PepStatus.SUBMITTED),
    "revise": (PepStatus.COMPLETE,),
    "filed": (PepStatus.COMPLETE,),
}
"""How far a plan is while a form can be filled in about it."""


def _page(template: str, status: HTTPStatus = HTTPStatus.OK, **shown: object) -> AnyResponse:
    return Response(render_template(template, **shown), status)


ROUTES = (
    ("/", start, ["GET"]),
    ("/search", search, ["POST"]),
    ("/child/<child_id>", child, ["GET"]),
    ("/child/<child_id>/plan/<pep_id>", plan, ["GET"]),
)
