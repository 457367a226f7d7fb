"""A page as it is shown: its questions in words, what may be chosen, and what is asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pepsite.forms.questions.answered import (
    Choice,
    ListLine,
    choices_of,
    former_choice,
    line_of,
    lines_of,
)
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
from pepsite.forms.questions.asking import Asking, Place, asked_on, kind_of, place_at, places
from pepsite.forms.questions.kinds import NO_ANSWERS, FieldKind, Sort, kinds_of
from pepsite.forms.questions.phrasing import called_by, in_terms, in_words
from pepsite.forms.questions.required import Demand, demands, usually
from pepsite.forms.questions.specification import Asked, Context
from pepsite.forms.questions.wording import common
from pepsite.policy.completeness import NoAnswerKind
from pepsite.privacy.wording import sentence
from pepsite.records.field_titles import field_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pepsite.forms.questions.answers import Answers
    from pepsite.forms.questions.specification import ItemList


@dataclass(frozen=True, slots=True)
class Question:
    """One question as it is shown.

    `boxes` are the keys that are posted for the answer itself, and `instead_box` the one for an
    honest answer, chosen beside it from `instead` (none: there is no such choice). `label` may
    be that of the page: then `is_title`. `asked` is what the policy or the record says of it.
    `open_when` says when it may be left open, if it may. `carried` says from which plan the answer
    came, where nobody has changed it since.
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
    open_when: str = ""
    carried: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys that are posted for this question."""
        return (*self.boxes, self.instead_box) if self.instead_box else self.boxes


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
    """A page as it is shown. `tab` is its title without a name: browsers keep that for long."""

    address: str
    section: str
    title: str
    tab: str
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
        in_terms(called_by("", title), asking.terms),
        () if place.follow_up else _paragraphs(asking, words.about),
        questions,
        None if place.follow_up else _shown_list(asking, answers, place),
        _item_line(asking, answers, place),
        place.parent,
        () if place.follow_up else words.context,
    )


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
        wanted = kind.required and _is_wanted(asking, answers, place, asked.field)
        if wanted or asked.needed:
            demand = Demand.REQUIRED
        label = asked.label or (sentence(field_title(kind.name)) if several else None)
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
                _own_name(
                    asking, name, text(answers, key), choices_of(asking, answers, kind, asked)
                ),
                asking,
                answers,
                key,
                kind,
            ),
            instead=instead,
            instead_box=join(key, "no_answer") if instead else "",
            asked=demand,
            open_when=asked.open_when or common().optional,
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


def _with_chosen(
    choices: tuple[Choice, ...], asking: Asking, answers: Answers, key: str, kind: FieldKind
) -> tuple[Choice, ...]:
    """Return the choices with what was chosen before, where it is offered no more.

    Whoever saves the page again would else lose it without a word.
    """
    if kind.sort not in _CHOSEN:
        return choices
    offered = {one.value for one in choices}
    chosen = [one for one in texts(answers, key) if one not in offered]
    return (*choices, *(Choice(one, former_choice(asking, kind, one)) for one in chosen))


_CHOSEN = (
    Sort.ONE_OF,
    Sort.SOME_OF,
    Sort.RECORD,
    Sort.RECORDS,
    Sort.ITEM,
    Sort.ITEMS_CHOSEN,
)


def _shown_list(asking: Asking, answers: Answers, place: Place) -> ShownList | None:
    list_ = place.page.list_
    if list_ is None:
        return None
    lines = lines_of(asking, answers, place, list_)
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


def _item_line(asking: Asking, answers: Answers, place: Place) -> str:
    """Return the line of the item that a page is about; "" on a page about the whole."""
    if not place.parent:
        return ""
    above = next((one for one in places(asking, answers) if one.address == place.parent), None)
    list_ = above.page.list_ if above else None
    return line_of(asking, answers, above, list_, place.ids[-1]) if above and list_ else ""


def is_empty(answers: Answers, question: Question) -> bool:
    """Say whether nothing was answered to a question, not even honestly."""
    if question.kind.sort in (Sort.PART, Sort.ITEMS):
        return not (is_answered(answers, question.key) or chosen_instead(answers, question))
    return not any(answers.get(key) for key in question.keys)
