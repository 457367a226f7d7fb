"""The SSDA903 return: shapes of episodes, odd rows, and doing it twice."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pepsite.errors import ImportRefusedError
from pepsite.exchange.imported import ODDITIES, Imported, Left, plan_files
from pepsite.exchange.ssda903 import SYSTEM, Return, read_return, to_children
from pepsite.exchange.tables import decode
from pepsite.privacy.identity import Identity
from pepsite.records.child import Child
from pepsite.records.kinds import path_of

AS_OF = date(2018, 4, 1)
HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n"
EPISODES = (
    "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,"
    "REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
)
UASC = "CHILD,SEX,DOB,DUC\n"
A_CHILD = "71,2,09/09/2008,WBRI,,,\n"
NAME = "Zebedee Quillfeather"


def episodes(*rows: str, child: str = "71") -> str:
    """Return the file for rows of `DECOM RNE LS PLACE DEC REC`, in days of 2017: `-` for none."""
    return EPISODES + "".join(f"{child},{_full(row)}\n" for row in rows)


def _full(row: str) -> str:
    began, because, status, place, ended, reason = (
        "" if part == "-" else part for part in row.split()
    )
    ended = f"{ended}/2017" if ended else ""
    return (
        f"{began}/2017,{because},{status},N1,{place},PR1,{ended},{reason},,AB1 2CD,EF3 4GH,1234567"
    )


def read(episode_file: str, header: str = HEADER + A_CHILD, uasc: str | None = None) -> Return:
    return read_return(
        io.StringIO(header), io.StringIO(episode_file), io.StringIO(uasc) if uasc else None
    )


def first_import(
    episode_file: str, header: str = HEADER + A_CHILD, uasc: str | None = None
) -> Imported:
    return to_children(read(episode_file, header, uasc), {}, {}, as_of=AS_OF)


def again(
    before: Imported, episode_file: str, *, as_of: date = AS_OF, header: str = HEADER + A_CHILD
) -> Imported:
    known, recorded = state(before)
    return to_children(read(episode_file, header), known, recorded, as_of=as_of)


def state(*imports: Imported) -> tuple[dict[str, Identity], dict[str, Child]]:
    """Return what is known and recorded after these imports, one after the other."""
    known: dict[str, Identity] = {}
    recorded: dict[str, Child] = {}
    for each in imports:
        known |= {
            identity.local_ids[SYSTEM]: identity
            for identity in each.identities
            if isinstance(identity, Identity)
        }
        recorded |= children(each)
    return known, recorded


def children(imported: Imported) -> dict[str, Child]:
    """Return the records as they come back from their files."""
    files = plan_files(imported)
    found = [Child.model_validate_json(json.dumps(values)) for values in files.values()]
    assert [path_of(child) for child in found] == list(files)
    return {child.id: child for child in found}


def told(imported: Imported) -> list[str]:
    """Return the odd rows, without the one that most histories have."""
    return [f"{odd.file}:{odd.line} {odd.code}" for odd in imported.odd]


def care(imported: Imported) -> list[str]:
    """Return the periods of the only child, each as one line."""
    (child,) = imported.new or imported.changed
    assert isinstance(child, Child)
    return [
        f"{'..' if period.began_earlier else ''}{period.entered_on:%d%m}-"
        + (f"{period.ended_on:%d%m} {period.reason_ended}" if period.ended_on else "")
        + " | "
        + " ".join(f"{each.status}@{each.from_on:%d%m}" for each in period.legal_statuses)
        + " | "
        + " ".join(
            f"{each.type}@{each.from_on:%d%m}-" + (f"{each.until_on:%d%m}" if each.until_on else "")
            for each in period.placements
        )
        for period in child.care
    ]


S1 = "01/02 S C2 U4 01/03 X1"

SHAPES = {
    "one episode that goes on": (["01/02 S C2 U4 - -"], ["0102- | C2@0102 | U4@0102-"], []),
    "X1 without an end goes on too": (["01/02 S C2 U4 - X1"], ["0102- | C2@0102 | U4@0102-"], []),
    "one episode that ended": (
        ["01/02 S C2 U4 01/03 E4A"], ["0102-0103 E4A | C2@0102 | U4@0102-0103"], [],
    ),
    "only the legal status changes: the placement lasts": (
        [S1, "01/03 L C1 U4 - -"], ["0102- | C2@0102 C1@0103 | U4@0102-"], [],
    ),
    "a move to a placement of the same type is a move": (
        [S1, "01/03 P C2 U4 - -"], ["0102- | C2@0102 | U4@0102-0103 U4@0103-"], [],
    ),
    "placement and status change at once": (
        [S1, "01/03 B C1 K2 - -"], ["0102- | C2@0102 C1@0103 | U4@0102-0103 K2@0103-"], [],
    ),
    "rows in another order": (
        ["01/03 P C2 K2 - -", S1], ["0102- | C2@0102 | U4@0102-0103 K2@0103-"], [],
    ),
    "left and came back": (
        ["01/02 S C2 U4 01/03 E4A", "05/06 S V2 K2 - -"],
        ["0102-0103 E4A | C2@0102 | U4@0102-0103", "0506- | V2@0506 | K2@0506-"], [],
    ),
    "left and came back on the same day": (
        ["01/02 S C2 U4 01/03 E4A", "01/03 S V2 K2 - -"],
        ["0102-0103 E4A | C2@0102 | U4@0102-0103", "0103- | V2@0103 | K2@0103-"], [],
    ),
    "came, left and came back on one day": (
        ["01/02 S C2 U4 01/02 E4A", "01/02 S V2 K2 - -"],
        ["0102-0102 E4A | C2@0102 | U4@0102-0102", "0102- | V2@0102 | K2@0102-"], [],
    ),
    "an episode of no day": (
        ["01/02 S C2 U4 01/02 X1", "01/02 P C1 K2 - -"],
        ["0102- | C1@0102 | U4@0102-0102 K2@0102-"], [],
    ),
    "a series of short breaks": (
        ["01/02 S V3 U4 03/02 E8", "01/03 S V3 U4 03/03 E8"],
        ["0102-0302 E8 | V3@0102 | U4@0102-0302", "0103-0303 E8 | V3@0103 | U4@0103-0303"], [],
    ),
    "the return begins after care did": (
        ["01/02 P C2 U4 - -"], ["..0102- | C2@0102 | U4@0102-"], ["episodes:2 start-not-given"],
    ),
    "came back on a day the return does not have": (
        ["01/02 S C2 U4 01/03 E4A", "05/06 P V2 K2 - -"],
        ["0102-0103 E4A | C2@0102 | U4@0102-0103", "..0506- | V2@0506 | K2@0506-"],
        ["episodes:3 start-not-given"],
    ),
    "a reason and no end": (
        ["01/02 S C2 U4 - E4A"], ["0102- | C2@0102 | U4@0102-"], ["episodes:2 end-day-missing"],
    ),
    "an end and no reason": (
        ["01/02 S C2 U4 01/03 -"], ["0102- | C2@0102 | U4@0102-0103"],
        ["episodes:2 reason-not-given"],
    ),
    "an end and no reason, and the next follows on": (
        ["01/02 S C2 U4 01/03 -", "01/03 P C2 K2 - -"],
        ["0102- | C2@0102 | U4@0102-0103 K2@0103-"], [],
    ),
    "a reason nobody knows": (
        ["01/02 S C2 U4 01/03 E99"], ["0102- | C2@0102 | U4@0102-0103"],
        ["episodes:2 reason-not-given", "episodes:2 reason-unknown"],
    ),
    "the next episode is missing": (
        [S1], ["0102- | C2@0102 | U4@0102-0103"], ["episodes:2 next-episode-missing"],
    ),
    "the end is told by the next": (
        ["01/02 S C2 U4 - X1", "01/03 P C2 K2 - -"],
        ["0102- | C2@0102 | U4@0102-0103 K2@0103-"], ["episodes:2 end-from-next"],
    ),
    "a placement nobody knows": (
        ["01/02 S C2 XX 01/03 X1", "01/03 P C2 K2 - -"],
        ["0102- | C2@0102 | K2@0103-"], ["episodes:2 placement-unknown"],
    ),
    "no placement": (
        ["01/02 S C2 - - -"], ["0102- | C2@0102 | "], ["episodes:2 placement-unknown"],
    ),
    "the same row again": ([S1, S1, "01/03 P C2 K2 - -"],
        ["0102- | C2@0102 | U4@0102-0103 K2@0103-"], ["episodes:3 row-twice"],
    ),
    "the first row cannot be used": (
        ["01/02 S ZZ U4 01/03 X1", "01/03 P C2 K2 - -"],
        ["..0103- | C2@0103 | K2@0103-"],
        ["episodes:2 status-unknown", "episodes:3 start-not-given"],
    ),
    "the last row cannot be used": (
        [S1, "01/03 P C2 K2 31/02 E4A"],
        ["0102- | C2@0102 | U4@0102-0103"],
        ["episodes:2 next-episode-missing", "episodes:3 day-not-a-date"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "expected", "odd"), SHAPES.values(), ids=SHAPES)
def test_episodes_become_periods(rows: list[str], expected: list[str], odd: list[str]) -> None:
    imported = first_import(episodes(*rows))
    assert care(imported) == expected
    assert told(imported) == odd


LEFT_OUT = {
    "overlapping": ([S1, "15/02 P C2 K2 - -"], "episodes:3 episodes-overlap"),
    "two open from one day": (
        ["01/02 S C2 U4 - -", "01/02 S C2 K2 - -"], "episodes:3 episodes-overlap",
    ),
    "overlapping after an end": (
        ["01/02 S C2 U4 01/03 E4A", "15/02 S C2 K2 - -"], "episodes:3 episodes-overlap",
    ),
    "days missing": ([S1, "05/03 P C2 K2 - -"], "episodes:3 care-gap"),
    "starts while it goes on": ([S1, "01/03 S C2 K2 - -"], "episodes:3 started-again"),
    "ended and went on": (
        ["01/02 S C2 U4 01/03 E4A", "01/03 P C2 K2 - -"], "episodes:3 ended-and-went-on",
    ),
    "ended nobody knows when": (
        ["01/02 S C2 U4 - E4A", "01/03 S C2 K2 - -"], "episodes:3 no-end-day",
    ),
    "open and starts again": (["01/02 S C2 U4 - X1", "01/03 S C2 K2 - -"], "episodes:3 no-end-day"),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "odd"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_a_child_whose_episodes_contradict_each_other_is_left_out_and_told_once(
    rows: list[str], odd: str
) -> None:
    imported = first_import(episodes(*rows))
    assert not imported.new
    assert not imported.identities
    assert told(imported) == [odd]


ROWS = {
    "31/02 S C2 U4 - -": "day-not-a-date",
    "- S C2 U4 - -": "day-not-a-date",
    "01/03 S C2 U4 01/02 X1": "ends-before-it-begins",
    "01/02 Q C2 U4 - -": "new-episode-unknown",
    "01/02 S C9 U4 - -": "status-unknown",
}


@pytest.mark.parametrize(("row", "code"), ROWS.items(), ids=list(ROWS.values()))
def test_a_row_that_cannot_be_used_is_left_out(row: str, code: str) -> None:
    imported = first_import(episodes(row, "05/05 S C2 K2 - -"))
    assert care(imported) == ["0505- | C2@0505 | K2@0505-"]
    assert told(imported) == [f"episodes:2 {code}"]
    assert ODDITIES[code].left is Left.ROW


@pytest.mark.parametrize(
    ("born", "code"),
    [
        ("02/02/2017", "episodes:2 before-birth"),
        ("99/99/2008", "header:2 born-not-a-date"),
        ("", "header:2 born-not-a-date"),
        ("09/09/1808", "header:2 born-not-a-date"),
        ("09/09/2019", "header:2 born-not-a-date"),
    ],
)
def test_a_child_with_a_birth_that_cannot_be_is_left_out(born: str, code: str) -> None:
    header = f"{HEADER}71,2,{born},WBRI,,,\n72,2,01/01/2008,WBRI,,,\n"
    imported = first_import(episodes("01/02 S C2 U4 - -"), header)
    assert not imported.new
    assert code in told(imported)


def test_a_child_born_on_the_day_care_begins_and_a_day_that_is_today_are_in_order() -> None:
    header = HEADER + "71,1,01/02/2017,MWBC,,,\n"
    imported = to_children(
        read(episodes("01/02 S C2 U4 02/02 E4A"), header), {}, {}, as_of=date(2017, 2, 2)
    )
    assert told(imported) == []
    assert care(imported) == ["0102-0202 E4A | C2@0102 | U4@0102-0202"]


def test_what_lies_in_the_future_is_left_out() -> None:
    imported = to_children(
        read(episodes("01/02 S C2 U4 02/02 E4A")), {}, {}, as_of=date(2017, 2, 1)
    )
    assert told(imported) == ["episodes:2 in-the-future", "episodes:2 nothing-left"]


def test_only_children_in_care_in_the_return_have_a_record() -> None:
    header = HEADER + A_CHILD + "72,1,09/09/2008,WBRI,not-a-upn,,\n"
    imported = first_import(episodes("01/02 S C2 U4 - -"), header)
    assert len(imported.new) == 1
    assert imported.passed_over == 1
    assert told(imported) == []


def test_a_child_the_header_does_not_have_is_told_once() -> None:
    imported = first_import(episodes(S1, "01/03 P C2 K2 - -", child="99"))
    assert not imported.new
    assert told(imported) == ["episodes:2 child-not-in-header"]


@pytest.mark.parametrize(
    ("second", "odd", "how_many"),
    [
        ("71,2,09/09/2008,WBRI,,,\n", ["header:3 row-twice"], 1),
        ("71,1,09/09/2008,WBRI,,,\n", ["header:3 child-twice"], 0),
    ],
    ids=["alike", "not alike"],
)
def test_a_child_who_is_in_the_header_twice(second: str, odd: list[str], how_many: int) -> None:
    imported = first_import(episodes("01/02 S C2 U4 - -"), HEADER + A_CHILD + second)
    assert len(imported.new) == how_many
    assert told(imported) == odd


@pytest.mark.parametrize(
    ("row", "odd", "upn"),
    [
        ("2,09/09/2008,WBRI,B801200005001", [], "B801200005001"),
        ("2,09/09/2008,WBRI, b801200005001 ", [], "B801200005001"),
        ("2,09/09/2008,WBRI,R941200005001", [], "R941200005001"),
        ("2,09/09/2008,WBRI,UN2", [], None),
        ("2,09/09/2008,WBRI,A801200005001", ["header:2 upn-wrong"], None),
        ("2,09/09/2008,WBRI,B80120000500", ["header:2 upn-wrong"], None),
        ("3,09/09/2008,WBRI,", ["header:2 sex-unknown"], None),
        ("2,09/09/2008,WWWW,", ["header:2 ethnicity-unknown"], None),
    ],
)
def test_what_the_header_says_of_a_child(row: str, odd: list[str], upn: str | None) -> None:
    imported = first_import(episodes("01/02 S C2 U4 - -"), f"{HEADER}71,{row},,\n")
    (child,) = children(imported).values()
    (identity,) = imported.identities
    assert told(imported) == odd
    assert identity == Identity(
        child=child.id, born_on=date(2008, 9, 9), upn=upn, local_ids={"ssda903": "71"}
    )
    assert child.born == "2008-09"


def test_a_upn_that_two_children_have_is_neithers() -> None:
    header = HEADER + "".join(f"{n},2,09/09/2008,WBRI,B801200005001,,\n" for n in (71, 72))
    both = episodes("01/02 S C2 U4 - -") + episodes("01/02 S C2 U4 - -", child="72").removeprefix(
        EPISODES
    )
    imported = first_import(both, header)
    assert told(imported) == ["header:2 upn-twice", "header:3 upn-twice"]
    assert [each.upn for each in imported.identities if isinstance(each, Identity)] == [None, None]


@pytest.mark.parametrize(
    ("rows", "odd", "unaccompanied"),
    [
        ("71,2,09/09/2008,02/02/2017\n", [], True),
        ("71,2,09/09/2008,\n", [], True),
        ("71,2,09/09/2008,01/02/2017\n", [], None),
        ("71,1,09/09/2008,02/02/2017\n", ["uasc:2 not-as-in-header"], None),
        ("71,2,08/09/2008,02/02/2017\n", ["uasc:2 not-as-in-header"], None),
        ("71,2,09/09/2008,31/02/2017\n", ["uasc:2 day-not-a-date"], None),
        ("99,2,09/09/2008,02/02/2017\n", ["uasc:2 uasc-not-in-header"], None),
        ("", [], None),
    ],
)
def test_who_was_unaccompanied(rows: str, odd: list[str], unaccompanied: bool | None) -> None:
    imported = first_import(episodes("01/02 S C2 U4 - -"), uasc=UASC + rows)
    assert told(imported) == odd
    (child,) = children(imported).values()
    assert child.care[0].unaccompanied is unaccompanied


def test_nothing_that_tells_who_a_child_is_comes_into_a_record() -> None:
    header = f"{HEADER}{NAME},2,09/09/2008,WBRI,B801200005001,,11/11/2001\n"
    imported = first_import(episodes("01/02 S C2 U4 - -", child=NAME), header)
    text = json.dumps(plan_files(imported))
    for secret in (NAME, "2008-09-09", "B801200005001", "AB1", "EF3", "1234567", "2001"):
        assert secret not in text
    assert NAME not in repr(imported)


def test_each_odd_row_is_told() -> None:
    imported = first_import(episodes("01/02 P C2 XX 01/03 X1", "01/03 P C2 XX - -"))
    assert Counter(one.code for one in imported.odd) == {
        "placement-unknown": 2,
        "start-not-given": 1,
    }


def test_no_odd_row_quotes_the_file() -> None:
    header = f"{HEADER}71,{NAME},09/09/2008,{NAME},{NAME},,\n{NAME}\n"
    rows = f"{EPISODES}71,01/02/2017,{NAME},{NAME},{NAME},{NAME},{NAME},{NAME},{NAME},,,,\n"
    rows += "71,01/02/2017,S,C2,N1,U4,PR1,01/03/2017,E4A,,,,\n"
    imported = first_import(rows, header)
    assert imported.odd
    assert NAME not in repr(imported) + "".join(odd.reason for odd in imported.odd)


# --- again ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("rows", "expected", "odd"), SHAPES.values(), ids=SHAPES)
def test_the_same_again_changes_nothing(
    rows: list[str], expected: list[str], odd: list[str]
) -> None:
    before = first_import(episodes(*rows))
    second = again(before, episodes(*rows))
    assert (second.new, second.changed, second.unchanged) == ((), (), 1)
    assert second.identities == ()
    assert told(second) == odd


LATER = {
    "the open episode ended and another came": (
        ["01/02 S C2 U4 - -"], ["01/02 S C2 U4 01/03 X1", "01/03 P C2 K2 - -"],
        ["0102- | C2@0102 | U4@0102-0103 K2@0103-"],
    ),
    "care ended": (
        ["01/02 S C2 U4 - -"], ["01/02 S C2 U4 01/03 E4A"],
        ["0102-0103 E4A | C2@0102 | U4@0102-0103"],
    ),
    "came back": (
        ["01/02 S C2 U4 01/03 E4A"], ["05/06 S V2 K2 - -"],
        ["0102-0103 E4A | C2@0102 | U4@0102-0103", "0506- | V2@0506 | K2@0506-"],
    ),
    "the later return begins within the period": (
        [S1, "01/03 L C1 U4 - -"], ["01/03 L C1 U4 01/04 X1", "01/04 P C1 K2 - -"],
        ["0102- | C2@0102 C1@0103 | U4@0102-0104 K2@0104-"],
    ),
    "an earlier return tells when care began": (
        ["01/03 P C2 K2 - -"], [S1, "01/03 P C2 K2 - -"],
        ["0102- | C2@0102 C2@0103 | U4@0102-0103 K2@0103-"],
    ),
    "an earlier return tells a little more": (
        ["01/03 L C1 U4 - -"], ["01/02 P C2 U4 01/03 X1", "01/03 L C1 U4 - -"],
        ["..0102- | C2@0102 C1@0103 | U4@0102-"],
    ),
    "the same day is known to be the first": (
        ["01/02 P C2 U4 - -"], ["01/02 S C2 U4 - -"], ["0102- | C2@0102 | U4@0102-"],
    ),
    "the missing next episode came": (
        [S1], ["01/03 P C2 K2 - -"], ["0102- | C2@0102 | U4@0102-0103 K2@0103-"],
    ),
    "the missing placement came": (
        ["01/02 S C2 XX 01/03 X1", "01/03 P C2 K2 - -"],
        ["01/02 S C2 U4 01/03 X1", "01/03 P C2 K2 - -"],
        ["0102- | C2@0102 | U4@0102-0103 K2@0103-"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("first", "later", "expected"), LATER.values(), ids=LATER)
def test_a_later_return_adds(first: list[str], later: list[str], expected: list[str]) -> None:
    before = first_import(episodes(*first))
    second = again(before, episodes(*later))
    assert care(second) == expected
    known, recorded = state(before, second)
    third = to_children(read(episodes(*later)), known, recorded, as_of=AS_OF)
    assert (third.new, third.changed, third.unchanged) == ((), (), 1)
    (old,), (new,) = children(before).values(), children(second).values()
    assert {each.id for each in old.care} <= {each.id for each in new.care}


CONTRADICTING = {
    "another first day": (["01/02 S C2 U4 - -"], ["03/02 S C2 U4 - -"]),
    "in care before the first day": (["01/02 S C2 U4 - -"], ["15/01 P C2 U4 - -"]),
    "began before the first day": (["01/02 S C2 U4 - -"], ["15/01 S C2 U4 - -"]),
    "another last day": (["01/02 S C2 U4 01/03 E4A"], ["01/02 S C2 U4 02/03 E4A"]),
    "did not end after all": (["01/02 S C2 U4 01/03 E4A"], ["01/02 S C2 U4 - -"]),
    "another reason": (["01/02 S C2 U4 01/03 E4A"], ["01/02 S C2 U4 01/03 E11"]),
    "another placement": (["01/02 S C2 U4 - -"], ["01/02 S C2 K2 - -"]),
    "the placement ended on another day": (
        [S1, "01/03 P C2 K2 - -"], ["01/02 S C2 U4 05/03 X1", "05/03 P C2 K2 - -"],
    ),
    "moved from a placement of which the return does not tell": (
        ["01/02 S C2 U4 - -"], ["01/03 P C2 U4 - -"],
    ),
    "a placement began earlier": (
        ["01/02 S C2 XX 01/03 X1", "01/03 P C2 K2 - -"], ["01/02 S C2 K2 - -"],
    ),
    "another legal status": (["01/02 S C2 U4 - -"], ["01/02 S C1 U4 - -"]),
    "a legal status that was not": ([S1, "01/03 L C1 U4 - -"], ["01/02 S C2 U4 - -"]),
    "ended before what is recorded": (
        [S1, "01/03 P C2 K2 - -"], ["01/02 S C2 U4 20/02 E4A"],
    ),
    "ended before a recorded legal status": (
        [S1, "01/03 L C1 U4 - -"], ["01/02 S C2 U4 20/02 E4A"],
    ),
    "one period where two are recorded": (
        ["01/02 S C2 U4 01/03 E4A", "05/06 S C2 U4 - -"], ["01/02 S C2 U4 - -"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("first", "later"), CONTRADICTING.values(), ids=CONTRADICTING)
def test_what_contradicts_the_record_is_left_for_a_person(
    first: list[str], later: list[str]
) -> None:
    second = again(first_import(episodes(*first)), episodes(*later))
    assert (second.new, second.changed, second.unchanged) == ((), (), 0)
    assert [odd.code for odd in second.odd if odd.left is Left.RECORD] == ["differs"]


@pytest.mark.parametrize("made_on", [date(2017, 2, 20), date(2017, 3, 1)])
def test_a_return_older_than_the_record_does_not_contradict_it(made_on: date) -> None:
    whole = first_import(episodes(S1, "01/03 P C2 K2 01/04 E4A", "05/06 S V2 U4 - -"))
    second = again(whole, episodes("01/02 S C2 U4 - -"), as_of=made_on)
    assert (second.changed, second.unchanged, told(second)) == ((), 1, [])


@pytest.mark.parametrize(
    ("header", "odd"),
    [
        ("71,1,09/09/2008,WBRI,B801200005001,,\n", ["header:2 sex-differs"]),
        ("71,2,09/09/2008,REFU,B801200005001,,\n", ["header:2 ethnicity-differs"]),
        ("71,2,09/09/2008,WBRI,R941200005001,,\n", ["header:2 upn-differs"]),
        ("71,2,10/09/2008,WBRI,B801200005001,,\n", ["header:2 birth-differs"]),
        ("71,2,09/10/2008,WBRI,B801200005001,,\n", ["header:2 birth-differs"]),
        ("71,,09/09/2008,,,,\n", []),
    ],
)
def test_what_the_header_says_otherwise_is_told_and_kept(header: str, odd: list[str]) -> None:
    file = episodes("01/02 S C2 U4 - -")
    before = first_import(file, HEADER + "71,2,09/09/2008,WBRI,B801200005001,,\n")
    second = again(before, file, header=HEADER + header)
    assert (second.new, second.changed, second.identities) == ((), (), ())
    assert told(second) == odd


def test_what_the_header_left_open_is_filled_in_later() -> None:
    file = episodes("01/02 S C2 U4 - -")
    before = first_import(file, HEADER + "71,,09/09/2008,,,,\n")
    second = again(before, file, header=HEADER + "71,2,09/09/2008,WBRI,B801200005001,,\n")
    (child,), (identity,) = second.changed, second.identities
    assert isinstance(child, Child)
    assert isinstance(identity, Identity)
    assert (child.sex, child.ethnicity, identity.upn) == ("2", "WBRI", "B801200005001")


def test_a_birth_month_corrected_in_the_record_alone_is_told() -> None:
    file = episodes("01/02 S C2 U4 - -")
    known, recorded = state(first_import(file))
    corrected = {
        key: Child.model_validate_json(json.dumps({**_values(child), "born": "2008-08"}))
        for key, child in recorded.items()
    }
    second = to_children(read(file), known, corrected, as_of=AS_OF)
    assert (second.changed, told(second)) == ((), ["header:2 birth-differs"])


def _values(child: Child) -> dict[str, object]:
    return child.model_dump(mode="json", by_alias=True, exclude_none=True)


def test_a_record_that_was_lost_is_made_again_under_the_same_id() -> None:
    file = episodes("01/02 S C2 U4 - -")
    known, recorded = state(first_import(file))
    second = to_children(read(file), known, {}, as_of=AS_OF)
    assert [child.id for child in second.new if isinstance(child, Child)] == list(recorded)
    assert second.identities == ()


# --- whole files ------------------------------------------------------------------------------

GOOD = {"header": HEADER + A_CHILD, "episodes": episodes("01/02 S C2 U4 - -")}

REFUSED = {
    "empty": ("header", "", "header, line 1: this file is empty"),
    "only blank lines": ("header", "\n\n", "header, line 1: this file is empty"),
    "only a heading": ("episodes", EPISODES, "episodes, line 1: there are no rows"),
    "a column is missing": ("header", "CHILD,SEX,DOB,UPN\n1,2,3,4\n", "ETHNIC is missing"),
    "the other file": ("header", GOOD["episodes"], "SEX, DOB, ETHNIC, UPN is missing"),
    "a column twice": ("header", "DOB," + HEADER + "1," + A_CHILD, "the column DOB is there twice"),
    "semicolons": ("header", (HEADER + A_CHILD).replace(",", ";"), "not separated by commas"),
    "tabs": ("header", (HEADER + A_CHILD).replace(",", "\t"), "not separated by commas"),
    "an open quotation mark": (
        "header", f'{HEADER}{A_CHILD}72,"{NAME}\n\n', "header, line 3: from here",
    ),
    "ISO days": ("header", f"{HEADER}71,2,2008-09-09,WBRI,,,\n", "header, line 2: the days in DOB"),
    "month first": (
        "episodes", GOOD["episodes"] + "72,02/21/2017,P,C2,N1,U4,PR1,,,,,,\n",
        "episodes, line 3: the days in DECOM",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("file", "text", "message"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_is_not_what_it_should_be_is_refused(
    file: str, text: str, message: str
) -> None:
    files: Mapping[str, str] = {**GOOD, file: text}
    with pytest.raises(ImportRefusedError) as stopped:
        read(files["episodes"], files["header"])
    assert message in str(stopped.value)
    assert "nothing was imported" in str(stopped.value)
    assert NAME not in str(stopped.value)


def test_days_of_unaccompanied_children_are_looked_at_too() -> None:
    with pytest.raises(ImportRefusedError, match="uasc, line 2: the days in DUC"):
        read(GOOD["episodes"], uasc=UASC + "71,2,09/09/2008,2017-01-01\n")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ((HEADER + A_CHILD + "72,2,\xe9").encode("latin-1"), "header, line 3: this is not UTF-8"),
        (b"PK\x03\x04rest", "header, line 1: this is a spreadsheet"),
        (b"\xff\xfe\x00", "header, line 1: this is not UTF-8"),
    ],
)
def test_a_file_in_another_encoding_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(ImportRefusedError, match=message):
        decode(content, "header")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_files_as_spreadsheets_write_them_are_read(encoding: str, newline: str) -> None:
    header, rows = (
        decode((heading.lower() + "".join(rest)).replace("\n", newline).encode(encoding), name)
        for name, (heading, *rest) in ((n, t.splitlines(keepends=True)) for n, t in GOOD.items())
    )
    imported = to_children(read_return(header, rows), {}, {}, as_of=AS_OF)
    assert len(imported.new) == 1
    assert told(imported) == []


def test_a_stream_opened_in_the_wrong_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "header.csv"
    path.write_bytes((HEADER + "72,\xe9").encode("latin-1"))
    with (
        path.open(encoding="utf-8", newline="") as header,
        pytest.raises(ImportRefusedError, match="not UTF-8"),
    ):
        read_return(header, io.StringIO(GOOD["episodes"]))


def test_rows_of_another_width_and_of_nobody_are_left_out() -> None:
    rows = GOOD["episodes"] + "71,01/03/2017\n,01/02/2017,S,C2,N1,U4,PR1,,,,,,\n"
    imported = first_import(rows)
    assert told(imported) == ["episodes:3 row-shape", "episodes:4 no-key"]
    assert care(imported) == ["0102- | C2@0102 | U4@0102-"]


# --- any history ------------------------------------------------------------------------------

_BEGINNING = date(2015, 1, 1)
_STATUSES = ("C1", "C2", "V2", "V3", "J1")
_PLACEMENTS = ("U4", "K2", "H5")


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[date, str, str, str, date | None, str]]:
    """Return the episodes of one child as a case system has them, without contradictions."""
    day_now = _BEGINNING + timedelta(draw(st.integers(0, 60)))
    rows: list[tuple[date, str, str, str, date | None, str]] = []
    for _ in range(draw(st.integers(1, 3))):
        because, status, placement = (
            "S",
            draw(st.sampled_from(_STATUSES)),
            draw(st.sampled_from(_PLACEMENTS)),
        )
        for left in reversed(range(draw(st.integers(1, 4)))):
            until = day_now + timedelta(draw(st.integers(1, 60)))
            reason = "X1" if left else draw(st.sampled_from(["E4A", "E11"]))
            rows.append((day_now, because, status, placement, until, reason))
            day_now = until
            because = draw(st.sampled_from("LPB"))
            if because != "P":
                status = draw(st.sampled_from([each for each in _STATUSES if each != status]))
            if because != "L":
                placement = draw(st.sampled_from(_PLACEMENTS))
        day_now += timedelta(draw(st.integers(0, 30)))
    if draw(st.booleans()):
        began, because, status, placement, _, _ = rows[-1]
        rows[-1] = (began, because, status, placement, None, "")
    return rows


def as_file(
    rows: list[tuple[date, str, str, str, date | None, str]], since: date, as_of: date
) -> str:
    """Return the return made on `as_of`: what was going on at any time from `since` on."""
    lines = []
    for began, because, status, placement, ended, reason in rows:
        if began > as_of or (ended is not None and ended < since):
            continue
        over = ended is not None and ended <= as_of
        end = f"{ended:%d/%m/%Y},{reason}" if over else ","
        lines.append(f"71,{began:%d/%m/%Y},{because},{status},N1,{placement},PR1,{end},,,,\n")
    return EPISODES + "".join(lines)


@given(histories(), st.integers(0, 400))
def test_periods_never_overlap_and_every_day_in_care_is_in_an_episode(
    rows: list[tuple[date, str, str, str, date | None, str]], since: int
) -> None:
    first_day = _BEGINNING + timedelta(since)
    file = as_file(rows, first_day, AS_OF)
    if file == EPISODES:
        return
    imported = first_import(file)
    (child,) = children(imported).values()
    told_of = [row for row in rows if row[4] is None or row[4] >= first_day]
    for number in range((AS_OF - _BEGINNING).days):
        on = _BEGINNING + timedelta(number)
        inside = [began <= on < (ended or date.max) for began, _, _, _, ended, _ in told_of]
        in_care = [each.entered_on <= on < (each.ended_on or date.max) for each in child.care]
        assert sum(in_care) == sum(inside) <= 1
        placed = [
            placement.type
            for each in child.care
            for placement in each.placements
            if placement.from_on <= on < (placement.until_on or date.max)
        ]
        assert placed == [row[3] for row, holds in zip(told_of, inside, strict=True) if holds]
    assert again(imported, file).unchanged == 1


@given(histories(), st.integers(0, 500), st.integers(0, 300), st.booleans())
def test_two_returns_come_to_the_same_as_one(
    rows: list[tuple[date, str, str, str, date | None, str]],
    made: int,
    window: int,
    later_first: bool,
) -> None:
    earlier_day = _BEGINNING + timedelta(made)
    since = earlier_day - timedelta(window)
    earlier = (as_file(rows, _BEGINNING, earlier_day), earlier_day)
    later = (as_file(rows, since, AS_OF), AS_OF)
    if EPISODES in {earlier[0], later[0]}:
        return
    done: list[Imported] = []
    for file, as_of in (later, earlier) if later_first else (earlier, later):
        known, recorded = state(*done)
        done.append(to_children(read(file), known, recorded, as_of=as_of))
        assert not [odd for odd in done[-1].odd if odd.left is not Left.VALUE]
    (whole,) = children(first_import(as_file(rows, _BEGINNING, AS_OF))).values()
    (child,) = state(*done)[1].values()
    assert [(each.entered_on, each.ended_on, each.began_earlier) for each in child.care] == [
        (each.entered_on, each.ended_on, each.began_earlier) for each in whole.care
    ]
    for mine, theirs in zip(child.care, whole.care, strict=True):
        assert [(each.from_on, each.until_on, each.type) for each in mine.placements] == [
            (each.from_on, each.until_on, each.type) for each in theirs.placements
        ]
