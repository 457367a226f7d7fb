"""What was sent for review in words: what it is about, how it stands, what differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pepsite.forms.questions.phrasing import called_by, code_words, in_terms
from pepsite.forms.questions.wording import owning_form
from pepsite.forms.web.as_asked import as_asked_of
from pepsite.forms.web.differing import in_words, naming_of
from pepsite.privacy.wording import sentence
from pepsite.records.field_titles import field_title
from pepsite.records.paths import path_to
from pepsite.records.pep import PepType
from pepsite.usecases.propose_record import open_record
from pepsite.versions.differences import differences, placed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pepsite.findings import Finding
    from pepsite.forms.questions.specification import Form
    from pepsite.forms.web.desk import Desk
    from pepsite.forms.web.differing import ShownDifference
    from pepsite.usecases.review_submissions import Showing, Submitted, Verdict
    from pepsite.usecases.submission import Clash
    from pepsite.usecases.submission_message import Touched
    from pepsite.versions.merging import Values
    from pepsite.versions.states import RecordDiff

MOST_SECTIONS: Final = 6
"""How many sections a line of the list names before it counts the rest."""


_STANDS: Mapping[Verdict, tuple[str, str]] = {
    "conforms": ("Ready to be accepted", "govuk-tag--green"),
    "does-not-conform": ("Something has to be put right", "govuk-tag--red"),
    "collides": ("Changed by someone else too", "govuk-tag--orange"),
    "cannot-tell": ("Cannot be judged here", "govuk-tag--grey"),
}


_KINDS: Mapping[str, str] = {
    "pep": "Plan",
    "qa-review": "QA review",
    "child": "What is known about the child",
    "school": "Place of education",
    "person": "Member of staff",
    "calendar": "Terms and closures",
    "authority": "Settings of the authority",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A submission as the list has it: what it is about, by whom, and how it stands."""

    submitted: Submitted
    about: tuple[tuple[str, str], ...]
    by: str
    waiting: str
    stands: str
    colour: str
    returned_by: str
    is_own: bool


def listed(here: Desk, one: Submitted) -> Listed:
    """Return a submission in words."""
    stands, colour = _STANDS[one.verdict]
    back = one.returned
    return Listed(
        one,
        tuple((title_of(here, each), _what(here, each)) for each in one.touched)
        or (("Something else than records", ""),),
        here.label_of(one.by),
        _so_long(one.waiting_days),
        stands,
        colour,
        here.label_of(back.by) if back else "",
        one.by == here.person_id,
    )


def _so_long(days: int) -> str:
    if days == 0:
        return "It came today."
    return f"It has waited {'a day' if days == 1 else f'{days} days'}."


def title_of(here: Desk, one: Touched) -> str:
    """Return what a record is called: "Review plan, Will"; without a name, with the id."""
    if one.kind == "pep" and one.type in set(PepType):
        kind = f"{code_words('PepType', one.type)} plan"
    else:
        kind = _KINDS.get(one.kind) or code_words("AuditType", one.type) or one.kind
    whose = here.child_label(one.child) if one.child else here.label_of(one.id)
    return f"{kind}: {whose}" if whose else kind


def _what(here: Desk, one: Touched) -> str:
    if one.did == "new":
        return "New"
    if one.did == "removed":
        return "Taken out"
    names = _sections(here, one)
    more = len(names) - MOST_SECTIONS
    told = [*names[:MOST_SECTIONS], f"{more} more"] if more > 1 else names
    said = "; ".join(told)
    return f"Changed: {said}" if said else "Changed in its layout only"


def _sections(here: Desk, one: Touched) -> list[str]:
    """Return the parts that were changed: the sections of the form, else the titles of fields."""
    found = [name for name, _ in one.sections]
    spec = owning_form(one.kind)
    titles = {id_: called_by(here.known_as(one.child), name) for id_, name in _titles(spec)}
    said = (
        in_terms(titles[section], here.terms)
        if (section := _asking_for(spec, name))
        else _UNASKED.get(name, name)
        for name in found
    )
    return list(dict.fromkeys(said))


