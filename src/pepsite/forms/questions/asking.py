"""Which pages a form has for these answers, and in which order: the walk all else rests on.

A page is known by its address: its id, then the ids of the items on the way to it
(`target-actions/nvtfb0/m8vbkd`), and `~why` where it asks about an honest answer given there.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from pepsite.forms.questions.answers import (
    HIDDEN,
    THERE,
    answers_of,
    indexed,
    is_answered,
    join,
    no_answer,
    record_of,
    text,
    texts,
    with_item,
)
from pepsite.forms.questions.computed import there_already, with_computed, without_open
from pepsite.forms.questions.kinds import FieldKind, kinds_of
from pepsite.records.kinds import MODELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from pepsite.forms.questions.answers import Answers
    from pepsite.forms.questions.specification import (
        AnswerIs,
        Asked,
        Form,
        ItemList,
        Page,
        ShownWhen,
    )
    from pepsite.policy.pack import PolicyPack
    from pepsite.records.base import Model
    from pepsite.store.tree import JSON

WHY = "~why"
QUESTION = "question"
PART = "part"
"""What begins the ids of pages about one question, or one part to be rated, of a review."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A form as it is filled in: for whom, on which day, by which policy.

    `known` has the records that may be pointed at, by kind: their ids, and what they are called.
    `former` are people and places that can be chosen no more, and may stand there already.
    `items` has the items of other records, by the field that points at them. `child` is what
    the child is called on this screen. `terms` puts words of the authority for ours.
    `is_new`: the record is not there yet. `by` is the id of whoever is signed in, or "" for a child
    or a carer, who have none.
    """

    form: Form
    day: date
    policy: PolicyPack | None = None
    known: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    former: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    items: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    child: str = ""
    terms: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    is_new: bool = True
    by: str = ""

    @property
    def model(self) -> type[Model]:
        """The model of the records that this form writes."""
        return MODELS[self.form.record]


@dataclass(frozen=True, slots=True)
class _Around:
    """What a page has from the list it stands in."""

    section: str = ""
    ids: tuple[str, ...] = ()
    way: str = ""
    base: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A page at the item it is about.

    `way` is the list the item belongs to, by its fields; `base` is the key of the item. `parent`
    is the address of the list. `follow_up` is the page about honest answers, after the page.
    """

    page: Page
    section: str
    ids: tuple[str, ...]
    way: str
    base: str
    parent: str
    follow_up: bool = False

    @property
    def address(self) -> str:
        """How the page is known, in links and in drafts."""
        return "/".join([self.page.id, *self.ids]) + (WHY if self.follow_up else "")

    def key(self, name: str) -> str:
        """Return the key of a field of this page."""
        return join(self.base, name.replace(".", "/"))

    def field_of(self, name: str) -> str:
        """Return the field's whole name, with dots, as policies have it."""
        return f"{self.way}.{name}" if self.way else name


def places(asking: Asking, answers: Answers) -> tuple[Place, ...]:
    """Return the pages that apply, in order, those of each item after the page of its list."""
    looked_at = indexed(answers)

    def walk() -> tuple[Place, ...]:
        return tuple(_walk(asking, looked_at, asking.form.pages, _Around()))

    return looked_at.once(("places", id(asking)), walk)


def _walk(
    asking: Asking, answers: Answers, pages: Iterable[Page], around: _Around
) -> Iterator[Place]:
    for page in pages:
        here = _placed(page, around)
        if not applies(asking, answers, here):
            continue
        if page.list_ is not None and page.list_.adds_one:
            for item in new_items(answers, here.key(page.list_.field)):
                inside = replace(_inside(here, page.list_, item), parent="")
                yield from _walk(asking, answers, page.list_.pages, inside)
            continue
        yield here
        # A child who does not want to say is not asked when they did not want to.
        follows = asking.form.speaks_to != "child"
        if follows and any(no_answer(answers, key) for key in _honest_keys(asking, answers, here)):
            yield replace(here, follow_up=True)
        if page.list_ is not None:
            key = here.key(page.list_.field)
            for item in texts(answers, key):
                inside = _inside(here, page.list_, item)
                yield from _walk(asking, answers, page.list_.pages, inside)


def new_items(answers: Answers, key: str) -> tuple[str, ...]:
    """Return the items of a list that were not there when the form was opened."""
    there = texts(answers, THERE)
    return tuple(one for one in texts(answers, key) if join(key, one) not in there)


def with_new_items(
    form: Form, answers: Answers, new_item: Callable[[], str]
) -> dict[str, str | tuple[str, ...]]:
    """Return the answers with the item that the form adds to a list, where it adds one."""
    found = dict(answers)
    for page in form.pages:
        if page.list_ is not None and page.list_.adds_one:
            found = with_item(found, page.list_.field.replace(".", "/"), new_item())
    return found


