"""Does a text say who a child is, by its form alone? Asked where no name is known too.

What is looked for can be told from all else: a number whose check digit holds, a postcode, a
day that is introduced as one of birth. People write each in many ways: which of them are known
is a table in `tests/privacy/test_identifying.py`. Where it stands is told, never what it is.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple, get_args

from pepsite.findings import finding
from pepsite.privacy.signs import in_plain_signs
from pepsite.privacy.tables import cells_below
from pepsite.records.base import Line, Model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from collections.abc import Set as AbstractSet

    from pepsite.findings import FieldPath, Finding

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_ORDINAL = (
    r"(?:(?:twenty[ -]|thirty[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)"
    r"|tenth|eleventh|twelfth|(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth)"
)
_OF_MONTH = rf"(?:[0-9]{{1,2}}\s?(?:st|nd|rd|th)?|{_ORDINAL})(?:\s+of)?"
_APART = r"[\s.,/_-]{0,3}"
_DAY = (
    r"(?:[0-9]{4}\s?[./_\\-]\s?[0-9]{1,2}\s?[./_\\-]\s?[0-9]{1,2}"
    # With its time of day, as programs write it.
    r"(?:t[0-9]{2}(?::?[0-9]{2}){1,2}(?:\.[0-9]{1,9})?(?:z|[+-][0-9]{2}:?[0-9]{2})?)?"
    r"|[0-9]{1,2}\s?[./_\\-]\s?[0-9]{1,2}\s?[./_\\-]\s?(?:[0-9]{2}){1,2}"
    r"|[0-9]{4} [0-9]{1,2} [0-9]{1,2}|[0-9]{1,2} [0-9]{1,2} (?:[0-9]{2}){1,2}"
    r"|[0-9]{8}|(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])[0-9]{2}"
    # A month may be misspelt where all the rest of a day is there.
    rf"|{_OF_MONTH}{_APART}[a-z]{{3,9}}{_APART}[0-9]{{4}}"
    rf"|[a-z]{{3,9}}\s{_OF_MONTH}[\s,]{{1,3}}[0-9]{{4}}"
    rf"|{_OF_MONTH}{_APART}{_MONTH}{_APART}'?[0-9]{{2}}"
    rf"|[0-9]{{4}}{_APART}{_MONTH}{_APART}[0-9]{{1,2}}"
    # Without its year: which year it was stands in the record of the child.
    rf"|{_OF_MONTH}{_APART}{_MONTH}|{_MONTH}\s{_OF_MONTH})(?![^\W_])"
)
_DAY_AND_MONTH = (
    r"(?:0?[1-9]|[12][0-9]|3[01])\s?/\s?(?:0?[1-9]|1[0-2])"
    r"(?![^\W_]|/[0-9]|\s(?:of|day|hour|term|price)(?![a-z]))"
)
_BIRTHDAY = (
    r"(?:(?:(?:date|day)[\s_-]*of[\s_-]*birth|d(?:\.?\s?o\.?\s?b|/o/b|-o-b))(?![a-z])\.?"
    r"|(?:birth[\s_-]?(?:date|day)|b['-]?day)(?![a-z]))"
)
_BIRTH_LABEL = r"birth(?=\s?[:=|>*_`'\"]|-[0-9])"
"""Alone it may be that of a sister, and part of many a word: as a label, it is no such thing."""
_SOMEWHERE = (
    r"(?:the|an?|our|of|home|house|hospital|maternity|unit|ward|birthing|centre|clinic|infirmary"
    r"|prison|custody|ambulance|car|back|full|term|area|borough|county|city|town"
    r"|emergency|planned|caesarean|c-section|section|[0-9]{1,2}\sweeks)(?![a-z])"
)
_AT_A_PLACE = (
    rf"(?:(?:\s(?:in|at|by|via)(?:\s{_SOMEWHERE}|,?\s(?-i:[A-Z])[\w'-]*){{1,6}}){{1,2}}"
    r"|\s(?:abroad|overseas|here|there|[a-z]+ly)(?![a-z]))?"
)
_LEADS_TO = (
    r"(?:(?:[^\S\n]|\n(?!\s*\n)|'s(?![^\W_])|[:;,=([{\"'*_`~|>?#\\/-]|</?[a-z][a-z0-9]{0,9}>|&nbsp;"
    r"|(?:given|recorded|confirmed|stated|provided|said)\sby(?:\s[a-z'-]{1,20}){1,3}"
    r"(?=\s?[:=]|\s-|\s(?:as|is)\s)"
    # The day on which somebody wrote it down is another.
    r"|(?:recorded|given|known|confirmed|stated|changed|amended|corrected|entered|shown|noted"
    r"|wrong(?:ly)?|incorrect(?:ly)?|believed|thought|should|now|from|to)(?!\son\b)(?![^\W_])"
    r"|on\s(?:the|his|her|their|our)(?:\s[a-z]{1,20}){1,3}\s(?:is|was|says)(?![^\W_])"
    r"|(?:&\s?|and\s)?age(?![^\W_])"
    r"|(?:is|are|was|be|being|falls?|fell|on|the|as|of|for|this|his|her|their|my|young"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tues?|wed|thurs?|fri|sat|sun)(?![^\W_])"
    r"|(?:child|pupil|student|person)(?:'s)?(?![^\W_])[)\]]?"
    # How it is to be written, as forms on paper say.
    r"|(?:d{1,2}[\s./-]{0,3}m{1,3}[\s./-]{0,3}y{2,4}|y{4}[\s./-]{0,3}m{2}[\s./-]{0,3}d{2}"
    r"|day[\s./-]{1,3}month[\s./-]{1,3}year)"
    r"(?![^\W_])[)\]]?)*+"
    # Alone in its line, as the heading of what is below it.
    r"|[\s:*_`#|>-]*+)"
)
_ENDS = r"(?=[*`'\"]*(?:[^\S\n]*(?:\Z|\n(?![^\S\n]*(?-i:[a-z]))|[|)\]])|[.;!?<]))"
"""Nothing follows that makes another thing of it, as of a birthday treat."""
_ENDS_OR_GOES_ON = rf"(?:{_ENDS}|(?=,|\s(?:and|but|so|when)\s(?:s?he|they|we|it|there)(?![a-z])))"
_WHOSE = r"(?:[*_`]|(?:his|her|their|the|\{child\}'s)\s)*+"
_AN_AGE = (
    r"(?:turn(?:s|ed|ing)?|becom(?:es|ing)|became|reach(?:es|ed)(?:\sthe)?\sage(?:\sof)?"
    r"|(?:s?he|they|\{child\})\s(?:will|would)\sbe)\s"
    r"(?:[1-9]|1[0-9]|2[0-5]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|(?:thir|four|fif|six|seven|eigh|nine)teen|twenty(?:[ -](?:one|five))?)"
)
_TURNS = rf"{_AN_AGE}(?:\syears(?:\s(?:old|of\sage))?)?,?\son\s(?:the\s)?"
"""The day on which somebody is a year older is that of their birth."""
_BORN = re.compile(
    rf"(?<![^\W_])(?:(?:born(?![a-z])|{_BIRTH_LABEL}|{_BIRTHDAY})"
    rf"{_AT_A_PLACE}{_LEADS_TO}{_DAY}|{_BIRTHDAY}{_LEADS_TO}{_DAY_AND_MONTH}"
    rf"|born(?:\s(?:on|the)|\s?[:=(-])*+\s?{_DAY_AND_MONTH}{_ENDS_OR_GOES_ON}"
    rf"|{_TURNS}{_DAY})"
    rf"|(?<![\w/.-]){_DAY}(?:(?:\s?[(\[]|[^\S\n]?=[^\S\n]?|[^\S\n]-[^\S\n]){_WHOSE}"
    rf"(?:born(?![a-z])|{_BIRTHDAY}){_ENDS}"
    rf"|,?\s(?:is|was)\s{_WHOSE}{_BIRTHDAY}{_ENDS_OR_GOES_ON}"
    rf"|,?[^\S\n]{{1,3}}{_BIRTHDAY}{_ENDS})"
    rf"|(?<![\w/.-]){_DAY_AND_MONTH}[^\S\n]{{1,3}}{_BIRTHDAY}{_ENDS}",
    re.IGNORECASE,
)
_HEADING = re.compile(
    rf"(?:(?:child|pupil|student|young\sperson)(?:'?s)?[\s_-])?(?:{_BIRTHDAY}|born(?![a-z]))"
    r"\s?(?:[(\[][^)\]\n]{0,20}[)\]])?",
    re.IGNORECASE,
)
"""Of a column of a table."""
_DAY_ALONE = re.compile(rf"(?:{_DAY}|{_DAY_AND_MONTH})(?:\s[0-9:]{{4,8}})?", re.IGNORECASE)
_UPN = re.compile(
    r"(?<![^\W_])(?:(?:upn|unique[\s_-]pupil)(?:[\s:=#*_`|(.-]|no\b|number\b|reference\b|is\b){0,9}"
    r"([A-Z](?:[\s.-]?[0-9]){11}[\s.-]?[0-9A-HJ-NP-RT-Z])|([A-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]))"
    r"(?![^\W_])",
    re.IGNORECASE,
)
"""I, O and S stand in none: they are too like digits."""
_NHS = re.compile(
    r"(?:(?<![^\W_])nhs(?:[\s:=#*_`|(.-]|no\b|num(?:ber)?\b|is\b){0,9}"
    # Written as the number of a phone is abroad: the country, then ten digits.
    r"|(?<![\w.-])(?<!\+44 )(?<!\(0\))(?<!\(0\) ))"
    r"([0-9]{3}([\s./-]{0,2})[0-9]{3}\2[0-9]{4})(?![\w-])",
    re.IGNORECASE,
)
_POSTCODE = re.compile(
    r"(?<![^\W_])(?:([A-Z]{1,2})[0-9][A-Z0-9]?(\s{0,3}|[_-])([0-9][ABD-HJLNP-UW-Z]{2})"
    r"|GIR[\s_-]{0,3}0AA)(?![^\W_])",
    re.IGNORECASE,
)
_AREAS: Final = (
    " ab al b ba bb bd bh bl bn br bs bt ca cb cf ch cm co cr ct cv cw da dd de dg dh dl dn dt dy"
    " e ec en ex fk fy g gl gu gy ha hd hg hp hr hs hu hx ig im ip iv je ka kt kw ky l la ld le ll"
    " ln ls lu m me mk ml n ne ng nn np nr nw ol ox pa pe ph pl po pr rg rh rm s sa se sg sk sl sm"
    " sn so sp sr ss st sw sy ta td tf tn tq tr ts tw ub w wa wc wd wf wn wr ws wv yo ze "
)
"""The letters that postcodes begin with, each between spaces."""
_COUNTED = re.compile(r"1st|2nd|3rd|[04-9]th|[0-9](?:hr|yr)")
"""The end of a postcode in small letters, which nearly always says how many."""
_SAID_TO_BE = re.compile(r"(?i)(?<![^\W_])post(?:al)?[\s_-]?code(?:[\s:=#*_`|(.-]|is\b){0,9}$")
_OF_SCHOOL = re.compile(
    r"(?i)(?<![^\W_])(?:group|set|class|room|lab|form|timetable|period|lesson|band|stream|tier"
    r"|week|maths|english|science|gcse)s?(?:\s[0-9]{1,2})?[\s:=(*-]{0,4}"
    r"(?:[A-Z][0-9]{1,2}\s?[0-9][A-Z]{2}(?:[\s,;/&]{1,3}|\sand\s)){0,9}$"
)
"""What leads to the name of a group or a lesson."""
_LOOKED_BACK = 120
_OF_BIRTH = re.compile(
    r"(born|birth|d(?:\.?\s?o\.?\s?b|/o/b|-o-b)|b['-]?day)|turn|becom|became|reach|w(?:ill|ould) be"
)
"""What is in all that says when somebody was born, in small letters, at most so far from where
it begins as is looked back. What may be a heading is set apart."""
_LEADS_ON = re.compile(
    rf"born|birth|d(?:\.?\s?o\.?\s?b|/o/b|-o-b)|b['-]?day|{_AN_AGE}"
    r"|upn|unique[\s_-]pupil|post(?:al)?[\s_-]?code"
)
"""What makes somebody's of what would be left alone, in small letters."""
_DIGITS = re.compile(
    r"[0-9](?:[A-Z0-9]?(?:\s{0,3}|[_-])[0-9][A-Z]{2}|(?:[\s./-]{0,2}[0-9]){9})|GIR",
    re.IGNORECASE,
)
"""What each of the others has in it: most texts have none, and are soon told apart."""

