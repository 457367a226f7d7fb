"""Two people, one record, in Chromium: what stands there is in words, and the choice is kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from pepsite.forms.web.desk import Desk
from pepsite.forms.web.serving import Forms
from pepsite.store.drafts import Drafts
from tests.browser.forms_pages import MAY, Looking, go_on, opened, press
from tests.forms.opened import OFFICER_ID, YOUNGER_CHILD, patient, workspace_in_git
from tests.forms.test_web_filling import git
from tests.forms.test_web_review_list import PLAN_PATH, YOUNGER_PLAN

pytestmark = pytest.mark.browser

PLAN = f"/child/{YOUNGER_CHILD}/plan/{YOUNGER_PLAN}"
SAID = """\
arrangements:
  status: on-roll
strengths: "{{child}} draws maps."
carer_role: "{leisure}"
targets:
  - id: vazvw0
    subject: reading
    horizon: short
    what: "{{child}} reads a book."
    by: 2026-07-17
  - id: e83fsh
    subject: maths
    horizon: short
    what: "{{child}} tells the time."
    by: 2026-07-17
"""
BEFORE = SAID.format(leisure="Chess on Mondays.")
DAY = ("11", "5", "2026")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = workspace_in_git(tmp_path / "workspace")
    _accept(root, BEFORE)
    return root


@pytest.fixture
def served(root: Path, tmp_path: Path) -> Iterator[Forms]:
    drafts = Drafts.open(tmp_path / "drafts", tmp_path / "key.txt", workspace=root)
    reported: list[str] = []
    desk = patient(Desk(root, OFFICER_ID, drafts, lambda: MAY))
    forms = Forms(desk, 0, reported.append)
    threading.Thread(target=forms.run, daemon=True).start()
    yield forms
    forms.close()
    assert reported == []


def _accept(root: Path, said: str) -> None:
    """Have the younger child's plan say this, and that alone beside what it is about."""
    path = root / PLAN_PATH
    kept = path.read_text("utf-8").partition("arrangements:")[0]
    path.write_text(kept + said, "utf-8")
    git(root, "commit", "-qam", "Accepted")


def _change(page: Page, home: str) -> None:
    """Change a text, a choice, an item of a list, and something nobody else has changed."""
    page.goto(f"{home}/page/school-status")
    page.locator("select").select_option(label="On a roll, with a part-time timetable")
    go_on(page)
    page.goto(f"{home}/page/strengths")
    page.locator("textarea").fill("She draws maps of everywhere.")
    go_on(page)
    page.goto(f"{home}/page/target/vazvw0")
    page.locator("textarea").first.fill("She reads three books.")
    go_on(page)
    page.goto(f"{home}/page/care-daily")
    page.locator("main input[type=text]").fill("The foster carer")
    go_on(page)
    page.goto(f"{home}/page/care-as-of")  # what is said of care has its day, even in a part
    for box, said in zip(page.locator("main input[type=text]").all(), DAY, strict=True):
        box.fill(said)
    go_on(page)


def _meanwhile() -> str:
    """Return the plan as somebody else had it accepted, who took the first target out."""
    changed = BEFORE.replace("on-roll", "no-school-place").replace("draws maps", "sings")
    changed = changed.replace("Chess on Mondays.", "Chess on Fridays.")
    first, second = changed.index("  - id: vazvw0"), changed.index("  - id: e83fsh")
    return changed[:first] + changed[second:]


def _sides(page: Page, about: str) -> dict[str, str]:
    """Return what each version says of the question or item with this heading."""
    choice = page.locator(".pepsite-choice").filter(has=page.get_by_role("heading", name=about))
    sides = choice.locator(".pepsite-side").all_inner_texts()
    told = (one.partition("\n") for one in sides)
    return {called: " ".join(said.split()) for called, _, said in told}


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_what_two_changed_is_told_in_words_as_it_was_as_it_is_and_as_written(
    browser: Browser, root: Path, served: Forms, scripts: bool
) -> None:
    with opened(browser, served.new_link(), scripts=scripts) as page:
        page.goto(PLAN)
        press(page, "Go on with the plan")
        home = page.url
        _change(page, home)
        _accept(root, _meanwhile())
        page.goto(f"{home}/check")
        press(page, "Send what I have written")

        assert _sides(page, "What is the child good at?") == {
            "When you opened it": "The child draws maps.",
            "As it stands now": "The child sings.",
            "What you wrote": "She draws maps of everywhere.",
        }
        assert _sides(page, "What is the child's situation with school?") == {
            "When you opened it": "On a school's roll",
            "As it stands now": "Without a school place",
            "What you wrote": "On a roll, with a part-time timetable",
        }
        target = _sides(page, "Reading: ")
        assert "The child will…: The child reads a book." in target["When you opened it"]
        assert target["As it stands now"] == "Taken out"
        assert "The child will…: She reads three books." in target["What you wrote"]
        shown = page.inner_text("main")
        assert "Chess on Fridays." in shown
        assert "All else that you changed goes in as you wrote it." in shown
        for model_word in ("no-school-place", "on-roll", "vazvw0", "arrangements", "{child}"):
            assert model_word not in shown
        assert page.locator("input[type=radio]:checked").count() == 0

        looking = Looking()
        _choose(page, looking if scripts else None)  # it looks by a script of its own
        assert looking.found == []
        page.goto(f"{home}/check")
        shown = page.locator("main").text_content() or ""  # sections of others are folded
        for kept in ("She draws maps of everywhere.", "Without a school place", "foster carer"):
            assert kept in shown
        assert "three books" not in shown


def _choose(page: Page, looking: Looking | None) -> None:
    """Forget one choice at first: what was chosen stays."""
    if looking is not None:
        looking.at(page)
    choices = {"good at": "Put in what I wrote", "situation": "Keep it as it stands now"}
    for about, choice in choices.items():
        heading = page.get_by_role("heading", name=about)
        page.locator(".pepsite-choice").filter(has=heading).get_by_label(choice).check()
    press(page, "Bring both together")
    if looking is not None:
        looking.at(page)
    assert page.title().startswith("Error: ")
    assert page.locator("input[type=radio]:checked").count() == len(choices)
    page.get_by_label("Take it out").check()
    press(page, "Bring both together")


def test_a_record_that_was_taken_out_is_not_said_to_go_together(
    browser: Browser, root: Path, served: Forms
) -> None:
    with opened(browser, served.new_link()) as page:
        page.goto(PLAN)
        press(page, "Go on with the plan")
        home = page.url
        _change(page, home)
        git(root, "rm", "-q", PLAN_PATH)
        git(root, "commit", "-qm", "Taken out")
        page.goto(f"{home}/check")
        press(page, "Send what I have written")
        assert page.inner_text("h1") == "This was taken out while you wrote"
        shown = page.inner_text("main")
        assert "goes together" not in shown
        assert "brought together" not in shown
        looking = Looking()
        looking.at(page)
        assert looking.found == []
        page.get_by_label("Put it back as I wrote it").check()
        press(page, "Go on")
        assert "She draws maps of everywhere." in page.inner_text("main")
