"""Records that something happened to: a hand slipped, a merge went wrong, a program was clever."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.store.generated import AWKWARD, LINES

DIFFERING = [
    "1_000", "007", "0o7", "0x1F", "=", "1:30", "12:30:45", ".5", "5.", "1e3", "1.5e3", "~", "yes", "No",
    "on", "OFF", "y", "N", "True", "NULL", "null", "false", "!x y", "&x y", "*x", "<<", "2025-09-01",
    "2025-9-1", "2025-02-30", "2024-02-29", "2023-02-29", "2025-09", "2025-13", "0000-01-01",
    "2025-09-01T10:00", "2025-09-01 10:00:00", "-0", "-0.0", "0.10", "1.0", "99999999999999999999",
    "9007199254740993", "0.1234567890123456789", "-1", "+1", ".inf", ".nan", "[]", "{}", "[a, b]", "{a: b}",
    '"no"', "'no'", '"x"', '"{x} y"', '"2025-09-01"', '"14:30"', '"a: b"', '"a #b"', '"\\u00e9"', '"\\t"',
    '"\\"x"', '"a\\\\b"', '""', "''", "a: b", "a #b", "a#b", "a:b", "a b ", "- x", "x" * 80, "x" * 81, "é x", "½",
    "“x”", '"“x”"', "|", "|-", ">", "|+", "|2", "a\u200bb", "One. Two.", "Mr. X", "\xa0x", "x\xa0",
]  # fmt: skip
"""What readers take for different values, or may be written in more than one way."""

Change = Callable[[list[str], int, random.Random], None]


def _delete(lines: list[str], at: int, _: random.Random) -> None:
    del lines[at]


def _repeat(lines: list[str], at: int, chance: random.Random) -> None:
    lines.insert(chance.randint(0, len(lines)), lines[at])


def _repeat_below(lines: list[str], at: int, _: random.Random) -> None:
    lines.insert(at, lines[at])


def _swap(lines: list[str], at: int, chance: random.Random) -> None:
    other = chance.randrange(len(lines))
    lines[at], lines[other] = lines[other], lines[at]


def _insert(lines: list[str], at: int, chance: random.Random) -> None:
    indent = _INDENT.match(lines[at])
    lines.insert(at, (indent[0] if indent else "") + chance.choice([*LINES, *AWKWARD]))


def _indent(lines: list[str], at: int, chance: random.Random) -> None:
    by = chance.choice([-4, -2, -2, -1, 1, 2, 2, 4])
    until = at + chance.choice([1, 1, 2, 5])
    for number in range(at, min(until, len(lines))):
        line = lines[number]
        lines[number] = " " * by + line if by > 0 else line.removeprefix(" " * -by)


def _split(line: str) -> tuple[str, str]:
    """Return a name or a dash with what stands before it, and the value after it."""
    found = _ENTRY.match(line)
    return (found[1], found[2]) if found else (line, "")


def _value(lines: list[str], at: int, chance: random.Random) -> None:
    lines[at] = f"{_split(lines[at])[0]} {chance.choice(DIFFERING)}"


def _item(lines: list[str], at: int, chance: random.Random) -> None:
    indent = _INDENT.match(lines[at])
    lines[at] = f"{indent[0] if indent else ''}- {chance.choice(DIFFERING)}"


def _name(lines: list[str], at: int, chance: random.Random) -> None:
    names = [
        "on",
        "yes",
        "true",
        "1",
        '"on"',
        '"a"',
        "a b",
        "é",
        "<<",
        "?",
        "N",
        "'x'",
        "id",
        "notes",
    ]
    lines[at] = re.sub(
        r"^( *(?:- )?)[^:]*", lambda found: found[1] + chance.choice(names), lines[at]
    )


def _quote(lines: list[str], at: int, chance: random.Random) -> None:
    name, value = _split(lines[at])
    bare = value.strip("'\"")
    mark = chance.choice(['"', "'", ""])
    lines[at] = f"{name} {mark}{bare}{mark}"


def _block(lines: list[str], at: int, chance: random.Random) -> None:
    name, value = _split(lines[at])
    deeper = " " * (len(lines[at]) - len(lines[at].lstrip(" -")) + chance.choice([2, 2, 2, 1, 4]))
    text = chance.choice(
        [value, "word " * 18 + "end", "One.\nTwo.", "One. Two.\nThree.", "Mr. X\ny", "a\n\n b"]
    )
    text = text.replace("\n", f"\n{deeper}") if chance.random() < 0.8 else text
    sort = chance.choice(["|", "|-", "|-", ">", "|+"])
    lines[at] = f"{name} {sort}\n{deeper}{text}{chance.choice(['', '', chr(10)])}"


def _sign(lines: list[str], at: int, chance: random.Random) -> None:
    line = lines[at]
    where = chance.randint(0, len(line))
    instead = chance.choice(_SIGNS)
    lines[at] = line[:where] + instead + line[where + chance.randint(0, 2) :]


def _ending(lines: list[str], at: int, chance: random.Random) -> None:
    lines[at] += chance.choice(
        [" ", " # c", "  # c", "#c", ":", "\t", "\r", "\n", "\n\n", ".", ". A", "\x85", "\u2028"]
    )


_INDENT = re.compile(" *")
_ENTRY = re.compile(r"( *(?:- )?[\w-]*:| *-) ?(.*)", re.DOTALL)
_SIGNS = [
    " ", "  ", ":", ": ", " #", "#", "-", "- ", "'", '"', "\\", "[", "]", "{", "}", ",", "&", "*", "!", "|", ">",
    "%", "@", "`", "?", "? ", "\n", "\n\n", "\t", "\r", "0", "1", "_", ".", ". A", "~", "=", "é", "\u200b", "\x00", "\ufeff",
    "\xa0", "---\n", "...\n", "<<: ", "\x1c", "\x7f", "😀", "A", "n",
]  # fmt: skip
CHANGES: list[Change] = [
    _delete, _repeat, _repeat_below, _swap, _insert, _indent, _indent, _value, _value, _value, _item,
    _name, _quote, _block, _block, _sign, _ending,
]  # fmt: skip


def mutated(text: str, chance: random.Random) -> str:
    """Return a text with one to four things done to it, most of them to whole lines."""
    for _ in range(chance.choice([1, 1, 1, 2, 2, 3, 4])):
        ended = text.endswith("\n")
        lines = text.removesuffix("\n").split("\n")
        chance.choice(CHANGES)(lines, chance.randrange(len(lines)), chance)
        text = "\n".join(lines) + ("\n" if ended else "")
    return text


def shortened(text: str, chance: random.Random, most: int = 12) -> str:
    """Return some lines of a record, moved to the left so that they may be a file."""
    lines = text.split("\n")
    begin = chance.randrange(len(lines))
    some = lines[begin : begin + chance.randint(1, most)]
    least = min((len(line) - len(line.lstrip(" ")) for line in some if line), default=0)
    some = [line[least:] for line in some]
    if some[0].startswith("- "):
        some = ["list:", *(f"  {line}" for line in some)]
    return "".join(f"{line}\n" for line in some)


def texts_of_records(root: Path) -> Iterator[str]:
    """Yield the text of every record under a folder, in the order of their paths."""
    for path in sorted((root / "records").rglob("*.yaml")):
        yield path.read_text(encoding="utf-8")


def mutants(texts: Sequence[str], seed: int, number: int, longest: int = 12) -> Iterator[bytes]:
    """Yield records that something happened to, the same ones for the same seed."""
    chance = random.Random(seed)  # noqa: S311  # a test that can be run again, not a secret
    for _ in range(number):
        text = chance.choice(texts)
        if chance.random() < 0.9 or len(text) > 4_000:
            text = shortened(text, chance, longest)
        yield mutated(text, chance).encode(errors="surrogatepass")
