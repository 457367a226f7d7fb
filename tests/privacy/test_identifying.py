"""What says who a child is by its form alone, in every form that is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from pepsite.privacy.identifying import (
    POSTCODE,
    identifying,
    identifying_in_new_lines,
    things_in,
)

ROOT = Path(__file__).parents[2]

POSTCODES = (
    # One of each form there is, and the one that everybody tries.
    *("M1 1AE", "B33 8TH", "CR2 6XH", "DN55 1PT", "W1A 1HQ", "EC1A 1BB", "SW1A 1AA"),
    *("M11AE", "B338TH", "CR26XH", "DN551PT", "W1A1HQ", "EC1A1BB", "SW1A1AA"),
    *("ws1 1tp", "Ws1 1Tp", "wS11tP", "WS1  1TP", "ws1\u00a01tp", "ws1-1tp", "ws1_1TP"),
    *("\uff37\uff33\uff11 1TP", "WS1\u2009\u20091TP", "ws1\u20111tp", "W\u200bS1 1TP", "WS1\n1TP"),
    *("GIR 0AA", "gir0aa", "GIR\u00a00AA", "WS1 1ST", "M1 2AB", "grouped at M1 2AB"),
    *("postcode ws11tp", "Post code: ws11tp", "post_code=WS11tp", "postcode is **e15th"),
)
UPNS = (
    *("H801200001001", "h801200001001", "UPN: H801200001001", "upn_H801200001001"),
    *("UPN-H801200001001", "upn H801200001001", "UPN no. H801200001001", "UPNH801200001001"),
    *("**UPN:** H801200001001", "UPN H8012 0000 1001", "UPN H-8012-0000-1001"),
    *(
        "Unique Pupil Number: H 8012 00001001",
        "unique_pupil_no: H80120000 1001",
        "unique pupil reference H801200001001",
    ),
    *("H\uff18\uff101200001001", "UPN \u2013 H801200001001", "H80120000\u00ad1001"),
)
NHS_NUMBERS = (
    *("943 476 5919", "943-476-5919", "9434765919", "943.476.5919", "943/476/5919"),
    *("943\u00a0476\u00a05919", "943  476  5919", "943\u2011476\u20115919", "943\n476\n5919"),
    *("NHS9434765919", "nhs_9434765919", "NHS-943-476-5919", "NHS no. 943 476 5919"),
    *("NHS number: 9434765919", "NHS **943 476 5919", "\u0669\u0664\u0663 476 5919"),
)
BIRTH_DATES = (
    *("born 14/3/2012", "DOB: 2012-03-14", "Date of birth is the 14th of March 2012"),
    *("birthday on March 14th, 2012", "DOB \u2013 01/05/2012", "DOB - 01/05/2012"),
    *("dob 01-May-2012", "dob 01-may-12", "dob 1May2012", "dob 01.05.12", "DOB 01 / 05 / 2012"),
    *("born 2012/05/01", "born 2012.05.01", "born 2012 05 01", "born 2012 May 1", "born 20120501"),
    *("D.O.B. 1 May 12", "D.O.B 1 May '12", "d.o.b: 1/5/12", "D O B 1 May 2012", "d/o/b 1/5/2012"),
    *("d. o. b. 1.5.2012", "DOB010512", "dob2012-05-01", "born_2012-05-01", "dob_2012_05_01"),
    *("born on 01 05 2012", "born on 01 05 12", "born, 1 May 2012", "Born: Tuesday 1 May 2012"),
    *("birthdate 1 May 2012", "birth-date: 1/5/2012", "Birth date 2012-05-01", "bday 1 May 2012"),
    *(
        "b-day: 1/5/12",
        "b\u2019day 1 May 2012",
        "date of birth; 1 May 2012",
        "dateOfBirth=2012-05-01",
    ),
    *("date_of_birth: '2012-05-01'", "day of birth 1.5.2012", "birth: 2012-05-01"),
    *("DOB *1 May 2012", "**DOB:** 1 May 2012", "__Date of birth__ | 1 May 2012"),
    *("`dob` `2012-05-01", "> born > 1 May 2012", "<b>DOB</b> 1/5/2012", "DOB&nbsp;1/5/2012"),
    *("DOB (1/5/2012", "DOB? 1/5/2012", "born\n1 May 2012", "date of\nbirth is 1 May 2012"),
    *("born\u00a0on\u00a01\u00a0May\u00a02012", "DOB\uff1a\uff11/\uff15/\uff12\uff10\uff11\uff12"),
    *("born 1\u20445\u20442012", "born 2012\u201305\u201301", "born 2012\u221205\u221201"),
    *("DO\u200bB 1 May 2012", "DOB \u2022 1 May 2012", "\u201cborn\u201d 1 May 2012"),
    *("birthday falls on 1 May 2012", "birthday falls on 1 May", "birthday is the first of May"),
    *("her birthday's on the 1st of May", "birthday\u2019s 1 May 2012", "birthday's 1/5"),
    *("birthday: May 1st", "date of birth of this child is 1/5/2012", "DOB given as 1/5/2012"),
    *("born on the twenty-first of May 2012", "born 1st Febuary 2012", "his birthday, 1st of May"),
    *("born in Walsall on 1 May 2012", "born at New Cross Hospital on 1/5/2012"),
    *("born prematurely on 1 May 2012", "1 May 2012 is her birthday", "1/5/2012 (DOB"),
    *("## Date of birth\n\n1 May 2012", "dob:\n\n**1/5/2012"),
    *("born at home on 1 May 2012", "born in hospital on 1 May 2012", "born in the UK on 1/5/12"),
    *(
        "born at 38 weeks in New Cross Hospital, Walsall, on 1 May 2012",
        "born abroad on 1 May 2012",
    ),
    *("DOB (dd/mm/yyyy): 01/05/2012", "DOB [DD-MM-YY] 01-05-12", "born (yyyy-mm-dd): 2012-05-01"),
    *("born in our area on 1 May 2012", "born by emergency caesarean on 1 May 2012"),
    *(
        "DOB (day/month/year): 1/5/12",
        "DOB (child's): 1/5/12",
        "birth | 1/5/2012",
        "birth-2012-05-01",
    ),
    *("DOB (child): 1/5/12", "DOB given by carer: 1/5/12", "DOB, said by the school as 1/5/12"),
    *("1 May 2012 - DOB", "1 May 2012 (date of birth", "1/5/2012 = dob", "1 May 2012 [D.O.B"),
    *("1 May was his birthday", "1 May was {child}'s birthday"),
    *("DOB 1/5", "date of birth: 01/05", "birthday is 1/5", "DOB given by mum - 1 / 5"),
    *("dob: 2012-05-01T00:00:00Z", "born 2012-05-01T00:00:00.000+01:00", "dob=2012-05-01T00:00"),
    *("- {born: 2012-05-01", "born: '2012-05-01"),
    *("1.5.12 DOB", "1/5/2012, date of birth", "1 May 2012 d.o.b", "1/5 DOB", "1 May birthday"),
    *("born 1/5", "born on the 01/05", "born: 1/5", "born (1/5"),
    *("turned 5 on 1 May 2017", "turns sixteen on 1 May", "becomes 18 on the 1st of May 2030"),
    *("turned five on 1 May 2017", "he will be 16 on 1 May", "{child} would be twelve on 1/5/24"),
    *("DOB changed from 1/5/2012", "DOB amended to 1/5/2012", "DOB should be 1/5/12"),
    *("DOB was wrongly entered as 1/5/12", "date of birth on his passport is 1 May 2012"),
    *("DOB believed to be 1/5/12", "DOB/age: 1/5/2012", "DOB & age 1/5/2012", "DOB 1\\5\\2012"),
    *("turning 16 years old on 1 May", "reaches age 18 on 1/5/30", "reached the age of 5 on 1 May"),
)
FORMS = {
    "a postcode": POSTCODES,
    "a unique pupil number": UPNS,
    "an NHS number": NHS_NUMBERS,
    "a date of birth": BIRTH_DATES,
}
NOTHING = (
    # Of school and of pepsite.
    *(
        "in 2025/26",
        "2025-26",
        "Year 9",
        "Y9 1st set",
        "y10 2nd",
        "KS4 3rd set",
        "ks3 1st",
        "p1 2pe",
    ),
    *(
        "s1 2nd",
        "e4 5th",
        "W1 2hr a week",
        "w1 2hr",
        "1 of 3ab",
        "T2 3rd week",
        "WAL-61",
        "A4 3 up",
    ),
    *("ch-e1a2bcde1f2gh", "pep-3avznxb0dqzfe", "b12ab, e1a2bc", "WS11tpx", "sub-20260515-b12ab"),
    # Of commits.
    *("ec1a1bb", "b11ab", "9434765919abcdef", "3c2a943476591900ffee00112233445566778899"),
    *("commit b1a1aa00ffee", "v1.2.3", "1.943.476.5919.2"),
    # The last may be a letter, but none that is like a digit.
    *("UPN: H80120000100O", "h80120000100i", "H80120000100S"),
    # Numbers with another check digit, and of phones.
    *("H801200001002", "upn_A801200001001", "943 476 5918", "NHS9434765918", "01922 655 555"),
    *("+44 943 476 5919", "(0)943 476 5919", "(0) 943 476 5919", "0943 476 5919"),
    *("2026-05-15 10:00", "20260515T101500", "2025-09-01 2026-07-20"),
    # Days that are no birth date.
    *("born 2012-05", "born in May 2012", "born 3 weeks early", "born 10 weeks 12 days early"),
    *("DOB is not recorded; meeting 1 May 2026", "DOB checked. 1 May 2026: meeting held"),
    *("newborn 1 May 2026", "birthday party on 1 May 2026", "before the birthday in 2026"),
    *("her birthdays. On 1 May 2026", "a stubborn 1 May 2012", "dobson 1 May 2012"),
    *(
        "born in Leeds, moved on 1 May 2020",
        "born and met on 1 May 2020",
        "1 May 2026. Birth parents",
    ),
    *("the birth mother came on 1 May 2026", "birth certificate of 1 May 2026"),
    *("Contact on 3 May 2026 (birth mother attended).", "on 3 May 2026 (birth family only)"),
    *("27/04/2026 is the birth family contact review.", "3 May 2026 was his birthday treat"),
    *(
        "3 May 2026 was his birthday\ntreat",
        "3 May 2026 (birthday treat)",
        "1 May 2026 - birth name",
    ),
    *(
        "3 May 2026 is the birth parents' day",
        "3 May 2026 (birth siblings)",
        "1 May 2026 was the birth",
    ),
    *("after the birth, on 3 May 2026, she stayed", "the birth of her brother on 3 May 2026"),
    *("gave birth on 3 May 2026", "the birth on 3 May 2026", "birth-mother 3 May 2026"),
    *("3 May 2026 - DOB checked", "3 May 2026: DOB, address checked", "3 May 2026 - DOB, UPN seen"),
    *("DOB recorded on 1 May 2026", "DOB confirmed on 1 May 2026", "DOB checked by school 1/5"),
    *("had a lovely birthday. On 3 May 2026 he moved", "was born. 3 May 2026: meeting"),
    *("born in Leeds and moved on 1 May 2020", "birthday in 1/2 term", "birthday 1/2 term"),
    *(
        "DOB 05/2012",
        "DOB 13/13",
        "born 1/2 hour late",
        "born: 2012-05",
        "- {born: 2012-05, care: []}",
    ),
    *("entered_on: 2025-09-15\n- born: 2012-05", "born: 2012-05\n2025-09-15", "DOB (dd/mm/yyyy):"),
    # Groups and lessons.
    *(
        "Timetable: P1 2EN",
        "maths group M1 2AB",
        "Set 2 L1 1AB",
        "GCSE E1 2AB",
        "Set M1 2AB",
        "class: B2 3EN, M1 2AB",
        "P1 2EN",
    ),
    *("timetable (M1 2AB and W2 3PE)", "KS3 2PE", "T12AB", "room E12AB", "postcode p1 2en"),
    # Of ages, and of parts.
    *("born 1/4 Irish", "born 2/3 weeks early", "1 May 2026 DOB checked", "1/2 DOB seen"),
    *(
        "turned 3 pages on 1 May 2026",
        "turns 16 in May",
        "turned up on 1 May",
        "turns 16 on Monday",
    ),
    *("DOB changed on 1 May 2026", "DOB to be confirmed on 1 May 2026", "DOB now on 1 May 2026"),
    *("there will be 12 on 1 May 2026", "DOB on the form of 1 May 2026", "he will be in on 1 May"),
    *("turned 60 on 1 May 2026", "reached 12 on 1 May 2026"),
    *("moved on his birthday on\n\nOn 30 September 2025", "adob 1 May 2012"),
)


@pytest.mark.parametrize(
    ("written", "what"), [(one, what) for what, forms in FORMS.items() for one in forms]
)
def test_each_is_found_where_nothing_else_is(written: str, what: str) -> None:
    text = f"Now {written}."
    [(found, at, thing)] = things_in(text)
    assert found == what
    assert text[at : at + len(thing)] == thing
    assert text[at + len(thing) :] in (".", "'.", "")


@pytest.mark.parametrize("after", [", so he had a cake", " and she had a cake", ")", "\n\nA cake"])
def test_a_birthday_is_found_where_the_sentence_goes_on(after: str) -> None:
    [(what, _, thing)] = things_in(f"3 May 2026 was the birthday{after}")
    assert (what, thing) == ("a date of birth", "3 May 2026 was the birthday")


@pytest.mark.parametrize("written", NOTHING)
def test_what_only_looks_like_one_is_left_alone(written: str) -> None:
    assert list(things_in(f"Now {written}.")) == []


TABLES = (
    "id,date of birth\n1,14/03/2012\n2,01/05/2012",
    "Name;DOB;Year\r\n1;14.03.2012;Y4\r\n2;1.5.2012;Y4\r\n",
    "Pupil\tD.O.B.\tSchool\n1\t14/03/2012 00:00\ta\n2\t2012-05-01 00:00:00\tb",
    "| Pupil | **Date of birth** |\n| --- | --- |\n| 1 | 14 March 2012 |\n| 2 | `1/5` |",
    'Pupil,"Child\'s date of birth (dd/mm/yyyy)"\n"1, a ""b""","14/03/2012"\n"2",\'1 May\'',
    "born,name\n14/03/2012,a\n20120501,b",
)
NO_TABLES = (
    "We checked DOB, and the address\n14/03/2012, all well",
    "id,date of birth\n\n1,14/03/2012",
    "id,date of birth\nand then\n1,14/03/2012",
    "id,date of birth,met on\n1,2012-03,14/03/2026",
    "id,date of birth\n1,before 14/03/2012",
    "id,age\n1,14/03/2012, a birthday",
    "date of birth\n- 14",
)


