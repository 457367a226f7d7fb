"""What goes with a review or an audit: what becomes of the plan, and who does what by when.

It is another record's, so that no page of the form can ask for it. It is asked last, kept with the
draft as notes, and sent in one submission with the form: neither is accepted without the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pepsite.forms.questions.answers import DAY_BOXES, NOTE, day_in, join, text, texts
from pepsite.forms.questions.phrasing import called
from pepsite.forms.web.words import day as written
from pepsite.policy.base import in_force
from pepsite.records.ids import new_id, new_item_id
from pepsite.records.paths import path_to
from pepsite.records.pep import PepStatus
from pepsite.usecases.submission import Edit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pepsite.forms.web.filling import Filling
    from pepsite.policy.follow_up import Consequence, ConsequenceVersion
    from pepsite.policy.pack import PolicyPack
    from pepsite.store.tree import JSON
    from pepsite.usecases.propose_record import OpenedRecord

PLAN_BECOMES = "~plan-becomes"
_RETURN_ITEM = "~return-item"
STAYS = "stays"
"""What a reviewer says who leaves the plan as it is for now."""
_TO_BECOME = (PepStatus.COMPLETE, PepStatus.RETURNED, STAYS)


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that is still to be said: at which box of the last page, or on which page."""

    words: str
    box: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class AskedOfPlan:
    """What is asked about the plan that was reviewed.

    `may_become` are the ends that the policy allows after this rating. `brings` is what the
    rating brings, in the policy's words.
    """

    may_become: tuple[str, ...]
    brings: tuple[str, ...]
    blocked: bool


@dataclass(frozen=True, slots=True)
class AskedOfAction:
    """What is asked about one recommendation: who sees to it, and by when."""

    item: str
    what: str

    @property
    def owner(self) -> str:
        """The key of who sees to it."""
        return f"{NOTE}action/{self.item}/owner"

    @property
    def by(self) -> str:
        """The key of the day, above those of its three boxes."""
        return f"{NOTE}action/{self.item}/by"

    @property
    def id(self) -> str:
        """The key of the id that the action will have."""
        return f"{NOTE}action/{self.item}/id"

    @property
    def boxes(self) -> tuple[str, ...]:
        """All keys that are posted for it."""
        return (self.owner, *(join(self.by, one) for one in DAY_BOXES))


@dataclass(frozen=True, slots=True)
class Following:
    """What is asked at the end of a form: about a plan, or about actions."""

    plan: AskedOfPlan | None = None
    actions: tuple[AskedOfAction, ...] = ()

    @property
    def title(self) -> str:
        """What the page is called."""
        return PLAN_TITLE if self.plan else ACTIONS_TITLE

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys that are posted from the page."""
        own = (PLAN_BECOMES,) if self.plan else ()
        return (*own, *(box for one in self.actions for box in one.boxes))


PLAN_TITLE = "What happens to the plan now?"
ACTIONS_TITLE = "Who does what you recommend, and by when?"
BECOMES_WORDS = {
    PepStatus.COMPLETE: "It is complete",
    PepStatus.RETURNED: "It goes back to those who wrote it",
    STAYS: "I cannot say yet",
}
_NOT_SAID = "Say what happens to the plan now"
_NOTHING_TO_IMPROVE = "Say what would make the plan better: that is what goes back with it"
_NO_OWNER = "Say who sees to it: "
_NO_DAY = "Say by which day, with a day, a month and a year: "
_DAY_PAST = "Give a day that is not over yet: "


def following(filling: Filling) -> Following | None:
    """Return what is asked at the end of this form, or None where nothing is."""
    match filling.spec.record:
        case "qa-review":
            pep = _plan(filling)
            waits = pep is not None and pep.values.get("status") == PepStatus.SUBMITTED
            return Following(plan=_of_plan(filling)) if waits else None
        case "audit":
            asked = tuple(_of_actions(filling))
            return Following(actions=asked) if asked else None
        case _:
            return None


def wrong(filling: Filling, asked: Following) -> tuple[Wrong, ...]:
    """Return what is still to be said before the form can be sent."""
    answers = filling.answers
    found: list[Wrong] = []
    if asked.plan is not None:
        becomes = text(answers, PLAN_BECOMES)
        if becomes not in asked.plan.may_become:
            found.append(Wrong(_NOT_SAID, PLAN_BECOMES))
        elif becomes == PepStatus.RETURNED and not text(answers, "improvements"):
            found.append(Wrong(_NOTHING_TO_IMPROVE, page="improvements"))
    people = filling.desk.shared.register.people
    for one in asked.actions:
        if text(answers, one.owner) not in people:
            found.append(Wrong(f"{_NO_OWNER}{one.what}", one.owner))
        day = day_in(answers, one.by)
        if day is None:
            found.append(Wrong(f"{_NO_DAY}{one.what}", join(one.by, DAY_BOXES[0])))
        elif day < filling.desk.today:
            found.append(Wrong(f"{_DAY_PAST}{one.what}", join(one.by, DAY_BOXES[0])))
    return tuple(found)


def kept_with(asked: Following, answers: Mapping[str, str | tuple[str, ...]]) -> dict[str, str]:
    """Return what has to be there once and stay: the ids of what will be made."""
    wanted = {one.id: new_id("action") for one in asked.actions}
    if asked.plan is not None:
        wanted[_RETURN_ITEM] = new_item_id()
    return {key: made for key, made in wanted.items() if not answers.get(key)}


def said(filling: Filling, asked: Following) -> list[tuple[str, str]]:
    """Return what was said, for "check your answers": each question and its answer."""
    answers = filling.answers
    if asked.plan is not None:
        return [(PLAN_TITLE, BECOMES_WORDS.get(text(answers, PLAN_BECOMES), ""))]
    people = filling.desk.shared.register.people
    lines = []
    for one in asked.actions:
        person, day = people.get(text(answers, one.owner)), day_in(answers, one.by)
        who = filling.desk.person_label(person) if person else ""
        lines.append((one.what, ", by ".join(filter(None, [who, written(day)]))))
    return lines


# --- What becomes of it


def own_values(filling: Filling, values: dict[str, JSON]) -> dict[str, JSON]:
    """Return the form's own record as it is sent: an audit names the actions it raises."""
    asked = following(filling)
    if asked is None or not asked.actions:
        return values
    made = {one.item: text(filling.answers, one.id) for one in asked.actions}
    items = values.get("recommendations")
    named: list[JSON] = [
        {**one, "action": made[item]}
        if isinstance(one, dict) and (item := str(one.get("id"))) in made
        else one
        for one in (items if isinstance(items, list) else [])
    ]
    return {**values, "recommendations": named}


