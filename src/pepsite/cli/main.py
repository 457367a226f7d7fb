"""The command `pepsite`. Each command is one file beside this one, loaded when it is asked for."""

from __future__ import annotations

from importlib import import_module

import click

from pepsite.cli.failures import FailureGroup

COMMANDS = {
    "init": "A new, empty workspace.",
    "demo": "A workspace with an invented virtual school in it.",
    "validate": "Do the records conform? Exits 1 if not.",
    "compliance": "Is practice in time and to standard, on a day?",
    "due": "Who has to do what next?",
    "report": "Figures for boards, teams and schools.",
    "audit": "Begin an audit, read it beside the records, follow it up.",
    "sample": "PEPs drawn to be looked at again, and draws made again.",
    "history": "What became of a record, and what its dates do not show.",
    "journey": "One child's journey across all records, in the order of days.",
    "build": "The site, for an audience, as of a day.",
    "serve": "The site on this computer.",
    "forms": "Forms in a browser: fill in, check, send for review.",
    "propose": "Sends checked records for review.",
    "review": "What waits to be reviewed: look, accept, send back.",
    "hooks": "Git asks pepsite before it takes something in.",
    "ready": "A process that has loaded what takes time.",
    "format": "Put records into the one layout.",
    "diff": "What differs between two states of the records, in words.",
    "merge-driver": "What Git runs to merge two versions of a record.",
    "import": "Take in files from other systems.",
    "attachments": "Documents kept with PEPs, encrypted.",
    "export": "One PEP as a page to hand over.",
    "schema": "JSON Schema of every kind of record.",
    "id": "A new id, for a record written by hand.",
    "identities": "The encrypted file that says who each id stands for.",
    "policy": "The policy packs, and the examples that show what they mean.",
}
"""Every command and what it is for, in the order in which people meet them."""


class Commands(FailureGroup):
    """The commands, of which only the one asked for is loaded."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of this name, loading its file."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"pepsite.cli.{cmd_name.replace('-', '_')}_command")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without loading any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pepsite", prog_name="pepsite")
def main() -> None:
    """Run a virtual school's Personal Education Plans as records in Git.

    Records are YAML files under records/. They are checked here as they are checked in
    review, and nothing is sent anywhere but where you say.
    """
