"""Names in the place of ids, put in as a page leaves for the screen and at no other time."""

from __future__ import annotations

import json
import re
from collections import Counter
from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

# What stands in the head of a page goes into a browser's history, which is on the disk.
_PASSED_OVER: Final = r"<head\b.*?</head>|<script\b.*?</script>|<!--.*?-->|<[^>]*>"
_ID: Final = r"\b(?:ch|ps)-[0-9a-z]{10,}\b"
_PLACES: Final = re.compile(
    rf"(?P<heading><h1\b[^>]*>\s*)(?P<headed>{_ID})|{_PASSED_OVER}|(?P<id>{_ID})", re.DOTALL
)


class Names:
    """Whose ids the ids on the pages are. It shows itself as nothing but how many there are."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """Take in the name for each id."""
        self.take(names)

    def take(self, names: Mapping[str, str]) -> None:
        """Have these names from now on; who shares one with somebody keeps the id beside it."""
        times = Counter(names.values())
        self._names = {
            one: escape(f"{name} ({one})" if times[name] > 1 else name, quote=False)
            for one, name in names.items()
        }

    def __repr__(self) -> str:
        """Return how many there are."""
        return f"Names({len(self._names)})"

    def in_page(self, page: str) -> str:
        """Return a page with names in its text: in no tag, and not in what is above the page.

        The main heading keeps the id beside the name, for whoever needs to type it somewhere.
        """
        return _PLACES.sub(self._shown, page)

    def in_search(self, index: str) -> str:
        """Return the index of the search with names in what it shows and finds."""
        begin = index.index("{")
        told, end = json.JSONDecoder().raw_decode(index, begin)
        for entry in told["docs"]:
            for field in ("title", "text"):
                entry[field] = self.in_page(entry[field])
        return index[:begin] + json.dumps(told, ensure_ascii=False) + index[end:]

    def _shown(self, match: re.Match[str]) -> str:
        headed, found = match["headed"], match["id"]
        if headed in self._names:
            return f"{match['heading']}{self._names[headed]}, {headed}"
        return self._names.get(found, match[0])
