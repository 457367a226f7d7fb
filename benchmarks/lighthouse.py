"""What does Lighthouse say of five types of pages, as a phone with a slow connection gets them?

The invented virtual school, built and served compressed. Lighthouse is what
`benchmarks/parts/lighthouse/package-lock.json` names; npm installs it under `.bench/`. It needs
Node 18 or later and Chromium, and says so where there is none. Other work on the computer at the
same time makes the figures worse: of each page the middle one of three runs counts.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from statistics import median

from benchmarks.parts.compressed import compressed
from benchmarks.parts.measuring import BenchmarkError, pepsite, run
from benchmarks.parts.tables import say, table, target
from benchmarks.parts.workspaces import AS_OF, KEPT, with_children

_CHILDREN = 40
_AT_LEAST = 95
_RUNS = 3
_CATEGORIES = ("accessibility", "best-practices", "performance")
_TOOL = Path(__file__).parent / "parts" / "lighthouse"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def main() -> None:
    """Print a table, and what came of the target."""
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser is None or shutil.which("npm") is None:
        say("Lighthouse was not asked: it needs Node with npm, and Chromium")
        return
    tool = _installed()
    workspace = with_children(_CHILDREN)
    scores: dict[str, dict[str, float]] = {}
    for audience in ("public", "staff"):
        site = KEPT / f"lighthouse-{audience}"
        options = ("--audience", audience, "--as-of", AS_OF, "--out", site)
        run(pepsite("build", "--workspace", workspace.root, *options))
        with compressed(site) as address:
            for name, path in _pages(audience, site).items():
                scores[f"{audience}: {name}"] = _scores(tool, browser, address + path)
    table(
        ("Lighthouse, mobile", *_CATEGORIES),
        [
            [name, *(f"{of_page[category]:.0f}" for category in _CATEGORIES)]
            for name, of_page in scores.items()
        ],
    )
    worst = min(score for of_page in scores.values() for score in of_page.values())
    target(f"at least {_AT_LEAST} on every page", f"{worst:.0f}", met=worst >= _AT_LEAST)


def _pages(audience: str, site: Path) -> dict[str, str]:
    """Return a page of each type, by its name; of many the longest."""
    if audience == "public":
        return {
            "home": "index.html",
            "the process": "process.html",
            "a checklist": _longest(site, "checklists/*.html"),
        }
    return {"where things stand": "index.html", "a school": _longest(site, "schools/sc-*.html")}


def _longest(site: Path, pattern: str) -> str:
    page = max(site.glob(pattern), key=lambda path: (path.stat().st_size, path.name))
    return page.relative_to(site).as_posix()


def _installed() -> Path:
    """Return where Lighthouse is: as the lock file names it, installed once for each lock."""
    folder = KEPT / "lighthouse"
    wanted = (_TOOL / "package-lock.json").read_bytes()
    done = folder / "installed-lock.json"
    if not done.exists() or done.read_bytes() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(_TOOL, folder)
        words = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        run(words, cwd=folder)
        done.write_bytes(wanted)
    return folder / "node_modules" / ".bin" / "lighthouse"


def _scores(tool: Path, browser: str, address: str) -> dict[str, float]:
    runs = [_asked(tool, browser, address) for _ in range(_RUNS)]
    return {category: median(one[category] for one in runs) for category in _CATEGORIES}


def _asked(tool: Path, browser: str, address: str) -> dict[str, float]:
    command = [str(tool), address, "--output=json", "--quiet", "--no-enable-error-reporting"]
    command += [f"--only-categories={','.join(_CATEGORIES)}"]
    command += ["--chrome-flags=--headless=new --no-sandbox --disable-gpu"]
    environment = os.environ | {"CHROME_PATH": browser}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        message = f"Lighthouse exited with {done.returncode}\n{done.stderr[-2000:]}"
        raise BenchmarkError(message)
    found = json.loads(done.stdout)["categories"]
    return {category: 100 * found[category]["score"] for category in _CATEGORIES}


if __name__ == "__main__":
    main()
