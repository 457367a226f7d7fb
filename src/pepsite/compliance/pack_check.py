"""Does a policy pack hold together? What it says against itself, and against the law.

A pack that comes here can be used: its names lead somewhere (`policy/faults.py`). What is found
here are decisions that decide nothing, that cannot both be kept, that give more time than the
law does, or that nobody can trace. Only the pack asked about is looked at, not those it extends.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

from pepsite.compliance.reachability import can_all_hold, is_for, most_items, reached
from pepsite.policy.base import Dated, When
from pepsite.policy.calendars import Calendars, Unknown, terms_of_year
from pepsite.policy.completeness import Requirement
from pepsite.policy.fault import Fault
from pepsite.policy.faults import models_in
from pepsite.policy.pack import PARTS
from pepsite.policy.questions import QuestionsEdition
from pepsite.policy.ratings import AtLeast, Things
from pepsite.policy.sampling import ForPerson, SamplingVersion, SizeNotStated
from pepsite.policy.timescales import (
    AheadOf,
    BeforeFirstReview,
    ByTermDeadline,
    EachTerm,
    Milestone,
    NotStated,
    OnceIn,
    SinceLast,
    Span,
    Start,
    Unit,
    Within,
)
from pepsite.records.codes import Term
from pepsite.records.pep import PepType
from pepsite.records.review import AuditType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pepsite.compliance.reachability import PepKind
    from pepsite.findings import FieldPath
    from pepsite.policy.audits import AuditTemplate
    from pepsite.policy.pack import PackParts, PolicyPack
    from pepsite.policy.timescales import Clock, ClockRule, ClockVersion
    from pepsite.records.base import Model

    Why: TypeAlias = str | Mapping[str, str]
    """Why it is so, or all words of the finding's sentence."""
    Found: TypeAlias = tuple[str, FieldPath, Why]

_ONE_DAY = timedelta(days=1)
_QA_REVIEW: Final = "qa-review"
_ORDER: Final = tuple(Milestone)
_TERMS: Final = tuple(Term)


@dataclass(frozen=True, slots=True)
class Asked:
    """A pack to be looked at: its own files, the whole it makes, and what else is known.

    `calendars` serve to find a day on which two clocks come apart. `cited` are the sources
    that the worked examples cite.
    """

    own: PackParts
    pack: PolicyPack
    law: PackParts
    calendars: Calendars
    cited: frozenset[str] = frozenset()

    @property
    def kinds(self) -> tuple[PepKind, ...]:
        """Every kind of PEP there can be: phase, type and year group, by any edition."""
        there = dict.fromkeys(
            (phases.phase_of(year_group), year_group)
            for phases in self.pack.phases
            for year_group in (*phases.eyfs, *phases.statutory, *phases.post_16)
        )
        return tuple(
            (phase, pep_type, year_group)
            for phase, year_group in there
            if phase is not None
            for pep_type in PepType
        )


def check_pack(asked: Asked) -> Iterator[Fault]:
    """Yield everything that a pack says amiss, file by file."""
    for file in PARTS:
        for place, model in models_in(getattr(asked.own, file)):
            for looks in _LOOKS:
                for code, where, why in looks(model, asked):
                    yield _fault(asked, file, code, (*place, *where), why)
    for whole, part in _OF_THE_WHOLE:
        for code, where, why in whole(asked):
            yield _fault(asked, part, code, where, why)


def _fault(asked: Asked, part: str, code: str, where: FieldPath, why: Why) -> Fault:
    words = {"why": why} if isinstance(why, str) else why
    return Fault(code, asked.own.pack.name, part, where, words)


# --- One model at a time


def _in_order(model: Model, asked: Asked) -> Iterator[Found]:
    del asked
    if isinstance(model, Dated | ForPerson) and model.until_on and model.until_on < model.from_on:
        yield "pack-contradiction", ("until",), "it ends before it begins"
    for name in ("versions", "editions"):
        begins = [one.from_on for one in getattr(model, name, ())]
        for index, (before, after) in enumerate(pairwise(begins), start=1):
            if after <= before:
                why = f"it begins on {after}, and the one before it on {before}"
                yield "pack-contradiction", (name, index, "from"), why


