"""An entry on the page of a policy, made of a version that is in force: since when, and whence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.privacy.published_policy import PolicyEntry
from pepsite.privacy.wording import long_date

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pepsite.policy.base import Dated
    from pepsite.privacy.published_policy import PolicyItem


def dated_entry(  # noqa: PLR0913  # an entry has this many parts, and most are optional
    one_id: str,
    title: str,
    version: Dated,
    says: Iterable[str] = (),
    *,
    listed: str = "",
    items: Iterable[PolicyItem] = (),
    statutory: bool = False,
) -> PolicyEntry:
    """Return the entry of what has an id and a version, with what that says."""
    ends = () if version.until_on is None else (f"It holds until {long_date(version.until_on)}.",)
    return PolicyEntry(
        one_id,
        title,
        (*says, *ends),
        listed,
        tuple(items),
        version.from_on,
        (version.source, *version.also),
        version.reading or "",
        statutory,
    )
