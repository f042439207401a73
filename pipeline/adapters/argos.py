"""Argos translation packages run directly: the package opened by argostranslate, decoded by CTranslate2.

Only sources of one length share a batch: padding disturbs int8 arithmetic enough to change a translation in ten, and
a sentence must not read differently because its neighbours changed.

Argos' own loop batches 32 tokens at a time, favours short outputs, copies Japanese words it does not know and turns
every ``_`` into a space; here all sources of a call are decoded together, and none of that happens.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from itertools import count as counter
from typing import Any

from ..errors import ModelError, UsageError
from ..ports import Hypothesis, Markup, Progress
from .argos_engine import Engine, available_cores, load
from .longtext import split_long
from .models import ModelInfo

_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """How the decoder searches.

    Sources over ``max_source_pieces`` are cut at punctuation: models see few longer sentences in training.
    Outputs may have ``output_ratio`` × source pieces + ``output_extra`` pieces; a best hypothesis that fills this, or
    goes round in circles, is decoded again without repeated ``loop_ngram``-grams (0: never). Blocking them
    everywhere would forbid a name its second mention. ``forced_beam`` is for prefixes, of which many are tried.
    ``batch_tokens`` changes the speed only.
    """

    beam: int = 5
    forced_beam: int = 2
    length_penalty: float = 1.2
    repetition_penalty: float = 1.0
    no_repeat_ngram: int = 0
    loop_ngram: int = 3
    max_source_pieces: int = 200
    output_ratio: float = 2.0
    output_extra: int = 20
    compute_type: str = "int8"
    batch_tokens: int = 1024

    @property
    def recipe(self) -> str:
        """The settings that move the output, for signatures."""
        return (
            f"{self.compute_type}|beam:{self.beam}/{self.forced_beam}|lp:{self.length_penalty:g}|rp:{self.repetition_penalty:g}"
            f"|ngram:{self.no_repeat_ngram}/{self.loop_ngram}"
            f"|len:{self.max_source_pieces}/{self.output_ratio:g}/{self.output_extra}"
        )


@dataclass(frozen=True, slots=True)
class _Decoded:
    """``pieces`` counts the end of sentence, as the score does; ``loop`` marks text without an end."""

    text: str
    score: float
    pieces: int
    loop: bool = False


@dataclass(frozen=True, slots=True)
class _Job:
    """One thing to decode: source pieces, and the target pieces it must begin with."""

    source: tuple[str, ...]
    prefix: tuple[str, ...] = ()

    @property
    def shape(self) -> tuple[int, int]:
        """Jobs of one shape need no padding beside each other."""
        return len(self.source), len(self.prefix)


class ArgosTranslator:
    """A Japanese→English package behind ``pipeline.ports.Translator`` and ``PrefixTranslator``.

    Nothing is loaded before the first use. ``threads`` defaults to the cores this process may use.
    """

    def __init__(self, model: ModelInfo, *, threads: int | None = None, search: SearchSettings | None = None) -> None:
        if model.pair != ("ja", "en"):
            raise ModelError(f"{model.name}: translates {model.from_code}→{model.to_code}; a ja→en model is needed")
        if threads is not None and threads < 1:
            raise UsageError(f"threads must be at least 1, not {threads}")
        self._model = model
        self._threads = threads or available_cores()
        self._search = search or SearchSettings()

    @property
    def signature(self) -> str:
        """Engine, model, search settings, then the decoder's version."""
        engine = f"argos-{metadata.version('argostranslate')}/{self._model.name}@{self._model.digest}"
        return f"{engine}|{self._search.recipe}|ct2-{metadata.version('ctranslate2')}"

    @cached_property
    def markup(self) -> Markup | None:
        """The placeholders and brackets that are whole pieces of the model's vocabulary."""

        def known(symbol: str) -> bool:
            return self._encode(symbol)[-1:] == [symbol]

        found: list[str] = []
        for index in counter():
            symbol = f"⟦{index}⟧"
            if symbol not in self._loaded.vocabulary or not known(symbol):
                break
            found.append(symbol)
        if not found:
            return None
        glossed = known("⟪") and known("⟫")
        return Markup(tuple(found), *(("⟪", "⟫") if glossed else ()))

    def translate(
        self, sources: Sequence[str], /, *, nbest: int = 1, progress: Progress | None = None
    ) -> tuple[tuple[Hypothesis, ...], ...]:
        """Up to ``nbest`` different hypotheses per source; see ``pipeline.ports.Translator``."""
        split = {text: self._parts(text) for text in dict.fromkeys(sources)}
        jobs = {part: _Job(self._pieces(part)) for parts in split.values() for part in parts}
        waiting = {text: set(parts) for text, parts in split.items()}
        repeats = Counter(sources)
        owners: dict[str, list[str]] = {}
        for text, parts in split.items():
            for part in dict.fromkeys(parts):
                owners.setdefault(part, []).append(text)
        names: dict[_Job, list[str]] = {}
        for part, job in jobs.items():
            names.setdefault(job, []).append(part)

        report = progress or (lambda finished: None)
        if ready := sum(repeats[text] for text, parts in waiting.items() if not parts):
            report(ready)
        decoded: dict[str, list[_Decoded]] = {}
        for batch, rows in self._decode(list(names), max(1, nbest), max(self._search.beam, nbest)):
            finished = 0
            for job, row in zip(batch, rows, strict=True):
                for part in names[job]:
                    decoded[part] = row
                    for text in owners[part]:
                        waiting[text].discard(part)
                        finished += 0 if waiting[text] else repeats[text]
            if finished:
                report(finished)
        joined = {text: _join([decoded[part] for part in parts]) for text, parts in split.items()}
        return tuple(joined[text] for text in sources)

    def complete(self, sources: Sequence[str], prefixes: Sequence[str], /) -> tuple[Hypothesis | None, ...]:
        """The best hypothesis starting with each prefix; None also where source or prefix is too long for the model."""
        jobs: dict[int, _Job] = {}
        for index, (source, prefix) in enumerate(zip(sources, prefixes, strict=True)):
            pieces, forced = self._pieces(source), self._spell(prefix)
            if pieces and forced is not None and max(len(pieces) + 1, 2 * len(forced)) < self._loaded.positions:
                jobs[index] = _Job(pieces, forced)
        decoded: dict[_Job, list[_Decoded]] = {}
        beam = self._search.forced_beam
        batches = _batches(list(dict.fromkeys(jobs.values())), self._search.batch_tokens)
        for batch, rows in self._run(batches, beam, beam, self._search.loop_ngram):
            decoded.update(zip(batch, rows, strict=True))
        chosen: dict[int, str] = {}
        for index, job in jobs.items():
            prefix = prefixes[index].lstrip()
            texts = (row.text for row in decoded[job])
            # a prefix that ends in a space must end a word in the result too
            best = next((text for text in texts if text.startswith(prefix) or text == prefix.rstrip()), None)
            if best is not None:
                chosen[index] = best
        scores = self.score([sources[index] for index in chosen], list(chosen.values()))
        found = {index: Hypothesis(text, score) for (index, text), score in zip(chosen.items(), scores, strict=True)}
        return tuple(found.get(index) for index in range(len(sources)))

    def score(self, sources: Sequence[str], targets: Sequence[str], /) -> tuple[float, ...]:
        """Mean log-probability per piece; what exceeds the model's length is left out, an empty source scores 0.0."""
        engine = self._loaded
        forced = list(engine.target_prefix)
        room = engine.positions - 1
        pairs = [
            (list(self._pieces(source)[:room]), (forced + self._encode(target))[:room])
            for source, target in zip(sources, targets, strict=True)
        ]
        alike: dict[tuple[int, int], list[int]] = {}
        for index, (source, target) in enumerate(pairs):
            if source:
                alike.setdefault((len(source), len(target)), []).append(index)

        def submit(group: list[int]) -> Any:
            return engine.translator.score_batch(
                [pairs[index][0] for index in group],
                [pairs[index][1] for index in group],
                max_input_length=0,
                offset=len(forced),
                asynchronous=True,
            )

        scores = dict.fromkeys(range(len(pairs)), 0.0)
        for group, results in engine.run(alike.values(), submit):
            for index, result in zip(group, results, strict=True):
                scores[index] = sum(result.log_probs) / max(1, len(result.log_probs))
        return tuple(scores.values())

    @cached_property
    def _loaded(self) -> Engine:
        return load(self._model, self._threads, self._search.compute_type)

    def _encode(self, text: str) -> list[str]:
        pieces: list[str] = self._loaded.processor.encode(_SURROGATE.sub("\ufffd", text), out_type=str)
        return pieces

    def _pieces(self, text: str) -> tuple[str, ...]:
        return tuple(self._encode(text)) if text.strip() else ()

    def _parts(self, text: str) -> tuple[str, ...]:
        """The text cut to the length the model takes; nothing for a text without pieces."""
        if not self._pieces(text):
            return ()
        limit = min(self._search.max_source_pieces, self._loaded.positions - 2)
        parts = split_long(text, limit, lambda part: len(self._pieces(part)))
        return tuple(part for part in parts if self._pieces(part))

    def _spell(self, prefix: str) -> tuple[str, ...] | None:
        """The pieces of a prefix, or None where the model cannot write exactly this."""
        pieces = self._encode(prefix)
        if any(piece not in self._loaded.vocabulary for piece in pieces):
            return None
        if self._loaded.processor.decode_pieces(pieces) != prefix.strip():
            return None
        return tuple(pieces)

    def _decode(self, jobs: Sequence[_Job], nbest: int, beam: int) -> Iterator[tuple[list[_Job], list[list[_Decoded]]]]:
        """Decode batch by batch, short sources first; each batch with its results in the same order. Loops come last."""
        search = self._search
        looping: list[_Job] = []
        for batch, rows in self._run(_batches(jobs, search.batch_tokens), nbest, beam, search.no_repeat_ngram):
            sound = [index for index, row in enumerate(rows) if not (search.loop_ngram and row[0].loop)]
            looping += [job for index, job in enumerate(batch) if index not in sound]
            yield [batch[index] for index in sound], [rows[index] for index in sound]
        yield from self._run(_batches(looping, search.batch_tokens), nbest, beam, search.loop_ngram)

    def _run(
        self, batches: Iterable[list[_Job]], nbest: int, beam: int, no_repeat_ngram: int
    ) -> Iterator[tuple[list[_Job], list[list[_Decoded]]]]:
        engine, search = self._loaded, self._search
        forced = engine.target_prefix

        def room(batch: Sequence[_Job]) -> int:
            length = int(sum(batch[0].shape) * search.output_ratio) + search.output_extra
            return min(length, engine.positions - 1)

        def submit(batch: list[_Job]) -> Any:
            prefixes = [[*forced, *job.prefix] for job in batch]
            return engine.translator.translate_batch(
                [list(job.source) for job in batch],
                prefixes if any(prefixes) else None,
                beam_size=beam,
                num_hypotheses=nbest,
                length_penalty=search.length_penalty,
                repetition_penalty=search.repetition_penalty,
                no_repeat_ngram_size=no_repeat_ngram,
                disable_unk=True,
                replace_unknowns=False,
                max_input_length=0,
                max_decoding_length=room(batch),
                return_scores=True,
                asynchronous=True,
            )

        for batch, results in engine.run(batches, submit):
            yield batch, [self._row(result, room(batch)) for result in results]

    def _row(self, result: Any, room: int) -> list[_Decoded]:
        """The different texts among a result's hypotheses, best first."""
        engine, row = self._loaded, dict[str, _Decoded]()
        for pieces, score in zip(result.hypotheses, result.scores, strict=True):
            own = pieces[len(engine.target_prefix) :]
            text = engine.processor.decode_pieces(own)
            # CTranslate2 divides by (pieces + end) ** length_penalty; the mean is asked for
            mean = score * (len(pieces) + 1) ** (self._search.length_penalty - 1)
            row.setdefault(text, _Decoded(text, mean, len(own) + 1, len(pieces) >= room or goes_round(own)))
        return list(row.values())


