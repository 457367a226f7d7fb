"""Does a policy pack mean what its authors think? Their examples, run and printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import JsonValue

from pepsite.compliance.conformity.consistency import one_calendar_a_year, points_somewhere
from pepsite.compliance.conformity.forms import edition_of, form_of, rating_in_words
from pepsite.compliance.conformity.samples import sample_follows_its_plan
from pepsite.compliance.results import Setting, in_words
from pepsite.compliance.rules import RULES
from pepsite.compliance.sampling.draw import draw
from pepsite.compliance.sampling.population import Candidate, Drawing, candidates, drawing_on
from pepsite.compliance.worked_examples import (
    NO_MARK,
    DrawOutcome,
    ExamplesFile,
    ExpectedDraw,
    ExpectedResult,
    Given,
    UsualFile,
    WorkedExample,
    more_usual,
    plain_records,
    unlike_expected,
    unlike_expected_draws,
    unlike_expected_findings,
    unlike_expected_ratings,
)
from pepsite.compliance.workspace import Workspace
from pepsite.errors import PolicyPackError
from pepsite.findings import Finding, finding
from pepsite.policy.base import in_force
from pepsite.policy.calendars import Calendars, Unknown
from pepsite.records.authority import Authority
from pepsite.records.base import Model
from pepsite.records.calendar import Calendar
from pepsite.records.casefile import Casefile, Register
from pepsite.records.child import Child
from pepsite.records.fingerprint import fingerprint
from pepsite.records.kinds import BY_SCHEMA, Record, path_of
from pepsite.records.pep import Pep
from pepsite.records.person import Person
from pepsite.records.review import Action, Audit, QaReview, Sample
from pepsite.records.school import School
from pepsite.store.bank_holidays import bank_holidays
from pepsite.store.canonical import emit
from pepsite.store.diagnosis import locate, read_document
from pepsite.store.fast import read_ours
from pepsite.store.packs import (
    USUAL,
    comes_with_pepsite,
    example_files,
    load_pack,
    read_chain,
    sentence_of,
)
from pepsite.store.reading import read_record, type_or_locate
from pepsite.store.tree import Document, entries_of
from pepsite.store.typed import type_record
from pepsite.usecases.compute_compliance import child_results, rows_of, shared_results

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pepsite.compliance.results import CheckResult
    from pepsite.findings import FieldPath
    from pepsite.policy.pack import PolicyPack

M = TypeVar("M", bound=Model)
R = TypeVar("R", bound=Record)
C = TypeVar("C", Pep, QaReview, Audit)

_SCHEMAS: Mapping[type[Model], str] = {
    UsualFile: "policy-usual/1",
    ExamplesFile: "policy-examples/1",
}


@dataclass(frozen=True, slots=True)
class ExampleOutcome:
    """One example, where it stands, and in what it came out otherwise than it says.

    `results` and `findings` are all that came out, `ids` what its names stand for, and
    `ratings` what each review and audit comes to, by name; `draws` is by plan.
    """

    placed: PlacedExample
    ids: Mapping[str, str]
    results: tuple[CheckResult, ...]
    findings: tuple[Finding, ...]
    ratings: Mapping[str, str]
    draws: Mapping[str, DrawOutcome | str]

    @property
    def example(self) -> WorkedExample:
        """What its authors wrote."""
        return self.placed.example

    @property
    def differences(self) -> tuple[str, ...]:
        """What came out otherwise than the example says."""
        return (
            *unlike_expected(self.example, self.results, self.ids),
            *unlike_expected_findings(self.example, self.findings),
            *unlike_expected_ratings(self.example, self.ratings),
            *unlike_expected_draws(self.example, self.draws, self.ids),
        )

    @property
    def holds(self) -> bool:
        """Whether everything came out as the example says."""
        return not self.differences

    def in_words(self) -> str:
        """Return where the example is, what it says, and what came out instead."""
        return "\n  ".join((self.placed.sentence, *self.differences))


def run_worked_examples(
    pack: str, workspace: Path | None = None, *, under: str | None = None
) -> tuple[ExampleOutcome, ...]:
    """Return how each example of a pack comes out, in the order of its files.

    `under` names another pack to run them by: what England's examples say has to hold under
    every pack that extends it, save where an example is of England alone.

    Raises:
        PolicyPackError: the pack, or a file of its examples, cannot be used; the message
            names file and line.
    """
    policy = load_pack(under or pack, workspace)
    return tuple(
        run_worked_example(one, policy, workspace)
        for one in worked_examples(pack, workspace, load_pack(pack, workspace))
        if not (under not in {None, pack} and one.example.only_here)
    )


def run_worked_example(
    placed: PlacedExample, policy: PolicyPack, workspace: Path | None = None
) -> ExampleOutcome:
    """Return how one example comes out under a policy.

    Raises:
        PolicyPackError: it cannot be run as it is given; the message names file and line.
    """
    return _outcome(placed, policy, _usual(policy.name, workspace))


@dataclass(frozen=True, slots=True)
class PlacedExample:
    """An example, the file and place among its examples where it stands, what the file is about.

    To find the line, the file is read once more, and slowly: it is found when it is asked for.
    """

    path: str
    content: bytes = field(repr=False)
    place: int
    about: str
    example: WorkedExample

    @property
    def sentence(self) -> str:
        """The example in its authors' words, behind its file and line."""
        return f"{self.path}:{_lines(self.content)[self.place]}: {self.example.example}"

    def refused(self, why: str) -> PolicyPackError:
        """Return the error that says why this example cannot be run."""
        return PolicyPackError(f"{self.sentence}: {why}")