def _for_some_pep(model: Model, asked: Asked) -> Iterator[Found]:
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, When) and not any(is_for(value, kind) for kind in asked.kinds):
            yield "pack-unreachable", (name,), "there is no such PEP in any phase of the pack"


def _for_some_child(model: Model, asked: Asked) -> Iterator[Found]:
    del asked
    circumstances = getattr(model, "only_when", ())
    if not can_all_hold(circumstances):
        why = f"no child is in {' and '.join(circumstances)} on one day"
        yield "pack-unreachable", ("only_when",), why


def _rated(model: Model, asked: Asked) -> Iterator[Found]:
    if not isinstance(model, QuestionsEdition):
        return
    impossible = list(_impossible_rules(model, asked))
    yield from (found for _, found in impossible)
    if model.rated_by == "nobody" or "rating" in model.to_supply:
        return
    if model.rated_by == "rule":
        yield from _without_rule(model)
    yield from _never_given(model, asked, frozenset(place for place, _ in impossible))


def _impossible_rules(edition: QuestionsEdition, asked: Asked) -> Iterator[tuple[int, Found]]:
    for place, rule in enumerate(edition.rating):
        for where, inner in models_in(rule.when, ("rating", place, "when")):
            for code, field, why in _impossible(inner, edition, asked):
                yield place, (code, (*where, *field), why)


def _without_rule(edition: QuestionsEdition) -> Iterator[Found]:
    ruled = {rule.rating for rule in edition.rating}
    for place, value in enumerate(edition.scale):
        if value.id not in ruled:
            yield "pack-unreachable", ("scale", place), f"no rule gives the rating {value.id}"


def _never_given(edition: QuestionsEdition, asked: Asked, told: frozenset[int]) -> Iterator[Found]:
    found = reached(edition, asked.kinds)
    for place, rule in enumerate(edition.rating if found is not None else ()):
        if found is None or place in told:
            continue
        if place not in found.holding:
            why = f"no answers meet this condition of {rule.rating}"
            yield "pack-unreachable", ("rating", place), why
        elif place not in found.deciding and edition.rated_by == "rule":
            why = f"whenever this rule for {rule.rating} holds, one before it has decided"
            yield "pack-unreachable", ("rating", place), why


def _impossible(model: Model, edition: QuestionsEdition, asked: Asked) -> Iterator[Found]:
    """Yield what of a condition can never be met, whatever is answered."""
    if isinstance(model, AtLeast):
        there = most_items(edition, model.items, asked.kinds)
        if model.number > there:
            why = f"at least {model.number} are asked for, and there are {there}"
            yield "pack-contradiction", ("number",), why
    if isinstance(model, Things) and model.each_has_at_least > len(model.properties):
        why = f"{model.each_has_at_least} are asked for, of {len(model.properties)} properties"
        yield "pack-contradiction", ("each_has_at_least",), why


def _requirements(model: Model, asked: Asked) -> Iterator[Found]:
    del asked
    if isinstance(model, Requirement) and model.if_answered == model.field and not model.each_has:
        yield "pack-unreachable", ("if_answered",), "it is asked for only where it is already there"


