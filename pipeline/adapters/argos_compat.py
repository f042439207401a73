"""Plain ``argostranslate.translate`` on our segments: other language pairs, pivots, and the baseline to beat.

Only its sentence splitters are kept out: they would cut our segments again, and fetch their data from the network.
Their libraries (stanza with torch, onnxruntime) stay unloaded; nothing is imported before the first use.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from importlib import metadata
from itertools import pairwise
from typing import Any

from ..errors import ModelError, UsageError
from ..ports import Hypothesis, Markup, Progress
from .argos_package import import_argos, open_package
from .longtext import split_long
from .models import ModelInfo, package_folder

_BREAKS = re.compile(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_MAX_PIECES = 200  # Argos cuts its output off at 256 pieces
_SURROGATE = re.compile(r"[\ud800-\udfff]")


class _WholeText:
    """A sentence splitter that leaves segments alone."""

    def split_sentences(self, text: str) -> list[str]:
        return [text]


class ArgosCompatTranslator:
    """Argos Translate as it comes, one segment at a time; several models make a chain (ja→xx, xx→en).

    Search settings are Argos' own (``ARGOS_…`` variables, ``settings.json``). Scores are 0.0: Argos divides by a
    length it does not tell.
    """

    def __init__(self, *models: ModelInfo) -> None:
        if not models:
            raise UsageError("no model given; name at least one")
        for first, second in pairwise(models):
            if first.to_code != second.from_code:
                raise UsageError(
                    f"{first.name} writes {first.to_code} but {second.name} reads {second.from_code}; order them anew"
                )
        self._models = models

    @property
    def signature(self) -> str:
        """Engine, models and the decoder's version; the beam is what Argos' settings say."""
        names = "+".join(f"{model.name}@{model.digest}" for model in self._models)
        settings = import_argos("settings")
        return (
            f"argos-compat-{metadata.version('argostranslate')}/{names}|{settings.compute_type}"
            f"|beam:{settings.beam_size}|ct2-{metadata.version('ctranslate2')}"
        )

    @property
    def markup(self) -> Markup | None:
        """None: Argos knows no term symbols."""
        return None

    def translate(
        self, sources: Sequence[str], /, *, nbest: int = 1, progress: Progress | None = None
    ) -> tuple[tuple[Hypothesis, ...], ...]:
        """Up to ``nbest`` different hypotheses per source; see ``pipeline.ports.Translator``."""
        known: dict[str, tuple[Hypothesis, ...]] = {}
        for text in sources:
            if text not in known:
                known[text] = self._one(text, max(1, nbest))
            if progress:
                progress(1)
        return tuple(known[text] for text in sources)

    def _one(self, text: str, nbest: int) -> tuple[Hypothesis, ...]:
        # Argos cuts at newlines, a second splitter of its own
        line = _SURROGATE.sub("\ufffd", _BREAKS.sub(" ", text)).strip()
        if not line:
            return (Hypothesis("", 0.0),)
        try:
            first = self._steps[0].pkg.tokenizer
            parts = split_long(line, _MAX_PIECES, lambda part: len(first.encode(part)))
            rows = [self._translation.hypotheses(part, nbest) for part in parts if part.strip()]
        except (RuntimeError, ValueError, IndexError) as error:
            raise ModelError(
                f"{self._models[0].name}: Argos cannot translate with it ({error}); try another model"
            ) from error
        texts = (" ".join(one.value for one in ranked) for ranked in zip(*rows, strict=True))
        return tuple(Hypothesis(text, 0.0) for text in dict.fromkeys(texts))

    @cached_property
    def _translation(self) -> Any:
        argos = import_argos("translate")
        chain: Any = self._steps[0]
        for step in self._steps[1:]:
            chain = argos.CompositeTranslation(chain, step)
        return chain

    @cached_property
    def _steps(self) -> list[Any]:
        argos = import_argos("translate")

        class Unsplit(argos.PackageTranslation):  # type: ignore[misc, name-defined]  # argostranslate is untyped
            """A package translation that never makes the splitter its own constructor would choose."""

            def __init__(self, model: ModelInfo) -> None:
                self.pkg = open_package(package_folder(model))
                self.from_lang = argos.Language(model.from_code, self.pkg.from_name)
                self.to_lang = argos.Language(model.to_code, self.pkg.to_name)
                self.translator = None
                self.sentencizer = _WholeText()

        return [Unsplit(model) for model in self._models]
