"""`pepsite forms issue` and `receive`: forms that go out as a file, and come back as one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click
import platformdirs

from pepsite.cli.failures import ExitCode
from pepsite.cli.options import identities_option, workspace_option
from pepsite.cli.propose_command import send_waiting
from pepsite.cli.working import collisions, person_of, person_option, show_findings, working_here
from pepsite.errors import IdentityStoreError, ImportRefusedError, PepsiteError, RecordChangedError
from pepsite.records.codes import Role
from pepsite.records.pep import PepType
from pepsite.render.legible import legible

if TYPE_CHECKING:
    from pepsite.exchange.computer_settings import Working
    from pepsite.forms.offline.issuing import Issuing, MadeForm
    from pepsite.forms.offline.receiving import Receiving, Returned
    from pepsite.forms.web.desk import Desk
    from pepsite.store.identities import IdentityStore
    from pepsite.usecases.submission import Clash, Outcome, Submission
    from pepsite.versions.merging import Way
    from pepsite.versions.ways import Own, Side

NOT_INSTALLED = "the forms are not installed; `pip install pepsite[forms]` adds them"
_ROLES = [
    Role.DESIGNATED_TEACHER,
    Role.DELEGATE,
    Role.SOCIAL_WORKER,
    Role.PERSONAL_ADVISER,
    Role.CHILD,
    Role.CARER,
]


def _now() -> datetime:
    return datetime.now().astimezone()


def _desk(workspace: Path, identities: Path | None, officer: str) -> tuple[Desk, IdentityStore]:
    """Return the workspace as an officer has it, with the identity store that forms need."""
    if find_spec("flask") is None:
        raise PepsiteError(NOT_INSTALLED)
    from pepsite.forms.web.desk import Desk  # noqa: PLC0415  # only the forms need these
    from pepsite.privacy.names import NameScan  # noqa: PLC0415  # as above
    from pepsite.privacy.permission import Action  # noqa: PLC0415  # as above
    from pepsite.store.drafts import Drafts  # noqa: PLC0415  # as above
    from pepsite.store.identities import find_identities  # noqa: PLC0415  # as above

    store = find_identities(identities, workspace=workspace)
    if store is None:
        message = (
            "answers are encrypted to those who can open the identity store, and there is none "
            "here; `pepsite identities create` makes one"
        )
        raise IdentityStoreError(message)
    drafts = Drafts.open(workspace=workspace)
    desk = Desk(workspace, officer, drafts, _now, store, NameScan(store.identities()))
    if not desk.may(Action.REVIEW):
        message = "forms go out from, and come back to, the virtual school's own staff on record"
        raise PepsiteError(message)
    return desk, store


# --- out


@click.command("issue")
@click.argument("child", metavar="[CHILD]", required=False)
@click.option(
    "--type",
    "type_",
    type=click.Choice([str(one) for one in PepType]),
    help="Which plan it is about.",
    show_default="the child's plan that is open, else review",
)
@click.option(
    "--for",
    "role",
    type=click.Choice([str(one) for one in _ROLES]),
    required=True,
    help="Who fills it in: it asks for their sections, and a child or carer for their own words.",
)
@click.option(
    "--to",
    metavar="ID",
    default="",
    help="The person, where several have that role; for a child or carer, who hands it on.",
)
@click.option(
    "--school", metavar="URN", help="One for each child there whose plan is due, not for one child."
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=lambda: platformdirs.user_documents_path() / "pepsite forms",
    show_default="“pepsite forms” among your documents",
    help="The folder the files are written to, outside the workspace.",
)
@person_option
@workspace_option
@identities_option
def issue(
    child: str | None,
    type_: str | None,
    role: str,
    to: str,
    school: str | None,
    out: Path,
    person: str | None,
    workspace: Path,
    identities: Path | None,
) -> None:
    """Make a form as one file about a CHILD, for somebody who has no way in here.

    It opens from the disk in any browser, sends nothing, and encrypts the answers for the
    virtual school. Whoever fills it in sends back one file, which `pepsite forms receive` takes.
    """
    if bool(child) == bool(school):
        message = "name a CHILD, or a --school for all who are due there"
        raise click.UsageError(message)
    desk, store = _desk(workspace, identities, person_of(person, working_here()))
    from pepsite.forms.offline.issuing import Issuing, Purpose  # noqa: PLC0415  # as above
    from pepsite.forms.offline.register import Register  # noqa: PLC0415  # as above

    issuing = Issuing(desk, store, Register(store))
    if out.resolve().is_relative_to(workspace.resolve()):
        message = "these files are about children, so --out must lie outside the workspace"
        raise PepsiteError(message)
    chosen = PepType(type_) if type_ else issuing.open_type(child or "")
    purpose = Purpose(child or "", chosen, Role(role), to)
    issuing.tidy_up()
    if child:
        _write(issuing, out, issuing.make(purpose))
        return
    due = issuing.due_at(school or "", purpose.type)
    for one in due:
        try:
            _write(issuing, out, issuing.make(replace(purpose, child=one)))
        except PepsiteError as refused:
            click.echo(f"{one}: no form: {refused}")
            if type(refused) is not PepsiteError:
                raise
    click.echo(f"{len(due)} due there", err=True)


def _write(issuing: Issuing, out: Path, made: MadeForm) -> None:
    """Write a file and put it down. What is not written never went out."""
    from pepsite.store.writing import replace_whole  # noqa: PLC0415  # as above

    place = out / made.name
    try:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        issuing.send_out(made)
        replace_whole(place, made.html.encode())
        place.chmod(0o600)
    except OSError as refused:
        message = f"the form cannot be written there: {refused.strerror}"
        raise PepsiteError(message) from None
    issued = made.issued
    click.echo(f"{place}  {issued.child}  to {issued.person}, until {issued.expires_on}")


# --- in


@click.command("receive")
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--confirmed-by",
    metavar="ID",
    help="Who made sure that each file is from whom it says: you, if left out.",
)
@click.option("--yes", is_flag=True, help="Ask nothing: take each file that can be taken.")
@workspace_option
@identities_option
def receive(
    files: tuple[Path, ...],
    confirmed_by: str | None,
    workspace: Path,
    identities: Path | None,
    *,
    yes: bool,
) -> None:
    """Take in FILES that came back, and send what is in them for review.

    Of each file it shows whom it claims to be from and what it changes, and asks whether you
    have made sure. What cannot be taken is said, and the file stays where it is.
    """
    working = working_here()
    officer = person_of(confirmed_by, working)
    if yes and not confirmed_by:
        message = "--yes needs --confirmed-by: somebody has made sure whom the files are from"
        raise click.UsageError(message)
    desk, store = _desk(workspace, identities, officer)
    from pepsite.forms.offline.receiving import Receiving  # noqa: PLC0415  # as above
    from pepsite.forms.offline.register import Register  # noqa: PLC0415  # as above

    receiving = Receiving(desk, store, Register(store))
    worst = ExitCode.NOTHING_FOUND
    for number, path in enumerate(files):
        if len(files) > 1:
            click.echo(("\n" if number else "") + legible(str(path)))
        try:
            worst = max(worst, _take(receiving, path, working, yes=yes))
        except ImportRefusedError as refused:
            click.echo(f"pepsite: {legible(path.name)}: {refused}", err=True)
            worst = ExitCode.IMPORT_REFUSED
    click.get_current_context().exit(worst)


def _take(receiving: Receiving, path: Path, working: Working, *, yes: bool) -> ExitCode:
    returned = receiving.open(path)
    if returned.asked:
        returned = receiving.open(path, _names_asked(returned, yes=yes))
    desk = receiving.desk
    _show(desk, returned)
    if returned.faults:
        for line in dict.fromkeys(one.words for one in returned.faults):
            click.echo(f"  {line}")
        click.echo("it cannot be sent like this; ask for a new file with these put right")
        return ExitCode.FINDINGS
    question = "Have you made sure that it is from them, and is it right to send it for review?"
    if not yes and not click.confirm(question):
        click.echo("nothing is sent; the file stays where it is")
        return ExitCode.NOTHING_FOUND
    submission = receiving.submission(returned, desk.person_id)
    outcome = _proposed(desk, submission, working)
    return _said(receiving, returned, submission, outcome, working, yes=yes)


def _names_asked(returned: Returned, *, yes: bool) -> dict[str, bool]:
    """Ask of each sentence whether a word in it is the child's name."""
    if yes:
        message = (
            f"a word in {len(returned.asked)} of its sentences may be the child's name; "
            "without --yes you are asked about each"
        )
        raise ImportRefusedError(message)
    return {
        one.digest: click.confirm(
            f"“{legible(one.sentence)}”\nIs “{legible(one.word)}” the child's name here?"
        )
        for one in returned.asked
    }


