"""A page as it is shown: its questions in words, what may be chosen, and what is asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from pepsite.forms.questions.answers import (
    CARRIED,
    CARRIED_FROM,
    GIVEN,
    boxes,
    indexed,
    is_answered,
    join,
    no_answer,
    text,
    texts,
)
from pepsite.forms.questions.asking import (
    Asking,
    Place,
    asked_on,
    kind_of,
    place_at,
    places,
)
from pepsite.forms.questions.kinds import NO_ANSWERS, FieldKind, Sort, kinds_of
from pepsite.forms.questions.required import Demand, demands, usually
from pepsite.forms.questions.specification import Asked, Context
from pepsite.forms.questions.wording import IN_BRACES, common
from pepsite.policy.completeness import NoAnswerKind
from pepsite.records.code_labels import RETURN_LABELS, code_label
from pepsite.records.codes import ETHNICITY_LABELS, SEN_PROVISION_LABELS
from pepsite.records.field_titles import code_title, field_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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
class Question:
    """One question as it is shown.

    `boxes` are the keys that are posted for the answer itself, and `instead_box` the one for an
    honest answer, chosen beside it from `instead` (none: there is no such choice). `label` may
    be that of the page: then `is_title`. `asked` is what the policy or the record says of it.
    `carried` says from which plan the answer came, where nobody has changed it since.
    """

    key: str
    kind: FieldKind
    label: str
    boxes: tuple[str, ...]
    hint: str = ""
    after: str = ""
    width: str = "long"
    is_title: bool = False
    choices: tuple[Choice, ...] = ()
    instead: tuple[Choice, ...] = ()
    instead_box: str = ""
    asked: Demand = Demand.OPTIONAL
    carried: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys that are posted for this question."""
        return (*self.boxes, self.instead_box) if self.instead_box else self.boxes


@dataclass(frozen=True, slots=True)
class ListLine:
    """One item of a list: its id, the line that stands for it, where it can be changed."""

    id: str
    line: str
    address: str


@dataclass(frozen=True, slots=True)
class ShownList:
    """A list that is added to one item after another.

    With no item yet, an honest answer may stand in its place: it is the page's question.
    """

    key: str
    what: str
    lines: tuple[ListLine, ...]
    add: str
    none_yet: str
    asked: Demand


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it is shown."""

    address: str
    section: str
    title: str
    about: tuple[str, ...]
    questions: tuple[Question, ...]
    list: ShownList | None
    item_line: str
    parent: str
    context: tuple[Context, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys that are posted from this page; give them to `with_posted`."""
        return tuple(key for question in self.questions for key in question.keys)


def page_at(asking: Asking, answers: Answers, address: str) -> Page | None:
    """Return the page at this address as it is shown, or None where no such page applies."""
    looked_at = indexed(answers)
    place = place_at(asking, looked_at, address)
    return None if place is None else page_of(asking, looked_at, place)


def page_of(asking: Asking, answers: Answers, place: Place) -> Page:
    """Return a page as it is shown."""
    looked_at = indexed(answers)
    return looked_at.once(
        ("page", id(asking), place.address), lambda: _page(asking, looked_at, place)
    )


def _page(asking: Asking, answers: Answers, place: Place) -> Page:
    words = place.page
    questions = (
        _follow_ups(asking, answers, place)
        if place.follow_up
        else tuple(_questions(asking, answers, place))
    )
    title = _follow_up_title(asking, answers, place) if place.follow_up else words.title
    return Page(
        place.address,
        place.section,
        in_words(asking, title),
        () if place.follow_up else _paragraphs(asking, words.about),
        questions,
        None if place.follow_up else _shown_list(asking, answers, place),
        _item_line(asking, answers, place),
        place.parent,
        () if place.follow_up else words.context,
    )


def in_words(asking: Asking, words: str) -> str:
    """Return our words as this screen says them: the child's name, the authority's terms."""
    return in_terms(called(asking, words), asking.terms)


def in_terms(words: str, terms: Mapping[str, str]) -> str:
    """Return our words with the authority's own where it has some: whole words, one or many.

    Never ask it of what somebody wrote.
    """
    if not terms:
        return words
    own = {ours.casefold(): theirs for ours, theirs in terms.items()}

    def theirs(found: re.Match[str]) -> str:
        return own[found["ours"].casefold()] + found["many"]

    return _terms_pattern(tuple(terms)).sub(theirs, words)


