"""The last look at a site: who a child is, is found however it is written; words are not names.

The attacker writes names in every way that a page, a picture, a search index or an address can.
"""

from __future__ import annotations

import gzip
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from unicodedata import normalize
from urllib.parse import quote

import pytest

from pepsite.privacy.identity import Identity
from pepsite.privacy.leaks import Known, LeakScan, words_of

ZOE = Identity(
    child="ch-0000000000001",
    full_name="Zoë Ignatia O'Quillfeather",
    known_as="Zibby",
    previous_names=("Zoë Smith-Umbrage",),
    upn="A201999900001",
    local_ids={"case": "AB100000", "ssda903": "77"},
)
WILL = Identity(child="ch-0000000000002", full_name="Will Young", known_as="Will")
MAY = Identity(child="ch-0000000000003", full_name="May Summer Reading")
LUKASZ = Identity(child="ch-0000000000004", full_name="Łukasz van der Berg", known_as="Al")
CHESTER = Identity(child="ch-0000000000005", full_name="Chester Quarmby", known_as="Chester")
CHILDREN = (ZOE, WILL, MAY, LUKASZ, CHESTER)

OWN_TEXTS = (
    "Will young people be heard? The plan may be reviewed. Reading, writing. Summer term. "
    "page schools html td span em alt title svg class",
)
KNOWN = Known(
    words=words_of(OWN_TEXTS),
    names=("Chester Road Primary School", "Zibby Marlow"),
    texts=("Civic Centre, Exampleton EX1 1AA",),
)


@pytest.fixture(scope="module")
def scan() -> LeakScan:
    return LeakScan(CHILDREN, KNOWN)


def found(scan: LeakScan, content: str | bytes, file: str = "a.html") -> set[str]:
    data = content.encode() if isinstance(content, str) else content
    return {leak.what for leak in scan.leaks([(file, data)])}


def _entities(text: str) -> str:
    return "".join(f"&#{ord(one)};" for one in text)


def _data(text: str) -> str:
    return f'<img src="data:image/svg+xml;base64,{b64encode(text.encode()).decode()}">'


