"""What Git has to be told, once in each clone, to merge records field by field."""

from __future__ import annotations

MERGE_DRIVER = "pepsite"
"""The name of the driver. `.gitattributes` gives it to the records."""

MERGE_SETTINGS = (
    (f"merge.{MERGE_DRIVER}.name", "records, field by field"),
    (f"merge.{MERGE_DRIVER}.driver", "pepsite merge-driver %O %A %B %P"),
    # Where two histories crossed, the version before both is the common ground: one with
    # markers in it could not be read.
    (f"merge.{MERGE_DRIVER}.recursive", "binary"),
)
"""Settings and their values, for `git config`. No repository can set them for who clones it."""

ATTRIBUTES = f"""\
# Records are merged field by field: docs/cli/merge-driver.md says what each clone sets once.
/records/**/*.yaml text eol=lf merge={MERGE_DRIVER}
"""
"""The lines of `.gitattributes`."""