def _deadlines(model: Model, asked: Asked) -> Iterator[Found]:
    del asked
    if not isinstance(model, ByTermDeadline):
        return
    listed = {(one.academic_year, _TERMS.index(one.term)): one.by for one in model.deadlines}
    for place, one in enumerate(model.deadlines):
        where: FieldPath = ("deadlines", place)
        first, last = date(one.academic_year, 8, 1), date(one.academic_year + 1, 8, 31)
        days: list[tuple[FieldPath, date]] = [(("by",), one.by)]
        days += [(("except_for", at, "by"), it.by) for at, it in enumerate(one.except_for)]
        for inside, day in days:
            if not first <= day <= last:
                why = f"{day} does not lie in the academic year {one.academic_year}"
                yield "pack-contradiction", (*where, *inside), why
        before = listed.get((one.academic_year, _TERMS.index(one.term) - 1))
        if before is not None and one.by <= before:
            why = f"the last day for {one.term} is not after that for the term before, {before}"
            yield "pack-contradiction", (*where, "by"), why
        groups = [group for it in one.except_for for group in it.year_groups]
        for group in {each for each in groups if groups.count(each) > 1}:
            yield "pack-contradiction", (*where, "except_for"), f"{group} has two last days"


def _left_open(model: Model, asked: Asked) -> Iterator[Found]:
    del asked
    if not isinstance(model, Dated) or model.reading is not None:
        return
    rule = getattr(model, "by", None)
    span = getattr(rule, "span", None) or getattr(model, "within", None)
    if isinstance(rule, NotStated):
        yield "pack-reading-missing", ("by",), "no time is stated"
    elif isinstance(span, Span) and span.unit is Unit.UNKNOWN:
        yield "pack-reading-missing", (), "a number without a unit"
    elif isinstance(getattr(model, "size", None), SizeNotStated):
        yield "pack-reading-missing", ("size",), "no size is stated"
    elif getattr(model, "to_supply", ()):
        yield "pack-reading-missing", ("to_supply",), "not all of it is in the source"


_LOOKS: Final[tuple[Callable[[Model, Asked], Iterator[Found]], ...]] = (
    _in_order,
    _for_some_pep,
    _for_some_child,
    _rated,
    _requirements,
    _deadlines,
    _left_open,
)


# --- Several at once


def _templates(asked: Asked) -> Iterator[Found]:
    for place, one in enumerate(asked.own.audits.templates):
        if one.same_questions_as is not None and one.editions:
            why = "it has questions of its own and asks those of a checklist"
            yield "pack-contradiction", ("templates", place, "same_questions_as"), why
        if one.same_questions_as is None and not one.editions:
            yield "pack-contradiction", ("templates", place), "it asks nothing"


def _plans(asked: Asked) -> Iterator[Found]:
    templates = {one.id: one for one in asked.pack.audits}
    for place, plan in enumerate(asked.own.sampling.plans):
        for index, version in enumerate(plan.versions):
            where: FieldPath = ("plans", place, "versions", index)
            for at, included in enumerate(version.must_include):
                if not included.ratings and included.theme is None:
                    yield "pack-contradiction", (*where, "must_include", at), "it includes nothing"
            template = templates.get(version.template or "")
            if template is not None:
                for field, why in _unlike(version, template):
                    yield "pack-contradiction", (*where, field), why


def _unlike(version: SamplingVersion, template: AuditTemplate) -> Iterator[tuple[str, str]]:
    if not set(version.auditors) & set(template.auditors):
        yield "auditors", f"nobody in these roles may audit by the template {template.id}"
    if not set(version.fulfilled_by) & set(template.types):
        yield "fulfilled_by", f"no audit by the template {template.id} is of these types"


def _consequences(asked: Asked) -> Iterator[Found]:
    scales = _scales(asked.pack)
    for place, one in enumerate(asked.own.follow_up.consequences):
        for index, version in enumerate(one.versions):
            for at, rating in enumerate(version.ratings):
                if rating not in scales.get(one.of, frozenset()):
                    where = ("consequences", place, "versions", index, "ratings", at)
                    words = {"kind": f"rating of {one.of}", "name": rating}
                    yield "pack-points-nowhere", where, words


def _scales(pack: PolicyPack) -> Mapping[str, frozenset[str]]:
    """Return the ratings that a checklist or template has had in any edition."""
    found = {
        judged.id: frozenset(value.id for edition in judged.editions for value in edition.scale)
        for judged in pack.checklists
    }
    for template in pack.audits:
        own = {value.id for edition in template.editions for value in edition.scale}
        found[template.id] = found.get(template.same_questions_as or "", frozenset()) | own
    return found


