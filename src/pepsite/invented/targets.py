"""Needs, targets, help and money: each target follows from a need and is looked at next time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from pepsite.invented.fields import Fields, given, iso
from pepsite.invented.page import GOOD_ATTENDANCE
from pepsite.invented.phrases import Thread, threads
from pepsite.invented.story import Strand
from pepsite.invented.terms import AS_OF, OUR_DAYS, WORKING_DAYS, academic_year_of

if TYPE_CHECKING:
    from pepsite.invented.page import Page

_ENGLISH = ("english", "reading", "writing")
_LONG = ("social-emotional-mental-health", "independence")
_OUTCOMES = (
    ("achieved", 42), ("partly-achieved", 36), ("not-achieved", 10), ("not-yet", 9),
    ("discontinued", 3),
)  # fmt: skip
_OFTEN_AWAY = 0.88
_STAGE_UNDER = (0.75, 0.86, GOOD_ATTENDANCE)
"""Which target of attendance is set: the first under whose share the sessions attended fall."""
_GOALS = (0.8, 0.9, GOOD_ATTENDANCE)
_CARRIED_OVER = ("partly-achieved", "not-achieved", "not-yet")


class Work:
    """The four sections that hang together, for one PEP."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.needs: list[Fields] = []
        self.targets: list[Fields] = []
        self.interventions: list[Fields] = []
        self.lines: list[Fields] = []
        for strand in list(page.story.strands):
            self._look_back(strand)
        for strand in self._strands():
            self._look_ahead(strand)

    @property
    def premium(self) -> Fields:
        """How the premium is used."""
        page = self._page
        agreed = ["designated-teacher", "social-worker", "virtual-school-officer"]
        if page.stay is None:
            agreed = agreed[1:]
        return given(
            {
                "lines": self.lines,
                "agreed_by": agreed,
                "agreed_on": iso(page.day),
                "policy_followed": f"Pupil premium plus policy {academic_year_of(page.day)}",
                "difference_made_before": page.words.say("premium", "difference")
                if not page.first and page.dice.likely(0.6)
                else None,
            }
        )

    def _strands(self) -> list[Strand]:
        """Return the threads this child now follows: English, maths, and one more."""
        page, story, dice = self._page, self._page.story, self._page.dice
        fitting = [thread for thread in threads().values() if page.band in thread.bands]
        story.strands = [strand for strand in story.strands if strand.thread in fitting]
        taken = {strand.thread.key for strand in story.strands} | story.finished
        fitting = [thread for thread in fitting if not self._is_no_need(thread)]
        free = [thread for thread in fitting if thread.key not in taken]
        if len(free) + len(story.strands) < self._wanted:
            story.finished.clear()
            kept = {strand.thread.key for strand in story.strands}
            free = [thread for thread in fitting if thread.key not in kept]
        has = {strand.thread.subject for strand in story.strands}
        wanted: list[tuple[str, ...]] = [] if has & set(_ENGLISH) else [_ENGLISH]
        wanted += [] if "maths" in has else [("maths",)]
        for subjects in wanted:
            some = [thread for thread in free if thread.subject in subjects]
            if some:
                free = self._begin(dice.one_of(some), free)
        low = [thread for thread in free if thread.subject == "attendance"]
        if low and self._rate < _OFTEN_AWAY:
            free = self._begin(low[0], free)
        while len(story.strands) < self._wanted and free:
            free = self._begin(dice.one_of(free), free)
        return story.strands

    @property
    def _rate(self) -> float:
        """The share of sessions attended; where no school counts them, nothing is known to miss."""
        sessions = self._page.sessions
        return sessions[0] / sessions[1] if sessions else 1.0

    def _is_no_need(self, thread: Thread) -> bool:
        """Say whether the figures of this plan speak against a need, and so against its target."""
        if thread.subject == "attendance":
            return self._rate >= GOOD_ATTENDANCE
        return thread.subject in self._page.ahead_in

    @property
    def _figures(self) -> dict[str, str]:
        attended, possible = self._page.sessions or (0, 0)
        return {"attended": str(attended), "possible": str(possible)}

    @property
    def _wanted(self) -> int:
        """Two threads at once are enough for most; some need a third."""
        return 3 if self._page.story.number % 3 == 0 else 2

    def _begin(self, thread: Thread, free: list[Thread]) -> list[Thread]:
        self._page.story.strands.append(Strand(thread, self._page.dice.item_id(), 0))
        return [other for other in free if other is not thread]

    def _need(self, strand: Strand) -> Fields:
        thread, words = strand.thread, self._page.words
        what = words.fill(thread.need)
        if thread.subject == "attendance" and self._is_no_need(thread):
            what = words.say("attendance_need", "over" if self._page.sessions else "off-roll")
        return given(
            {
                "id": strand.need_id,
                "kind": thread.kind,
                "horizon": "long" if thread.kind in _LONG else "short",
                "domain": thread.domain,
                "what": what,
                "attachment_or_trauma": True if thread.attachment else None,
            }
        )

    def _look_back(self, strand: Strand) -> None:
        """Say what came of a target, and close it or carry it over."""
        page, open_ = self._page, strand.target
        if open_ is None:
            return
        outcome = self._outcome(strand)
        counted = strand.thread.subject == "attendance" and page.sessions is not None
        review = {
            "reviewed_on": iso(page.day),
            "outcome": outcome,
            "evidence": page.words.say("attendance_evidence", **self._figures)
            if counted
            else page.words.say("evidence", outcome),
        }
        if outcome == "achieved":
            review["impact"] = (
                page.words.say("attendance_impact") if counted else self._impact(strand.thread)
            )
        if outcome in _CARRIED_OVER and page.band in strand.thread.bands:
            review["next_step"] = page.words.say("next_step", outcome)
            by = iso(page.due_next)
            actions = [action | {"by": by} for action in open_["actions"][:2]]
            strand.target = open_ | {"by": by, "actions": actions, "carried_over": True}
            self.targets.append(_in_order(strand.target | {"review": review}))
            return
        closed = {name: open_[name] for name in _CLOSED}
        closed["actions"] = open_["actions"][:1]
        self.targets.append(_in_order(closed | {"review": review}))
        self.needs.append(self._need(strand))
        strand.target = None
        strand.stage += 1
        over = strand.stage >= len(strand.thread.stages) or self._is_no_need(strand.thread)
        if outcome == "discontinued" or over:
            page.story.finished.add(strand.thread.key)
            page.story.strands.remove(strand)

    def _outcome(self, strand: Strand) -> str:
        """Return what came of a target: of attendance, what the register says."""
        dice, thread, rate = self._page.dice, strand.thread, self._rate
        outcome = dice.weighted(_OUTCOMES)
        if thread.subject == "attendance":
            if self._page.sessions is None:
                return "discontinued"
            if rate >= _GOALS[strand.stage]:
                return "achieved"
            return "partly-achieved" if rate > strand.began_at else "not-achieved"
        if outcome in _CARRIED_OVER and self._is_no_need(thread):
            return "achieved"
        return outcome

    def _impact(self, thread: Thread) -> str:
        return self._page.words.fill(self._page.dice.one_of(thread.impact), **self._figures)

    def _look_ahead(self, strand: Strand) -> None:
        """Set the next target of a thread, with the help and the money for it."""
        if not any(need["id"] == strand.need_id for need in self.needs):
            self.needs.append(self._need(strand))
        if strand.target is None:
            strand.target = self._new_target(strand)
            self.targets.append(strand.target)
        self._help(strand, strand.target)

    def _new_target(self, strand: Strand) -> Fields:
        page, dice, thread = self._page, self._page.dice, strand.thread
        fill = page.words.fill
        if thread.subject == "attendance":
            strand.began_at = self._rate
            strand.stage = next(
                (stage for stage, under in enumerate(_STAGE_UNDER) if self._rate < under),
                len(_STAGE_UNDER) - 1,
            )
        what, baseline, success = thread.stages[strand.stage]
        return {
            "id": dice.item_id(),
            "subject": thread.subject,
            "horizon": "short",
            "what": fill(what),
            "needs": [strand.need_id],
            "baseline": {"what": fill(baseline, **self._figures), "measured_on": iso(page.day)},
            "success": fill(success),
            "strategies": fill(thread.strategies),
            "by": iso(page.due_next),
            "actions": [
                given(
                    {
                        "id": dice.item_id(),
                        "who": self._who(who),
                        "what": fill(what_),
                        "by": iso(self._by(often)),
                        "how_often": often,
                    }
                )
                for who, what_, often in thread.actions[: 3 if page.first else 2]
            ],
            "shared_with": ["child", "carer"],
        }

    def _who(self, who: str) -> str:
        if self._page.stay is None and who in ("designated-teacher", "school-staff"):
            return "virtual-school-officer"
        return who

    def _by(self, often: str) -> date:
        """Return by when: what is done once is done within weeks, the rest until next time."""
        page = self._page
        if often.startswith("once") and "half term" not in often:
            return OUR_DAYS.after(page.day, page.dice.between(8, 25))
        return page.due_next

    def _help(self, strand: Strand, target: Fields) -> None:
        page, dice, thread = self._page, self._page.dice, strand.thread
        fill = page.words.fill
        kind, what, by_whom, often = thread.intervention
        fresh = not strand.intervention_id
        strand.intervention_id = strand.intervention_id or dice.item_id()
        self.interventions.append(
            given(
                {
                    "id": strand.intervention_id,
                    "kind": kind,
                    "what": fill(what),
                    "by_whom": by_whom,
                    "how_often": often,
                    "targets": [target["id"]],
                    "expected_impact": fill(
                        thread.stages[min(strand.stage, len(thread.stages) - 1)][2]
                    ),
                    "actual_impact": None if fresh else self._impact(thread),
                }
            )
        )
        if fresh or dice.likely(0.2) or not self.lines:
            self.lines.append(self._line(strand, target))

    def _line(self, strand: Strand, target: Fields) -> Fields:
        page, dice = self._page, self._page.dice
        what, fund, sessions, pence = strand.thread.premium
        if page.phase == "statutory" and fund != "pupil-premium-plus":
            fund = "pupil-premium-plus"
        elif page.phase == "post-16" and fund == "pupil-premium-plus":
            fund = "post-16-pupil-premium-plus"
        amount = sessions * pence
        approved_on = OUR_DAYS.after(page.day, dice.between(4, 12))
        approved = approved_on <= AS_OF
        paid_on = WORKING_DAYS.on_or_after(approved_on + timedelta(days=dice.between(14, 40)))
        return given(
            {
                "id": dice.item_id(),
                "fund": fund,
                "targets": [target["id"]],
                "intervention": strand.intervention_id,
                "what": page.words.fill(what),
                "sessions": sessions if sessions > 1 else None,
                "amount_requested": amount,
                "requested_on": iso(page.day),
                "amount_approved": amount if approved else None,
                "approved_by": page.shared.staff.deputy if approved else None,
                "approved_on": iso(approved_on) if approved else None,
                "paid_on": iso(paid_on) if approved and paid_on <= AS_OF else None,
            }
        )


_CLOSED = ("id", "subject", "horizon", "what", "needs", "strategies", "by")
_ORDER = (
    "id", "subject", "horizon", "what", "why", "needs", "baseline", "success", "strategies", "by",
    "actions", "shared_with", "carried_over", "review",
)  # fmt: skip


def _in_order(target: Fields) -> Fields:
    return {name: target[name] for name in _ORDER if name in target}
