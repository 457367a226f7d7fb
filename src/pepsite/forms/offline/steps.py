"""The pages of a form for one reader, laid out so that a browser can walk them by itself.

The words, the choices and the boxes are those of the forms in a browser, drawn by the same
macros. What a server decides there from the answers so far, a script decides here: so with each
page go the conditions under which it is asked. An item of a list that is yet to be added has a
stand-in for its id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from pepsite.forms.questions.answers import CARRIED, CARRIED_FROM, join, no_answer, texts, with_item
from pepsite.forms.questions.asking import Place, asked_on, kind_of, places
from pepsite.forms.questions.beside import beside, why_beside
from pepsite.forms.questions.checking import BOTH, DAY_PART, NO_SUCH_DAY
from pepsite.forms.questions.kinds import NO_ANSWERS
from pepsite.forms.questions.pages import page_of
from pepsite.forms.questions.phrasing import in_words
from pepsite.forms.questions.required import Demand
from pepsite.forms.questions.tasks import owner_of
from pepsite.forms.questions.wording import common, errors
from pepsite.forms.web.elements import box_id, elements_of, is_headed
from pepsite.policy.sections import CopyReader, PepPart, copy_on
from pepsite.records.codes import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pepsite.forms.questions.answers import Answers
    from pepsite.forms.questions.asking import Asking
    from pepsite.forms.questions.beside import Beside, LastTime
    from pepsite.forms.questions.pages import Page, Question
    from pepsite.forms.questions.sent_back import SentBack
    from pepsite.forms.questions.specification import AnswerIs, Form, ShownWhen
    from pepsite.forms.questions.specification import Page as PageWords
    from pepsite.forms.web.elements import Element

STAND_INS: Final = ("newiteminlist", "newiteminitem")
"""Stand for the id of an item of a list, and of a list inside it."""
HONEST_KEY: Final = "honestanswerto"
"""Stands for the key of whichever question got an honest answer."""

NOBODY_ELSES: Final = (
    "sign_offs", "voice", "carer_views", "parent_views", "disagreements", "concerns", "events",
    "returned", "revisions", "distribution", "attachments",
)  # fmt: skip
"""What people said or signed themselves: never shown in a file, whoever reads it."""
_SAID_BY = ("answer-and-instead", "missing-field", "not-a-number", "not-a-whole-number")
_READERS: Final[Mapping[Role, CopyReader]] = {
    Role.SOCIAL_WORKER: CopyReader.CASE_FILE,
    Role.PERSONAL_ADVISER: CopyReader.CASE_FILE,
    Role.DESIGNATED_TEACHER: CopyReader.SCHOOL,
    Role.DELEGATE: CopyReader.SCHOOL,
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One page to be drawn: its components, and what stands above and beside them."""

    template: str
    page: Page
    elements: tuple[Element, ...]
    titled: bool
    beside: tuple[Beside, ...]


@dataclass(frozen=True, slots=True)
class Laid:
    """A form laid out: what the script goes by, and the pages to be drawn."""

    pages: tuple[dict[str, Any], ...]
    drawn: tuple[Drawn, ...]
    honest: Mapping[str, tuple[Element, ...]]
    honest_steps: Mapping[str, dict[str, Any]]
    answers: Mapping[str, str | tuple[str, ...]]
    facts: Mapping[str, str | tuple[str, ...]]


# --- which pages


@dataclass(frozen=True, slots=True)
class Reader:
    """Who gets the file: the sections they fill in, and the parts of a plan they may see."""

    sections: tuple[str, ...]
    owned: tuple[str, ...]
    parts: frozenset[PepPart]


def reader_of(asking: Asking, answers: Answers, sections: tuple[str, ...], role: Role) -> Reader:
    """Return who gets a file: whose sections these are, and what stands in their copy of a plan."""
    owned = tuple(
        one.id
        for one in asking.form.sections
        if one.id in sections and owner_of(asking, answers, one)[0] is role
    )
    reader = _READERS.get(role)
    copies = asking.policy.copies if asking.policy else ()
    version = copy_on(copies, reader, asking.day) if reader else None
    return Reader(sections, owned, frozenset(version.parts if version else ()))