NAME = "Zoë O'Quillfeather"
ALIKE = "Zoe O'Quillfeather"
HIDDEN: dict[str, str] = {
    "plain": f"<p>It was {NAME} who came.</p>",
    "every name": "<p>Zoë Ignatia O’Quillfeather</p>",  # the sign people write
    "surname first": "<li>O'Quillfeather, Zoë</li>",
    "with an initial": "Zoë I. O'Quillfeather",
    "of someone": "Zoë O'Quillfeather's plan",
    "known as, with the surname": "Zibby O'Quillfeather",
    "known as": "<p>Zibby likes maths.</p>",
    "a name before": "Zoë Smith-Umbrage",
    "a name before, known as": "Zibby Umbrage was here",
    "a double name in two": "Smith Umbrage, Zoë",
    "capitals": NAME.upper(),
    "small letters": NAME.lower(),
    "no accent": ALIKE,
    "accents taken apart": normalize("NFD", NAME),
    "wide letters": "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in ALIKE),
    "letters of mathematics": "".join(
        chr(0x1D41A + ord(one) - 97) if "a" <= one <= "z" else one for one in "zibby"
    ),
    "two lines": "<p>Zoë\nO'Quillfeather</p>",
    "two lines and what stands between": "<p>Zoë\n<b>\nO'Quillfeather</b></p>",
    "tag within a word": "<p>Zib<b>b</b>y</p>",
    "tags within words": "Zo<i>ë</i> <em>O'Quill</em><wbr>feather",
    "emphasis within a word": "Zi**bb**y",
    "comment within a word": "Zib<!-- x -->by",
    "tags between": "<b>Zoë</b> <span class='x'>O'Quillfeather</span>",
    "two cells": "<tr><td>Zoë</td>\n<td>O'Quillfeather</td></tr>",
    "two cells of words": "<tr><td>Will</td><td>Young</td></tr>",
    "no space": "<td>zoeo'quillfeather</td><i>ZoeOQuillfeather</i>",
    "soft hyphen": "Zib&shy;by",
    "zero width": "Zi\u200bb\u2060b\ufeffy",
    "entities": _entities(NAME),
    "entities of entities": _entities(NAME).replace("&", "&amp;"),
    "named entities": "Zo&euml; O&apos;Quillfeather",
    "hard spaces": "Zoë&nbsp;O'Quillfeather",
    "in an address": f'<a href="x.html?q={quote(NAME)}">x</a>',
    "in an address twice": f'<a href="x.html?q={quote(quote(NAME))}">x</a>',
    "plus signs": '<a href="?q=Zoe+OQuillfeather">',
    "mail": '<a href="mailto:zoe.oquillfeather@example.org">x</a>',
    "slug": '<h2 id="zoe-oquillfeather">x</h2>',
    "slug without a letter": '<h2 id="zo-ignatia">x</h2><h2 id="ukasz-van-der-berg">x</h2>',
    "joined": "zoe_oquillfeather.svg",
    "escapes of JSON": '{"text":"Zo\\u00eb O\\u0027Quillfeather"}',
    "escapes of a script": "x = 'Z\\x69bby' + '\\u{5a}ibby'",
    "escapes of a style sheet": 'a::before { content: "\\00005a\\000069 bby" }',
    "new line in JSON": '{"text":"Zo\\u00eb\\nO\'Quillfeather"}',
    "escaped for nothing": "Z\\ibby",
    "tab in JSON": '{"text":"Zo\\u00eb\\tO\'Quillfeather"}',
    "wrapped many times": "&amp;amp;amp;amp;amp;#90;ibby",
    "tag of two lines": "<p>Zib<b\nclass='x'>by</b></p>",
    "far from another word": "<p>will</p>\n" + "<p>one</p>\n" * 9 + "<p>Zibby may</p>",
    "data in base64": _data(f"<svg><title>{NAME}</title></svg>"),
    "base64 for addresses": urlsafe_b64encode(f"who: {NAME}".encode()).decode(),
    "title of a picture": f"<svg><title>{NAME}</title></svg>",
    "description of a picture": "<svg><desc>Plan of Zibby</desc></svg>",
    "text in a picture": "<svg><text>Zoë <tspan>O'Quillfeather</tspan></text></svg>",
    "comment": "<!-- Zibby -->",
    "alt": '<img alt="Zibby at school">',
    "title": '<a title="Zoë O\'Quillfeather">x</a>',
    "label": '<div aria-label="Zibby">x</div>',
    "data attribute": '<td data-label="Zibby">x</td>',
    "meta": '<meta name="description" content="About Zibby">',
    "script": "<script>const who = 'Zibby'</script>",
    "map of the site": "<urlset><url><loc>https://example.org/zibby.html</loc></url></urlset>",
    "table with commas": 'id,name\nch-1,"O\'Quillfeather, Zoë"\n',
    "list in JSON": '["Will","Young"]',
    "words as a name": "<p>Then Will Young came.</p>",
    "words as a name, turned": "<li>Young, Will</li>",
    "words in capitals": "WILL YOUNG",
    "words as an address": '<a href="schools/will-young.html">x</a>',
    "words as mail": "will.young@example.org",
    "two of three": "Summer Reading and May Reading",
    "surname in parts": "Łukasz van der Berg",
    "without the stroke": "Lukasz Van der Berg",
    "short, with a capital": "<p>Al was there.</p>",
    "pupil number": "upn: A201999900001",
    "number of a system": "Case AB100000",
    "name that is a street's too": "<p>Chester read.</p>",
    "beside a street": "<p>Chester Road</p>",
}
BY_FORM: dict[str, str] = {
    "day of birth": "<p>born on 3 May 2012</p>",
    "day of birth in an attribute": '<img alt="DOB: 03/05/2012">',
    "day of birth in data": '<td data-dob="2012-05-03">x</td>',
    "day of birth without signs": "<td>dob=20120503</td>",
    "day of birth with the day of the week": "<p>Birthday: Thursday 3 May 2012</p>",
    "NHS number": "<td>943 476 5919</td>",
    "NHS number in entities": f"<td>{_entities('943 476 5919')}</td>",
    "postcode with a hard space": "<p>lives at EX4&nbsp;3PL</p>",
    "postcode": "<p>lives at EX4 3PL</p>",
    "pupil number": "<p>c201999900001</p>",
}


@pytest.mark.parametrize("text", HIDDEN.values(), ids=HIDDEN.keys())
def test_a_name_is_found_however_it_is_written(scan: LeakScan, text: str) -> None:
    assert found(scan, text)


@pytest.mark.parametrize("text", list(HIDDEN.values())[::7])
def test_without_an_identity_store_nobody_is_known(text: str) -> None:
    assert found(LeakScan((), KNOWN), text) <= {"a unique pupil number"}


INNOCENT = (
    "<p>Will young people be heard? They may be reading. In May, summer begins.</p>",
    "<h2 id='how-will-young-people-be-heard'>How will young people be heard?</h2>",
    "<p>May the plan be read? Summer term: reading and writing.</p>",
    "<li>Reading</li>\n<li>Summer</li>",
    "<p>In Reading. May is warm.</p>",
    "<p>She wants to do well in Reading.</p>",
    "<td>Chester Road Primary School</td>",
    "<a href='x.html'>Chester Road Primary School</a>",
    "<p>Call Zibby Marlow.</p>",
    "<p>O'Quillfeather Street</p>",
    "<p>van der Berg School</p>",
    "<p>al dente</p>",
    "<p>Ignatia came first.</p>",
    "sha256-Al+Zibby/Al0000000000000000000000000000000000=",
    "<p>You find us at EX1 1AA.</p>",
    '<path d="M 943 476 5919 z"/>',
    "77",
    "",
    "\n\n",
)


