"""The SSDA903 return (children looked after) read into child records and identities.

Three of its files are read: the header, the episodes and, where there is one, the list of
unaccompanied asylum-seeking children. Postcodes, the mother's dates and the placement's URN
(which is Ofsted's number of the placement, not of a school) are not read at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final, TextIO, TypeVar

from stdnum.exceptions import InvalidComponent
from stdnum.exceptions import ValidationError as NumberError
from stdnum.gb import upn as unique_pupil_number

from pepsite.exchange.episodes import (
    CARE_GOES_ON,
    REASONS_FOR_NEW_EPISODE,
    Contradiction,
    Episode,
    Period,
    join,
)
from pepsite.exchange.imported import Imported, OddRow, in_order
from pepsite.exchange.tables import Row, Table, can_be_key, check_days, day, read_table, refused
from pepsite.exchange.updating import care_period, changed, with_periods
from pepsite.privacy.identity import Identity
from pepsite.records.child import Child
from pepsite.records.codes import (
    CategoryOfNeed,
    Ethnicity,
    LegalStatus,
    PlacementProvider,
    PlacementType,
    ReasonCareEnded,
    Sex,
)
from pepsite.records.ids import new_id, new_item_id

SYSTEM: Final = "ssda903"
"""What the identity store calls the return's own number of a child."""

HEADER, EPISODES, UASC = "header", "episodes", "uasc"
_HEADER_COLUMNS = ("CHILD", "SEX", "DOB", "ETHNIC", "UPN")
_EPISODE_COLUMNS = (
    "CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC",
)  # fmt: skip
_UASC_COLUMNS = ("CHILD", "SEX", "DOB", "DUC")
_NO_UPN_YET = frozenset({"UN1", "UN2", "UN3", "UN4", "UN5"})
_FIRST_YEAR_OF_BIRTH = 1900

Code = TypeVar("Code", bound=StrEnum)


def _new_child_id() -> str:
    return new_id("child")


@dataclass(frozen=True, slots=True)
class Return:
    """The files of one return, as tables."""

    header: Table
    episodes: Table
    uasc: Table | None = None


def read_return(header: TextIO, episodes: TextIO, uasc: TextIO | None = None) -> Return:
    """Read the files of a return as tables.

    Raises:
        ImportRefusedError: one of them is not the file it should be; the error says which,
            where and what to do.
    """
    read = Return(
        read_table(header, HEADER, _HEADER_COLUMNS),
        read_table(episodes, EPISODES, _EPISODE_COLUMNS),
        read_table(uasc, UASC, _UASC_COLUMNS) if uasc else None,
    )
    for table in (read.header, read.episodes):
        if not table.rows and not table.odd:
            raise refused(table.file, 1, "there are no rows below the heading; export it again")
    check_days(read.header, ("DOB",))
    check_days(read.episodes, ("DECOM", "DEC"))
    if read.uasc:
        check_days(read.uasc, ("DOB", "DUC"))
    return read


