"""A plan on its whole way: by three people, sent back, put right, complete, and on the site.

Each works at a computer of their own: a clone of the repository that all share, the real
`pepsite forms`, a browser. Nothing of theirs is shared but what they send.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser

from pepsite.cli.main import main
from pepsite.store.reading import parse
from tests.browser.colleagues import Colleague, colleagues
from tests.browser.forms_pages import (
    HALF,
    MAY,
    SMALL,
    follow,
    go_on,
    press,
)
from tests.browser.pages import sticking_out
from tests.browser.walking import Walk, answers_in
from tests.forms.opened import OFFICER_ID, OLDER_CHILD, SCHOOL, SOCIAL_WORKER_ID, TEACHER_ID
from tests.usecases.examples import BASE, OLDER_PEP

if TYPE_CHECKING:
    from pepsite.forms.questions.answers import Answers

pytestmark = pytest.mark.browser

PEOPLE = {
    "officer": OFFICER_ID,
    "teacher": TEACHER_ID,
    "social worker": SOCIAL_WORKER_ID,
    "manager": "ps-mryk56crsfx64",
}
CHILD = f"/child/{OLDER_CHILD}"
_FOLDER = f"records/children/{OLDER_CHILD}"
IMPROVE = "Say by when each target is met."
"""What the reviewer wants put right."""
BECAUSE = "It says so in the plan."
"""Why the reviewer answered each question so."""
RATED = "The rating was: Not meeting the expected standard."
_SAID_BY_OTHERS = "What "
"""How the section begins that the officer fills in: what the child, carers and parents say."""


class Journey:
    """One plan and those who work on it."""

    def __init__(
        self, people: dict[str, Colleague], source: Answers, *, page_by_page: bool
    ) -> None:
        self.officer, self.teacher = people["officer"], people["teacher"]
        self.social_worker, self.manager = people["social worker"], people["manager"]
        self.source, self.page_by_page = source, page_by_page
        self.items: dict[str, str] = {}

    def fill_in(self, who: Colleague, form: str) -> None:
        """Fill in what is this person's: page by page, or what the answers still lack."""
        walk = Walk(who.page, form, self.source, self.items)
        apart = [_SAID_BY_OTHERS] if form == "pep" else []
        if self.page_by_page or form != "pep":
            walk.sections(leave_out=apart)
        else:
            walk.what_is_missing(leave_out=apart)

    def status(self, who: Colleague) -> str:
        """Return how far the plan is by this person's own files."""
        (path,) = (who.root / _FOLDER / "peps").glob("*.yaml")
        plan = parse(path.read_bytes(), path.name)
        assert isinstance(plan, dict)
        return str(plan["status"])

    def at_the_plan(self, who: Colleague, how_far: str) -> None:
        """Go to the plan, as it is now."""
        page = who.at(CHILD)
        follow(page, "Initial")
        assert how_far in page.inner_text("main")

    def begun_by_the_social_worker(self) -> None:
        page = self.social_worker.at(CHILD)
        press(page, "Begin a new plan")
        page.get_by_label("Initial").check()
        press(page, "Continue")
        self.fill_in(self.social_worker, "pep")
        press(page, "Check your answers and send")
        press(page, "Send what I have written")
        self.officer.accept(self.social_worker.sent())

    def gone_on_with_by_two_at_once(self) -> None:
        """Both open the same plan before either has sent anything: nobody's work is lost."""
        self.at_the_plan(self.teacher, "Draft")
        press(self.teacher.page, "Go on with the plan")
        self.at_the_plan(self.officer, "Draft")
        press(self.officer.page, "What someone told you")
        self.fill_in(self.officer, "typed-for-someone")
        press(self.officer.page, "Check your answers and send")
        press(self.officer.page, "Send for review")
        typed = self.officer.sent()
        self.fill_in(self.teacher, "pep")
        press(self.teacher.page, "Check your answers and send")
        press(self.teacher.page, "Send what I have written")
        written = self.teacher.sent()
        self.manager.accept(typed)
        self.officer.accept(written)

    def sent_whole_by_the_teacher(self, how_far: str) -> None:
        self.at_the_plan(self.teacher, how_far)
        press(self.teacher.page, "Go on with the plan")
        self.send_whole()

    def send_whole(self) -> None:
        """Send the plan as complete; what it lacks is said then, and filled in."""
        for _ in range(5):
            press(self.teacher.page, "Check your answers and send")
            press(self.teacher.page, "Send the whole plan as complete")
            if not self.teacher.page.title().startswith("Error: "):
                break
            Walk(self.teacher.page, "pep", self.source, self.items).what_was_refused()
        self.officer.accept(self.teacher.sent())

    def reviewed(self, answer: str, rating: str, end: str) -> None:
        """Answer each question of the checklist the same, rate the plan, say what becomes of it."""
        self.at_the_plan(self.officer, "Submitted")
        page = self.officer.page
        press(page, "Quality assure a plan")
        tasks = page.url
        follow(page, "The questions")
        while "/page/question" in page.url:
            page.locator(f'input[type=radio][value="{answer}"]').check()
            page.locator("textarea").fill(BECAUSE)
            go_on(page)
        page.goto(f"{tasks}/page/rating")
        page.locator(f'input[value="{rating}"]').check()
        go_on(page)
        page.locator("textarea").fill(IMPROVE)
        go_on(page)
        page.goto(f"{tasks}/end")
        page.get_by_label(end).check()
        go_on(page)
        press(page, "Send for review")
        self.manager.accept(self.officer.sent())

    def said_to_its_writers(self, *, is_back: bool) -> None:
        """Those who write the plan read why it came back where they start, and no longer."""
        for who in (self.teacher, self.social_worker):
            said = who.start_page()
            assert [one in said for one in (IMPROVE, RATED)] == [is_back, is_back], said

    def put_right_by_the_teacher(self) -> None:
        self.said_to_its_writers(is_back=True)
        self.at_the_plan(self.teacher, "Returned")
        press(self.teacher.page, "Go on with the plan")
        page, tasks = self.teacher.page, self.teacher.page.url
        said = page.inner_text("main")
        assert [one for one in (IMPROVE, RATED, BECAUSE) if one not in said] == []
        page.goto(f"{tasks}/page/strengths")
        said = page.inner_text(".govuk-inset-text")
        assert [one for one in (IMPROVE, RATED, BECAUSE) if one not in said] == []
        assert [] == sticking_out(page)
        page.locator("textarea").first.fill("{child} draws well, and says what is hard.")
        go_on(page)
        page.goto(tasks)
        self.send_whole()


