"""A child wants to talk to somebody: to whom, since when, and whether anybody has.

No policy sets a time for it and no figure counts it: it stands first on the list of whoever the
child asked for, until somebody writes down that they talked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pepsite.compliance.presence import owner_of, school_on
from pepsite.compliance.results import CheckResult, Explanation, Status, in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pepsite.compliance.results import Setting
    from pepsite.records.child import Child
    from pepsite.records.pep import Pep

WISH_TO_TALK: Final = "wish-to-talk"
"""What a wish is called where the code of a check stands for others."""
_ASKED: Final = "A child wants to talk to you"
_SOURCE: Final = "the child"


def wishes_to_talk(child: Child, pep: Pep, setting: Setting) -> Iterator[CheckResult]:
    """Yield each wish of the child to talk to somebody that nobody has met by this day.

    It is the turn of whoever has the role that the child asked for. `since` is the day on which
    the child said so.
    """
    for one in pep.concerns:
        was_met = one.settled_on is not None and one.settled_on <= setting.as_of
        if one.is_wish_to_talk and one.raised_on <= setting.as_of and not was_met:
            school = school_on(child, setting, setting.as_of)
            yield CheckResult(
                WISH_TO_TALK,
                Status.DUE,
                pep.id,
                _SOURCE,
                Explanation(
                    _ASKED,
                    f"The child said so on {in_words(one.raised_on)}, and nobody has written down "
                    "that they talked.",
                ),
                one.id,
                child=child.id,
                school=school.id if school else None,
                doer=one.with_whom,
                owner=owner_of(one.with_whom, child, school, setting),
                since=one.raised_on,
            )