POSTCODE = "a postcode"


class _Thing(NamedTuple):
    """What it is that says who somebody is, and where: from where on it is led to, and itself."""

    what: str
    led_to_from: int
    start: int
    end: int


def identifying(
    text: str, path: str, field: FieldPath = (), *, but_for: str = "", but_for_digits: bool = False
) -> Iterator[Finding]:
    """Yield a finding for each thing in a text that says who somebody is, without the thing.

    Without a field, the finding has the line and the column in the text. `but_for` is what may
    stand there: the postcode of a school says who no child is. `but_for_digits` is said of names
    and references: of ten digits in them that are drawn at random, one in eleven is an NHS number.
    """
    for one in sorted(_things(text), key=lambda one: one.start):
        if one.what == but_for or (but_for_digits and text[one.start : one.end].isdecimal()):
            continue
        yield _told(one, path, (1, 1) if field else _place(text, one.start), field)


def identifying_in_new_lines(
    text: str, path: str, new: AbstractSet[int], *, but_for: str = ""
) -> Iterator[Finding]:
    """Yield a finding for each such thing of which a line is new, or the line that leads to it.

    `new` are the numbers of the lines that are.
    """
    for one in sorted(_things(text), key=lambda one: one.start):
        place, (last, _) = _place(text, one.start), _place(text, one.end)
        lines = {_place(text, one.led_to_from)[0], *range(place[0], last + 1)}
        if one.what != but_for and lines & new:
            yield _told(one, path, place)