_UNASKED: Mapping[str, str] = {"status": "how far it is", "returned": "why it goes back"}
"""What no section asks for, in words."""


def _titles(spec: Form | None) -> list[tuple[str, str]]:
    return [(one.id, one.title) for one in spec.sections] if spec else []


def _asking_for(spec: Form | None, title: str) -> str:
    """Return the section that asks for a field of this title; "" where none or several do."""
    found = {
        page.section
        for page in (spec.pages if spec else ())
        for name in ([page.list_.field] if page.list_ else [one.field for one in page.fields])
        if page.section and field_title(name.partition(".")[0]) == title
    }
    return found.pop() if len(found) == 1 else ""


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """A record of a submission: what it is called, what to look at, and what differs.

    `by_field` has all of a new one, what no page of its form shows too: nobody accepts it unseen.
    """

    title: str
    what: str
    notices: tuple[str, ...]
    differences: list[ShownDifference]
    by_field: list[ShownDifference]
    unreadable: bool


def shown_record(
    here: Desk,
    one: RecordDiff,
    touched: Touched | None,
    known: Callable[[str], str],
    versions: Iterable[Values],
) -> ShownRecord:
    """Return a record as the page of a submission has it; `known` says what an id stands for.

    `versions` are the record as it was sent, and as it stands now, if it is there.
    """
    naming = naming_of(known, here.known_as(one.child) if one.child else "")
    new = one.how == "added"
    words = {"added": "New", "removed": "Taken out", "moved": "Moved", "changed": ""}
    what = words[one.how]
    if one.how == "changed" and not one.differences:
        what = "It says what it said before: only its layout differs."
    asked = as_asked_of(here, one.kind, one.child, *versions)
    return ShownRecord(
        title_of(here, touched) if touched else _KINDS.get(one.kind, one.kind),
        what,
        tuple(each.text for each in one.notices),
        (asked.whole if new else asked.shown)(one.differences, naming),
        in_words(one.differences, naming, is_new=True) if new else [],
        bool(one.unreadable),
    )


def why_back(here: Desk, one: Submitted) -> str:
    """Return why it was sent back: with the commit, or in the plan that it is about."""
    if one.returned is None or one.returned.reason:
        return one.returned.reason if one.returned else ""
    for each in one.touched:
        found = open_record(here.root, path_to(each.kind, each.id, each.child), one.branch)
        why = why_in_plan(found.values) if found else ""
        if why:
            called = here.known_as(each.child) if each.child else ""
            return naming_of(here.label_of, called)(why)
    return ""


def why_in_plan(values: Mapping[str, object]) -> str:
    """Return why a plan was sent back last, as it says itself; "" where it does not."""
    back = values.get("returned")
    last = back[-1] if isinstance(back, list) and back else None
    return str(last.get("why", "")) if isinstance(last, dict) else ""


def untold(showing: Showing) -> str:
    """Return a sentence where no duty is listed: nothing differs, or it cannot be told."""
    diff = showing.diff
    if diff.untold:
        return "Nothing can be said of what is due, as the records stand."
    if diff.unread:
        return "Nothing can be said of what is due: a record cannot be read."
    return "" if diff.compliance else "Nothing that is due stands otherwise than before."


def sentences(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return what does not conform: sentences of ours, each said once."""
    return tuple(dict.fromkeys(f"{sentence(one.message)}." for one in findings))


def shown_clash(here: Desk, clash: Clash) -> dict[str, object]:
    """Return what somebody else changed meanwhile, and where both changed the same."""
    naming = naming_of(here.label_of, here.known_as(str(clash.mine.get("child", ""))))
    base, mine, theirs = here.shown(clash.kind, clash.base, clash.mine, clash.theirs)
    theirs_did = differences(clash.kind, base, theirs)
    did = (*differences(clash.kind, base, mine), *theirs_did)
    places = (
        next((each.place for each in did if each.way[: len(one.way)] == one.way), one.place[:1])
        for one in clash.asked
    )
    return {
        "theirs": in_words(theirs_did, naming),
        "both": tuple(dict.fromkeys(placed(one) for one in places)),
    }
