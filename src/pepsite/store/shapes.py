"""The shapes of text that are read fast: text on which every reader of YAML agrees.

`plainest` describes one entry to a line, and text blocks. `in_the_one_layout` describes no
more than what `emit` writes. Both leave it to the parser whether indents fit together and
whether names are equal: it refuses what does not fit. Both may miss a text that is as they
say. They may not be wrong the other way.

Time grows with the length of the text: every repetition of more than one character is
atomic, so what has been matched is never matched in another way; each entry is tried in at
most five ways; and what looks ahead looks at the rest of a line, or at empty lines that
only one entry stands before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from pepsite.store.prose import AFTER_SENTENCE, LONGEST_LINE
from pepsite.store.scalars import LONGEST_PLAIN, WORDS


def _all(pattern: str) -> str:
    return rf"(?>(?:{pattern})*)"


def _some(pattern: str) -> str:
    return rf"(?>(?:{pattern})+)"


def _entries(entry: str) -> str:
    # What is remembered of an entry is let go with its group: memory does not grow with the text.
    return _some(rf"(?>(?:{entry}){{1,32}})")


def _any_of(words: Iterable[str]) -> str:
    """Return a pattern of these words in any mixture of capitals; quicker than `(?i:...)`."""
    spelled = ("".join(f"[{x}{x.upper()}]" for x in word) for word in sorted(words))
    return f"(?:{'|'.join(spelled)})"


# A mapping takes a column more than what it is in, and a list in it two together with what
# the list holds: this many columns keep depth within `MAX_DEPTH`. The group is set anew at
# the start of every entry, so it never tells of an earlier one.
_INDENT = "(?P<i>[ ]{0,36}+)"
_MONTH = r"[12][0-9]{3}-(?:0[1-9]|1[0-2])"
_DAY = rf"{_MONTH}-(?:0[1-9]|1[0-9]|2[0-8])"
_LATE_DAY = r"""
  (?: [12][0-9]{3}-(?:(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)
    | 20(?:[02468][048]|[13579][26])-02-29 )"""
_INSIDE_QUOTES = r'(?>(?:[^"\\\n]++|\\["\\])*)'

# --- what all readers read alike ------------------------------------------------------------

_COMMENT = r"\#[^\n]*+"
# Words that are not text are let through in the one spelling on which all agree.
_NOT_TEXT = rf"(?!{_any_of(('true', 'false', 'null'))}(?::|[ ]*+[\n\#]))"
_NAME = r"[A-Za-z_][A-Za-z0-9_-]*+"
_KEY = rf'(?:{_NOT_TEXT}{_NAME}|"{_NAME}"):'
_ESCAPE = r'\\["\\nt]|\\u(?![dD][89abAB])[0-9a-fA-F]{4}'
_DOUBLE = '"' + _all(rf'[^"\\\n]++|{_ESCAPE}') + '"'
_SINGLE = "'" + _all(r"[^'\n]++|''") + "'"
_NUMBER = r"-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,15})?"
_END = rf"(?:[ ]++{_COMMENT})?\n"
# Text begins with a letter. A colon in it is followed by more of the word, a hash preceded.
_MORE = _all(r"[^:\#\n]++|:(?![ \n])|(?<![ ])\#")
_TEXT = rf"{_NOT_TEXT}[^\W\d_]{_MORE}(?:{_COMMENT})?\n"
_VALUE = rf"""(?:{_TEXT}
  | (?:{_DAY}|{_LATE_DAY}|{_MONTH}|{_NUMBER}|{_DOUBLE}|{_SINGLE}){_END}
  | (?:true|false|null|\[\]|\{{\}}){_END})"""


def _any_block(indent: int) -> str:
    # The first line sets the indent, and may itself have no more of it.
    line = rf"(?P=i)[ ]{{{indent}}}"
    return rf"[ ]\|-?\n {line}[^ \n][^\n]*+\n" + _all(rf"\n*+{line}[ ]*+[^ \n][^\n]*+\n")


# Nothing deeper may follow a value: it would be more of the value.
_ENTRY = rf"""
  {_INDENT}
  (?: (?:-[ ])?{_KEY}{_END}
    | (?:{_KEY}|-)[ ]{_VALUE} (?!\n*+(?P=i)[ ]++[^\#])
    | -[ ]{_KEY}[ ]{_VALUE} (?!\n*+(?P=i)[ ]{{3}}[ ]*+[^\#])
    | (?:{_KEY}|-){_any_block(2)}
    | -[ ]{_KEY}{_any_block(4)}
    | {_COMMENT}\n
  )
  | \n++"""


@cache
def plainest() -> re.Pattern[str]:
    """Return what text looks like that every reader of YAML reads alike."""
    return re.compile(_entries(_ENTRY), re.VERBOSE)


# --- what is written in only one way --------------------------------------------------------

# Most names and texts begin with none of the letters that the words to be quoted begin with.
_FIRST = "fnoty"
_OTHER = "a-eg-mp-su-xz"
_TO_QUOTE = rf"(?!(?:{'|'.join(sorted(WORDS))}):)"
_TIDY_KEY = rf"(?:[{_OTHER}][a-z0-9_-]*+|{_TO_QUOTE}[{_FIRST}][a-z0-9_-]*+):"
_WORD = _any_of(WORDS)
_BEGINS = rf"(?:[{_OTHER}{_OTHER.upper()}]|(?!{_WORD}\n)[{_FIRST}{_FIRST.upper()}])"
_AFTER_FIRST = rf"{{0,{LONGEST_PLAIN - 1}}}"
_REST = rf"(?:[^:\#\n]{_AFTER_FIRST}+|(?=[^\n]{_AFTER_FIRST}\n){_MORE})(?<![ ])\n"
_TIDY_INTEGER = "0|-?[1-9][0-9]{0,15}"
_TIDY_FRACTION = r"-?(?:0|[1-9][0-9]{0,7})\.(?:0|[0-9]{0,6}[1-9])"
# What is in quotes is a word, or begins like no text, or has a sign that no text may have.
_UP_TO_SIGN = _all(r'[^:\#"\\\n]++|:(?![ "])|(?<![ ])\#|\\["\\]')
_TIDY_QUOTED = rf"""
  "(?=[^\n]{{1,{LONGEST_PLAIN + 1}}}\n)(?: {_WORD}?"
  | (?![0-9]{{4}}-)(?:(?=[\W\d_])[^"\\\n]|\\["\\]){_INSIDE_QUOTES}"
  | [^\W\d_]{_UP_TO_SIGN}[:\#]{_INSIDE_QUOTES}" )\n"""
_TIDY_VALUE = rf"""(?:
    {_BEGINS}{_REST}
  | {_DAY}\n
  | {_LATE_DAY}\n
  | {_TIDY_QUOTED}
  | (?:true|false|null|\[\]|\{{\}}|{_TIDY_INTEGER}|{_TIDY_FRACTION}|{_MONTH})\n
  | (?![a-zA-Z])[^\W\d_]{_REST} )"""
_SENTENCES = _some(rf"[^.!?\n]++|[.!?](?!{AFTER_SENTENCE})") + r"(?<![ ])\n"


def _tidy_block(indent: int) -> str:
    line = rf"(?P=i)[ ]{{{indent}}}"
    lines = _all(rf"\n*+{line}{_SENTENCES}")
    return rf"""\|(?:
        -\n{line}(?![ ])[^\n]{{{LONGEST_PLAIN + 1},{LONGEST_LINE}}}+(?<![ ])\n(?!\n*+{line})
      | -\n{line}(?![ ])(?=[^\n]{{{LONGEST_LINE + 1}}}|[^\n]*+\n\n*+{line}){_SENTENCES}{lines}
      | \n{line}(?![ ]){_SENTENCES}{lines} )"""


# Below a name that has no value of its own, two columns in; and nowhere else.
_TIDY_ENTRY = rf"""
  {_INDENT}
  (?: {_TIDY_KEY}(?:
          [ ](?:{_TIDY_VALUE}|{_tidy_block(2)})(?!(?P=i)[ ])
        | \n(?=(?P=i)[ ]{{2}}[^ ]) )
    | -[ ](?:
          {_TIDY_KEY}(?:
              [ ](?:{_TIDY_VALUE}|{_tidy_block(4)})(?!(?P=i)[ ]{{3}})
            | \n(?=(?P=i)[ ]{{4}}[^ ]) )
        | (?:{_TIDY_VALUE}|{_tidy_block(2)})(?!(?P=i)[ ]) ) )"""


@cache
def in_the_one_layout() -> re.Pattern[str]:
    """Return what text looks like that is in the one layout."""
    first_line = r"(?:\#[ ]yaml-language-server:[ ]\$schema=[!-~]++\n)?(?![ ])"
    return re.compile(first_line + _entries(_TIDY_ENTRY), re.VERBOSE)