def _show(desk: Desk, returned: Returned) -> None:
    from pepsite.forms.offline.issuing import OWN_PAGES  # noqa: PLC0415  # as above
    from pepsite.render.records_diff import as_text, lines_of_record  # noqa: PLC0415  # as above
    from pepsite.versions.differences import differences  # noqa: PLC0415  # as above
    from pepsite.versions.notices import notices  # noqa: PLC0415  # as above
    from pepsite.versions.states import RecordDiff  # noqa: PLC0415  # as above

    issued = returned.issued
    person = desk.shared.register.people.get(issued.person)
    who = legible(desk.person_label(person)) if person else issued.person
    own = Role(issued.role) in OWN_PAGES
    click.echo(f"from: the {issued.role}, handed on by {who}" if own else f"from: {who}")
    click.echo(f"about: {legible(desk.child_label(issued.child))}, {issued.type} PEP")
    made = returned.made_at.astimezone()
    click.echo(
        f"went out on {issued.issued_on}, filled in on {made:%Y-%m-%d at %H:%M} by their clock"
    )
    if returned.before_it:
        click.echo("an answer to this form came before; this one takes its place")
    before, after = returned.before, returned.values
    if not own:  # the child's own page says that whoever takes it in reads it first
        before, after = desk.shown("pep", before, after)
    found = differences("pep", before, after)
    told = notices("pep", before, after, found)
    record = RecordDiff(
        "",
        "pep",
        issued.record,
        issued.child,
        "changed" if returned.before else "added",
        found,
        told,
    )
    click.echo(as_text(lines_of_record(record)), nl=False)
    if returned.open:
        click.echo(f"questions without an answer: {returned.open}")
    if returned.left_out:
        click.echo(f"answers that other answers leave unasked, not taken: {returned.left_out}")


