"""The invented staff: the virtual school's, social care's, and a designated teacher per school."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pepsite.invented.fields import Fields, given
from pepsite.invented.schools import EARLY, LATER, PRIMARY, SECONDARY, TUTOR, Places

if TYPE_CHECKING:
    from pepsite.invented.dice import Dice

# No child of the demo has any of these names: a name scan must find nothing.
_FIRST_NAMES = (
    "Alison", "Bernard", "Claudette", "Deepak", "Eleanor", "Farida", "Gareth", "Helena", "Ian",
    "Jasvinder", "Katrin", "Lorraine", "Marcus", "Nadia", "Owen", "Patricia", "Rashida", "Stuart",
    "Theresa", "Usha", "Vincent", "Winifred", "Yvonne", "Zubair", "Colette", "Desmond", "Fiona",
    "Hamish", "Ingrid", "Tunde",
)  # fmt: skip
_SURNAMES = (
    "Adeyemi", "Ballantyne", "Cartmell", "Dhillon", "Egerton", "Fothergill", "Goodacre",
    "Hathersage", "Iqbal", "Jessop", "Kilbride", "Latchford", "Moorcroft", "Ndiaye", "Oakeshott",
    "Pendlebury", "Ravenscroft", "Sandhu", "Tattersall", "Underwood", "Venables", "Wolstenholme",
    "Ainscough", "Birtwistle", "Clitheroe", "Duckworth", "Entwistle", "Grimshaw", "Openshaw",
    "Ramsbottom", "Satterthwaite",
)  # fmt: skip

VIRTUAL_SCHOOL, SOCIAL_CARE = "Ashmere Virtual School", "Children in Care Team"
_NEW_TEACHER_TRAINING = "The designated teacher's role: first steps"
_TRAINING = (
    "Writing a PEP a child will want to read",
    "Targets that follow from needs",
    "Attachment and trauma in the classroom",
    "Using pupil premium plus, and showing what it did",
    "Recording what a child says, and doing something about it",
    "Designated teachers' termly training",
)


class Staff(NamedTuple):
    """The people, and the ids of those a child or a PEP needs to name."""

    people: list[Fields]
    head: str
    deputy: str
    manager_of: dict[str, str]
    officer_of: dict[str, str]
    teacher_of: dict[str, str]
    social_workers: list[str]
    reviewing_officers: list[str]
    personal_advisers: list[str]


class _Crew:
    """Takes people on, and sees to it that no two have the same name."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self.people: list[Fields] = []

    def take_on(self, role: str, team: str | None, **more: object) -> str:
        """Add someone in this role and return the id."""
        dice, number = self.dice, len(self.people)
        first = _FIRST_NAMES[number % len(_FIRST_NAMES)]
        last = _SURNAMES[(number + number // len(_FIRST_NAMES)) % len(_SURNAMES)]
        record = {
            "schema": "person/1",
            "id": dice.record_id("person"),
            "name": f"{first} {last}",
            "role": role,
            "team": team,
            "started_on": f"{dice.between(2012, 2023)}-{dice.between(1, 12):02d}-01",
            "active": True,
        }
        self.people.append(given(record | more))
        return str(record["id"])

    def trained(self, most: int) -> list[Fields]:
        """Return training of the last two years."""
        days = sorted(
            f"{self.dice.between(2024, 2025)}-{self.dice.between(9, 11):02d}-"
            f"{self.dice.between(1, 28):02d}"
            for _ in range(self.dice.between(0, most))
        )
        topics = self.dice.some_of(_TRAINING, len(days))
        return [
            {"id": self.dice.item_id(), "trained_on": on, "what": what}
            for on, what in zip(days, topics, strict=True)
        ]


def invent_people(dice: Dice, places: Places, children: int) -> Staff:
    """Return the staff for these schools and this many children."""
    crew = _Crew(dice)
    head = crew.take_on("virtual-school-head", VIRTUAL_SCHOOL)
    deputy = crew.take_on("virtual-school-deputy", VIRTUAL_SCHOOL, line_manager=head)
    manager_of = {
        phase: crew.take_on(
            "phase-manager", VIRTUAL_SCHOOL, line_manager=deputy, leads_phases=[phase]
        )
        for phase in ("eyfs", "statutory", "post-16")
    }
    officer_of = _officers(crew, places, manager_of, children)
    crew.take_on("data-officer", VIRTUAL_SCHOOL, line_manager=deputy)
    crew.take_on("educational-psychologist", VIRTUAL_SCHOOL, line_manager=deputy)
    workers = [crew.take_on("social-worker", SOCIAL_CARE) for _ in range(max(5, children // 14))]
    leaver = crew.take_on("social-worker", SOCIAL_CARE, left_on="2025-08-29", active=False)
    reviewing = [
        crew.take_on("independent-reviewing-officer", "Independent Reviewing Service")
        for _ in range(max(2, children // 60))
    ]
    advisers = [
        crew.take_on("personal-adviser", "Leaving Care Team")
        for _ in range(max(1, children // 100))
    ]
    teacher_of = _teachers(crew, places)
    crew.take_on("board-member", "Corporate Parenting Board")
    return Staff(
        [_in_order(person) for person in crew.people], head, deputy, manager_of, officer_of,
        teacher_of, [*workers, leaver], reviewing, advisers,
    )  # fmt: skip


def _officers(
    crew: _Crew, places: Places, manager_of: dict[str, str], children: int
) -> dict[str, str]:
    """Take on education support officers; each school has one, and each officer one stage."""
    officer_of: dict[str, str] = {}
    shares = {"eyfs": (EARLY,), "statutory": (PRIMARY,), "post-16": (LATER, TUTOR)}
    rest = [stage for stage in places.by_stage if stage not in (EARLY, PRIMARY, LATER, TUTOR)]
    groups = [(phase, list(stages)) for phase, stages in shares.items()]
    groups.append(("statutory", [SECONDARY, *(stage for stage in rest if stage != SECONDARY)]))
    for phase, stages in groups:
        schools = [school["id"] for stage in stages for school in places.by_stage.get(stage, [])]
        team = max(1, round(children / 60 * len(schools) / len(places.schools)))
        for number in range(team):
            mine = schools[number::team]
            officer = crew.take_on(
                "virtual-school-officer", VIRTUAL_SCHOOL,
                line_manager=manager_of[phase], schools=mine, trained=crew.trained(3),
            )  # fmt: skip
            officer_of |= dict.fromkeys(mine, officer)
    return officer_of


def _teachers(crew: _Crew, places: Places) -> dict[str, str]:
    teacher_of = {}
    for stage, schools in places.by_stage.items():
        for school in schools:
            if stage == TUTOR:
                continue
            trained = crew.trained(3)
            if not trained and crew.dice.likely(0.5):
                trained = [
                    {
                        "id": crew.dice.item_id(),
                        "trained_on": "2025-10-14",
                        "what": _NEW_TEACHER_TRAINING,
                    }
                ]
            teacher_of[school["id"]] = crew.take_on(
                "designated-teacher", None, schools=[school["id"]], trained=trained
            )
    return teacher_of


_ORDER = (
    "schema", "id", "name", "role", "team", "started_on", "left_on", "active", "line_manager",
    "schools", "leads_phases", "trained",
)  # fmt: skip


def _in_order(person: Fields) -> Fields:
    return {field: person[field] for field in _ORDER if field in person}
