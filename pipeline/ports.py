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


@runtime_checkable
class Scorer(Protocol):
    """A translator that can say how probable it finds a translation somebody else wrote."""

    def score(self, sources: Sequence[str], targets: Sequence[str], /) -> tuple[float, ...]:
        """The mean log-probability per piece of each target under its source (≤ 0)."""

    def word_scores(self, sources: Sequence[str], targets: Sequence[str], /) -> tuple[tuple[float, ...], ...]:
        """The log-probability of each word (as ``str.split`` cuts) of each target under its source.

        () where source or target is too long, or the target cannot be written in the model's vocabulary.
        """


@runtime_checkable
class Attending(Protocol):
    """A translator that can show where it looked."""

    def attention(self, sources: Sequence[str], targets: Sequence[str], /) -> tuple[tuple[tuple[float, ...], ...], ...]:
        """For each word of each target the weight (0–1) it gave to each character of its source.

        () where that cannot be told: too long, or not spelled character by character in the vocabulary.
        """


@runtime_checkable
class AvoidingTranslator(Protocol):
    """A translator that can be told what not to write."""

    def avoid(
        self, sources: Sequence[str], banned: Sequence[Sequence[str]], /, *, nbest: int = 1
    ) -> tuple[tuple[Hypothesis, ...], ...]:
        """As ``translate``, without the words banned for each source wherever the vocabulary allows that.

        The words are in the forms to avoid; capitals at their head are avoided as well.
        """


@dataclass(frozen=True, slots=True)
class Proxy:
    """An ordinary word that a model without placeholders translates the same way everywhere.

    ``kind``: ``P`` a name without article, ``T`` one that takes "the", ``M`` a mass noun, ``N`` a number or code.
    """

    source: str
    target: str
    kind: str


@runtime_checkable
class ProxyTranslator(Protocol):
    """A translator that knows no placeholders, but which words it can be trusted to copy."""

    def proxies(self, *, progress: Callable[[int, int], None] | None = None) -> tuple[Proxy, ...]:
        """The proxies measured for this model file; the first call measures (up to a minute) and may keep the result.

        ``progress(done, total)`` counts test sentences.
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