def reopened(
    asking: Asking, record: Mapping[str, JSON], accepted: Mapping[str, JSON]
) -> dict[str, str | tuple[str, ...]]:
    """Return the answers of a record that came back, as it was sent.

    The item that the form had added to a list is still the one it asks about.
    """
    found = opened(asking, record)
    before = answers_of(accepted, asking.model)
    for page in asking.form.pages:
        if page.list_ is not None and page.list_.adds_one:
            key = page.list_.field.replace(".", "/")
            new = [one for one in texts(found, key) if one not in texts(before, key)]
            sent = {join(key, one) for one in new[:1]}
            found[THERE] = tuple(one for one in texts(found, THERE) if one not in sent)
    return found


def _placed(page: Page, around: _Around) -> Place:
    return Place(
        page,
        page.section or around.section,
        around.ids,
        around.way,
        around.base,
        around.parent,
    )


def _inside(place: Place, list_: ItemList, item: str) -> _Around:
    """Return what the pages about an item of a page's list have from it."""
    return _Around(
        place.section,
        (*place.ids, item),
        place.field_of(list_.field),
        join(place.key(list_.field), item),
        place.address,
    )


def place_at(asking: Asking, answers: Answers, address: str) -> Place | None:
    """Return the page at this address, or None where no page that applies has it."""
    return next((one for one in places(asking, answers) if one.address == address), None)


def asked_on(asking: Asking, answers: Answers, place: Place) -> tuple[tuple[Asked, FieldKind], ...]:
    """Return the fields that a page asks for, and what they can hold, in order."""
    found = []
    for asked in place.page.fields:
        kind = kind_of(asking, answers, place.field_of(asked.field))
        if kind is not None:
            found.append((asked, kind))
    return tuple(found)


def kind_of(asking: Asking, answers: Answers, way: str) -> FieldKind | None:
    """Return what a field can hold, or None where the plan is of a phase without it."""
    models: tuple[type[Model], ...] = (asking.model,)
    kind: FieldKind | None = None
    passed = ""
    for name in way.split("."):
        models = _meant(models, passed, answers)
        passed = join(passed, name)
        if kind is not None and kind.item and not any(name in kinds_of(one) for one in models):
            continue  # the id of an item, on a page that is about it alone
        kind = next((one for model in models if (one := kinds_of(model).get(name))), None)
        if kind is None:
            return None
        models = (kind.item,) if kind.item else kind.parts
    return kind


def _meant(models: tuple[type[Model], ...], key: str, answers: Answers) -> tuple[type[Model], ...]:
    """Return of several models a part may be the one that the answers say it is."""
    if len(models) < 2:  # noqa: PLR2004  # there is nothing to choose
        return models
    mark = next(iter(kinds_of(models[0])))
    told = text(answers, join(key, mark))
    return tuple(one for one in models if told in kinds_of(one)[mark].codes) or models


def _honest_keys(asking: Asking, answers: Answers, place: Place) -> Iterator[str]:
    if place.page.list_ is not None:
        yield place.key(place.page.list_.field)
    for asked, kind in asked_on(asking, answers, place):
        if kind.honest:
            yield place.key(asked.field)


def question_of(address: str) -> str:
    """Return the id of the question or part that a page is about; "" for any other page."""
    for kind in (QUESTION, PART):
        if address.startswith(f"{kind}-"):
            return address.partition("-")[2].partition("/")[0]
    return ""


# --- Conditions


def applies(asking: Asking, answers: Answers, place: Place) -> bool:
    """Say whether a page is asked: its conditions hold, and the plan has what it asks for."""
    page = place.page
    wanted = [page.list_.field] if page.list_ else [one.field for one in page.fields]
    return (
        any(kind_of(asking, answers, place.field_of(name)) for name in wanted)
        and _facts_hold(asking, answers, page.shown_when)
        and answers_hold(answers, place)
    )


def _facts_hold(asking: Asking, answers: Answers, when: ShownWhen) -> bool:
    if when.record is not None and (when.record == "new") != asking.is_new:
        return False
    plan = (
        (when.plan.phases, "content/phase"),
        (when.plan.types, "type"),
        (when.plan.year_groups, "year_group"),
    )
    # What is not told yet hides nothing.
    return all(
        allowed is None or text(answers, key) in ("", *map(str, allowed)) for allowed, key in plan
    )


def answers_hold(answers: Answers, place: Place) -> bool:
    """Say whether the conditions on other answers hold for a page."""
    when = place.page.shown_when
    return all(_holds(one, answers, place) for one in when.answers) and (
        not when.either or any(_holds(one, answers, place) for one in when.either)
    )


