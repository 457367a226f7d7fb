"""Chromium, and the invented sites built for it to open from their folders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from pepsite.site.html import build_html
from pepsite.site.markdown import markdown_files, put_files
from pepsite.store.packs import shipped_packs
from pepsite.usecases.show_policy import show_policy
from tests.site.built import SITES, html_of
from tests.site.invented import PUBLIC_SITE

POLICY_DAY = date(2026, 5, 15)
_QUIETLY = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser(browser_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=_QUIETLY)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the site of each audience in a folder of its own."""
    (folder,) = {html_of(tmp_path_factory, audience).parent for audience in SITES}
    return folder


@pytest.fixture(scope="session")
def policy_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the page of each policy that ships, `policy-NAME.html`, as one site."""
    folder = tmp_path_factory.mktemp("policies")
    files: dict[str, bytes] = {}
    for name in shipped_packs():
        guidance = replace(PUBLIC_SITE.guidance, policy=show_policy(name, POLICY_DAY))
        files |= markdown_files(replace(PUBLIC_SITE, guidance=guidance))
        files[f"docs/policy-{name}.md"] = files.pop("docs/policy.md")
    files["docs/policy.md"] = b"# Policy"
    files["mkdocs.yml"] += b"not_in_nav: policy-*.md"
    put_files(files, folder / "markdown")
    build_html(folder / "markdown", folder / "site")
    return folder / "site"
