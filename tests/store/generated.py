"""Invented values for the tests of the store: what records are made of, and what breaks readers."""

from hypothesis import strategies as st

AWKWARD = [
    "no", "No", "yes", "on", "OFF", "y", "n", "null", "~", "true", "True", "", " ", " x", "x ",
    "12:30", "1:30:45", "010", "0o7", "0x1F", "0b1", "1e3", "1_000", "1.", ".5", "+1", "-1",
    ".inf", ".nan", "=", "=x", "<<", "- x", "-", "?", "? x", ": x", "x: y", "x #y", "#x", "x:",
    "x:y", "x#y", "{child} likes art", "[x]", "&a", "*a", "!a", "|", ">", "@x", "`x", "%x",
    "'x'", '"x"', "a\\nb", "2025-09-01", "2025-02-30", "2025-09", "2025-13", "---", "...",
    "a\nb", "a\n", "a\n\n", "\na", "\n", " a\nb", "a \nb", "a\n  b", "a\n\n\nb", "# a\n- b",
    "a\tb", "\ta", "\x00", "\x85", "\u2028", "\u202eabc", "\ufeff", "\u200d", "\xa0", "Équipe",
    "日本", "😀 x", "true story", "nullify", "x" * 81, "One. Two.",
    "A first one. A second one.\nA third.", "e.g. This", "x, y", "x]", "\r\n", "a\r\nb",
    "null\n", "a: b\nc: d", "sha256:0a", "ch-01", "0.1", "99999999999999999999", "a  b",
    "a\n \nb", "word " * 70 + "Then. Next one. And J. S. Bach said 5. Six.",
]  # fmt: skip

texts = (
    st.sampled_from(AWKWARD) | st.text(max_size=30) | st.text("ab .\n:#-'\"{}[]!|1_", max_size=40)
)
names = (
    st.sampled_from(["id", "on", "no", "due_on", "ch-0", "true", "a b", "é", "1", "", "<<"]) | texts
)
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)
records = st.dictionaries(names, values, max_size=5)
"""Mappings of anything that JSON holds, the awkward texts among it."""

LINES = [
    "# comment", "", "a: b", "b: 1", "c:", "d: |-", "e: |", "- f: |-", "- x", "- g: h", "- |-",
    "text", "i: 'x'", 'j: "x"', "k: [1, 2]", "l: {m: n}", "o: x # y", "p: true", "q: []", "- {}",
    "r: &s t", "u: *s", "v: !w x", "---", "? y", ": z", "aa: >", "bb: 2025-09-01", "cc: 0x1f",
    "dd: -", "ee: 1_0", "- - ff", "'gg': 1", '"hh": 1', "true: 1", "ii: ~", "jj:  kk", "ll:\t1",
    "mm: a: b", "nn: -1.50", "oo: yes", "pp: 007", "qq: 'it''s'", 'rr: "\\u00e9\\n"', "ss: a#b",
    "tt: a:b", "- uu:", "vv: NULL", "ww: |+", "xx: |2", "yy: |- # z", "<<: 1", "1: 2",
    "a: again", "é: è", "zz: 1.5e3", "ab: .5",
]  # fmt: skip
files = st.lists(
    st.tuples(st.integers(0, 4), st.sampled_from([*LINES, *AWKWARD])), max_size=12
).map(lambda lines: "".join(f"{' ' * indent}{line}\n" for indent, line in lines))
"""Files of lines that fit together now and then."""