def own_answers(spec: Form, answers: Answers, bare: Answers) -> dict[str, str | tuple[str, ...]]:
    """Return what a new plan begins with in a file: its own facts, and these pages' answers.

    `bare` are its facts. What carries over to others' sections is for them to look at.
    """
    keys = _fields_of(spec)
    kept = {
        key: value
        for key, value in answers.items()
        if key in bare
        or key == CARRIED_FROM
        or any(key == one or key.startswith(f"{one}/") for one in keys)
    }
    carried = tuple(key for key in texts(answers, CARRIED) if key in kept)
    return {**kept, CARRIED: carried} if carried else kept


def _fields_of(spec: Form) -> frozenset[str]:
    """Return the keys that the pages of a form ask for, but for those of the items of lists."""
    return frozenset(
        name.replace(".", "/")
        for page in spec.pages
        for name in ([page.list_.field] if page.list_ else [one.field for one in page.fields])
    )


def asked_form(spec: Form, reader: Reader, answers: Answers) -> Form:
    """Return the form with the pages this reader is asked: of their sections, and no more.

    A page on which something stands that they may not see is left out: an empty box there
    would take it away.
    """
    pages = tuple(
        page
        for page in spec.pages
        if page.section in reader.sections and not _is_hidden(page, reader, answers)
    )
    return spec.model_copy(update={"pages": pages})


def _is_hidden(page: PageWords, reader: Reader, answers: Answers) -> bool:
    names = [page.list_.field] if page.list_ else [one.field for one in page.fields]
    keys = [name.replace(".", "/") for name in names]
    if not any(_stands(answers, key) for key in keys):
        return False
    tops = {key.partition("/")[0] for key in keys}
    if tops & set(NOBODY_ELSES):
        # To a list others began, somebody can add; nothing of it is shown.
        return page.list_ is None or any(no_answer(answers, key) for key in keys)
    if page.section in reader.owned:
        return False
    return any(part not in reader.parts for part in map(_part_of, tops) if part)


def _part_of(top: str) -> PepPart | None:
    """Return the part of a copy that a field of a plan stands in, where it is one."""
    name = {"content": "learning", "meetings": "meeting"}.get(top, top.replace("_", "-"))
    return PepPart(name) if name in {*PepPart} else None


def _stands(answers: Answers, key: str) -> bool:
    return any(
        value and (one == key or one.startswith(f"{key}/"))
        for one, value in answers.items()
        if not one.startswith("~")
    )


# --- every page, whatever the answers are


def always_asked(form: Form) -> Form:
    """Return a form whose pages wait for no other answer. What the plan itself hides stays so."""
    return form.model_copy(update={"pages": tuple(map(_always, form.pages))})


def _always(page: PageWords) -> PageWords:
    when = page.shown_when.model_copy(update={"answers": (), "either": ()})
    list_ = page.list_
    if list_ is not None:
        list_ = list_.model_copy(update={"pages": tuple(map(_always, list_.pages))})
    return page.model_copy(update={"shown_when": when, "list_": list_})


def _with_stand_ins(asking: Asking, answers: Answers) -> dict[str, str | tuple[str, ...]]:
    """Return the plan's own facts, and one item in every list that can be asked for."""
    found: dict[str, str | tuple[str, ...]] = dict(answers)
    for depth, stand_in in enumerate(STAND_INS):
        for place in places(asking, found):
            if place.page.list_ is not None and len(place.ids) == depth:
                found = with_item(found, place.key(place.page.list_.field), stand_in)
    return found


_FACTS = ("type", "year_group", "content/phase", "schema", "id", "status")


