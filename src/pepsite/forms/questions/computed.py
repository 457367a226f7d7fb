"""What nobody is asked, because it follows: who typed it, whose page it is, which number is next.

The wording says of each such field why nobody is asked for it; here it is filled in, and only
where it is not there yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.forms.questions.answers import (
    DAY_BOXES,
    indexed,
    is_answered,
    join,
    text,
    texts,
    without_item,
)
from pepsite.records.codes import Role
from pepsite.records.pep import PepStatus
from pepsite.records.sections import WITHOUT_RECORD
from pepsite.records.voice import How

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pepsite.forms.questions.answers import Answers
    from pepsite.forms.questions.asking import Asking

_LISTS_OF_VIEWS = ("voice/views", "carer_views", "parent_views")
_WISHES = ("voice/outcomes_wanted", "voice/aspirations")


def with_computed(asking: Asking, answers: Answers) -> dict[str, str | tuple[str, ...]]:
    """Return the answers to a plan with all that follows from who fills it in, and when.

    Other records come back as they are.
    """
    answers = indexed(answers)
    found = dict(answers)
    if asking.form.record == "pep":
        for key, value in _followed(asking, answers, asking.by):
            if value and not found.get(key):
                found[key] = value
    return found


def submitted(answers: Answers, day: date) -> dict[str, str | tuple[str, ...]]:
    """Return the answers of a plan that is sent on this day, as complete by the policy of it."""
    return {**answers, "status": str(PepStatus.SUBMITTED), **dict(_day("completed_on", day))}


def without_open(answers: Answers) -> dict[str, str | tuple[str, ...]]:
    """Return the answers of a review or an audit without the questions nobody answered yet."""
    answers = indexed(answers)
    found = dict(answers)
    for list_, answer in (("answers", "answer"), ("part_ratings", "rating")):
        for item in texts(found, list_):
            here = join(list_, item)
            if not is_answered(answers, join(here, answer)) and not is_answered(
                answers, join(here, "explanation" if answer == "answer" else "comment")
            ):
                found = without_item(found, list_, item)
    return found


def _followed(asking: Asking, answers: Answers, by: str) -> Iterator[tuple[str, str]]:
    for key in _contributions(answers):
        yield from _contribution(asking, key, by)
    for item in texts(answers, "voice/answered_from_last_time"):
        here = join("voice/answered_from_last_time", item)
        yield join(here, "pep"), text(answers, "previous_pep")
    for list_, name in (("returned", "by"), ("events", "by"), ("revisions", "by")):
        for item in texts(answers, list_):
            yield join(list_, item, name), by
    for number, item in enumerate(texts(answers, "revisions"), start=2):
        yield join("revisions", item, "number"), str(number)
        yield from _day(join("revisions", item, "revised_on"), asking.day, answers)
    for item in texts(answers, "sign_offs"):
        here = join("sign_offs", item)
        if text(answers, join(here, "role")) in map(str, WITHOUT_RECORD):
            yield join(here, "typed_by"), by
    if is_answered(answers, "closed"):
        yield "closed/by", by


def _contributions(answers: Answers) -> Iterator[str]:
    for list_ in _LISTS_OF_VIEWS:
        for item in texts(answers, list_):
            yield join(list_, item, "contribution")
    for wish in _WISHES:
        if is_answered(answers, join(wish, "words")):
            yield join(wish, "contribution")


def _contribution(asking: Asking, key: str, by: str) -> Iterator[tuple[str, str]]:
    speaks = _SPEAKS.get(asking.form.id)
    if speaks is None:
        yield join(key, "typed_by"), by
    else:
        yield join(key, "of"), str(speaks)
        yield join(key, "how"), str(How.FORM)
        yield from _day(join(key, "said_on"), asking.day)


_SPEAKS = {"child-voice": Role.CHILD, "carer-view": Role.CARER}
"""The forms in which somebody speaks for themselves, and who that is."""


def _day(key: str, day: date, unless: Answers | None = None) -> Iterator[tuple[str, str]]:
    if unless is None or not is_answered(unless, key):
        for box, part in zip(DAY_BOXES, (day.day, day.month, day.year), strict=True):
            yield join(key, box), str(part)
