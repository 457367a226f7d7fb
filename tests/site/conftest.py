"""The invented site, written and built once for all who only look at it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pepsite.privacy.published import PublishedSite
from pepsite.site.html import build_html
from pepsite.site.markdown import write_markdown
from tests.site.invented import BOARD_SITE, NEW_SITE, PUBLIC_SITE, STAFF_SITE

SITES = {"public": PUBLIC_SITE, "staff": STAFF_SITE, "board": BOARD_SITE, "new": NEW_SITE}


@pytest.fixture(scope="session", params=list(SITES))
def site(request: pytest.FixtureRequest) -> PublishedSite:
    return SITES[request.param]


@pytest.fixture(scope="session")
def markdown(site: PublishedSite, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the Markdown; nobody writes into it."""
    folder = tmp_path_factory.mktemp("site") / "markdown"
    write_markdown(site, folder)
    return folder


@pytest.fixture(scope="session")
def html(markdown: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the built site; nobody writes into it."""
    out = tmp_path_factory.mktemp("site") / "html"
    build_html(markdown, out)
    return out
