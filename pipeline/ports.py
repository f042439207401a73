"""Where models plug in. Stages take these as arguments, so each is tested with a fake and the real ones swap by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

Progress = Callable[[int], None]
"""Called with the number of items finished since the last call."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A raw machine translation. ``score`` is the mean log-probability per target piece (≤ 0, 0.0 when unknown)."""

    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Markup:
    """The symbols a term-aware model was trained on; each placeholder is one piece of its vocabulary.

    A term is sent as ``placeholder + Japanese + opening + English + closing`` (glossed) or as the placeholder alone
    (bare); the model answers with the placeholder.
    """

    placeholders: tuple[str, ...]
    opening: str = ""
    closing: str = ""

    @property
    def glossed(self) -> bool:
        """Whether the model knows the bracketed English as well as the placeholder."""
        return bool(self.opening and self.closing)


@runtime_checkable
class Translator(Protocol):
    """Japanese in, English out, offline."""

    @property
    def signature(self) -> str:
        """What moves the output: engine and version, model and its digest, search settings; version last."""

    @property
    def markup(self) -> Markup | None:
        """The term symbols the model declares, or None for a model that knows none."""

    def translate(
        self, sources: Sequence[str], /, *, nbest: int = 1, progress: Progress | None = None
    ) -> tuple[tuple[Hypothesis, ...], ...]:
        """Up to ``nbest`` hypotheses per source, best first; same length and order as ``sources``, each row non-empty.

        An empty source gives one empty hypothesis. Raises ModelUnavailable if the model is absent; never downloads.
        """


@runtime_checkable
class PrefixTranslator(Protocol):
    """A translator that can be told how its output begins."""

    def complete(self, sources: Sequence[str], prefixes: Sequence[str], /) -> tuple[Hypothesis | None, ...]:
        """For each source the best hypothesis whose text starts with the prefix given.

        None where the prefix cannot be spelled in the model's vocabulary. Scores are comparable within a source.
        """


class Analyzer(Protocol):
    """Finds candidate sentence ends in running Japanese (GiNZA in production)."""

    @property
    def signature(self) -> str:
        """Name, version and split mode, e.g. ``ginza-5.3.0/C``."""

    def boundaries(self, texts: Sequence[str], /) -> tuple[tuple[int, ...], ...]:
        """For each text the offsets (0 < o < len) at which the analyzer would start a new sentence, ascending.

        Takes text of any length.
        """