def worked_examples(
    pack: str, workspace: Path | None, policy: PolicyPack
) -> tuple[PlacedExample, ...]:
    """Return the examples of a pack, none of them run.

    Raises:
        PolicyPackError: a file of them cannot be used; the message names file and line.
    """
    return tuple(_examples(pack, workspace, policy))


def usual_calendars(pack: str, workspace: Path | None = None) -> tuple[Calendar, ...]:
    """Return the calendars that are usual in the examples of a pack.

    Raises:
        PolicyPackError: the file that has them cannot be used.
    """
    plain = plain_records(_usual(pack, workspace), Given(), load_pack(pack, workspace).phases[-1])
    typed = (type_record(values, name, BY_SCHEMA) for name, values in plain.items())
    return tuple(one for one in typed if isinstance(one, Calendar))


@dataclass(frozen=True, slots=True)
class ExamplesSeen:
    """What is wrong with the examples of a pack, whether each can be read, what they cite."""

    findings: tuple[Finding, ...]
    all_read: bool
    cited: frozenset[str]


def see_examples(pack: str, workspace: Path | None, policy: PolicyPack) -> ExamplesSeen:
    """Look at the worked examples of a pack, and run none of them.

    Raises:
        PolicyPackError: there is no such pack.
    """
    found: list[Finding] = []
    all_read, cited = True, set()
    for shown, content in example_files(pack, workspace):
        read = _read(content, shown, UsualFile if _is_usual(shown) else ExamplesFile)
        if isinstance(read, tuple):
            found += read
            all_read = False
        elif isinstance(read, ExamplesFile):
            cited |= {one.source for one in read.examples}
            unknown = [
                finding(code, shown, ("examples", place, *field), **words)
                for place, example in enumerate(read.examples)
                for code, field, words in _unknown_names(example, policy)
            ]
            found += locate(_bytes(content), unknown) if unknown else ()
    return ExamplesSeen(tuple(found), all_read, frozenset(cited))


def _examples(pack: str, workspace: Path | None, policy: PolicyPack) -> Iterator[PlacedExample]:
    for shown, content in example_files(pack, workspace):
        if _is_usual(shown):
            continue
        examples = _usable(_read(content, shown, ExamplesFile))
        for place, example in enumerate(examples.examples):
            placed = PlacedExample(shown, _bytes(content), place, examples.about, example)
            _refuse_unknown_names(placed, policy)
            yield placed


def _refuse_unknown_names(placed: PlacedExample, policy: PolicyPack) -> None:
    for code, _, words in _unknown_names(placed.example, policy):
        if code == "pack-source-unknown":
            message = f"sources.yaml does not have {words['name']}"
        else:
            there = ", ".join(policy.titles())
            message = f"no check is called {words['name']}; there are {there}"
        raise placed.refused(message)


