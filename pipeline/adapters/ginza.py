"""GiNZA as the analyzer: its dependency parse says where a sentence starts.

The model is loaded on first use. Named entities, morphology, compounds and bunsetsu are left out: the parse does not
need them and runs 2.3 times as fast without.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from importlib import metadata
from typing import Any

from pipeline.errors import ModelError, ModelUnavailable

LIMIT = 49_149
"""Bytes of UTF-8 beyond which SudachiPy refuses a text."""

MODEL = "ja_ginza"
_EXCLUDED = ("ner", "morphologizer", "compound_splitter", "bunsetu_recognizer")
_PIECE = 8_000  # characters: at most 4 bytes each, so always below LIMIT; also keeps memory small
_WINDOW = 1_000  # how far back from the limit a natural place for the cut is looked for
_SAFE = ("\n", "。", "！", "？", "!", "?", "」", "、", "\u3000", " ")


def version() -> str:
    """The installed GiNZA model's version, without loading it."""
    try:
        return metadata.version("ja-ginza")
    except metadata.PackageNotFoundError as error:
        raise ModelUnavailable("ja_ginza: not installed; run `make setup` or `pip install ja-ginza`") from error


class GinzaAnalyzer:
    """The production ``Analyzer``. Cheap to make: the model is loaded by the first call that needs it."""

    def __init__(self, *, batch_size: int = 32) -> None:
        self._batch_size = batch_size
        self._pipeline: Any = None  # spacy.Language; spaCy stays behind this adapter

    @property
    def signature(self) -> str:
        """Name, version and split mode: ``ginza-5.3.0/C``."""
        return f"ginza-{version()}/C"

    def boundaries(self, texts: Sequence[str], /) -> tuple[tuple[int, ...], ...]:
        """Where GiNZA starts a new sentence in each text; texts of any length."""
        pieces = [(row, start, words) for row, text in enumerate(texts) for start, words in pieces_of(text)]
        found: list[list[int]] = [[] for _ in texts]
        if not pieces:
            return tuple(tuple(row) for row in found)
        nlp = self._load()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            docs = nlp.pipe((words for _, _, words in pieces), batch_size=self._batch_size)
            for (row, start, _), doc in zip(pieces, docs, strict=True):
                found[row].extend(start + sentence.start_char for sentence in doc.sents)
        return tuple(
            tuple(sorted({offset for offset in row if 0 < offset < len(text)}))
            for row, text in zip(found, texts, strict=True)
        )

    def _load(self) -> Any:
        if self._pipeline is None:
            version()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                try:
                    import spacy

                    self._pipeline = spacy.load(MODEL, exclude=list(_EXCLUDED))
                except Exception as error:  # spaCy, SudachiPy and their dictionaries each raise their own
                    reason = " ".join(str(error).split())[:200]
                    raise ModelError(f"{MODEL}: cannot be loaded ({reason}); reinstall with `make setup`") from error
        return self._pipeline


def pieces_of(text: str) -> list[tuple[int, str]]:
    """Cut a text into pieces SudachiPy accepts, each with its offset; after a mark if there is one."""
    pieces: list[tuple[int, str]] = []
    start = 0
    while len(text) - start > _PIECE:
        end = start + _PIECE
        for mark in _SAFE:
            if (place := text.rfind(mark, end - _WINDOW, end)) >= 0:
                end = place + len(mark)
                break
        pieces.append((start, text[start:end]))
        start = end
    if start < len(text):
        pieces.append((start, text[start:]))
    return pieces
