"""Ten questions that people bring to the site, and the way to each answer.

Run `python -m tools.ten_questions` after a change to the pages: it walks each way through the sites
of the example workspace at the width of a phone, takes a picture where it ends, and writes
docs/guides/ten-questions.md. It needs what `python -m tools.forms_pictures` needs.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pepsite.forms.questions.blank import blank_peps
from pepsite.records.authority import Audience
from pepsite.usecases.build_site import build_site
from tools.pictures import chromium, keep

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

WIDTH, HEIGHT = 390, 780
DAY = date(2026, 5, 15)
MENU = "Menu"
AUDIENCES = (Audience.PUBLIC, Audience.STAFF, Audience.BOARD)

_HERE = Path(__file__).parents[1]
PAGE = _HERE / "docs" / "guides" / "ten-questions.md"
_SITE_NAMES = {
    Audience.PUBLIC: "the public site",
    Audience.STAFF: "the site for staff",
    Audience.BOARD: "the site for the board",
}


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks, which links they press from the first page, and what answers it.

    `answer` is the heading under which the answer stands, `words` a pattern of some of it.
    """

    asked_by: str
    asks: str
    audience: Audience
    presses: tuple[str, ...]
    answer: str
    words: str


QUESTIONS = (
    Question(
        "The head of a virtual school",
        "What is late today, and where do I begin?",
        Audience.STAFF,
        ("late",),
        "Schools to look at first",
        r"something late",
    ),
    Question(
        "The head of a virtual school",
        "Which plans of this term still wait for us to judge them?",
        Audience.STAFF,
        ("waiting for quality assurance",),
        "Every child due a PEP this term",
        r"Waiting for quality assurance",
    ),
    Question(
        "The head of a virtual school",
        "Which children have no school place, and what should we raise for them?",
        Audience.STAFF,
        ("No school place on record",),
        "To raise",
        r"late",
    ),
    Question(
        "A designated teacher",
        "What do I do before, during and after the meeting?",
        Audience.PUBLIC,
        ("Designated teacher",),
        "Before the meeting",
        r"meeting",
    ),
    Question(
        "A designated teacher",
        "What does a strong target look like?",
        Audience.PUBLIC,
        ("Targets that work",),
        "From weak to strong",
        r"Strong",
    ),
    Question(
        "A designated teacher",
        "What may the pupil premium plus be spent on?",
        Audience.PUBLIC,
        (MENU, "Pupil premium plus"),
        "What it can be for",
        r"Teaching, one to one",
    ),
    Question(
        "A social worker",
        "A child came into care last night. What has to happen, and by when?",
        Audience.PUBLIC,
        ("in an emergency",),
        "By when",
        r"within \d+",
    ),
    Question(
        "A social worker",
        "How late is a PEP allowed to be?",
        Audience.PUBLIC,
        (MENU, "All timescales"),
        "How late is a PEP allowed to be?",
        r"It is not\.",
    ),
    Question(
        "A board member",
        "Do the children have a plan that is up to date?",
        Audience.BOARD,
        ("How the education of children in care goes",),
        "PEPs that are up to date",
        r"\d+ of \d+",
    ),
    Question(
        "A board member",
        "How do we know that the plans are any good?",
        Audience.BOARD,
        (MENU, "How quality is assured"),
        "The second look: some, again",
        r"again",
    ),
)


def build_sites(workspace: Path, folder: Path) -> None:
    """Build the site of each audience into a folder of its name."""
    for audience in AUDIENCES:
        build_site(workspace, audience, DAY, folder / audience, blanks=blank_peps)


def walk(page: Page, sites: Path, question: Question) -> Locator:
    """Press what the way says, from the first page on, and return the heading of the answer."""
    page.goto((sites / question.audience / "index.html").as_uri())
    place = page.locator("article")
    for name in question.presses:
        if name == MENU:
            page.get_by_role("button", name=MENU).click()
            place = page.locator(".md-sidebar--primary")
        else:
            place.get_by_role("link", name=name).first.click()
            place = page.locator("article")
    return page.locator("article").get_by_role("heading", name=question.answer).first


def as_page() -> str:
    """Return the page that tells the questions and the ways."""
    lines = [
        "# Ten questions, and the way to each answer",
        "",
        "These are questions that people bring to the site. Each way begins on the first page, at "
        "the width of a phone, and takes three presses at most. A test walks each of them, and "
        "looks whether the answer stands on paper too when the last page is printed. The pictures "
        "show the example workspace: everyone in it is invented.",
        "",
        "<!-- Written by `python -m tools.ten_questions`. -->",
    ]
    for number, one in enumerate(QUESTIONS, 1):
        way = ", then ".join(f"“{name}”" for name in one.presses)
        lines += [
            "",
            f"## {number}. {one.asks}",
            "",
            f"*{one.asked_by}, on {_SITE_NAMES[one.audience]}.* Press {way}. "
            f"The answer is under “{one.answer}”.",
            "",
            f"![The page where the answer is, on a phone](../pictures/{_picture(number)}.png)",
        ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Take the pictures and write the page."""
    with tempfile.TemporaryDirectory(prefix="pepsite-pictures-") as folder, chromium() as browser:
        build_sites(_HERE, Path(folder))
        page = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce"
        )
        for number, question in enumerate(QUESTIONS, 1):
            heading = walk(page, Path(folder), question)
            # First to the top: where somebody scrolls up, the theme offers the way there.
            for at in (0, int(heading.evaluate("heading => heading.offsetTop")) - 80):
                page.evaluate("at => scrollTo(0, at)", at)
                page.wait_for_timeout(300)
            keep(_picture(number), page.screenshot(animations="disabled"))
    PAGE.write_text(as_page(), encoding="utf-8")


def _picture(number: int) -> str:
    return f"question-{number:02d}"


if __name__ == "__main__":
    main()
