"""Takes the pictures of docs/guides/forms.md: the forms, opened on an invented virtual school.

Run `python -m tools.forms_pictures` after a change to the pages. It needs the group `dev` of
`pyproject.toml` and a Chromium, by default the one of the system (`CHROMIUM` names another).
"""

from __future__ import annotations

import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pepsite.forms.web.desk import Desk
from pepsite.forms.web.serving import Forms
from pepsite.records.codes import Role
from pepsite.records.pep import PepStatus, PepType
from pepsite.store.drafts import Drafts
from pepsite.usecases.make_demo import make_demo
from tools.pictures import chromium, keep

if TYPE_CHECKING:
    from playwright.sync_api import Page

_DAY = datetime.fromisoformat("2026-05-15T10:00:00+01:00")
_CHILDREN, _SEED = 12, 1
_WIDTH, _HEIGHT = 640, 800


def main() -> None:
    """Take all pictures."""
    with tempfile.TemporaryDirectory(prefix="pepsite-pictures-") as folder:
        root = Path(folder, "workspace")
        make_demo(root, _CHILDREN, _SEED, None)
        for words in (("init", "-q", "-b", "main"), ("add", "-A"), ("commit", "-qm", "Begin")):
            subprocess.run(("git", "-C", root, *words), check=True)  # noqa: S603, S607  # Git
        take(root, Path(folder))


def take(root: Path, state: Path) -> None:
    """Go the way of a plan, and take a picture of each step."""
    officer = _of_role(root, state, Role.VIRTUAL_SCHOOL_OFFICER)
    child, pep = _waiting(officer)
    with _opened(officer) as page:
        _picture(page, "forms-start")
        page.goto(f"/child/{child}")
        _press(page, "Begin a new plan")
        page.get_by_label("Review").check()
        _press(page, "Continue")
        tasks = page.url
        _picture(page, "forms-plan")
        page.goto(f"{tasks}/as-before/help")
        _picture(page, "forms-still-right")
        page.goto(f"{tasks}/page/attendance")
        _press(page, "Add attendance")
        page.get_by_label("Sessions that were possible").fill("many")
        _press(page, "Save and continue")
        _picture(page, "forms-error")
        page.goto(f"/child/{child}/plan/{pep}")
        _press(page, "Quality assure a plan")
        _review(page)
    other = _of_role(root, state, Role.PHASE_MANAGER)
    with _opened(other) as page:
        page.goto("/review")
        _picture(page, "forms-waiting")


def _review(page: Page) -> None:
    """Answer every question, and send the plan back."""
    tasks = page.url
    page.get_by_role("link", name="The questions").click()
    page.wait_for_url("**/page/question-*")
    _picture(page, "forms-review")
    while "/page/question-" in page.url:
        page.locator("input[type=radio]").nth(1).check()
        page.locator("textarea").fill("The plan does not say so.")
        _press(page, "Save and continue")
    page.goto(f"{tasks}/page/rating")
    page.locator("input[type=radio]").last.check()
    _press(page, "Save and continue")
    page.locator("textarea").fill("Say of each target by when it is met, and how anyone can tell.")
    _press(page, "Save and continue")
    page.goto(f"{tasks}/end")
    page.get_by_label("It goes back to those who wrote it").check()
    _picture(page, "forms-what-happens")
    _press(page, "Save and continue")
    _press(page, "Send for review")


def _of_role(root: Path, state: Path, role: Role) -> Desk:
    here = Desk(root, "", Drafts.open(state / role, state / f"{role}.txt", workspace=root), _now)
    # A picture shows what is worked out.
    here.ahead.patience = here.waiting.patience = here.wishes.patience = 60
    people = here.shared.register.people.values()
    here.person_id = next(one.id for one in people if one.active and one.role is role)
    return here


def _now() -> datetime:
    return _DAY


def _waiting(here: Desk) -> tuple[str, str]:
    """Return a child with a plan that waits to be quality assured."""
    for child in here.children:
        casefile = here.casefile(child)
        for pep in casefile.peps if casefile else ():
            if pep.status is PepStatus.SUBMITTED and pep.type is PepType.REVIEW:
                return child, pep.id
    message = "no plan waits in the demo; take another seed"
    raise SystemExit(message)


@contextmanager
def _opened(desk: Desk) -> Iterator[Page]:
    forms = Forms(desk, 0, print)
    threading.Thread(target=forms.run, daemon=True).start()
    with chromium() as browser:
        page = browser.new_page(
            base_url=f"http://{forms.host}", viewport={"width": _WIDTH, "height": _HEIGHT}
        )
        page.goto(forms.new_link())
        _press(page, "Open the forms")
        yield page
    forms.close()


def _press(page: Page, name: str) -> None:
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("button", name=name).last.click()


def _picture(page: Page, name: str) -> None:
    height = min(_HEIGHT, int(page.evaluate("document.documentElement.scrollHeight")))
    taken = page.screenshot(
        clip={"x": 0, "y": 0, "width": _WIDTH, "height": height}, animations="disabled"
    )
    keep(name, taken)


if __name__ == "__main__":
    main()
