"""Days on which school is shut are added to a year's calendar, and to nothing else."""

from __future__ import annotations

from pathlib import PurePosixPath

from tests.forms.conftest import OpenAs
from tests.forms.opened import OFFICER_ID, words_of
from tests.forms.test_web_following import sent
from tests.usecases.examples import CALENDAR


def test_a_day_on_which_school_is_shut_is_added_to_the_calendar(open_as: OpenAs) -> None:
    forms = open_as(OFFICER_ID)
    tasks = forms.begin("calendar-closures", record=PurePosixPath(CALENDAR).stem)
    page = forms.save(f"{tasks}/page/closures", {}, do="add").location
    assert "Everyone can read this on the public site." in words_of(forms.get(page))
    day = f"closures/{page.rpartition('/')[2]}"
    said = {f"{day}/closed_on/year": "2026", f"{day}/reason": "Training day"}
    half = forms.save(page, said)
    assert half.status_code == 422
    assert "must have a day, a month and a year" in words_of(half)
    said |= {f"{day}/closed_on/day": "29", f"{day}/closed_on/month": "6"}
    assert forms.save(page, said).status_code == 303
    assert "29 June 2026: Training day" in words_of(forms.get(f"{tasks}/page/closures"))

    changed = sent(forms, tasks)

    assert list(changed) == [CALENDAR]
    (closure,) = changed[CALENDAR]["closures"]
    assert (str(closure["closed_on"]), closure["reason"]) == ("2026-06-29", "Training day")
    assert [one["term"] for one in changed[CALENDAR]["terms"]] == ["autumn", "spring", "summer"]
