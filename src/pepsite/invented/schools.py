"""The invented places of education, and the calendars they keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from pepsite.invented.fields import Fields, given, iso
from pepsite.invented.terms import (
    NEIGHBOUR,
    NEIGHBOUR_CLOSURES,
    NEIGHBOUR_TERMS,
    OUR_CLOSURES,
    OUR_TERMS,
    SOME_CLOSURES,
    US,
    WELSH,
    Term,
)

if TYPE_CHECKING:
    from pepsite.invented.dice import Dice

EARLY, PRIMARY, SECONDARY, LATER = "early", "primary", "secondary", "later"
SPECIAL, REFERRAL, TUTOR, SECURE = "special", "referral", "tutor", "secure"

_FIRST_UKPRNS = 10_000
"""How many schools there are room for above 1999 0000: a number has eight figures."""


class _Place(NamedTuple):
    name: str
    type: str
    stage: str
    phases: tuple[str, ...]
    authority: str = US
    inspected: tuple[str, str] | None = None


_FIRST = (
    _Place("Acorn Lane Nursery School", "nursery", EARLY, ("eyfs",), US,
           ("2023-06-14", "Good")),
    _Place("Hollin Brook Primary School", "maintained", PRIMARY, ("eyfs", "statutory"), US,
           ("2023-11-08", "Good")),
    _Place("St Wilfrida's Church of England Primary School", "maintained", PRIMARY,
           ("eyfs", "statutory"), US, ("2025-02-05", "Quality of education: good")),
    _Place("Kilnfield Primary Academy", "academy", PRIMARY, ("eyfs", "statutory"), US,
           ("2022-05-18", "Requires improvement")),
    _Place("Thornbeck Primary School", "maintained", PRIMARY, ("eyfs", "statutory"), NEIGHBOUR,
           ("2024-03-20", "Good")),
    _Place("Ashmere Park Academy", "academy", SECONDARY, ("statutory", "post-16"), US,
           ("2024-01-24", "Good")),
    _Place("The Gatley Moss School", "maintained", SECONDARY, ("statutory",), US,
           ("2025-03-12", "Behaviour and attitudes: requires improvement")),
    _Place("Ridgeway Cross Academy", "academy", SECONDARY, ("statutory",), US,
           ("2023-09-27", "Good")),
    _Place("Larchmont House School", "independent", SECONDARY, ("statutory",), NEIGHBOUR,
           ("2024-06-05", "Meets the independent school standards")),
    _Place("Ysgol Glan Carreg", "maintained", SECONDARY, ("statutory",), WELSH),
    _Place("Beechcroft Special School", "special", SPECIAL, ("eyfs", "statutory", "post-16"), US,
           ("2022-10-12", "Outstanding")),
    _Place("The Bridge Centre", "pupil-referral-unit", REFERRAL, ("statutory",), US,
           ("2023-04-26", "Good")),
    _Place("Lanternlight Tuition", "tutor", TUTOR, ("statutory",)),
    _Place("Ashmere and Vale College", "further-education-college", LATER, ("post-16",), US,
           ("2024-05-15", "Good")),
    _Place("Fellgate Secure Children's Home, education unit", "secure-setting", SECURE,
           ("statutory", "post-16"), NEIGHBOUR),
)  # fmt: skip
_OWN_CALENDAR = 7
"""Ridgeway Cross belongs to a trust over the border and keeps its dates."""

_MORE = (EARLY, PRIMARY, SECONDARY, PRIMARY, PRIMARY, SECONDARY, PRIMARY, SECONDARY, LATER, PRIMARY)
_WORDS = (
    "Alder", "Birch", "Cinder", "Dove", "Elder", "Furnace", "Gorse", "Heron", "Ironstone", "Jay",
    "Kestrel", "Lime", "Mallow", "Nettle", "Osier", "Plover", "Quarry", "Rowan", "Sorrel", "Tansy",
)  # fmt: skip
_LANDMARKS = (
    "bank", "combe", "croft", "dale", "end", "fold", "gate", "hurst", "ings", "ley", "mere",
    "moor", "ridge", "rigg", "shaw", "side", "thorpe", "wick", "with", "worth",
)  # fmt: skip
_ENDINGS = {
    EARLY: ("Nursery", "nursery", ("eyfs",)),
    PRIMARY: ("Primary School", "maintained", ("eyfs", "statutory")),
    SECONDARY: ("Academy", "academy", ("statutory",)),
    LATER: ("Sixth Form College", "sixth-form-college", ("post-16",)),
}


_Shut: TypeAlias = tuple[str, str, list[str]]


class Places(NamedTuple):
    """The schools, and for each stage those that serve it, in the order they were invented."""

    schools: list[Fields]
    by_stage: dict[str, list[Fields]]
    keeps_neighbour_dates: frozenset[str]
    number_of: dict[str, int]


def invent_schools(dice: Dice, children: int) -> Places:
    """Return fifteen places of education, and more of them for more than forty children."""
    more = max(0, children - 40) * 2 // 5
    places = _FIRST + tuple(_another(dice, number) for number in range(more))
    schools: list[Fields] = []
    by_stage: dict[str, list[Fields]] = {}
    for number, place in enumerate(places):
        school = _school(dice, place, number)
        schools.append(school)
        by_stage.setdefault(place.stage, []).append(school)
    keeps = {school["id"] for school in schools if school["authority"] == NEIGHBOUR}
    keeps.add(schools[_OWN_CALENDAR]["id"])
    number_of = {school["id"]: number for number, school in enumerate(schools)}
    return Places(schools, by_stage, frozenset(keeps), number_of)


def _another(dice: Dice, number: int) -> _Place:
    ending, kind, phases = _ENDINGS[_MORE[number % len(_MORE)]]
    words = _WORDS[number // 7 % len(_WORDS)] + _LANDMARKS[number % len(_LANDMARKS)]
    again = number // (len(_WORDS) * 20)
    name = f"{words}{' ' + ('North', 'South', 'East', 'West')[again % 4] if again else ''} {ending}"
    away = dice.likely(0.2)
    year, month = dice.between(2021, 2024), dice.between(1, 7)
    seen = (
        f"{year}-{month:02d}-{dice.between(1, 28):02d}",
        dice.one_of(("Good", "Good", "Outstanding", "Requires improvement")),
    )
    return _Place(name, kind, _MORE[number % len(_MORE)], phases, NEIGHBOUR if away else US, seen)


def _school(dice: Dice, place: _Place, number: int) -> Fields:
    return given(
        {
            "schema": "school/1",
            "id": dice.record_id("school"),
            "name": place.name,
            **_number(place, number),
            "type": place.type,
            "phases": list(place.phases),
            "authority": place.authority,
            "in_area": place.authority == US,
            "nation": "wales" if place.authority == WELSH else "england",
            "district": _district(dice, place),
            "inspections": [
                {"id": dice.item_id(), "inspected_on": on, "outcome": outcome}
                for on, outcome in ([place.inspected] if place.inspected else [])
            ],
        }
    )


def _district(dice: Dice, place: _Place) -> str | None:
    if place.authority != US:
        return None
    return dice.one_of(("Ashmere North", "Ashmere South", "Ashmere Town", "The Vale"))


def _number(place: _Place, number: int) -> Fields:
    """Return a number of the right form that has never been given to a real place."""
    if place.type in ("tutor", "secure-setting") or place.authority == WELSH:
        return {"local_id": f"AVS-{number + 1:04d}"}
    if place.stage == LATER:
        first = 19_990_000 if number < _FIRST_UKPRNS else 19_900_000
        return {"ukprn": f"{first + number}"}
    if place.type == "nursery":
        return {"early_years_number": f"EY99{number:04d}"}
    return {"urn": f"99{number:05d}"}


def invent_calendars(dice: Dice, schools: list[Fields]) -> list[Fields]:
    """Return the calendars of both years: ours, the neighbour's, and one school's own."""
    own = schools[_OWN_CALENDAR]
    some = [
        (on, reason, [schools[number]["id"] for number in shut])
        for on, reason, shut in SOME_CLOSURES
    ]
    made = []
    for year in (2024, 2025):
        ours: list[_Shut] = [(on, reason, []) for on, reason in OUR_CLOSURES]
        theirs: list[_Shut] = [(on, reason, []) for on, reason in NEIGHBOUR_CLOSURES]
        made += [
            _calendar(dice, year, US, OUR_TERMS, ours + some),
            _calendar(dice, year, NEIGHBOUR, NEIGHBOUR_TERMS, theirs),
            _calendar(dice, year, NEIGHBOUR, NEIGHBOUR_TERMS, theirs, school=own["id"]),
        ]
    return made


def _calendar(  # noqa: PLR0913  # a calendar has this many parts
    dice: Dice,
    year: int,
    authority: str,
    terms: tuple[Term, ...],
    closures: list[_Shut],
    *,
    school: str | None = None,
) -> Fields:
    kept = [term for term in terms if term.academic_year == year]
    within = (iso(kept[0].starts_on) or "", iso(kept[-1].ends_on) or "")
    return given(
        {
            "schema": "calendar/1",
            "id": dice.record_id("calendar"),
            "academic_year": year,
            "authority": authority,
            "ours": authority == US,
            "school": school,
            "terms": [
                {
                    "id": dice.item_id(),
                    "term": term.name,
                    "starts_on": iso(term.starts_on),
                    "ends_on": iso(term.ends_on),
                    "half_term": {
                        "starts_on": iso(term.half_from),
                        "ends_on": iso(term.half_until),
                    },
                }
                for term in kept
            ],
            "closures": [
                given({"id": dice.item_id(), "closed_on": on, "reason": reason, "schools": shut})
                for on, reason, shut in sorted(closures)
                if within[0] <= on <= within[1]
            ],
        }
    )
