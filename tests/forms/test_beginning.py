"""A review plan begins with what still holds of the last one, and with nothing anyone said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from pepsite.forms.questions.answers import CARRIED, CARRIED_FROM, Answers, text, texts, with_seen
from pepsite.forms.questions.asking import Asking, candidate, places
from pepsite.forms.questions.beginning import (
    Beginning,
    begun_pep,
    last_pep,
    plain_answers,
)
from pepsite.forms.questions.beside import Beside, LastTime, beside
from pepsite.forms.questions.checking import faults_of
from pepsite.forms.questions.confirming import as_before, with_confirmed
from pepsite.forms.questions.pages import page_at, page_of
from pepsite.forms.questions.phrasing import day_in_words
from pepsite.forms.questions.tasks import task_list
from pepsite.forms.questions.wording import form
from pepsite.policy.pack import PolicyPack
from pepsite.records.answers import given
from pepsite.records.casefile import Casefile
from pepsite.records.codes import Role
from pepsite.records.kinds import BY_SCHEMA
from pepsite.records.pep import Pep, PepType
from pepsite.records.targets import Outcome
from pepsite.records.voice import MaySee
from pepsite.store.typed import type_record
from pepsite.usecases.workspace import open_workspace, read_child

DAY = date(2026, 5, 15)
CHILD = "ch-3xv61edfcf3qx"
NEW = "pep-10b5e7hzf1w7a"


@dataclass(frozen=True)
class Begun:
    casefile: Casefile
    policy: PolicyPack
    last: Pep
    answers: Answers

    @property
    def asking(self) -> Asking:
        return Asking(form("pep"), DAY, self.policy, child="Robin")


@pytest.fixture(scope="module")
def begun() -> Begun:
    workspace = open_workspace(Path(__file__).parents[2])
    folder = next(one for one in workspace.folders() if one[0].endswith(CHILD))
    casefile, _ = read_child(workspace.root, folder)
    assert casefile is not None
    last = last_pep(casefile)
    assert last is not None
    plan = Beginning(casefile, DAY, PepType.REVIEW, NEW)
    return Begun(casefile, workspace.policy, last, begun_pep(plan, workspace.policy))


def test_a_plan_that_is_begun_can_be_kept_as_a_draft_at_once(begun: Begun) -> None:
    plan = Beginning(begun.casefile, DAY, PepType.REVIEW, NEW)
    answers = begun_pep(plan, begun.policy)
    looked_at = {
        **answers,
        "care/as_of/day": "1",
        "care/as_of/month": "5",
        "care/as_of/year": "2026",
    }

    read = type_record(candidate(begun.asking, looked_at), "", BY_SCHEMA)
    # Of each subject only what was so last time is known; the rest is still to be filled in.
    assert isinstance(read, tuple)
    assert {one.field[-1] for one in read} == {"assessed_on", "current"}


def test_open_targets_carry_over_with_their_ids_and_say_so(begun: Begun) -> None:
    open_before = [
        target.id
        for target in given(begun.last.targets) or ()
        if target.review is None or target.review.outcome in (Outcome.NOT_YET, Outcome.PARTLY)
    ]

    assert texts(begun.answers, "targets") == tuple(open_before) != ()
    for item in open_before:
        assert text(begun.answers, f"targets/{item}/carried_over") == "yes"
        assert text(begun.answers, f"targets/{item}/review/outcome") == ""


@pytest.mark.parametrize(
    "field",
    ["voice", "carer_views", "parent_views", "sign_offs", "meetings", "attendance", "disagreements", "premium", "distribution", "completed_on", "prepared_by"],
)  # fmt: skip
def test_what_is_of_its_day_never_carries_over(begun: Begun, field: str) -> None:
    assert [key for key in begun.answers if key.partition("/")[0] == field] == []


def test_what_carries_over_is_marked_with_the_plan_it_came_from(begun: Begun) -> None:
    page = page_at(begun.asking, begun.answers, "strengths")
    said = begun.last.known_by_day

    assert said is not None
    assert text(begun.answers, CARRIED_FROM) == day_in_words(said) == "27 April 2026"
    assert "strengths" in texts(begun.answers, CARRIED)
    assert page is not None
    assert page.questions[0].carried.startswith("From the plan of 27 April 2026.")


def test_what_a_subject_was_then_is_what_it_was_last_time(begun: Begun) -> None:
    item = texts(begun.answers, "content/attainment")[0]
    before = given(getattr(begun.last.content, "attainment", None))

    assert before is not None
    assert text(begun.answers, f"content/attainment/{item}/prior") == before[0].current
    assert text(begun.answers, f"content/attainment/{item}/current") == ""


def test_nothing_in_what_carries_over_is_wrong(begun: Begun) -> None:
    assert [one for one in faults_of(begun.asking, begun.answers) if not one.only_missing] == []


def test_a_plan_of_another_phase_takes_nothing_that_only_the_old_phase_has(begun: Begun) -> None:
    older = replace(begun.casefile, child=begun.casefile.child.model_copy(update={"born": "2009-03", "year_groups": ()}))  # fmt: skip

    answers = begun_pep(Beginning(older, DAY, PepType.REVIEW, NEW), begun.policy)

    assert text(answers, "content/phase") == "post-16"
    assert [key for key in answers if key.startswith("content/")] == ["content/phase"]


def test_the_first_plan_begins_with_facts_alone(begun: Begun) -> None:
    alone = Casefile(begun.casefile.child)

    answers = begun_pep(Beginning(alone, DAY, PepType.INITIAL, NEW), begun.policy)

    assert {*answers} == {
        "schema", "id", "child", "type", "status", "care_period", "year_group", "content/phase", "school",
    }  # fmt: skip


def shown_beside(begun: Begun, address: str, *readers: MaySee) -> dict[str, tuple[str, ...]]:
    page = page_at(begun.asking, begun.answers, address)
    assert page is not None
    last = LastTime(begun.last, begun.casefile, begun.policy, frozenset(readers))
    return {one.title: one.lines for one in beside(begun.asking, page, last)}


def test_what_the_last_plan_says_stands_beside_the_question(begun: Begun) -> None:
    beside_it = shown_beside(begun, "strengths")

    assert [*beside_it] == ["What the plan of 27 April 2026 says"]
    assert all("{child}" not in line for lines in beside_it.values() for line in lines)


def test_what_the_child_said_is_shown_only_to_those_whom_the_child_lets_see_it(
    begun: Begun,
) -> None:
    view = next(one for one in given(begun.last.voice.views) or ()) if begun.last.voice else None
    assert view is not None
    hidden = view.model_copy(update={"may_see": (MaySee.SOCIAL_WORKER,)})
    assert begun.last.voice is not None
    voice = begun.last.voice.model_copy(update={"views": (hidden,)})
    only = replace(begun, last=begun.last.model_copy(update={"voice": voice}))

    assert [*shown_beside(only, "views", MaySee.SCHOOL)] == []
    assert [*shown_beside(only, "views", MaySee.SOCIAL_WORKER)] == [
        "Robin said, in the plan of 27 April 2026"
    ]


def test_the_targets_of_last_time_stand_beside_the_new_ones_with_how_they_came_out(
    begun: Begun,
) -> None:
    lines = shown_beside(begun, "targets")["The targets of the plan of 27 April 2026"]

    assert len(lines) == len(given(begun.last.targets) or ())
    assert any("(still open)" in line for line in lines)


def test_a_list_of_the_last_plan_is_told_in_its_own_words_and_never_by_ids(begun: Begun) -> None:
    lines = shown_beside(begun, "interventions")["What the plan of 27 April 2026 says"]
    items = given(begun.last.interventions) or ()

    assert len(lines) == len(items) > 0
    for line, item in zip(lines, items, strict=True):
        assert item.what.replace("{child}", "Robin")[:40] in line
        assert item.id not in line


def test_without_a_last_plan_nothing_stands_beside(begun: Begun) -> None:
    page = page_at(begun.asking, begun.answers, "strengths")
    assert page is not None

    assert beside(begun.asking, page, None) == ()
    assert Beside("t", ()).lines == ()


def test_how_much_a_review_plan_asks_of_a_designated_teacher(begun: Begun) -> None:
    """Count the work: a page takes half a minute to look at and about two to write.

    Of a Year 8 plan by Walsall's policy, all that is the teacher's: `open` is what is left once
    each section was confirmed as it was last time. 40 minutes are the aim.
    """
    last = plain_answers(begun.last)
    theirs = {t.id for t in task_list(begun.asking, begun.answers) if t.owner is Role.DESIGNATED_TEACHER}  # fmt: skip
    pages = [
        page_of(begun.asking, begun.answers, place)
        for place in places(begun.asking, begun.answers)
        if place.section in theirs
    ]
    looked_at: Answers = begun.answers
    confirmed = 0
    for section in begun.asking.form.sections:
        found = as_before(begun.asking, looked_at, section, last) if section.id in theirs else None
        if found is not None:
            confirmed += 1
            looked_at = with_confirmed(looked_at, found)
    for page in pages:
        if page.list is not None and page.list.lines and not page.parent:
            looked_at = with_seen(looked_at, page.address)  # its lines stand on it
    after = [t for t in task_list(begun.asking, looked_at) if t.id in theirs]
    counted = {
        "pages": len(pages),
        "questions": sum(len(page.questions) for page in pages),
        "already answered": sum(bool(q.carried) for page in pages for q in page.questions),
        "confirmed at once": confirmed,
        "open": sum(t.pages - t.pages_done for t in after),
    }

    assert counted == {
        "pages": 84,
        "questions": 208,
        "already answered": 131,
        "confirmed at once": 4,
        "open": 17,
    }
    for name in ("guides/forms.md", "decisions/2026-11-form-engine.md"):
        said = (DOCS / name).read_text("utf-8")
        assert f"{counted['pages']} pages with {counted['questions']} questions" in said
        assert f"{counted['already answered']} " in said
    said = (DOCS / "guides" / "forms.md").read_text("utf-8")
    total = counted["confirmed at once"] + counted["open"]
    assert f"Four pages confirm what carried over, and {counted['open']} more wait" in said
    assert f": {total} pages." in said


DOCS = Path(__file__).parents[2] / "docs"


def test_what_was_of_its_day_is_not_confirmed_with_its_section(begun: Begun) -> None:
    section = next(one for one in begun.asking.form.sections if one.id == "learning")
    found = as_before(begun.asking, begun.answers, section, plain_answers(begun.last))

    assert found is not None
    assert [one for one in found.addresses if one.startswith("attainment-subject")] == []
    assert "reading-age" not in found.addresses  # the last plan had one: it is asked anew
    assert any(row.carried.startswith("From the plan of 27 April 2026") for row in found.said)


def test_a_section_is_confirmed_once(begun: Begun) -> None:
    section = next(one for one in begun.asking.form.sections if one.id == "school")
    last = plain_answers(begun.last)
    found = as_before(begun.asking, begun.answers, section, last)
    assert found is not None

    after = with_confirmed(begun.answers, found)

    assert as_before(begun.asking, after, section, last) is None


def test_targets_are_never_confirmed_unseen(begun: Begun) -> None:
    section = next(one for one in begun.asking.form.sections if one.id == "targets")
    assert as_before(begun.asking, begun.answers, section, plain_answers(begun.last)) is None
