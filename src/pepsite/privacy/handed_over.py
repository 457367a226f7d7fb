"""One PEP as it is handed over: what one reader may see of it, in words, and nothing else.

A field stands here by name, or it is not shown. docs/decisions/2026-11-copies-of-a-pep.md says
why, and which parts each reader gets is the policy's to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Final, assert_never, cast

from pepsite.compliance.results import in_words
from pepsite.policy.sections import CopyReader, PepPart
from pepsite.privacy import wording
from pepsite.privacy.copy_words import (
    ENTRY_TITLES,
    HORIZON_WORDS,
    HOW_WORDS,
    NOT_FOR_THE_CHILD,
    PART_TITLES,
    SHOWN,
    TITLES_FOR_THE_CHILD,
    TOPICS_FOR_THE_CHILD,
)
from pepsite.privacy.permission import is_let
from pepsite.records.answers import AskedDeclined, DoesNotApply, NotKnownYet, given, is_no_answer
from pepsite.records.base import Model
from pepsite.records.code_labels import code_label
from pepsite.records.codes import Role, YearGroup
from pepsite.records.field_titles import code_title
from pepsite.records.pep import WERE_THERE, MeetingOutcome
from pepsite.records.sections import Attendance, SignOff
from pepsite.records.targets import Horizon, TargetAction
from pepsite.records.voice import AdultView, MaySee, View, Voice, Wish

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pepsite.records.answers import NoAnswer
    from pepsite.records.pep import Meeting, Pep
    from pepsite.records.voice import ActedOn, Disagreement


@dataclass(frozen=True, slots=True)
class Fact:
    """Something with a name, and what there is to say of it: paragraphs, or points of a list."""

    term: str
    says: tuple[str, ...]
    as_list: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody's own words: what about, and who said them how and when."""

    about: str
    words: tuple[str, ...]
    by: str
    then: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One of several: a target, a subject, a place."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Several of one sort. A part with only one sort needs no title for it."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class CopyPart:
    """A part of the copy."""

    id: PepPart
    title: str
    facts: tuple[Fact, ...] = ()
    said: tuple[Said, ...] = ()
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class PepCopy:
    """All that stands on the page, besides the words that stand on every page."""

    reader: CopyReader
    child: str
    pep: str
    kind: str
    phase: str
    year_group: str
    held_on: str
    is_finished: bool
    parts: tuple[CopyPart, ...]
    kept_back: bool


@dataclass(frozen=True, slots=True)
class Naming:
    """How children, schools and people are called in this copy.

    `child` stands for `{child}` in prose, `heading` at the top. `school` and `person` give the
    name for an id, or None where it is not known or not for this reader.
    """

    child: str
    heading: str
    school: Callable[[str], str | None]
    person: Callable[[str], str | None]


_ROLES_AT_THE_MEETING: Final[Mapping[CopyReader, frozenset[Role]]] = {
    CopyReader.CHILD: frozenset({Role.CHILD}),
    CopyReader.CARER: frozenset({Role.CARER}),
    CopyReader.PARENT: frozenset({Role.PARENT}),
    CopyReader.SCHOOL: frozenset(
        {Role.DESIGNATED_TEACHER, Role.DELEGATE, Role.SCHOOL_STAFF, Role.HEADTEACHER}
    ),
    CopyReader.CASE_FILE: frozenset({Role.SOCIAL_WORKER, Role.PERSONAL_ADVISER}),
}
_NAMED_BY_THE_CHILD: Final[Mapping[CopyReader, MaySee]] = {
    CopyReader.CARER: MaySee.CARER,
    CopyReader.PARENT: MaySee.PARENT,
    CopyReader.SCHOOL: MaySee.SCHOOL,
    CopyReader.CASE_FILE: MaySee.SOCIAL_WORKER,
}
_TELLS_WHERE: Final = frozenset(
    {"school", "to_school", "place", "where", "provider", "by_whom", "adviser", "key_person"}
    | {"key_adult", "who", "reference"}
)
"""Fields that could tell a parent where the child is: they stand in no parent's copy."""

_BEFORE_LAST_TIME: Final = "What came of what you said last time"