def edits(filling: Filling) -> tuple[Edit, ...]:
    """Return what is sent with the form: the plan as it is now, or the actions."""
    asked = following(filling)
    if asked is None:
        return _naming(filling)
    if asked.plan is not None:
        pep, becomes = _plan(filling), text(filling.answers, PLAN_BECOMES)
        return () if pep is None or becomes == STAYS else (_plan_edit(filling, pep, becomes),)
    return tuple(_action(filling, one) for one in asked.actions)


def _naming(filling: Filling) -> tuple[Edit, ...]:
    """Return the audit with the new action that was begun from it, named where it recommends it."""
    answers, child = filling.answers, filling.draft.child or ""
    audit = text(answers, "raised_by/audit")
    if filling.spec.record != "action" or filling.draft.base is not None or not audit:
        return ()
    found = filling.desk.record(path_to("audit", audit, child))
    if found is None:
        return ()
    item = text(answers, "raised_by/recommendation")
    items = found.values.get("recommendations")
    named = [
        {**one, "action": filling.draft.record} if one.get("id") == item else one
        for one in (items if isinstance(items, list) else [])
        if isinstance(one, dict)
    ]
    return (Edit(found.path, {**found.values, "recommendations": named}, found.blob),)


def _plan_edit(filling: Filling, pep: OpenedRecord, becomes: str) -> Edit:
    values = {**pep.values, "status": becomes}
    if becomes == PepStatus.RETURNED:
        before = values.get("returned")
        entry = {
            "id": text(filling.answers, _RETURN_ITEM),
            "returned_on": filling.desk.today.isoformat(),
            "by": filling.desk.person_id,
            "why": text(filling.answers, "improvements"),
        }
        values["returned"] = [*before, entry] if isinstance(before, list) else [entry]
    return Edit(pep.path, values, pep.blob)


def _action(filling: Filling, one: AskedOfAction) -> Edit:
    answers, id_, child = filling.answers, text(filling.answers, one.id), filling.draft.child or ""
    casefile = filling.desk.casefile(child)
    place = casefile.child.main_place_on(filling.desk.today) if casefile else None
    base = join("recommendations", one.item)
    done = text(answers, join(base, "done_so_far"))
    by = day_in(answers, one.by)
    values: dict[str, JSON] = {
        "schema": "action/1",
        "id": id_,
        "raised_by": {"audit": filling.draft.record, "recommendation": one.item},
        "raised_on": filling.desk.today.isoformat(),
        "child": child,
        **({"school": place.school} if place else {}),
        "recommendation": text(answers, join(base, "what")),
        "action": text(answers, join(base, "what")),
        **({"done_so_far": done} if done else {}),
        "owner": text(answers, one.owner),
        "target_on": by.isoformat() if by else "",
    }
    return Edit(path_to("action", id_, ""), values, None)


# --- Of a plan


def _plan(filling: Filling) -> OpenedRecord | None:
    pep, child = text(filling.answers, "pep"), filling.draft.child or ""
    return filling.desk.record(path_to("pep", pep, child)) if pep else None


def _of_plan(filling: Filling) -> AskedOfPlan:
    answers, policy = filling.answers, filling.desk.shared.policy
    checklist, rating = text(answers, "checklist/name"), text(answers, "rating")
    day = day_in(answers, "reviewed_on") or filling.desk.today
    brought = _brought(policy, checklist, rating, day)
    blocked = any(version.brings == "block-sign-off" for _, version in brought)
    ends = tuple(str(one) for one in _TO_BECOME if not (blocked and one == PepStatus.COMPLETE))
    words = tuple(duty.title for duty, version in brought if version.brings != "block-sign-off")
    return AskedOfPlan(ends, words, blocked)


def _brought(
    policy: PolicyPack, checklist: str, rating: str, day: date
) -> list[tuple[Consequence, ConsequenceVersion]]:
    """Return what the policy of the day says that this rating brings."""
    return [
        (duty, version)
        for duty in policy.consequences
        if duty.of == checklist
        and (version := in_force(duty.versions, day)) is not None
        and rating in version.ratings
    ]


# --- Of actions


def _of_actions(filling: Filling) -> list[AskedOfAction]:
    """Return what to ask of each recommendation, where the policy wants each to be an action."""
    answers, policy = filling.answers, filling.desk.shared.policy
    name = text(answers, "template/name")
    template = next((one for one in policy.audits if one.id == name), None)
    if template is None or template.recommendations_become_actions is None:
        return []
    found = []
    for item in texts(answers, "recommendations"):
        base = join("recommendations", item)
        what = text(answers, join(base, "what"))
        if what and not text(answers, join(base, "action")):
            found.append(AskedOfAction(item, called(filling.asking, what)))
    return found