@pytest.mark.parametrize(
    ("scripts", "width", "page_by_page"),
    [
        pytest.param(True, SMALL, False, id="with JavaScript on a small phone"),
        pytest.param(False, HALF, False, id="without JavaScript at 200 %", marks=pytest.mark.soak),
        pytest.param(True, SMALL, True, id="page by page", marks=pytest.mark.soak),
    ],
)
def test_a_plan_by_three_people_is_sent_back_put_right_complete_and_on_the_site(
    browser: Browser, tmp_path: Path, scripts: bool, width: int, page_by_page: bool
) -> None:
    source = answers_in("pep", _values(BASE / OLDER_PEP))
    without = f"{_FOLDER}/peps/*\n{_FOLDER}/qa-reviews/*\n"
    with colleagues(
        tmp_path, browser, PEOPLE, without=without, scripts=scripts, width=width
    ) as people:
        journey = Journey(people, source, page_by_page=page_by_page)
        journey.begun_by_the_social_worker()
        journey.gone_on_with_by_two_at_once()
        journey.sent_whole_by_the_teacher("Draft")
        journey.reviewed("no", "not-meeting", "It goes back to those who wrote it")
        journey.put_right_by_the_teacher()
        journey.reviewed("yes", "meeting", "It is complete")
        journey.said_to_its_writers(is_back=False)
        journey.at_the_plan(journey.teacher, "Complete")
        manager = journey.manager
        manager.at("/")
        built = tmp_path / "site"
        build(manager.root, built)
        judged = judged_on_the_site(browser, built)
        assert judged == ["Meeting the expected standard", "Not meeting the expected standard"]


def build(root: Path, site: Path) -> None:
    """Build the staff's site, as whoever keeps it does."""
    words = ("--audience", "staff", "--as-of", MAY.date().isoformat(), "--out", str(site))
    done = CliRunner().invoke(main, ["build", *words, "-C", str(root)])
    assert done.exit_code == 0, done.output


def judged_on_the_site(browser: Browser, site: Path) -> list[str]:
    """Return how the plan was judged that day, as the page of its school has it."""
    page = browser.new_page()
    page.goto((site / "schools" / f"{SCHOOL}.html").as_uri())
    rows = page.locator("tr", has_text=OLDER_CHILD).filter(has_text="expected standard")
    cells = [" ".join(one.split("\t")[-1].split()) for one in rows.all_inner_texts()]
    page.close()
    return sorted(cells)


def _values(path: Path) -> dict[str, Any]:
    values = parse(path.read_bytes(), path.name)
    assert isinstance(values, dict)
    return values
