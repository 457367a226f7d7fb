"""Prompts as calendar files, e-mail drafts and pages: ids, days and the policy's own titles."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from email.headerregistry import Address, Group
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING, TypeAlias

from pepsite.compliance.results import in_words, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from pepsite.compliance.prompting import Prompted, Reader

Labels: TypeAlias = "Callable[[Prompted], str]"
"""How the child of a prompt is labelled for those who get it."""


def as_calendars(prompts: Sequence[Prompted], as_of: date, label: Labels) -> Mapping[str, bytes]:
    """Return a calendar file for each person who is to do something, or gets a copy."""
    # Drafts, pages and mail are asked for without it, and need none of its library.
    from pepsite.render.calendar_file import DayEntry, calendar_file  # noqa: PLC0415

    return {
        f"{person}.ics": calendar_file(
            [
                DayEntry(
                    f"{_mark(one)}@pepsite",
                    max(one.on, as_of),
                    f"{one.title} ({one.child})",
                    _says(one, label),
                )
                for one in own
            ],
            as_of,
        )
        for person, own in _by_person(prompts).items()
    }


def as_drafts(prompts: Sequence[Prompted], as_of: date, label: Labels) -> Mapping[str, bytes]:
    """Return a draft for each prompt. Whom it is to stands by role and id: no address is kept."""
    del as_of
    return {f"{one.prompt}-{_mark(one)[:16]}.eml": _draft(one, label) for one in prompts}


_PLAIN = SMTP.clone(cte_type="7bit")
"""Letters of every language as a server takes them that knows ASCII alone."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who sends, from which address, where answers go, and when. `addresses` are by person."""

    virtual_school: str
    sender: str
    reply_to: str | None
    moment: datetime
    addresses: Mapping[str, str]


def as_message(one: Prompted, label: Labels, head: Letterhead) -> bytes:
    """Return the e-mail of a prompt. Sent again, it is the same message by its id."""
    message = EmailMessage(policy=_PLAIN)
    message["Date"] = format_datetime(head.moment)
    message["Message-ID"] = f"<{_mark(one)}.pepsite@{head.sender.rpartition('@')[2]}>"
    message["From"] = Address(_on_one_line(head.virtual_school), addr_spec=head.sender)
    message["To"] = _addressed(one.to, head.addresses)
    if one.copy_to:
        message["Cc"] = _addressed(one.copy_to, head.addresses)
    if head.reply_to:
        message["Reply-To"] = Address(addr_spec=head.reply_to)
    message["Subject"] = _on_one_line(f"{one.title} ({one.child})")
    message["Auto-Submitted"] = "auto-generated"  # nobody's absence is reported to it
    message.set_content(f"{one.title}.\n\n{_says(one, label)}\n\n{head.virtual_school}\n")
    return message.as_bytes()


def _on_one_line(text: str) -> str:
    """Return a text as a header of an e-mail takes it: more ends lines there than in a record."""
    return " ".join(text.splitlines())


def _addressed(
    readers: Sequence[Reader], addresses: Mapping[str, str]
) -> tuple[Group | Address, ...]:
    known = (addresses.get(one.person or "") for one in readers)
    return tuple(
        Address(listed([one.role]), addr_spec=address) if address else group
        for one, address, group in zip(readers, known, _groups(readers), strict=True)
    )


def as_pages(prompts: Sequence[Prompted], as_of: date, label: Labels) -> Mapping[str, bytes]:
    """Return a page for each person, and one of what has nobody on record to go to."""
    pages = {
        f"{person}.md": _page(f"For {person}", own, as_of, label)
        for person, own in _by_person(prompts).items()
    }
    nobody = [one for one in prompts if not any(reader.person for reader in one.to)]
    if nobody:
        pages["nobody-on-record.md"] = _page("Nobody on record to tell", nobody, as_of, label)
    return pages


def _by_person(prompts: Sequence[Prompted]) -> dict[str, list[Prompted]]:
    found: dict[str, list[Prompted]] = {}
    for one in prompts:
        for person in dict.fromkeys(reader.person for reader in (*one.to, *one.copy_to)):
            if person is not None:
                found.setdefault(person, []).append(one)
    return found


def _mark(one: Prompted) -> str:
    return hashlib.sha256(one.fact.encode()).hexdigest()[:32]


def _says(one: Prompted, label: Labels) -> str:
    day = f"By {in_words(one.on)}" if one.is_due else f"Since {in_words(one.on)}"
    lines = [f"Child: {label(one)}", f"PEP: {one.pep}" if one.pep else ""]
    lines += [f"{one.what}." if one.what else "", f"{day}."]
    lines += [f"To: {_named(one.to)}."]
    lines += [f"Copy to: {_named(one.copy_to)}."] if one.copy_to else []
    return "\n".join(filter(None, lines))


def _named(readers: Sequence[Reader]) -> str:
    return ", ".join(
        f"{listed([one.role])} {one.person or 'who is not on record'}" for one in readers
    )


def _draft(one: Prompted, label: Labels) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"  # mail programs then open it to be sent
    message["Subject"] = _on_one_line(f"{one.title} ({one.child})")
    message["To"] = _groups(one.to)
    if one.copy_to:
        message["Cc"] = _groups(one.copy_to)
    message.set_content(f"{one.title}.\n\n{_says(one, label)}\n")
    return message.as_bytes()


def _groups(readers: Sequence[Reader]) -> tuple[Group | Address, ...]:
    """Return each reader as a group without an address: who sends it fills that in."""
    return tuple(Group(f"{listed([one.role])} {one.person or 'not on record'}") for one in readers)


def _page(title: str, prompts: Sequence[Prompted], as_of: date, label: Labels) -> bytes:
    parts = [f"# {title}, {in_words(as_of)}"]
    for one in prompts:
        said = "\n".join(f"- {line}" for line in _says(one, label).splitlines())
        parts.append(f"## {one.title}\n\n{said}\n- Rule: {one.source}")
    return ("\n\n".join(parts) + "\n").encode()
