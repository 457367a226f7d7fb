"""A section confirmed at once: what carried over from the last plan and is still right.

A new plan of a child whose life goes on as before says mostly what the last one said. Whoever
knows it is shown all of a section on one page, and says once that it is still right. What was of
its day, what the policy asks for and nobody has answered, and what is wrong keep their pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pepsite.forms.questions.answers import CARRIED, SEEN, indexed, is_answered, texts
from pepsite.forms.questions.asking import places
from pepsite.forms.questions.checking import faults_of
from pepsite.forms.questions.pages import page_of
from pepsite.forms.questions.required import Demand
from pepsite.forms.questions.summary import Row, rows

if TYPE_CHECKING:
    from pepsite.forms.questions.answers import Answers
    from pepsite.forms.questions.asking import Asking
    from pepsite.forms.questions.pages import Page
    from pepsite.forms.questions.specification import Section

AS_BEFORE = "~as-before"
"""A note in a draft: the pages that somebody confirmed without opening each."""


@dataclass(frozen=True, slots=True)
class AsBefore:
    """What of a section can be confirmed at once.

    `said` are the answers of the last plan. `unsaid` are pages that the last plan left empty and
    that nobody asks for. `addresses` are all of these pages.
    """

    said: tuple[Row, ...]
    unsaid: tuple[Page, ...]
    addresses: tuple[str, ...]


def as_before(asking: Asking, answers: Answers, section: Section, last: Answers) -> AsBefore | None:
    """Return what of a section can be confirmed at once; None where nothing carried over.

    `last` are the answers of the last plan: what it said and what did not carry over was of its
    day, and is asked anew.
    """
    if not section.confirmed_at_once:
        return None
    answers = indexed(answers)
    seen, wrong = set(texts(answers, SEEN)), {one.address for one in faults_of(asking, answers)}
    pages = [
        page_of(asking, answers, place)
        for place in places(asking, answers)
        if place.section == section.id and not place.follow_up
    ]
    open_ones = [one for one in pages if one.address not in seen and one.address not in wrong]
    carried = [one for one in open_ones if _is_carried(answers, one)]
    if not carried:
        return None
    unsaid = [one for one in open_ones if _is_unasked(answers, last, one)]
    known = {one.address for one in carried}
    said = tuple(row for row in rows(asking, answers) if row.address in known and row.is_answered)
    return AsBefore(said, tuple(unsaid), tuple(one.address for one in (*carried, *unsaid)))


def with_confirmed(answers: Answers, confirmed: AsBefore) -> dict[str, str | tuple[str, ...]]:
    """Return the answers with a note that all of this was looked at, and is still right."""
    return {
        **answers,
        SEEN: tuple(dict.fromkeys([*texts(answers, SEEN), *confirmed.addresses])),
        AS_BEFORE: tuple(dict.fromkeys([*texts(answers, AS_BEFORE), *confirmed.addresses])),
    }


def _keys(page: Page) -> list[str]:
    return [*(one.key for one in page.questions), *([page.list.key] if page.list else [])]


def _is_carried(answers: Answers, page: Page) -> bool:
    carried = texts(answers, CARRIED)
    return any(one == key or one.startswith(f"{key}/") for key in _keys(page) for one in carried)


def _is_unasked(answers: Answers, last: Answers, page: Page) -> bool:
    """Say whether a page is empty, was so in the last plan, and is asked for by nobody."""
    firm = any(one.asked is not Demand.OPTIONAL for one in page.questions)
    firm = firm or (page.list is not None and page.list.asked is not Demand.OPTIONAL)
    return not firm and not any(
        is_answered(answers, key) or is_answered(last, key) for key in _keys(page)
    )
