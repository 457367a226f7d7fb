"""What can be chosen, what stands for an item of a list, and what an answer says in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pepsite.forms.questions.answers import GIVEN, boxes, indexed, join, no_answer, text, texts
from pepsite.forms.questions.asking import Asking, Place, kind_of, places
from pepsite.forms.questions.kinds import NO_ANSWERS, FieldKind, Sort, kinds_of
from pepsite.forms.questions.phrasing import called, code_words, in_words
from pepsite.forms.questions.specification import Asked
from pepsite.forms.questions.wording import IN_BRACES, common

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.forms.questions.answers import Answers
    from pepsite.forms.questions.specification import CodeWords, ItemList
    from pepsite.forms.questions.specification import Page as PageWords


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that may be chosen. Nothing is ever chosen beforehand."""

    value: str
    label: str
    hint: str = ""
    alone: bool = False


@dataclass(frozen=True, slots=True)
class ListLine:
    """One item of a list: its id, the line that stands for it, where it can be changed."""

    id: str
    line: str
    address: str


# --- what may be chosen


def choices_of(
    asking: Asking, answers: Answers, kind: FieldKind, asked: Asked
) -> tuple[Choice, ...]:
    """Return what can be chosen where this is asked."""
    if kind.sort is Sort.YES_NO:
        said = {one.code: one for one in asked.choices}
        return tuple(
            _choice(asking, said.get(value), value, label)
            for value, label in (("yes", common().yes), ("no", common().no))
        )
    if kind.sort in (Sort.RECORD, Sort.RECORDS):
        known = asking.items.get(asked.field) or asking.known.get(kind.refers, {})
        return tuple(Choice(id_, label) for id_, label in known.items())
    if kind.sort in (Sort.ITEM, Sort.ITEMS_CHOSEN):
        return tuple(Choice(*one) for one in _items(asking, answers, asked))
    own = {one.code: one for one in asked.choices}
    named = tuple(code for code in own if code not in (GIVEN, *NO_ANSWERS))
    codes = named if asked.only_these else kind.codes
    alone = next((one.alone for one in common().lists if one.list_ == kind.code_list), ())
    return tuple(
        _choice(
            asking,
            own.get(code),
            code,
            code_words(kind.code_list, code),
            alone=code in alone,
        )
        for code in codes
    )


def _choice(
    asking: Asking, own: CodeWords | None, value: str, label: str, *, alone: bool = False
) -> Choice:
    if own is None:
        return Choice(value, in_words(asking, label), alone=alone)
    hint = in_words(asking, own.hint or "")
    return Choice(value, in_words(asking, own.label), hint, alone)


def _items(asking: Asking, answers: Answers, asked: Asked) -> Iterator[tuple[str, str]]:
    if asked.items_of is None:
        yield from asking.items.get(asked.field, {}).items()
        return
    for place in places(asking, answers):
        list_ = place.page.list_
        if list_ is not None and place.field_of(list_.field) == asked.items_of:
            for line in lines_of(asking, answers, place, list_):
                yield line.id, line.line


# --- what stands for an item of a list


def lines_of(
    asking: Asking, answers: Answers, place: Place, list_: ItemList
) -> tuple[ListLine, ...]:
    """Return the items of a list as they are shown: each has a line, by its number if need be."""
    key = place.key(list_.field)
    first = list_.pages[0].id
    return tuple(
        ListLine(
            item,
            line_of(asking, answers, place, list_, item)
            or f"{in_words(asking, list_.what)} {number}",
            "/".join([first, *place.ids, item]),
        )
        for number, item in enumerate(texts(answers, key), start=1)
    )


_LONGEST_LINE = 120


def line_of(asking: Asking, answers: Answers, place: Place, list_: ItemList, item: str) -> str:
    """Return the line that stands for an item; "" where nothing it is made of is answered."""
    base = join(place.key(list_.field), item)
    for pattern in list_.one.split(" | "):
        names = IN_BRACES.findall(pattern)
        said = {
            name: answer_text(asking, answers, join(base, name.replace(".", "/")),
                              place.field_of(f"{list_.field}.{name}"))
            for name in names
        }  # fmt: skip
        if all(said.values()):
            line = IN_BRACES.sub(lambda found: said[found[1]], pattern)  # noqa: B023  # at once
            return line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}…"
    return ""


