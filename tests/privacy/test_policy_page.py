"""A whole pack as a page: nothing in force is left out of it, and nothing else is in it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter

from pepsite.policy.base import in_force
from pepsite.policy.content import ContentRule
from pepsite.policy.follow_up import ConsequenceVersion
from pepsite.policy.participants import Chair
from pepsite.policy.phases import LegalStatusesExcepted
from pepsite.policy.reports import SchoolsCausingConcern
from pepsite.policy.sampling import SamplingVersion, Size
from pepsite.policy.themes import Filter, Theme
from pepsite.policy.timescales import Clock, EntryLimit
from pepsite.privacy import rules_in_words, wording
from pepsite.privacy.policy_page import policy_page
from pepsite.privacy.published_policy import PolicyChapter, PolicyEntry, PolicyPage
from pepsite.records.base import Model
from pepsite.records.codes import YearGroup
from pepsite.store.packs import load_pack, shipped_packs
from tests.policy.altered import altered

DAY = date(2026, 5, 15)


def chapter(page: PolicyPage, name: str) -> PolicyChapter:
    return next(one for one in page.chapters if one.id == name)


@pytest.mark.parametrize("name", shipped_packs())
def test_everything_in_force_is_on_the_page_of_a_shipped_pack(name: str) -> None:
    pack = load_pack(name)
    shown = {entry.id for one in policy_page(pack, DAY).chapters for entry in one.entries}
    dated = (
        *pack.clocks,
        *pack.participants,
        *pack.content,
        *pack.sections,
        *pack.plans,
        *pack.coverage,
        *pack.follow_up,
        *pack.consequences,
        *pack.reports,
    )
    in_force_now = {
        str(vars(one)["id"]) for one in dated if in_force(vars(one)["versions"], DAY) is not None
    }
    in_force_now |= {one.id for one in pack.checklists} | {one.id for one in pack.themes}
    in_force_now |= {one.id for file in pack.expectations for one in file.conflicts}
    assert in_force_now - shown == set()


@pytest.mark.parametrize("name", shipped_packs())
def test_every_source_stands_at_the_end_of_the_page(name: str) -> None:
    pack = load_pack(name)
    assert {one.id for one in policy_page(pack, DAY).sources} == set(pack.sources)


def test_a_policy_that_should_have_been_reviewed_says_so() -> None:
    """HIL-21: a policy past its review still holds, and whoever reads it should know."""
    pack = load_pack("hillingdon")
    assert policy_page(pack, DAY).about.endswith(
        "The policy was due for review on 26 September 2024."
    )
    before = policy_page(pack, date(2024, 9, 26)).about
    assert before.endswith("The policy is due for review on 26 September 2024.")
    assert "due for review" not in policy_page(load_pack("walsall"), DAY).about


def test_what_has_not_begun_is_not_on_the_page() -> None:
    pack = load_pack("walsall")
    ids = {
        entry.id
        for one in policy_page(pack, date(2018, 3, 1)).chapters
        for entry in one.entries
        if entry.since is not None
    }
    assert "initial-pep-statutory" in ids
    assert "initial-pep-completed" not in ids


def test_limits_and_copies_that_have_not_begun_are_not_on_the_page() -> None:
    limit = EntryLimit.model_validate_json(
        """
        {"id": "review-entered", "title": "Reviews are entered soon", "of": "quality-assured",
         "versions": [{"from": "2026-05-15", "source": "OURS-1",
                       "within": {"number": 7, "unit": "calendar-days"}}]}
        """
    )
    pack = altered(load_pack("england"), entry_limits=(limit,))
    new = {"review-entered", "copy-for-child"}

    assert ids_on(policy_page(pack, DAY)) >= new
    assert ids_on(policy_page(pack, date(2026, 5, 14))) & new == {"copy-for-child"}
    assert not ids_on(policy_page(pack, date(2011, 3, 31))) & new


def ids_on(page: PolicyPage) -> set[str]:
    return {entry.id for one in page.chapters for entry in one.entries}


def test_a_clock_says_its_time_whose_turn_it_is_and_where_it_was_decided() -> None:
    entries = chapter(policy_page(load_pack("walsall"), DAY), "timescales").entries
    one = next(entry for entry in entries if entry.id == "initial-pep-begun-in-emergency")
    assert one.says == (
        "Within 20 working days, counted from the day the child comes into care.",
        "For the first PEP of a child placed in an emergency. It is the turn of the social worker.",
    )
    assert (one.since, one.sources, one.statutory) == (date(2018, 9, 1), ("WAL-20",), False)
    law = next(entry for entry in entries if entry.id == "initial-pep-statutory")
    assert law.statutory


def test_a_checklist_says_how_answers_make_a_rating() -> None:
    entries = chapter(policy_page(load_pack("walsall"), DAY), "judging").entries
    one = next(entry for entry in entries if entry.id == "pep-quality")
    assert "“Meeting the expected standard” if every answer is “Yes”." in one.says
    assert [item.label for item in one.items] == ["1", "2", "3", "4", "5", "6", "7"]


SPAN = {"number": 6, "unit": "weeks"}


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (
            {"asks": "fresh", "field": "attendance", "within": SPAN},
            "the latest attendance is no more than 6 weeks old when the PEP is submitted",
        ),
        (
            {"asks": "fresh", "field": "content.attainment"},
            "the latest attainment is of the same academic year when the PEP is submitted",
        ),
        (
            {
                "asks": "targets-in",
                "each_of": [{"any_of": ["english", "reading", "writing"]}, {"any_of": ["maths"]}],
            },
            "there are targets: at least 1 in english, reading or writing and 1 in maths",
        ),
        ({"asks": "target-of-horizon", "horizon": "short"}, "there is a short-term target"),
        (
            {"asks": "target-of-horizon", "horizon": "long"},
            "there is a long-term target or plan",
        ),
        (
            {"asks": "each-item-has", "field": "targets", "has": ["success", "by"]},
            "every one of the targets says: success and by",
        ),
        (
            {"asks": "premium-tied-to-targets"},
            "every line of the pupil premium names a target of the PEP",
        ),
        (
            {"asks": "attendance-target", "below_per_cent": 90},
            "there is a target on attendance where it is below 90%",
        ),
        (
            {"asks": "voice-recorded"},
            "the PEP has the child's views, or says that the child did not want to take part",
        ),
        (
            {"asks": "voice-acted-on"},
            "what the child said in the PEP before is answered, or was acted on",
        ),
        (
            {"asks": "voice-acted-on", "about": ["hard", "wants-to-be", "other"]},
            "what the child said in the PEP before is answered, or was acted on, where it is about "
            "what is hard, what the child wants to be or anything else",
        ),
        (
            {"asks": "last-targets-evaluated"},
            "every target of the PEP before that was due by this one has been reviewed",
        ),
        (
            {"asks": "transition-planned", "terms": ["spring", "summer"]},
            "there is a plan for the move, in the spring or summer term",
        ),
        (
            {"asks": "next-meeting-fixed", "in_next_term": True},
            "the next meeting is fixed before the PEP is complete, in the next term",
        ),
        (
            {"asks": "section-signed", "section": "care", "by": "social-worker"},
            "the section on care is signed by the social worker",
        ),
        (
            {"asks": "section-signed", "section": "whole", "by": "designated-teacher"},
            "the whole PEP is signed by the designated teacher",
        ),
        (
            {"asks": "shared", "to": "parent", "within": SPAN},
            "a copy goes to the parent within 6 weeks of its submission",
        ),
        ({"asks": "filed"}, "a copy is put into the case system"),
        ({"asks": "answered", "field": "carer_views"}, "it has an answer under carer views"),
        ({"asks": "concerns-settled"}, "whatever was raised with somebody else is settled"),
    ],
)
def test_what_a_pep_should_hold_is_said_in_words(rule: dict[str, Any], said: str) -> None:
    made = TypeAdapter[ContentRule](ContentRule).validate_json(json.dumps(rule))
    assert rules_in_words.content(made) == said


@pytest.mark.parametrize(
    ("one", "said"),
    [
        ({"test": "new-into-care", "within": SPAN}, "in care for no longer than 6 weeks"),
        ({"test": "attendance-below", "per_cent": 70}, "with attendance below 70%"),
        (
            {"test": "education-status", "statuses": ["missing-education"]},
            "who is missing education",
        ),
        (
            {
                "test": "education-status",
                "statuses": ["excluded", "not-in-education-employment-or-training"],
            },
            "who is excluded or not in education, employment or training",
        ),
        (
            {"test": "placement", "types": ["R5", "K1"]},
            "with this placement: young offender institution (R5) or secure children's home (K1)",
        ),
        (
            {
                "test": "in-transition",
                "year_groups": ["Y6"],
                "triggers": ["new-school", "into-key-stage-2"],
            },
            "in Year 6 or with a move in the PEP: new school or into Key Stage 2",
        ),
        (
            {"test": "school-type", "types": ["independent"]},
            "at a school of this type: independent",
        ),
        ({"test": "circumstance", "any_of": ["custody"]}, "in custody"),
        ({"test": "rated-last", "ratings": ["amber"]}, "whose last rating was amber"),
        ({"test": "sex", "sexes": ["2"]}, "who is female"),
    ],
)
def test_whom_a_theme_keeps_is_said_in_words(one: dict[str, Any], said: str) -> None:
    made = TypeAdapter[Filter](Filter).validate_json(json.dumps(one))
    assert rules_in_words.a_filter(made) == said


@pytest.mark.parametrize(
    ("one", "of", "said"),
    [
        ({"size": "number", "number": 10}, "", "10, or all where there are fewer"),
        (
            {"size": "number", "number": 10},
            " of each phase",
            "10 of each phase, or all where there are fewer",
        ),
        ({"size": "share", "per_cent": 25, "rounding": "up"}, "", "25%, rounded up"),
        (
            {"size": "share", "per_cent": 25, "rounding": "nearest"},
            " of each officer's children",
            "25% of each officer's children, rounded to the nearest",
        ),
        ({"size": "not-stated"}, "", "any number: the source states none"),
    ],
)
def test_how_many_are_drawn_is_said_in_words(one: dict[str, Any], of: str, said: str) -> None:
    made = TypeAdapter[Size](Size).validate_json(json.dumps(one))
    assert rules_in_words.size(made, of) == said


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        (("Y6",), "Year 6"),
        (("Y1", "Y2"), "Year 1 and Year 2"),
        (("Y3", "Y1", "Y2"), "Year 1 to Year 3"),
        (("R", "Y6", "Y10", "Y11", "Y9"), "Reception, Year 6 or Year 9 to Year 11"),
    ],
)
def test_year_groups_in_a_row_are_one_stretch(groups: tuple[str, ...], said: str) -> None:
    assert wording.year_groups(map(YearGroup, groups)) == said


# --- What no shipped pack has on this day, and a pack of one's own may


WALSALL = load_pack("walsall")


def says(name: str, one_id: str, **parts: Any) -> PolicyEntry:
    """Return an entry of the page of a pack like Walsall's in which these parts are others."""
    entries = chapter(policy_page(altered(WALSALL, **parts), DAY), name).entries
    return next(one for one in entries if one.id == one_id)


