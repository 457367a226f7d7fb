"""Send people what the policy says they are told, by e-mail, to each of them once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pepsite.errors import IdentityStoreError
from pepsite.exchange.mail import NobodyCanTellError, mail_server
from pepsite.exchange.mail_settings import read_mail_account
from pepsite.privacy.labels import ChildLabels
from pepsite.records.authority import ChildLabel
from pepsite.render.prompts import Letterhead, as_message
from pepsite.store.identities import find_identities
from pepsite.store.mailed import Mailed
from pepsite.store.user_files import mail_password, mail_settings_path
from pepsite.usecases.prompt_people import NOT_HELD, prompts_due
from pepsite.usecases.workspace import open_workspace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime
    from pathlib import Path

    from pepsite.compliance.prompting import Prompted
    from pepsite.exchange.mail import MailServer
    from pepsite.exchange.mail_settings import MailAccount
    from pepsite.usecases.prompt_people import Wanted


@dataclass(frozen=True, slots=True)
class Letter:
    """A prompt and the people it is yet to go to, by id.

    `unsure` are those to whom it may have gone before: whoever sent it was stopped.
    `no_address` are those whose address nobody has put down.
    """

    prompt: Prompted
    people: tuple[str, ...]
    unsure: tuple[str, ...]
    no_address: tuple[str, ...]

    @property
    def has_anybody_on_record(self) -> bool:
        """Whether a record names anybody for any of the roles that are to be told."""
        return any(one.person for one in (*self.prompt.to, *self.prompt.copy_to))


@dataclass(frozen=True, slots=True)
class Post:
    """All that is to be sent, and what there is to say of it."""

    letters: tuple[Letter, ...]
    sent_before: int
    unreadable: int
    has_prompts: bool
    virtual_school: str
    labels: ChildLabels = field(repr=False)
    addresses: Mapping[str, str] = field(repr=False)

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody who is to get something."""
        return tuple(sorted({person for one in self.letters for person in one.people}))

    @property
    def without_address(self) -> tuple[str, ...]:
        """Everybody who would get something if their address were known."""
        return tuple(sorted({person for one in self.letters for person in one.no_address}))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a letter: who has it, and the code with which the server refused others.

    `unsure`: nobody can tell whether these have it. `elsewhere`: another process is sending it.
    """

    letter: Letter
    sent: tuple[str, ...] = ()
    refused: tuple[tuple[str, int], ...] = ()
    unsure: tuple[str, ...] = ()
    elsewhere: bool = False


def mail_account() -> MailAccount:
    """Return how this computer sends mail.

    Raises:
        MailError: it has no settings for that, or they cannot be used.
    """
    return read_mail_account(mail_settings_path(), mail_password())


def put_together(  # noqa: PLR0913  # what is asked, and of whom
    root: Path,
    as_of: date,
    wanted: Wanted,
    *,
    again: bool = False,
    identities: Path | None = None,
    jobs: int = 1,
) -> Post:
    """Return what is to be sent on a day: each prompt to those who have not had it.

    With `again`, also to those to whom it may have gone before.

    Raises:
        PepsiteError: there is no workspace here, or what was sent cannot be looked up.
        PolicyPackError: the policy pack cannot be used.
        IdentityStoreError: there is no identity store, or it cannot be used.
    """
    opened = open_workspace(root, leave_out=NOT_HELD)
    authority = opened.register.authority
    store = find_identities(identities, workspace=root)
    if store is None:
        message = "the addresses of people stand in the identity store, and there is none here"
        raise IdentityStoreError(message)
    addresses = {one.person: one.email for one in store.staff() if one.email}
    prompts, not_read = prompts_due(opened, root, as_of, wanted, jobs)
    label = authority.disclosure.children_shown_to_schools_as
    names = () if label is ChildLabel.ID else store.identities()
    with Mailed(root) as mailed:
        letters = [_letter(one, mailed.of(one.fact), addresses, again=again) for one in prompts]
    open_letters = tuple(
        one
        for one in letters
        if one.people or one.unsure or one.no_address or not one.has_anybody_on_record
    )
    return Post(
        open_letters,
        len(letters) - len(open_letters),
        not_read,
        any(file.prompts for file in opened.policy.expectations),
        authority.virtual_school,
        ChildLabels(label, names),
        addresses,
    )


def _letter(
    prompt: Prompted, before: Mapping[str, bool], addresses: Mapping[str, str], *, again: bool
) -> Letter:
    readers = (*prompt.to, *prompt.copy_to)
    people = dict.fromkeys(one.person for one in readers if one.person is not None)
    unsure = [one for one in people if before.get(one) is False]
    left = [one for one in people if one not in before or (again and one in unsure)]
    return Letter(
        prompt,
        tuple(one for one in left if one in addresses),
        () if again else tuple(unsure),
        tuple(one for one in left if one not in addresses),
    )


def take_for_sent(root: Path, post: Post) -> None:
    """Put down that what may have gone out did: somebody has asked those it was for.

    Raises:
        PepsiteError: it cannot be put down.
    """
    with Mailed(root) as mailed:
        for one in post.letters:
            mailed.sent(one.prompt.fact, one.unsure)


def send(
    root: Path, post: Post, account: MailAccount, moment: datetime, *, again: bool = False
) -> Iterator[Outcome]:
    """Send the letters one by one, and yield what became of each as soon as it is put down.

    Raises:
        MailError: the server could not be reached, or went away; the rest was not sent.
        PepsiteError: what was sent cannot be put down; the rest was not sent.
    """
    head = Letterhead(
        post.virtual_school,
        account.settings.sender,
        account.settings.reply_to,
        moment,
        post.addresses,
    )
    with Mailed(root) as mailed, mail_server(account) as server:
        for letter in post.letters:
            if letter.people:
                content = as_message(letter.prompt, post.labels.of, head)
                yield _sent(letter, content, head.addresses, server, mailed, again=again)


def _sent(  # noqa: PLR0913  # the letter, and what it takes to send it
    letter: Letter,
    content: bytes,
    addresses: Mapping[str, str],
    server: MailServer,
    mailed: Mailed,
    *,
    again: bool,
) -> Outcome:
    fact = letter.prompt.fact
    offered = server.offer(tuple(dict.fromkeys(addresses[one] for one in letter.people)))
    taken = tuple(one for one in letter.people if addresses[one] in offered.taken)
    refused = tuple(
        (one, offered.refused[addresses[one]])
        for one in letter.people
        if addresses[one] in offered.refused
    )
    if not taken:
        return Outcome(letter, refused=refused)
    if not mailed.begin(fact, taken, again=taken if again else ()):
        server.withdraw()
        return Outcome(letter, refused=refused, elsewhere=True)
    try:
        declined = server.hand_over(content)
    except NobodyCanTellError:
        return Outcome(letter, refused=refused, unsure=taken)
    if declined is not None:
        mailed.not_sent(fact, taken)
        return Outcome(letter, refused=(*refused, *((one, declined) for one in taken)))
    mailed.sent(fact, taken)
    return Outcome(letter, taken, refused)
