"""An invented virtual school as privacy would publish it. Nobody in it exists."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pepsite.privacy.published import (
    ActionRow,
    ChildPage,
    ChildRow,
    Coverage,
    DueRow,
    FailedItem,
    JourneyRow,
    JudgedRow,
    MeetingRow,
    MissingCalendar,
    PublishedSite,
    SchoolPage,
    SchoolSummary,
    StaffPages,
    Status,
    StatusCount,
)
from pepsite.privacy.published_guidance import Guidance
from pepsite.privacy.published_policy import (
    Accessibility,
    Checklist,
    Clock,
    ClockRow,
    Closure,
    Contact,
    Duty,
    KnownProblem,
    Question,
    RatingRule,
    Settings,
    Source,
    Step,
    Term,
    TermDates,
)
from pepsite.privacy.published_practice import (
    BoardRow,
    CalledOff,
    Concern,
    Concerns,
    Disagreement,
    DutySum,
    GroupChild,
    GroupKind,
    GroupPage,
    GroupSchool,
    GroupSummary,
    LearningRow,
    Mark,
    Milestone,
    ModerationRow,
    PepLine,
    PremiumRow,
    PremiumSum,
    Quality,
    Raise,
    SampleRow,
    Stage,
    StageCount,
    Stretch,
    TermBoard,
    TermRatings,
    ToAudit,
    TrainingRow,
    VisitPoint,
    Voice,
    WaitingRow,
)
from tests.site.invented_report import BOARD

AS_OF = date(2026, 5, 15)
MARKING = "OFFICIAL-SENSITIVE"
HOSTILE_NAMES = (
    "<b>Bold</b> & *Starred* Academy",
    "[a](javascript:alert(1)) </title><script>window.harmed = true</script>",
    "{{ site }} | `code` <img src=x onerror='window.harmed = true'> School",
)

_SOURCE = Source("EXM-06", "Quality assurance of PEPs, 2025", "page 3")
_LAW = Source("ENG-02", "Care planning regulations", "regulation 5")

SETTINGS = Settings(
    virtual_school="Exampleshire Virtual School",
    authority="Exampleshire Council",
    policy="Exampleshire PEP policy",
    policy_in_force_since=date(2025, 9, 1),
    as_of=AS_OF,
    contacts=(
        Contact("Telephone", "01632 960 001"),
        Contact("Email", "virtual_school@exampleshire.invalid"),
    ),
    accessibility=Accessibility(
        reply_within="within 5 working days",
        complies="partially",
        prepared_on=date(2025, 9, 1),
        reviewed_on=date(2026, 3, 2),
        tested_on=date(2025, 8, 20),
        tested_how="every page with a screen reader",
        known_problems=(
            KnownProblem("Documents we link to may not be accessible.", date(2026, 9, 1)),
        ),
    ),
)

GUIDANCE = Guidance(
    clocks=(
        Clock(
            "initial-pep",
            "The first PEP",
            (
                ClockRow(
                    Step.MEET,
                    "The first PEP meeting is held",
                    "within 20 working days",
                    "the day the child comes into care",
                    "every child",
                    date(2025, 9, 1),
                    _SOURCE,
                    on_home=True,
                ),
                ClockRow(
                    Step.COMPLETE,
                    "The PEP is there for the first review of the care plan",
                    "by the day of that review",
                    "the day set for it",
                    "every child",
                    date(2021, 4, 1),
                    _LAW,
                    statutory=True,
                    on_home=True,
                ),
                ClockRow(
                    Step.START,
                    "The PEP is started",
                    "within 10 working days",
                    "the day the child is placed",
                    "a child placed in an emergency",
                    date(2025, 9, 1),
                    _SOURCE,
                ),
            ),
        ),
        Clock(
            "review-pep",
            "Reviews",
            (
                ClockRow(
                    Step.REVIEW,
                    "The PEP is reviewed",
                    "once in every term",
                    "the first day of the term",
                    "every child of school age",
                    date(2025, 9, 1),
                    _SOURCE,
                    on_home=True,
                ),
            ),
        ),
    ),
    duties=(
        Duty(Step.START, "Social worker", "starts the PEP and tells the virtual school"),
        Duty(Step.MEET, "Designated teacher", "chairs the meeting"),
        Duty(Step.QUALITY_ASSURE, "Virtual school officer", "checks the plan"),
    ),
    checklists=(
        Checklist(
            id="tier-1",
            title="Checklist for one PEP",
            used_by="the virtual school officer of the child",
            used_for="Judges whether a completed PEP is good enough",
            since=date(2025, 9, 1),
            questions=(
                Question("1", "Was the PEP finished in time?", ("Yes", "No"), "", "EXM-49"),
                Question(
                    "2",
                    "Is everything about the child's care filled in and up to date?",
                    ("Yes", "No"),
                    "If the answer is no, say what is missing",
                    "EXM-50",
                ),
                Question("3", "Did everyone who matters take part?", ("Yes", "No"), "", "EXM-51"),
                Question("4", "Can the child be heard in it?", ("Yes", "No"), "", "EXM-52"),
            ),
            rules=(
                RatingRule("Meets the expected standard", "every answer is yes"),
                RatingRule("Does not meet it", "any answer is no"),
            ),
            otherwise="no rating until every question is answered",
            source=_SOURCE,
        ),
    ),
    term_dates=(
        TermDates(
            "exampleshire-2025",
            "Exampleshire",
            "2025 to 2026",
            (
                Term(
                    "Autumn",
                    date(2025, 9, 2),
                    date(2025, 12, 19),
                    date(2025, 10, 27),
                    date(2025, 10, 31),
                ),
                Term(
                    "Spring",
                    date(2026, 1, 5),
                    date(2026, 3, 27),
                    date(2026, 2, 16),
                    date(2026, 2, 20),
                ),
                Term("Summer", date(2026, 4, 13), date(2026, 7, 21)),
            ),
            (
                Closure(date(2026, 5, 4), date(2026, 5, 4), "early May bank holiday"),
                Closure(date(2026, 1, 8), date(2026, 1, 9), "snow"),
            ),
        ),
    ),
)


YEAR = (
    Stretch("Autumn", date(2025, 9, 2), date(2025, 12, 19)),
    Stretch("Spring", date(2026, 1, 5), date(2026, 3, 27)),
    Stretch("Summer", date(2026, 4, 13), date(2026, 7, 21)),
)
RATINGS = (TermRatings("Autumn 2025/26", 3, 1, 1), TermRatings("Spring 2025/26", 0, 0))


def _school(number: int, name: str, phase: str) -> SchoolPage:
    """Return a school with nothing at it."""
    summary = SchoolSummary(
        id=f"sc-{number:013d}",
        name=name,
        phase=phase,
        children=0,
        due=0,
        late=0,
        cannot_tell=0,
        quality_assured=0,
        coverage=Status.DUE,
    )
    cover = Coverage("2025 to 2026", 0, 1, date(2026, 7, 21), Status.DUE, "EXM-39")
    return SchoolPage(summary, (cover,))


def _looks(first: str, second: str) -> tuple[JudgedRow, ...]:
    """Return two PEPs that were looked at, and a second look at the first."""
    review = JudgedRow(
        first,
        "Review PEP",
        "pep-000000000001a",
        date(2026, 2, 3),
        "Review",
        "Checklist for one PEP",
        "Does not meet it",
        at_standard=False,
        record="qa-0000000000001",
    )
    audit = replace(
        review,
        child=second,
        pep_record="pep-000000000002b",
        how="Audit",
        questions="Audit of a whole journey",
        rating="",
        at_standard=None,
        record="au-0000000000001",
    )
    again = replace(
        review, judged_on=date(2026, 2, 9), rating="Meets it", at_standard=True, record="au-2"
    )
    return (review, audit, again)


def school(number: int, name: str, phase: str) -> SchoolPage:
    """Return a school where there is something of everything."""
    page = _school(number, name, phase)
    first, second = f"ch-{number:012d}a", f"ch-{number:012d}b"
    looks = _looks(first, second)
    return replace(
        page,
        summary=replace(
            page.summary,
            children=2,
            due=2,
            late=number,
            cannot_tell=1,
            quality_assured=2,
            coverage=Status.MET,
        ),
        coverage=(
            Coverage("2025 to 2026", 2, 1, date(2026, 7, 21), Status.MET, "EXM-39", looks[:2]),
        ),
        children=(
            ChildRow(
                first,
                "Year 4",
                "Review PEP",
                date(2026, 1, 20),
                "Review PEP",
                date(2026, 5, 20),
            ),
            ChildRow(second, "Year 6", "", None, "First PEP meeting", date(2026, 5, 5)),
        ),
        due=(
            DueRow(
                second,
                "Year 6",
                "First PEP meeting",
                "Social worker",
                Status.OVERDUE,
                date(2026, 5, 5),
                10,
                "EXM-06",
            ),
            DueRow(
                first,
                "Year 4",
                "PEP checked after the spring meeting",
                "Virtual school officer",
                Status.MISSED,
                date(2026, 3, 27),
                49,
                "EXM-40",
            ),
            *(
                DueRow(
                    first,
                    "Year 4",
                    "The PEP was signed off",
                    "Designated teacher",
                    Status.MISSED,
                    source="EXM-41",
                    pep="Review PEP",
                    pep_on=held_on,
                    since=since,
                )
                for held_on, since in (
                    (date(2025, 10, 14), date(2025, 10, 17)),
                    (date(2026, 1, 20), date(2026, 1, 26)),
                )
            ),
            DueRow(
                first,
                "Year 4",
                "Review PEP",
                "Designated teacher",
                Status.DUE,
                date(2026, 5, 20),
                5,
                "EXM-07",
            ),
            DueRow(
                second,
                "Year 6",
                "Plan for the new school",
                "Designated teacher",
                Status.DUE,
                AS_OF,
                0,
                "EXM-12",
            ),
            DueRow(
                second,
                "Year 6",
                "Review PEP in the autumn term",
                "Designated teacher",
                Status.CANNOT_TELL,
                missing="Exampleshire, 2026 to 2027",
            ),
        ),
        meetings=(
            MeetingRow(
                first,
                "Review PEP",
                date(2026, 1, 20),
                date(2026, 1, 20),
                "in person",
                "held",
            ),
            MeetingRow(second, "First PEP", date(2026, 5, 18), None, "by video", "planned"),
            MeetingRow(
                second,
                "First PEP",
                date(2026, 5, 4),
                None,
                "in person",
                "cancelled",
                called_off=True,
                outcome_by="social worker",
                because="the school was shut",
                record="pep-000000000002b",
            ),
            MeetingRow(
                second,
                "First PEP",
                date(2026, 5, 6),
                None,
                "in person",
                "did not go ahead",
                called_off=True,
                record="pep-000000000002b",
            ),
        ),
        judged=looks,
        failed_items=(
            FailedItem("4", "Can the child be heard in it?", 1, 1, "voice"),
            FailedItem("9", "Is it neat?", 1, 2),
        ),
        actions=(
            ActionRow(
                f"ac-{number:013d}",
                "Designated teacher",
                Status.OVERDUE,
                date(2026, 5, 1),
                14,
            ),
        ),
        missing_calendars=(MissingCalendar("Exampleshire", "2026 to 2027", 1),),
        lines=_lines(first, second),
        ratings_by_term=RATINGS,
        learning=(
            LearningRow(first, "Year 4", 170, 180, date(2026, 1, 16), Voice.IN_THE_PLAN, 2, 1),
            LearningRow(second, "Year 6", 0, 0, None, Voice.NO_PLAN, 0, 0),
        ),
        premium=(
            *(
                PremiumRow(
                    *(first, "pupil premium plus", "paid", 44000, 44000, 44050, ("maths",), True),
                    *("Review PEP", held_on),
                )
                for held_on in (date(2025, 10, 14), date(2026, 1, 20))
            ),
            PremiumRow(first, "other", "planned", None, None, None, (), False, "First PEP", None),
        ),
        training=(
            TrainingRow(date(2026, 2, 3), "Designated teacher", None, "qa-0000000000001", first),
            TrainingRow(
                date(2026, 2, 4), "Designated teacher", date(2026, 3, 2), "qa-0000000000002", second
            ),
        ),
        to_raise=tuple(
            VisitPoint(one, 2, "Can the child be heard in it?" * (one is Raise.FAILED_ITEM))
            for one in Raise
        ),
    )


def _lines(first: str, second: str) -> tuple[PepLine, ...]:
    """Return a PEP with every mark there is, and one of which nothing is on record."""
    days = (date(2026, 1, 5 + 2 * number) for number in range(len(Mark)))
    marks = tuple(Milestone(mark, on) for mark, on in zip(Mark, days, strict=True))
    return (
        PepLine(first, "Year 4", "Review PEP", "pep-000000000001a", marks),
        PepLine(second, "Year 6", "First PEP", "pep-000000000002b", ()),
    )


SCHOOLS = (
    school(1, "Marigold Primary School", "Primary"),
    school(2, HOSTILE_NAMES[0], "Primary"),
    school(3, HOSTILE_NAMES[1], "Secondary"),
    school(4, HOSTILE_NAMES[2], "Secondary"),
    _school(5, "St Peter & St Paul's C.E. Sixth Form College", "Post-16"),
)

CHILDREN = tuple(
    ChildPage(
        child.id,
        child.year_group,
        one.summary.id,
        (
            JourneyRow(date(2025, 9, 8), "Came into care", "N1", child.id),
            JourneyRow(
                date(2026, 4, 20),
                "Action raised",
                "",
                "ac-0000000000001",
                ("qa-0000000000001",),
                "to be done by",
                date(2026, 6, 1),
            ),
        ),
        tuple(line for line in one.lines if line.child == child.id),
        (("Social worker", "ps-0000000000002"), ("Virtual school officer", "ps-0000000000001")),
    )
    for one in SCHOOLS
    for child in one.children
)

COUNTS = (
    StatusCount(Status.MET, 1204),
    StatusCount(Status.MET_LATE, 31),
    StatusCount(Status.DUE, 8),
    StatusCount(Status.OVERDUE, 6),
    StatusCount(Status.MISSED, 4),
    StatusCount(Status.NOT_APPLICABLE, 0),
    StatusCount(Status.CANNOT_TELL, 4),
)

OFFICER = "ps-0000000000001"
STAGES = tuple(StageCount(stage, number) for number, stage in enumerate(Stage))
TERM_BOARD = TermBoard(
    "Summer 2025/26",
    date(2026, 4, 13),
    date(2026, 7, 21),
    tuple(
        BoardRow(
            child=child.id,
            year_group=child.year_group,
            school=one.summary.id,
            school_name=one.summary.name,
            officer=OFFICER if number % 3 else "",
            pep="Review PEP" if number else "",
            stage=list(Stage)[number % len(Stage)],
            since=date(2026, 5, 1 + number) if number else None,
            next_due="The PEP is reviewed" if number % 2 else "",
            by=date(2026, 5, 4 + 2 * number) if number % 2 else None,
            status=(Status.OVERDUE, Status.DUE, Status.NOT_APPLICABLE)[number % 3],
            days=number,
        )
        for number, (one, child) in enumerate(
            (one, child) for one in SCHOOLS for child in one.children
        )
    ),
    STAGES,
    earlier=tuple(
        WaitingRow(
            child=one.children[0].id,
            year_group="Y9",
            school=one.summary.id,
            school_name=one.summary.name,
            pep="Review PEP",
            record=f"pep-00000000000{number}w",
            sent_in_on=date(2025, 2, 13 + number),
            days=456 - number,
        )
        for number, one in enumerate(SCHOOLS)
        if one.children
    ),
)


def _group(kind: GroupKind, page: str, title: str) -> GroupPage:
    full = SCHOOLS[0]
    return GroupPage(
        summary=GroupSummary(
            kind=kind,
            id=page,
            title=title,
            children=2,
            late=1,
            due=2,
            cannot_tell=1,
            attended=170,
            possible=180,
            plans=1,
            voiced=1,
            quality_assured=2,
            offered=2,
            taken_up=1,
        ),
        stages=STAGES,
        schools=(GroupSchool(full.summary.id, full.summary.name, 2, 1, 2, 2, Status.MET),),
        due=full.due,
        meetings=full.meetings,
        judged=full.coverage[0].evidence,
        failed_items=full.failed_items,
        actions=full.actions,
        lines=full.lines,
        ratings_by_term=RATINGS,
        learning=full.learning,
        premium=full.premium,
        training=full.training,
        to_raise=full.to_raise,
        called_off=(CalledOff("the school was shut", 2), CalledOff("papers were missing", 1)),
        caseload=tuple(
            GroupChild(
                child.id, child.year_group, full.summary.id, full.summary.name, 1, 1, "Review", None
            )
            for child in full.children
        ),
    )


def _added_up(page: GroupPage) -> GroupPage:
    """Return a group of more children than its page lists plan by plan."""
    return replace(
        page,
        one_by_one=False,
        due=(),
        meetings=(),
        judged=(),
        lines=(),
        learning=(),
        premium=(),
        training=(),
        duties=(
            DutySum("First PEP meeting", "Social worker", 3, 10, 2, date(2026, 5, 20), 0),
            DutySum("Plan for the new school", "Designated teacher", 1, None, 0, None, 2),
        ),
        premium_for=(PremiumSum("maths", 4, 1), PremiumSum("", 2, 0)),
    )


GROUPS = (
    _added_up(_group(GroupKind.PHASE, "statutory", "Statutory school age")),
    _group(GroupKind.TEAM, "team-1", HOSTILE_NAMES[1]),
    _group(GroupKind.OFFICER, OFFICER, OFFICER),
    _group(GroupKind.OFFICER, "none-on-record", "No officer on record"),
)
QUALITY = Quality(
    samples=(
        SampleRow(
            "Ten of each phase",
            "autumn term 2025-26",
            date(2025, 12, 19),
            Status.MET,
            ("sm-0000000000001",),
            10,
            10,
            "EXM-61",
        ),
        SampleRow(
            "Ten of each phase",
            "spring term 2025-26",
            date(2026, 3, 27),
            Status.OVERDUE,
            (),
            0,
            0,
            "EXM-61",
        ),
    ),
    to_audit=(
        ToAudit(
            "Ten of each phase", "pep-000000000001a", OFFICER, date(2026, 3, 27), Status.OVERDUE
        ),
        ToAudit("Ten of each phase", "pep-000000000002b", "", None, Status.CANNOT_TELL),
    ),
    moderations=(
        ModerationRow(date(2026, 2, 3), "ch-000000000001a", "qa-1", "au-1", False, 3, 5),
        ModerationRow(date(2026, 2, 4), "ch-000000000001b", "qa-2", "au-2", None, 5, 5),
    ),
    disagreements=(Disagreement("Can the child be heard in it?", 2, 5),),
)
CONCERNS = Concerns(
    "2025/26", 2, (Concern(SCHOOLS[0].summary.id, SCHOOLS[0].summary.name, 2, 3),), "EXM-70"
)
PUBLIC_SITE = PublishedSite(SETTINGS, GUIDANCE)
STAFF_SITE = replace(
    PUBLIC_SITE,
    staff=StaffPages(
        MARKING,
        COUNTS,
        SCHOOLS,
        (MissingCalendar("Exampleshire", "2026 to 2027", 4),),
        children=CHILDREN,
        year=YEAR,
        board=TERM_BOARD,
        groups=GROUPS,
        quality=QUALITY,
        concerns=CONCERNS,
        reports=BOARD.reports,
    ),
)
"""The same, with five schools; three of them have names that try to be something else."""

BOARD_SITE = replace(PUBLIC_SITE, board=BOARD)
NEW_SITE = replace(
    STAFF_SITE,
    guidance=Guidance(clocks=()),
    staff=StaffPages(MARKING, tuple(StatusCount(status, 0) for status in Status), ()),
)
"""The first day: nothing has been entered."""