def _coverage(asked: Asked) -> Iterator[Found]:
    known = {_QA_REVIEW, *AuditType}
    for place, duty in enumerate(asked.own.coverage.duties):
        for index, version in enumerate(duty.versions):
            for at, counted in enumerate(version.counts):
                if counted not in known:
                    where = ("duties", place, "versions", index, "counts", at)
                    words = {"kind": "review or type of audit", "name": counted}
                    yield "pack-points-nowhere", where, words


def _sources(asked: Asked) -> Iterator[Found]:
    cited = set(asked.cited)
    for file in PARTS:
        if file != "sources":
            for _, model in models_in(getattr(asked.own, file)):
                cited |= set(_cited_by(model))
    for place, source in enumerate(asked.own.sources.sources):
        if source.id not in cited:
            yield "pack-source-unused", ("sources", place, "id"), ""


def _cited_by(model: Model) -> Iterator[str]:
    for value in vars(model).values():
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple):
            yield from (one for one in value if isinstance(one, str))


def _header(asked: Asked) -> Iterator[Found]:
    pack = asked.own.pack
    if pack.review_due_on is not None and pack.review_due_on < pack.first_edition_on:
        why = "it is due for review before it begins"
        yield "pack-contradiction", ("review_due_on",), why


# --- Clocks against each other, and against the law


def _clocks(asked: Asked) -> Iterator[Found]:
    versions = list(_versions(asked.own.timescales.clocks))
    for (here, clock, version), (there, other, its) in combinations(versions, 2):
        if clock is other or not _of_the_same_peps(clock, other):
            continue
        for one, rule, than, against, place in (
            (clock, version.by, other, its.by, here),
            (other, its.by, clock, version.by, there),
        ):
            why = _cannot_both(one, rule, than, against)
            if why is not None:
                yield "pack-contradiction", (*place, "by"), why
                break


def _versions(clocks: Iterable[Clock]) -> Iterator[tuple[FieldPath, Clock, ClockVersion]]:
    for place, clock in enumerate(clocks):
        for index, version in enumerate(clock.versions):
            yield ("clocks", place, "versions", index), clock, version


def _of_the_same_peps(one: Clock, other: Clock) -> bool:
    return (one.of, one.only_when, one.when) == (other.of, other.only_when, other.when)


def _cannot_both(one: Clock, rule: object, other: Clock, against: object) -> str | None:
    """Say why two clocks of the same PEPs cannot both be kept, or why one decides nothing."""
    if isinstance(rule, AheadOf) and isinstance(against, Within):
        return _too_far_ahead(one, rule, other, against)
    if isinstance(rule, Within) and isinstance(against, Within) and rule.start is against.start:
        return _out_of_order(one, rule, other, against)
    return None


def _too_far_ahead(one: Clock, rule: AheadOf, other: Clock, against: Within) -> str | None:
    from_outside = against.start in {Start.ENTERED_CARE, Start.STARTED_PROVISION}
    if other.milestone is Milestone.HELD and from_outside and _longer(rule.span, against.span, 0):
        return (
            f"{one.id} asks for {rule.span.number} {rule.span.unit} before a meeting that "
            f"{other.id} wants within {against.span.number}"
        )
    return None


def _out_of_order(one: Clock, rule: Within, other: Clock, against: Within) -> str | None:
    if not _longer(rule.span, against.span, 1):
        return None
    if (one.milestone, one.section) == (other.milestone, other.section):
        return f"{other.id} gives {against.span.number} for the same"
    if _ORDER.index(one.milestone) < _ORDER.index(other.milestone):
        return (
            f"{one.milestone} may take {rule.span.number} {rule.span.unit}, and {other.milestone}, "
            f"which comes after it, {against.span.number} ({other.id})"
        )
    return None


def _longer(one: Span, other: Span, by: int) -> bool:
    return one.unit is other.unit and one.number >= other.number + by


