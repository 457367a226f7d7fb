"""The pages of guidance: which there are, what they are called, in which order they are read.

What they say stands in `pages/`, in our words; what an authority decided comes into them from
the `PublishedSite` alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import yaml
from markupsafe import Markup

from pepsite.site.page import GUIDANCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class GuidancePage:
    """One page: its place in the site without an ending, and what the menu calls it.

    Its template has the same place in `pages/`. `boost` is how many times it counts in the search.
    """

    place: str
    title: str
    boost: float = GUIDANCE

    @property
    def path(self) -> str:
        """The file of the page in the site."""
        return f"{self.place}.md"

    @property
    def template(self) -> str:
        """The file of the page among the templates."""
        return f"{self.place}.md.j2"


@dataclass(frozen=True, slots=True)
class GuidanceGroup:
    """Pages that the menu shows together."""

    title: str
    pages: tuple[GuidancePage, ...]


PROCESS: Final = GuidanceGroup(
    "The process",
    (
        GuidancePage("process", "Step by step"),
        GuidancePage("process/first-pep", "The first PEP"),
        GuidancePage("process/review", "A review"),
        # People ask for it in words that every page has: "a child moves school".
        GuidancePage("process/moving-school", "Moving school", boost=1.5 * GUIDANCE),
        GuidancePage("process/leaving-care", "Leaving care"),
        GuidancePage("process/no-school-place", "No school place"),
        GuidancePage("process/emergency", "An emergency"),
        GuidancePage("process/custody", "In custody"),
        GuidancePage("process/unaccompanied", "Children who came alone"),
        GuidancePage("timescales", "All timescales"),
        GuidancePage("term-dates", "Term dates"),
    ),
)
ROLES: Final = GuidanceGroup(
    "Your part",
    (
        GuidancePage("roles/child", "Child or young person"),
        GuidancePage("roles/social-worker", "Social worker"),
        GuidancePage("roles/designated-teacher", "Designated teacher"),
        GuidancePage("roles/carer-and-parent", "Carer or parent"),
        GuidancePage("roles/virtual-school-officer", "Virtual school officer"),
        GuidancePage("roles/independent-reviewing-officer", "Independent reviewing officer"),
        GuidancePage("roles/governor", "Governor"),
        GuidancePage("roles/headteacher", "Headteacher"),
        GuidancePage("roles/virtual-school-head", "Head of the virtual school"),
    ),
)
GOOD_PEPS: Final = GuidanceGroup(
    "A good PEP",
    (
        GuidancePage("good-peps/what-a-pep-is", "What is a PEP?"),
        GuidancePage("good-peps/targets", "Targets"),
        GuidancePage("good-peps/childs-voice", "The child's voice"),
        GuidancePage("good-peps/pupil-premium-plus", "Pupil premium plus"),
        GuidancePage("good-peps/attendance", "Attendance"),
        GuidancePage("good-peps/wellbeing", "Feelings and mental health"),
        GuidancePage("good-peps/transitions", "Moves and next steps"),
        GuidancePage("good-peps/writing", "Writing for the child"),
    ),
)
QUALITY: Final = GuidanceGroup(
    "Quality",
    (
        GuidancePage("quality/tiers", "How quality is assured"),
        GuidancePage("quality/moderation", "Moderation: judging alike"),
    ),
)
GLOSSARY: Final = GuidancePage("glossary", "Glossary: words we use")


def guidance_pages() -> Iterator[GuidancePage]:
    """Yield every page of guidance, in the order of the menu."""
    for group in (PROCESS, ROLES, GOOD_PEPS, QUALITY):
        yield from group.pages
    yield GLOSSARY


@dataclass(frozen=True, slots=True)
class Help:
    """The page that helps with a topic: what it is called, and its file."""

    title: str
    path: Markup


@cache
def pages_that_help() -> Mapping[str, Help]:
    """Return the page that helps with each topic that a question of a policy can be about."""
    titles = {page.place: page for page in guidance_pages()}
    topics = yaml.safe_load((Path(__file__).parent / "topics.yml").read_text(encoding="utf-8"))
    return {
        topic: Help(titles[place].title, Markup(titles[place].path))  # noqa: S704  # ours
        for topic, place in topics.items()
    }