def test_signs_that_are_two_once_they_are_small_change_no_place() -> None:
    day = "Born on 1 May 2012"
    assert list(things_in("\u0130" * 200 + f" {day}")) == [("a date of birth", 201, day)]


@pytest.mark.parametrize("text", TABLES)
def test_each_day_below_the_heading_of_a_table_is_found(text: str) -> None:
    last = len(text.splitlines())
    assert [one.line for one in identifying(text, "a.csv")] == [last - 1, last]
    assert {what for what, _, _ in things_in(text)} == {"a date of birth"}


@pytest.mark.parametrize("text", NO_TABLES)
def test_a_day_elsewhere_in_a_table_is_none_of_birth(text: str) -> None:
    assert list(things_in(text)) == []


@pytest.mark.parametrize(
    ("new", "found"),
    [({1}, [3, 4]), ({2}, []), ({3}, [3]), ({4}, [4]), ({5}, [5]), ({6}, [5]), ({7, 8}, [])],
)
def test_of_old_lines_only_what_a_new_one_is_part_of_is_told(
    new: set[int], found: list[int]
) -> None:
    text = (
        "| DOB | Year |\n| --- | --- |\n| 1/5/12 | Y4 |\n| 2/5/12 | Y4 |\nborn\n1 May 2012\n\nend"
    )
    told = [one.line for one in identifying_in_new_lines(text, "a.md", new)]
    assert told == found
    assert [*identifying_in_new_lines(text, "a.md", new, but_for="a date of birth")] == []