def goes_round(pieces: Sequence[str]) -> bool:
    """Whether an output repeats itself as only a decoder does: the same words again at once, or thrice the same four.

    Three pieces or more count when said twice in a row, one or two when said four times.
    """
    for size in range(1, min(24, len(pieces) // 2) + 1):
        needed = size if size > 2 else 3 * size  # positions in a row that equal the one ``size`` before
        run = 0
        for before, after in zip(pieces, pieces[size:], strict=False):
            run = run + 1 if before == after else 0
            if run >= needed:
                return True
    grams = Counter(tuple(pieces[i : i + 4]) for i in range(len(pieces) - 3))
    return max(grams.values(), default=0) >= 3


def _batches(jobs: Sequence[_Job], tokens: int) -> Iterator[list[_Job]]:
    """Jobs of one shape together, at most ``tokens`` source pieces; short ones first, in an order of their own."""
    batch: list[_Job] = []
    for job in sorted(jobs, key=lambda job: (job.shape, job.source, job.prefix)):
        if batch and (job.shape != batch[0].shape or (len(batch) + 1) * len(job.source) > tokens):
            yield batch
            batch = []
        batch.append(job)
    if batch:
        yield batch


def _join(parts: Sequence[Sequence[_Decoded]]) -> tuple[Hypothesis, ...]:
    """The k-th hypotheses of all parts in a row; the score is the mean over all pieces."""
    if not parts:
        return (Hypothesis("", 0.0),)
    rows: list[Hypothesis] = []
    for rank in range(max(len(part) for part in parts)):
        chosen = [part[min(rank, len(part) - 1)] for part in parts]
        total = sum(row.pieces for row in chosen)
        text = " ".join(row.text for row in chosen if row.text)
        rows.append(Hypothesis(text, sum(row.score * row.pieces for row in chosen) / total))
    return tuple(rows)