def _place(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _told(one: _Thing, path: str, place: tuple[int, int], field: FieldPath = ()) -> Finding:
    line, column = place
    return finding("identifies-a-child", path, field, line=line, column=column, what=one.what)


def things_in(text: str) -> Iterator[tuple[str, int, str]]:
    """Yield each thing that says who somebody is: what it is, where it begins, and itself."""
    for one in _things(text):
        yield one.what, one.start, text[one.start : one.end]


def leads_on(text: str) -> bool:
    """Say whether a text may make somebody's of what stands in the line before or after it."""
    return _LEADS_ON.search(in_plain_signs(text).text.lower()) is not None


def _things(text: str) -> Iterator[_Thing]:
    plain, places = in_plain_signs(text)
    for what, led_to_from, start, end in _found(plain):
        yield _Thing(what, places[led_to_from], places[start], places[end - 1] + 1)


def _found(text: str) -> Iterator[_Thing]:
    """Yield what is found in a text of plain signs."""
    yield from _days_of_birth(text)
    if not _DIGITS.search(text):
        return
    for one in _POSTCODE.finditer(text):
        if _is_postcode(one):
            yield _as_found(POSTCODE, one)
    for one in _UPN.finditer(text):
        from stdnum.gb import upn  # noqa: PLC0415  # nearly no text has one, and it is large

        number = _APART_IN_A_NUMBER.sub("", one[1] or one[2]).upper()
        if upn.calc_check_digit(number[1:]) == number[0]:
            yield _as_found("a unique pupil number", one)
    for one in _NHS.finditer(text):
        from stdnum.gb import nhs  # noqa: PLC0415  # as above

        if nhs.is_valid(_APART_IN_A_NUMBER.sub("", one[1])):
            yield _as_found("an NHS number", one)


def _days_of_birth(text: str) -> Iterator[_Thing]:
    # Looked for where there is something of births alone: all of a page would take long. No plain
    # sign is two once it is made small.
    tried, may_be_a_heading = 0, False
    for word in _OF_BIRTH.finditer(text.lower()):
        at = max(tried, word.start() - _LOOKED_BACK)
        while at <= word.start():
            found = _BORN.match(text, at)
            if found:
                yield _as_found("a date of birth", found)
            at = found.end() if found else at + 1
        tried = at
        may_be_a_heading |= word[1] is not None
    if may_be_a_heading:
        for cell in cells_below(text, _HEADING, _DAY_ALONE):
            yield _Thing("a date of birth", cell.heading, cell.start, cell.end)


def _as_found(what: str, found: re.Match[str]) -> _Thing:
    return _Thing(what, found.start(), found.start(), found.end())


_APART_IN_A_NUMBER = re.compile(r"[\s./-]")


def _is_postcode(found: re.Match[str]) -> bool:
    """Say whether what has the form of a postcode is one.

    It begins with letters that postcodes have, and is in the usual form, or said to be one. All
    in small letters and without a gap, many an id looks so; with a gap, it may be the second of
    something. After one letter alone, it may be a group at school where that is said.
    """
    area, gap, end = found.groups()
    if area is None:
        return True
    if f" {area.lower()} " not in _AREAS:
        return False
    led_by = found.string[max(0, found.start() - _LOOKED_BACK) : found.start()]
    if _SAID_TO_BE.search(led_by):
        return True
    if len(area) == 1 and _OF_SCHOOL.search(led_by):
        return False
    if found[0].isupper() and gap in ("", " "):
        return True
    return not (_COUNTED.fullmatch(end) or (found[0].islower() and not gap))


def prose_in(value: object) -> Iterator[tuple[FieldPath, str]]:
    """Yield each text in a record that people wrote as sentences, with the way to it."""
    return _texts_in(value, (), prose_fields)


def lines_in(value: object) -> Iterator[tuple[FieldPath, str]]:
    """Yield each short text in a record that people wrote on one line, with the way to it."""
    return _texts_in(value, (), line_fields)


def _texts_in(
    value: object, way: FieldPath, fields_of: Callable[[type[Model]], frozenset[str]]
) -> Iterator[tuple[FieldPath, str]]:
    if isinstance(value, tuple):
        for at, one in enumerate(value):
            yield from _texts_in(one, (*way, at), fields_of)
    elif isinstance(value, Model):
        asked = fields_of(type(value))
        for name in value.model_fields_set:
            inside = getattr(value, name)
            if name in asked and isinstance(inside, str):
                yield (*way, name), inside
            else:
                yield from _texts_in(inside, (*way, name), fields_of)


@cache
def prose_fields(model: type[Model]) -> frozenset[str]:
    """Return the names of the fields whose text is prose, alone or as one of several answers."""
    return frozenset(
        name
        for name, info in model.model_fields.items()
        if info.json_schema_extra == _MARK or _has(info.annotation, _is_mark)
    )


@cache
def line_fields(model: type[Model]) -> frozenset[str]:
    """Return the names of the fields whose text is a line, alone or as one of several answers."""
    return frozenset(
        name
        for name, info in model.model_fields.items()
        if any(map(_is_form_of_line, info.metadata)) or _has(info.annotation, _is_form_of_line)
    )


def _has(annotation: object, is_asked: Callable[[object], bool]) -> bool:
    marks = getattr(annotation, "__metadata__", ())
    return any(map(is_asked, marks)) or any(_has(part, is_asked) for part in get_args(annotation))


def _is_mark(mark: object) -> bool:
    return getattr(mark, "json_schema_extra", None) == _MARK


def _is_form_of_line(mark: object) -> bool:
    return mark == _FORM_OF_LINE


_MARK = {"x-pepsite": "prose"}
_FORM_OF_LINE: Final[object] = get_args(Line)[1]
