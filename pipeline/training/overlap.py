"""Keeps evaluation sentences out of the training data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

JA_CHARACTERS = 13
EN_WORDS = 8
SHORTEST = 6
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")


class Overlap:
    """Finds training pairs that share a stretch of text with an evaluation pair.

    Japanese: any 13 characters. English: any 8 words in a row, because 13 English characters are two words ("of the
    government") and would throw away most of the corpus; 8 words carry about as much as 13 Japanese characters.
    Evaluation lines too short for that (6–12 characters) count when a training line equals them.
    """

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._ja: set[str] = set()
        self._short: set[str] = set()
        self._en: set[tuple[str, ...]] = set()
        for ja, en in pairs:
            text = _japanese(ja)
            if SHORTEST <= len(text) < JA_CHARACTERS:
                self._short.add(text)
            self._ja.update(text[i : i + JA_CHARACTERS] for i in range(len(text) - JA_CHARACTERS + 1))
            words = _words(en)
            self._en.update(tuple(words[i : i + EN_WORDS]) for i in range(len(words) - EN_WORDS + 1))

    def __len__(self) -> int:
        return len(self._ja) + len(self._short) + len(self._en)

    def hits(self, ja: str, en: str) -> bool:
        """Whether either side shares such a stretch with an evaluation pair."""
        text = _japanese(ja)
        if text in self._short:
            return True
        known = self._ja
        if any(text[i : i + JA_CHARACTERS] in known for i in range(len(text) - JA_CHARACTERS + 1)):
            return True
        words = _words(en)
        return any(tuple(words[i : i + EN_WORDS]) in self._en for i in range(len(words) - EN_WORDS + 1))


def _japanese(text: str) -> str:
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).lower())
