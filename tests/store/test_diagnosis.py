"""On which line of a file a setting stands, for messages that are about no finding."""

from __future__ import annotations

import pytest

from pepsite.store.diagnosis import line_of

SETTINGS = b"""\
# Whose it is
name: Ashmere
disclosure:
  children_shown_to_schools_as: name
"""


@pytest.mark.parametrize(
    ("content", "field", "line"),
    [
        pytest.param(SETTINGS, ("disclosure", "children_shown_to_schools_as"), 4, id="there"),
        pytest.param(SETTINGS, ("disclosure", "withhold_below"), 3, id="missing in what is there"),
        pytest.param(SETTINGS, ("gate", "signatures"), 1, id="missing with what it is in"),
        pytest.param(b"name: [", ("name",), 1, id="cannot be read"),
    ],
)
def test_a_setting_is_found_on_its_line(content: bytes, field: tuple[str, ...], line: int) -> None:
    assert line_of(content, field) == line
