"""Runs `pepsite` in this process, as the shell would."""

from __future__ import annotations

from click.testing import CliRunner, Result

from pepsite.cli.main import main


def pepsite(*arguments: object) -> Result:
    """Run the command; whatever happens, nobody is shown a traceback."""
    result = CliRunner().invoke(main, [str(each) for each in arguments])
    assert isinstance(result.exception, SystemExit | None), result.exception
    assert "Traceback" not in result.output, result.output
    return result
