"""What people typed, and the record it makes.

Answers are flat: each is known by the way to its field, with the ids of items where a list is
on the way (`targets/nvtfb0/what`). A slash parts every step, so a key can be split, and no
key has anything of a record but ids.

- A day is three texts, `by/day`, `by/month` and `by/year`, so that "31", "Feb", "" is kept.
- An honest answer is its own fields beside where the answer would be: `strengths/no_answer`,
  then `strengths/ask` and `strengths/by`, or `strengths/why`, or `strengths/declined_on`.
- A list has its items' ids, in order, under its own key; one without ids has their numbers.
- Whatever a field cannot hold as text (an unknown field, a null) stands under `=` at its level,
  as JSON. So a record comes back as it was, whatever is in it.
- A key that begins with `~` is a note about the draft and never of the record.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from pepsite.forms.questions.kinds import NO_ANSWERS, FieldKind, Sort, is_item, kinds_of
from pepsite.versions.shapes import same

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pepsite.findings import FieldPath
    from pepsite.records.base import Model
    from pepsite.store.tree import JSON

T = TypeVar("T")

Answers: TypeAlias = Mapping[str, str | tuple[str, ...]]
"""What people typed, by key, in the order in which it came."""

LEFT = "="
"""At any level: what of a record no question can show, as JSON."""
NOTE = "~"
SEEN = "~seen"
"""The addresses of the pages that somebody saved and went on from."""
CARRIED = "~carried"
"""The keys whose answers came from the last plan and were not changed since."""
CARRIED_FROM = "~carried-from"
"""Of which day the plan is that they came from."""
THERE = "~there"
"""The keys of what people had said or signed before the form was opened."""
ACCEPTED = "~accepted"
"""The id of the file that was accepted, where what came back is opened as it was sent."""
HIDDEN = "~hidden"
"""The keys of what no page asked for when the record was opened, and which stays in it."""
GIVEN = "given"
"""Chosen where an honest answer could be: the questions themselves will be answered."""

DAY_BOXES = ("day", "month", "year")
_SEVERAL = (Sort.SOME_OF, Sort.RECORDS, Sort.ITEMS_CHOSEN, Sort.LINES)
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_SHORTEST_MONTH = 3
# With more digits it is no number that anybody means, and Python refuses to read thousands of them.
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}")
_POUNDS = re.compile(
    r"£?((?:0|[1-9][0-9]{0,14}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,4}))(?:\.([0-9]{2}))?"
)


def join(*parts: str) -> str:
    """Return the key at the end of this way."""
    return "/".join(part for part in parts if part)


def boxes(key: str, kind: FieldKind) -> tuple[str, ...]:
    """Return the keys of the boxes a question has: three of a day, two of a month, else one."""
    if kind.sort is Sort.DAY:
        return tuple(join(key, box) for box in DAY_BOXES)
    if kind.sort is Sort.MONTH:
        return tuple(join(key, box) for box in DAY_BOXES[1:])
    return (key,)


def text(answers: Answers, key: str) -> str:
    """Return what was typed under this key, or nothing."""
    value = answers.get(key, "")
    return value if isinstance(value, str) else ""


def texts(answers: Answers, key: str) -> tuple[str, ...]:
    """Return the ids of a list, or what was chosen of several."""
    value = answers.get(key, ())
    return value if isinstance(value, tuple) else (value,) if value else ()


def no_answer(answers: Answers, key: str) -> str:
    """Return which honest answer stands in the place of this one; "" where none does."""
    chosen = text(answers, join(key, "no_answer"))
    return "" if chosen == GIVEN else chosen


class Indexed(dict[str, str | tuple[str, ...]]):
    """Answers that are looked at often, and not changed meanwhile.

    `answered` has every key under which, or below which, something was typed; `worked_out`
    keeps what was made of the answers, so that a page is not worked out for each question on it.
    """

    def __init__(self, answers: Answers) -> None:
        super().__init__(answers)
        self.worked_out: dict[object, Any] = {}
        self.answered: set[str] = set()
        for key, value in answers.items():
            if value and value != GIVEN and not key.endswith(f"/{LEFT}"):
                way = key
                while way and way not in self.answered:
                    self.answered.add(way)
                    way = way.rpartition("/")[0]

    def once(self, name: object, work: Callable[[], T]) -> T:
        """Return what this work gives, doing it only the first time.

        The work is kept beside it: a name that has an `id` in it is of what the work is about,
        and that must not go while another thing could be given the same.
        """
        if name not in self.worked_out:
            self.worked_out[name] = work(), work
        found: T = self.worked_out[name][0]
        return found


def indexed(answers: Answers) -> Indexed:
    """Return the same answers, ready to be looked at often."""
    return answers if isinstance(answers, Indexed) else Indexed(answers)


def is_answered(answers: Answers, key: str) -> bool:
    """Say whether anything was typed under this key or below it."""
    return key in indexed(answers).answered


def day_in(answers: Answers, key: str) -> date | None:
    """Return the day in the three boxes, or None where they do not make one."""
    written = _joined_day([text(answers, join(key, box)) for box in DAY_BOXES])
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


# --- From a record


def answers_of(record: Mapping[str, JSON], model: type[Model]) -> dict[str, str | tuple[str, ...]]:
    """Return what somebody would have typed to make this record, whatever it holds."""
    found: dict[str, str | tuple[str, ...]] = {}
    _part_answers(record, (model,), "", found)
    return found


def _part_answers(
    values: Mapping[str, JSON],
    models: Sequence[type[Model]],
    way: str,
    found: dict[str, str | tuple[str, ...]],
) -> None:
    kinds = _kinds(models, values)
    left: dict[str, JSON] = {}
    for name, value in values.items():
        kind = kinds.get(name)
        made: dict[str, str | tuple[str, ...]] = {}
        if kind is not None and "/" not in name:
            _field_answers(value, kind, join(way, name), made)
        if kind is None or not made or not same(_back(kind, way, made), value):
            left[name] = value
        else:
            found.update(made)
    if left or not values:
        found[join(way, LEFT)] = json.dumps(left)


def _back(kind: FieldKind, way: str, made: Answers) -> JSON | _Nothing:
    node = _tree(made)
    for part in join(way, kind.name).split("/"):
        node = node.below.get(part, _Node())
    return _value(node, kind)


def _kinds(models: Sequence[type[Model]], values: Mapping[str, JSON]) -> Mapping[str, FieldKind]:
    """Return the fields of the one of these models that the values are meant as."""
    if len(models) == 1:
        return kinds_of(models[0])
    for model in models:
        kinds = kinds_of(model)
        mark = next(iter(kinds))
        if values.get(mark) in kinds[mark].codes:
            return kinds
    return {}


def _field_answers(
    value: JSON, kind: FieldKind, key: str, found: dict[str, str | tuple[str, ...]]
) -> None:
    if isinstance(value, dict):
        told = value.get("no_answer")
        if kind.honest and isinstance(told, str) and told in NO_ANSWERS:
            _part_answers(value, (NO_ANSWERS[told],), key, found)
        elif kind.sort is Sort.PART:
            _part_answers(value, kind.parts, key, found)
    elif isinstance(value, list):
        _list_answers(value, kind, key, found)
    elif value is not None:
        _scalar_answers(value, kind, key, found)


def _list_answers(
    value: list[JSON], kind: FieldKind, key: str, found: dict[str, str | tuple[str, ...]]
) -> None:
    if kind.item is None:
        if kind.sort in _SEVERAL and all(isinstance(one, str) for one in value):
            found[key] = tuple(str(one) for one in value)
        return
    parts = [one for one in value if isinstance(one, dict)]
    ids = [
        str(one.get("id")) if is_item(kind.item) else str(number)
        for number, one in enumerate(parts, start=1)
    ]
    if len(parts) == len(value) == len(set(ids)) and all(map(_IN_A_KEY.fullmatch, ids)):
        found[key] = tuple(ids)
        for name, one in zip(ids, parts, strict=True):
            _part_answers(one, (kind.item,), join(key, name), found)


_IN_A_KEY = re.compile(r"[a-z0-9-]+")


def _scalar_answers(
    value: JSON, kind: FieldKind, key: str, found: dict[str, str | tuple[str, ...]]
) -> None:
    if isinstance(value, bool):
        found[key] = "yes" if value else "no"
    elif isinstance(value, int) and kind.sort is Sort.MONEY:
        pounds, pence = divmod(value, 100)
        found[key] = f"{pounds}.{pence:02}" if pence else str(pounds)
    elif isinstance(value, str) and kind.sort in (Sort.DAY, Sort.MONTH):
        parts = value.split("-")
        names = ("year", "month", "day")[: len(parts)]
        for name, part in reversed([*zip(names, parts, strict=False)]):
            found[join(key, name)] = part.lstrip("0")
    elif isinstance(value, str | int | float):
        found[key] = str(value)


# --- To a record


class _Nothing:
    """Stands for a field that is left out."""


_ABSENT = _Nothing()


class _Node:
    """What stands at one step of the ways, and what stands below it."""

    __slots__ = ("below", "value")

    def __init__(self) -> None:
        self.value: str | tuple[str, ...] | None = None
        self.below: dict[str, _Node] = {}


def _tree(answers: Answers) -> _Node:
    top = _Node()
    for key, value in answers.items():
        if not key.startswith(NOTE):
            node = top
            for part in key.split("/"):
                node = node.below.setdefault(part, _Node())
            node.value = value
    return top


def record_of(answers: Answers, model: type[Model]) -> dict[str, JSON]:
    """Return the plain record that these answers make.

    What cannot be what its question asks for goes into it as it was typed, so that whoever
    reads records (`checking.py` asks them) says what is wrong there, in the one way there is.
    Answers to questions of another phase are left in the draft and out of the record.
    """
    return _part_values(_tree(answers), (model,))


def _part_values(node: _Node, models: Sequence[type[Model]]) -> dict[str, JSON]:
    marks = {name: one.value for name, one in node.below.items() if isinstance(one.value, str)}
    values: dict[str, JSON] = {}
    for name, kind in _kinds(models, marks).items():
        inside = node.below.get(name)
        if inside is not None:
            value = _value(inside, kind)
            if not isinstance(value, _Nothing):
                values[name] = value
    values.update(_left(node))
    return values


def _left(node: _Node) -> dict[str, JSON]:
    left = node.below.get(LEFT)
    read = json.loads(left.value) if left is not None and isinstance(left.value, str) else {}
    return read if isinstance(read, dict) else {}


def _value(  # noqa: PLR0911  # one for each way in which a field is kept
    node: _Node, kind: FieldKind
) -> JSON | _Nothing:
    told = node.below.get("no_answer")
    if kind.honest and told is not None and told.value in NO_ANSWERS:
        return _part_values(node, (NO_ANSWERS[str(told.value)],))
    if kind.item is not None:
        return _items(node, kind.item)
    if kind.sort is Sort.PART:
        values = _part_values(node, kind.parts)
        return values if values or LEFT in node.below else _ABSENT
    if kind.sort in (Sort.DAY, Sort.MONTH):
        return _day(node, kind) or _ABSENT
    if isinstance(node.value, tuple):
        return [*node.value]
    if not node.value:
        return _ABSENT
    return [node.value] if kind.sort in _SEVERAL else _scalar(node.value, kind)


def _day(node: _Node, kind: FieldKind) -> str:
    names = DAY_BOXES if kind.sort is Sort.DAY else DAY_BOXES[1:]
    found = [node.below[name].value if name in node.below else "" for name in names]
    return _joined_day([one if isinstance(one, str) else "" for one in found])


def _items(node: _Node, item: type[Model]) -> JSON | _Nothing:
    if not isinstance(node.value, tuple):
        return _ABSENT
    return [*(_part_values(node.below.get(name, _Node()), (item,)) for name in node.value)]


def _scalar(typed: str, kind: FieldKind) -> JSON:
    if kind.sort is Sort.YES_NO:
        return {"yes": True, "no": False}.get(typed, typed)
    if kind.sort in (Sort.WHOLE_NUMBER, Sort.NUMBER):
        number = typed.strip()
        if _WHOLE.fullmatch(number):
            return int(number)
        return float(number) if _NUMBER.fullmatch(number) else typed
    if kind.sort is Sort.MONEY:
        return _pence(typed)
    return typed


def _pence(typed: str) -> JSON:
    amount = _POUNDS.fullmatch(typed.strip())
    if amount is None:
        return typed
    return int(amount[1].replace(",", "")) * 100 + int(amount[2] or 0)


def _joined_day(written: Sequence[str]) -> str:
    """Return "2025-09-01" for 1, 9, 2025; what can be no day comes back as it was typed."""
    *day, month, year = (one.strip() for one in written)
    parts = [year, _month_number(month), *day]
    if all(one.isascii() and one.isdigit() for one in parts):
        return "-".join([parts[0], *(one.zfill(2) for one in parts[1:])])
    return "/".join([*day, month, year]) if any([*day, month, year]) else ""


def _month_number(month: str) -> str:
    """Return 2 for Feb and for February; anything else as it is."""
    start = month.casefold()
    found = [n for n, name in enumerate(_MONTHS, start=1) if name.startswith(start)]
    return str(found[0]) if len(start) >= _SHORTEST_MONTH and found else month


# --- Editing


def with_posted(
    answers: Answers, keys: Iterable[str], posted: Answers
) -> dict[str, str | tuple[str, ...]]:
    """Return the answers with what was posted for these keys in place of what stood there.

    All is kept as typed, but for the way browsers end lines and for space around the whole. A
    text that nobody changed keeps even that, so that the file it came from keeps its lines.
    What was not posted was left empty: a choice with nothing chosen is not sent at all.
    """
    asked = dict.fromkeys(keys)
    changed = {key: _typed(posted.get(key), answers.get(key)) for key in asked}
    kept = {key: value for key, value in answers.items() if key not in changed}
    kept.update({key: value for key, value in changed.items() if value not in (None, "", ())})
    return _less_carried(kept, answers, asked)


def _typed(
    posted: str | tuple[str, ...] | None, before: str | tuple[str, ...] | None
) -> str | tuple[str, ...] | None:
    if not isinstance(posted, str):
        return tuple(one for one in posted if one) if posted is not None else None
    settled = posted.replace("\r\n", "\n").replace("\r", "\n").strip()
    unchanged = isinstance(before, str) and before.strip() == settled
    return before if unchanged else settled


def _less_carried(
    kept: dict[str, str | tuple[str, ...]], before: Answers, asked: Iterable[str]
) -> dict[str, str | tuple[str, ...]]:
    changed = {key for key in asked if kept.get(key) != before.get(key)}
    carried = texts(before, CARRIED)
    if changed & set(carried):
        kept[CARRIED] = tuple(key for key in carried if key not in changed)
    return kept


def with_item(answers: Answers, key: str, item: str) -> dict[str, str | tuple[str, ...]]:
    """Return the answers with a new, empty item at the end of a list.

    An honest answer that stood in the place of the list goes: there is an item now.
    """
    without = {
        name: value
        for name, value in answers.items()
        if name not in [join(key, name) for name in HONEST_FIELDS]
    }
    return {**without, key: (*texts(answers, key), item), join(key, item, "id"): item}


_DAYS_OF_HONEST = tuple(f"{day}/{box}" for day in ("by", "declined_on") for box in DAY_BOXES)
HONEST_FIELDS = ("no_answer", "why", "ask", *_DAYS_OF_HONEST)
"""What is typed about an honest answer, below the key of its question."""


def without_item(answers: Answers, key: str, item: str) -> dict[str, str | tuple[str, ...]]:
    """Return the answers without an item of a list and all that was typed in it."""
    below = join(key, item)
    kept = {
        name: value
        for name, value in answers.items()
        if name != below and not name.startswith(f"{below}/")
    }
    rest = tuple(one for one in texts(answers, key) if one != item)
    kept.pop(key, None)
    return {**kept, key: rest} if rest else kept


def key_of(answers: Answers, field: FieldPath) -> str:
    """Return the key of a place in the record that these answers make."""
    key = ""
    for part in field:
        if isinstance(part, int):
            ids = texts(answers, key)
            key = join(key, ids[part]) if part < len(ids) else key
        else:
            key = join(key, part)
    return key


def with_seen(answers: Answers, address: str) -> dict[str, str | tuple[str, ...]]:
    """Return the answers with a note that somebody saved this page and went on."""
    return {**answers, SEEN: tuple(dict.fromkeys([*texts(answers, SEEN), address]))}
