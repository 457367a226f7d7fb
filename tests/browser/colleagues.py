"""People who work on one plan: each at a computer with a clone, the real command and a browser."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.forms_pages import MAY, opened, press
from tests.forms.opened import workspace_in_git

_ON_THAT_DAY = f"""
import sys
from datetime import datetime
from functools import partial
from pepsite.cli import forms_command
from pepsite.cli.main import main
from pepsite.forms import in_touch

class Clock(datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.fromisoformat({MAY.isoformat()!r})

forms_command.datetime = Clock
in_touch.in_touch = partial(in_touch.in_touch, pace=in_touch.Pace(looks=0.5, hears=1))
main(sys.argv[1:])
"""
"""The command, on the day of the example: the same records are no longer complete years later.

It asks what is new each second, so that nobody here waits for long.
"""
_SECONDS = 180
_BETWEEN = 0.5
"""Seconds until somebody looks again: each time a page is made and shown, by a busy computer."""


@dataclass
class Colleague:
    """Somebody with a clone of what all share, and the forms open on it at an address."""

    person: str
    home: str
    root: Path
    shared: Path
    page: Page

    def at(self, address: str) -> Page:
        """Open a page, again and again until it is of what was accepted last."""
        end = time.monotonic() + _SECONDS
        self.page.goto(f"{self.home}{address}")
        while _tip(self.root) != _tip(self.shared):
            assert time.monotonic() < end, f"{self.person} never hears what was accepted"
            time.sleep(_BETWEEN)
            self.page.reload()
        self.page.reload()
        return self.page

    def start_page(self) -> str:
        """Return what the start page says, once nothing of it is still being worked out."""
        page, end = self.at("/"), time.monotonic() + _SECONDS
        while "being worked out" in (said := page.inner_text("main")):
            assert time.monotonic() < end, f"{self.person} is never told what waits"
            time.sleep(_BETWEEN)
            page.reload()
        return said

    def sent(self) -> str:
        """Return the reference of what was just sent, once it is where all can see it."""
        assert "/sent/" in self.page.url, self.page.inner_text("main")[:800]
        reference = self.page.inner_text(".govuk-panel__body").rpartition(" ")[2]
        end = time.monotonic() + _SECONDS
        while not _git(self.shared, "for-each-ref", f"refs/heads/forms/{reference}"):
            assert time.monotonic() < end, f"{reference} never arrives"
            time.sleep(0.05)
        return reference

    def accept(self, reference: str) -> None:
        """Look at what somebody sent, and accept it."""
        end = time.monotonic() + _SECONDS
        link = self.page.locator(f'a[href$="/{reference}"]')
        self.page.goto(f"{self.home}/review")
        while not link.count():
            assert time.monotonic() < end, f"{self.person} never hears of {reference}"
            time.sleep(_BETWEEN)
            self.page.reload()
        with self.page.expect_navigation(wait_until="load"):
            link.click()
        press(self.page, "Accept it")
        assert self.page.get_by_role("heading", level=1).inner_text() == "Accepted"


@contextmanager
def colleagues(
    folder: Path,
    browser: Browser,
    people: Mapping[str, str],
    *,
    without: str,
    scripts: bool,
    width: int,
) -> Iterator[dict[str, Colleague]]:
    """Open the forms for each of these people, on a workspace `without` some of its files."""
    (folder / "without.txt").write_text(without, encoding="utf-8")
    first, shared = workspace_in_git(folder / "first", folder), folder / "shared.git"
    _git(folder, "clone", "-q", "--bare", str(first), str(shared))
    with ExitStack() as stack:
        running = {
            name: stack.enter_context(_running(folder / name, shared, person))
            for name, person in people.items()
        }
        links = {name: _link(one) for name, one in running.items()}
        yield {
            name: Colleague(
                people[name],
                link.partition("/open?")[0],
                folder / name / "clone",
                shared,
                stack.enter_context(opened(browser, link, scripts=scripts, width=width)),
            )
            for name, link in links.items()
        }


@contextmanager
def _running(folder: Path, shared: Path, person: str) -> Iterator[subprocess.Popen[str]]:
    """Run `pepsite forms` on a computer of its own: other settings, another place for drafts."""
    clone = folder / "clone"
    _git(shared, "clone", "-q", str(shared), str(clone))
    own = {f"XDG_{one}_HOME": str(folder / one) for one in ("CONFIG", "DATA", "STATE", "CACHE")}
    words = ("forms", "--as", person, "--no-browser", "-C", str(clone))
    with subprocess.Popen(
        (sys.executable, "-c", _ON_THAT_DAY, *words), env={**os.environ, **own},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as running:  # fmt: skip
        try:
            yield running
        finally:
            running.terminate()
        _, said = running.communicate(timeout=_SECONDS)
    assert [line for line in said.splitlines() if not line.startswith("The link")] == []


def _link(running: subprocess.Popen[str]) -> str:
    assert running.stdout is not None
    found = re.search(r"http://\S+", running.stdout.readline())
    assert found is not None, running.stderr and running.stderr.read()
    return found[0]


def _tip(folder: Path) -> str:
    return _git(folder, "rev-parse", "main")


def _git(folder: Path, *words: str) -> str:
    done = subprocess.run(("git", *words), cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()
