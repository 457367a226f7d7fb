"""Tables on standard output that can be pasted into a page as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from benchmarks.parts.measuring import Run


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table in Markdown: the first column is words, the others are figures."""
    lines = [list(head), *map(list, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    ruler = [f"{'-' * (width - 1)}:" for width in widths[1:]]
    lines.insert(1, ["-" * widths[0], *ruler])
    print()
    for first, *others in lines:
        cells = [first.ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        print(f"| {' | '.join(cells)} |", flush=True)
    print()


def say(text: str) -> None:
    """Print a line beside the tables, at once."""
    print(text, flush=True)


def target(what: str, reached: str, *, met: bool) -> None:
    """Print what was aimed at, what was reached, and whether that is good enough."""
    say(f"- {'met' if met else 'MISSED'}: {what}: {reached}")


def seconds(value: float) -> str:
    """Return seconds with as many figures as mean something."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"  # noqa: PLR2004


def cost(run: Run, peps: int) -> list[str]:
    """Return seconds, milliseconds a PEP, the largest process and all of them together."""
    return [
        seconds(run.seconds),
        f"{1e3 * run.seconds / peps:.3f}",
        f"{run.largest:,.0f}",
        f"{run.together:,.0f}",
    ]


COST = ("seconds", "ms a PEP", "largest MB", "together MB")
"""The heads of the columns that `cost` fills."""


def times(value: float) -> str:
    """Return how many times something is something else."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"  # noqa: PLR2004
