"""What says who a child is by its form alone, in every form that is written."""

from __future__ import annotations

import pytest

from pepsite.privacy.identifying import things_in

POSTCODES = ("M1 1AE", "B33 8TH", "CR2 6XH", "DN55 1PT", "W1A 1HQ", "EC1A 1BB", "SW1A 1AA")
"""One of each form there is, and the one that everybody tries."""
OTHERS = {
    "943 476 5919": "an NHS number",
    "943-476-5919": "an NHS number",
    "9434765919": "an NHS number",
    "H801200001001": "a unique pupil number",
    "born 14/3/2012": "a date of birth",
    "DOB: 2012-03-14": "a date of birth",
    "Date of birth is the 14th of March 2012": "a date of birth",
    "birthday on March 14th, 2012": "a date of birth",
}


@pytest.mark.parametrize(
    ("written", "what"),
    [
        *((one, "a postcode") for one in POSTCODES),
        *((one.replace(" ", ""), "a postcode") for one in POSTCODES),
        *OTHERS.items(),
    ],
)
def test_each_is_found_where_nothing_else_is(written: str, what: str) -> None:
    assert list(things_in(f"Now {written}.")) == [(what, 4, written)]
