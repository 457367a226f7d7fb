"""What keeps a form from being sent and lies outside it: said in words, with a way out.

The check that every change has to pass judges all that a change touches: a date in one record may
not agree with a date in another. Whoever fills in a form has never seen the names of fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.forms.questions.checking import said_of
from pepsite.forms.questions.phrasing import day_in_words, in_terms, pep_label
from pepsite.forms.web.parts import to
from pepsite.privacy.permission import Action
from pepsite.records.paths import place_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pepsite.findings import Finding
    from pepsite.forms.web.desk import Desk
    from pepsite.records.paths import Place


def told_elsewhere(here: Desk, own: str, findings: Iterable[Finding]) -> tuple[dict[str, str], ...]:
    """Return a line for each thing found outside the form, each said once.

    It leads to where it lies, where this person may look there. `own` is the path of the record
    that was filled in.
    """
    found = [_line(here, own, one) for one in findings]
    return tuple({one["text"]: one for one in found}.values())


def _line(here: Desk, own: str, told: Finding) -> dict[str, str]:
    words, place = said_of(told), place_of(told.path)
    if not words or place is None:
        return {"text": f"{_OUTSIDE} {_WHOM}"}
    said = in_terms(words, here.terms)
    if told.path == own:
        return {"text": said}
    where, address = _of_child(here, place) if place.child else _shared(here, told.path, place)
    line = {"text": f"{said}. This is about {where}, which is not part of this form. {_WHOM}"}
    return {**line, "href": address} if address else line


_OUTSIDE = "Something outside this form keeps it from being sent."
_WHOM = "If you cannot put it right, tell whoever keeps the records. What you wrote is kept."


def _shared(here: Desk, path: str, place: Place) -> tuple[str, str]:
    """Return what a record of no child is called in a sentence, and its page where it has one."""
    where = _SHARED.get(place.kind, "another record")
    is_open = place.kind in _SHARED and here.may(Action.READ, here.about(place.kind))
    if not is_open or here.record(path) is None:
        return where, ""
    return where, to(place.kind, **{f"{place.kind}_id": place.id or ""})


_SHARED = {
    "school": "a place of education",
    "person": "what is known about a member of staff",
    "calendar": "terms and closures",
    "action": "an action",
}
"""What the records are called that have a page, by their kind; the page is called as the kind."""


def _of_child(here: Desk, place: Place) -> tuple[str, str]:
    """Return what a record in a child's folder is called in a sentence, and a page that shows it.

    Of a child who is not this person's nothing is said.
    """
    child, id_ = place.child or "", place.id or ""
    casefile = here.casefile(child)
    if casefile is None or not here.may(Action.READ, here.about("child", casefile.child)):
        return "a record of another child", ""
    plans = {one.id: one for one in casefile.peps}
    reviews = {one.id: one for one in casefile.qa_reviews}
    if id_ in plans:
        return f"a plan, {pep_label(plans[id_])}", to("plan", child_id=child, pep_id=id_)
    if id_ in reviews:
        review = reviews[id_]
        where = f"the QA review of {day_in_words(review.reviewed_on)}"
        known = review.pep in plans
        return where, to("plan", child_id=child, pep_id=review.pep) if known else ""
    where = "an audit" if place.kind == "audit" else "what is known about the child"
    return where, to("child", child_id=child)
