"""What the child keeps to some people in a PEP as its file has it, and the same PEP without it.

No is the answer wherever nothing says yes: a view of which nobody can tell whom it is for, or that
is no view at all, is for nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pepsite.records.pep import WERE_THERE, MeetingOutcome
from pepsite.records.voice import MaySee, Topic, Voice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pepsite.versions.merging import Values, Way

_VOICE, _VIEWS = "voice", "views"
_WISHES = ("outcomes_wanted", "aspirations")


def kept_views(
    pep: Values, sees: Callable[[tuple[MaySee, ...], str], bool]
) -> dict[Way, tuple[MaySee, ...]]:
    """Return the ways to what the child does not let a reader see, and whom the child lets.

    `sees` says, of whom the child chose and of who typed it, whether this reader is let in.
    """
    found = {}
    for way, said in _own_words(pep):
        choice = _choice(said)
        if not sees(choice, _typed_by(said)):
            found[way] = choice
    return found


def without_kept(pep: Values, kept: Mapping[Way, str]) -> dict[str, Any]:
    """Return a PEP with only these sentences where the child's words stand that are kept."""
    voice = pep.get(_VOICE)
    if not kept or voice is None:
        return dict(pep)
    if not isinstance(voice, Mapping):
        return {**pep, _VOICE: next(iter(kept.values()))}
    covered = dict(voice)
    for name, value in voice.items():
        way = (_VOICE, name)
        if way in kept:
            covered[name] = _covered(value, kept[way])
        elif name == _VIEWS and isinstance(value, list):
            ways = [(*way, _id_of(one, number)) for number, one in enumerate(value)]
            covered[name] = [
                _covered(one, kept[each]) if each in kept else one
                for each, one in zip(ways, value, strict=True)
            ]
    return {**pep, _VOICE: covered}


def who_came_to(pep: Values) -> frozenset[tuple[str, str]]:
    """Return who came to a meeting about a PEP: role and id, "" where no id is there."""
    return frozenset(
        (str(one.get("role", "")), str(one.get("person") or ""))
        for meeting in _mappings(pep.get("meetings"))
        if meeting.get("outcome") == MeetingOutcome.HELD
        for one in _mappings(meeting.get("invited"))
        if one.get("came") in WERE_THERE
    )


def said_at(pep: Values, way: Way) -> object:
    """Return what a PEP has at a way that `kept_views` gave, or None."""
    return dict(_own_words(pep)).get(way)


def _own_words(pep: Values) -> Iterator[tuple[Way, object]]:
    """Yield what may be the child's own words, with the way there."""
    voice = pep.get(_VOICE)
    if not isinstance(voice, Mapping):
        if voice is not None:
            yield (_VOICE,), voice
        return
    views = voice.get(_VIEWS)
    if isinstance(views, list):
        for number, one in enumerate(views):
            yield (_VOICE, _VIEWS, _id_of(one, number)), one
    elif _is_said(views):
        yield (_VOICE, _VIEWS), views
    for name in _WISHES:
        if _is_said(voice.get(name)):
            yield (_VOICE, name), voice[name]
    for name, value in voice.items():
        # Of a field that somebody misspelt, nobody can tell what is in it.
        if name not in Voice.model_fields:
            yield (_VOICE, name), value


def _is_said(value: object) -> bool:
    # That it is not known yet, or does not apply, is no word of the child's.
    return value is not None and not (isinstance(value, Mapping) and "words" not in value)


def _id_of(one: object, number: int) -> str:
    return str(one.get("id", number)) if isinstance(one, Mapping) else str(number)


def _choice(said: object) -> tuple[MaySee, ...]:
    chosen = said.get("may_see") if isinstance(said, Mapping) else None
    return tuple(one for one in MaySee if isinstance(chosen, list) and one in chosen)


def _typed_by(said: object) -> str:
    how = said.get("contribution") if isinstance(said, Mapping) else None
    return str(how.get("typed_by") or "") if isinstance(how, Mapping) else ""


def _covered(said: object, sentence: str) -> object:
    """Return a view or a wish with nothing but the sentence, and for whom it is."""
    if not isinstance(said, Mapping):
        return sentence
    bare: dict[str, object] = {"id": said["id"]} if "id" in said else {}
    if "topic" in said:
        bare["topic"] = str(Topic.OTHER)
    return {**bare, "words": sentence, "may_see": [str(one) for one in _choice(said)]}


def _mappings(values: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(values, list):
        yield from (one for one in values if isinstance(one, Mapping))