@pytest.mark.parametrize("text", INNOCENT)
def test_words_and_places_are_no_names(scan: LeakScan, text: str) -> None:
    assert found(scan, text) == set()


@pytest.mark.parametrize("text", BY_FORM.values(), ids=BY_FORM.keys())
@pytest.mark.parametrize("children", [CHILDREN, ()], ids=["names known", "nobody known"])
def test_what_can_be_told_by_its_form_is_found_with_names_or_without(
    children: tuple[Identity, ...], text: str
) -> None:
    assert found(LeakScan(children, KNOWN), text)


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("a\nb\nZibby", 3, "a name that a child is known by"),
        ("a\n<td>Zoë</td>\n<td>O'Quillfeather</td>", 2, "a child's name"),
        ("a\n\nZib<b>by</b>\nx", 3, "a name that a child is known by"),
        ("A201999900001", 1, "a number that a child is known by"),
        ("\nx\nborn on 3 May 2012", 3, "a date of birth"),
        (f"\n\n{b64encode(b'who is it: Zibby').decode()}", 3, "a name that a child is known by"),
    ],
)
def test_it_is_told_what_and_where_and_no_more(
    scan: LeakScan, text: str, line: int, what: str
) -> None:
    leaks = list(scan.leaks([("schools/a.html", text.encode())]))
    assert ("schools/a.html", what, line) in leaks
    assert "ibby" not in repr(leaks)


@pytest.mark.parametrize(
    "name",
    ["schools/zoe-oquillfeather.html", "Zibby.svg", "will-young/index.html", "A201999900001.csv"],
)
def test_the_name_of_a_file_is_looked_at_and_not_told(scan: LeakScan, name: str) -> None:
    leaks = list(scan.leaks([(name, b"x"), (name, b"Zibby")]))
    assert {leak.file for leak in leaks} == {""}
    assert {leak.line for leak in leaks} == {None, 1}


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(b"Zibby"),
        "Zibby".encode("utf-16"),
        "Zoë".encode("latin-1"),
        b"Z\x00i\x00b\x00b\x00y\x00",
        b"\x89PNG\r\n\x1a\n",
    ],
    ids=["compressed", "another encoding", "a western encoding", "zeros between", "a picture"],
)
def test_what_cannot_be_looked_into_is_refused(scan: LeakScan, content: bytes) -> None:
    assert found(scan, content) == {"a file that cannot be looked into"}


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\r", "\u2028"])
@pytest.mark.parametrize("place", [2, 3], ids=["before", "after"])
def test_lines_that_were_seen_hide_none_that_was_not(
    scan: LeakScan, break_: str, place: int
) -> None:
    page = ["<html>", "<p>one</p>", "Zoë", "<p>two</p>", "</html>"]
    planted = page[:]
    planted.insert(place, "O'Quillfeather")
    texts = [break_.join(one).encode() for one in (page, page, planted, page)]
    leaks = list(scan.leaks((f"{at}.html", text) for at, text in enumerate(texts)))
    assert {leak.file for leak in leaks} == {"2.html"}


@pytest.mark.parametrize(
    "lines",
    [
        ("D.O.B.", "03/05/2010"),
        ("<td>b-day</td>", "<td>3 October 2010</td>"),
        ("She turns 9 on", "3 October, and"),
        ("Unique pupil number", "H 8012 0000 1001"),
        ("Postcode", "ws11tp"),
    ],
    ids=["a day", "cells", "an age", "a number", "a postcode"],
)
def test_lines_that_say_something_only_together_are_found_though_each_was_seen(
    scan: LeakScan, lines: tuple[str, str]
) -> None:
    texts = (*lines, "\n".join(lines))
    leaks = list(scan.leaks((f"{at}.html", text.encode()) for at, text in enumerate(texts)))
    assert {leak.file for leak in leaks} == {"2.html"}


def test_what_is_drawn_before_it_moves_no_line(scan: LeakScan) -> None:
    drawn = f'<path d="{"M 1 2 " * 20}">'
    leaks = list(scan.leaks([("a.html", f"{drawn}\n\n<p>born 3 May 2010</p>\n".encode())]))
    assert {leak.line for leak in leaks} == {3}


