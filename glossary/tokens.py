"""Japanese words, from Sudachi: where they begin and end, what they are, what their dictionary form is.

Sudachi is loaded on first use. Input over its limit of 49,149 bytes is cut at safe places.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from functools import lru_cache
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

    def units(self) -> tuple[Token, ...]:
        """The short units (mode A) of a token of mode C; itself if it is one."""
        if self.end - self.start == 1:
            return (self,)
        shift = self.start - self._morpheme.begin()
        found = self._morpheme.split(_unit())
        return tuple(Token(shift + m.begin(), shift + m.end(), m) for m in found) or (self,)

    @property
    def known(self) -> bool:
        """Whether the dictionary has it."""
        return not self._morpheme.is_oov()

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
    def reading(self) -> str:
        """How it is read, in katakana."""
        return str(self._morpheme.reading_form())

    @property
    def kind(self) -> str:
        """Third level: サ変可能."""
        return str(self._morpheme.part_of_speech()[2])

    @property
    def detail(self) -> str:
        """Fourth level: 姓."""
        return str(self._morpheme.part_of_speech()[3])


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
    starts, morphemes = analyse(text, mode)
    return tuple(Token(start, start + m.end() - m.begin(), m) for start, m in zip(starts, morphemes, strict=True))


def analyse(text: str, mode: str) -> tuple[list[int], Sequence[Any]]:
    """Where the morphemes of ``text`` begin, and Sudachi's own objects for them, to be made tokens where needed."""
    tokenizer = _tokenizer(mode)
    _LOCAL.asked += len(text)
    if len(text) <= _LIMIT:
        morphemes = tokenizer.tokenize(text)
        return [m.begin() for m in morphemes], morphemes
    found = [(offset, m) for offset, piece in pieces(text) for m in tokenizer.tokenize(piece)]
    return [offset + m.begin() for offset, m in found], [m for _, m in found]


@lru_cache(maxsize=1)
def _unit() -> Any:
    from sudachipy import SplitMode

    return SplitMode.A


@lru_cache(maxsize=16384)
def alone(text: str) -> Token | None:
    """The word that ``text`` is by itself; None if it is several, or none that the dictionary has."""
    tokens = tokenize(text, "C")
    return tokens[0] if len(tokens) == 1 and tokens[0].known else None


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
