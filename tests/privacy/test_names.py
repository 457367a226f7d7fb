"""Names of children are looked for in texts as people write them, over lines as well."""

from __future__ import annotations

import pytest

from pepsite.privacy.identity import Identity
from pepsite.privacy.names import NameScan

CHILD = Identity(
    child="ch-0000000000001", full_name="Zebedee Ignatius Quillfeather", known_as="Zebbie"
)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("Then Zebedee Quillfeather left.", (1, 6)),
        ("Then Zebbie Quillfeather's aunt rang.", (1, 6)),
        ("a\n  Then Zebedee\n  Quillfeather left.", (2, 8)),
        ("Then Zebedee \r\n\tIgnatius\r\nQuillfeather left.", (1, 6)),
        ("> Quillfeather,\n> Zebedee", (1, 3)),
        ("Then Quillfeather, Zebbie, left.", (1, 6)),
        ("Then Quillfeather Zebedee Ignatius left.", (1, 6)),
        # As Word, a table, a picture of a form and a program write it.
        ("Then Zebedee\u00a0Quillfeather left.", (1, 6)),
        ("Then Zebedee\tQuillfeather left.", (1, 6)),
        ("a\nThen **Zebedee** Quillfeather left.", (2, 8)),
        ("| Zebedee | Quillfeather |", (1, 3)),
        ("zebedee;quillfeather;Y4", (1, 1)),
        ("Zeb\u00e8d\u00e9\u00e9 Quillfeather", (1, 1)),
        ("Zebe\u00addee Quill\u200bfeather", (1, 1)),
        ("plans/zebedee_quillfeather.txt", (1, 7)),
        ("plans/zebedee.quillfeather.txt", (1, 7)),
        ("ZebedeeQuillfeatherPEP", (1, 1)),
        ("zebedeequillfeather", (1, 1)),
        # In the double quotes of YAML.
        (r'strengths: "\x5aebedee Quill\u0066eather"', (1, 13)),
        ('strengths: "Zebe\\\n  dee Quillfeather"', (1, 13)),
    ],
)
def test_a_name_is_found_where_it_begins(text: str, at: tuple[int, int]) -> None:
    found = NameScan([CHILD]).findings(text, "a.yaml")
    assert [(one.code, one.line, one.column) for one in found] == [("name-in-record", *at)]


@pytest.mark.parametrize(
    "text",
    [
        "Zebedee came.\nQuillfeather Road is near.",
        "first: Zebedee\n\nQuillfeather",
        "- Zebedee\n- Quillfeather",
        "I asked Zebedee. Quillfeather Road is near.",
        "Zebedee (Ignatius)",
        r'strengths: "Zebedee \U00110000\."',
    ],
)
def test_two_words_that_are_apart_are_no_name(text: str) -> None:
    assert [*NameScan([CHILD]).findings(text, "a.yaml")] == []


@pytest.mark.parametrize("full_name", [None, "Zebedee Quillfeather"])
@pytest.mark.parametrize("known_as", ["Zebbie Quillfeather", "Zeb Ptolemy"])
def test_a_known_as_name_of_several_words_is_one_by_itself(
    full_name: str | None, known_as: str
) -> None:
    child = Identity(child="ch-0000000000001", full_name=full_name, known_as=known_as)
    found = NameScan([child]).findings(f"Then {known_as} left.", "a.yaml")
    assert [(one.line, one.column) for one in found] == [(1, 6)]


NUMBERED = Identity(child="ch-0000000000001", upn="H801200001001")


@pytest.mark.parametrize("text", ["H801200001001", "of h 8012 0000 1001,", "UPN-H80120000100-1"])
def test_a_known_pupil_number_is_found_however_it_is_written(text: str) -> None:
    assert len([*NameScan([NUMBERED]).findings(text, "a.yaml")]) == 1
    assert [*NameScan([NUMBERED]).findings("A801200001002", "a.yaml")] == []


def test_names_with_hyphens_apostrophes_and_accents_are_found_in_each_of_their_spellings() -> None:
    child = Identity(child="ch-0000000000001", full_name="Zo\u00eb-Mae O\u2019Brannigan McTavish")
    scan = NameScan([child])
    for text in (
        "Zo\u00eb-Mae O'Brannigan McTavish",
        "Zoe Mae OBRANNIGAN MCTAVISH",
        "zoe-mae-mctavish",
        "McTavish, ZoeMae",
    ):
        assert len([*scan.findings(text, "a.yaml")]) == 1, text


ORDINARY = Identity(child="ch-0000000000001", full_name="Summer Rich", known_as="Sunny")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Summer Rich came.", 1),
        ("**Summer** Rich came.", 1),
        ("Rich, Summer", 1),
        ("Summer-Rich", 1),
        ("In the Summer (Rich pickings).", 0),
        ("A summer rich in books", 0),
        ("Summer / Rich", 0),
        ("summerrich", 0),
        ("A Sunny day in Summer.", 0),
    ],
)
def test_words_of_every_day_are_a_name_side_by_side_and_with_capitals(
    text: str, names: int
) -> None:
    path = "records/children/ch-0000000000001/child.yaml"
    assert len([*NameScan([ORDINARY]).findings(text, path)]) == names


