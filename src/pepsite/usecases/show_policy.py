"""What does a policy pack say, as a page to read?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pepsite.errors import PepsiteError
from pepsite.privacy.policy_page import policy_page
from pepsite.store.packs import load_pack

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from pepsite.privacy.published_policy import PolicyPage


def show_policy(name: str, as_of: date, workspace: Path | None = None) -> PolicyPage:
    """Return everything a pack says, with what it extends, as it stands on a day.

    Raises:
        PolicyPackError: the pack cannot be used.
        PepsiteError: it has not begun on this day.
    """
    pack = load_pack(name, workspace)
    if as_of < pack.first_edition_on:
        message = f"policy pack {name} begins on {pack.first_edition_on}, after {as_of}"
        raise PepsiteError(message)
    return policy_page(pack, as_of)
