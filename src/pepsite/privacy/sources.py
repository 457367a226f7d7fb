"""Where a decision of a policy is written down, as a page names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.privacy import published_policy, wording

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pepsite.policy.pack import PolicyPack


def source_of(ids: Iterable[str], policy: PolicyPack) -> published_policy.Source:
    """Return several sources of one decision as one, each document named once."""
    sources = [policy.sources[one] for one in ids]
    return published_policy.Source(
        "; ".join(one.id for one in sources),
        "; ".join(wording.unique(one.document for one in sources)),
        "; ".join(wording.unique(one.where for one in sources)),
    )
