"""`pepsite identities`: the encrypted file that says who an id stands for."""

from __future__ import annotations

from pathlib import Path

import click

from pepsite.cli.options import identities_option, workspace_option
from pepsite.errors import IdentityStoreError
from pepsite.forms.offline.register import Register
from pepsite.store.attachments import Attachments
from pepsite.store.identities import IdentityStore, find_identities
from pepsite.store.user_files import identities_path, identity_key_path
from pepsite.usecases.put_address import put_address


@click.group("identities")
def command() -> None:
    """Look after the identity store: who each id stands for, encrypted, outside the records."""


@command.command("create")
@workspace_option
@identities_option
def create(workspace: Path, identities: Path | None) -> None:
    """Make an empty identity store, and a key for this computer if it has none.

    Refused inside any Git work tree. Back the key up: without it nobody can read the store.
    """
    place, key = identities or identities_path(), identity_key_path()
    store = IdentityStore.create(place, key, workspace=workspace)
    click.echo(f"The identity store is {place}", err=True)
    click.echo(f"Its key is {key}; keep a copy of it somewhere safe", err=True)
    click.echo(store.own_recipient)


@command.command("share")
@click.argument("recipient")
@workspace_option
@identities_option
def share(recipient: str, workspace: Path, identities: Path | None) -> None:
    """Let the holder of another key read the store. RECIPIENT is that key's public part."""
    store = find_identities(identities, workspace=workspace)
    if store is None:
        message = (
            "there is no identity store on this computer; `pepsite identities create` makes one"
        )
        raise IdentityStoreError(message)
    store.share_with(recipient)
    store.save()
    Attachments(store).seal_again()
    Register(store).seal_again()
    click.echo(f"The store can now be read with {len(store.recipients)} keys", err=True)


@command.command("address")
@click.argument("person")
@click.option(
    "--email",
    prompt="E-mail address (empty to forget it)",
    default="",
    show_default=False,
    help="The address; asked for if left out.",
)
@workspace_option
@identities_option
def address(person: str, email: str, workspace: Path, identities: Path | None) -> None:
    """Put down where mail reaches a member of staff. PERSON is the id of their record."""
    put_address(workspace, person, email.strip() or None, identities)
    click.echo(f"{person} has {'an' if email.strip() else 'no'} address now", err=True)
