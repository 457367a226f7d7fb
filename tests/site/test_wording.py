from __future__ import annotations

from datetime import date

import markdown  # type: ignore[import-untyped]  # MkDocs brings it, without types
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import html
from markupsafe import Markup

from pepsite.privacy.published import Status
from pepsite.site import wording
from tests.site.invented import HOSTILE_NAMES

EXTENSIONS = ["admonition", "md_in_html", "tables", "toc"]

ROW = ["thead", "tr"]

# Where templates put a value, and the elements that are there without it.
PLACES = {
    "paragraph": ("{}", ["p"]),
    "list": ("- {}", ["ul", "li"]),
    "strong": ("- **{}**: then", ["ul", "li", "strong"]),
    "link": ("[{}](schools/index.md)", ["p", "a"]),
    "heading": ("## {}", ["h2"]),
    "cell": (
        "| A | B |\n| --- | --- |\n| x | {} |",
        ["table", *ROW, "th", "th", "tbody", "tr", "td", "td"],
    ),
    "warning": ('!!! warning "W"\n\n    - {}', ["div", "p", "ul", "li"]),
    "tag": ('<p class="marking">{}</p>', ["p"]),
}

hostile = st.text(
    st.one_of(st.characters(), st.sampled_from("\\`*_{}[]()<>#+-.!|~^=&\"':/@$% \n\t\x02\x03")),
    max_size=40,
)


def shown(text: str) -> str:
    """Return what a reader should see: the same on one line, without what cannot be seen."""
    return " ".join(wording._UNSEEN.sub("", text).split())


@pytest.mark.parametrize(("template", "elements"), PLACES.values(), ids=PLACES)
@given(text=hostile)
@example(text=HOSTILE_NAMES[0])
@example(text=HOSTILE_NAMES[1])
@example(text=HOSTILE_NAMES[2])
@example(text="1. Not a list")
@example(text="- not a list")
@example(text="[x]: javascript:alert(1)")
@example(text="\x02klzzwxh:0000\x03")
@example(text="AT&amp;T &lt;b&gt; &#60;")
@example(text='" onmouseover="window.harmed = true')
def test_whatever_a_name_holds_is_read_as_text(
    template: str, elements: list[str], text: str
) -> None:
    seen = shown(text)
    if not seen:
        return

    page = markdown.markdown(template.format(wording.as_text(text)), extensions=EXTENSIONS)

    tree = html.fragment_fromstring(page, create_parent="main")
    assert elements == [node.tag for node in tree.iterdescendants()]
    assert seen in shown(tree.text_content())


@given(text=hostile)
def test_text_that_is_already_safe_is_left_alone(text: str) -> None:
    once = wording.as_text(text)

    assert once == wording.as_text(once)


def test_a_heading_has_no_angle_brackets_for_a_title_to_trip_over() -> None:
    assert "\u2039/title\u203a & more" == wording.heading("</title> & more")


DAY = date(2026, 5, 5)


def test_a_day_is_written_in_full() -> None:
    assert "Tuesday 5 May 2026" == wording.day(DAY)


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        pytest.param(date(2026, 5, 5), "Tue 5 May 2026", id="one day"),
        pytest.param(date(2026, 5, 8), "Tue 5 to Fri 8 May 2026", id="in one month"),
        pytest.param(date(2026, 6, 1), "Tue 5 May 2026 to Mon 1 Jun 2026", id="over a month's end"),
        pytest.param(date(2027, 5, 5), "Tue 5 May 2026 to Wed 5 May 2027", id="over a year"),
    ],
)
def test_a_stretch_of_days_says_nothing_twice(last: date, expected: str) -> None:
    assert expected == wording.days_to(DAY, last).unescape().replace("\xa0", " ")


@pytest.mark.parametrize(
    ("days", "status", "expected"),
    [
        (None, Status.OVERDUE, ""),
        (0, Status.DUE, "today"),
        (1, Status.DUE, "in 1 day"),
        (12, Status.DUE, "in 12 days"),
        (1, Status.OVERDUE, "1 day late"),
        (1200, Status.MISSED, "1,200 days late"),
    ],
)
def test_how_far_a_day_is_points_the_right_way(
    days: int | None, status: Status, expected: str
) -> None:
    assert expected == wording.how_long(days, status).unescape().replace("\xa0", " ")


def test_no_day_is_a_dash() -> None:
    assert "\u2013" == wording.short_day(None) == wording.short_date(None)


@pytest.mark.parametrize(
    ("number", "expected"), [(0, "no children"), (1, "1 child"), (1500, "1,500 children")]
)
def test_a_number_agrees_with_its_noun(number: int, expected: str) -> None:
    assert expected == wording.count(number, "child", "children")


def test_every_status_has_a_word_and_a_meaning() -> None:
    assert set(Status) == set(wording.STATUS_WORDS) == set(wording.STATUS_MEANINGS)


def test_text_is_not_taken_for_what_was_marked_as_safe_before_it() -> None:
    """What was once made of a value is kept, and the two are equal."""
    for text in (wording.together, wording.as_text):
        assert "<b>" in str(text(Markup("<b>one</b>")))
        assert "<b>" not in str(text("<b>one</b>"))
