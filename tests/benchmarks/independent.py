"""A second pair of eyes: counts demanded English in a translation with code of its own, nothing shared with the product.

Plainer and more generous than the product's own check (no cases, no shared occurrences), so it can only miss what that
check sees too strictly, not what it sees too kindly.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

_ALIKE = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-"})


_IRREGULAR = {
    "foot": "feet",
    "tooth": "teeth",
    "goose": "geese",
    "child": "children",
    "person": "people",
    "mouse": "mice",
}


def plain(text: str) -> str:
    """Lower case, one kind of quotation mark, hyphen and space."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_ALIKE).casefold().split())


def spellings(form: str) -> set[str]:
    """A form with its regular plurals; a possessive is the form with something after it."""
    base = plain(form)
    many = {base + "s", base + "es"}
    if base.endswith("y"):
        many.add(base[:-1] + "ies")
    for ending in ("f", "fe"):
        if base.endswith(ending):
            many.add(base.removesuffix(ending) + "ves")
    if base.endswith("man"):
        many.add(base[:-3] + "men")
    if base.endswith("sis"):
        many.add(base[:-3] + "ses")
    for one, several in _IRREGULAR.items():
        if base == one or base.endswith(" " + one):
            many.add(base.removesuffix(one) + several)
    return {base, *many}


def places(text: str, forms: Iterable[str]) -> list[tuple[int, int]]:
    """Where any of the forms stands as words of its own in ``plain(text)``; longest first, none overlapping."""
    said = plain(text)
    found: list[tuple[int, int]] = []
    for spelling in sorted({s for form in forms for s in spellings(form)}, key=lambda s: (-len(s), s)):
        for hit in re.finditer(rf"(?<![^\W_]){re.escape(spelling)}(?![^\W_])", said):
            if all(hit.end() <= a or b <= hit.start() for a, b in found):
                found.append(hit.span())
    return sorted(found)


def missing(text: str, demanded: Sequence[tuple[str, ...]]) -> int:
    """How many of the demanded terms (each with its allowed forms) have no occurrence of their own.

    Equal demands are counted together; of different demands the one with the longest form chooses first.
    """
    taken: list[tuple[int, int]] = []
    short = 0
    for forms, wanted in sorted(Counter(demanded).items(), key=lambda item: -max(map(len, item[0]))):
        free = [(a, b) for a, b in places(text, forms) if all(b <= c or d <= a for c, d in taken)]
        taken += free[:wanted]
        short += max(0, wanted - len(free))
    return short


def without(text: str, forms: Iterable[str]) -> str:
    """The text in ``plain`` form with every occurrence of the forms left out."""
    said, at, kept = plain(text), 0, []
    for start, end in places(text, forms):
        kept.append(said[at:start])
        at = end
    return " ".join("".join((*kept, said[at:])).split())