def new(model: type[Model], **values: Any) -> Any:
    return model.model_validate({"source": "WAL-01", **values}, strict=False)


def test_what_has_a_target_date_is_done_by_that_date() -> None:
    assert says("follow-up", "action-done-by-target").says == (
        "Virtual school officer, for an action with a target date: by that date.",
    )
    assert says("follow-up", "training-offered").says == (
        "Virtual school officer, when a PEP is found not at standard: no time is set.",
    )


def test_who_has_none_is_said_only_where_a_status_is_left_out() -> None:
    since = {"from": "2018-09-01"}
    left_out = new(LegalStatusesExcepted, **since, statuses=["V3", "V4"])
    said = "In care under legal status V3 or V4: no PEP."
    assert says("who", "legal-statuses", except_legal_statuses=(left_out,)).says == (said,)
    for none in ((), (new(LegalStatusesExcepted, **since, statuses=[]),)):
        page = policy_page(altered(WALSALL, except_legal_statuses=none), DAY)
        assert [one.id for one in chapter(page, "who").entries] == ["eligibility", "phases"]


def test_before_there_are_phases_none_is_shown() -> None:
    page = policy_page(altered(WALSALL, phases=()), DAY)
    assert "phases" not in [one.id for one in chapter(page, "who").entries]


CLOCK = {"id": "c", "title": "C", "of": "review-pep", "milestone": "held", "doer": "social-worker"}