def pep_copy(pep: Pep, reader: CopyReader, parts: Iterable[PepPart], naming: Naming) -> PepCopy:
    """Return what this reader may see of a PEP.

    `parts` are those the policy gives them. Of the child's own words only those are shown that
    the child lets this reader see, and no disagreement is hidden from whoever wrote it.
    """
    maker = _Maker(pep, reader, naming)
    wanted = dict.fromkeys((*parts, PepPart.DISAGREEMENTS))
    made = (maker.part(one, given_in_full=one in tuple(parts)) for one in PepPart if one in wanted)
    return PepCopy(
        reader,
        naming.heading,
        pep.id,
        wording.PEP_WORDS[pep.type],
        wording.PHASE_WORDS[pep.phase],
        wording.year_group(pep.year_group),
        in_words(pep.held_on) if pep.held_on else "",
        pep.claims_to_be_complete,
        tuple(one for one in made if one.facts or one.said or one.groups),
        kept_back=reader is CopyReader.CHILD and maker.keeps_something_back(),
    )


def may_see(choice: Iterable[MaySee], reader: CopyReader, came: frozenset[Role]) -> bool:
    """Say whether the child lets this reader see a view. Nobody is let in by being left out.

    `came` are the roles on record as having come to the meeting. Whom the child did not name
    may not see it, and what only the person who typed it may see is on no paper at all.
    """
    chosen = frozenset(choice)
    if reader is CopyReader.CHILD:
        return MaySee.ONLY_WHO_TYPED_IT not in chosen
    is_at_meeting = bool(came & _ROLES_AT_THE_MEETING[reader])
    at_meeting = {MaySee.EVERYONE_AT_MEETING} if is_at_meeting else set()
    return is_let(chosen, frozenset({_NAMED_BY_THE_CHILD[reader], *at_meeting}))


def who_came(pep: Pep) -> frozenset[Role]:
    """Return the roles that are on record as having come to a meeting about this PEP."""
    return frozenset(
        one.role
        for meeting in pep.meetings
        if meeting.outcome is MeetingOutcome.HELD
        for one in meeting.invited
        if one.came in WERE_THERE
    )


