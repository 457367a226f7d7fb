"""How long and how much memory the worst files we can think of take: docs/limits.md.

Run with `make bench`, or by hand with the names of families. Each family is one kind of
hostile text, as long as asked for. For each the table has the seconds for half the bytes a
file may have and for all of them, and how many times longer twice the bytes take; about 2 is
linear. Each file is read, typed and its findings given lines, as `pepsite validate` does it.
The last lines are of the command itself, on a workspace with the slowest files in it.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from multiprocessing import get_context
from pathlib import Path

from pepsite.findings import Finding
from pepsite.records.kinds import BY_SCHEMA
from pepsite.store.diagnosis import locate
from pepsite.store.reading import read_record
from pepsite.store.tree import MAX_BYTES

Family = Callable[[int], bytes]
_SLOWEST = 3
_RUNS = 3


def repeated(piece: bytes, before: bytes = b"", after: bytes = b"") -> Family:
    """Return the family of texts that say one thing again and again."""

    def text(size: int) -> bytes:
        times = max(1, (size - len(before) - len(after)) // len(piece))
        return before + piece * times + after

    return text


def counted(piece: str, before: str = "", after: str = "") -> Family:
    """Return the family of texts whose pieces have a number each, so that none is twice there."""

    def text(size: int) -> bytes:
        length = len(piece.format("00000"))
        times = (size - len(before) - len(after)) // length
        return (before + "".join(piece.format(f"{n:05}") for n in range(times)) + after).encode()

    return text


def indented(size: int) -> bytes:
    """Return fields in fields, each one column further to the right."""
    return b"".join(b" " * column + b"a:\n" for column in range(int((2 * size) ** 0.5) - 3))


def chained(size: int) -> bytes:
    """Return anchors that each stand for nine of the one before."""
    step = b"a%05d: &a%05d [" + b",".join([b"*a%05d"] * 9) + b"]\n"
    times = size // len(step % ((0,) * 11))
    return b"".join(step % (n, n, *[n - 1] * 9) for n in range(1, times + 1))


FAMILIES: dict[str, Family] = {
    # One sign, again and again
    "dashes": repeated(b"- "),
    "question marks": repeated(b"? "),
    "opening brackets": repeated(b"["),
    "opening braces": repeated(b"{"),
    "both in turn": repeated(b"[{"),
    "colons": repeated(b":"),
    "colons and spaces": repeated(b": "),
    "single quotes": repeated(b"'"),
    "double quotes": repeated(b'"'),
    "quotes in turn": repeated(b"\"'", b"a: "),
    "hashes": repeated(b"#"),
    "anchors": repeated(b"&a "),
    "tags": repeated(b"!!x "),
    "stars": repeated(b"*"),
    "commas": repeated(b",", b"a: ["),
    "tabs": repeated(b"\t", b"a: "),
    "backslashes": repeated(b"\\", b'a: "'),
    "zero bytes": repeated(b"\0"),
    # Hardly anything
    "empty lines": repeated(b"\n"),
    "spaces": repeated(b" "),
    "empty comments": repeated(b"#\n", b"a: 1\n"),
    "documents": repeated(b"---\n"),
    "directives": repeated(b"%A\n"),
    "old line ends": repeated(b"\r"),
    # One value without end
    "one word": repeated(b"a", b"a: "),
    "one name": repeated(b"a", b"", b": 1\n"),
    "one comment": repeated(b"a", b"a: 1 #"),
    "one anchor": repeated(b"a", b"a: &"),
    "one tag": repeated(b"%41", b"a: !"),
    "one number": repeated(b"9", b"a: "),
    "one number to the base of 16": repeated(b"f", b"a: 0x"),
    "one fraction": repeated(b"1", b"a: 1."),
    "words": repeated(b"a ", b"a: "),
    "words on lines": repeated(b"a\n ", b"a: ", b"\n"),
    "words in single quotes": repeated(b"a ", b"a: '", b"'\n"),
    "words in double quotes on lines": repeated(b"a\n ", b'a: "', b'"\n'),
    "escapes": repeated(b"\\u0041", b'a: "', b'"\n'),
    "a text block": repeated(b" a\n", b"a: |\n"),
    "a folded block": repeated(b" a\n\n", b"a: >\n"),
    "a quote that stays open": repeated(b"a: 1\n", b"z: '"),
    "a bracket that stays open": repeated(b"a,\n", b"z: ["),
    "the first lines of merges": repeated(b"<<<<<<< \n", b"a: '"),
    # Many values
    "items": repeated(b"- a\n", b"a:\n"),
    "items that are nothing": repeated(b"-\n", b"a:\n"),
    "items in items": repeated(b"- - a\n", b"a:\n"),
    "items with a field": repeated(b"- a: b\n", b"a:\n"),
    "items with comments": repeated(b"- a #\n", b"a:\n"),
    "items that are text blocks": repeated(b"- |\n  a\n", b"a:\n"),
    "a flow list": repeated(b"a,", b"a: [", b"]\n"),
    "a flow list of numbers": repeated(b"1,", b"a: [", b"]\n"),
    "a flow list of lists": repeated(b"[],", b"a: [", b"]\n"),
    "a flow list of fields": repeated(b"a: b,", b"a: [", b"]\n"),
    "a flow list as deep as allowed": repeated(b"[" * 38 + b"]" * 38 + b",", b"a: [", b"]\n"),
    "aliases": repeated(b"*a,", b"a: [", b"]\n"),
    "aliases of aliases": chained,
    "fields": counted("k{}: a\n"),
    "fields with nothing": counted("k{}:\n"),
    "fields with comments": counted("k{}: a # b\n"),
    "fields in braces": counted("k{},", "a: {", "}\n"),
    "fields with question marks": counted("? k{}\n"),
    "equal fields": repeated(b"a:\n"),
    "fields with a list for a name": repeated(b"? [a]\n"),
    "fields in fields": indented,
    "fields that no record has": counted("k{}: a\n", "schema: school/1\n"),
    "items of the wrong type": repeated(b"- a\n", b"schema: child/1\ncare:\n"),
}


def judged(content: bytes) -> tuple[Finding, ...]:
    """Return all that `pepsite validate` says of a file that is no record."""
    read = read_record(content, "records/x.yaml", BY_SCHEMA)
    return tuple(locate(content, read)) if isinstance(read, tuple) else ()


def measured(name: str, size: int) -> tuple[float, float, int]:
    """Return the seconds, the megabytes above what the process had, and how many findings."""
    content = FAMILIES[name](size)
    judged(b"a: 1\n")  # what is loaded or made once is not counted
    before = _peak()
    start = time.perf_counter()
    findings = judged(content)
    return time.perf_counter() - start, _peak() - before, len(findings)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def compare(names: Iterable[str]) -> list[str]:
    """Print the table of these families, and return their names, the slowest first."""
    half_size = MAX_BYTES // 2
    print(f"{'one file':<32}{half_size:>8} {MAX_BYTES:>8} bytes: ratio, megabytes, findings")
    took: dict[str, float] = {}
    with get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        for name in names:
            half = min(pool.apply(measured, (name, half_size))[0] for _ in range(_RUNS))
            runs = [pool.apply(measured, (name, MAX_BYTES)) for _ in range(_RUNS)]
            took[name], megabytes, findings = min(runs)
            ratio = took[name] / half
            print(
                f"{name:<32}{half:8.3f} {took[name]:8.3f} s {ratio:10.1f} {megabytes:8.0f}"
                f" {findings:8}",
                flush=True,
            )
    return sorted(took, key=lambda name: -took[name])


def run_command(name: str) -> None:
    """Print what `pepsite validate` takes for a workspace in which one file is of this family."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch, "records", "schools", "sc-gnjvj28cdf62x.yaml")
        path.parent.mkdir(parents=True)
        path.write_bytes(FAMILIES[name](MAX_BYTES))
        command = Path(sys.executable).with_name("pepsite")
        start = time.perf_counter()
        process = subprocess.Popen((command, "validate", "-C", scratch), stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    megabytes = usage.ru_maxrss / 1024
    print(
        f"pepsite validate, {name}: exit {os.waitstatus_to_exitcode(status)},"
        f" {seconds:.2f} s, {megabytes:.0f} MB"
    )


def main() -> None:
    """Print the table, then what the command takes for the slowest."""
    for name in compare(sys.argv[1:] or FAMILIES)[:_SLOWEST]:
        run_command(name)


if __name__ == "__main__":
    main()
