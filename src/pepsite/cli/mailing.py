"""What `pepsite due --send` shows and asks. Ids alone: no address, no name, no text of a server."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from pepsite.compliance.results import listed, so_many
from pepsite.errors import MailError
from pepsite.usecases.send_prompts import (
    mail_account,
    put_together,
    send,
    take_for_sent,
)

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from pepsite.exchange.mail_settings import MailAccount
    from pepsite.usecases.prompt_people import Wanted
    from pepsite.usecases.send_prompts import Letter, Outcome, Post


def send_prompts(
    workspace: Path,
    as_of: date,
    wanted: Wanted,
    *,
    unsure: str,
    only_show: bool,
    ask: bool,
    identities: Path | None,
    jobs: int,
) -> None:
    """Show what would be sent, ask, send it, and say what became of each.

    Raises:
        MailError: not all of it was sent.
    """
    again = unsure == "again"
    post = put_together(workspace, as_of, wanted, again=again, identities=identities, jobs=jobs)
    for letter in post.letters:
        click.echo(_planned(letter))
    _say(post)
    if only_show:
        return
    if unsure == "gone":
        take_for_sent(workspace, post)
    going = sum(bool(one.people) for one in post.letters)
    if going:
        account = mail_account()
        if ask:
            question = f"Send {so_many(going, 'e-mail')} to {so_many(len(post.people), 'person')}?"
            click.confirm(question, abort=True, err=True)
        _send(workspace, post, account, again=again)
    if unsure == "leave" and any(one.unsure for one in post.letters):
        message = "some of it may or may not have gone out before; ask those it was for, then say "
        message += "--unsure gone or --unsure again"
        raise MailError(message)


def _send(workspace: Path, post: Post, account: MailAccount, *, again: bool) -> None:
    """Send, and say of each letter what became of it.

    Raises:
        MailError: not all of it was sent.
    """
    all_sent = True
    outcomes = send(workspace, post, account, datetime.now(UTC), again=again)
    going = [one for one in post.letters if one.people]
    left = going.copy()
    try:
        for outcome in outcomes:
            left.remove(outcome.letter)
            click.echo(_became(outcome))
            all_sent &= not (outcome.refused or outcome.unsure or outcome.elsewhere)
    except MailError as stopped:
        for letter in left:
            click.echo(f"{_named(letter)}  not sent to {', '.join(letter.people)}")
        message = f"{stopped}; {so_many(len(left), 'e-mail')} of {len(going):,} not sent"
        raise MailError(message) from stopped
    if not all_sent:
        message = "not everybody has been sent what they are to be told; the lines above say who"
        raise MailError(message)


def _planned(letter: Letter) -> str:
    one = letter.prompt
    parts = [f"to {', '.join(letter.people)}"] if letter.people else []
    if letter.unsure:
        parts.append(f"may have gone before to {', '.join(letter.unsure)}")
    if letter.no_address:
        parts.append(f"no address of {', '.join(letter.no_address)}")
    roles = [reader.role for reader in (*one.to, *one.copy_to) if reader.person is None]
    if roles:
        parts.append(f"nobody on record as {listed(dict.fromkeys(roles))}")
    return f"{_named(letter)}  {'; '.join(parts)}"


def _became(outcome: Outcome) -> str:
    parts = [f"sent to {', '.join(outcome.sent)}"] if outcome.sent else []
    parts += [f"refused for {person} ({code})" for person, code in outcome.refused]
    if outcome.unsure:
        parts.append(f"nobody can tell whether it reached {', '.join(outcome.unsure)}")
    if outcome.elsewhere:
        parts.append("left out: another pepsite is sending it")
    return f"{_named(outcome.letter)}  {'; '.join(parts)}"


def _named(letter: Letter) -> str:
    return f"{letter.prompt.on}  {letter.prompt.prompt}  {letter.prompt.child}"


def _say(post: Post) -> None:
    unsure = sum(bool(one.unsure) for one in post.letters)
    nobody = sum(not one.has_anybody_on_record for one in post.letters)
    for number, what in (
        (post.sent_before, "sent before, and left out"),
        (unsure, "may have gone out before: whoever sent them was stopped"),
        (len(post.without_address), "of those to be told have no address in the identity store"),
        (nobody, "for which nobody on record is to be told"),
        (post.unreadable, "records that could not be read"),
    ):
        if number:
            click.echo(f"{number:,} {what}", err=True)
    if not post.has_prompts:
        click.echo("the policy says nothing of prompts", err=True)
    elif not any(one.people for one in post.letters):
        click.echo("there is nothing to send", err=True)
