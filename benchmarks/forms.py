"""Are the forms light, and does keeping what was typed cost more than showing it?

All is asked of the real server, alone in a process of its own, beside thousands of PEPs, in one
run: how long pages take, what one weighs with all that a browser fetches for it, and what the
server holds in memory when a whole plan has been shown, saved, checked and sent.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from benchmarks.parts.histories import with_history
from benchmarks.parts.measuring import BenchmarkError, memory_of, pepsite
from benchmarks.parts.tables import say, table, target, times
from benchmarks.parts.workspaces import with_peps
from pepsite.records.codes import Role
from pepsite.usecases.workspace import child_ids, open_people

_TIMES = 400
_LOOKS = 300
"""Seconds in which what waits has to be known on the start page."""
_AT_MOST = 3
"""How many times as long as showing a page keeping it may take, ninety-five times in a hundred."""
_MOST_MB = 80
_MOST_KB = 40
_LINK = re.compile(r"http://\S+")
_FETCHED = re.compile(r'(?:href|src)="([^"]*/assets/[^"]+)"')
_IMPORTED = re.compile(r"from '\./([^']+)'")


def main() -> None:
    """Print the tables, and what came of the targets."""
    parser = argparse.ArgumentParser(description="The forms beside thousands of PEPs.")
    parser.add_argument("--peps", type=int, default=12_000, help="How many PEPs at least.")
    asked = parser.parse_args()
    kept = with_history(with_peps(asked.peps))
    say(f"\n{kept}")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "workspace")
        # A copy of its own, with nothing to send to: what is sent stays in it.
        _git("clone", "--quiet", "--shared", str(kept), str(root))
        _git("-C", str(root), "remote", "remove", "origin")
        with _serving(root, Path(folder)) as (pid, link):
            _measure(_Browser(link), root, pid)


def _git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True)  # noqa: S607  # git, wherever it is


@contextmanager
def _serving(root: Path, folder: Path) -> Iterator[tuple[int, str]]:
    """Start `pepsite forms` as an officer does; yield its process and the link it prints."""
    _, people = open_people(root)
    officer = next(
        one.id for one in people.values() if one.active and one.role is Role.VIRTUAL_SCHOOL_OFFICER
    )
    environment = {
        **os.environ,
        "PEPSITE_DRAFTS": str(folder / "drafts"),
        "PEPSITE_SETTINGS": str(folder / "settings.toml"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_STATE_HOME": str(folder / "state"),
        "XDG_DATA_HOME": str(folder / "data"),
    }
    command = pepsite("forms", "--no-browser", "--as", officer, "--workspace", root)
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=environment, text=True
    ) as server:
        try:
            said = _LINK.search(server.stdout.readline() if server.stdout else "")
            if said is None:
                message = "the forms did not start"
                raise BenchmarkError(message)
            yield server.pid, said[0]
        finally:
            server.terminate()


class _Browser:
    """As much of a browser as it takes: a cookie, a token, and one connection."""

    def __init__(self, link: str) -> None:
        there = urlsplit(link)
        self._connection = http.client.HTTPConnection(there.netloc)
        self._headers = {"Origin": f"http://{there.netloc}"}
        self._below = there.path.removesuffix("/open")
        answer, _ = self.post("/open", {"key": parse_qs(there.query)["key"][0]})
        self._headers["Cookie"] = str(answer.headers["Set-Cookie"]).partition(";")[0]
        self.token = re.findall(r'name="_token" value="([^"]*)"', self.get("/"))[0]

    def get(self, address: str) -> str:
        self._connection.request("GET", self._whole(address), headers=self._headers)
        return self._connection.getresponse().read().decode()

    def post(self, address: str, sent: dict[str, str]) -> tuple[http.client.HTTPResponse, str]:
        headers = self._headers | {"Content-Type": "application/x-www-form-urlencoded"}
        self._connection.request("POST", self._whole(address), urlencode(sent), headers)
        answer = self._connection.getresponse()
        return answer, answer.read().decode()

    def _whole(self, address: str) -> str:
        """Return an address below the path that only this server knows."""
        return address if address.startswith(self._below) else f"{self._below}{address}"

    def weight(self, address: str) -> float:
        """Return the KB of a page and of all that a browser fetches for it, as gzip packs them."""
        page = self.get(address)
        waiting = [*_FETCHED.findall(page)]
        fetched = {}
        while waiting:
            one = waiting.pop()
            if one not in fetched:
                fetched[one] = self.get(one)
                waiting += [
                    f"{one.rpartition('/')[0]}/{name}" for name in _IMPORTED.findall(fetched[one])
                ]
        return sum(len(gzip.compress(text.encode())) for text in (page, *fetched.values())) / 1000


def _measure(browser: _Browser, root: Path, pid: int) -> None:
    started = memory_of(pid)
    _wait_for_the_lists(browser)
    looked = memory_of(pid)
    sent = {"_token": browser.token}
    child = child_ids(root)[0]
    begun, _ = browser.post("/form/pep", sent | {"child": child, "type": "review"})
    form = begun.headers["Location"]
    page = f"{form}/page/strengths"
    shown, saved = _in_turns(browser, sent, page)
    filled_in = memory_of(pid)
    whole = _whole_plan(browser, sent, root, child)
    weights = {
        "a page": browser.weight(page),
        "the task list": browser.weight(form),
        "check your answers": browser.weight(f"{whole}/check"),
        "the page to read it": browser.weight(
            f"/child/{child}/plan/{whole.rpartition('/')[2]}/read"
        ),
    }
    answer, _ = browser.post(f"{form}/send", sent)
    if "/sent/" not in str(answer.headers["Location"]):
        message = f"the plan was not sent: {answer.status}"
        raise BenchmarkError(message)
    after = memory_of(pid)
    school = min(one.stem for one in Path(root, "records", "schools").glob("*.yaml"))
    _, found = browser.post("/search", sent | {"wanted": school})
    if "/child/" not in found:
        message = "the search for a school shows no child"
        raise BenchmarkError(message)
    searched = memory_of(pid)
    _tell_times(shown, saved)
    table(
        ("with all it fetches, packed", "KB"),
        [[f"{what} of a whole plan", f"{weight:.1f}"] for what, weight in weights.items()],
    )
    table(
        ("the server alone", "resident MB", "with shared libraries in parts"),
        [
            [what, f"{one.resident:.0f}", f"{one.own:.0f}"]
            for what, one in (
                ("just started", started),
                ("what waits is known", looked),
                (f"a page shown and saved {_TIMES} times", filled_in),
                ("a whole plan checked and read, and one sent", after),
                ("a school looked for, with its children", searched),
            )
        ],
    )
    heaviest = max(weights.values())
    target(f"pages below {_MOST_KB} KB", f"{heaviest:.1f} KB", met=heaviest < _MOST_KB)
    memory = max(one.resident for one in (started, looked, filled_in, after, searched))
    target(f"the server below {_MOST_MB} MB", f"{memory:.0f} MB", met=memory < _MOST_MB)


def _whole_plan(browser: _Browser, sent: dict[str, str], root: Path, child: str) -> str:
    """Open the child's largest plan that is there, every section of it filled in."""
    plans = Path(root, "records", "children", child, "peps").glob("*.yaml")
    largest = max(plans, key=lambda one: one.stat().st_size)
    opened, _ = browser.post("/form/pep", sent | {"child": child, "record": largest.stem})
    return str(opened.headers["Location"])


