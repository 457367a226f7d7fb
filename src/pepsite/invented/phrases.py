"""The sentences of the demo: kept in `words/*.toml`, chosen by age, with the gaps filled in.

`{child}` stays as it is: that is how records name a child. `<likes>`, `<adult>` and their
like are gaps that a child's story fills.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pepsite.invented.dice import Dice

_GAP = re.compile(r"<([A-Za-z]+)>")


@dataclass(frozen=True, slots=True)
class Thread:
    """What a need turns into from PEP to PEP: one target after another, and the help with it."""

    key: str
    bands: tuple[str, ...]
    subject: str
    kind: str
    domain: str
    need: str
    strategies: str
    stages: tuple[tuple[str, str, str], ...]
    actions: tuple[tuple[str, str, str], ...]
    intervention: tuple[str, str, str, str]
    premium: tuple[str, str, int, int]
    impact: tuple[str, ...]
    attachment: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """Finds the words for one child at one age."""

    dice: Dice
    band: str
    gaps: Mapping[str, str]

    def say(self, section: str, key: str = "", **more: str) -> str:
        """Return one text of this section, for this key or else this child's age."""
        return self.fill(self.dice.one_of(self._pool(section, key)), **more)

    def several(self, section: str, count: int) -> str:
        """Return this many different texts of a section as one, a sentence to a line."""
        chosen = self.dice.some_of(self._pool(section, ""), count)
        return "\n".join(self.fill(text) for text in chosen)

    def row(self, section: str, key: str = "") -> list[str]:
        """Return one row of texts that belong together."""
        return [self.fill(text) for text in self.dice.one_of(self._pool(section, key))]

    def rows(self, section: str, count: int) -> list[list[str]]:
        """Return this many different rows."""
        chosen = self.dice.some_of(self._pool(section, ""), count)
        return [[self.fill(text) for text in row] for row in chosen]

    def topics(self) -> dict[str, list[Any]]:
        """Return what children of this age say, by what it is about.

        Each is a text; what is hard or would help is a row: said, done, shown, told next time.
        """
        said: dict[str, list[Any]] = _pools()[self.band]
        return said

    def answered_topics(self) -> Collection[str]:
        """Return what else is answered next time, beside what is hard or would help."""
        topics: dict[str, list[Any]] = _pools()["answered"]
        return topics.keys()

    def fill(self, text: str, **more: str) -> str:
        """Return the text with its gaps filled."""
        if "<" not in text:
            return text
        filled = _GAP.sub(lambda gap: more.get(gap[1]) or self.gaps[gap[1]], text)
        return filled[0].upper() + filled[1:] if text[0] == "<" else filled

    def _pool(self, section: str, key: str) -> list[Any]:
        pool = _pools()[section]
        found: list[Any] = pool.get(key or self.band) or pool.get("any")
        return found


def gaps_for(
    dice: Dice, band: str, likes: str | None, easy: Collection[str] = ()
) -> dict[str, str]:
    """Return what fills the gaps for a child of this age; a liking may last from the age before."""
    pools = _pools()
    hard = pools["hard"].get(band)
    chosen = {
        name: dice.one_of(pools[name].get(band) or pools[name]["any"])
        for name in ("likes", "subject", "job", "adult", "friend")
    }
    chosen["hard"] = dice.one_of([name for name in hard if name not in easy] or hard)
    if likes and dice.likely(0.6):
        chosen["likes"] = likes
    chosen["Adult"] = chosen["adult"][0].upper() + chosen["adult"][1:]
    chosen["Hard"] = chosen["hard"][0].upper() + chosen["hard"][1:]
    return chosen


@cache
def threads() -> dict[str, Thread]:
    """Return every thread by its key."""
    rows = [row for name in ("threads_young", "threads_older") for row in _read(name)["thread"]]
    return {
        row["key"]: Thread(
            row["key"],
            tuple(row["bands"]),
            row["subject"],
            row["kind"],
            row["domain"],
            row["need"],
            row["strategies"],
            tuple((what, baseline, success) for what, baseline, success in row["stages"]),
            tuple((who, what, often) for who, what, often in row["actions"]),
            tuple(row["intervention"]),
            tuple(row["premium"]),
            tuple(row["impact"]),
            row.get("attachment", False),
        )
        for row in rows
    }


@cache
def _pools() -> dict[str, Any]:
    return _read("prose") | _read("voice")


def _read(name: str) -> dict[str, Any]:
    text = files("pepsite.invented").joinpath("words", f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)