def _unknown_names(
    example: WorkedExample, policy: PolicyPack
) -> Iterator[tuple[str, FieldPath, Mapping[str, Any]]]:
    """Yield what an example names that the policy does not have: code, field and words."""
    if example.source not in policy.sources:
        yield "pack-source-unknown", ("source",), {"name": example.source}
    titles = policy.titles()
    for named in ("expect", "expect_draw"):
        for key in getattr(example, named):
            name = key.partition("@")[0]
            if name not in titles:
                yield "pack-points-nowhere", (named, key), {"kind": "check", "name": name}


# --- Files


def _read(content: bytes | Finding, shown: str, model: type[M]) -> M | tuple[Finding, ...]:
    """Return what a file of a pack says, or what is wrong with it."""
    if isinstance(content, Finding):
        return (content,)
    models = {_SCHEMAS[model]: model}
    # Many of them, in the style that is slow to read; each command on policy reads them all.
    ours = read_ours(content) if comes_with_pepsite(shown) else None
    if ours is not None:
        return type_or_locate(ours, content, shown, models)
    return read_record(content, shown, models)


def _is_usual(shown: str) -> bool:
    return shown.endswith(f"/{USUAL}")


def _bytes(content: bytes | Finding) -> bytes:
    return b"" if isinstance(content, Finding) else content


def _usable(read: M | tuple[Finding, ...]) -> M:
    if isinstance(read, tuple):
        raise PolicyPackError("\n".join(sentence_of(one) for one in read))
    return read


@cache
def _lines(content: bytes) -> tuple[int, ...]:
    """Return the line each example of a file that could be read begins on."""
    document = read_document(content, "")
    listed = document.root.entries["examples"].node if isinstance(document, Document) else None
    return tuple(entry.place.line for entry in entries_of(listed)) if listed else ()


@cache
def _usual(pack: str, workspace: Path | None) -> UsualFile:
    """Return what is usual in the examples of a pack: its own, on that of what it extends."""
    usual = UsualFile(schema="policy-usual/1")
    for part in _chain(pack, workspace):
        for shown, content in example_files(part, workspace):
            if _is_usual(shown):
                usual = more_usual(usual, _usable(_read(content, shown, UsualFile)))
    return usual


def _chain(pack: str, workspace: Path | None) -> Iterator[str]:
    """Yield the names of a pack and all that it extends, the one extended first."""
    for part in read_chain(pack, workspace):
        if isinstance(part, Finding):
            raise PolicyPackError(sentence_of(part))
        yield part.pack.name


# --- One example


def _outcome(placed: PlacedExample, policy: PolicyPack, usual: UsualFile) -> ExampleOutcome:
    example = placed.example
    records = _records(placed, policy, usual)
    ids = {name: str(getattr(record, "id", "")) for name, record in records.items()}
    casefiles, register = _gathered(tuple(records.values()))
    calendars = Calendars(
        tuple(register.calendars.values()), bank_holidays(policy.bank_holidays_known_until)
    )
    results: tuple[CheckResult, ...] = ()
    if example.as_of is not None:
        results = tuple(_results(casefiles, Setting(policy, calendars, register, example.as_of)))
    draws = {
        plan: _draw(plan, one, casefiles, Setting(policy, calendars, register, one.on))
        for plan, one in example.expect_draw.items()
    }
    places = {str(getattr(one, "id", "")): path_of(one) for one in records.values()}
    begin_on = register.authority.records_begin_on
    workspace = Workspace(policy, register.people.get, places.get, begin_on)
    findings = tuple(_findings(casefiles, tuple(records.values()), workspace))
    ratings = dict(_ratings(casefiles, records, policy))
    return ExampleOutcome(placed, ids, results, findings, ratings, draws)


_SEED = "a worked example"


