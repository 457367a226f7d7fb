"""What a record said when it was judged, as a hash.

The same for every layout and for comments added or removed; different as soon as a value is.
Events that may be appended to a complete PEP do not count: sharing a plan does not change it.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from pepsite.records.pep import Pep

if TYPE_CHECKING:
    from pepsite.records.kinds import Record


def fingerprint(record: Record) -> str:
    """Return `sha256:` and the hash of the record's values, without status, events and returns."""
    # What happened to a child is part of the child's record; to a PEP, it comes after it.
    exclude = NOT_JUDGED if isinstance(record, Pep) else _SCHEMA
    values = record.model_dump(mode="json", by_alias=True, exclude_none=True, exclude=exclude)
    text = json.dumps(values, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


_SCHEMA = {"schema_"}
NOT_JUDGED = _SCHEMA | {"status", "events", "returned", "distribution", "sign_offs"}
"""The fields of a PEP that a judgement is not about: they may change after it."""
