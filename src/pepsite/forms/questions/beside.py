"""What stands beside the questions of a page: the last plan, its rating, what the child said.

It is shown and never filled in. Whoever is shown something the child said is one of those whom
the child lets see it.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import shorten
from typing import TYPE_CHECKING

from pepsite.compliance.conformity.forms import edition_of
from pepsite.forms.questions.answered import answer_lines, lines_of
from pepsite.forms.questions.asking import Asking, kind_of, places
from pepsite.forms.questions.beginning import plain_answers
from pepsite.forms.questions.phrasing import called as as_said
from pepsite.forms.questions.phrasing import day_in_words
from pepsite.forms.questions.specification import Context
from pepsite.privacy.permission import is_let
from pepsite.records.answers import given

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.forms.questions.answers import Answers
    from pepsite.forms.questions.pages import Page
    from pepsite.forms.questions.sent_back import SentBack
    from pepsite.policy.pack import PolicyPack
    from pepsite.records.casefile import Casefile
    from pepsite.records.pep import Pep
    from pepsite.records.review import QaReview
    from pepsite.records.targets import Target
    from pepsite.records.voice import MaySee, View


@dataclass(frozen=True, slots=True)
class Beside:
    """One thing to be shown beside the questions, under its title."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LastTime:
    """The last plan, and who is looking: `readers` are what the reader is to the child."""

    pep: Pep
    casefile: Casefile
    policy: PolicyPack
    readers: frozenset[MaySee]


def beside(asking: Asking, page: Page, last: LastTime | None) -> tuple[Beside, ...]:
    """Return what is shown beside a page's questions, in the order in which the page asks."""
    if last is None:
        return ()
    return tuple(
        one for context in page.context for one in _beside(context, asking, page, last) if one.lines
    )


def why_beside(back: SentBack) -> Beside:
    """Return why a plan came back, to be shown beside the questions of a page."""
    rating = [f"The rating was: {back.rating}."] if back.rating else []
    not_met = [
        f"Not met: {one.question} {': '.join(filter(None, (one.answer, one.why)))}"
        for one in back.not_met
    ]
    said = "\n".join([*rating, back.why, back.improvements, *not_met])
    return Beside(
        f"Sent back on {day_in_words(back.on)}: what has to be put right",
        tuple(line for line in said.split("\n") if line),
    )


def _beside(context: Context, asking: Asking, page: Page, last: LastTime) -> Iterator[Beside]:
    of = _of(last)
    match context:
        case Context.LAST_ANSWER:
            yield Beside(f"What {of} says", tuple(_last_answer(asking, page, last)))
        case Context.TARGETS_LAST_TIME:
            yield Beside(f"The targets of {of}", tuple(_targets(asking, last)))
        case Context.SAID_LAST_TIME:
            yield from _said(asking, last, of)
        case Context.LAST_RATING:
            yield _rated(last)
        case Context.ASKED_FOR_LAST_TIME:
            yield _asked_for(asking, last)
        case Context.HINTS:
            return  # results of checks, which whoever shows the page asks for (`judging.py`)


def judged_before(asking: Asking, last: LastTime | None) -> tuple[Beside, ...]:
    """Return the rating of the last plan, and what was asked for then, where there is any."""
    found = () if last is None else (_rated(last), _asked_for(asking, last))
    return tuple(one for one in found if one.lines)


def _of(last: LastTime) -> str:
    day = last.pep.known_by_day
    return f"the plan of {day_in_words(day)}" if day else "the last plan"


def _rated(last: LastTime) -> Beside:
    return Beside(f"The rating of {_of(last)}", tuple(_rating(last)))


def _asked_for(asking: Asking, last: LastTime) -> Beside:
    asked = _last_review(last)
    lines = _lines(asking, asked.improvements) if asked and asked.improvements else ()
    return Beside("What was asked for last time", lines)


def _last_answer(asking: Asking, page: Page, last: LastTime) -> Iterator[str]:
    before = plain_answers(last.pep)
    if page.list is not None:
        yield from _last_items(asking, page.list.key, before)
        return
    for question in page.questions:
        way = question.key.replace("/", ".")
        if kind_of(asking, before, way) is not None:
            yield from answer_lines(asking, before, question.key, way)


def _last_items(asking: Asking, key: str, before: Answers) -> Iterator[str]:
    """Yield a line for each item of a list, or what was said in the place of any."""
    for place in places(asking, before):
        list_ = place.page.list_
        if list_ is not None and place.key(list_.field) == key:
            lines = [one.line for one in lines_of(asking, before, place, list_)]
            yield from lines or answer_lines(asking, before, key, place.field_of(list_.field))


def _targets(asking: Asking, last: LastTime) -> Iterator[str]:
    for target in given(last.pep.targets) or ():
        yield as_said(asking, f"{target.what} {_outcome(target)}".strip())


def _outcome(target: Target) -> str:
    return f"({str(target.review.outcome).replace('-', ' ')})" if target.review else "(still open)"


def _said(asking: Asking, last: LastTime, of: str) -> Iterator[Beside]:
    for view in _views(last):
        acted = given(view.acted_on)
        done = (f"What was done: {acted.what}",) if acted else ("Nothing is recorded as done.",)
        title = as_said(asking, f"{{child}} said, in {of}")
        yield Beside(title, (*_lines(asking, view.words), *_lines(asking, *done)))


def _views(last: LastTime) -> Iterator[View]:
    """Yield what the child said in the last plan and lets this reader see."""
    voice = last.pep.voice
    for view in given(voice.views) or () if voice else ():
        if is_let(view.may_see, last.readers):
            yield view


def said_before(asking: Asking, last: LastTime | None) -> dict[str, str]:
    """Return what the child said last time and lets this reader see, in short, by its id."""
    found = {} if last is None else {one.id: as_said(asking, one.words) for one in _views(last)}
    return {id_: shorten(words, _LONGEST_LINE, placeholder="…") for id_, words in found.items()}


_LONGEST_LINE = 120


def _rating(last: LastTime) -> Iterator[str]:
    review = _last_review(last)
    if review is not None and review.rating is not None:
        yield rating_title(last.policy, review)


def rating_title(policy: PolicyPack, review: QaReview) -> str:
    """Return what the rating of a review is called; "" where it gave none."""
    edition = edition_of(review, policy)
    scale = edition.scale if edition else ()
    return next((one.title for one in scale if one.id == review.rating), review.rating or "")


def _last_review(last: LastTime) -> QaReview | None:
    reviews = [one for one in last.casefile.qa_reviews if one.pep == last.pep.id]
    return max(reviews, key=lambda one: (one.reviewed_on, one.id), default=None)


def _lines(asking: Asking, *said: str) -> tuple[str, ...]:
    return tuple(as_said(asking, line) for one in said for line in one.split("\n") if line)