class _Maker:
    """Makes the parts of one copy."""

    def __init__(self, pep: Pep, reader: CopyReader, naming: Naming) -> None:
        self._pep = pep
        self._reader = reader
        self._naming = naming
        self._came = who_came(pep)
        self._for_child = reader is CopyReader.CHILD

    def part(self, part: PepPart, *, given_in_full: bool) -> CopyPart:
        titles = TITLES_FOR_THE_CHILD if self._for_child else {}
        empty = CopyPart(part, titles.get(part) or PART_TITLES[part])
        match part:
            case PepPart.MEETING:
                return replace(empty, groups=_grouped(self._meetings()))
            case PepPart.VOICE:
                return self._voice(empty)
            case PepPart.DISAGREEMENTS:
                return replace(empty, said=tuple(self._disagreements(in_full=given_in_full)))
            case PepPart.CARER_VIEWS:
                return self._adults(empty, self._pep.carer_views)
            case PepPart.PARENT_VIEWS:
                return self._adults(empty, self._pep.parent_views)
            case _:
                return self._of(empty, self._value(part))

    def _value(self, part: PepPart) -> object:
        if part is PepPart.CONCERNS:
            # Whom the child wants to talk to is told to that person, and to no paper.
            return tuple(one for one in self._pep.concerns if not one.is_wish_to_talk)
        return getattr(self._pep, _FIELDS.get(part, part.replace("-", "_")))

    def keeps_something_back(self) -> bool:
        """Say whether the child said something that is on no paper."""
        return any(MaySee.ONLY_WHO_TYPED_IT in one.may_see for one in _own_words(self._pep.voice))

    # --- parts with rules of their own

    def _meetings(self) -> Iterator[Entry]:
        for one in self._pep.meetings:
            if one.held_on is not None:
                yield Entry(in_words(one.held_on), tuple(self._meeting(one)))

    def _meeting(self, one: Meeting) -> Iterator[Fact]:
        yield from self._facts(one)
        came = [
            self._someone(invited.role, invited.person)
            for invited in one.invited
            if invited.came in WERE_THERE
        ]
        if came:
            yield Fact("Who came", tuple(came), as_list=True)

    def _voice(self, empty: CopyPart) -> CopyPart:
        voice = self._pep.voice
        if voice is None:
            return empty
        said = tuple(self._views(voice))
        facts: list[Fact] = []
        if is_no_answer(voice.views) and self._reader is not CopyReader.PARENT:
            facts.append(Fact("Views", (self._no_answer(voice.views),)))
        # What was said last time had readers of its own, which this record does not say.
        if self._for_child and voice.answered_from_last_time:
            done = tuple(
                f"{self._prose_line(one.what)} ({in_words(one.done_on)})"
                for one in voice.answered_from_last_time
            )
            facts.append(Fact(_BEFORE_LAST_TIME, done, as_list=True))
        return replace(empty, said=said, facts=tuple(facts))

    def _views(self, voice: Voice) -> Iterator[Said]:
        for one in _own_words(voice):
            if may_see(one.may_see, self._reader, self._came):
                yield Said(
                    self._about(one, voice),
                    self._prose(one.words),
                    self._by(one),
                    tuple(self._acted_on(one)),
                )

    def _about(self, one: View | Wish, voice: Voice) -> str:
        if isinstance(one, View):
            if self._for_child:
                return TOPICS_FOR_THE_CHILD[one.topic]
            return wording.sentence(code_title(one.topic))
        hopes = one is given(voice.aspirations)
        return "Hopes for later" if hopes else "What should come of this plan"

    def _acted_on(self, one: View | Wish) -> Iterator[Fact]:
        acted: ActedOn | None = given(one.acted_on) if isinstance(one, View) else None
        if acted is not None:
            yield Fact(f"What was done, {in_words(acted.done_on)}", self._prose(acted.what))

    def _by(self, one: View | Wish | AdultView) -> str:
        of = one.contribution
        who = wording.role(of.of)
        if of.of is Role.CHILD:
            who = "You" if self._for_child else wording.sentence(self._naming.child)
        return f"{who}, {in_words(of.said_on)}, {HOW_WORDS[of.how]}"

    def _adults(self, empty: CopyPart, views: object) -> CopyPart:
        if is_no_answer(views):
            return self._of(empty, views)
        several = tuple(views) if isinstance(views, tuple) else ()
        # The record says "parent", not which: what one said is not for the other to read.
        if self._reader is CopyReader.PARENT and len(several) > 1:
            return empty
        return replace(
            empty,
            said=tuple(
                Said("", self._prose(one.words), self._by(one), tuple(self._facts(one)))
                for one in several
            ),
        )

    def _disagreements(self, *, in_full: bool) -> Iterator[Said]:
        own = _ROLES_AT_THE_MEETING[self._reader]
        for one in self._pep.disagreements:
            if in_full or one.by in own:
                yield self._disagreement(one)

    def _disagreement(self, one: Disagreement) -> Said:
        by = f"{wording.role(one.by)}, {in_words(one.recorded_on)}"
        return Said(self._prose_line(one.about), self._prose(one.words), by)

    # --- values in words

    def _of(self, empty: CopyPart, value: object) -> CopyPart:
        match value:
            case None:
                return empty
            case Model() if not is_no_answer(value):
                lists = tuple(self._lists(value))
                return replace(empty, facts=tuple(self._facts(value)), groups=lists)
            case tuple():
                return replace(empty, groups=_grouped(map(self._entry, value)))
            case _:
                return replace(empty, facts=(Fact("", self._words("", value)),))

    def _lists(self, model: Model) -> Iterator[Group]:
        for name, term in self._shown(model):
            value = getattr(model, name)
            if isinstance(value, tuple) and value and isinstance(value[0], Model):
                yield Group(term, tuple(map(self._entry, value)))

    def _entry(self, item: Model) -> Entry:
        name = ENTRY_TITLES.get(type(item))
        value = None if name is None or self._is_hidden(name) else getattr(item, name)
        title = "" if name is None or value is None else " ".join(self._words(name, value))
        if isinstance(item, Attendance):
            title = f"{in_words(item.from_on)} to {in_words(item.until_on)}"
        return Entry(title, tuple(self._facts(item, leave_out=name)))

    def _facts(self, model: Model, *, leave_out: str | None = None) -> Iterator[Fact]:
        if isinstance(model, Attendance) and model.percentage is not None:
            yield Fact("Sessions attended", (f"{model.percentage:.1f} %",))
        for name, term in self._shown(model):
            value = getattr(model, name)
            if value in (None, ()) or name == leave_out:
                continue
            if isinstance(value, Model) and not is_no_answer(value):
                yield from self._facts(value)
            elif isinstance(value, tuple) and value and isinstance(value[0], Model):
                # The lists of a part are groups of their own; only actions stand within an item.
                actions = [self._action(one) for one in value if isinstance(one, TargetAction)]
                if actions:
                    yield Fact(term, tuple(actions), as_list=True)
            elif words := self._words(name, value):
                yield Fact(term, words)

    def _action(self, one: TargetAction) -> str:
        where = "" if self._is_hidden("where") else one.where
        more = filter(None, (f"by {in_words(one.by)}", one.how_often, where))
        who = self._someone(one.who, one.person)
        return f"{who}: {self._prose_line(one.what)} ({', '.join(more)})"

    def _shown(self, model: Model) -> Iterator[tuple[str, str]]:
        for name, term in SHOWN.get(type(model), {}).items():
            useless = self._for_child and (type(model), name) in NOT_FOR_THE_CHILD
            if not (useless or self._is_hidden(name) or self._is_staff(model, name)):
                yield name, term

    def _is_hidden(self, name: str) -> bool:
        return self._reader is CopyReader.PARENT and name in _TELLS_WHERE

    def _is_staff(self, model: Model, name: str) -> bool:
        return self._reader is CopyReader.PARENT and isinstance(model, SignOff) and name == "by"

    def _words(self, name: str, value: object) -> tuple[str, ...]:
        if is_no_answer(value):
            return (self._no_answer(value),)
        if isinstance(value, Enum) or not isinstance(value, str):
            return (self._word(name, value),)
        if name in {"school", "to_school"}:
            return tuple(filter(None, (self._naming.school(value),)))
        if name == "by":
            return tuple(filter(None, (self._naming.person(value),)))
        if name in {"status", "kind"}:
            return (wording.sentence(code_title(value)),)
        return self._prose(value)

    def _word(self, name: str, value: object) -> str:
        match value:
            case bool():
                said = "Yes" if value else "No"
            case date():
                said = in_words(value)
            case YearGroup():
                said = wording.year_group(value)
            case Horizon():
                said = HORIZON_WORDS[value]
            case Enum():
                said = wording.sentence(code_label(value))
            case tuple():
                listed = (self._prose_line(code_title(str(one))) for one in value)
                said = wording.sentence(wording.both(listed))
            case int() if name.startswith("amount_"):
                said = f"£{value / 100:,.2f}"
            case _:
                said = f"{cast('float', value):g}"
        return said

    def _no_answer(self, value: NoAnswer) -> str:
        match value:
            case NotKnownYet() if self._for_child:
                return "We do not know this yet. Somebody is finding out."
            case NotKnownYet():
                return f"Not known yet: to be asked by {in_words(value.by)}."
            case DoesNotApply():
                return f"Does not apply. {self._prose_line(value.why)}"
            case AskedDeclined():
                return f"Asked on {in_words(value.declined_on)}; no answer was wanted."
            case other:
                assert_never(other)

    def _someone(self, role: Role, person: str | None) -> str:
        if role is Role.CHILD:
            return "You" if self._for_child else wording.sentence(self._naming.child)
        parent = self._reader is CopyReader.PARENT
        name = self._naming.person(person) if person and not parent else None
        return f"{wording.role(role)} ({name})" if name else wording.role(role)

    def _prose(self, text: str) -> tuple[str, ...]:
        named = _at_the_start(self._naming.child, text).replace("{child}", self._naming.child)
        return tuple(" ".join(part.split()) for part in re.split(r"\n\s*\n", named) if part.strip())

    def _prose_line(self, text: str) -> str:
        return " ".join(self._prose(text))


def _at_the_start(child: str, text: str) -> str:
    """Return the text with a large letter where a sentence begins with the child."""
    return re.sub(
        r"(^|[.!?]\s+|\n\s*)\{child\}", lambda found: found[1] + wording.sentence(child), text
    )


def _own_words(voice: Voice | None) -> tuple[View | Wish, ...]:
    if voice is None:
        return ()
    wishes = (given(voice.outcomes_wanted), given(voice.aspirations))
    return (*(given(voice.views) or ()), *(one for one in wishes if one is not None))


def _grouped(entries: Iterable[Entry]) -> tuple[Group, ...]:
    found = tuple(entries)
    return (Group("", found),) if found else ()


_FIELDS: Final[Mapping[PepPart, str]] = {
    PepPart.NEXT_MEETING: "next_meeting_on",
    PepPart.LEARNING: "content",
}
"""The fields of parts that are called otherwise."""
