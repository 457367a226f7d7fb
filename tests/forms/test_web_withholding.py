"""What the child keeps to some people is shown to nobody else, and lost by nobody's saving."""

from __future__ import annotations

import json
from datetime import date

import pytest

from pepsite.privacy.permission import may_see
from pepsite.records.person import Person
from pepsite.records.voice import MaySee
from tests.forms.opened import OFFICER_ID, SOCIAL_WORKER_ID, YOUNGER_CHILD, OpenForms, words_of
from tests.forms.test_web_filling import git
from tests.forms.test_web_plans import YOUNGER_PLAN

PATH = f"records/children/{YOUNGER_CHILD}/peps/{YOUNGER_PLAN}.yaml"
VIEW = """
    - id: {id}
      topic: hard
      words: {words}
      may_see:
        - {may_see}
      contribution:
        of: child
        how: in-person
        said_on: 2026-05-05
        typed_by: ps-5d913e2mmd7db
"""
VOICE = (
    "voice:\n  views:"
    + VIEW.format(id="kwa4f2", words="The corridor frightens me.", may_see="social-worker").rstrip()
    + VIEW.format(id="mzt7h3", words="I like the library.", may_see="virtual-school").rstrip()
    + """
  aspirations:
    words: I want to be a diver.
    may_see:
      - school
    contribution:
      of: child
      how: in-person
      said_on: 2026-05-05
      typed_by: ps-5d913e2mmd7db
"""
)
SECRETS = ("corridor", "diver")
KEPT = "The child said something here, and chose who may see it: "


def with_voice(forms: OpenForms) -> str:
    root = forms.desk.root
    file = root / PATH
    file.write_text(file.read_text("utf-8").rstrip() + "\n" + VOICE, "utf-8")
    git(root, "commit", "-qam", "The child says")
    return forms.begin("typed-for-someone", child=YOUNGER_CHILD, record=YOUNGER_PLAN)


def test_on_no_page_nor_among_the_answers_is_what_the_child_keeps_to_others(
    forms: OpenForms,
) -> None:
    home = with_voice(forms)
    pages = [
        forms.get(f"{home}{one}")
        for one in (
            "",
            "/check",
            "/page/views",
            "/page/view/kwa4f2",
            "/page/view-may-see/kwa4f2",
            "/page/aspirations",
            "/page/aspirations-how",
        )
    ]
    for page in pages:
        assert not [one for one in SECRETS if one in page.text]
    checked = words_of(pages[1])
    assert KEPT + "school." in checked
    assert checked.count(KEPT + "the social worker.") == 2  # in the list, and by itself
    assert "keeps this to some people" in words_of(pages[3])
    assert KEPT + "school." in words_of(pages[5])
    assert "I like the library." in checked


def test_whoever_saves_takes_nothing_of_it_away(forms: OpenForms) -> None:
    home = with_voice(forms)
    closed = forms.get(f"{home}/page/view/kwa4f2")
    assert "It stays in the plan as it was said" in words_of(closed)
    forms.post(f"{home}/page/view/kwa4f2", {"voice/views/kwa4f2/words": "Gone."})
    named = forms.post(f"{home}/names/view/kwa4f2")
    assert "keeps this to some people" in words_of(named)
    assert f"{home}/remove/views/kwa4f2" not in forms.get(f"{home}/page/views").text
    assert forms.get(f"{home}/remove/views/kwa4f2").status_code == 404
    assert forms.post(f"{home}/remove/views/kwa4f2").status_code == 404
    forms.post(f"{home}/page/views", {"do": "add"})
    assert forms.post(f"{home}/remove/views/mzt7h3").status_code == 303
    new = forms.desk.drafts.all_of(OFFICER_ID)[0].answers["voice/views"]
    assert isinstance(new, list)
    assert forms.post(f"{home}/remove/views/{new[-1]}").status_code == 303
    forms.save(f"{home}/page/own-copy", {"voice/wants_a_copy": "yes"}, do="later")
    answers = forms.desk.drafts.all_of(OFFICER_ID)[0].answers
    assert answers["voice/views"] == ["kwa4f2"]
    assert answers["voice/views/kwa4f2/words"] == "The corridor frightens me."
    assert answers["voice/views/kwa4f2/topic"] == "hard"
    assert answers["voice/aspirations/words"] == "I want to be a diver."


def test_whoever_sends_the_rest_of_a_plan_sends_it_as_it_was_said(forms: OpenForms) -> None:
    with_voice(forms)
    root = forms.desk.root
    home = forms.begin("pep", child=YOUNGER_CHILD, record=YOUNGER_PLAN)
    forms.save(f"{home}/page/strengths", {"strengths": "Reads well aloud."}, do="later")
    sent = forms.post(f"{home}/send")
    assert sent.status_code == 303, words_of(sent)

    (branch,) = git(root, "branch", "--list", "forms/*", "--format=%(refname:short)").split()
    changed = git(root, "diff", "--unified=0", "main", branch, "--", PATH).splitlines()
    assert [one for one in changed if one[:1] in "+-" and one[:3] not in ("+++", "---")] == [
        "+strengths: Reads well aloud."
    ]


def test_whom_the_child_named_and_who_typed_it_see_it(forms: OpenForms) -> None:
    with_voice(forms)
    forms.desk.person_id = SOCIAL_WORKER_ID
    home = forms.begin("typed-for-someone", child=YOUNGER_CHILD, record=YOUNGER_PLAN)

    shown = words_of(forms.get(f"{home}/check"))
    assert "The corridor frightens me." in shown
    assert "I want to be a diver." in shown


def someone(*, active: bool = True) -> Person:
    told = {"schema": "person/1", "id": OFFICER_ID, "role": "virtual-school-officer"}
    return Person.model_validate_json(json.dumps({**told, "active": active}))


@pytest.mark.parametrize(
    ("choice", "typed_by", "was_there", "expected"),
    [
        ((MaySee.VIRTUAL_SCHOOL,), "", False, True),
        ((MaySee.SCHOOL, MaySee.CARER), "", False, False),
        ((MaySee.EVERYONE_AT_MEETING,), "", False, False),
        ((MaySee.EVERYONE_AT_MEETING,), "", True, True),
        ((MaySee.ONLY_WHO_TYPED_IT,), OFFICER_ID, False, True),
        ((MaySee.ONLY_WHO_TYPED_IT, MaySee.VIRTUAL_SCHOOL), SOCIAL_WORKER_ID, True, False),
        ((), "", True, False),
    ],
)
def test_only_whom_the_child_names_may_see(
    choice: tuple[MaySee, ...], typed_by: str, was_there: bool, expected: bool
) -> None:
    day = date(2026, 5, 15)
    one = someone()
    assert may_see(one, choice, day, typed_by=typed_by, was_there=was_there) is expected
    assert not may_see(None, choice, day, typed_by=typed_by, was_there=was_there)
    left = someone(active=False)
    assert not may_see(left, choice, day, typed_by=typed_by, was_there=was_there)