def _proposed(desk: Desk, submission: Submission, working: Working) -> Outcome:
    from pepsite.usecases.propose_record import propose_record  # noqa: PLC0415  # as above

    try:
        return propose_record(desk.root, submission, desk.names, working.signing_key)
    except RecordChangedError:
        message = (
            "an answer to this form was accepted already; to change it again, send out a new form"
        )
        raise ImportRefusedError(message) from None


def _said(
    receiving: Receiving,
    returned: Returned,
    submission: Submission,
    outcome: Outcome,
    working: Working,
    *,
    yes: bool,
) -> ExitCode:
    """Say what became of it, and put down that it came."""
    from pepsite.usecases import submission as came  # noqa: PLC0415  # as above

    match outcome:
        case came.Proposed() as done:
            receiving.note(returned)
            click.echo(f"for review: {submission.id}")
            for each in done.combined:
                click.echo(f"  {each.path}: what somebody else changed meanwhile is kept as well")
            if done.unsent:
                send_waiting(receiving.desk.root, working, _now(), submission.id)
            return ExitCode.NOTHING_FOUND
        case came.Unchanged():
            receiving.note(returned)
            click.echo("it changes nothing; nothing is sent")
            return ExitCode.NOTHING_FOUND
        case came.Refused(findings):
            show_findings(findings, names_checked=receiving.desk.names is not None)
            return ExitCode.FINDINGS
        case came.Changed(clashes):
            settled = None if yes else _settled(receiving.desk, clashes)
            if settled is None:
                click.echo("somebody else changed the same meanwhile; nothing is sent")
                for line in collisions(clashes):
                    click.echo(f"  {line}")
                click.echo("without --yes you are asked which to keep", err=True)
                return ExitCode.RECORD_CHANGED
            again = replace(submission, edits=(clashes[0].settled(settled),))
            next_ = _proposed(receiving.desk, again, working)
            return _said(receiving, returned, again, next_, working, yes=yes)


def _settled(desk: Desk, clashes: Iterable[Clash]) -> dict[Way, Side | Own]:
    """Ask which of two answers to keep, wherever both cannot be had."""
    from pepsite.forms.questions.withholding import choice_at, kept_in_words  # noqa: PLC0415  # as above

    chosen: dict[Way, Side | Own] = {}
    for clash in clashes:
        kept = desk.kept_from(clash.kind, clash.base, clash.mine, clash.theirs)
        for one in clash.asked:
            choice = choice_at(one.way, kept)
            place = ", ".join(one.place if choice is None else one.place[:1])
            click.echo(f"{legible(place) or 'The plan as a whole'}: changed by both")
            for whose, did in (("accepted since", one.theirs), ("in this file", one.mine)):
                said = "; ".join(text.text for each in did for text in each.after) or "taken out"
                if choice is not None:
                    said = kept_in_words(choice)
                click.echo(f"  {whose}: {legible(said)}")
            takes = click.confirm("Take what is in this file?")
            chosen[one.way] = "mine" if takes else "theirs"
    return chosen
