"""Argos translation packages run directly: the package opened by argostranslate, decoded by CTranslate2.

Only sources of one length share a batch: padding disturbs int8 arithmetic enough to change a translation in ten, and
a sentence must not read differently because its neighbours changed.

Argos' own loop batches 32 tokens at a time, favours short outputs, copies Japanese words it does not know and turns
every ``_`` into a space; here all sources of a call are decoded together, and none of that happens.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from importlib import metadata
from itertools import count as counter
from typing import Any

from ..errors import ModelError, UsageError
from ..ports import Hypothesis, Markup, Progress, Proxy
from ..signature import digest
from . import calibration
from .argos_engine import Engine, available_cores, load
from .argos_pieces import attend, spellings
from .argos_search import Decoded, Job, SearchSettings, batches, goes_round, join
from .longtext import split_long
from .models import ModelInfo

__all__ = ["ArgosTranslator", "SearchSettings", "goes_round"]

_SURROGATE = re.compile(r"[\ud800-\udfff]")


class ArgosTranslator:
    """A Japanese→English package behind ``pipeline.ports.Translator`` and the Protocols beside it: prefixes, scores, bans, proxies.

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
        self._proxies: tuple[Proxy, ...] | None = None

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
        return self._translate(sources, nbest=nbest, progress=progress, banned=())

    def _translate(
        self, sources: Sequence[str], *, nbest: int, progress: Progress | None, banned: Sequence[Sequence[str]]
    ) -> tuple[tuple[Hypothesis, ...], ...]:
        split = {text: self._parts(text) for text in dict.fromkeys(sources)}
        jobs = {part: Job(self._pieces(part)) for parts in split.values() for part in parts}
        waiting = {text: set(parts) for text, parts in split.items()}
        repeats = Counter(sources)
        owners: dict[str, list[str]] = {}
        for text, parts in split.items():
            for part in dict.fromkeys(parts):
                owners.setdefault(part, []).append(text)
        names: dict[Job, list[str]] = {}
        for part, job in jobs.items():
            names.setdefault(job, []).append(part)

        report = progress or (lambda finished: None)
        if ready := sum(repeats[text] for text, parts in waiting.items() if not parts):
            report(ready)
        decoded: dict[str, list[Decoded]] = {}
        for batch, rows in self._decode(list(names), max(1, nbest), max(self._search.beam, nbest), banned):
            finished = 0
            for job, row in zip(batch, rows, strict=True):
                for part in names[job]:
                    decoded[part] = row
                    for text in owners[part]:
                        waiting[text].discard(part)
                        finished += 0 if waiting[text] else repeats[text]
            if finished:
                report(finished)
        joined = {text: join([decoded[part] for part in parts]) for text, parts in split.items()}
        return tuple(joined[text] for text in sources)

    def complete(self, sources: Sequence[str], prefixes: Sequence[str], /) -> tuple[Hypothesis | None, ...]:
        """The best hypothesis starting with each prefix; None also where source or prefix is too long for the model."""
        jobs: dict[int, Job] = {}
        for index, (source, prefix) in enumerate(zip(sources, prefixes, strict=True)):
            pieces, forced = self._pieces(source), self._spell(prefix)
            if pieces and forced is not None and max(len(pieces) + 1, 2 * len(forced)) < self._loaded.positions:
                jobs[index] = Job(pieces, forced)
        decoded: dict[Job, list[Decoded]] = {}
        beam = self._search.forced_beam
        groups = batches(list(dict.fromkeys(jobs.values())), self._search.batch_tokens)
        for batch, rows in self._run(groups, beam, beam, self._search.loop_ngram):
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
        rows = self._forced(sources, targets)
        return tuple(sum(row) / max(1, len(row)) for row in rows)

    def word_scores(self, sources: Sequence[str], targets: Sequence[str], /) -> tuple[tuple[float, ...], ...]:
        """The log-probability of each word; () also where the pieces do not spell the target word by word."""
        found: list[tuple[float, ...]] = []
        for target, row in zip(targets, self._forced(sources, targets), strict=True):
            pieces = self._encode(target)
            starts = [at for at, piece in enumerate(pieces) if piece.startswith("▁")]
            complete = len(row) > len(pieces) and starts[:1] == [0] and len(starts) == len(target.split())
            ends = [*starts[1:], len(pieces)]
            found.append(tuple(sum(row[a:b]) for a, b in zip(starts, ends, strict=True)) if complete else ())
        return tuple(found)

    def attention(self, sources: Sequence[str], targets: Sequence[str], /) -> tuple[tuple[tuple[float, ...], ...], ...]:
        """Of the model's alignment head; a piece shares its weight among its characters."""
        jobs: dict[int, Job] = {}
        for index, (source, target) in enumerate(zip(sources, targets, strict=True)):
            pieces, forced = self._pieces(source), self._spell(target)
            if pieces and forced and max(len(pieces), len(forced)) + 2 < self._loaded.positions:
                jobs[index] = Job(pieces, forced)
        found = attend(self._loaded, jobs, sources, targets)
        return tuple(found.get(index, ()) for index in range(len(targets)))

    def avoid(
        self, sources: Sequence[str], banned: Sequence[Sequence[str]], /, *, nbest: int = 1
    ) -> tuple[tuple[Hypothesis, ...], ...]:
        """``translate`` without the words banned for each source; sources with the same ban share a call."""
        groups: dict[tuple[tuple[str, ...], ...], list[int]] = {}
        for index, (_, words) in enumerate(zip(sources, banned, strict=True)):
            groups.setdefault(spellings(words, self._loaded), []).append(index)
        found: dict[int, tuple[Hypothesis, ...]] = {}
        for sequences, indexes in groups.items():
            rows = self._translate([sources[i] for i in indexes], nbest=nbest, progress=None, banned=sequences)
            found.update(zip(indexes, rows, strict=True))
        return tuple(found[index] for index in range(len(sources)))

    def proxies(self, *, progress: Callable[[int, int], None] | None = None) -> tuple[Proxy, ...]:
        """The proxies measured for this model file and search; kept in the user's cache folder."""
        if self._proxies is None:
            known = calibration.load(self._recipe_digest)
            if known is None:
                known = calibration.measure(lambda texts: [row[0].text for row in self.translate(texts)], progress)
                calibration.save(self._recipe_digest, known)
            self._proxies = known
        return self._proxies

    @property
    def _recipe_digest(self) -> str:
        return digest((self._model.digest, self._search.recipe))

    def _forced(self, sources: Sequence[str], targets: Sequence[str]) -> list[tuple[float, ...]]:
        """The log-probability of each piece of each target, then of its end; () for an empty source."""
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

        rows: list[tuple[float, ...]] = [()] * len(pairs)
        for group, results in engine.run(alike.values(), submit):
            for index, result in zip(group, results, strict=True):
                rows[index] = tuple(result.log_probs)
        return rows

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

    def _decode(
        self, jobs: Sequence[Job], nbest: int, beam: int, banned: Sequence[Sequence[str]]
    ) -> Iterator[tuple[list[Job], list[list[Decoded]]]]:
        """Decode batch by batch, short sources first; each batch with its results in the same order. Loops come last."""
        search = self._search
        looping: list[Job] = []
        for batch, rows in self._run(batches(jobs, search.batch_tokens), nbest, beam, search.no_repeat_ngram, banned):
            sound = [index for index, row in enumerate(rows) if not (search.loop_ngram and row[0].loop)]
            looping += [job for index, job in enumerate(batch) if index not in sound]
            yield [batch[index] for index in sound], [rows[index] for index in sound]
        yield from self._run(batches(looping, search.batch_tokens), nbest, beam, search.loop_ngram, banned)

    def _run(
        self,
        groups: Iterable[list[Job]],
        nbest: int,
        beam: int,
        no_repeat_ngram: int,
        banned: Sequence[Sequence[str]] = (),
    ) -> Iterator[tuple[list[Job], list[list[Decoded]]]]:
        engine, search = self._loaded, self._search
        forced = engine.target_prefix

        def room(batch: Sequence[Job]) -> int:
            length = int(sum(batch[0].shape) * search.output_ratio) + search.output_extra
            return min(length, engine.positions - 1)

        def submit(batch: list[Job]) -> Any:
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
                suppress_sequences=[list(sequence) for sequence in banned] or None,
                max_input_length=0,
                max_decoding_length=room(batch),
                return_scores=True,
                asynchronous=True,
            )

        for batch, results in engine.run(groups, submit):
            yield batch, [self._row(result, room(batch)) for result in results]

    def _row(self, result: Any, room: int) -> list[Decoded]:
        """The different texts among a result's hypotheses, best first."""
        engine, row = self._loaded, dict[str, Decoded]()
        for pieces, score in zip(result.hypotheses, result.scores, strict=True):
            own = pieces[len(engine.target_prefix) :]
            text = engine.processor.decode_pieces(own)
            # CTranslate2 divides by (pieces + end) ** length_penalty; the mean is asked for
            mean = score * (len(pieces) + 1) ** (self._search.length_penalty - 1)
            row.setdefault(text, Decoded(text, mean, len(own) + 1, len(pieces) >= room or goes_round(own)))
        return list(row.values())