def _weaker(asked: Asked) -> Iterator[Found]:
    if asked.own is asked.law:
        return
    by_law = [one for one in _versions(asked.law.timescales.clocks) if one[1].statutory]
    for place, clock, version in _versions(asked.own.timescales.clocks):
        if clock.statutory:
            why = f"only {asked.law.pack.name} says what the law asks for"
            yield "pack-contradiction", (*place[:2], "statutory"), why
            continue
        for _, law, its in by_law:
            if _has_a_floor(clock, version, law, its):
                day = _day_apart(version.by, its.by, asked.calendars)
                if day is not None:
                    yield "pack-weaker", (*place, "by"), f"{law.id}: {day}"


def _has_a_floor(clock: Clock, version: ClockVersion, law: Clock, its: ClockVersion) -> bool:
    """Say whether two clocks run for the same child from the same day.

    What has to happen before a milestone of the law's cannot be later than that either: a
    meeting, where the law asks that the PEP is complete.
    """
    in_time = its.until_on is None or version.from_on <= its.until_on
    return (
        law.of == clock.of
        and in_time
        and can_all_hold((*clock.only_when, *law.only_when))
        and _ORDER.index(clock.milestone) <= _ORDER.index(law.milestone)
        and _start(version.by) is not None
        and _start(version.by) == _start(its.by)
    )


def _start(rule: ClockRule) -> str | None:
    match rule:
        case Within():
            return rule.start
        case BeforeFirstReview():
            return Start.ENTERED_CARE
        case EachTerm() | SinceLast() | OnceIn():
            return "the last PEP"
        case _:
            return None


def _day_apart(local: ClockRule, law: ClockRule, calendars: Calendars) -> str | None:
    """Return a day from which the local clock ends later than the law's, in words; or None."""
    any_day = _start(local) == Start.ENTERED_CARE
    for day in _days(calendars):
        # A child comes into care on any day; a meeting is on a working day.
        if not (any_day or calendars.is_working_day(day) is True):
            continue
        ends, floor = _ends(local, day, calendars), _ends(law, day, calendars)
        if ends is not None and floor is not None and ends > floor:
            return f"counted from {day} it ends on {ends}, the law's on {floor}"
    return None


def _days(calendars: Calendars) -> Iterator[date]:
    """Yield each day of the academic years that are known, in order."""
    years = sorted({one.academic_year for one in calendars.calendars if one.ours})
    for year in years:
        day = calendars.year_starts_on(year, None)
        while day < calendars.year_starts_on(year + 1, None):
            yield day
            day += _ONE_DAY


def _ends(rule: ClockRule, day: date, calendars: Calendars) -> date | None:
    """Return the last day by a rule that is counted from this day: of care, or of the last PEP."""
    match rule:
        case Within() | SinceLast() | OnceIn():
            found = calendars.add(day, rule.span, None)
            return None if isinstance(found, Unknown) else found
        case BeforeFirstReview():
            return _ends(
                Within(rule="within", start=Start.ENTERED_CARE, span=rule.review_due),
                day,
                calendars,
            )
        case EachTerm(part="whole"):
            return _end_of_next_term(day, calendars)
        case _:
            return None


def _end_of_next_term(day: date, calendars: Calendars) -> date | None:
    year = calendars.academic_year_of(day, None)
    both = (terms_of_year(calendars, None, each) for each in (year, year + 1))
    known = [term.dates for terms in both if not isinstance(terms, Unknown) for term in terms]
    return next((dates.ends_on for dates in known if dates.starts_on > day), None)


_OF_THE_WHOLE: Final[tuple[tuple[Callable[[Asked], Iterator[Found]], str], ...]] = (
    (_header, "pack"),
    (_sources, "sources"),
    (_clocks, "timescales"),
    (_weaker, "timescales"),
    (_templates, "audits"),
    (_plans, "sampling"),
    (_consequences, "follow_up"),
    (_coverage, "coverage"),
)
