"""What nobody is asked, because it follows: who typed it, whose page it is, which number is next.

The wording says of each such field why nobody is asked for it; here it is filled in, and only
where it is not there yet. The number and the day of a revision are worked out each time: what
somebody else had accepted meanwhile comes before it.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from pepsite.forms.questions.answers import (
    DAY_BOXES,
    SEEN,
    THERE,
    day_in,
    indexed,
    is_answered,
    join,
    text,
    texts,
    with_item,
    without_item,
)
from pepsite.forms.questions.kinds import NEW
from pepsite.policy.completeness import NoAnswerKind
from pepsite.records.codes import Role
from pepsite.records.ids import ALPHABET
from pepsite.records.pep import PepStatus
from pepsite.records.sections import WITHOUT_RECORD
from pepsite.records.voice import How

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from datetime import date

    from pepsite.forms.questions.answers import Answers
    from pepsite.forms.questions.asking import Asking

_LISTS_OF_VIEWS = ("voice/views", "carer_views", "parent_views")
_WISHES = ("voice/outcomes_wanted", "voice/aspirations")
_LISTS = (
    *_LISTS_OF_VIEWS,
    "voice/answered_from_last_time",
    "returned",
    "events",
    "revisions",
    "sign_offs",
)


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
        found |= _numbered(asking, answers)
        found = _with_wish(asking, found)
    return found


def submitted(answers: Answers, day: date) -> dict[str, str | tuple[str, ...]]:
    """Return the answers of a plan that is sent on this day as a whole.

    One that was sent back keeps the day it was first sent, which its reviews and its deadlines
    go by. When it was sent again is noted beside why it came back.
    """
    returned = texts(answers, "returned") if is_answered(answers, "completed_on") else ()
    sent_on = join("returned", returned[-1], "sent_again_on") if returned else "completed_on"
    return {**answers, "status": str(PepStatus.SUBMITTED), **dict(_day(sent_on, day))}


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


def there_already(answers: Answers) -> tuple[str, ...]:
    """Return the keys of what somebody said, signed or noted before this form was opened.

    Whoever fills in the form now has not typed it, and nothing is put down for them.
    """
    items = [join(list_, item) for list_ in _LISTS for item in texts(answers, list_)]
    wishes = [wish for wish in _WISHES if is_answered(answers, wish)]
    talk = [WANTS_TO_TALK] if text(answers, WANTS_TO_TALK) == "yes" else []
    return (*items, *wishes, *talk, *(["closed"] if is_answered(answers, "closed") else []))


def signed_before(answers: Answers, parts: Container[str]) -> tuple[str, ...]:
    """Return the signatures under these parts of a plan that nobody has put down anew.

    `parts` are parts that a plan is signed for, and that were changed since.
    """
    signed = {
        key: tuple(text(answers, join(key, name)) for name in ("section", "role"))
        for key in (join("sign_offs", item) for item in texts(answers, "sign_offs"))
    }
    anew = {signed[key] for key in _new(answers, "sign_offs")}
    return tuple(
        key.rpartition("/")[2] for key, one in signed.items() if one[0] in parts and one not in anew
    )


def signs_for_another(asking: Asking, answers: Answers, key: str) -> bool:
    """Say whether a new signature is put down there for a member of staff who is not here.

    Children, carers and parents have no record of a person, and sign in somebody's presence.
    """
    list_, _, rest = key.partition("/")
    item, _, name = rest.partition("/")
    return (
        (list_, name) == ("sign_offs", "by")
        and bool(asking.by)
        and text(answers, key) not in ("", asking.by)
        and _is_new(answers, join(list_, item))
    )


def _followed(asking: Asking, answers: Answers, by: str) -> Iterator[tuple[str, str]]:
    for list_ in _LISTS_OF_VIEWS:
        for here in _new(answers, list_):
            yield from _contribution(asking, join(here, "contribution"), by)
    for wish in _WISHES:
        if _is_new(answers, wish) and is_answered(answers, join(wish, "words")):
            yield from _contribution(asking, join(wish, "contribution"), by)
    for here in _new(answers, "voice/answered_from_last_time"):
        yield join(here, "pep"), text(answers, "previous_pep")
    if asking.form.speaks_to == "child":
        for key, said in answers.items():
            if key.endswith("/no_answer") and said == NoAnswerKind.ASKED_DECLINED:
                yield from _day(join(key.rpartition("/")[0], "declined_on"), asking.day)
    yield from _done_by(answers, by, asking.day)


def _new(answers: Answers, list_: str) -> list[str]:
    """Return the keys of the items that were not there when the form was opened."""
    keys = (join(list_, item) for item in texts(answers, list_))
    return [key for key in keys if _is_new(answers, key)]


def _is_new(answers: Answers, key: str) -> bool:
    return key not in texts(answers, THERE)


def _with_wish(
    asking: Asking, answers: dict[str, str | tuple[str, ...]]
) -> dict[str, str | tuple[str, ...]]:
    """Return the answers with what the child asks for who wants to talk to somebody.

    It is asked for once: while nobody has talked, or where the child did not say so again, there
    is nothing to add. Who has not chosen is asked for by the social worker.
    """
    found = {key: value for key, value in answers.items() if not key.startswith(f"{_WISH}/")}
    listed = texts(found, "concerns")
    if not _is_wanted_now(answers) or any(_is_open_wish(found, one) for one in listed):
        return found
    item = next(one for one in _ids_of(asking.day) if one not in listed)
    here = join("concerns", item)
    whom = text(answers, join(_WISH, "with_whom")) or str(Role.SOCIAL_WORKER)
    return {
        **with_item(found, "concerns", item),
        join(here, "kind"): "support-wanted",
        join(here, "by"): str(Role.CHILD),
        join(here, "with_whom"): whom,
        join(here, "what"): _WISH_IN_WORDS,
        **dict(_day(join(here, "raised_on"), asking.day)),
    }


WANTS_TO_TALK = "voice/wants_to_talk_to_someone"
_TALK_PAGES = frozenset({"your-talk", "talk"})
_WISH = f"concerns/{NEW}"
"""Where a form keeps whom the child wants to talk to, until the wish has an id."""
_WISH_IN_WORDS = "{child} wants to talk to somebody."


def _is_wanted_now(answers: Answers) -> bool:
    """Say whether the child says so now: anew, or on the page that was gone through again."""
    said_before = WANTS_TO_TALK in texts(answers, THERE)
    again = bool(_TALK_PAGES & set(texts(answers, SEEN)))
    return text(answers, WANTS_TO_TALK) == "yes" and (again or not said_before)


def _is_open_wish(answers: Answers, item: str) -> bool:
    here = join("concerns", item)
    return (
        text(answers, join(here, "kind")) == "support-wanted"
        and text(answers, join(here, "by")) == Role.CHILD
        and not is_answered(answers, join(here, "settled_on"))
    )


def _ids_of(day: date) -> Iterator[str]:
    """Yield ids for what is asked on a day: the same each time it is sent."""
    for number in count(day.toordinal()):
        digits = (number // len(ALPHABET) ** place % len(ALPHABET) for place in range(5))
        yield "w" + "".join(ALPHABET[one] for one in digits)


def _done_by(answers: Answers, by: str, day: date) -> Iterator[tuple[str, str]]:
    for list_ in ("returned", "events", "revisions"):
        for here in _new(answers, list_):
            yield join(here, "by"), by
    for here in _new(answers, "returned"):
        yield from _day(join(here, "returned_on"), day)
    for here in _new(answers, "sign_offs"):
        if text(answers, join(here, "role")) in map(str, WITHOUT_RECORD):
            yield join(here, "typed_by"), by
    if _is_new(answers, "closed") and is_answered(answers, "closed"):
        yield "closed/by", by
        yield from _day("closed/closed_on", day)


def _numbered(asking: Asking, answers: Answers) -> dict[str, str]:
    """Return the number and the day of each new revision, as they follow from what stands now.

    The first is the plan itself. What stands there from another try is worked out again.
    """
    listed, new = texts(answers, "revisions"), _new(answers, "revisions")
    there = [here for one in listed if (here := join("revisions", one)) not in new]
    numbers = (text(answers, join(here, "number")) for here in there)
    days = (day_in(answers, join(here, "revised_on")) for here in there)
    last = max((int(one) for one in numbers if one.isdecimal()), default=1)
    day = max((asking.day, *(one for one in days if one is not None)))
    found: dict[str, str] = {}
    for number, here in enumerate(new, start=last + 1):
        found |= {join(here, "number"): str(number), **dict(_day(join(here, "revised_on"), day))}
    return found


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


def _day(key: str, day: date) -> Iterator[tuple[str, str]]:
    for box, part in zip(DAY_BOXES, (day.day, day.month, day.year), strict=True):
        yield join(key, box), str(part)