def lay_out(
    asking: Asking,
    spec: Form,
    answers: Answers,
    last: LastTime | None,
    back: SentBack | None = None,
) -> Laid:
    """Return a form of these pages, for answers that a browser is to ask for.

    `spec` is the form with the pages that are asked; `answers` all that is known by now. `back` is
    why the plan was sent back, where it was.
    """
    open_asking = replace(asking, form=always_asked(spec))
    plain = {key: value for key, value in answers.items() if key in _FACTS}
    sample = _with_stand_ins(open_asking, plain)
    all_places = places(open_asking, sample)
    conditions = dict(_conditions(spec.pages))
    drawn: list[Drawn] = []
    by_address: dict[str, dict[str, Any]] = {}
    top: list[dict[str, Any]] = []
    for place in all_places:
        # With no item in its list, so that what may stand in its place is asked too.
        empty = _without_list(sample, place)
        page = page_of(open_asking, empty, place)
        told = _told(open_asking, empty, place, page, conditions[place.page.id])
        told["template"] = f"page-{len(drawn)}"
        elements = tuple(elements_of(page, {}, ()))
        aside = beside(asking, page, last) if not place.ids else ()
        section = next(one for one in spec.sections if one.id == page.section)
        why = back.on_pages_of(section, spec.sections) if back else None
        aside = (why_beside(why), *aside) if why else aside
        drawn.append(Drawn(told["template"], page, elements, is_headed(page), aside))
        by_address[place.address] = told
        (by_address[place.parent]["list"]["pages"] if place.ids else top).append(told)
    shown = _for_reader(answers, all_places)
    honest, honest_steps = _honest(open_asking, sample, all_places)
    facts = _facts(spec, answers)
    return Laid(tuple(top), tuple(drawn), honest, honest_steps, shown, facts)


def _without_list(answers: Answers, place: Place) -> Answers:
    if place.page.list_ is None:
        return answers
    key = place.key(place.page.list_.field)
    return {
        name: value
        for name, value in answers.items()
        if name != key and not name.startswith(f"{key}/")
    }


def _conditions(pages: Iterable[PageWords]) -> Iterator[tuple[str, ShownWhen]]:
    for page in pages:
        yield page.id, page.shown_when
        if page.list_ is not None:
            yield from _conditions(page.list_.pages)


# --- what the script is told of a page


def _told(
    asking: Asking, answers: Answers, place: Place, page: Page, when: ShownWhen
) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": place.page.id,
        "section": place.section,
        "title": page.title,
        "answers": [_condition(one) for one in when.answers],
        "either": [_condition(one) for one in when.either],
        "questions": [_question(asking, answers, place, one) for one in page.questions],
    }
    if page.list is not None and place.page.list_ is not None:
        list_ = place.page.list_
        told["list"] = {
            "key": page.list.key,
            "id": box_id(page.list.key),
            "what": page.list.what,
            "one": list_.one,
            "add": in_words(asking, list_.add),
            "addAnother": in_words(asking, list_.add_another),
            "noneYet": page.list.none_yet,
            "required": page.list.asked is Demand.REQUIRED,
            "missing": _words("missing-field", page.title, None),
            "pages": [],
        }
    return told


def _condition(one: AnswerIs) -> dict[str, Any]:
    return {
        "field": one.field.replace(".", "/"),
        "is": list(one.is_),
        "isNot": list(one.is_not),
        "answered": one.answered,
    }


def _question(asking: Asking, answers: Answers, place: Place, one: Question) -> dict[str, Any]:
    asked = next(
        (each for each, _ in asked_on(asking, answers, place) if place.key(each.field) == one.key),
        None,
    )
    return {
        "key": one.key,
        "label": one.label,
        "sort": str(one.kind.sort),
        "boxes": list(one.boxes),
        "instead": [[each.value, each.label] for each in one.instead],
        "insteadBox": one.instead_box,
        "choices": [[each.value, each.label] for each in one.choices],
        "itemsOf": asked.items_of.replace(".", "/") if asked and asked.items_of else "",
        "required": one.asked is Demand.REQUIRED,
        "needs": _needs(asking, place, one),
        "low": one.kind.low,
        "high": one.kind.high,
        "words": {
            code: _words(code, one.label, one) for code in (*_SAID_BY, DAY_PART, NO_SUCH_DAY, BOTH)
        },
    }


def _needs(asking: Asking, place: Place, one: Question) -> list[str] | None:
    """Return what has to be there for a record to need this answer; None where none needs it.

    A target that is there has a day it is to be reached by. What only a complete plan needs can
    be sent later.
    """
    if not one.kind.required:
        return None
    name = one.key.removeprefix(f"{place.base}/") if place.base else one.key
    steps = name.split("/")[:-1]
    parts = ["/".join(steps[:end]) for end in range(1, len(steps) + 1)]
    kinds = {part: kind_of(asking, {}, place.field_of(part.replace("/", "."))) for part in parts}
    return [
        place.key(part.replace("/", "."))
        for part, kind in kinds.items()
        if kind is None or not kind.required
    ]


