"""The pages of guidance: our words, and no number that an authority might decide otherwise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import pepsite.site
from pepsite.privacy.published import PublishedSite
from pepsite.site.guidance_pages import guidance_pages
from pepsite.site.markdown import write_markdown
from tests.site.invented import PUBLIC_SITE, STAFF_SITE

TEMPLATES = Path(pepsite.site.__file__).parent / "pages"
SHARED = ("_guidance", "_parts", "about", "accessibility", "checklist", "policy", "privacy")
PUBLIC = (*(f"{name}.md.j2" for name in SHARED), *(page.template for page in guidance_pages()))
NOT_TEXT = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|</?\w[^>]*>", re.DOTALL)
LIST_NUMBER = re.compile(r"^\s*(?:#+ )?\d+\. ", re.MULTILINE)
NAMES_WITH_DIGITS = (
    "Post-16",
    "post-16",
    "A4",
    "Childline on 0800 1111",
    "ring 999",
    "Web Content Accessibility Guidelines 2.2",
    "(No. 2) Accessibility Regulations 2018",
)
NUMBER = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty)"
UNIT = r"(?:day|week|fortnight|month|term|half-term|year|per cent)"
TIME = re.compile(rf"\b(?:\d+|{NUMBER})\s+(?:\w+\s+)?{UNIT}s?\b", re.IGNORECASE)
TYPED = re.compile(rf"\b{NUMBER}\s+(?:\w+\s+)?{UNIT}s?\b", re.IGNORECASE)


def typed_numbers(template: str) -> list[str]:
    """Return the numbers that somebody typed: lists may count, and laws have theirs."""
    text = LIST_NUMBER.sub("", NOT_TEXT.sub(" ", template))
    for name in NAMES_WITH_DIGITS:
        text = text.replace(name, "")
    return re.findall(r"\w*\d\w*", text) + TYPED.findall(text)


@pytest.mark.parametrize("template", PUBLIC)
def test_no_number_is_typed_into_a_template(template: str) -> None:
    assert typed_numbers((TEMPLATES / template).read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hold it within 20 days.", ["20"]),
        ("Hold it within twenty working days.", ["twenty working days"]),
        ("once in three weeks", ["three weeks"]),
        ("1. First\n## 2. Second", []),
        ("{{ site.rows[2] }} <h2>Post-16</h2> {% if 3 %}", []),
    ],
)
def test_a_typed_number_is_found_wherever_it_stands(text: str, found: list[str]) -> None:
    assert typed_numbers(text) == found


def test_no_time_is_typed_into_any_template() -> None:
    """On the pages of staff too: lists may be cut there, at a number of ours."""
    there = sorted(TEMPLATES.rglob("*.j2"))
    assert len(there) > len(PUBLIC)
    for template in there:
        assert TIME.findall(NOT_TEXT.sub(" ", template.read_text("utf-8"))) == [], template.name


@pytest.mark.parametrize("template", PUBLIC)
def test_nobody_is_named_in_an_example(template: str) -> None:
    """A real child may have the same name, and a site with a child's name is not published."""
    text = (TEMPLATES / template).read_text("utf-8")
    assert (
        re.findall(r"\b(?:Mr|Mrs|Ms|Miss|Jo|Sam|Alex|Paul|Anna|Jack|Amy)\b\.?(?: \w+)?", text) == []
    )


def test_every_template_of_guidance_is_a_page() -> None:
    places = {page.template for page in guidance_pages()}
    folders = {"process", "roles", "good-peps", "quality"}
    there = {
        path.relative_to(TEMPLATES).as_posix()
        for folder in folders
        for path in (TEMPLATES / folder).glob("*.j2")
    }

    assert there <= places
    assert [] == [place for place in places if not (TEMPLATES / place).is_file()]


@pytest.mark.parametrize("site", [PUBLIC_SITE, STAFF_SITE], ids=["public", "staff"])
def test_every_page_of_guidance_is_in_the_menu(site: PublishedSite, tmp_path: Path) -> None:
    write_markdown(site, tmp_path)
    menu = (tmp_path / "mkdocs.yml").read_text("utf-8")

    for page in guidance_pages():
        assert menu.count(f'"{page.path}"') == 1, page.path
