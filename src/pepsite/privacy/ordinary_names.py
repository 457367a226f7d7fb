"""Names that are also words people write in plans: Will, May, Reading, Young."""

from __future__ import annotations

from typing import Final

_ORDINARY: Final = frozenset(
    (
        *("ace", "amber", "an", "angel", "april", "art", "ash", "august", "autumn", "baker"),
        *("banks", "bay", "bear", "bell", "berry", "best", "bill", "bishop", "black", "bliss"),
        *("bloom", "blossom", "blue", "bond", "brook", "brown", "buddy", "bush", "can", "candy"),
        *("carter", "chance", "chase", "chelsea", "cherry", "christian", "christmas", "clay"),
        *("cliff", "cook", "cross", "daisy", "dawn", "day", "dean", "diamond", "do", "drew"),
        *("easter", "eve", "ever", "faith", "favour", "fern", "field", "fields", "ford", "forest"),
        *("fox", "frank", "gene", "gift", "ginger", "glory", "good", "grace", "grant", "gray"),
        *("green", "grey", "guy", "hall", "haven", "hazel", "heath", "heaven", "hill", "holly"),
        *("honey", "hope", "hung", "hunt", "india", "iris", "ivy", "jasmine", "jet", "joy", "june"),
        *("junior", "justice", "king", "knight", "lake", "lane", "law", "lay", "legend", "light"),
        *("lily", "lion", "little", "london", "long", "love", "man", "mark", "marks", "marsh"),
        *("mason", "max", "may", "melody", "mercy", "merry", "miles", "mills", "monday", "moon"),
        *("my", "noble", "ocean", "olive", "page", "paris", "park", "parks", "pat", "patience"),
        *("peace", "penny", "pepper", "pope", "poppy", "potter", "praise", "precious", "price"),
        *("pride", "prince", "princess", "promise", "queen", "rain", "rainbow", "raven", "ray"),
        *("read", "reading", "red", "reed", "rich", "river", "robin", "rocky", "rose", "royal"),
        *("ruby", "sage", "said", "scholar", "scout", "see", "sharp", "short", "sing", "sky"),
        *("smart", "so", "song", "star", "stone", "storm", "street", "sum", "summer", "summers"),
        *("sun", "sunday", "sunny", "sunshine", "teddy", "terry", "tiger", "trinity", "true"),
        *("unity", "van", "ward", "waters", "wells", "west", "white", "will", "wills", "winter"),
        *("winters", "wisdom", "wise", "wolf", "wood", "woods", "worth", "wright", "young"),
    )
)


def is_ordinary(name: str) -> bool:
    """Say whether a name is also a word that people write in plans."""
    return name.casefold() in _ORDINARY
