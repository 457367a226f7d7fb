from __future__ import annotations

import json

import pytest

from pepsite.site.names import Names

NAMES = Names(
    {
        "ch-0000000000001": "May <b>Will</b> O'Tansy",
        "ch-0000000000002": "Summer Reading",
        "ps-0000000000003": "Summer Reading",
    }
)


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("<td>ch-0000000000001</td>", "<td>May &lt;b&gt;Will&lt;/b&gt; O'Tansy</td>"),
        ("<p>ch-000000000000z</p>", "<p>ch-000000000000z</p>"),
        ('<a href="ch-0000000000001.html">x</a>', '<a href="ch-0000000000001.html">x</a>'),
        (
            "<head><title>ch-0000000000001</title></head>",
            "<head><title>ch-0000000000001</title></head>",
        ),
        ("<script>'ch-0000000000001'</script>", "<script>'ch-0000000000001'</script>"),
        ("<p>ps-0000000000003</p>", "<p>Summer Reading (ps-0000000000003)</p>"),
        (
            '<h1 id="x">ch-0000000000001</h1>',
            '<h1 id="x">May &lt;b&gt;Will&lt;/b&gt; O\'Tansy, ch-0000000000001</h1>',
        ),
        (
            "<svg><title>The plan of ch-0000000000002</title></svg>",
            "<svg><title>The plan of Summer Reading (ch-0000000000002)</title></svg>",
        ),
    ],
    ids=[
        "in a cell, as text",
        "nobody known",
        "not in an address",
        "not in what a browser remembers",
        "not in a script",
        "two of one name keep their ids",
        "the main heading has both",
        "the words for a picture",
    ],
)
def test_names_stand_in_the_text_of_a_page_alone(page: str, shown: str) -> None:
    assert shown == NAMES.in_page(page)


@pytest.mark.parametrize("before", ["", "var __index = "], ids=["served", "in a folder"])
def test_the_search_finds_names_and_leads_to_ids(before: str) -> None:
    entry = {
        "location": "children/ch-0000000000002.html",
        "title": "ch-0000000000002",
        "text": "<p>ch-0000000000002</p>",
    }
    index = before + json.dumps({"config": {"lang": ["en"]}, "docs": [entry]})

    shown = NAMES.in_search(index)

    name = "Summer Reading (ch-0000000000002)"
    expected = entry | {"title": name, "text": f"<p>{name}</p>"}
    assert shown.startswith(before)
    assert {"config": {"lang": ["en"]}, "docs": [expected]} == json.loads(
        shown.removeprefix(before)
    )


def test_what_shows_names_does_not_show_itself() -> None:
    assert "Names(3)" == repr(NAMES)
