"""Worked examples: what a policy means, in the words of those who decide it.

An example gives only what matters to it. The rest is the usual child, school and PEP of
`examples/_usual.yaml`. Nothing here reads a file: values go in, plain records and
differences come out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, JsonValue, model_validator

from pepsite.policy.base import SourceCited
from pepsite.policy.phases import PhaseMap
from pepsite.records.base import Count, Day, Line, Model, refuse
from pepsite.records.codes import Phase, YearGroup
from pepsite.records.ids import new_id, new_item_id

if TYPE_CHECKING:
    from pepsite.compliance.results import CheckResult
    from pepsite.compliance.sampling.auditors import Chosen
    from pepsite.compliance.sampling.draw import Draw
    from pepsite.compliance.sampling.population import Candidate
    from pepsite.findings import Finding

Values = dict[str, JsonValue]

NOT_JUDGED = "not-judged"
"""What an example expects where a check has nothing to say."""


ExpectedStatus = Literal[
    "met", "met-late", "due", "overdue", "missed", "not-applicable", "cannot-tell", "not-judged"
]


class ExpectedResult(Model):
    """How a duty should come out; what is left out does not matter. A status may stand alone."""

    status: ExpectedStatus
    due_on: Day | None = None
    met_on: Day | None = None
    says: Line | None = None

    @model_validator(mode="before")
    @classmethod
    def _status_alone(cls, value: object) -> object:
        return {"status": value} if isinstance(value, str) else value


class ExpectedDraw(Model):
    """What a draw by a plan comes to on a day, for the period the day lies in.

    What is left out does not matter. Strata have the names that the plan gives them, people
    those of the example; `all` is the whole, where a plan has no strata. `shortfalls` has, for
    each stratum that was short, how many PEPs were found. `of_each` has how many were
    drawn of a stratum. "alike 1" in place of a PEP means every PEP of the first children
    alike. `asked_for` is the size asked for where the plan states none.
    """

    on: Day
    asked_for: Count | None = None
    population: Count | None = None
    cannot_tell: Count | None = None
    drawn: Count | None = None
    of_each: dict[Line, Count] = Field(default_factory=dict)
    shortfalls: dict[Line, Count] | None = None
    without_auditor: Count | None = None
    includes: tuple[Line, ...] = ()
    leaves_out: tuple[Line, ...] = ()
    auditors: tuple[Line, ...] | None = None
    auditor_of: dict[Line, Line] = Field(default_factory=dict)


class Alike(Model):
    """So many more children, each with records like these. In them, "pep 1" is the child's own."""

    number: Annotated[int, Field(ge=1, le=200)]
    child: Values = Field(default_factory=dict)
    peps: tuple[Values, ...] = ()
    qa_reviews: tuple[Values, ...] = ()
    audits: tuple[Values, ...] = ()


class Given(Model):
    """What matters to an example, each kind merged onto the usual one.

    Schools, people and calendars have names ("our school", "ours 2025"), the others are
    counted ("pep 1", "care 2"); wherever an id belongs, such a name stands for it.
    `children_alike` are others than the child the example is about, as samples need them; a
    sample lists what was drawn, "alike 1" standing for every PEP of the first of them.
    """

    authority: Values = Field(default_factory=dict)
    calendars: dict[Line, Values | None] = Field(default_factory=dict)
    schools: dict[Line, Values | None] = Field(default_factory=dict)
    people: dict[Line, Values | None] = Field(default_factory=dict)
    child: Values = Field(default_factory=dict)
    peps: tuple[Values, ...] = ()
    qa_reviews: tuple[Values, ...] = ()
    audits: tuple[Values, ...] = ()
    actions: tuple[Values, ...] = ()
    children_alike: tuple[Alike, ...] = ()
    samples: tuple[Values, ...] = ()