@cache
def _terms_pattern(ours: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = "|".join(map(re.escape, sorted(ours, key=len, reverse=True)))
    return re.compile(rf"(?<!\w)(?P<ours>{longest_first})(?P<many>s?)(?!\w)", re.IGNORECASE)


def called(asking: Asking, words: str) -> str:
    """Return words with what the child is called here in place of the token."""
    child = asking.child or common().the_child
    first = child[:1].upper() + child[1:]
    return _FIRST.sub(lambda found: f"{found[1]}{first}", words).replace("{child}", child)


_FIRST = re.compile(r"(^|[.!?\n]\s*)\{child\}")
"""The token where a sentence begins."""


def _paragraphs(asking: Asking, words: str | None) -> tuple[str, ...]:
    # As in every record, a single new line in prose reads as a space.
    return tuple(
        in_words(asking, one.replace("\n", " ")) for one in (words or "").split("\n\n") if one
    )


# --- Questions


def _questions(asking: Asking, answers: Answers, place: Place) -> Iterator[Question]:
    asked_for = demands(asking, answers)
    if place.page.list_ is not None:
        yield from _list_question(asking, answers, place, place.page.list_, asked_for)
    several, usual = len(place.page.fields) > 1, usually(asking, answers)
    for asked, field_kind in asked_on(asking, answers, place):
        key, name = place.key(asked.field), place.field_of(asked.field)
        kind = _as_offered(field_kind, asked)
        demand, accepts = asked_for.get(name, (usual, tuple(NoAnswerKind)))
        if kind.required and _is_wanted(asking, answers, place, asked.field):
            demand = Demand.REQUIRED
        label = asked.label or (field_title(kind.name).capitalize() if several else None)
        instead = _named(
            asking,
            asked,
            _instead(asking, kind, asked.no_answers, accepts, no_answer(answers, key)),
            gate=_is_gate(place, asked, kind),
        )
        is_part = kind.sort is Sort.PART
        yield Question(
            key,
            kind,
            in_words(asking, label or place.page.title),
            () if is_part else boxes(key, kind),
            hint=in_words(asking, asked.hint or ""),
            after=asked.after or "",
            width=asked.width or _WIDTHS.get(kind.sort, "long"),
            is_title=not several,
            choices=_with_chosen(
                _own_name(asking, name, text(answers, key), _choices(asking, answers, kind, asked)),
                answers,
                key,
                kind,
            ),
            instead=instead,
            instead_box=join(key, "no_answer") if instead else "",
            asked=demand,
            carried=_carried(answers, key),
        )


def _own_name(
    asking: Asking, name: str, chosen: str, choices: tuple[Choice, ...]
) -> tuple[Choice, ...]:
    """Return whose name can be put to a plan: one's own, and one that stands there already."""
    if name != "sign_offs.by" or not asking.by:
        return choices
    return tuple(one for one in choices if one.value in (asking.by, chosen))


def _as_offered(kind: FieldKind, asked: Asked) -> FieldKind:
    """Return the kind of a word, or of several, that the policy gives the choices for."""
    chosen = {Sort.LINE: Sort.ONE_OF, Sort.LINES: Sort.SOME_OF}.get(kind.sort)
    if chosen is None or not asked.only_these:
        return kind
    return replace(kind, sort=chosen, codes=tuple(one.code for one in asked.choices))


_WIDTHS: Mapping[Sort, str] = {
    Sort.WHOLE_NUMBER: "short",
    Sort.NUMBER: "short",
    Sort.MONEY: "short",
    Sort.TIME: "short",
}


def _named(
    asking: Asking, asked: Asked, instead: tuple[Choice, ...], *, gate: bool
) -> tuple[Choice, ...]:
    """Return the choices beside a question, in words of its own where the form has some.

    At a gate, the first says that the questions after it will be answered.
    """
    first = (Choice(GIVEN, common().part_is_answered),) if gate and instead else ()
    own = {one.code: in_words(asking, one.label) for one in asked.choices}
    return tuple(replace(one, label=own.get(one.value, one.label)) for one in (*first, *instead))


def _is_gate(place: Place, asked: Asked, kind: FieldKind) -> bool:
    """Say whether the questions about a part are on pages after this one."""
    inside = f"{asked.field}."
    return kind.sort is Sort.PART and not any(
        one.field.startswith(inside) for one in place.page.fields
    )


def _is_wanted(asking: Asking, answers: Answers, place: Place, name: str) -> bool:
    """Say whether the parts around a field are there, or have to be.

    Where a target has no starting point at all, nobody has to say when it was measured.
    """
    steps = name.split(".")
    for end in range(1, len(steps)):
        part = ".".join(steps[:end])
        kind = kind_of(asking, answers, place.field_of(part))
        key = place.key(part)
        if no_answer(answers, key):
            return False
        if (kind is None or not kind.required) and not is_answered(answers, key):
            return False
    return True


def chosen_instead(answers: Answers, question: Question) -> str:
    """Return which of the choices beside a question stands: "" where none was made."""
    chosen = text(answers, question.instead_box) if question.instead_box else ""
    gate = any(one.value == GIVEN for one in question.instead)
    return chosen or (GIVEN if gate and is_answered(answers, question.key) else "")


def _list_question(
    asking: Asking,
    answers: Answers,
    place: Place,
    list_: ItemList,
    asked_for: Mapping[str, tuple[Demand, tuple[NoAnswerKind, ...]]],
) -> Iterator[Question]:
    """Yield the question of a list: whether an honest answer stands in the place of any item."""
    key, kind = place.key(list_.field), kind_of(asking, answers, place.field_of(list_.field))
    if kind is None or not kind.honest or texts(answers, key):
        return
    demand, accepts = asked_for.get(
        place.field_of(list_.field), (usually(asking, answers), tuple(NoAnswerKind))
    )
    instead = _instead(asking, kind, list_.no_answers, accepts, no_answer(answers, key))
    if instead:
        yield Question(
            key,
            kind,
            in_words(asking, common().answers_instead),
            (),
            instead=instead,
            instead_box=join(key, "no_answer"),
            asked=demand,
            carried=_carried(answers, key),
        )


def _instead(
    asking: Asking,
    kind: FieldKind,
    sensible: tuple[NoAnswerKind, ...] | None,
    accepts: tuple[NoAnswerKind, ...],
    chosen: str,
) -> tuple[Choice, ...]:
    """Return the honest answers offered: sensible here, and accepted by the policy."""
    if not kind.honest:
        return ()
    offered = asking.form.no_answers if sensible is None else sensible
    return tuple(
        Choice(str(one.code), in_words(asking, one.label))
        for one in common().honest
        if (one.code in offered and one.code in accepts) or one.code == chosen
    )


def _follow_ups(asking: Asking, answers: Answers, place: Place) -> tuple[Question, ...]:
    """Return the questions about the honest answers given on a page."""
    chosen = list(_chosen(asking, answers, place))
    found = []
    for key, label, code in chosen:
        words = next(one for one in common().honest if one.code == code)
        for one in words.follow_up:
            kind = kinds_of(NO_ANSWERS[code])[one.field]
            about = f"{label}: {one.label}" if len(chosen) > 1 else one.label
            found.append(
                Question(
                    join(key, one.field),
                    kind,
                    in_words(asking, about),
                    boxes(join(key, one.field), kind),
                    hint=in_words(asking, one.hint or ""),
                    asked=Demand.REQUIRED,
                    carried=_carried(answers, key),
                )
            )
    return tuple(found)


def _follow_up_title(asking: Asking, answers: Answers, place: Place) -> str:
    codes = dict.fromkeys(code for _, _, code in _chosen(asking, answers, place))
    titles = [one.title for one in common().honest if one.code in codes]
    return titles[0] if len(titles) == 1 else common().answers_instead


def _chosen(asking: Asking, answers: Answers, place: Place) -> Iterator[tuple[str, str, str]]:
    """Yield the key, the label and the honest answer of each question that has one."""
    page = place.page
    if page.list_ is not None:
        key = place.key(page.list_.field)
        if code := no_answer(answers, key):
            yield key, page.title, code
    for asked, kind in asked_on(asking, answers, place):
        key = place.key(asked.field)
        if kind.honest and (code := no_answer(answers, key)) in NO_ANSWERS:
            yield key, asked.label or page.title, code


def _carried(answers: Answers, key: str) -> str:
    """Return of which plan the answer is, where it came from one and nobody changed it."""
    below = f"{key}/"
    came = any(one == key or one.startswith(below) for one in texts(answers, CARRIED))
    return common().carried.format(plan=text(answers, CARRIED_FROM)) if came else ""


# --- Choices


def _choices(asking: Asking, answers: Answers, kind: FieldKind, asked: Asked) -> tuple[Choice, ...]:
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


def _with_chosen(
    choices: tuple[Choice, ...], answers: Answers, key: str, kind: FieldKind
) -> tuple[Choice, ...]:
    """Return the choices with what was chosen before, where it is offered no more.

    Whoever saves the page again would else lose it without a word.
    """
    if kind.sort not in _CHOSEN:
        return choices
    offered = {one.value for one in choices}
    chosen = [one for one in texts(answers, key) if one not in offered]
    return (*choices, *(Choice(one, code_words(kind.code_list, one)) for one in chosen))


_CHOSEN = (
    Sort.ONE_OF,
    Sort.SOME_OF,
    Sort.RECORD,
    Sort.RECORDS,
    Sort.ITEM,
    Sort.ITEMS_CHOSEN,
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
            for line in _lines(asking, answers, place, list_):
                yield line.id, line.line


def code_words(code_list: str, code: str) -> str:
    """Return what a code is called when people read it."""
    said = _code_words().get((code_list, code)) or code_title(code)
    return said[:1].upper() + said[1:]


@cache
def _code_words() -> Mapping[tuple[str, str], str]:
    known = {
        (name, code): label for name, codes in _LABELS.items() for code, label in codes.items()
    }
    for words in common().lists:
        known.update({(words.list_, one.code): one.label for one in words.codes})
    return known


_LABELS: Mapping[str, Mapping[str, str]] = {
    "Ethnicity": {str(code): label for code, label in ETHNICITY_LABELS.items()},
    "SenProvision": {str(code): label for code, label in SEN_PROVISION_LABELS.items()},
    **{
        list_.__name__: {str(code.value): code_label(code) for code in list_}
        for list_ in RETURN_LABELS
    },
}


# --- Lists


def _shown_list(asking: Asking, answers: Answers, place: Place) -> ShownList | None:
    list_ = place.page.list_
    if list_ is None:
        return None
    lines = _lines(asking, answers, place, list_)
    name = place.field_of(list_.field)
    kind = kind_of(asking, answers, name)
    needed = kind is not None and (kind.required or kind.at_least > 0)
    demand = demands(asking, answers).get(name, (usually(asking, answers), ()))[0]
    return ShownList(
        place.key(list_.field),
        in_words(asking, list_.what),
        lines,
        in_words(asking, list_.add_another if lines else list_.add),
        in_words(asking, list_.none_yet),
        Demand.REQUIRED if needed else demand,
    )


def _lines(asking: Asking, answers: Answers, place: Place, list_: ItemList) -> tuple[ListLine, ...]:
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


def _item_line(asking: Asking, answers: Answers, place: Place) -> str:
    """Return the line of the item that a page is about; "" on a page about the whole."""
    if not place.ids:
        return ""
    above = next(one for one in places(asking, answers) if one.address == place.parent)
    list_ = above.page.list_
    return line_of(asking, answers, above, list_, place.ids[-1]) if list_ else ""


# --- An answer in words


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
    said_all = tuple(labels.get(one, called(asking, one)) for one in listed if one)
    return tuple(f"£{one}" for one in said_all) if kind.sort is Sort.MONEY else said_all


def answer_text(asking: Asking, answers: Answers, key: str, way: str) -> str:
    """Return what an answer says, on one line."""
    return " ".join(answer_lines(asking, answers, key, way))


def _labels(asking: Asking, answers: Answers, kind: FieldKind, way: str) -> dict[str, str]:
    asked = _asked_for(asking, answers, way)
    choices = _choices(asking, answers, kind, asked or Asked(field=kind.name))
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


def is_empty(answers: Answers, question: Question) -> bool:
    """Say whether nothing was answered to a question, not even honestly."""
    if question.kind.sort in (Sort.PART, Sort.ITEMS):
        return not (is_answered(answers, question.key) or chosen_instead(answers, question))
    return not any(answers.get(key) for key in question.keys)
