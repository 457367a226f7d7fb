"""What a PEP says of learning, by phase: areas, subjects, qualifications, courses."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from pepsite.invented.cases import Case
from pepsite.invented.fields import Fields, does_not_apply, given, iso, not_known_yet
from pepsite.invented.terms import academic_year_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pepsite.invented.page import Page
    from pepsite.invented.story import Story

_AREAS = (
    "communication-and-language", "physical-development", "personal-social-emotional",
    "literacy", "mathematics", "understanding-the-world", "expressive-arts-and-design",
)  # fmt: skip
_SUBJECTS = {
    "infant": ("Reading", "Writing", "Maths"),
    "junior": ("Reading", "Writing", "Maths"),
    "lower": ("English", "Maths", "Science"),
    "upper": ("English language", "Maths", "Combined science"),
}
_SCALES = {
    "infant": ("Working well below", "Working towards", "Expected standard", "Greater depth"),
    "junior": ("Working well below", "Working towards", "Expected standard", "Greater depth"),
    "lower": ("Emerging", "Developing", "Secure", "Mastering"),
    "upper": ("Grade 2", "Grade 3", "Grade 4", "Grade 6"),
}
_LEVELS = ("below", "working-towards", "at", "above")
_EXPECTED_STANDARD = 100
"""The scaled score from which a test at the end of Year 6 is at the expected standard."""
_ENGLISH = ("Reading", "Writing", "English", "English language", "English literature")
_HELD_BACK = 1.2
"""How far a child gets, from 0 to 3, where the special need is in the subject itself."""
_OPTIONS = ("Art and design", "Food preparation", "History", "Geography", "Drama", "Spanish")
_VOCATIONAL = (
    "Sport",
    "Construction",
    "Health and social care",
    "Hair and beauty",
    "Motor vehicle",
)
_COURSES = (
    ("Bricklaying", "Level 2 diploma"), ("Motor vehicle maintenance", "Level 2 diploma"),
    ("Health and social care", "Level 3 extended diploma"), ("Hairdressing", "Level 2 diploma"),
    ("Childcare and education", "Level 2 diploma"), ("Public services", "Level 3 diploma"),
    ("Sport and exercise", "Level 3 extended diploma"), ("Catering", "Level 1 diploma"),
    ("A levels: history, psychology, English", "Level 3"),
)  # fmt: skip


def content(page: Page) -> Fields:
    """Return the part of a PEP that its phase alone has."""
    if page.phase == "eyfs":
        return _early(page)
    return _statutory(page) if page.phase == "statutory" else _later(page)


def _early(page: Page) -> Fields:
    dice, words = page.dice, page.words
    level = page.story.ability["other"] + page.number * 0.15
    areas = _AREAS if page.year_group == "R" else _AREAS[:3] + _AREAS[3:5] * (page.number % 2)
    fields: Fields = {
        "phase": "eyfs",
        "provision": words.say("ey_provision"),
        "funded_hours_a_week": 30.0 if page.year_group != "N1" else 15.0,
        "key_person": words.say("ey_room", "reception" if page.year_group == "R" else ""),
        "two_year_check": None,
        "learning": [
            {
                "id": dice.item_id(),
                "area": area,
                "assessed_on": iso(page.lately(2, 20)),
                "level": "expected" if level + dice.between(-4, 4) / 10 > 0.6 else "emerging",  # noqa: PLR2004
            }
            for area in areas
        ],
    }
    if page.year_group == "N1":
        born = page.story.born_on
        on = date(born.year + 2, born.month, born.day) + timedelta(days=dice.between(60, 150))
        check = {"checked_on": iso(on), "outcome": words.say("two_year")}
        when = page.due_next
        fields["two_year_check"] = (
            check if on < page.until else not_known_yet("The health visitor", when)
        )
    if page.year_group == "R":
        fields["good_level_of_development"] = not_known_yet(
            "The class teacher, from the profile", date(academic_year_of(page.day) + 1, 7, 3)
        )
    return given(fields)


def _statutory(page: Page) -> Fields:
    band = page.band
    rows = [_subject(page, subject) for subject in _SUBJECTS[band]]
    fields: Fields = {
        "phase": "statutory",
        "attainment": rows,
        "progress_summary": _summary(page, rows),
    }
    place = int(page.year_group[1:])
    if band in ("infant", "junior", "lower"):
        behind = round((1.6 - _standing(page, "Reading")) * 12)
        months = max(62, (place + 5) * 12 + 4 - behind)
        fields["reading_age"] = f"{months // 12} years {months % 12} months"
    if page.first and page.story.case is Case.NOT_KNOWN_YET:
        fields["attainment"] = not_known_yet(
            "The designated teacher of the last school", page.due_next
        )
        fields["progress_summary"] = page.words.say("progress", "not-known")
    if band == "infant":
        fields["phonics_met"] = (
            page.story.ability["english"] > 0.5  # noqa: PLR2004
            if page.year_group == "Y2"
            else does_not_apply("The check is in June.")
        )
    if page.year_group in ("Y5", "Y6"):
        fields["times_tables_check"] = min(25, max(3, round(14 + 9 * page.story.ability["maths"])))
    if page.year_group in ("Y7", "Y8"):
        fields["key_stage_2"] = key_stage_2(page.story) or not_known_yet(
            "The designated teacher of the primary school", page.due_next
        )
    if band == "upper":
        fields["qualifications"] = _gcses(page)
    return given(fields)


def _summary(page: Page, rows: list[Fields]) -> str:
    """Say in words what the rows say: who is where it is expected, and where more is needed."""
    words = page.words
    met = _listed(row["subject"] for row in rows if row["level"] in _LEVELS[2:])
    unmet = _listed(row["subject"] for row in rows if row["level"] in _LEVELS[:2])
    level = "level-some" if met and unmet else "level-all" if met else "level-none"
    faster = _listed(row["subject"] for row in rows if row["progress"] == "above-expected")
    slower = _listed(row["subject"] for row in rows if row["progress"] == "below-expected")
    pace = "pace-mixed" if faster and slower else "pace-faster" if faster else "pace-even"
    pace = "pace-slower" if slower and not faster else pace
    return "\n".join(
        (
            words.say("progress", level, met=met, unmet=unmet),
            words.say("progress", pace, faster=faster, slower=slower),
        )
    )


def _listed(subjects: Iterable[str]) -> str:
    """Return the subjects as they stand in a sentence."""
    *most, last = [_in_a_sentence(name) for name in subjects] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def _in_a_sentence(subject: str) -> str:
    return subject if subject.startswith("English") else subject.lower()


def key_stage_2(story: Story) -> dict[str, int] | None:
    """Return the scores of the tests at the end of Year 6: the same in every plan."""
    if story.case is Case.NOT_KNOWN_YET:
        return None
    base = 96 + round(8 * story.ability["english"])
    scores = {
        "reading": base,
        "grammar": base + story.number % 6 - 3,
        "maths": 95 + round(8 * story.ability["maths"]),
    }
    return {name: min(120, max(80, score)) for name, score in scores.items()}


def key_stage_2_in_words(page: Page, scores: dict[str, int]) -> str:
    """Say which of the tests were at the expected standard."""
    met = [name for name, score in scores.items() if score >= _EXPECTED_STANDARD]
    unmet = [name for name in scores if name not in met]
    key = "ks2_some" if met and unmet else "ks2_all" if met else "ks2_none"
    return page.words.say("achievements", key, met=_listed(met), unmet=_listed(unmet))


def _standing(page: Page, subject: str) -> float:
    """Return how far the child is in a subject, from 0 to 3: rising, with setbacks."""
    ability = page.story.ability
    if subject in _ENGLISH:
        known = ability["english"]
    else:
        known = ability["maths" if subject == "Maths" else "other"]
    need = page.story.sen_need if page.story.sen != "N" else ""
    held_back = need == "MLD" or (need == "SPLD" and subject in _ENGLISH)
    most = _HELD_BACK if held_back else 3.0
    return min(most, max(0.0, 0.3 + 1.6 * known + 0.13 * page.number))


def _subject(page: Page, subject: str) -> Fields:
    dice, scale = page.dice, _SCALES[page.band]
    standing = _standing(page, subject) + dice.between(-25, 25) / 100
    now = min(3, max(0, round(standing)))
    before = max(0, now - (dice.between(0, 9) < 4))  # noqa: PLR2004
    progress = "above-expected" if before < now else "expected"
    if before == now < 2 and dice.likely(0.4):  # noqa: PLR2004  # 2 is what is expected
        progress = "below-expected"
    return {
        "id": dice.item_id(),
        "subject": subject,
        "assessed_on": iso(page.lately(2, 24)),
        "prior": scale[before],
        "current": scale[now],
        "target": scale[min(3, now + 1)],
        "level": _LEVELS[now],
        "progress": progress,
    }


def _gcses(page: Page) -> list[Fields]:
    dice, number = page.dice, page.story.number
    subjects = [
        ("English language", "GCSE"), ("English literature", "GCSE"), ("Maths", "GCSE"),
        ("Combined science", "GCSE, double award"),
        (_OPTIONS[number % len(_OPTIONS)], "GCSE"),
        (_VOCATIONAL[number % len(_VOCATIONAL)], "Vocational award, level 1 and 2"),
    ]  # fmt: skip
    mocked = page.year_group == "Y11" and page.day.month < 9  # noqa: PLR2004  # mocks are in December
    rows = []
    for subject, kind in subjects:
        grade = min(8, max(1, round(2.2 + 1.5 * _standing(page, subject)) + dice.between(-1, 1)))
        vocational = kind.startswith("Vocational")
        rows.append(
            given(
                {
                    "id": dice.item_id(),
                    "subject": subject,
                    "type": kind,
                    "predicted": "Level 2 pass" if vocational else str(grade),
                    "mock": str(max(1, grade - dice.between(0, 1)))
                    if mocked and not vocational
                    else None,
                    "target": "Level 2 merit" if vocational else str(min(9, grade + 1)),
                    "expected_in": "Y11",
                }
            )
        )
    return rows


def _later(page: Page) -> Fields:
    dice, words = page.dice, page.words
    out = page.status == "not-in-education-employment-or-training"
    newcomer = page.band == "newcomer"
    return given(
        {
            "phase": "post-16",
            "situation": "seeking-education-employment-or-training"
            if out
            else "education-or-training",
            "activity": "G5" if out else "F2",
            "courses": does_not_apply("Not on a course at the moment; see the arrangements.")
            if out
            else [_course(page)],
            "attainment": [
                {
                    "id": dice.item_id(),
                    "subject": subject,
                    "assessed_on": iso(page.lately(3, 30)),
                    "current": current,
                    "target": target,
                    "progress": dice.one_of(("expected", "expected", "above-expected")),
                }
                for subject, current, target in (_NEW if newcomer else _SKILLS)
            ],
            "progress_summary": words.say("progress", "out" if out else ""),
            "qualifications": [
                {
                    "id": dice.item_id(),
                    "subject": "English for speakers of other languages" if newcomer else "Maths",
                    "type": "Entry level certificate" if newcomer else "GCSE, taken again",
                    "predicted": "Entry 2" if newcomer else dice.one_of("334"),
                    "target": "Entry 3" if newcomer else "4",
                    "expected_in": page.year_group,
                }
            ],
            "english_and_maths": words.say("english_and_maths"),
            "september_guarantee": True if page.year_group == "Y12" else None,
            "bursary": words.say("bursary"),
            "next_destination": words.say("next_destination"),
        }
    )


_NEW = (
    ("Speaking and listening", "Entry 1", "Entry 2"),
    ("Reading and writing", "Pre-entry", "Entry 1"),
)
_SKILLS = (("English", "Grade 4", "Grade 4 or above"), ("Maths", "Grade 3", "Grade 4"))


def _course(page: Page) -> Fields:
    dice = page.dice
    what, level = _COURSES[page.story.number % len(_COURSES)]
    if page.band == "newcomer":
        what, level = "English for speakers of other languages, with maths", "Entry level"
    return {
        "id": dice.item_id(),
        "what": what,
        "level": level,
        "hours_a_week": 15.0 if page.band == "newcomer" else 18.5,
        "ends_on": f"{academic_year_of(page.day) + 1}-07-03",
        "progress": page.words.say("progress"),
    }
