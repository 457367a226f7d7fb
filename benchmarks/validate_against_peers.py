"""How fast is validation, beside check-jsonschema with our schemas and beside the bare floor?

All on the same files in one run, each a process of its own with its start included: of few
records, that is most of what is measured. So the last table has what one PEP more costs, from one
size to the next, which no start is in. The targets are asked of the whole.
`pepsite validate` asks policy and references too; the peer and the floor do not. It is measured
cold, as it is for everybody, and asked of a process kept ready, as for who has the hooks.
"""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass, replace
from itertools import pairwise

from benchmarks.parts import peer
from benchmarks.parts.measuring import Run, a_process_ready, best_of, part, pepsite, run
from benchmarks.parts.tables import COST, cost, say, table, target, times
from benchmarks.parts.workspaces import SIZES, Workspace, with_peps
from pepsite.cli.start import READY_VARIABLE

_JOBS = tuple(dict.fromkeys((os.cpu_count() or 1, 2, 1)))
_TIMES = 3
_AT_LEAST, _AT_MOST, _MEGABYTES = 50, 1.5, 300
_PEER = "check-jsonschema"
_READY = "a process ready"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: who ran, what it took, and on how many PEPs."""

    who: str
    run: Run
    peps: int
    floor: Run | None = None

    @property
    def each(self) -> float:
        """Return the seconds it took for each PEP."""
        return self.run.seconds / self.peps

    def cells(self, slowest: Line | None, before: Line | None) -> list[str]:
        """Return the cells, with how much faster than the peer, and than the size before."""
        return [
            self.who,
            *cost(self.run, self.peps),
            times(slowest.each / self.each) if slowest else "-",
            times(self.run.seconds / self.floor.seconds) if self.floor else "-",
            times(self.each / before.each) if before else "-",
        ]


def main() -> None:
    """Print a table for each size, and what came of the targets."""
    options = _options()
    say(peer.environment() if options.peer else "without check-jsonschema")
    say(f"what is ours is the fastest of {_TIMES} runs in turns; the peer runs once")
    before: dict[str, Line] = {}
    sizes: list[dict[str, Line]] = []
    for size in options.sizes:
        workspace = with_peps(size)
        say(f"\n{workspace}")
        asked = _ask_peer(workspace, options.peer_sample) if options.peer else None
        ours = _measure(workspace)
        lines = [*([asked] if asked else []), *ours]
        head = ("", *COST, "faster than peer", "times floor", "growth a PEP")
        table(head, [one.cells(asked, before.get(one.who)) for one in lines])
        for line in ours[:2]:
            _judge(line, asked)
        before = {one.who: one for one in lines}
        sizes.append(before)
    for smaller, larger in pairwise(sizes):
        _one_more(smaller, larger)


def _one_more(smaller: dict[str, Line], larger: dict[str, Line]) -> None:
    """Print what each PEP costs of those that the larger size has more."""
    slopes: dict[str, float] = {}
    for who, line in larger.items():
        more = line.peps - smaller[who].peps
        if more > 0:
            slopes[who] = (line.run.seconds - smaller[who].run.seconds) / more
    of_peer = slopes.get(_PEER)
    ours = next(iter(line for line in larger.values() if line.floor))
    say(f"\nfrom {smaller[ours.who].peps:,} PEPs to {ours.peps:,}")
    rows = [
        [who, f"{1e3 * each:.2f}", times(of_peer / each) if of_peer and each > 0 else "-"]
        for who, each in slopes.items()
    ]
    table(("", "ms for one PEP more", "faster than peer"), rows)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Validation beside check-jsonschema.")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="How many PEPs.")
    parser.add_argument(
        "--peer-sample", type=int, metavar="N", help="Give the peer about this many PEPs only."
    )
    parser.add_argument("--no-peer", dest="peer", action="store_false", help="Only ours.")
    return parser.parse_args()


def _ask_peer(workspace: Workspace, most_peps: int | None) -> Line:
    checked = peer.check(workspace, most_peps)
    say(f"check-jsonschema found nothing wrong in {checked.starts} starts, {checked.peps:,} PEPs")
    return Line(_PEER, checked.run, checked.peps)


def _measure(workspace: Workspace) -> list[Line]:
    """Return the lines of `pepsite validate` first, each beside its floor."""
    root = workspace.root
    validate = pepsite("validate", "--workspace", root, "--no-memory")
    cold, asking = (["env", f"{READY_VARIABLE}={said}", *validate] for said in ("0", ""))
    with a_process_ready() as process:
        hashing, asked, *runs = best_of(
            _TIMES,
            part("hashing", root),
            asking,
            cold,
            *([*cold, "--jobs", str(jobs)] for jobs in _JOBS[1:]),
            *(part("floor", root, str(jobs)) for jobs in _JOBS),
        )
        held = run(asking, beside=process)
    asked = replace(asked, largest=held.largest, together=held.together)
    floors = runs[len(_JOBS) :]
    lines = [
        Line(f"pepsite validate, {_in(jobs)}", one, workspace.peps, floor)
        for jobs, one, floor in zip(_JOBS, runs, floors, strict=False)
    ]
    lines.insert(1, Line(f"the same, {_READY}", asked, workspace.peps, floors[0]))
    lines += [
        Line(f"parse and type only, {_in(jobs)}", floor, workspace.peps)
        for jobs, floor in zip(_JOBS, floors, strict=True)
    ]
    return [*lines, Line("read and hash, 1 process", hashing, workspace.peps)]


def _in(jobs: int) -> str:
    return "1 process" if jobs == 1 else f"{jobs} processes"


def _judge(ours: Line, asked: Line | None) -> None:
    how = _READY if _READY in ours.who else "cold"
    if asked:
        faster = asked.each / ours.each
        what = f"{how}, a PEP is validated {_AT_LEAST} times faster than by check-jsonschema"
        target(what, f"{times(faster)} times", met=faster >= _AT_LEAST)
    if ours.floor:
        floor = ours.run.seconds / ours.floor.seconds
        what = f"{how}, within {_AT_MOST} times parse and type only"
        target(what, f"{times(floor)} times", met=floor <= _AT_MOST)
    megabytes = ours.run.together
    what = f"{how}, under {_MEGABYTES} MB, all processes together"
    target(what, f"{megabytes:,.0f} MB", met=megabytes < _MEGABYTES)


if __name__ == "__main__":
    main()
