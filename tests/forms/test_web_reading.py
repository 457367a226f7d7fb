"""The whole of a plan is there to be read, by those who may, and nothing on the page is a box."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape

from tests.forms.conftest import OpenAs
from tests.forms.opened import (
    OFFICER_ID,
    OLDER_CHILD,
    SOCIAL_WORKER_ID,
    TEACHER_ID,
    YOUNGER_CHILD,
    OpenForms,
    words_of,
)
from tests.forms.test_web_ahead import wait_for_quality_assurance
from tests.forms.test_web_filling import HOSTILE
from tests.forms.test_web_following import OLDER_PEP
from tests.forms.test_web_plans import YOUNGER_PLAN
from tests.forms.test_web_review_list import named
from tests.forms.test_web_withholding import KEPT, SECRETS, with_voice

__all__ = ["named"]  # a fixture

OLDER_PLAN = f"/child/{OLDER_CHILD}/plan/{OLDER_PEP}"
WHOLE = f"{OLDER_PLAN}/read"
YOUNGER_WHOLE = f"/child/{YOUNGER_CHILD}/plan/{YOUNGER_PLAN}/read"


def prose_in(value: object) -> Iterator[str]:
    """Yield what somebody wrote, anywhere in a record: whatever has more than one word."""
    match value:
        case str() if " " in value:
            yield value
        case dict():
            for one in value.values():
                yield from prose_in(one)
        case list():
            for one in value:
                yield from prose_in(one)
        case _:
            return


def test_all_that_was_written_in_a_plan_is_on_the_page(forms: OpenForms) -> None:
    record = forms.desk.record(f"records/children/{OLDER_CHILD}/peps/{OLDER_PEP}.yaml")
    assert record is not None
    written = [" ".join(one.split()) for one in prose_in(dict(record.values))]
    shown = forms.get(WHOLE)
    said = words_of(shown).casefold()
    assert len(written) > 20
    assert [
        one for one in written if one.replace("{child}", "the child").casefold() not in said
    ] == []
    main = shown.text.partition("<main")[2]
    assert re.findall("<(?:input|textarea|select|button)", main) == []


def test_each_section_says_whose_it_is_and_honest_answers_are_said(forms: OpenForms) -> None:
    shown = forms.get(WHOLE)
    said = words_of(shown)
    assert "Care and home Filled in by: Social worker." in said
    assert "It does not apply Why does it not apply? None is planned." in said
    assert "Nobody has to answer these, and nobody did: What is the plan for where" in said
    ids = re.findall(r'<h2[^>]*id="([a-z]+)"', shown.text)
    assert ids == ["contents", *re.findall(r'href="#([a-z]+)"', shown.text)]


def test_it_says_how_far_it_is_and_how_it_was_judged(forms: OpenForms) -> None:
    said = words_of(forms.get(WHOLE))
    assert "How far it is Complete" in said
    assert "Quality assurance of this plan 7 October 2025 Rating Meeting the expected" in said


def test_what_an_answer_is_asked_for_and_is_not_there_is_said(forms: OpenForms) -> None:
    said = words_of(forms.get(YOUNGER_WHOLE))
    assert "Targets Filled in by: Designated teacher. Nothing is written here yet." in said
    assert "Quality assurance of this plan" not in said


def test_what_became_of_a_plan_stands_at_its_end(forms: OpenForms) -> None:
    path = forms.desk.root / f"records/children/{YOUNGER_CHILD}/peps/{YOUNGER_PLAN}.yaml"
    by = f"by: {OFFICER_ID}\n"
    became = (
        f"returned:\n  - id: aaaaaa\n    returned_on: 2026-05-01\n    {by}    why: Say more.\n"
        f"closed:\n  closed_on: 2026-05-04\n  {by}  reason: left-care\n"
        f"revisions:\n  - id: aaaaab\n    number: 2\n    revised_on: 2026-05-02\n    {by}"
        "    why: A date was wrong.\n"
        f"events:\n  - id: aaaaac\n    kind: shared\n    happened_on: 2026-05-03\n    {by}"
        "    to: carer\n"
    )
    said = path.read_text("utf-8").replace("status: draft", "status: closed").rstrip()
    path.write_text(f"{said}\n{became}", "utf-8")
    shown = words_of(forms.get(YOUNGER_WHOLE)).rpartition("What became of the plan ")[2]
    officer = f"By {OFFICER_ID}, Education Support Officer"
    assert shown == (
        f"Sent back, 1 May 2026 What was written Say more. {officer} "
        f"Changed after it was complete, 2 May 2026 What was written A date was wrong. {officer} "
        f"A copy was given: Carer, 3 May 2026 {officer} Closed: left care, 4 May 2026 {officer}"
    )


def test_what_the_child_keeps_from_the_reader_is_not_on_it(forms: OpenForms) -> None:
    with_voice(forms)
    shown = forms.get(YOUNGER_WHOLE)
    assert KEPT + "school." in words_of(shown)
    assert not [one for one in SECRETS if one in shown.text]
    assert "I like the library." in words_of(shown)


def test_the_teacher_of_another_school_finds_no_such_page(open_as: OpenAs) -> None:
    teacher = open_as(TEACHER_ID)
    assert teacher.get(WHOLE).status_code == 200
    assert teacher.get(YOUNGER_WHOLE).status_code == 404


def test_whom_the_child_named_reads_it(open_as: OpenAs) -> None:
    with_voice(open_as(OFFICER_ID))
    said = words_of(open_as(SOCIAL_WORKER_ID).get(YOUNGER_WHOLE))
    assert "The corridor frightens me." in said
    assert "Quality assurance" not in words_of(open_as(SOCIAL_WORKER_ID).get(WHOLE))


def test_hostile_words_come_out_as_the_same_words(forms: OpenForms) -> None:
    path = forms.desk.root / f"records/children/{YOUNGER_CHILD}/peps/{YOUNGER_PLAN}.yaml"
    said = f"strengths: {json.dumps(HOSTILE, ensure_ascii=False)}\n"
    path.write_text(path.read_text("utf-8").rstrip() + "\n" + said, "utf-8")
    shown = forms.get(YOUNGER_WHOLE)
    assert "<script>alert" not in shown.text
    assert HOSTILE in unescape(shown.text)


def test_names_are_put_in_where_they_are_known(named: OpenForms) -> None:
    path = named.desk.root / f"records/children/{YOUNGER_CHILD}/peps/{YOUNGER_PLAN}.yaml"
    path.write_text(path.read_text("utf-8").rstrip() + "\nstrengths: '{child} reads.'\n", "utf-8")
    said = words_of(named.get(YOUNGER_WHOLE))
    assert "Marigold Fennimore" in said
    assert "Marigold Fennimore reads." in said


# --- the ways to it


def links_of(forms: OpenForms, address: str) -> list[str]:
    shown = forms.get(address)
    assert shown.status_code == 200
    return [unescape(one) for one in re.findall(r'<a [^>]*href="([^"]+)"', shown.text)]


def test_the_child_s_page_and_the_plan_s_lead_to_it(forms: OpenForms) -> None:
    assert WHOLE in links_of(forms, f"/child/{OLDER_CHILD}")
    assert WHOLE in links_of(forms, OLDER_PLAN)


def test_it_opens_beside_the_questions_of_a_review_and_in_the_queue(forms: OpenForms) -> None:
    wait_for_quality_assurance(forms.desk.root)
    tasks = forms.begin("qa-review", child=OLDER_CHILD, pep=OLDER_PEP)
    (first,) = re.findall(r'href="([^"]+/page/question-[^"]+)"', forms.get(tasks).text)
    for address in (tasks, first, f"{tasks}/check"):
        assert WHOLE in links_of(forms, address)
        beside = re.findall(rf'<a [^>]*href="{WHOLE}"[^>]*>', forms.get(address).text)
        assert ['target="_blank" rel="noopener"' in one for one in beside] == [True]
    assert WHOLE in links_of(forms, "/to-quality-assure")
    assert WHOLE in links_of(forms, "/")


def test_who_writes_a_plan_reads_it_or_the_one_before(open_as: OpenAs) -> None:
    teacher = open_as(TEACHER_ID)
    new = teacher.begin("pep", child=OLDER_CHILD, type="review")
    assert "Read the plan before this one" in words_of(teacher.get(new))
    assert WHOLE in links_of(teacher, new)
    worker = open_as(SOCIAL_WORKER_ID)
    draft = worker.begin("pep", child=YOUNGER_CHILD, record=YOUNGER_PLAN)
    assert YOUNGER_WHOLE in links_of(worker, draft)


def test_on_a_page_that_a_child_or_a_carer_fills_in_it_is_not_offered(open_as: OpenAs) -> None:
    worker = open_as(SOCIAL_WORKER_ID)
    for form in ("child-voice", "carer-view"):
        tasks = worker.begin(form, child=YOUNGER_CHILD, record=YOUNGER_PLAN)
        for address in (tasks, f"{tasks}/check"):
            assert "/read" not in worker.get(address).text
        worker.take_back()


def test_what_is_there_for_nobody_is_not_found(forms: OpenForms) -> None:
    assert forms.get(f"/child/{OLDER_CHILD}/plan/{YOUNGER_PLAN}/read").status_code == 404
    assert forms.get(f"/child/ch-0000000000000/plan/{OLDER_PEP}/read").status_code == 404