def _draw(
    name: str, expected: ExpectedDraw, casefiles: tuple[Casefile, ...], setting: Setting
) -> DrawOutcome | str:
    """Return what a draw by this plan comes to, or why none can be made."""
    plan = next((one for one in setting.policy.plans if one.id == name), None)
    drawing = plan and drawing_on(plan, setting, expected.asked_for)
    if not isinstance(drawing, Drawing):
        return drawing.missing if drawing else "there is no such plan on that day"
    found = [one for each in casefiles for one in candidates(each, drawing, setting)]
    listed = tuple(one for one in found if isinstance(one, Candidate))
    drawn = draw(listed, drawing, setting, _SEED)
    if isinstance(drawn, Unknown):
        return drawn.missing
    return DrawOutcome(listed, drawn, len(found) - len(listed))


def _ratings(
    casefiles: tuple[Casefile, ...], records: Mapping[str, Record], policy: PolicyPack
) -> Iterator[tuple[str, str]]:
    """Yield what the form of each review and audit comes to, where the policy has the form."""
    of = {one.child.id: one for one in casefiles}
    for name, record in records.items():
        if isinstance(record, QaReview | Audit):
            casefile, edition = of.get(record.child), edition_of(record, policy)
            if casefile is not None and edition is not None:
                yield name, rating_in_words(form_of(record, edition, casefile))


def _results(casefiles: tuple[Casefile, ...], setting: Setting) -> Iterator[CheckResult]:
    # Of one child only, the child the example is about.
    yield from child_results(casefiles[0], setting)
    yield from shared_results([rows_of(one, setting) for one in casefiles], setting)


def _findings(
    casefiles: tuple[Casefile, ...], records: tuple[Record, ...], workspace: Workspace
) -> Iterator[Finding]:
    for casefile in casefiles:
        for rule in RULES:
            yield from rule(casefile, workspace)
    yield from one_calendar_a_year(one for one in records if isinstance(one, Calendar))
    for record in records:
        yield from points_somewhere(record, workspace)
        if isinstance(record, Sample):
            yield from sample_follows_its_plan(record, workspace)


def _records(placed: PlacedExample, policy: PolicyPack, usual: UsualFile) -> Mapping[str, Record]:
    phases = in_force(policy.phases, placed.example.as_of or policy.phases[-1].from_on)
    plain = plain_records(usual, placed.example.given, phases or policy.phases[-1])
    records = {name: _record(name, values, placed) for name, values in plain.items()}
    marks = {one.id: fingerprint(one) for one in records.values() if isinstance(one, Pep)}
    return {name: _as_judged(one, marks) for name, one in records.items()}


def _as_judged(record: Record, marks: Mapping[str, str]) -> Record:
    """Return a review or an audit with the fingerprint of the PEP in the place of noughts."""
    if isinstance(record, QaReview) and record.pep_fingerprint == NO_MARK:
        return record.model_copy(
            update={"pep_fingerprint": marks.get(record.pep, record.pep_fingerprint)}
        )
    if isinstance(record, Audit):
        peps = tuple(
            one.model_copy(update={"fingerprint": marks.get(one.pep, one.fingerprint)})
            if one.fingerprint == NO_MARK
            else one
            for one in record.peps
        )
        return record.model_copy(update={"peps": peps})
    return record


def _record(name: str, values: Mapping[str, JsonValue], placed: PlacedExample) -> Record:
    record = type_record(values, name, BY_SCHEMA)
    if isinstance(record, tuple):
        wrong = "; ".join(
            f"{'.'.join(str(part) for part in one.field) or 'schema'}: {one.message}"
            for one in record
        )
        message = f"{name} cannot be as it is given: {wrong}"
        raise placed.refused(message)
    return record


def _gathered(records: tuple[Record, ...]) -> tuple[tuple[Casefile, ...], Register]:
    """Return the children's records, the child the example is about first, and what all share."""

    def all_of(model: type[R]) -> tuple[R, ...]:
        return tuple(one for one in records if isinstance(one, model))

    def of_child(model: type[C], child: Child) -> tuple[C, ...]:
        return tuple(one for one in all_of(model) if one.child == child.id)

    casefiles = tuple(
        Casefile(child, of_child(Pep, child), of_child(QaReview, child), of_child(Audit, child))
        for child in all_of(Child)
    )
    register = Register(
        all_of(Authority)[0],
        calendars={one.id: one for one in all_of(Calendar)},
        schools={one.id: one for one in all_of(School)},
        people={one.id: one for one in all_of(Person)},
        samples={one.id: one for one in all_of(Sample)},
        actions={one.id: one for one in all_of(Action)},
    )
    return casefiles, register