def to_children(  # noqa: PLR0913  # what is known, the day, and where ids come from
    read: Return,
    known: Mapping[str, Identity],
    recorded: Mapping[str, Child],
    *,
    as_of: date,
    new_child_id: Callable[[], str] = _new_child_id,
    new_item: Callable[[], str] = new_item_id,
) -> Imported:
    """Return the child records and identities that this return makes or adds to.

    Children who are in care in the return get a record. `known` are the identities by the
    return's own number (`IdentityStore.children_of(SYSTEM)`), `recorded` the child records
    by id. `as_of` is the day the return was made: what has no end was going on then.
    """
    case = _Case(read, as_of)
    new: list[Child] = []
    updated: list[Child] = []
    unchanged = 0
    identities: list[Identity] = []
    for number, rows in case.episodes.items():
        told = case.told_of(number, rows)
        if told is None:
            continue
        before_identity = known.get(number)
        child_id = before_identity.child if before_identity else new_child_id()
        before = recorded.get(child_id)
        identity = case.identity(told, child_id, before_identity)
        child = case.child(told, identity, before, new_item) if identity else None
        if identity is None or child is None:
            continue
        if identity != before_identity:
            identities.append(identity)
        if before is None:
            new.append(child)
        elif child is before:
            unchanged += 1
        else:
            updated.append(child)
    return Imported(
        tuple(new),
        tuple(updated),
        unchanged,
        in_order(case.odd),
        tuple(identities),
        passed_over=sum(number not in case.episodes for number in case.header),
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What the return tells of one child, in order and free of contradictions."""

    number: str
    born_on: date
    born_line: int
    sex: Sex | None
    ethnicity: Ethnicity | None
    upn: str | None
    line: int
    periods: tuple[Period, ...]


class _Case:
    """One return being read: its rows by child, and what was odd so far."""

    def __init__(self, read: Return, as_of: date) -> None:
        tables = (read.header, read.episodes, *([read.uasc] if read.uasc else []))
        self.odd = [row for table in tables for row in table.odd]
        self.as_of = as_of
        self.header = self._by_child(read.header)
        self.episodes = self._by_child(read.episodes)
        self.uasc = self._by_child(read.uasc) if read.uasc else {}
        self._upns = Counter(
            upn for rows in self.header.values() for upn in {row["UPN"] for row in rows} if upn
        )
        for number, rows in self.uasc.items():
            if number not in self.header:
                self._tell(UASC, rows[0].line, "uasc-not-in-header")

    def _tell(self, file: str, line: int, code: str) -> None:
        self.odd.append(OddRow(file, line, code))

    def _by_child(self, table: Table) -> dict[str, list[Row]]:
        """Return the rows of each child, without those that say the same again."""
        found: dict[str, list[Row]] = {}
        seen: set[tuple[str, ...]] = set()
        for row in table.rows:
            values = tuple(row.values.values())
            if not can_be_key(row["CHILD"]):
                self._tell(table.file, row.line, "no-key")
            elif values in seen:
                self._tell(table.file, row.line, "row-twice")
            else:
                seen.add(values)
                found.setdefault(row["CHILD"], []).append(row)
        return found

    def _code(
        self, code_list: type[Code], row: Row, column: str, odd: tuple[str, str]
    ) -> Code | None:
        """Return a code, or None where it is empty or not in the list, which is told."""
        text = row[column]
        code = _member(code_list, text)
        if text and code is None:
            self._tell(odd[0], row.line, odd[1])
        return code

    def told_of(self, number: str, rows: list[Row]) -> _Told | None:
        """Return what the return tells of this child, or None where it cannot be used."""
        header = self.header.get(number)
        if header is None:
            self._tell(EPISODES, rows[0].line, "child-not-in-header")
            return None
        row = header[0]
        born_on = day(row["DOB"])
        if len(header) > 1:
            self._tell(HEADER, header[1].line, "child-twice")
            return None
        if born_on is None or born_on > self.as_of or born_on.year < _FIRST_YEAR_OF_BIRTH:
            self._tell(HEADER, row.line, "born-not-a-date")
            return None
        periods = self._periods(rows, born_on)
        if periods is None:
            return None
        return _Told(
            number,
            born_on,
            row.line,
            self._code(Sex, row, "SEX", (HEADER, "sex-unknown")),
            self._code(Ethnicity, row, "ETHNIC", (HEADER, "ethnicity-unknown")),
            self._upn(row),
            rows[0].line,
            self._marked(periods, number, row),
        )

    def _upn(self, row: Row) -> str | None:
        text = row["UPN"]
        if not text or text in _NO_UPN_YET:
            return None
        number = unique_pupil_number.compact(text)
        if not _upn_can_be(number):
            self._tell(HEADER, row.line, "upn-wrong")
            return None
        if self._upns[text] > 1:
            self._tell(HEADER, row.line, "upn-twice")
            return None
        return number

    def _periods(self, rows: list[Row], born_on: date) -> tuple[Period, ...] | None:
        episodes = [each for row in rows if (each := self._episode(row, born_on))]
        if not episodes:
            self._tell(EPISODES, rows[0].line, "nothing-left")
            return None
        joined = join(episodes, self.as_of)
        if isinstance(joined, Contradiction):
            self._tell(EPISODES, joined.line, joined.code)
            return None
        for line, code in joined.told:
            self._tell(EPISODES, line, code)
        return joined.periods

    def _episode(self, row: Row, born_on: date) -> Episode | None:
        """Return the episode of a row, or None where the row cannot be used, which is told."""
        began_on, ended_on = day(row["DECOM"]), day(row["DEC"])
        if wrong := self._wrong_with(row, born_on, began_on, ended_on):
            self._tell(EPISODES, row.line, wrong)
        if wrong or began_on is None:
            return None
        if not row["PLACE"]:
            self._tell(EPISODES, row.line, "placement-unknown")
        goes_on = row["REC"] == CARE_GOES_ON
        reasons = (EPISODES, "reason-unknown")
        return Episode(
            row.line,
            began_on,
            row["RNE"],
            LegalStatus(row["LS"]),
            self._code(CategoryOfNeed, row, "CIN", (EPISODES, "need-unknown")),
            self._code(PlacementType, row, "PLACE", (EPISODES, "placement-unknown")),
            self._code(PlacementProvider, row, "PLACE_PROVIDER", (EPISODES, "provider-unknown")),
            ended_on,
            None if goes_on else self._code(ReasonCareEnded, row, "REC", reasons),
            goes_on,
        )

    def _wrong_with(
        self, row: Row, born_on: date, began_on: date | None, ended_on: date | None
    ) -> str | None:
        """Return the code of what keeps a row from being used, or None."""
        if began_on is None or (row["DEC"] and ended_on is None):
            return "day-not-a-date"
        wrong = {
            "ends-before-it-begins": ended_on is not None and ended_on < began_on,
            "before-birth": began_on < born_on,
            "in-the-future": max(began_on, ended_on or began_on) > self.as_of,
            "new-episode-unknown": row["RNE"] not in REASONS_FOR_NEW_EPISODE,
            "status-unknown": _member(LegalStatus, row["LS"]) is None,
        }
        return next((code for code, holds in wrong.items() if holds), None)

    def _marked(self, periods: tuple[Period, ...], number: str, header: Row) -> tuple[Period, ...]:
        """Return the periods, with those marked in which the child was unaccompanied."""
        for row in self.uasc.get(number, ()):
            ceased_on = day(row["DUC"])
            if (row["SEX"], day(row["DOB"])) != (header["SEX"], day(header["DOB"])):
                self._tell(UASC, row.line, "not-as-in-header")
            elif row["DUC"] and ceased_on is None:
                self._tell(UASC, row.line, "day-not-a-date")
            else:
                periods = tuple(
                    replace(each, unaccompanied=True)
                    if ceased_on is None or each.entered_on < ceased_on
                    else each
                    for each in periods
                )
        return periods

    def identity(self, told: _Told, child_id: str, before: Identity | None) -> Identity | None:
        """Return who the child is, or None where the date of birth is not the one known."""
        if before is None:
            return Identity(
                child=child_id,
                born_on=told.born_on,
                upn=told.upn,
                local_ids={SYSTEM: told.number},
            )
        if before.born_on not in (None, told.born_on):
            self._tell(HEADER, told.born_line, "birth-differs")
            return None
        if before.upn and told.upn and before.upn != told.upn:
            self._tell(HEADER, told.born_line, "upn-differs")
        return changed(before, born_on=told.born_on, upn=before.upn or told.upn)

    def child(
        self, told: _Told, identity: Identity, before: Child | None, new_item: Callable[[], str]
    ) -> Child | None:
        """Return the child's record, or None where it must be left as it is."""
        born = f"{told.born_on:%Y-%m}"
        if before is None:
            return Child(
                schema="child/1",
                id=identity.child,
                born=born,
                sex=told.sex,
                ethnicity=told.ethnicity,
                care=tuple(care_period(each, new_item) for each in told.periods),
            )
        if before.born != born:
            self._tell(HEADER, told.born_line, "birth-differs")
            return None
        child = with_periods(before, told.periods, new_item)
        if child is None:
            self._tell(EPISODES, told.line, "differs")
            return None
        if before.sex and told.sex and before.sex is not told.sex:
            self._tell(HEADER, told.born_line, "sex-differs")
        if before.ethnicity and told.ethnicity and before.ethnicity is not told.ethnicity:
            self._tell(HEADER, told.born_line, "ethnicity-differs")
        return changed(
            child,
            sex=before.sex or told.sex,
            ethnicity=before.ethnicity or told.ethnicity,
        )


def _member(code_list: type[Code], text: str) -> Code | None:
    try:
        return code_list(text)
    except ValueError:
        return None


def _upn_can_be(number: str) -> bool:
    """Say whether the check letter is right. Authorities are newer than any list of them."""
    try:
        unique_pupil_number.validate(number)
    except InvalidComponent:
        return unique_pupil_number.calc_check_digit(number[1:]) == number[0]
    except NumberError:
        return False
    return True