def clock(by: dict[str, Any]) -> Clock:
    version = {"from": "2018-09-01", "source": "WAL-01", "by": by}
    return Clock.model_validate(CLOCK | {"versions": [version]}, strict=False)


def test_the_last_days_of_terms_are_listed_with_those_of_other_years() -> None:
    other = {"year_groups": ["Y11"], "by": "2025-10-03"}
    autumn = {"academic_year": 2025, "term": "autumn", "by": "2025-10-17", "except_for": [other]}
    spring = {"academic_year": 2025, "term": "spring", "by": "2026-02-13"}
    listed = clock({"rule": "by-term-deadline", "deadlines": [autumn, spring]})
    one = says("timescales", "c", clocks=(listed,))
    assert one.listed == "Last days"
    assert [(item.label, item.text) for item in one.items] == [
        ("Autumn 2025/26", "17 October 2025; Year 11: 3 October 2025"),
        ("Spring 2025/26", "13 February 2026"),
    ]


def test_days_of_which_the_source_does_not_say_which_count_are_to_be_supplied() -> None:
    span = {"number": 10, "unit": "unknown"}
    unknown = clock({"rule": "within", "start": "entered-care", "span": span})
    said = ("The source does not say which days count.",)
    assert says("to-supply", "c", clocks=(unknown,)).says == said


