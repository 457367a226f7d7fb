"""A pack that says some things in another way."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pepsite.policy.pack import PolicyPack


def altered(policy: PolicyPack, **parts: Any) -> PolicyPack:
    """Return the same pack, except that these of its parts are others."""
    other = copy(policy)
    vars(other).update(parts)
    return other