class WorkedExample(Model):
    """One sentence of policy, and what it comes to.

    `expect` names checks, with `@` and a term, a year or a name where a check has several
    results. `expect_findings` names all that keeps the records out: a code, with `@` and
    the field. `expect_rating` has, by the name of a review or an audit, the rating that its
    form comes to by the policy, whatever the record itself says. `expect_draw` has, by
    sampling plan, what a draw comes to. `only_here`: a pack that extends this one may ask more,
    and then it comes to something else there.
    """

    example: Line
    source: SourceCited
    given: Given = Given()
    as_of: Day | None = None
    expect: dict[Line, ExpectedResult] = Field(default_factory=dict)
    expect_findings: tuple[Line, ...] | None = None
    expect_rating: dict[Line, Line] = Field(default_factory=dict)
    expect_draw: dict[Line, ExpectedDraw] = Field(default_factory=dict)
    only_here: bool = False

    @model_validator(mode="after")
    def _expects_something(self) -> WorkedExample:
        something = self.expect or self.expect_rating or self.expect_draw
        if not something and self.expect_findings is None:
            raise refuse("needs-with-it", "example", name="expect")
        if self.expect and self.as_of is None:
            raise refuse("needs-with-it", "expect", name="as_of")
        return self


class ExamplesFile(Model):
    """`examples/SUBJECT.yaml`."""

    schema_: Literal["policy-examples/1"] = Field(alias="schema")
    about: Line
    examples: tuple[WorkedExample, ...] = Field(min_length=1)


class UsualFile(Model):
    """`examples/_usual.yaml`: what holds where an example does not say.

    `contents` are the parts of a PEP that differ by phase.
    """

    schema_: Literal["policy-usual/1"] = Field(alias="schema")
    authority: Values = Field(default_factory=dict)
    calendars: dict[Line, Values] = Field(default_factory=dict)
    schools: dict[Line, Values] = Field(default_factory=dict)
    people: dict[Line, Values] = Field(default_factory=dict)
    child: Values = Field(default_factory=dict)
    pep: Values = Field(default_factory=dict)
    meeting: Values = Field(default_factory=dict)
    contents: dict[Phase, Values] = Field(default_factory=dict)
    qa_review: Values = Field(default_factory=dict)
    audit: Values = Field(default_factory=dict)
    action: Values = Field(default_factory=dict)
    sample: Values = Field(default_factory=dict)


def more_usual(usual: UsualFile, own: UsualFile) -> UsualFile:
    """Return what is usual in a pack that adds to another: its own, on the other's."""
    ours, theirs = (one.model_dump(mode="json", by_alias=True) for one in (usual, own))
    return UsualFile.model_validate(merged(ours, theirs), strict=False)


def merged(usual: JsonValue, given: JsonValue) -> JsonValue:
    """Return what is given, with the usual where it says nothing.

    Fields are merged, lists item by item: an item past the end of the usual list is merged
    onto its last. Null takes a field away. An honest answer replaces what it stands for.
    """
    if isinstance(given, dict) and isinstance(usual, dict):
        if "no_answer" in given or "no_answer" in usual:
            return given
        both = {**usual, **{name: merged(usual.get(name), one) for name, one in given.items()}}
        return {name: value for name, value in both.items() if value is not None}
    if isinstance(given, list) and isinstance(usual, list) and usual:
        return [merged(usual[min(place, len(usual) - 1)], one) for place, one in enumerate(given)]
    if isinstance(given, dict):
        return {name: merged(None, one) for name, one in given.items() if one is not None}
    return given


def plain_records(usual: UsualFile, given: Given, phases: PhaseMap) -> dict[str, Values]:
    """Return the records of an example by name, as plain values with valid ids."""
    named: dict[str, tuple[str, Values]] = {
        "the authority": ("authority", _fields(usual.authority, given.authority)),
        "the child": ("child", _fields(usual.child, given.child)),
    }
    for kind, usual_ones, given_ones in (
        ("calendar", usual.calendars, given.calendars),
        ("school", usual.schools, given.schools),
        ("person", usual.people, given.people),
    ):
        for name in {**usual_ones, **given_ones}:
            one = given_ones.get(name, {})
            if one is not None:
                named[name] = (kind, _fields(usual_ones.get(name, {}), one))
    named.update(_of_child(usual, given, phases, ""))
    for place, action in enumerate(given.actions, start=1):
        named[f"action {place}"] = ("action", _fields(usual.action, action))
    for group, alike in enumerate(given.children_alike, start=1):
        for number in range(1, alike.number + 1):
            of = f"{alike_name(group)}.{number}{_OF}"
            named[f"{of}the child"] = ("child", _fields(usual.child, alike.child))
            named.update(_of_child(usual, alike, phases, of))
    for place, sample in enumerate(given.samples, start=1):
        named[f"sample {place}"] = ("sample", _sample(_fields(usual.sample, sample), named))
    ids = {name: _record_id(kind, name) for name, (kind, _) in named.items() if kind != "authority"}
    records: dict[str, Values] = {}
    for name, (kind, values) in named.items():
        records[name] = {"schema": f"{kind}/1"}
        if name in ids:
            records[name]["id"] = ids[name]
        of = "".join(name.partition(_OF)[:2]) if _OF in name else ""
        records[name].update(_fields({}, _with_ids(values, ids, of=of)))
    return records


