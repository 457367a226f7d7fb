"""Two people, one record, as a page shows it: how it was, how it stands now, what was written.

Each is told as the form asks it: by its question and in the words of its answers. What no page of
a form asks for is told by the titles of its fields.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pepsite.forms.questions.answers import texts
from pepsite.forms.questions.asking import opened
from pepsite.forms.questions.judging import as_judged
from pepsite.forms.questions.phrasing import in_words
from pepsite.forms.questions.summary import Row, rows
from pepsite.forms.questions.wording import owning_form
from pepsite.forms.web.at_hand import asking_of
from pepsite.forms.web.differing import ShownDifference, Side, naming_of, side_of
from pepsite.forms.web.differing import in_words as differences_in_words
from pepsite.privacy.wording import sentence
from pepsite.versions.differences import differences, placed
from pepsite.versions.ways import meet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.forms.questions.answers import Answers
    from pepsite.forms.web.differing import Naming
    from pepsite.forms.web.filling import Filling
    from pepsite.usecases.submission import Asked, Clash
    from pepsite.versions.differences import Difference
    from pepsite.versions.merging import Values, Way

_BASE, _THEIRS, _MINE = "When you opened it", "As it stands now", "What you wrote"
_NOTHING = (("", "Nothing"),)
_TAKEN_OUT = (("", "Taken out"),)


@dataclass(frozen=True, slots=True)
class Choice:
    """Where both cannot be had: what it is about, the three versions, and what may be chosen."""

    name: str
    shown: ShownDifference
    theirs: str
    mine: str


@dataclass(frozen=True, slots=True)
class Colliding:
    """A record that was changed meanwhile: what is asked, and what else differs.

    `is_gone`: the whole of it was taken out. `keeps_mine`: some of what was written collides with
    nothing.
    """

    asked: tuple[Choice, ...]
    others: tuple[ShownDifference, ...]
    is_gone: bool
    keeps_mine: bool


def colliding(filling: Filling, clash: Clash) -> Colliding:
    """Return how a record collides, as this person may see it."""
    found = _InWords.of(filling, clash)
    ways = [one.way for one in clash.asked]
    apart = [one for one in found.did("theirs") if not any(meet(one.way, way) for way in ways)]
    is_gone = not clash.theirs
    return Colliding(
        tuple(_choice(number, one, found) for number, one in enumerate(clash.asked)),
        () if is_gone else tuple(found.others(apart)),
        is_gone,
        any(not any(meet(one.way, way) for way in ways) for one in clash.mine_did),
    )


def _choice(number: int, asked: Asked, found: _InWords) -> Choice:
    name = f"choice-{number}"
    if asked.way == ():
        shown = ShownDifference("Do you want to keep this record?")
        leave = "Leave it taken out, and delete what I wrote"
        return Choice(name, shown, leave, "Put it back as I wrote it")
    shown = found.asked(asked)
    theirs, mine = shown.sides[1:]
    return Choice(
        name,
        shown,
        "Take it out" if theirs.lines == _TAKEN_OUT else "Keep it as it stands now",
        "Take it out" if mine.lines == _TAKEN_OUT else "Put in what I wrote",
    )


@dataclass(frozen=True, slots=True)
class _Version:
    """One version: its values, the answers that make it, and each question with its answer."""

    values: Values
    answers: Answers
    rows: dict[str, Row]


@dataclass(frozen=True, slots=True)
class _InWords:
    """The three versions of a record, as this person may see them."""

    filling: Filling
    clash: Clash
    base: _Version
    theirs: _Version
    mine: _Version

    @classmethod
    def of(cls, filling: Filling, clash: Clash) -> _InWords:
        shown = filling.desk.shown(clash.kind, clash.base, clash.theirs, clash.mine)
        return cls(filling, clash, *(_version(filling, clash.kind, one) for one in shown))

    def did(self, side: str) -> tuple[Difference, ...]:
        """Return what a side changed, as this person may see it."""
        after = self.theirs if side == "theirs" else self.mine
        return differences(self.clash.kind, self.base.values, after.values)

    def asked(self, one: Asked) -> ShownDifference:
        """Return the three versions of what both changed."""
        found = [self._at(version, one.way) for version in (self.base, self.theirs, self.mine)]
        if not any(found):
            return self._by_fields(one)
        is_item = self._is_item(one.way)
        empty = (_NOTHING, *(_TAKEN_OUT if is_item else _NOTHING,) * 2)
        place, section = self._place(next(filter(None, found)), is_item=is_item)
        sides = tuple(
            Side(called, self._lines(some) or none)
            for called, some, none in zip((_BASE, _THEIRS, _MINE), found, empty, strict=True)
        )
        return ShownDifference(place, section, sides)

    def _by_fields(self, one: Asked) -> ShownDifference:
        """Return the same of what no page asks for, by the titles of its fields."""
        theirs, mine = (
            [each for each in self.did(side) if meet(each.way, one.way)]
            for side in ("theirs", "mine")
        )
        sides = tuple(
            side if side.lines else replace(side, lines=_NOTHING)
            for side in (
                side_of(_BASE, (said for each in theirs for said in each.before), self.naming),
                side_of(_THEIRS, (said for each in theirs for said in each.after), self.naming),
                side_of(_MINE, (said for each in mine for said in each.after), self.naming),
            )
        )
        return ShownDifference(sentence(placed(one.place)), sides=sides)

    def others(self, found: list[Difference]) -> Iterator[ShownDifference]:
        """Yield what else was changed: how it was, and how it stands now."""
        told: set[tuple[str, ...]] = set()
        for one in found:
            was, now = self._at(self.base, one.way), self._at(self.theirs, one.way)
            keys = tuple(row.key for row in now or was)
            if one.how == "moved" or not keys:
                yield from differences_in_words([one], self.naming)
            elif keys not in told:
                told.add(keys)
                is_item = self._is_item(one.way)
                place, section = self._place(now or was, is_item=is_item)
                gone = _TAKEN_OUT if is_item else _NOTHING
                before = Side(_BASE, self._lines(was) or _NOTHING)
                yield ShownDifference(
                    place, section, (before, Side(_THEIRS, self._lines(now) or gone))
                )

    @property
    def naming(self) -> Naming:
        """How ids and the token for the child are shown."""
        here = self.filling.desk
        return naming_of(here.label_of, here.known_as(self.filling.draft.child or ""))

    def _at(self, version: _Version, way: Way) -> list[Row]:
        """Return the questions about what is at this way, or the one that it is a part of."""
        key = "/".join(way)
        own = version.rows.get(key)
        if own is not None and not own.is_part:
            return [own]
        below = [row for name, row in version.rows.items() if name.startswith(f"{key}/")]
        # A list stands above its items, and says nothing of a field of one.
        inside = max((end for end in range(2, len(way) + 1) if self._is_item(way[:end])), default=0)
        above = ("/".join(way[:end]) for end in range(len(way) - 1, inside, -1))
        around = next((one for one in above if one in version.rows), None)
        return below or ([version.rows[around]] if around else [])

    def _is_item(self, way: Way) -> bool:
        list_ = "/".join(way[:-1])
        return any(
            way[-1] in texts(one.answers, list_) for one in (self.base, self.theirs, self.mine)
        )

    def _place(self, found: list[Row], *, is_item: bool) -> tuple[str, str]:
        """Return what rows are about, and what that is a part of."""
        first = found[0]
        if is_item:
            return first.item or first.page, first.page if first.item else ""
        if len(found) == 1:
            around = first.item or first.page
            return first.question, around if around != first.question else ""
        pages = {row.page for row in found}
        titles = {one.id: one.title for one in self.filling.spec.sections}
        title = first.page if len(pages) == 1 else titles.get(first.section, first.page)
        return in_words(self.filling.asking, title), first.item

    def _lines(self, found: list[Row]) -> tuple[tuple[str, str], ...]:
        alone = len(found) == 1
        return tuple(
            ("" if alone else row.question, self.naming(line))
            for row in found
            for line in row.answer
        )


def _version(filling: Filling, kind: str, values: Values) -> _Version:
    here = filling.desk
    spec = owning_form(kind)
    if spec is None:
        return _Version(values, {}, {})
    asking = filling.plain if spec.judged_by else asking_of(here, spec, filling.draft)
    answers = opened(asking, values) if values else {}
    return _Version(
        values, answers, {one.key: one for one in rows(as_judged(asking, answers), answers)}
    )
