"""How long does the site of 500 schools and 4,000 children take, up to MkDocs and in it?

Everything before MkDocs is to take no longer than MkDocs itself: when nothing is remembered, and
when one child has changed since the site was last written, as `pepsite serve` meets it. Zensical
builds the same folder beside it.
"""

from __future__ import annotations

import shutil
import sys

from benchmarks.parts.five_hundred_schools import five_hundred_schools
from benchmarks.parts.measuring import Run, part, pepsite, run
from benchmarks.parts.tables import say, seconds, table, target
from benchmarks.parts.workspaces import AS_OF, KEPT


def main() -> None:
    """Print a table, and what came of the target."""
    workspace = five_hundred_schools()
    folder = KEPT / "living-site"
    shutil.rmtree(folder, ignore_errors=True)
    schools = len(list((workspace.root / "records" / "schools").glob("*.yaml")))
    say(f"\n{workspace}, {schools:,} schools")
    options = ("--audience", "staff", "--as-of", AS_OF, "--markdown", folder)
    anew = run(pepsite("build", "--workspace", workspace.root, *options))
    followed = run(part("following", workspace.root, AS_OF, folder))
    remembered = Run(float(followed.answer), followed.largest, followed.together)
    mkdocs = run(_generator("mkdocs", "build", "--strict"), cwd=folder)
    pages = sum(1 for _ in (folder / "site").rglob("*.html"))
    shutil.rmtree(folder / "site")
    zensical = run(_generator("zensical", "build", "--strict"), cwd=folder)
    table(
        (f"a site of {pages:,} pages", "seconds", "largest MB", "together MB"),
        [
            [name, seconds(one.seconds), f"{one.largest:,.0f}", f"{one.together:,.0f}"]
            for name, one in {
                "before MkDocs, nothing remembered": anew,
                "before MkDocs, one child changed": remembered,
                "MkDocs": mkdocs,
                "Zensical": zensical,
            }.items()
        ],
    )
    for name, one in {"nothing remembered": anew, "one child changed": remembered}.items():
        what = f"before MkDocs ({name}) no longer than MkDocs"
        share = f"{100 * one.seconds / mkdocs.seconds:.0f} % of it"
        target(what, share, met=one.seconds <= mkdocs.seconds)
    shutil.rmtree(folder)


def _generator(name: str, *words: str) -> list[str]:
    return [sys.executable, "-m", name, *words]


if __name__ == "__main__":
    main()