OWN = "records/children/ch-0000000000001/peps/pep-0000000000001.yaml"
OF_ANOTHER = "records/children/ch-0000000000002/peps/pep-0000000000001.yaml"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Zebbie reads.", True),
        ("What (Zebbie) said", True),
        ("ZEBBIE'S gran", True),
        ("Yesterday Z\u00e9bbie came", True),
        ("With Zebbie Quillfeather", True),
        # Adults are called so too.
        ("Miss Zebbie rang.", False),
        ("Zebbie Olufemi rang.", False),
        ("a zebbie, and Zebbies", False),
    ],
)
def test_the_name_a_child_is_known_by_is_found_alone_in_what_is_about_that_child(
    text: str, found: bool
) -> None:
    scan = NameScan([CHILD])
    assert [one.code for one in scan.findings(text, OWN)] == ["name-in-record"] * found
    assert [one.code for one in scan.findings(text, "README.md", {CHILD.child})] == [
        "name-in-record"
    ] * found
    if "Quillfeather" not in text:
        assert [*scan.findings(text, OF_ANOTHER)] == []


@pytest.mark.parametrize(
    ("full_name", "known_as", "text", "found"),
    [
        ("Zeb Quilt", None, "zebquilt", True),
        ("Zeb Quil", None, "zebquil", False),
        ("Zeb Quil", None, "zeb quil", True),
        (None, "Zibb", "ZIBB reads", True),
        (None, "Zib", "ZIB reads", False),
        (None, "Zib", "Zib reads", True),
        (None, "Z", "Z reads", False),
        (CHILD.full_name, None, "Zebe-dee Quillfea'ther", True),
        (CHILD.full_name, None, "Zebe dee Quillfeather", False),
        (None, "Zib Zab", "Zib reads", False),
    ],
    ids=[
        *("eight letters", "seven in one", "seven in two", "four capitals", "three", "a capital"),
        *("a letter", "cut by a sign", "cut by a space", "half of two words"),
    ],
)
def test_a_name_is_long_enough_to_be_no_other_word(
    full_name: str | None, known_as: str | None, text: str, found: bool
) -> None:
    child = Identity(child="ch-0000000000001", full_name=full_name, known_as=known_as)
    assert len([*NameScan([child]).findings(text, OWN)]) == found


def test_two_names_of_the_same_letters_are_both_found() -> None:
    mo = Identity(child="ch-0000000000001", full_name="Mo Renolds", known_as="Lee-Roy")
    more = Identity(child="ch-0000000000002", full_name="More Nolds", known_as="Leeroy")
    before = Identity(
        child="ch-0000000000003", full_name="Zoe Mae Tell", previous_names=("Zoemae Tell",)
    )
    for scan in (NameScan([mo, more, before]), NameScan([before, more, mo])):
        for text in ("Mo Renolds", "More Nolds", "Zoe Mae Tell", "Zoemae Tell"):
            assert len([*scan.findings(text, "a.yaml")]) == 1, text
        assert len([*scan.findings("Lee-Roy and Leeroy", OWN)]) == 2


def test_the_letters_of_a_name_in_other_words_are_none() -> None:
    child = Identity(child="ch-0000000000001", full_name="Mo Reno", known_as="Mona")
    scan = NameScan([child])
    for text in ("There is more no doubt", "more/no", "On Mon a letter came", "Mon. A"):
        assert [*scan.findings(text, OWN)] == [], text
    for text in ("Mo Reno", "mo-reno", "RENO, Mona", "Mona came"):
        assert len([*scan.findings(text, OWN)]) == 1, text


def test_a_child_known_by_no_other_name_is_known_by_the_first() -> None:
    scan = NameScan([Identity(child="ch-0000000000001", full_name="Zebedee Quillfeather")])
    assert len([*scan.findings("Zebedee reads.", OWN)]) == 1
    short = NameScan([Identity(child="ch-0000000000001", full_name="Edo Quillfeather")])
    assert [*short.findings("EDO is what the form is called.", OWN)] == []
    nobody = NameScan([Identity(child="ch-0000000000001")])
    assert [*nobody.findings("Zebedee reads.", OWN)] == []
    twice = Identity(child="ch-0000000000001", known_as="Ty-Zeb")
    assert [one.column for one in NameScan([twice]).findings("See Ty-Zeb.", OWN)] == [5]
    assert [*NameScan([twice]).findings("See Ty go, see Ty. Zeb, see Ty", OWN)] == []
    one = NameScan([Identity(child="ch-0000000000001", full_name="Zebedee")])
    assert [*one.findings("Zebedee reads.", OF_ANOTHER)] == []


def test_who_is_known_by_another_name_is_looked_for_anew() -> None:
    """What is remembered of records hangs on all that was looked for in them."""
    before, after = (
        NameScan([Identity(child="ch-0000000000001", full_name="Ada Quill", known_as=name)])
        for name in ("Adi", "Adele")
    )
    assert before.known != after.known