def _tell_times(shown: float, saved: float) -> None:
    ratio = saved / shown
    table(
        ("", "milliseconds, 95 in 100", "times showing it"),
        [
            ["a page shown", f"{shown * 1000:.1f}", "1.0"],
            ["saved and gone on from", f"{saved * 1000:.1f}", times(ratio)],
        ],
    )
    target(
        f"saving within {_AT_MOST} times showing", f"{times(ratio)} times", met=ratio <= _AT_MOST
    )


def _wait_for_the_lists(browser: _Browser) -> None:
    """Wait until the start page knows what waits: that is worked out beside the pages."""
    for _ in range(_LOOKS):
        if "As of" in browser.get("/"):
            return
        time.sleep(1)
    message = "what waits was not known in time"
    raise BenchmarkError(message)


def _in_turns(browser: _Browser, sent: dict[str, str], page: str) -> tuple[float, float]:
    """Return how long it takes to show a page, and to save it and go on, at the slowest but few.

    In turns, so that whatever else the machine does meanwhile is in the way of both.
    """
    shown: list[float] = []
    saved: list[float] = []
    for number in range(_TIMES):
        began = time.perf_counter()
        seen = re.findall(r'name="_seen" value="(\d+)"', browser.get(page))[0]
        done = time.perf_counter()
        answer, _ = browser.post(page, sent | {"_seen": seen, "strengths": f"Reads well. {number}"})
        saved.append(time.perf_counter() - done)
        shown.append(done - began)
        if answer.status != HTTPStatus.SEE_OTHER:
            message = f"the page was not saved and gone on from: {answer.status}"
            raise BenchmarkError(message)
    return tuple(sorted(times)[int(0.95 * _TIMES)] for times in (shown, saved))  # type: ignore[return-value]  # two


if __name__ == "__main__":
    main()
