"""A copy of a PEP as one page of its own: it loads nothing, prints, and is read by everyone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pepsite.compliance.results import in_words
from pepsite.policy.sections import CopyReader

if TYPE_CHECKING:
    from datetime import date

    from pepsite.privacy.handed_over import PepCopy

_PAGES: Final = Path(__file__).parent / "pages"


@dataclass(frozen=True, slots=True)
class PageHead:
    """Whose page it is: the virtual school, the marking every page carries, and the day."""

    virtual_school: str
    marking: str | None
    made_on: date


def pep_page(copy: PepCopy, head: PageHead) -> str:
    """Return the page as HTML. Every value is escaped on its way in."""
    for_child = copy.reader is CopyReader.CHILD
    page = _environment().get_template("pep.html.j2")
    closing = list(_CLOSING[copy.reader])
    if copy.kept_back:
        closing.insert(0, _KEPT_BACK)
    return page.render(
        copy=copy,
        title="Your education plan" if for_child else "Personal Education Plan",
        child_reads=for_child,
        opening=_OPENING[copy.reader],
        closing=closing,
        virtual_school=head.virtual_school,
        marking=None if for_child else head.marking,  # it is for offices
        made_on=in_words(head.made_on),
        style=_style(),
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@cache
def _style() -> Markup:
    return Markup((_PAGES / "pep.css").read_text(encoding="utf-8"))  # noqa: S704  # our own file


_KEPT_BACK: Final = (
    "You also said something that only the person who typed it may read. It is kept, and it is "
    "on no paper, so it is not here."
)
_OPENING: Final = {
    CopyReader.CHILD: (
        "This is your own copy. It says how school or college is going, what you said, and what "
        "everyone will do to help.",
    ),
    CopyReader.CARER: (
        "This copy is for the carer. It has what helps with learning at home, and what the child "
        "or young person lets a carer read of their own words.",
    ),
    CopyReader.PARENT: (
        "This copy is for a parent. It has how learning is going, and what the child or young "
        "person lets a parent read of their own words. Some parts of the plan are not in it.",
    ),
    CopyReader.SCHOOL: (
        "This copy is for school or college. Keep it with the designated teacher. It has what "
        "the child or young person lets school read of their own words.",
    ),
    CopyReader.CASE_FILE: (
        "This copy is for the case file. It has what the child or young person lets their social "
        "worker read of their own words.",
    ),
}
_CLOSING: Final = {
    CopyReader.CHILD: (
        "If something here is wrong, or you do not agree with it, tell your designated teacher, "
        "your social worker or someone you trust. What you say will be written down and kept "
        "with the plan.",
        "This is about you. Keep it where only the people you choose can read it.",
    ),
    CopyReader.CARER: (
        "If something here is wrong, or you do not agree with it, tell the designated teacher or "
        "the social worker. What you say stays with the plan.",
        "Please keep this where others cannot read it, and give it to nobody else.",
    ),
    CopyReader.PARENT: (
        "If something here is wrong, or you do not agree with it, tell the social worker. What "
        "you say stays with the plan.",
        "Please keep this where others cannot read it, and give it to nobody else.",
    ),
    CopyReader.SCHOOL: (
        "If something here is wrong, tell the virtual school. Give it only to staff who need it "
        "to teach or support this child or young person.",
    ),
    CopyReader.CASE_FILE: ("If something here is wrong, tell the virtual school.",),
}
