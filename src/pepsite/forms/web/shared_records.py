"""Records that all children share: places of education, people, calendars, actions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, abort, render_template

from pepsite.forms.questions.phrasing import called_by
from pepsite.forms.web.guards import guarded
from pepsite.forms.web.parts import desk, to
from pepsite.forms.web.words import day
from pepsite.privacy.permission import About, Action
from pepsite.usecases.list_actions import find_action, open_actions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from werkzeug.wrappers import Response as AnyResponse

    from pepsite.forms.questions.specification import Form
    from pepsite.forms.web.desk import Desk
    from pepsite.records.calendar import Calendar
    from pepsite.records.review import Action as ActionRecord

YEARS = "Terms, and days on which school is shut"
OPEN_ACTIONS = "Actions that are open"
"""What the lists of calendars and of actions are called."""


@dataclass(frozen=True, slots=True)
class Found:
    """A child, or a record that all share, as a list shows it; `within`: the children there."""

    label: str
    more: str
    address: str
    within: tuple[Found, ...] = ()


# --- places of education


def _of_school(here: Desk, args: Mapping[str, str]) -> About | None:
    return here.about("school") if args["school_id"] in here.schools else None


@guarded(Action.READ, _of_school)
def school(school_id: str) -> AnyResponse:
    """Show a place of education, and the children there now whom this person may see."""
    here = desk()
    children = children_at(here, {school_id}).get(school_id, ())
    name = here.schools[school_id].name
    return _page(here, "school", school_id, name, children=children, has_children=True)


def children_at(here: Desk, schools: AbstractSet[str]) -> Mapping[str, tuple[Found, ...]]:
    """Return the children at each of these places today whom this person may see."""

    def look() -> dict[str, set[str]]:
        there: defaultdict[str, set[str]] = defaultdict(set)
        for child in here.children_naming(schools):
            if here.may(Action.READ, here.about("child", child)):
                for one in child.education:
                    if one.school in schools and one.covers(here.today):
                        there[one.school].add(child.id)
        return dict(there)

    found = here.look_through(look)
    return {school_id: in_order(here, ids) for school_id, ids in found.items()}


def in_order(here: Desk, children: Iterable[str]) -> tuple[Found, ...]:
    """Return children as a list shows them, by what they are called."""
    found = (
        Found(label, child if label != child else "", to("child", child_id=child))
        for child in children
        for label in (here.child_label(child),)
    )
    return tuple(sorted(found, key=lambda one: (one.label.casefold(), one.address)))


# --- people


def _of_person(here: Desk, args: Mapping[str, str]) -> About | None:
    return here.about("person") if args["person_id"] in here.shared.register.people else None


@guarded(Action.READ, _of_person)
def person(person_id: str) -> AnyResponse:
    """Show a member of staff."""
    here = desk()
    label = here.person_label(here.shared.register.people[person_id])
    return _page(here, "person", person_id, label)


# --- calendars


def _of_calendars(here: Desk, _: Mapping[str, str]) -> About:
    return here.about("calendar")


@guarded(Action.READ, _of_calendars)
def calendars() -> AnyResponse:
    """List the years whose terms are known, the latest first."""
    here = desk()
    known = here.shared.register.calendars.values()
    found = [
        Found(_year(here, one), _closures(one), to("calendar", calendar_id=one.id))
        for one in sorted(known, key=lambda one: (-one.academic_year, one.authority, one.id))
    ]
    return _list(YEARS, found, "No year's terms are here yet.")


def _year(here: Desk, one: Calendar) -> str:
    whose = here.label_of(one.school) if one.school else one.authority
    return f"{one.academic_year}/{(one.academic_year + 1) % 100:02}: {whose}"


def _closures(one: Calendar) -> str:
    number = len(one.closures)
    if not number:
        return "No day on which school is shut"
    return f"{number} {'day' if number == 1 else 'days'} on which school is shut"


def _of_calendar(here: Desk, args: Mapping[str, str]) -> About | None:
    known = here.shared.register.calendars
    return here.about("calendar") if args["calendar_id"] in known else None


@guarded(Action.READ, _of_calendar)
def calendar(calendar_id: str) -> AnyResponse:
    """Show the terms of a year, and the days on which school is shut."""
    here = desk()
    one = here.shared.register.calendars[calendar_id]
    terms = tuple(
        f"{dates.term.capitalize()}: {day(dates.starts_on)} to {day(dates.ends_on)}"
        for dates in one.terms
    )
    shut = tuple(f"{day(each.closed_on)}: {each.reason}" for each in one.closures)
    facts = (("Terms", terms), ("School is shut on", shut or ("No day yet",)))
    back = (to("calendars"), YEARS)
    return _page(here, "calendar", calendar_id, _year(here, one), facts=facts, back=back)


# --- actions


def _of_actions(here: Desk, _: Mapping[str, str]) -> About:
    return here.about("action")


@guarded(Action.READ, _of_actions)
def actions() -> AnyResponse:
    """List the actions of which nothing has come yet, the soonest first."""
    here = desk()
    found = [
        Found(
            _called(here, one, one.action), _who_and_when(here, one), to("action", action_id=one.id)
        )
        for one in here.look_through(lambda: open_actions(here.root))
    ]
    return _list(OPEN_ACTIONS, found, "No action is open.")


def _called(here: Desk, one: ActionRecord, said: str) -> str:
    return " ".join(called_by(here.known_as(one.child) if one.child else "", said).split())


def _who_and_when(here: Desk, one: ActionRecord) -> str:
    whose = (here.child_label(one.child),) if one.child else ()
    late = "Late: it was" if one.target_on < here.today else "It is"
    return ". ".join(
        (*whose, here.label_of(one.owner), f"{late} to be done by {day(one.target_on)}")
    )


def _of_action(here: Desk, args: Mapping[str, str]) -> About | None:
    return here.about("action") if find_action(here.root, args["action_id"]) else None


@guarded(Action.READ, _of_action)
def action(action_id: str) -> AnyResponse:
    """Show an action: what is to be done, by whom and by when, and what came of it."""
    here = desk()
    one = find_action(here.root, action_id)
    if one is None:
        abort(HTTPStatus.NOT_FOUND)
    facts = (
        *((("Child", (here.child_label(one.child),)),) if one.child else ()),
        ("What was recommended", (_called(here, one, one.recommendation),)),
        ("Who does it", (here.label_of(one.owner),)),
        ("By when", (day(one.target_on),)),
        ("Is it done?", ("Not yet" if one.outcome is None else day(one.outcome.ended_on),)),
    )
    title, back = _called(here, one, one.action), (to("actions"), OPEN_ACTIONS)
    return _page(here, "action", action_id, title, facts=facts, back=back, tab="One action")


# --- what all of them do


def _list(title: str, found: list[Found], none_yet: str) -> AnyResponse:
    return Response(render_template("shared_list.html", title=title, found=found, none=none_yet))


def _page(  # what a record of any kind may have to show
    here: Desk,
    kind: str,
    record_id: str,
    label: str,
    *,
    facts: tuple[tuple[str, tuple[str, ...]], ...] = (),
    children: tuple[Found, ...] = (),
    has_children: bool = False,
    back: tuple[str, str] | None = None,
    tab: str = "",
) -> AnyResponse:
    html = render_template(
        "record.html",
        record_id=record_id,
        label=label,
        tab=tab,
        facts=facts,
        children=children,
        has_children=has_children,
        sees_all=here.may(Action.SEARCH),
        back=back or (to("start"), "Start page"),
        forms=forms_on(here, kind),
    )
    return Response(html)


def forms_on(here: Desk, kind: str, child_id: str | None = None) -> list[Form]:
    """Return the forms this person may fill in about a record of this kind."""
    return [
        spec
        for spec in here.forms()
        if spec.record == kind and spec.judged_by is None and here.may_fill_in(spec, child_id)
    ]


ROUTES = (
    ("/school/<school_id>", school, ["GET"]),
    ("/person/<person_id>", person, ["GET"]),
    ("/calendars", calendars, ["GET"]),
    ("/calendar/<calendar_id>", calendar, ["GET"]),
    ("/actions", actions, ["GET"]),
    ("/action/<action_id>", action, ["GET"]),
)