_OF = ": "
"""Stands between the name of a child and that of what is about the child."""


def alike_name(group: int) -> str:
    """Return what the children of a group are called: those of the first are `alike 1`."""
    return f"alike {group}"


def peps_of(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the names of the PEPs that a name in an example stands for."""
    if not _ALIKE.fullmatch(name):
        return (name,)
    return tuple(one for one in names if one.startswith(f"{name}.") and f"{_OF}pep " in one)


_ALIKE = re.compile(r"alike [1-9]")


def _of_child(
    usual: UsualFile, given: Given | Alike, phases: PhaseMap, of: str
) -> Iterator[tuple[str, tuple[str, Values]]]:
    """Yield the PEPs, reviews and audits of one child, by name."""
    for place, pep in enumerate(given.peps, start=1):
        yield f"{of}pep {place}", ("pep", _pep(usual, pep, phases))
    for kind, usual_one, given_list in (
        ("qa-review", usual.qa_review, given.qa_reviews),
        ("audit", usual.audit, given.audits),
    ):
        for place, one in enumerate(given_list, start=1):
            yield f"{of}{kind} {place}", (kind, _answered(_fields(usual_one, one)))


def _sample(values: Values, names: Iterable[str]) -> Values:
    """Return a sample with its PEPs, of which an example gives the names or more."""
    given = values.get("drawn")
    drawn: list[Values] = []
    for one in given if isinstance(given, list) else ():
        more = dict(one) if isinstance(one, dict) else {}
        name = str(more.pop("pep", one))
        drawn += ({"pep": pep, "fingerprint": NO_MARK, **more} for pep in peps_of(name, names))
    return {
        **values,
        "drawn": [*drawn],
        "population": [{"pep": one["pep"], "fingerprint": NO_MARK} for one in drawn],
        "population_size": len(drawn),
    }


NO_MARK = "sha256:" + "0" * 64
"""The fingerprint in examples that stands for the PEP as the example gives it."""


def _fields(usual: JsonValue, given: JsonValue) -> Values:
    fields = merged(usual, given)
    return fields if isinstance(fields, dict) else {}


def _pep(usual: UsualFile, given: Values, phases: PhaseMap) -> Values:
    """Return a PEP with what its year group, days and status imply."""
    pep = _fields(usual.pep, given)
    phase = phases.phase_of(YearGroup(str(pep["year_group"]))) or Phase.STATUTORY
    content = usual.contents.get(phase, {})
    pep["content"] = merged({"phase": str(phase), **content}, given.get("content", {}))
    meetings = given.get("meetings")
    if isinstance(meetings, list):
        pep["meetings"] = [_meeting(usual, one) for one in meetings]
    submitted = "submitted" if "completed_on" in pep else "draft"
    pep.setdefault("status", "closed" if "closed" in pep else submitted)
    return pep


def _meeting(usual: UsualFile, given: JsonValue) -> JsonValue:
    """Return a meeting with what its days imply; those invited are given by role."""
    meeting = _fields(usual.meeting, given)
    held_on = meeting.get("held_on")
    meeting.setdefault("outcome", "held" if held_on else "planned")
    meeting.setdefault("planned_for", held_on)
    meeting["invited"] = _listed(meeting.get("invited", {}), "role", "came")
    return meeting


def _answered(values: Values) -> Values:
    """Return a review with its answers and ratings, given by question and part, as lists."""
    for field, name, short in (
        ("answers", "question", "answer"),
        ("part_ratings", "part", "rating"),
    ):
        if field in values:
            values[field] = _listed(values[field], name, short)
    return values


def _listed(by_name: JsonValue, name: str, short: str) -> JsonValue:
    """Return a list of fields from what is given by name, in full or by its `short` field."""
    if not isinstance(by_name, dict):
        return by_name
    return [
        {name: one, **(value if isinstance(value, dict) else {short: value})}
        for one, value in by_name.items()
    ]


# --- Names in the place of ids

_RECORD_NAME = re.compile(r"(pep|qa-review|audit|action|sample) [1-9]")
_ITEM_NAME = re.compile(
    r"(?:care|education|meetings|needs|targets|interventions|views|recommendations) [1-9]"
)


def id_of(name: str, ids: Mapping[str, str], of: str = "") -> str:
    """Return the id that a name of an example stands for, or the text as it is.

    `of` is the child about whose records it is, if that is not the child of the example.
    """
    if _ITEM_NAME.fullmatch(name):
        return _item_id(name)
    if of and f"{of}{name}" in ids:
        return ids[f"{of}{name}"]
    counted = _RECORD_NAME.fullmatch(name)
    return _record_id(counted[1], name) if counted else ids.get(name, name)


def _with_ids(
    value: JsonValue, ids: Mapping[str, str], item: str | None = None, of: str = ""
) -> JsonValue:
    """Return the value with ids for names; `item` names it if it is one of a list."""
    if isinstance(value, str):
        return id_of(value, ids, of)
    if isinstance(value, list):
        return [
            _with_ids(one, ids, f"{item} {place}", of) for place, one in enumerate(value, start=1)
        ]
    if isinstance(value, dict):
        own = {"id": _item_id(item)} if item and item[-1].isdigit() else {}
        if item and item.startswith("population"):
            own = {}  # too many, and nobody edits them
        return own | {name: _with_ids(one, ids, name, of) for name, one in value.items()}
    return value


def _record_id(kind: str, name: str) -> str:
    return new_id(kind, _chooser(f"{kind}: {name}"))


def _item_id(name: str) -> str:
    return new_item_id(_chooser(name))


def _chooser(seed: str) -> Callable[[str], str]:
    numbers = iter(sha256(seed.encode()).digest())
    return lambda characters: characters[next(numbers) % len(characters)]


# --- What came out


def unlike_expected(
    example: WorkedExample, results: Iterable[CheckResult], ids: Mapping[str, str]
) -> Iterator[str]:
    """Yield, for each check that came out otherwise than expected, what came out and why."""
    came_out = list(results)
    names = {one: name for name, one in ids.items()}
    for key, expected in example.expect.items():
        check, _, which = key.partition("@")
        one_of = id_of(which, ids)
        found = [
            one
            for one in came_out
            if one.check == check and (not which or one_of in (one.part, one.subject))
        ]
        if len(found) > 1:
            parts = ", ".join(f"{check}@{_name(one, names)}" for one in found)
            yield f"{key} has {len(found)} results; say which: {parts}"
        elif not found and expected.status != NOT_JUDGED:
            yield f"{key} should be {expected.status}, and has no result"
        elif found:
            yield from _unlike(key, expected, found[0])


def _name(result: CheckResult, names: Mapping[str, str]) -> str:
    return names.get(result.subject if result.part == "" else result.part, result.part)


def _unlike(key: str, expected: ExpectedResult, result: CheckResult) -> Iterator[str]:
    because = result.explanation.because
    wanted = {
        "status": (expected.status, str(result.status)),
        "due_on": (expected.due_on, result.due_on),
        "met_on": (expected.met_on, result.met_on),
    }
    for field, (should_be, is_) in wanted.items():
        if should_be is not None and should_be != is_:
            yield f"{key} should have {field} {should_be}, and it is {is_}: {because}"
    if expected.says is not None and expected.says not in because:
        yield f"{key} should say {expected.says!r}, and says: {because}"


def unlike_expected_findings(example: WorkedExample, findings: Iterable[Finding]) -> Iterator[str]:
    """Yield each finding that was expected and is not there, or is there and was not expected."""
    if example.expect_findings is None:
        return
    found = sorted((one.code, _dotted(one), one.message) for one in findings)
    for wanted in example.expect_findings:
        code, _, field = wanted.partition("@")
        match = next((one for one in found if one[0] == code and field in ("", one[1])), None)
        if match is None:
            yield f"{wanted} should be found, and is not"
        else:
            found.remove(match)
    for code, field, message in found:
        yield f"{code}@{field} is found, and should not be: {message}"


def unlike_expected_ratings(example: WorkedExample, ratings: Mapping[str, str]) -> Iterator[str]:
    """Yield each rating that came out otherwise than expected; `ratings` are by record's name."""
    for name, expected in example.expect_rating.items():
        if name not in ratings:
            yield f"{name} is no review or audit by a form of this policy"
        elif ratings[name] != expected:
            yield f"{name} should be rated {expected}, and comes to {ratings[name]}"


@dataclass(frozen=True, slots=True)
class DrawOutcome:
    """What a draw came to: the population, what was drawn, of how many nobody can tell."""

    listed: tuple[Candidate, ...]
    draw: Draw
    cannot_tell: int


def unlike_expected_draws(
    example: WorkedExample, draws: Mapping[str, DrawOutcome | str], ids: Mapping[str, str]
) -> Iterator[str]:
    """Yield in what each draw came out otherwise than expected; a text says why there is none."""
    names = {one: name for name, one in ids.items() if one}
    for plan, expected in example.expect_draw.items():
        outcome = draws[plan]
        if isinstance(outcome, str):
            yield f"{plan} cannot be drawn: {outcome}"
        else:
            yield from (f"{plan} {one}" for one in _unlike_draw(expected, outcome, ids, names))


def _unlike_draw(
    expected: ExpectedDraw, outcome: DrawOutcome, ids: Mapping[str, str], names: Mapping[str, str]
) -> Iterator[str]:
    chosen = outcome.draw.chosen
    drawn = Counter(names.get(one.candidate.stratum or "", _whole(one)) for one in chosen)
    few = {names.get(one.stratum or "", one.stratum or "all"): one.found
           for one in outcome.draw.short if one.why == "too-few-peps"}  # fmt: skip
    people = {one for each in chosen for one in (each.auditor, each.second_auditor) if one}
    wanted: dict[str, tuple[object, object]] = {
        "population": (expected.population, len(outcome.listed)),
        "cannot_tell": (expected.cannot_tell, outcome.cannot_tell),
        "drawn": (expected.drawn, len(chosen)),
        "shortfalls": (expected.shortfalls, few),
        "without_auditor": (expected.without_auditor, sum(not one.auditor for one in chosen)),
        "auditors": (
            expected.auditors and sorted(expected.auditors),
            sorted(names.get(one, one) for one in people),
        ),
    }
    wanted |= {f"of_each {one}": (count, drawn[one]) for one, count in expected.of_each.items()}
    for pep, auditor in expected.auditor_of.items():
        found = [one.auditor or "" for one in chosen if one.candidate.pep == id_of(pep, ids)]
        wanted[f"auditor_of {pep}"] = (auditor, names.get(found[0], "nobody") if found else "")
    for field, (should_be, is_) in wanted.items():
        if should_be is not None and should_be != is_:
            yield f"should have {field} {should_be}, and it is {is_}"
    yield from _unlike_peps(expected, {one.candidate.pep for one in chosen}, ids)


def _whole(one: Chosen) -> str:
    return one.candidate.stratum or "all"


def _unlike_peps(expected: ExpectedDraw, drawn: set[str], ids: Mapping[str, str]) -> Iterator[str]:
    for wanted, should_be in ((expected.includes, True), (expected.leaves_out, False)):
        for name in wanted:
            for pep in peps_of(name, ids):
                if (id_of(pep, ids) in drawn) is not should_be:
                    yield f"should {'have' if should_be else 'not have'} {pep} in it"


def _dotted(one: Finding) -> str:
    return ".".join(str(part) for part in one.field)
