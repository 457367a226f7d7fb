"""What a pack says that leads nowhere, or takes away what the law gives: no such pack is used.

Each part of a pack may name others: a plan its themes, a question the checks that hint at its
answer. The fields that do are marked where they stand (`base.Names`), so that a new one is
looked at without anyone remembering. All faults are gathered, so that `pepsite policy check`
can tell them at once.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

from pepsite.policy.base import Names, in_force
from pepsite.policy.fault import Fault
from pepsite.policy.pack import PARTS
from pepsite.policy.questions import QuestionsEdition
from pepsite.policy.supplied import supplied_later
from pepsite.policy.timescales import clock_faults
from pepsite.records.answers import NoAnswer
from pepsite.records.pep import Pep

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pepsite.findings import FieldPath
    from pepsite.policy.pack import PackParts
    from pepsite.policy.questions import AnswerChoice
    from pepsite.policy.ratings import Condition
    from pepsite.records.base import Model


_NO_ANSWERS = frozenset(get_args(NoAnswer))


def faults(parts: tuple[PackParts, ...]) -> Iterator[Fault]:
    """Yield everything for which a pack cannot be used, the pack that is extended first."""
    yield from _equal_ids(parts)
    yield from _narrower(parts)
    yield from _clocks_without_sense(parts)
    known = _names(parts)
    for part in parts:
        for file in PARTS:
            for place, model in models_in(getattr(part, file)):
                yield from _leading_nowhere(model, place, known, part.pack.name, file)
                if isinstance(model, QuestionsEdition):
                    for code, where, words in _inside_an_edition(model):
                        yield Fault(code, part.pack.name, file, (*place, *where), words)


def models_in(value: object, place: FieldPath = ()) -> Iterator[tuple[FieldPath, Model]]:
    """Yield every model of a file with its place, the outer ones first."""
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from models_in(item, (*place, index))
    elif isinstance(value, BaseModel):
        yield place, value  # type: ignore[misc]  # there are no others in a pack
        for name, alias in _field_names(type(value)):
            yield from models_in(getattr(value, name), (*place, alias))


@cache
def _field_names(model: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    return tuple((name, info.alias or name) for name, info in model.model_fields.items())


# --- Ids

_IDS: tuple[tuple[str, str, str], ...] = (
    # Checks share one list of ids, because results are known by the id of their check.
    ("timescales", "clocks", "check"),
    ("timescales", "entry", "entry limit"),
    ("participants", "duties", "check"),
    ("content", "duties", "check"),
    ("coverage", "duties", "check"),
    ("follow_up", "duties", "check"),
    ("follow_up", "consequences", "check"),
    ("sampling", "plans", "check"),
    ("completeness", "requirements", "requirement"),
    ("sections", "sections", "section"),
    ("sections", "copies", "copy"),
    # A review or an audit names either.
    ("checklists", "checklists", "checklist or template"),
    ("audits", "templates", "checklist or template"),
    ("themes", "themes", "theme"),
    ("reports", "measures", "measure"),
    ("reports", "reports", "report"),
    ("expectations", "principles", "principle"),
    ("expectations", "expectations", "expectation"),
    ("expectations", "prompts", "prompt"),
    ("expectations", "events", "event"),
    ("expectations", "contacts", "contact"),
    ("expectations", "conflicts", "conflict"),
    ("sources", "sources", "source"),
)
"""The lists of a pack whose entries have ids: file, list, and what its entries are called."""


def named(part: PackParts) -> Iterator[tuple[str, FieldPath, str, str]]:
    """Yield everything in a pack that has an id: file, place, what it is, and the id."""
    for file, name, kind in _IDS:
        for place, one in enumerate(getattr(getattr(part, file), name)):
            yield file, (name, place), kind, one.id
    if part.participants.chair is not None:
        yield "participants", ("chair",), "check", part.participants.chair.id
    for place, checklist in enumerate(part.checklists.checklists):
        if checklist.by_own is not None:
            yield "checklists", ("checklists", place, "by_own"), "check", checklist.by_own.id


def _equal_ids(parts: tuple[PackParts, ...]) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    by_law = {("check", one.id) for one in parts[0].timescales.clocks if one.statutory}
    open_ = set(supplied_later(parts))
    for part in parts:
        for file, place, kind, one_id in named(part):
            if (part.pack.name, file, one_id) in open_:
                continue  # another pack gives it in full
            if (kind, one_id) in seen:
                code = "pack-over-law" if (kind, one_id) in by_law else "pack-id-twice"
                words = {"kind": kind, "name": one_id}
                yield Fault(code, part.pack.name, file, (*place, "id"), words)
            seen.add((kind, one_id))


# --- Names that lead somewhere


def _names(parts: tuple[PackParts, ...]) -> Mapping[str, frozenset[str]]:
    """Return the ids that may be named, by what they are."""
    known: dict[str, set[str]] = {}
    for part in parts:
        for file, _, kind, one_id in named(part):
            known.setdefault(kind, set()).add(one_id)
            if file in ("checklists", "audits") and kind != "check":
                known.setdefault(kind_of_judging(file), set()).add(one_id)
        for edition in editions_of(part):
            known.setdefault("rating", set()).update(one.id for one in edition.scale)
    return {kind: frozenset(ids) for kind, ids in known.items()}


def editions_of(part: PackParts) -> Iterator[QuestionsEdition]:
    """Yield every edition of every checklist and audit template of a pack."""
    for checklist in part.checklists.checklists:
        yield from checklist.editions
    for template in part.audits.templates:
        yield from template.editions


def kind_of_judging(file: str) -> str:
    """Return what the entries of `checklists.yaml` or `audits.yaml` are called."""
    return "checklist" if file == "checklists" else "template"


def _leading_nowhere(
    model: Model, place: FieldPath, known: Mapping[str, frozenset[str]], pack: str, file: str
) -> Iterator[Fault]:
    for name, alias, kind in _naming_fields(type(model)):
        value = getattr(model, name)
        several = isinstance(value, tuple)
        for index, one in enumerate(value if several else (value,)):
            if one is None or _is_there(kind, one, model, known):
                continue
            here: FieldPath = (*place, alias, index) if several else (*place, alias)
            code = "pack-source-unknown" if kind == "source" else "pack-points-nowhere"
            yield Fault(code, pack, file, here, {"kind": kind, "name": one})


def _is_there(kind: str, name: str, model: Model, known: Mapping[str, frozenset[str]]) -> bool:
    if kind == "field of a PEP":
        return bool(_below((Pep,), name))
    if kind == "field of an item":
        # A list that is not there is a fault of its own.
        items = _below((Pep,), vars(model)["field"])
        return not items or bool(_below(items, name))
    return name in known.get(kind, frozenset())


@cache
def _naming_fields(model: type[BaseModel]) -> tuple[tuple[str, str, str], ...]:
    """Return the fields of a model that name something, as it is written, and of which kind."""
    found = []
    for name, info in model.model_fields.items():
        marks = [*info.metadata, *_marks(info.annotation)]
        kinds = [one.kind for one in marks if isinstance(one, Names)]
        if kinds:
            found.append((name, info.alias or name, kinds[0]))
    return tuple(found)


def _marks(annotation: object) -> Iterator[object]:
    # Not into models: theirs are their own.
    for part in (*get_args(annotation), *getattr(annotation, "__metadata__", ())):
        yield part
        yield from _marks(part)


@cache
def _below(models: tuple[Any, ...], way: str) -> tuple[Any, ...]:
    """Return the types of a field that is reached this way from any of some models; () if none."""
    here: tuple[Any, ...] = models
    for name in way.split("."):
        found = [
            one.model_fields[name].annotation
            for one in _models_of(here)
            if name in one.model_fields and one not in _NO_ANSWERS
        ]
        here = tuple(found)
    return here


def _models_of(annotations: Iterable[Any]) -> Iterator[type[BaseModel]]:
    for annotation in annotations:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            yield annotation
        else:
            yield from _models_of((*get_args(annotation), *getattr(annotation, "__metadata__", ())))


# --- Inside one edition of questions

_Inside = tuple[str, "FieldPath", dict[str, str | int]]


def _inside_an_edition(edition: QuestionsEdition) -> Iterator[_Inside]:
    sections = {one.id for one in edition.sections}
    for place, question in enumerate(edition.questions):
        here: FieldPath = ("questions", place)
        if question.section is not None and question.section not in sections:
            yield _nowhere("section", question.section, (*here, "section"))
        choices = {one.id for one in edition.choices(question)}
        for index, answer in enumerate(question.explain):
            if answer not in choices:
                yield _nowhere("answer", answer, (*here, "explain", index))
        yield from _twice(edition.choices(question), here) if question.answers else ()
    for place, rule in enumerate(edition.rating):
        if rule.rating not in {one.id for one in edition.scale}:
            yield _nowhere("rating", rule.rating, ("rating", place, "rating"))
        yield from _in_condition(rule.when, ("rating", place, "when"), edition)


def _twice(choices: Iterable[AnswerChoice], here: FieldPath) -> Iterator[_Inside]:
    for one_id, times in Counter(one.id for one in choices).items():
        if times > 1:
            yield "pack-id-twice", (*here, "answers"), {"kind": "answer", "name": one_id}


def _in_condition(
    condition: Condition, place: FieldPath, edition: QuestionsEdition
) -> Iterator[_Inside]:
    for where, model in models_in(condition, place):
        items = getattr(model, "items", ()) or ()
        single = getattr(model, "item", None)
        for index, item in enumerate(items):
            if not edition_items(edition, item):
                yield _nowhere("question, part or section", item, (*where, "items", index))
        if single is not None and not edition_items(edition, single):
            yield _nowhere("question, part or section", single, (*where, "item"))
        asked = items or ((single,) if single is not None else ())
        given = answers_of(edition, asked)
        for index, answer in enumerate(getattr(model, "answers", ())):
            if answer not in given:
                yield _nowhere("answer", answer, (*where, "answers", index))


def edition_items(edition: QuestionsEdition, item: str) -> tuple[str, ...]:
    """Return the ids of the questions or the part that an id stands for; () if for nothing."""
    inside = tuple(one.id for one in edition.questions if item in (one.id, one.section))
    return inside or tuple(one.id for one in edition.parts if one.id == item)


def answers_of(edition: QuestionsEdition, items: Iterable[str]) -> frozenset[str]:
    """Return every answer that one of these items, or without any one of all, may be given."""
    wanted = {inner for item in items for inner in edition_items(edition, item)}
    found: set[str] = set()
    for question in edition.questions:
        if not wanted or question.id in wanted:
            found |= {one.id for one in edition.choices(question)}
    if any(not wanted or part.id in wanted for part in edition.parts):
        found |= {one.id for one in edition.scale}
    return frozenset(found)


def _nowhere(kind: str, name: str, place: FieldPath) -> _Inside:
    return "pack-points-nowhere", place, {"kind": kind, "name": name}


# --- What the law gives


def _narrower(parts: tuple[PackParts, ...]) -> Iterator[Fault]:
    floor = parts[0].phases
    for part in parts[1:]:
        for place, own in enumerate(part.phases.eligibility):
            law = in_force(floor.eligibility, own.from_on)
            if law is not None and not own.covers(law):
                yield Fault("pack-narrower", part.pack.name, "phases", ("eligibility", place))
        for place, excepted in enumerate(part.phases.except_legal_statuses):
            by_law = in_force(floor.except_legal_statuses, excepted.from_on)
            if not set(excepted.statuses) <= set(by_law.statuses if by_law else ()):
                where = ("except_legal_statuses", place)
                yield Fault("pack-narrower", part.pack.name, "phases", where)


# --- Clocks


def _clocks_without_sense(parts: tuple[PackParts, ...]) -> Iterator[Fault]:
    """Yield each rule of a clock that cannot time what the clock is for."""
    for part in parts:
        for place, clock in enumerate(part.timescales.clocks):
            for field, why in clock_faults(clock):
                where = ("clocks", place, *field)
                words = {"why": why}
                yield Fault("pack-clock-unfit", part.pack.name, "timescales", where, words)
