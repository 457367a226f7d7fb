"""One entry of a policy pack in words: what it says by date, and from which sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pepsite.policy.base import Dated
from pepsite.policy.completeness import Requirement
from pepsite.policy.faults import models_in
from pepsite.policy.pack import PARTS
from pepsite.policy.questions import Question, QuestionsEdition
from pepsite.policy.ratings import RatingValue
from pepsite.privacy import conditions, wording
from pepsite.privacy.policy_page import policy_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pepsite.findings import FieldPath
    from pepsite.policy.base import Source
    from pepsite.policy.pack import PackParts, PolicyPack
    from pepsite.records.base import Model


@dataclass(frozen=True, slots=True)
class SaidSince:
    """What an entry says in one of its versions. `in_force` is asked of the day in question."""

    from_on: date | None
    until_on: date | None
    in_force: bool
    says: tuple[str, ...]
    reading: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """One entry of a pack: where it stands (file and line), its versions, what shows it."""

    id: str
    title: str
    place: str
    versions: tuple[SaidSince, ...]
    cited_by: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A model with an id, where it stands, and the models it stands in, the outermost first."""

    pack: str
    part: str
    field: FieldPath
    model: Model
    inside: tuple[Model, ...]


def entries_with_ids(parts: PackParts) -> Iterator[Entry]:
    """Yield everything in a pack that has an id, file by file."""
    for file in PARTS:
        above: list[tuple[FieldPath, Model]] = []
        for place, model in models_in(getattr(parts, file)):
            above = [one for one in above if place[: len(one[0])] == one[0]]
            if id_of(model):
                inside = tuple(one for _, one in above)
                yield Entry(parts.pack.name, file, place, model, inside)
            above.append((place, model))


def id_of(model: Model) -> str:
    """Return the id of an entry, or nothing where it has none."""
    return str(getattr(model, "id", ""))


def title_of(model: Model) -> str:
    """Return what an entry is called, in words."""
    names = ("title", "conflict", "what_for", "document", "text", "says")
    return next((str(said) for one in names if (said := getattr(model, one, None))), id_of(model))


def citing(everything: list[Entry], source: str) -> Iterator[str]:
    """Yield what cites a source, each by its id and title: the nearest that has an id."""
    for one in everything:
        if one.part == "sources":
            continue
        inner = [model for _, model in models_in(one.model)]
        nearest = [
            model
            for model in inner
            if source in (getattr(model, "source", None), *getattr(model, "also", ()))
        ]
        with_id_below = {
            id(below) for model in inner[1:] if id_of(model) for _, below in models_in(model)
        }
        if any(id(model) not in with_id_below for model in nearest):
            yield f"{id_of(one.model)}: {title_of(one.model)}"


def versions_of(one: Entry, pack: PolicyPack, as_of: date) -> Iterator[SaidSince]:
    """Yield what an entry says in each of its versions, the first one first."""
    model = one.model
    edition = next((each for each in one.inside if isinstance(each, QuestionsEdition)), None)
    if edition is not None:
        yield _said(edition, _of_an_edition(model, edition), pack, as_of, inner=model)
        return
    versions = getattr(model, "versions", getattr(model, "editions", ()))
    if isinstance(model, Dated):
        versions = (model,)
    begins = [each.from_on for each in versions]
    for version in versions:
        later = [day for day in begins if day > version.from_on]
        says = tuple(_of_the_page(one, pack, version.from_on)) or tuple(_plain(model, version))
        yield _said(version, says, pack, as_of, next_on=min(later, default=None))
    if not versions:
        says = tuple(_of_the_page(one, pack, as_of)) or tuple(_plain(model, model))
        cited = [pack.sources[str(vars(model)["source"])]] if "source" in vars(model) else []
        yield SaidSince(None, None, True, says, "", tuple(cited))  # noqa: FBT003  # a field


def _said(  # noqa: PLR0913  # what there is to tell of a version
    version: Dated,
    says: tuple[str, ...],
    pack: PolicyPack,
    as_of: date,
    *,
    inner: Model | None = None,
    next_on: date | None = None,
) -> SaidSince:
    own = getattr(inner, "source", None)
    cited = (own,) if own is not None else (version.source, *version.also)
    ended = version.until_on is not None and version.until_on < as_of
    in_force = version.from_on <= as_of and not ended and not (next_on and next_on <= as_of)
    sources = tuple(pack.sources[each] for each in cited)
    reading = version.reading or ""
    return SaidSince(version.from_on, version.until_on, in_force, says, reading, sources)


def _of_the_page(one: Entry, pack: PolicyPack, day: date) -> Iterator[str]:
    """Yield what the page of the pack says of this entry on a day."""
    for chapter in policy_page(pack, day).chapters:
        for entry in chapter.entries:
            if entry.id == id_of(one.model) and entry.title == title_of(one.model):
                yield from entry.says
                for item in entry.items:
                    yield ": ".join(filter(None, (item.label, item.text)))


def _of_an_edition(model: Model, edition: QuestionsEdition) -> tuple[str, ...]:
    if isinstance(model, Question):
        answers = ", ".join(one.title for one in edition.choices(model))
        hints = f"Hints: {', '.join(model.hint)}." if model.hint else ""
        graded = "" if model.graded else "It counts for no rating."
        asked = wording.for_which(model.when).strip(" ()")
        for_which = f"Asked for: {asked}." if asked else ""
        answers = f"Answers: {answers}." if answers else ""
        return tuple(filter(None, (model.text, answers, for_which, graded, hints)))
    if isinstance(model, RatingValue):
        rules = (rule for rule in edition.rating if rule.rating == model.id)
        standard = "At standard." if model.at_standard else "Not at standard."
        given = "Given when" if edition.rated_by == "rule" else "May be given only when"
        return (
            standard,
            *(f"{given} {conditions.when(rule.when, edition)}." for rule in rules),
        )
    return (title_of(model),)


def _plain(model: Model, version: Model) -> Iterator[str]:
    """Yield what an entry says that has no lines of its own on the page."""
    if isinstance(model, Requirement):
        yield f"The field {model.field} of a PEP{wording.for_which(model.when)}."
    for name in ("says", "settled", "level", "accepts"):
        said = getattr(version, name, None)
        if isinstance(said, tuple):
            yield f"{name}: {', '.join(said) or 'an answer only'}."
        elif said:
            yield str(said)
