"""How old somebody is who reads a page with ease: measured on what the site really says.

The Flesch-Kincaid grade (0.39 words to the sentence, 11.8 syllables to the word, less 15.59), and
five years added: the age at which children in England are in that grade. Syllables are counted by
the vowels of a word, which is right for nine words in ten. It says nothing of whether a page is
understood; it does say where sentences grow long and words grow heavy.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pepsite.forms.questions.blank import blank_peps
from pepsite.records.authority import Audience
from pepsite.site.guidance_pages import guidance_pages
from pepsite.site.markdown import write_markdown
from pepsite.store.packs import shipped_packs
from pepsite.usecases.build_site import compose_site

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

AS_OF: Final = date(2026, 5, 15)
AT_MOST: Final = 12
"""No page of guidance asks for more, under any policy that ships."""
AT_MOST_FOR: Final[Mapping[str, int]] = {"roles/child": 7, "roles/carer-and-parent": 9}
"""Pages whose readers are children, or have no time for school words."""
_LOOKED_UP: Final = ("term-dates", "timescales")
"""Tables to look something up in: there is hardly a sentence on them."""
_FRONT: Final = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_CITED: Final = re.compile(r"<small class=\"cited\">.*?</small>", re.DOTALL)
_TAG: Final = re.compile(r"<[^>]+>")
_LINK: Final = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_NOT_PROSE: Final = re.compile(r"^\s*(#|!!!|<|\| ?-{3})")
_MARK: Final = re.compile(r"^\s*(?:[-*]|\d+\.)\s+")
_WORD: Final = re.compile(r"[A-Za-z]+(?:['\u2019][A-Za-z]+)*")
_VOWELS: Final = re.compile(r"[aeiouy]+")


@dataclass(frozen=True, slots=True)
class Measured:
    """One page: how many words of prose it has, and how old its reader is."""

    place: str
    title: str
    words: int
    age: float


def syllables(word: str) -> int:
    """Return about how many syllables a word has; at least one."""
    plain = re.sub(r"['\u2019].*", "", word.lower())
    spoken = plain
    if len(plain) > 3:  # noqa: PLR2004  # "she", "red": what is short has one anyway
        if re.search(r"[^aeiouy]le$", plain):
            return len(_VOWELS.findall(plain[:-2])) + 1
        spoken = re.sub(r"(?:(?<=[^dt])ed|(?<=[^cgsxz])es|e)$", "", plain)
    return max(1, len(_VOWELS.findall(spoken)))


def sentences(markdown: str) -> Iterator[str]:
    """Yield the sentences of a page: its paragraphs, lists and cells of tables; no headings."""
    text = _CITED.sub("", _FRONT.sub("", markdown))
    for line in text.split("\n"):
        if _NOT_PROSE.match(line):
            continue
        plain = unescape(_TAG.sub("", _LINK.sub(r"\1", _MARK.sub("", line)))).replace("*", "")
        yield from (one for one in re.split(r"(?<=[.!?])\s+|\|", plain) if _WORD.search(one))


def reading_age(markdown: str) -> tuple[int, float]:
    """Return how many words of prose a page has, and at what age it is read with ease."""
    said = [_WORD.findall(one) for one in sentences(markdown)]
    words = [word for one in said for word in one]
    per_sentence = len(words) / len(said)
    per_word = sum(map(syllables, words)) / len(words)
    return len(words), 0.39 * per_sentence + 11.8 * per_word - 15.59 + 5


@cache
def measured(policy: str) -> tuple[Measured, ...]:
    """Return every page of guidance under a policy, the hardest last."""
    found = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        site = compose_site(folder, Audience.PUBLIC, AS_OF, policy=policy, blanks=blank_peps)
        write_markdown(site, folder / "site")
        for page in guidance_pages():
            if page.place not in _LOOKED_UP:
                text = (folder / "site/docs" / page.path).read_text("utf-8")
                found.append(Measured(page.place, page.title, *reading_age(text)))
    return tuple(sorted(found, key=lambda one: one.age))


def reading_age_blocks() -> dict[str, str]:
    """Return the generated part of the page on reading age."""
    own = measured("england")
    highest = {
        one.place: max(each.age for name in shipped_packs() for each in measured(name)
                       if each.place == one.place)
        for one in own
    }  # fmt: skip
    lines = [
        "| page | words | reading age | highest under any policy | limit |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for one in own:
        limit = AT_MOST_FOR.get(one.place, AT_MOST)
        lines.append(
            f"| {one.title} (`{one.place}`) | {one.words} | {one.age:.0f} "
            f"| {highest[one.place]:.0f} | {limit} |"
        )
    return {"reading-age": "\n".join(lines)}
