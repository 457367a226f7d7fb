"""A copy of a PEP: what each reader sees of it, and what nobody is shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from pepsite.policy.sections import CopyReader, PepPart
from pepsite.privacy.copy_words import (
    HOW_WORDS,
    PART_TITLES,
    SHOWN,
    TITLES_FOR_THE_CHILD,
    TOPICS_FOR_THE_CHILD,
)
from pepsite.privacy.handed_over import CopyPart, Naming, PepCopy, may_see, pep_copy
from pepsite.records.codes import Role
from pepsite.records.pep import Pep
from pepsite.records.voice import How, MaySee, Topic
from tests.records.full import record_of

SCHOOL, PERSON = "Ashfield Hidden School", "Ada Quillfeather"
NAMING = Naming("may", "May Reading", lambda _: SCHOOL, lambda _: PERSON)
HOME = "Twelve Secret Lane"

# Fields of a PEP that stand in no copy, and why: what is not shown is said here, one by one.
NOT_SHOWN = {
    "Pep": "id child status care_period previous_pep for_term school requested_on initiated_on "
    "arranged_on completed_on prepared_by virtual_school_to_attend distribution returned closed "
    "revisions events schema_ type year_group",  # how the plan was made, not what it says
    "Meeting": "id planned_for at invitations_sent_on outcome outcome_by "
    "called_off_because why held_on chair chaired_by invited",  # who came is told apart
    "Arrangements": "status",
    "EyfsContent": "phase",
    "StatutoryContent": "phase",
    "Post16Content": "phase activity",
    "Attendance": "id from_on until_on sessions_possible sessions_attended authorised unauthorised "
    "late",  # as a percentage
    "Need": "id domain attachment_or_trauma",
    "Wellbeing": "behaviour_agreed_with_virtual_school",
    "Sdq": "informant not_done",
    "Target": "id horizon needs shared_with carried_over",
    "TargetAction": "id person where",  # told in one line
    "Intervention": "id targets",
    "PremiumLine": "id targets intervention amount_requested requested_on approved_by approved_on "
    "refused_by refused_on why_refused amount_paid paid_on evidence_of_spend",
    "Premium": "policy_followed",
    "Transition": "receiving_staff_invited",
    "Careers": "financial_information_given",
    "Concern": "id by",
    "Attachment": "id pointer hash",
    "SignOff": "id how typed_by",
    "AdultView": "id words contribution",  # told as somebody's words
}
TOLD_APART = {"Voice", "View", "Wish", "Contribution", "ActedOn", "ActedOnSinceLastTime"}
TOLD_APART |= {"Disagreement", "NotKnownYet", "DoesNotApply", "AskedDeclined", "Invitee"}
TOLD_APART |= {"Distribution", "Returned", "Closed", "Revision", "PepEvent", "AcademicTerm"}


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for one in get_args(annotation):
        yield from models_in(one)


def reachable(model: type[BaseModel], seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    if model not in seen:
        seen.add(model)
        for info in model.model_fields.values():
            for one in models_in(info.annotation):
                reachable(one, seen)
    return seen


MODELS = sorted(reachable(Pep, set()), key=lambda one: one.__name__)


@pytest.mark.parametrize("model", MODELS, ids=lambda one: one.__name__)
def test_each_field_of_a_pep_is_shown_by_name_or_left_out_on_purpose(
    model: type[BaseModel],
) -> None:
    if model.__name__ in TOLD_APART:
        return
    shown = set(SHOWN.get(model, {}))  # type: ignore[arg-type]  # models of records alone
    left_out = set(NOT_SHOWN.get(model.__name__, "id").split())
    parts = {"content" if one is PepPart.LEARNING else one.replace("-", "_") for one in PepPart}
    if model is Pep:
        shown = (parts | {"next_meeting_on", "meetings", "content"}) & set(Pep.model_fields)
    assert shown & left_out == set()
    assert set(model.model_fields) - shown - left_out == set()


def test_every_part_and_word_has_a_title() -> None:
    assert set(PART_TITLES) == set(PepPart)
    assert set(TOPICS_FOR_THE_CHILD) == set(Topic)
    assert set(HOW_WORDS) == set(How)
    assert set(TITLES_FOR_THE_CHILD) < set(PepPart)


def texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case tuple():
            for one in value:
                yield from texts(one)
        case _ if hasattr(value, "__dataclass_fields__"):
            for name in value.__dataclass_fields__:
                yield from texts(getattr(value, name))


def text_of(copy: PepCopy) -> str:
    return "\n".join(texts(copy.parts))


def pep(**values: Any) -> Pep:
    """Return a PEP with every field filled in, save those given."""
    filled = json.loads(record_of("pep").model_dump_json(by_alias=True, exclude_none=True))
    made = Pep.model_validate_json(json.dumps({**filled, **values}))
    assert isinstance(made, Pep)
    return made


def part(copy: PepCopy, which: PepPart) -> CopyPart | None:
    return next((one for one in copy.parts if one.id is which), None)


def copy_of(one: Pep, reader: CopyReader, *parts: PepPart) -> PepCopy:
    return pep_copy(one, reader, parts or tuple(PepPart), NAMING)


@pytest.mark.parametrize("phase", ["eyfs", "statutory", "post-16"])
@pytest.mark.parametrize("reader", CopyReader)
def test_a_whole_pep_is_told_to_each_reader(reader: CopyReader, phase: str) -> None:
    contents: dict[str, dict[str, Any]] = {
        "eyfs": {"learning": [{"id": "aaaaaa", "area": "literacy", "assessed_on": "2025-09-10", "band": "30"}]},
        "statutory": {"key_stage_2": {"reading": 100}, "qualifications": [
            {"id": "aaaaaa", "subject": "Maths", "type": "GCSE", "expected_in": "Y11"}]},
        "post-16": {"courses": [{"id": "aaaaaa", "what": "Bricklaying", "level": "2", "hours_a_week": 12.5}]},
    }  # fmt: skip
    copy = copy_of(pep(content={"phase": phase, **contents[phase]}), reader)

    said = text_of(copy)
    assert part(copy, PepPart.LEARNING) is not None
    assert "Year" in said or phase != "statutory"
    assert "{child}" not in said
    assert (SCHOOL in said) is (reader is not CopyReader.PARENT)
    assert (PERSON in said) is (reader is not CopyReader.PARENT)


def test_only_the_parts_that_the_policy_gives_are_there() -> None:
    copy = copy_of(pep(disagreements=[]), CopyReader.CARER, PepPart.TARGETS, PepPart.LEISURE)
    assert [one.id for one in copy.parts] == [PepPart.LEISURE, PepPart.TARGETS]


def view(item: str, *may: str, topic: str = "likes", **more: Any) -> dict[str, Any]:
    of = {"of": "child", "how": "paper", "said_on": "2025-09-01"}
    return {
        "id": item,
        "topic": topic,
        "words": f"words {item}",
        "may_see": list(may),
        "contribution": of,
        **more,
    }


@pytest.mark.parametrize(
    ("reader", "choice", "came", "expected"),
    [
        (CopyReader.CHILD, {MaySee.SCHOOL}, frozenset(), True),
        (CopyReader.CHILD, {MaySee.ONLY_WHO_TYPED_IT}, frozenset(), False),
        (CopyReader.CARER, {MaySee.CARER}, frozenset(), True),
        (CopyReader.CARER, {MaySee.PARENT, MaySee.SCHOOL}, frozenset({Role.CARER}), False),
        (CopyReader.CARER, {MaySee.CARER, MaySee.ONLY_WHO_TYPED_IT}, frozenset(), False),
        (CopyReader.PARENT, {MaySee.EVERYONE_AT_MEETING}, frozenset(), False),
        (CopyReader.PARENT, {MaySee.EVERYONE_AT_MEETING}, frozenset({Role.CARER}), False),
        (CopyReader.PARENT, {MaySee.EVERYONE_AT_MEETING}, frozenset({Role.PARENT}), True),
        (CopyReader.SCHOOL, {MaySee.EVERYONE_AT_MEETING}, frozenset({Role.SCHOOL_STAFF}), True),
        (CopyReader.SCHOOL, {MaySee.SOCIAL_WORKER}, frozenset(), False),
        (CopyReader.CASE_FILE, {MaySee.SOCIAL_WORKER}, frozenset(), True),
        (CopyReader.CASE_FILE, {MaySee.SCHOOL}, frozenset({Role.SOCIAL_WORKER}), False),
    ],
)
def test_a_view_is_for_those_the_child_named(
    reader: CopyReader, choice: set[MaySee], came: frozenset[Role], expected: bool
) -> None:
    assert may_see(choice, reader, came) is expected


def test_the_childs_views_are_told_apart_by_reader() -> None:
    voice: dict[str, Any] = {
        "views": [
            view("aaaaaa", "carer"),
            view("bbbbbb", "parent", acted_on={"done_on": "2025-09-05", "what": "It was done."}),
            view("cccccc", "only-who-typed-it"),
            view("dddddd", "school", topic="sad"),
        ],
        "aspirations": {**view("", "parent"), "words": "A vet."},
        "outcomes_wanted": {**view("", "carer"), "words": "A quiet place."},
        "answered_from_last_time": [
            {"id": "eeeeee", "pep": pep().id, "view": "aaaaaa", "what": "The desk is there.", "done_on": "2025-09-05"}
        ],
    }  # fmt: skip
    for wish in ("aspirations", "outcomes_wanted"):
        voice[wish] = {
            name: value for name, value in voice[wish].items() if name not in {"id", "topic"}
        }
    one = pep(voice=voice)

    said = {reader: text_of(copy_of(one, reader, PepPart.VOICE)) for reader in CopyReader}

    assert [
        [
            item
            for item in ("aaaaaa", "bbbbbb", "cccccc", "dddddd")
            if f"words {item}" in said[reader]
        ]
        for reader in CopyReader
    ] == [["aaaaaa", "bbbbbb", "dddddd"], ["aaaaaa"], ["bbbbbb"], ["dddddd"], []]
    assert "It was done." in said[CopyReader.PARENT]
    assert ("A vet." in said[CopyReader.PARENT], "A vet." in said[CopyReader.CARER]) == (
        True,
        False,
    )
    assert "A quiet place." in said[CopyReader.CARER]
    assert "What makes you sad" in said[CopyReader.CHILD]
    assert [reader for reader in CopyReader if "The desk" in said[reader]] == [CopyReader.CHILD]
    assert copy_of(one, CopyReader.CHILD).kept_back
    assert not copy_of(one, CopyReader.CARER).kept_back


def test_whose_words_it_is_and_about_what_is_told() -> None:
    of = {"how": "paper", "said_on": "2025-09-01"}
    wish = {"words": "A vet.", "may_see": ["carer"], "contribution": {"of": "child", **of}}
    by_carer = view("aaaaaa", "carer", contribution={"of": "carer", **of})
    one = pep(voice={"views": [by_carer], "aspirations": wish, "outcomes_wanted": wish})

    def told(reader: CopyReader) -> list[tuple[str, str]]:
        found = part(copy_of(one, reader, PepPart.VOICE), PepPart.VOICE)
        assert found is not None
        return [(said.about, said.by.partition(",")[0]) for said in found.said]

    assert told(CopyReader.CARER) == [
        ("Likes", "Carer"),
        ("What should come of this plan", "May"),
        ("Hopes for later", "May"),
    ]
    assert [by for _, by in told(CopyReader.CHILD)] == ["Carer", "You", "You"]


@pytest.mark.parametrize(
    ("outcome", "came", "sees"),
    [
        ({"outcome": "held", "held_on": "2025-09-10"}, "yes", True),
        ({"outcome": "held", "held_on": "2025-09-10"}, "for-part", True),
        ({"outcome": "held", "held_on": "2025-09-10"}, "no", False),
        ({"outcome": "planned"}, "yes", False),
        ({"outcome": "cancelled", "outcome_by": "carer", "why": "Ill."}, "yes", False),
    ],
    ids=["came", "came for part", "did not come", "not held yet", "cancelled"],
)
def test_what_is_for_everyone_at_the_meeting_is_for_who_came_to_one_that_was_held(
    outcome: dict[str, str], came: str, sees: bool
) -> None:
    invited = [{"id": "bbbbbb", "role": "carer", "came": came}]
    meeting = {"id": "aaaaaa", "planned_for": "2025-09-10", "mode": "online", "invited": invited}
    voice = {"views": [view("aaaaaa", MaySee.EVERYONE_AT_MEETING)]}
    one = pep(meetings=[{**meeting, **outcome}], voice=voice)
    assert ("words aaaaaa" in text_of(copy_of(one, CopyReader.CARER, PepPart.VOICE))) is sees
    assert "words aaaaaa" not in text_of(copy_of(one, CopyReader.PARENT, PepPart.VOICE))


def test_a_child_who_kept_nothing_back_is_told_nothing_of_it() -> None:
    assert not copy_of(pep(voice={"views": [view("aaaaaa", "school")]}), CopyReader.CHILD).kept_back
    without = json.loads(pep().model_dump_json(by_alias=True, exclude_none=True))
    del without["voice"]
    one = Pep.model_validate_json(json.dumps(without))
    copy = copy_of(one, CopyReader.CHILD)
    assert not copy.kept_back
    assert part(copy, PepPart.VOICE) is None


def test_that_the_child_was_asked_is_told_but_not_to_a_parent() -> None:
    one = pep(voice={"views": {"no_answer": "asked-declined", "declined_on": "2025-09-01"}})
    said = {reader: text_of(copy_of(one, reader, PepPart.VOICE)) for reader in CopyReader}
    assert "no answer was wanted" in said[CopyReader.CARER]
    assert "no answer" not in said[CopyReader.PARENT]


def disagreement(item: str, by: str) -> dict[str, Any]:
    return {
        "id": item,
        "by": by,
        "about": f"about {item}",
        "words": f"no to {item}",
        "recorded_on": "2025-09-01",
    }


def test_a_disagreement_is_never_hidden_from_who_wrote_it() -> None:
    one = pep(
        disagreements=[
            disagreement("aaaaaa", "child"),
            disagreement("bbbbbb", "carer"),
            disagreement("cccccc", "parent"),
            disagreement("dddddd", "designated-teacher"),
            disagreement("eeeeee", "social-worker"),
        ]
    )
    items = ("aaaaaa", "bbbbbb", "cccccc", "dddddd", "eeeeee")
    own = {
        reader: [item for item in items if f"no to {item}" in text_of(copy_of(one, reader, PepPart.TARGETS))]
        for reader in CopyReader
    }  # fmt: skip
    assert list(own.values()) == [["aaaaaa"], ["bbbbbb"], ["cccccc"], ["dddddd"], ["eeeeee"]]
    in_full = text_of(copy_of(one, CopyReader.SCHOOL, PepPart.DISAGREEMENTS))
    assert all(f"no to {item}" in in_full for item in items)


def test_whom_a_child_wants_to_talk_to_is_on_no_paper() -> None:
    open_point = {"raised_on": "2026-05-01", "with_whom": "social-worker"}
    one = pep(
        concerns=[
            {
                "id": "aaaaaa", "kind": "support-wanted", "by": "child",
                "what": "{child} wants to talk to somebody.", **open_point,
            },
            {
                "id": "bbbbbb", "kind": "left-open", "by": "social-worker",
                "what": "Who pays for the tutor?", **open_point,
            },
        ]
    )  # fmt: skip
    for reader in CopyReader:
        shown = text_of(copy_of(one, reader))
        assert "Who pays for the tutor?" in shown
        assert "wants to talk" not in shown


def parents(*words: str) -> list[dict[str, Any]]:
    of = {"of": "parent", "how": "telephone", "said_on": "2025-09-01"}
    return [{"id": f"aaaaa{i}", "words": said, "contribution": of, "homework": "We do it."} for i, said in enumerate(words)]  # fmt: skip


def test_what_one_parent_said_is_not_for_the_other() -> None:
    alone = pep(parent_views=parents("First."))
    both = pep(parent_views=parents("First.", "Second."))
    declined = pep(parent_views={"no_answer": "asked-declined", "declined_on": "2025-09-01"})

    assert "First." in text_of(copy_of(alone, CopyReader.PARENT, PepPart.PARENT_VIEWS))
    assert "We do it." in text_of(copy_of(alone, CopyReader.PARENT, PepPart.PARENT_VIEWS))
    assert (
        part(copy_of(both, CopyReader.PARENT, PepPart.PARENT_VIEWS), PepPart.PARENT_VIEWS) is None
    )
    assert "Second." in text_of(copy_of(both, CopyReader.SCHOOL, PepPart.PARENT_VIEWS))
    assert "no answer was wanted" in text_of(
        copy_of(declined, CopyReader.SCHOOL, PepPart.PARENT_VIEWS)
    )


def test_no_place_and_no_name_of_staff_stands_in_a_parents_copy() -> None:
    said = text_of(
        copy_of(
            pep(
                interventions=[{"id": "aaaaaa", "kind": "mentoring", "what": "Talks.", "where": HOME, "by_whom": HOME}],
                leisure=[{"id": "aaaaaa", "what": "Judo", "how_often": "weekly"}],
                targets=[{"id": "aaaaaa", "subject": "maths", "horizon": "short", "what": "Count.", "by": "2025-12-01",
                          "actions": [{"id": "bbbbbb", "who": "carer", "what": "Play shops.", "by": "2025-12-01", "where": HOME}]}],
                careers={"adviser": HOME},
            ),
            CopyReader.PARENT,
        )
    )  # fmt: skip
    assert "Play shops." in said
    for word in (HOME, SCHOOL, PERSON):
        assert word not in said


@pytest.mark.parametrize(
    ("answer", "reader", "expected"),
    [
        ({"no_answer": "not-known-yet", "ask": "Ms Hidden", "by": "2025-10-01"}, CopyReader.CARER, "Not known yet: to be asked by Wednesday 1 October 2025."),
        ({"no_answer": "not-known-yet", "ask": "Ms Hidden", "by": "2025-10-01"}, CopyReader.CHILD, "We do not know this yet. Somebody is finding out."),
        ({"no_answer": "does-not-apply", "why": "{child} is well."}, CopyReader.CARER, "Does not apply. May is well."),
        ({"no_answer": "asked-declined", "declined_on": "2025-10-01"}, CopyReader.CARER, "Asked on Wednesday 1 October 2025; no answer was wanted."),
        ("Runs with {child}.\n\n{child} laughs. {child} sings,\nand {child} reads.", CopyReader.CARER, "Runs with may.\nMay laughs. May sings, and may reads."),
    ],
    ids=["not-known", "not-known-for-the-child", "does-not-apply", "declined", "prose"],
)  # fmt: skip
def test_answers_are_told_in_words(answer: Any, reader: CopyReader, expected: str) -> None:
    found = part(copy_of(pep(strengths=answer), reader, PepPart.STRENGTHS), PepPart.STRENGTHS)
    assert found is not None
    assert "\n".join(found.facts[0].says) == expected


def test_values_are_told_in_words() -> None:
    one = pep(
        premium={
            "lines": [
                {"id": "aaaaaa", "fund": "pupil-premium-plus", "what": "A laptop.", "amount_approved": 123456, "hours": 2.5}
            ],
            "agreed_by": ["social-worker", "carer"],
        },
        history=[{"id": "aaaaaa", "place": "At home"}],
        needs=[{"id": "aaaaaa", "kind": "academic", "horizon": "long", "what": "Reading."}],
        special_needs={"plan_reviewed_on": "2025-09-01"},
        wellbeing={"services": [{"id": "aaaaaa", "who": "A service", "status": "ongoing"}]},
        next_meeting_on="2025-12-01",
        attendance=[
            {"id": "aaaaaa", "from_on": "2025-09-01", "until_on": "2025-10-01", "sessions_possible": 0,
             "sessions_attended": 0, "authorised": 0, "unauthorised": 0}
        ],
    )  # fmt: skip
    said = text_of(copy_of(one, CopyReader.SCHOOL))
    for words in (
        "£1,234.56",
        "2.5",
        "Social worker and carer",
        "For longer than",
        "Monday 1 December 2025",
        "Ongoing",
    ):
        assert words in said
    assert "Sessions attended" not in said
    assert "For longer than" not in text_of(copy_of(one, CopyReader.CHILD))


def test_who_came_is_told_by_role_and_to_some_by_name() -> None:
    meeting = {
        "id": "aaaaaa", "planned_for": "2025-09-10", "mode": "online", "outcome": "held", "held_on": "2025-09-10",
        "invited": [
            {"id": "bbbbbb", "role": "child", "came": "yes"},
            {"id": "cccccc", "role": "designated-teacher", "person": pep().prepared_by, "came": "for-part"},
            {"id": "dddddd", "role": "carer", "came": "no"},
        ],
    }  # fmt: skip
    planned = {"id": "eeeeee", "planned_for": "2025-09-01", "mode": "online", "outcome": "planned"}
    one = pep(meetings=[planned, meeting])

    def came(reader: CopyReader) -> tuple[str, ...]:
        found = part(copy_of(one, reader, PepPart.MEETING), PepPart.MEETING)
        assert found is not None
        [entry] = found.groups[0].entries
        return next(fact.says for fact in entry.facts if fact.term == "Who came")

    assert came(CopyReader.CHILD) == ("You", f"Designated teacher ({PERSON})")
    assert came(CopyReader.PARENT) == ("May", "Designated teacher")


def test_a_meeting_nobody_is_on_record_as_having_come_to_names_nobody() -> None:
    meeting = {
        "id": "aaaaaa",
        "planned_for": "2025-09-10",
        "mode": "online",
        "outcome": "held",
        "held_on": "2025-09-10",
    }
    copy = copy_of(pep(meetings=[meeting]), CopyReader.SCHOOL, PepPart.MEETING)
    assert "Who came" not in text_of(copy)
    assert copy.held_on == "Wednesday 10 September 2025"


def test_a_plan_that_nobody_has_met_about_says_so_by_saying_nothing() -> None:
    copy = copy_of(pep(meetings=[]), CopyReader.SCHOOL, PepPart.MEETING)
    assert copy.held_on == ""
    assert part(copy, PepPart.MEETING) is None


def test_what_is_not_filled_in_or_not_known_is_not_there() -> None:
    filled = json.loads(pep().model_dump_json(by_alias=True, exclude_none=True))
    needed = {name for name, info in Pep.model_fields.items() if info.is_required()}
    kept = {name: value for name, value in filled.items() if name in needed | {"schema"}}
    draft = {**kept, "status": "draft", "attendance": filled["attendance"]}
    unknown = Naming("may", "May", lambda _: None, lambda _: None)

    copy = pep_copy(Pep.model_validate_json(json.dumps(draft)), CopyReader.SCHOOL, PepPart, unknown)

    assert {one.id for one in copy.parts} <= {PepPart.ATTENDANCE, PepPart.LEARNING}
    assert "School" not in text_of(copy).splitlines()
    assert not copy.is_finished
