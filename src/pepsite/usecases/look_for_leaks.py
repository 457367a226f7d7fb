"""The last look at a site before it is published: does any file of it say who a child is?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pepsite.errors import PublicationRefusedError
from pepsite.privacy.leaks import Known, LeakScan, words_of
from pepsite.records.paths import RECORDS_FOLDER
from pepsite.site.shipped import own_texts
from pepsite.store.listing import list_records
from pepsite.store.workspace import Reading, read_register
from pepsite.usecases.known_names import known_children

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pepsite.privacy.leaks import Leak
    from pepsite.privacy.published import PublishedSite
    from pepsite.records.casefile import Register
    from pepsite.records.school import School

_TOLD: Final = 20
_PUBLIC: Final = ("authority.yaml", "calendars")
_NAMED: Final = (*_PUBLIC, "people", "schools")
"""Where the names stand that pages for staff may show."""


class LastLook:
    """Looks through the files of a site, and refuses them all for one leak.

    `names_checked` says whether there is an identity store on this computer; without it, only
    what can be told by its form is looked for.
    """

    def __init__(self, root: Path, site: PublishedSite, store: Path | None = None) -> None:
        """Take in who must not be found, if that is known here, and the words of the site.

        Who the children are is in the identity store `store`, else in the usual one. For a
        public site no file is opened that it is not made of, besides the identity store.

        Raises:
            IdentityStoreError: `store` was given and nothing is there, or there is an identity
                store here that cannot be used.
        """
        identities = known_children(store, root)
        self.names_checked = identities is not None
        self._scan = LeakScan(identities or (), _known(root, site))

    def __call__(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Look through files, by name and content.

        Raises:
            PublicationRefusedError: one of them says who a child is. It says which file, what
                and on which line, and nothing of what stands there.
        """
        found = list(self._scan.leaks(files))
        if found:
            raise PublicationRefusedError(_refusal(found))


def _refusal(found: list[Leak]) -> str:
    told = "; ".join(_place(leak) for leak in found[:_TOLD])
    more = f"; and {len(found) - _TOLD} more" if len(found) > _TOLD else ""
    return f"the site would say who a child is, so nothing was published: {told}{more}"


def _place(leak: Leak) -> str:
    if leak.line is None:
        return f"the name of a file: {leak.what}"
    return f"{leak.file or 'a file whose name is one too'}, line {leak.line}: {leak.what}"


def _known(root: Path, site: PublishedSite) -> Known:
    settings = site.settings
    # With every text that is in it. Term dates are records: a school may be named after a child,
    # and a day on which it is shut be called after one.
    guidance = repr(replace(site.guidance, term_dates=()))
    within = _NAMED if site.staff or site.board or site.school else _PUBLIC
    listing = list_records(root, [f"{RECORDS_FOLDER}/{one}" for one in within])
    register = read_register(root, listing, Reading())
    contacts = [contact.value for contact in settings.contacts]
    names = {settings.authority, settings.virtual_school, *contacts}
    names.update(_names_of(register) if register else ())
    words = words_of((*own_texts(), guidance))
    return Known(words, tuple(sorted(names)), (guidance, *contacts))


def _names_of(register: Register) -> Iterator[str]:
    """Yield the names on record that pages may show, and that are no child's."""
    for calendar in register.calendars.values():
        yield calendar.authority
    for person in register.people.values():
        yield from filter(None, [person.name])
    for school in register.schools.values():
        if _is_registered(school):
            yield from filter(None, (school.name, school.authority, school.district))


def _is_registered(school: School) -> bool:
    """Say whether everyone can look a school up; a tutor's place may be named after a child."""
    return any((school.urn, school.ukprn, school.early_years_number))
