"""What people fill in by hand: checklists, audit templates, blank plans; where they lie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pepsite.site import wording
from pepsite.site.page import GUIDANCE, Page, file_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.privacy.published_guidance import Guidance

_ALL: Final = "forms.md"


def forms_to_print(guidance: Guidance) -> Iterator[Page]:
    """Yield a page for each, and one that leads to all of them; none where there is no form."""
    if guidance.checklists or guidance.audits or guidance.blanks:
        yield Page(_ALL, "forms.md.j2", boost=GUIDANCE)
    for checklist in guidance.checklists:
        yield Page(_path("checklists", checklist.id), "checklist.md.j2", checklist)
    for template in guidance.audits:
        yield Page(_path("audits", template.id), "checklist.md.j2", template)
    for blank in guidance.blanks:
        yield Page(_path("blanks", blank.id), "blank.md.j2", blank)


def menu_of_forms(guidance: Guidance) -> list[dict[str, object]]:
    """Return their part of the menu; nothing where a policy has none."""
    groups = {
        "Blank PEPs": [(one.title, _path("blanks", one.id)) for one in guidance.blanks],
        "Checklists": [(one.title, _path("checklists", one.id)) for one in guidance.checklists],
        "Audit templates": [(one.title, _path("audits", one.id)) for one in guidance.audits],
    }
    found: list[dict[str, object]] = [
        {title: [{wording.in_template(name): path} for name, path in pages]}
        for title, pages in groups.items()
        if pages
    ]
    return [{"Forms to print": [{"All forms": _ALL}, *found]}] if found else []


def _path(folder: str, name: str) -> str:
    return f"{folder}/{file_name(name)}.md"