# --- what an answer says


def answer_lines(asking: Asking, answers: Answers, key: str, way: str) -> tuple[str, ...]:
    """Return what an answer says, in words and line by line; nothing where there is none."""
    code = no_answer(answers, key)
    if code in NO_ANSWERS:
        asked = _asked_for(asking, answers, way)
        return tuple(_no_answer_lines(asking, answers, key, code, asked))
    kind = kind_of(asking, answers, way)
    if kind is None:
        return ()
    if kind.sort in (Sort.DAY, Sort.MONTH):
        return tuple(filter(None, [_day_text(answers, key, kind)]))
    if kind.sort is Sort.PROSE:
        said = called(asking, text(answers, key))
        return tuple(line for line in said.split("\n") if line)
    values = answers.get(key, ())
    labels = _labels(asking, answers, kind, way)
    listed = values if isinstance(values, tuple) else (values,)
    said_all = tuple(labels.get(one) or _in_words(asking, kind, one) for one in listed if one)
    return tuple(f"£{one}" for one in said_all) if kind.sort is Sort.MONEY else said_all


def _in_words(asking: Asking, kind: FieldKind, said: str) -> str:
    """Return what an answer says that this form does not offer: it came by another, or is gone."""
    is_item = kind.sort in (Sort.ITEM, Sort.ITEMS_CHOSEN)
    if is_item or said in kind.codes or said in asking.former:
        return former_choice(asking, kind, said)
    return called(asking, said)


def answer_text(asking: Asking, answers: Answers, key: str, way: str) -> str:
    """Return what an answer says, on one line."""
    return " ".join(answer_lines(asking, answers, key, way))


def former_choice(asking: Asking, kind: FieldKind, value: str) -> str:
    """Return in words what was chosen once and can be chosen no more."""
    if kind.sort in (Sort.ITEM, Sort.ITEMS_CHOSEN):
        return common().taken_out
    return asking.former.get(value) or code_words(kind.code_list, value)


def _labels(asking: Asking, answers: Answers, kind: FieldKind, way: str) -> dict[str, str]:
    asked = _asked_for(asking, answers, way)
    choices = choices_of(asking, answers, kind, asked or Asked(field=kind.name))
    return {one.value: one.label for one in choices}


def _asked_for(asking: Asking, answers: Answers, way: str) -> Asked | None:
    """Return how a field is asked for in this form."""
    by_way = indexed(answers).once(
        ("asked", id(asking.form)), lambda: dict(_asked_by_way(asking.form.pages, ""))
    )
    return by_way.get(way)


def _asked_by_way(pages: tuple[PageWords, ...], around: str) -> Iterator[tuple[str, Asked]]:
    for page in pages:
        for one in page.fields:
            yield f"{around}{one.field}", one
        if page.list_ is not None:
            yield from _asked_by_way(page.list_.pages, f"{around}{page.list_.field}.")


def _no_answer_lines(
    asking: Asking, answers: Answers, key: str, code: str, asked: Asked | None
) -> Iterator[str]:
    words = next(one for one in common().honest if one.code == code)
    own = {one.code: one.label for one in asked.choices} if asked else {}
    yield in_words(asking, own.get(code, words.label))
    for one in words.follow_up:
        kind = kinds_of(NO_ANSWERS[code])[one.field]
        here = join(key, one.field)
        said = _day_text(answers, here, kind) if kind.sort is Sort.DAY else text(answers, here)
        if said:
            yield f"{in_words(asking, one.label)} {said}"


def _day_text(answers: Answers, key: str, kind: FieldKind) -> str:
    """Return "14 September 2025"; what is no day comes back as it was typed."""
    written = [text(answers, box) for box in boxes(key, kind)]
    month = written[-2]
    if month.isdigit() and 1 <= int(month) <= len(common().months):
        written[-2] = common().months[int(month) - 1]
    return " ".join(filter(None, written))