def test_its_place_is_that_in_the_text_as_it_was_written() -> None:
    text = "\ufb01rst\u00ad line\n\u200bof the \ufb02at: ws1\u00a01tp, \uff24OB\u00a0\u2013 1\u00a0May 2012\n"
    found = [(one.line, one.column) for one in identifying(text, "a.txt")]
    assert found == [(2, 14), (2, 23)]
    assert [text.split("\n")[1][column - 1 :][:3] for _, column in found] == ["ws1", "\uff24OB"]


def test_what_could_be_read_in_many_ways_takes_no_longer() -> None:
    """Each of these would never end, were all ways tried."""
    for one in ("<on>", "on ", "- ", "> <b>", "the of ", " 1", "1 ", "/", "d/m/", "given by a "):
        assert list(things_in(f"born {one * 5000}x")) == []
    for one in (" ", "*", "his ", "(", "born in A ", "3 May 2026 - "):
        assert list(things_in(f"3 May 2026 ({one * 5000}x")) == []
    for one in (",", '",', '"', "|", " ", "\t(", "DOB,", ",\n"):
        assert list(things_in(f"DOB,a\n{one * 5000}x")) == []
    assert list(things_in(f"group {'M1 2AB, ' * 9}")) == []
    assert len(list(things_in("M1 2AB, " * 5000))) == 5000


