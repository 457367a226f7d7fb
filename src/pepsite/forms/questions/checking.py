"""What is wrong on a page, and with the whole: by the same models as `pepsite validate`.

Nothing here knows what a right answer is. The answers are made into a record, as they are, and
the reader of records says what is wrong with it; here it is only said in the page's own words,
which quote nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING

from pepsite.findings import Finding
from pepsite.forms.questions.answers import (
    CARRIED,
    DAY_BOXES,
    GIVEN,
    HONEST_FIELDS,
    indexed,
    is_answered,
    join,
    key_of,
    text,
    texts,
    without_item,
)
from pepsite.forms.questions.asking import Asking, candidate, places, question_of
from pepsite.forms.questions.computed import signs_for_another
from pepsite.forms.questions.kinds import Sort
from pepsite.forms.questions.pages import Page, Question, is_empty, page_of
from pepsite.forms.questions.phrasing import in_words
from pepsite.forms.questions.required import Demand
from pepsite.forms.questions.wording import errors
from pepsite.privacy.wording import sentence
from pepsite.records.field_titles import field_title
from pepsite.records.ids import CHARACTER
from pepsite.records.kinds import BY_SCHEMA
from pepsite.store.typed import type_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pepsite.forms.questions.answers import Answers

BOTH = "answer-and-instead"
"""An answer was typed, and an honest answer chosen in its place: only one can be meant."""
DAY_PART = "day-part-missing"
NO_SUCH_DAY = "no-such-day"
SIGNS_FOR_ANOTHER = "signs-for-another"
"""A member of staff was put down as signing, and it is not the one who fills in the form."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at one question, or with the whole, in the page's words.

    `box` is the box to go to: "" where the fault is not at a question of a page. `only_missing`:
    nothing wrong was typed; a draft may leave the question open.
    """

    code: str
    key: str
    box: str
    words: str
    address: str
    only_missing: bool = False


def faults_of_page(asking: Asking, answers: Answers, page: Page) -> tuple[Fault, ...]:
    """Return what is wrong on one page, in the order of its questions, each question once."""
    looked_at = indexed(answers)
    found = _findings(asking, looked_at)
    return tuple(_of_page(asking, looked_at, page, _by_key(looked_at, found)))


def faults_of(
    asking: Asking, answers: Answers, judged: Iterable[Finding] = ()
) -> tuple[Fault, ...]:
    """Return what is wrong with the whole, page by page, then what is on no page.

    `judged` is what the rules found in the candidate record (`usecases` judges it as `validate`
    will); what they say of other files is left to them.
    """
    answers = indexed(answers)
    findings = [*_findings(asking, answers), *judged]
    by_key = _by_key(answers, findings)
    told: set[str] = set()
    found: list[Fault] = []
    for place in places(asking, answers):
        page = page_of(asking, answers, place)
        for fault in _of_page(asking, answers, page, by_key):
            told.add(fault.key)
            found.append(fault)
    for key, some in by_key.items():
        if key not in told:
            found.append(_elsewhere(asking, answers, key, some[0]))
    return tuple(found)


def lacking(asking: Asking, answers: Answers) -> frozenset[str]:
    """Return the keys of questions that not even a draft may leave open, and that are.

    A meeting that is planned says what became of it: the whole plan may wait, and the meeting not.
    """
    answers = indexed(answers)
    findings = (one for one in _findings(asking, answers) if one.code in _MISSING)
    return frozenset(_by_key(answers, findings))


def said_of(told: Finding) -> str:
    """Return what is said of a finding that lies outside the form; "" where there are no words."""
    if told.code not in _error_words()[1]:
        return ""
    names = [str(part) for part in told.field if isinstance(part, str)]
    words = _words(told.code, "/".join(names), None).replace("{limit}", "")
    return words.replace("{question}", sentence(field_title(names[-1] if names else _RECORD)))


_RECORD = "record"


def without_unfinished(asking: Asking, answers: Answers) -> dict[str, str | tuple[str, ...]]:
    """Return the answers without what came from the last plan and cannot stand yet as it is.

    A subject from last time has no grade of today before somebody gives it one, and what the
    last plan says of care is of another day. Whoever sends their own part of a plan is not kept
    from it by what nobody has looked at.
    """
    answers = indexed(answers)
    carried = set(texts(answers, CARRIED))
    found = dict(answers)
    for one in _findings(asking, answers):
        above = key_of(answers, one.field).rpartition("/")[0] if one.code in _MISSING else ""
        below = {key for key in answers if key.startswith(f"{above}/") and not key.endswith("/id")}
        if above and below <= carried:
            list_, _, item = above.rpartition("/")
            if item in texts(found, list_):
                found = without_item(found, list_, item)
            else:
                found = {key: said for key, said in found.items() if key not in below}
    return found


def _findings(asking: Asking, answers: Answers) -> tuple[Finding, ...]:
    values = candidate(asking, answers)
    record = type_record(values, "", BY_SCHEMA)
    return record if isinstance(record, tuple) else ()


def _by_key(answers: Answers, findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    by_key: dict[str, list[Finding]] = {}
    for one in findings:
        key = _asked_at(answers, key_of(answers, one.field), one.code)
        by_key.setdefault(key, []).append(one)
    return by_key


def _asked_at(answers: Answers, key: str, code: str) -> str:
    """Return where a fault is put right: what became of a meeting is asked before when, and why.

    Else nobody could go on from the one page to the other.
    """
    if code != "needs-with-it" or not (key.startswith("meetings/") and key.endswith("/outcome")):
        return key
    meeting = key.rpartition("/")[0]
    was_held = text(answers, key) == "held" and not is_answered(answers, join(meeting, "held_on"))
    return join(meeting, "held_on" if was_held else "why")


def _of_page(
    asking: Asking, answers: Answers, page: Page, by_key: dict[str, list[Finding]]
) -> Iterator[Fault]:
    for question in page.questions:
        fault = _of_question(asking, answers, page, question, by_key)
        if fault is not None:
            yield fault
    if page.list is not None:
        found = [one for one in by_key.get(page.list.key, ()) if one.code != "missing-field"]
        if found:
            yield _fault(asking, page, page.list.key, "", found[0].code, None, found[0])
        elif (
            page.list.asked is Demand.REQUIRED
            and not page.list.lines
            and all(is_empty(answers, one) for one in page.questions)
        ):
            yield _fault(asking, page, page.list.key, "", "missing-field", None)


def _of_question(
    asking: Asking,
    answers: Answers,
    page: Page,
    question: Question,
    by_key: dict[str, list[Finding]],
) -> Fault | None:
    box = (*question.boxes, question.instead_box)[0]
    if is_empty(answers, question):
        code = _wanted(question, by_key)
        return _fault(asking, page, question.key, box, code, question) if code else None
    instead = question.instead_box and answers.get(question.instead_box, "")
    if instead and instead != GIVEN and _is_typed_too(answers, question):
        return _fault(asking, page, question.key, question.instead_box, BOTH, question)
    if question.kind.sort in _WITHOUT_BOX:
        return None
    found = next(iter(by_key.get(question.key, [])), None)
    if signs_for_another(asking, answers, question.key):
        code, at = SIGNS_FOR_ANOTHER, box
    elif found is not None:
        code, at = _day_code(answers, question) or (found.code, box)
    else:
        return None
    return _fault(asking, page, question.key, at, code, question, found)


def _wanted(question: Question, by_key: dict[str, list[Finding]]) -> str:
    """Return the code of what an empty question lacks; "" where it may stay empty."""
    if question.asked is Demand.REQUIRED and question.kind.sort is not Sort.ITEMS:
        return "missing-field"
    goes_with = any(one.code == "needs-with-it" for one in by_key.get(question.key, ()))
    return "needs-with-it" if goes_with and question.kind.sort not in _WITHOUT_BOX else ""


_WITHOUT_BOX = (Sort.PART, Sort.ITEMS)


def _is_typed_too(answers: Answers, question: Question) -> bool:
    """Say whether an answer was typed to a question beside the honest one chosen."""
    if question.kind.sort is Sort.PART:
        gate = any(one.value == GIVEN for one in question.instead)
        below = f"{question.key}/"
        honest = {join(question.key, name) for name in HONEST_FIELDS}
        return not gate and any(
            value and key.startswith(below) and key not in honest for key, value in answers.items()
        )
    return any(answers.get(one) for one in question.boxes)


def _day_code(answers: Answers, question: Question) -> tuple[str, str] | None:
    """Return what is wrong with a day, and at which of its boxes."""
    if question.kind.sort not in (Sort.DAY, Sort.MONTH):
        return None
    empty = [box for box in question.boxes if not text(answers, box)]
    if empty:
        return DAY_PART, empty[0]
    year = text(answers, join(question.key, DAY_BOXES[-1]))
    if len(year) == len("2025") and year.isdigit():
        return (NO_SUCH_DAY, question.boxes[0]) if question.kind.sort is Sort.DAY else None
    return None


def _fault(
    asking: Asking,
    page: Page,
    key: str,
    box: str,
    code: str,
    question: Question | None,
    told: Finding | None = None,
) -> Fault:
    words = _words(code, key, question)
    is_part = question is not None and question.kind.sort is Sort.PART
    # What a review asks is the title of its page: "your answer" would not say which.
    is_answer = question is not None and question_of(page.address) and key.endswith("/answer")
    label = page.title if question is None or is_part or is_answer else question.label
    said = words.replace("{question}", label).replace("{limit}", _limit(question, told))
    return Fault(
        code, key, box, in_words(asking, said), page.address, only_missing=code in _MISSING
    )


_MISSING = ("missing-field", "incomplete", "incomplete-advised")


def _limit(question: Question | None, told: Finding | None) -> str:
    """Return the limit an answer broke, in the unit of its question."""
    if question is None:
        return ""
    kind = question.kind
    if told is not None and told.code == "too-long" and kind.at_most is not None:
        return f"{kind.at_most:,}"
    share = 100 if kind.sort is Sort.MONEY else 1
    low, high = (None if one is None else f"{one / share:g}" for one in (kind.low, kind.high))
    return " to ".join(filter(None, [low, high]))


def _words(code: str, key: str, question: Question | None) -> str:
    at_fields, by_code = _error_words()
    for (of_code, field), words in at_fields.items():
        if of_code == code and _is_of(key, field):
            return words
    general, for_sort = by_code[code]
    sort = question.kind.sort if question is not None else ""
    return for_sort.get(str(sort), general)


def _is_of(key: str, field: str) -> bool:
    """Say whether a key is of this field: the same names, with the ids of items between them."""
    wanted = field.split(".")
    for part in key.split("/"):
        if wanted and part == wanted[0]:
            wanted.pop(0)
        elif not _ITEM.fullmatch(part):
            return False
    return not wanted


_ITEM = re.compile(f"{CHARACTER}{{6}}")


def _is_id(part: str) -> bool:
    return any(letter.isdigit() for letter in part) and part != "key_stage_2"


@cache
def _error_words() -> tuple[dict[tuple[str, str], str], dict[str, tuple[str, dict[str, str]]]]:
    read = errors()
    return (
        {(one.code, one.field): one.words for one in read.at_fields},
        {
            one.code: (one.words, {sort.code: sort.label for sort in one.for_sort})
            for one in read.errors
        },
    )


def _elsewhere(asking: Asking, answers: Answers, key: str, told: Finding) -> Fault:
    """Return a fault that is at no question: at the nearest page above its place, if any."""
    said = _words(told.code, key, None).replace("{limit}", "")
    name = next((part for part in reversed(key.split("/")) if not _is_id(part)), "")
    words = in_words(asking, said.replace("{question}", sentence(field_title(name))))
    return Fault(told.code, key, "", words, _nearest(asking, answers, key))


def _nearest(asking: Asking, answers: Answers, key: str) -> str:
    """Return the page that asks for this, for what it is part of, or for the most inside it."""
    best, length = "", 0
    for place in places(asking, answers):
        page = place.page
        names = [page.list_.field] if page.list_ else [one.field for one in page.fields]
        for own in map(place.key, names):
            shared = _shared(own, key)
            if shared > length:
                best, length = place.address, shared
    return best


def _shared(own: str, key: str) -> int:
    """Return how many steps two ways have in common from the top."""
    pairs = zip(own.split("/"), key.split("/"), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
