"""Japanese words, from Sudachi: where they begin and end, what they are, what their dictionary form is.

Sudachi is loaded on first use. Input over its limit of 49,149 bytes is cut at safe places.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

from glossary.model import GlossaryError
from glossary.patterns import Lazy

_LIMIT = 12_000  # characters: four bytes each still stay below Sudachi's limit
_SAFE = Lazy(r"[\n。！？!?]")
_FAIR = Lazy(r"[、，,　 」』）]")


class Token:
    """One morpheme. Offsets are code points of the text given.

    Most tokens are only asked where they lie, so the rest is fetched from Sudachi when looked at.
    """

    __slots__ = ("_morpheme", "end", "start")

    def __init__(self, start: int, end: int, morpheme: Any) -> None:  # Sudachi ships no types
        self.start = start
        self.end = end
        self._morpheme = morpheme

    @property
    def norm(self) -> str:
        """Sudachi's normalised form: 打ち上げる for 打上げ."""
        return str(self._morpheme.normalized_form())

    @property
    def pos(self) -> str:
        """The part of speech, first level: 名詞."""
        return str(self._morpheme.part_of_speech()[0])

    @property
    def subpos(self) -> str:
        """Second level: 普通名詞."""
        return str(self._morpheme.part_of_speech()[1])

    @property
    def kind(self) -> str:
        """Third level: サ変可能."""
        return str(self._morpheme.part_of_speech()[2])


class _Local(threading.local):
    """A Sudachi tokenizer may not be shared between threads."""

    def __init__(self) -> None:
        self.tokenizers: dict[str, Any] = {}  # Sudachi ships no types
        self.asked = 0


_LOCAL = _Local()
_LOCK = threading.Lock()
_DICTIONARY: list[Any] = []


def tokenize(text: str, mode: str = "A") -> tuple[Token, ...]:
    """The morphemes of ``text`` in split mode ``A`` (short units) or ``C`` (names and compounds whole)."""
    tokenizer = _tokenizer(mode)
    _LOCAL.asked += len(text)
    return tuple(
        Token(offset + m.begin(), offset + m.end(), m)
        for offset, piece in pieces(text)
        for m in tokenizer.tokenize(piece)
    )


def asked_characters() -> int:
    """How many characters this thread has shown to Sudachi so far, for measuring."""
    return _LOCAL.asked


def pieces(text: str, limit: int = _LIMIT) -> Iterator[tuple[int, str]]:
    """``text`` in pieces of at most ``limit`` characters with their offsets, cut after sentences where possible."""
    start = 0
    while len(text) - start > limit:
        window = text[start : start + limit]
        cut = max((m.end() for m in _SAFE.finditer(window)), default=0)
        cut = cut or max((m.end() for m in _FAIR.finditer(window)), default=0) or limit
        yield start, window[:cut]
        start += cut
    if start < len(text):
        yield start, text[start:]


def _tokenizer(mode: str) -> Any:
    found = _LOCAL.tokenizers.get(mode)
    if found is None:
        try:
            from sudachipy import Dictionary, SplitMode
        except ImportError as error:
            raise GlossaryError(
                "sudachipy is not installed; pip install 'sudachipy>=0.6.8,<0.7' sudachidict-core"
            ) from error
        with _LOCK:
            if not _DICTIONARY:
                _DICTIONARY.append(Dictionary(dict="core"))
        split = SplitMode.A if mode == "A" else SplitMode.C
        found = _LOCAL.tokenizers[mode] = _DICTIONARY[0].create(split)
    return found