def _words(code: str, label: str, question: Question | None) -> str:
    """Return what an error says at a question, in the words of the forms."""
    told = next(one for one in errors().errors if one.code == code)
    sort = str(question.kind.sort) if question else ""
    name = ".".join(question.key.split("/")) if question else ""
    own = [x.words for x in errors().at_fields if x.code == code and x.field == name]
    said = [x.label for x in told.for_sort if x.code == sort]
    return [*own, *said, told.words][0].replace("{question}", label).replace("{limit}", "")


# --- honest answers


def _honest(
    asking: Asking, answers: Answers, all_places: Iterable[Place]
) -> tuple[dict[str, tuple[Element, ...]], dict[str, dict[str, Any]]]:
    """Return what is asked about each honest answer, for any question that got one."""
    drawn: dict[str, tuple[Element, ...]] = {}
    told: dict[str, dict[str, Any]] = {}
    place = next((one for one in all_places if _honest_key(asking, answers, one)), None)
    if place is None:
        return drawn, told
    key = _honest_key(asking, answers, place)
    for code in NO_ANSWERS:
        chosen = {**answers, join(key, "no_answer"): code}
        page = page_of(asking, chosen, replace(place, follow_up=True))
        questions = tuple(_renamed(one, key) for one in page.questions)
        renamed = replace(page, questions=questions)
        drawn[code] = tuple(elements_of(renamed, {}, ()))
        told[code] = {
            "title": page.title,
            "questions": [_question(asking, answers, place, one) for one in questions],
        }
    return drawn, told


def _honest_key(asking: Asking, answers: Answers, place: Place) -> str:
    asked = asked_on(asking, answers, place)
    return next((place.key(one.field) for one, kind in asked if kind.honest), "")


def _renamed(question: Question, key: str) -> Question:
    return replace(
        question,
        key=question.key.replace(key, HONEST_KEY, 1),
        boxes=tuple(one.replace(key, HONEST_KEY, 1) for one in question.boxes),
        is_title=False,
        asked=Demand.REQUIRED,
    )


# --- which answers stand in the file


def _for_reader(answers: Answers, all_places: Iterable[Place]) -> dict[str, str | tuple[str, ...]]:
    """Return what the reader finds filled in: of the pages asked, and nobody else's words."""
    keys = {key for place in all_places if not place.ids for key in _keys_of(place)}
    keys = {one for one in keys if one.partition("/")[0] not in NOBODY_ELSES}
    found = {
        key: value
        for key, value in answers.items()
        if not key.startswith("~") and not key.endswith("/=")
        if any(key == one or key.startswith(f"{one}/") for one in keys)
    }
    carried = tuple(key for key in texts(answers, CARRIED) if key in found)
    return {**found, CARRIED: carried} if carried else found


def _keys_of(place: Place) -> Iterator[str]:
    if place.page.list_ is not None:
        yield place.key(place.page.list_.field)
    for asked in place.page.fields:
        yield place.key(asked.field)


_SAID = "said"


def _facts(spec: Form, answers: Answers) -> dict[str, str | tuple[str, ...]]:
    """Return of the answers that are not asked for what the pages' conditions ask about.

    Of what is chosen from a list, which; of all else only that something is said.
    """
    conditions = [when for _, when in _conditions(spec.pages)]
    asked = _fields_of(spec)
    wanted = {
        one.field.replace(".", "/") for when in conditions for one in (*when.answers, *when.either)
    }
    found: dict[str, str | tuple[str, ...]] = {}
    for key in sorted(wanted):
        if any(key == one or key.startswith(f"{one}/") for one in asked):
            continue
        told = {each for when in conditions for each in _codes(when, key)}
        for name in (key, join(key, "no_answer")):
            kept = tuple(one for one in texts(answers, name) if one in told)
            if texts(answers, name):
                found[name] = kept or _SAID
        if key not in found and _stands(answers, key):
            found[key] = _SAID
    return found


def _codes(when: ShownWhen, key: str) -> Iterator[str]:
    for one in (*when.answers, *when.either):
        if one.field.replace(".", "/") == key:
            yield from (*one.is_, *one.is_not)


def honest_words() -> dict[str, Any]:
    """Return the words that the script says by itself."""
    return {
        "months": list(common().months),
        "notAnswered": common().not_answered,
        "given": common().part_is_answered,
        "carried": common().carried,
    }