# --- The page


def worked_examples_page(pack: str, workspace: Path | None = None) -> str:
    """Return the page that prints a pack's examples: the sentence, the day, what comes out.

    Raises:
        PolicyPackError: the pack, or a file of its examples, cannot be used.
    """
    policy = load_pack(pack, workspace)
    titles = policy.titles()
    lines = [
        f"# {policy.title}: worked examples",
        "",
        "What this policy comes to, case by case. Each is run as a test of pepsite; the file it",
        f"stands in is named above each group. What a case does not say is as in `{USUAL}`.",
    ]
    path = ""
    for placed in _examples(pack, workspace, policy):
        if placed.path != path:
            path = placed.path
            lines += ["", f"## {placed.about}", "", f"`{path}`"]
        lines += [
            "",
            f"### {placed.example.example}",
            "",
            *_printed(placed.example, titles, policy),
        ]
    return "\n".join([*lines, ""])


def _printed(
    example: WorkedExample, titles: Mapping[str, str], policy: PolicyPack
) -> Iterator[str]:
    if example.as_of is not None:
        yield f"On {in_words(example.as_of)}:"
        yield ""
    for key, expected in example.expect.items():
        yield f"- {_expected(key, expected, titles)}"
    for plan, draw_wanted in example.expect_draw.items():
        yield f"- {_drawn(titles[plan], draw_wanted)}"
    for one in example.expect_findings or ():
        code, _, field = one.partition("@")
        where = f" at `{field}`" if field else ""
        yield f"- found: [{code}](../findings/{code}.md){where}"
    for name, rating in example.expect_rating.items():
        yield f"- the rating of {name}: **{rating}**"
    if example.expect_findings == ():
        yield "- nothing is found; the records are accepted"
    yield ""
    source = policy.sources[example.source]
    yield f"Source {source.id}: {source.says.replace(chr(10), ' ')}"
    given = example.given.model_dump(mode="json", exclude_unset=True)
    if given:
        yield from ("", "```yaml", emit(given).rstrip(), "```")


def _drawn(title: str, expected: ExpectedDraw) -> str:
    """Return what a draw should come to, in words."""
    parts = [f"{title}, drawn on {in_words(expected.on)}"]
    if expected.population is not None:
        parts.append(f"from {_peps(expected.population)}")
    if expected.cannot_tell is not None:
        parts.append(f"of {_peps(expected.cannot_tell)} nobody can tell whether they belong")
    if expected.drawn is not None:
        parts.append(f"**{_peps(expected.drawn)}**")
    parts += [f"{count} of {one}" for one, count in expected.of_each.items()]
    if expected.shortfalls is not None:
        few = [f"{found} found of {one}" for one, found in expected.shortfalls.items()]
        parts.append(f"too few: {', '.join(few)}" if few else "as many as wanted")
    if expected.includes:
        parts.append(f"with {', '.join(expected.includes)}")
    if expected.leaves_out:
        parts.append(f"without {', '.join(expected.leaves_out)}")
    if expected.without_auditor is not None:
        parts.append(f"{expected.without_auditor} without an auditor")
    if expected.auditors is not None:
        parts.append(f"audited by {', '.join(expected.auditors)}")
    parts += [f"{pep} by {auditor}" for pep, auditor in expected.auditor_of.items()]
    return "; ".join(parts)


def _peps(count: int) -> str:
    return f"{count} PEP" if count == 1 else f"{count} PEPs"


def _expected(key: str, expected: ExpectedResult, titles: Mapping[str, str]) -> str:
    check, _, which = key.partition("@")
    parts = [f"{titles[check]}{f' ({which})' if which else ''}: **{expected.status}**"]
    if expected.due_on is not None:
        parts.append(f"due on {in_words(expected.due_on)}")
    if expected.met_on is not None:
        parts.append(f"done on {in_words(expected.met_on)}")
    if expected.says is not None:
        parts.append(f'saying "{expected.says}"')
    return ", ".join(parts)
