"""Takes the picture of the README: the page of one school of the example workspace.

Run `python -m tools.readme_picture` after a change to the page. It needs what
`python -m tools.forms_pictures` needs.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from pepsite.records.authority import Audience
from pepsite.usecases.build_site import build_site
from tools.pictures import chromium, keep
from tools.ten_questions import DAY

SCHOOL = "sc-b795m3rrcrymg"
_ROOT = Path(__file__).parents[1]
_WIDTH, _HEIGHT = 1280, 960


def main() -> None:
    """Take the picture."""
    with tempfile.TemporaryDirectory(prefix="pepsite-picture-") as folder, chromium() as browser:
        site = Path(folder, "site")
        build_site(_ROOT, Audience.STAFF, DAY, site)
        page = browser.new_page(
            viewport={"width": _WIDTH, "height": _HEIGHT}, reduced_motion="reduce"
        )
        page.goto((site / "schools" / f"{SCHOOL}.html").as_uri())
        keep("school-page", page.screenshot(animations="disabled"))


if __name__ == "__main__":
    main()
