"""The invented site, written and built once for all who only look at it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.site.built import SITES, html_of, markdown_of


@pytest.fixture(scope="session", params=list(SITES))
def audience(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def markdown(audience: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the Markdown; nobody writes into it."""
    return markdown_of(tmp_path_factory, audience)


@pytest.fixture(scope="session")
def html(audience: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the built site; nobody writes into it."""
    return html_of(tmp_path_factory, audience)