def test_a_leak_in_many_files_is_told_of_each(scan: LeakScan) -> None:
    leaks = list(scan.leaks((f"{at}.html", b"a\nZibby\nb") for at in range(3)))
    assert {leak.file for leak in leaks} == {"0.html", "1.html", "2.html"}


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda name: name, id="as it is"),
        pytest.param(lambda name: name.replace(" ", "\n"), id="two lines"),
        pytest.param(_entities, id="entities"),
        pytest.param(quote, id="address"),
        pytest.param(lambda name: f"<b>{name[0]}</b>{name[1:]}", id="first letter"),
        pytest.param(lambda name: normalize("NFD", name), id="accents apart"),
    ],
)
@pytest.mark.parametrize(
    "full_name",
    [
        "Nguyễn Thị Minh",
        "Māra Bērziņa",
        "Seán Ó Súilleabháin",
        "Anne-Marie de la Tour",
        "D'Andre N'Golo",
        "José María Núñez",
        "Günther Straßmeier",
        "Øyvind Ångström",
        "李明 王",
        "محمد العبدالله",
        "Zuzana",
        "St John Quarmby",
    ],
)
def test_names_of_many_languages_are_found(full_name: str, spoil: Callable[[str], str]) -> None:
    scan = LeakScan([Identity(child="ch-0000000000009", full_name=full_name)], Known())
    assert found(scan, f"<p>Then {spoil(full_name)} came.</p>")


def test_a_chinese_name_that_is_stored_in_two_words_is_found_as_one() -> None:
    scan = LeakScan([Identity(child="ch-0000000000009", full_name="王 小明")], Known())
    assert found(scan, "<p>王小明</p>")


def test_a_text_of_ours_lets_through_its_postcode_and_nothing_else() -> None:
    text = "Civic Centre, Exampleton EX1 1AA, born on 3 May 2012, 943 476 5919, c201999900001"
    assert found(LeakScan((), Known(texts=(text,))), f"<p>{text}</p>") == {
        "a date of birth",
        "an NHS number",
        "a unique pupil number",
    }


def test_someone_without_a_name_is_nobody() -> None:
    scan = LeakScan([Identity(child="ch-0000000000009"), ZOE], Known())
    assert found(scan, "<p>Nobody</p>") == set()


def test_a_short_name_of_two_words_is_found_as_two_and_not_within_one() -> None:
    scan = LeakScan((Identity(child="ch-0000000000006", full_name="Ai Bo"),), KNOWN)
    assert found(scan, "<p>Ai Bo came.</p>")
    assert not found(scan, "<p>An aibo is a toy dog.</p>")


@pytest.mark.parametrize("form", ["born on 3 October 2012", "943 476 5919", "WS1 1TP"])
def test_what_is_told_by_its_form_is_found_far_from_a_word_that_might_be_a_name(
    scan: LeakScan, form: str
) -> None:
    lines = ["<p>The plan may be read.</p>", *(f"<p>line {at}</p>" for at in range(8)), form]
    assert found(scan, "\n".join(lines[:-1])) == set()
    assert len(found(scan, "\n".join(lines))) == 1
    assert len(found(scan, "\n".join(reversed(lines)))) == 1


def of(full_name: str | None, known_as: str | None = None, number: str = "7") -> LeakScan:
    child = Identity(
        child="ch-0000000000006",
        full_name=full_name,
        known_as=known_as,
        local_ids={"case": number},
    )
    return LeakScan([child], Known(words=frozenset({"plan", "umbrella"})))


@pytest.mark.parametrize(
    ("scan", "text", "leaks"),
    [
        # A word of every day, or of ours, is no name alone; neither has to be both.
        (of(None, "Hope"), "Hope", False),
        (of(None, "Umbrella"), "Umbrella", False),
        (of(None, "Umbrello"), "Umbrello", True),
        (of("Hope Umbrella"), "hope umbrella", False),
        (of("Hope Umbrella"), "Hope Umbrella", True),
        (of("Hope Umbrello"), "hope umbrello", True),
        # A short one is a name with a capital alone.
        (of(None, "Jos"), "jos", False),
        (of(None, "Jos"), "Jos", True),
        (of(None, "Jost"), "jost", True),
        # Names written as one word.
        (of("Zib Quil"), "zibquil", True),
        (of("Zib Qui"), "zibqui", False),
        # Numbers of other systems.
        (of(None, number="AB12345"), "AB12345", True),
        (of(None, number="AB1234"), "AB1234", False),
        (of(None, number="ABCDEFGH"), "abcdefgh", False),
        # Of a name in two words, the first alone is none.
        (of(None, "Zib Zab"), "Zib came", False),
        (of(None, "Zib Zab"), "Zib Zab came", True),
    ],
)
def test_what_is_taken_for_a_name_is_tried_on_both_sides(
    scan: LeakScan, text: str, leaks: bool
) -> None:
    assert bool(found(scan, f"<p>{text}</p>")) is leaks