def _holds(condition: AnswerIs, answers: Answers, place: Place) -> bool:
    key = _nearest(condition, answers, place)
    found = {text(answers, key), *texts(answers, key), no_answer(answers, key)} - {""}
    return (
        (not condition.is_ or bool(found & set(condition.is_)))
        and (not condition.is_not or not found & set(condition.is_not))
        and (condition.answered is None or condition.answered == is_answered(answers, key))
    )


def _nearest(condition: AnswerIs, answers: Answers, place: Place) -> str:
    """Return the key of the field in this item, else in what holds the item, else at the top."""
    name = condition.field.replace(".", "/")
    base = place.base
    while base:
        if is_answered(answers, join(base, name)):
            return join(base, name)
        base = base.rpartition("/")[0].rpartition("/")[0]
    return name


# --- What becomes of answers to questions that are no longer asked


def settled(asking: Asking, answers: Answers) -> dict[str, str | tuple[str, ...]]:
    """Return the answers without those to pages that another answer hides.

    Somebody who said "held" and then "cancelled" has left a day behind that nobody asked for.
    What the phase, the type or the year hides stays: it is part of the plan. So does what was
    hidden already when the record was opened: somebody else put it there.
    """
    answers, hidden = indexed(answers), set[str]()
    for place in _everywhere(asking, answers):
        if not answers_hold(answers, place):
            page = place.page
            names = [page.list_.field] if page.list_ else [one.field for one in page.fields]
            hidden.update(place.key(name) for name in names)
    kept = set(texts(answers, HIDDEN))
    return {key: value for key, value in answers.items() if key in kept or not _is_in(hidden, key)}


def _is_in(parts: set[str], key: str) -> bool:
    """Say whether a key is one of these parts, or below one."""
    while key and key not in parts:
        key = key.rpartition("/")[0]
    return bool(key)


def _everywhere(asking: Asking, answers: Answers) -> Iterator[Place]:
    """Yield every page at every item, asked or not."""
    return _every(answers, asking.form.pages, _Around())


def _every(answers: Answers, pages: Iterable[Page], around: _Around) -> Iterator[Place]:
    for page in pages:
        here = _placed(page, around)
        yield here
        if page.list_ is not None:
            for item in texts(answers, here.key(page.list_.field)):
                yield from _every(answers, page.list_.pages, _inside(here, page.list_, item))


def candidate(asking: Asking, answers: Answers) -> dict[str, JSON]:
    """Return the plain record that would be sent: what is asked, what follows, what was there."""
    said = with_computed(asking, settled(asking, answers))
    if asking.form.judged_by is not None:
        said = without_open(said)
    return {"schema": f"{asking.form.record}/1", **record_of(said, asking.model)}


def opened(asking: Asking, record: Mapping[str, JSON]) -> dict[str, str | tuple[str, ...]]:
    """Return the answers of a record that is there already."""
    answers = answers_of(record, asking.model)
    there = there_already(indexed(answers)) if asking.form.record == "pep" else ()
    asked = settled(asking, answers)
    hidden = tuple(key for key in answers if key not in asked)
    notes = {THERE: there, HIDDEN: hidden}
    return {**answers, **{name: note for name, note in notes.items() if note}}


# --- Going on


def next_page(asking: Asking, answers: Answers, address: str) -> str:
    """Return the page to go on with after this one; "" where its section ends.

    After a list come the pages after it, not those of its items. After the last page of an item
    comes its list again, where another can be added.
    """
    all_places = places(asking, answers)
    here = next((one for one in all_places if one.address == address), None)
    if here is None:
        return ""
    after = all_places[all_places.index(here) + 1 :]
    following = next((one for one in after if one.ids == here.ids), None)
    if following is not None and following.section == here.section:
        return following.address
    return here.parent


def page_before(asking: Asking, answers: Answers, address: str) -> str:
    """Return the page before this one; "" for the first of its section."""
    all_places = places(asking, answers)
    here = next((one for one in all_places if one.address == address), None)
    if here is None:
        return ""
    before = all_places[: all_places.index(here)]
    last = next((one for one in reversed(before) if one.ids == here.ids), None)
    if last is not None and last.section == here.section:
        return last.address
    return here.parent


def first_of_item(asking: Asking, answers: Answers, list_address: str, item: str) -> str:
    """Return the first page about an item of a list; "" where it has none."""
    return next(
        (
            one.address
            for one in places(asking, answers)
            if one.parent == list_address and one.ids[-1:] == (item,)
        ),
        "",
    )
