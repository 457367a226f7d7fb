"""Takes the pictures of docs/guides/forms.md: the forms, opened on an invented virtual school.

Run `python -m tools.forms_pictures` after a change to the pages. It needs the group `test` of
`pyproject.toml` and a Chromium, by default the one of the system (`CHROMIUM` names another).
"""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import tempfile
import threading
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from pepsite.forms.web.desk import Desk
from pepsite.forms.web.serving import Forms
from pepsite.records.codes import Role
from pepsite.records.pep import PepStatus, PepType
from pepsite.store.drafts import Drafts
from pepsite.usecases.make_demo import make_demo

if TYPE_CHECKING:
    from playwright.sync_api import Page

_PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
_DAY = datetime.fromisoformat("2026-05-15T10:00:00+01:00")
_CHILDREN, _SEED = 12, 1
_WIDTH, _HEIGHT = 640, 800
_WITH_ALPHA, _COLOURS = 6, 32


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
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or shutil.which("chromium") or "chromium"
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-lcd-text"]
        )
        page = browser.new_page(
            base_url=f"http://{forms.host}", viewport={"width": _WIDTH, "height": _HEIGHT}
        )
        page.goto(forms.new_link())
        _press(page, "Open the forms")
        yield page
        browser.close()
    forms.close()


def _press(page: Page, name: str) -> None:
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("button", name=name).last.click()


def _picture(page: Page, name: str) -> None:
    height = min(_HEIGHT, int(page.evaluate("document.documentElement.scrollHeight")))
    taken = page.screenshot(
        clip={"x": 0, "y": 0, "width": _WIDTH, "height": height}, animations="disabled"
    )
    (_PICTURES / f"{name}.png").write_bytes(_small(taken))


def _small(png: bytes) -> bytes:
    """Return a picture with a palette of its commonest colours: a page has few of them."""
    width, height = struct.unpack(">II", png[16:24])
    step = 4 if png[25] == _WITH_ALPHA else 3
    rows = _unfiltered(zlib.decompress(_data(png)), width * step, step)
    pixels = [bytes(row[at : at + 3]) for row in rows for at in range(0, len(row), step)]
    palette = [one for one, _ in Counter(pixels).most_common(_COLOURS)]
    known = {one: index for index, one in enumerate(palette)}
    for one in set(pixels) - set(known):
        known[one] = min(range(len(palette)), key=lambda at: _far(palette[at], one))
    lines = bytearray()
    for at in range(0, len(pixels), width):
        lines += b"\0" + bytes(known[one] for one in pixels[at : at + width])
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = (
        (b"IHDR", head),
        (b"PLTE", b"".join(palette)),
        (b"IDAT", zlib.compress(bytes(lines), 9)),
    )
    return png[:8] + b"".join(_chunk(*one) for one in (*chunks, (b"IEND", b"")))


def _far(one: bytes, other: bytes) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _data(png: bytes) -> bytes:
    """Return the compressed pixels of a PNG, from all of its parts."""
    found, at = b"", 8
    while at < len(png):
        length = struct.unpack(">I", png[at : at + 4])[0]
        if png[at + 4 : at + 8] == b"IDAT":
            found += png[at + 8 : at + 8 + length]
        at += length + 12
    return found


def _unfiltered(data: bytes, stride: int, step: int) -> Iterator[bytearray]:
    """Yield the rows of pixels as they are, by the five filters of the format."""
    before = bytearray(stride)
    for at in range(0, len(data), stride + 1):
        kind, row = data[at], bytearray(data[at + 1 : at + 1 + stride])
        for index in range(stride):
            left = row[index - step] if index >= step else 0
            corner = before[index - step] if index >= step else 0
            row[index] = (row[index] + _guess(kind, left, before[index], corner)) & 255
        yield row
        before = row


def _guess(kind: int, left: int, above: int, corner: int) -> int:
    match kind:
        case 1:
            return left
        case 2:
            return above
        case 3:
            return (left + above) // 2
        case 4:
            return min((left, above, corner), key=lambda one: abs(left + above - corner - one))
        case _:
            return 0


if __name__ == "__main__":
    main()