@pytest.mark.uncounted
@pytest.mark.parametrize("folder", ["docs", "records", "src/pepsite/policy/packs"])
def test_nothing_is_found_in_what_is_about_no_child(folder: str) -> None:
    """But for the postcode of a council, and pages that show what is found, or read."""
    shown = [
        ROOT / "docs" / one for one in ("findings/identifies-a-child.md", "cli/import-ssda903.md")
    ]
    found = [
        (str(file), what, thing)
        for file in (ROOT / folder).rglob("*")
        if file.suffix in (".yaml", ".yml", ".md", ".txt") and file not in shown
        for what, _, thing in things_in(file.read_text("utf-8"))
    ]
    assert [
        one for one in found if one[1] != POSTCODE or folder != "src/pepsite/policy/packs"
    ] == []


def test_what_may_stand_there_is_no_finding_and_all_else_is() -> None:
    found = identifying("At WS1 1TP, born 1 May 2012", "a.txt", but_for=POSTCODE)
    assert [(one.line, one.column) for one in found] == [(1, 13)]
    drawn = [*identifying("t-9434765919 NHS9434765919", "a.txt", but_for_digits=True)]
    assert [(one.line, one.column) for one in drawn] == [(1, 14)]
    in_a_field = identifying("At\nWS1 1TP", "a.yaml", ("strengths",))
    assert [(one.field, one.line, one.column) for one in in_a_field] == [(("strengths",), 1, 1)]
