"""Is a page of the forms light, and does keeping what was typed cost more than showing it?

Both are asked of the real server in the same run, beside thousands of PEPs.
"""

from __future__ import annotations

import argparse
import http.client
import re
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.parts.histories import with_history
from benchmarks.parts.tables import say, table, target, times
from benchmarks.parts.workspaces import with_peps
from pepsite.forms.web.desk import Desk
from pepsite.forms.web.serving import Forms
from pepsite.records.codes import Role
from pepsite.store.drafts import Drafts

_TIMES = 100
_AT_MOST = 3
"""How many times as long as showing a page keeping it may take, ninety-five times in a hundred."""
_MOST_MB = 80
_NOW = datetime(2026, 5, 15, 10, 0, tzinfo=UTC)
_RESIDENT = re.compile(r"VmRSS:\s*(\d+) kB")


def main() -> None:
    """Print one table, and what came of the targets."""
    parser = argparse.ArgumentParser(description="The forms beside thousands of PEPs.")
    parser.add_argument("--peps", type=int, default=12_000, help="How many PEPs at least.")
    asked = parser.parse_args()
    root = with_history(with_peps(asked.peps))
    say(f"\n{root}")
    with tempfile.TemporaryDirectory() as folder:
        drafts = Drafts.open(Path(folder, "drafts"), Path(folder, "key.txt"))
        desk = Desk(root, "", drafts, lambda: _NOW)
        people = desk.shared.register.people.values()
        desk.person_id = next(
            one.id for one in people if one.active and one.role is Role.VIRTUAL_SCHOOL_OFFICER
        )
        forms = Forms(desk, 0, say)
        threading.Thread(target=forms.run, daemon=True).start()
        _measure(_Browser(forms), desk.children[0])
        forms.close()


class _Browser:
    """As much of a browser as it takes: a cookie, a token, and one connection."""

    def __init__(self, forms: Forms) -> None:
        self._connection = http.client.HTTPConnection(forms.host)
        self._headers = {"Origin": f"http://{forms.host}"}
        key = forms.sessions.new_link_key()
        answer, _ = self.post("/open", {"key": key})
        self._headers["Cookie"] = str(answer.headers["Set-Cookie"]).partition(";")[0]
        self.token = re.findall(r'name="_token" value="([^"]*)"', self.get("/"))[0]

    def get(self, address: str) -> str:
        self._connection.request("GET", address, headers=self._headers)
        return self._connection.getresponse().read().decode()

    def post(self, address: str, sent: dict[str, str]) -> tuple[http.client.HTTPResponse, str]:
        headers = self._headers | {"Content-Type": "application/x-www-form-urlencoded"}
        self._connection.request("POST", address, urlencode(sent), headers)
        answer = self._connection.getresponse()
        return answer, answer.read().decode()


def _measure(browser: _Browser, child: str) -> None:
    sent = {"_token": browser.token}
    begun, _ = browser.post("/form/pep", sent | {"child": child, "type": "review"})
    page = f"{begun.headers['Location']}/page/strengths"

    def save(number: int) -> None:
        seen = re.findall(r'name="_seen" value="(\d+)"', browser.get(page))[0]
        began = time.perf_counter()
        browser.post(page, sent | {"_seen": seen, "strengths": f"Reads well. {number}"})
        kept.append(time.perf_counter() - began)

    kept: list[float] = []
    shown = _p95(lambda _: browser.get(page))
    for number in range(_TIMES):
        save(number)
    saved = sorted(kept)[int(0.95 * _TIMES)]
    memory = _resident_mb()
    table(
        ("", "milliseconds, 95 in 100", "times showing it"),
        [
            ["a page shown", f"{shown * 1000:.1f}", "1.0"],
            ["saved and gone on from", f"{saved * 1000:.1f}", times(saved / shown)],
        ],
    )
    ratio = saved / shown
    target(
        f"saving within {_AT_MOST} times showing", f"{times(ratio)} times", met=ratio <= _AT_MOST
    )
    target(f"the server below {_MOST_MB} MB", f"{memory:.0f} MB", met=memory < _MOST_MB)


def _p95(do: Callable[[int], object]) -> float:
    took = []
    for number in range(_TIMES):
        began = time.perf_counter()
        do(number)
        took.append(time.perf_counter() - began)
    return sorted(took)[int(0.95 * _TIMES)]


def _resident_mb() -> float:
    """Return what this process, server and all, holds in memory."""
    told = _RESIDENT.search(Path("/proc/self/status").read_text(encoding="utf-8"))
    return int(told[1]) / 1024 if told else 0.0


if __name__ == "__main__":
    main()