@pytest.mark.parametrize(
    ("without", "said"),
    [
        ("designated-teacher", "The designated teacher chairs."),
        (
            "social-worker",
            "The designated teacher chairs. Without a school place the social worker does.",
        ),
    ],
)
def test_who_chairs_without_a_school_is_said_where_it_is_somebody_else(
    without: str, said: str
) -> None:
    roles = {"with_school": "designated-teacher", "without_school": without}
    version = {"from": "2018-09-01", "source": "WAL-01", **roles}
    chair = Chair.model_validate({"id": "led", "title": "Led", "versions": [version]}, strict=False)
    assert says("meeting", "led", chairs=(chair,)).says == (said,)


def test_a_rule_only_limits_where_the_auditor_rates() -> None:
    [judged] = [one for one in WALSALL.checklists if one.id == "pep-quality"]
    by_auditor = judged.editions[0].model_copy(update={"rated_by": "auditor"})
    changed = judged.model_copy(update={"editions": (by_auditor,)})
    said = says("judging", "pep-quality", checklists=(changed,)).says
    assert "“Meeting the expected standard” may be given only if every answer is “Yes”." in said
    assert "“Meeting the expected standard” if every answer is “Yes”." not in said


@pytest.mark.parametrize(("at_least", "number"), [(1, "1 PEP"), (2, "2 PEPs")])
def test_when_a_school_causes_concern_is_said(at_least: int, number: str) -> None:
    concern = new(SchoolsCausingConcern, **{"from": "2018-09-01"}, at_least=at_least)
    given = {"reports": (), "schools_causing_concern": (concern,)}
    one = says("reports", "schools-causing-concern", **given)
    assert one.says == (f"At least {number} below standard in an academic year.",)


def test_a_theme_of_children_who_move_may_name_year_groups_only() -> None:
    one = {"test": "in-transition", "year_groups": ["Y6"], "triggers": []}
    made = TypeAdapter[Filter](Filter).validate_json(json.dumps(one))
    assert rules_in_words.a_filter(made) == "in Year 6"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            {"must_include": [{"id": "a", "ratings": ["amber"], "source": "WAL-01"}]},
            "Always with those rated amber last time, counted within the number.",
        ),
        (
            {
                "must_include": [
                    {"id": "a", "theme": "custody", "counted": False, "source": "WAL-01"}
                ]
            },
            "Always with those in the theme “In custody”, on top of the number.",
        ),
        ({"second_auditor": True}, "Each is judged twice, by different people."),
        (
            {
                "strata": "officer",
                "new_starters": {
                    "for_the_first": {"number": 1, "unit": "months"},
                    "size": {"size": "number", "number": 5},
                    "source": "WAL-01",
                },
            },
            "In the first month of somebody new: 5, or all where there are fewer.",
        ),
    ],
)
def test_what_more_a_plan_asks_of_a_sample_is_said(more: dict[str, Any], said: str) -> None:
    filters = [{"test": "circumstance", "any_of": ["custody"]}]
    theme = new(Theme, id="custody", title="In custody", filters=filters)
    [one] = [plan for plan in WALSALL.plans if plan.id == "tier-2-monthly"]
    values = one.versions[0].model_dump(mode="json", by_alias=True, exclude_unset=True)
    version = new(SamplingVersion, **{**values, "must_include": [], **more})
    plain = new(SamplingVersion, **{**values, "must_include": []})
    pack = altered(WALSALL, themes=(theme,))
    assert said in list(rules_in_words.plan(one, version, pack))
    assert said not in list(rules_in_words.plan(one, plain, pack))


def test_within_what_time_a_rating_has_its_consequence_is_said_where_it_is_set() -> None:
    values = {"from": "2018-09-01", "ratings": ["red"], "brings": "return"}
    version = new(ConsequenceVersion, **values, within={"number": 5, "unit": "school-days"})
    titles = {"red": "Red"}
    assert rules_in_words.consequence(new(ConsequenceVersion, **values), titles) == (
        "“Red”: the PEP is sent back"
    )
    assert rules_in_words.consequence(version, titles) == (
        "“Red”: the PEP is sent back, within 5 school days"
    )
