"""From shards of text to padded batches, off the training thread. Imports numpy.

Each pass over a shard annotates and encodes it afresh; worker processes do that, so that a GPU (or the two cores of a
small machine) never waits for Python.
"""

from __future__ import annotations

import multiprocessing
import queue
import random
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.errors import PipelineError
from pipeline.training.annotate import Annotator
from pipeline.training.corpus import read_shard
from pipeline.training.lexicon import Lexicon, read_lexicon, read_terms
from pipeline.training.symbols import BOS, EOS, PAD, tag_symbol
from pipeline.training.vocab import load_vocabulary

Ids = npt.NDArray[np.int64]
AHEAD = 2  # shards being made, per worker


@dataclass(frozen=True, slots=True)
class Encoded:
    """Sentence pairs as piece ids, end to end; pair ``i`` is ``ja[ja_at[i]:ja_at[i+1]]`` and the same for ``en``."""

    ja: npt.NDArray[np.uint16]
    en: npt.NDArray[np.uint16]
    ja_at: Ids
    en_at: Ids

    def __len__(self) -> int:
        return len(self.ja_at) - 1


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded ids, pairs × time: the source with EOS, the target as read (BOS first) and as wanted (EOS last)."""

    source: Ids
    target_in: Ids
    target_out: Ids
    pieces: int


@dataclass(frozen=True, slots=True)
class SourcePlan:
    """What encoding needs to know about one source of the recipe."""

    weight: float
    tag: str


@dataclass(frozen=True, slots=True)
class EncoderSetup:
    """All a worker process loads once."""

    vocabulary: Path
    sources: tuple[SourcePlan, ...]
    lexicons: tuple[Path, ...] = ()
    glossaries: tuple[Path, ...] = ()
    exclude: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """One shard in one epoch. With ``general``, as many pairs of that shard are mixed in, 1:1."""

    shard: Path
    epoch: int
    seed: int
    max_pieces: int
    general: Path | None = None


class Encoder:
    """Annotates and encodes shards; the same job always gives the same arrays."""

    def __init__(self, setup: EncoderSetup) -> None:
        self._sources = setup.sources
        self._vocabulary = load_vocabulary(setup.vocabulary)
        entries = (entry for path in setup.lexicons for entry in read_lexicon(path))
        terms = [entry for path in setup.glossaries for entry in read_terms(path)]
        excluded = [entry for path in setup.exclude for entry in read_terms(path)]
        self._annotator = Annotator(Lexicon((*terms, *entries), excluded))

    def encode(self, job: Job) -> Encoded:
        """The pairs of the job that fit ``max_pieces`` on both sides, weights applied, in random order."""
        rng = random.Random(f"{job.seed}:{job.epoch}:{job.shard.name}:{job.general}")  # noqa: S311 - sampling
        rows = read_shard(job.shard)
        if job.general is None:
            rows = [row for row in rows for _ in range(_copies(self._sources[row[2]].weight, rng))]
        else:
            other = read_shard(job.general)
            rows += rng.sample(other, min(len(rows), len(other)))
        rng.shuffle(rows)
        left: list[str] = []
        right: list[str] = []
        for ja, en, source in rows:
            ja, en, _ = self._annotator.annotate(ja, en, rng)
            tag = self._sources[source].tag
            left.append(tag_symbol(tag) + ja if tag else ja)
            right.append(en)
        pairs = zip(self._vocabulary.encode(left), self._vocabulary.encode(right), strict=True)
        return pack([(j, e) for j, e in pairs if 0 < len(j) <= job.max_pieces and 0 < len(e) <= job.max_pieces])


def pack(pairs: list[tuple[list[int], list[int]]]) -> Encoded:
    """Lists of ids as flat 16-bit arrays."""
    ja_at = np.zeros(len(pairs) + 1, np.int64)
    en_at = np.zeros(len(pairs) + 1, np.int64)
    ja_at[1:] = np.cumsum([len(j) for j, _ in pairs], dtype=np.int64)
    en_at[1:] = np.cumsum([len(e) for _, e in pairs], dtype=np.int64)
    ja = np.fromiter((i for j, _ in pairs for i in j), np.uint16, int(ja_at[-1]))
    en = np.fromiter((i for _, e in pairs for i in e), np.uint16, int(en_at[-1]))
    return Encoded(ja, en, ja_at, en_at)


def plan(encoded: Encoded, tokens: int, rng: np.random.Generator) -> list[Ids]:
    """Indices of each batch: similar lengths together, at most ``tokens`` padded pieces a side, batches shuffled."""
    if not len(encoded):
        return []
    length = np.maximum(np.diff(encoded.ja_at), np.diff(encoded.en_at)) + 1
    order = np.argsort(length + rng.random(len(length)) * 3, kind="stable")
    batches: list[Ids] = []
    start, widest = 0, 0
    for place, index in enumerate(order):
        widest = max(widest, _rounded(int(length[index])))
        if place > start and widest * (place - start + 1) > tokens:
            batches.append(order[start:place])
            start, widest = place, _rounded(int(length[index]))
    batches.append(order[start:])
    return [batches[i] for i in rng.permutation(len(batches))]


def collate(encoded: Encoded, ids: Ids) -> Batch:
    """The padded arrays of one batch; widths are multiples of 8."""
    source, _ = _padded(encoded.ja, encoded.ja_at, ids)
    target_out, pieces = _padded(encoded.en, encoded.en_at, ids)
    target_in = np.full_like(target_out, PAD)
    target_in[:, 0] = BOS
    target_in[:, 1:] = np.where(target_out[:, :-1] == EOS, PAD, target_out[:, :-1])
    return Batch(source, target_in, target_out, pieces)


def jobs(
    shards: tuple[Path, ...], general: tuple[Path, ...], *, seed: int, max_pieces: int, epoch: int = 0
) -> Iterator[Job]:
    """Endless jobs: every shard once an epoch, in a fresh order. With ``general``, each is mixed 1:1 with one of it."""
    while True:
        rng = random.Random(f"{seed}:{epoch}")  # noqa: S311 - shuffling
        for shard in rng.sample(shards, len(shards)):
            yield Job(shard, epoch, seed, max_pieces, rng.choice(general) if general else None)
        epoch += 1


class EncoderPool:
    """Runs encoding jobs in order, some ahead; use it as a context manager.

    ``workers`` 0 encodes in the calling thread. The pool outlives the stages of a run: loading the lexicons takes
    seconds.
    """

    def __init__(self, setup: EncoderSetup, workers: int) -> None:
        self._workers = workers
        self._encoder = None if workers else Encoder(setup)
        # spawn: forking a process that runs torch threads can hang
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(workers, context, _start_worker, (setup,)) if workers else None

    def __enter__(self) -> EncoderPool:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def stream(self, work: Iterator[Job]) -> Iterator[Encoded]:
        """The result of each job, in order."""
        if self._encoder is not None:
            yield from map(self._encoder.encode, work)
        if self._pool is None:
            return
        waiting: deque[Future[Encoded]] = deque()
        try:
            for job in work:
                waiting.append(self._pool.submit(_encode, job))
                if len(waiting) >= AHEAD * self._workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


class Feeder:
    """An iterator of batches made in the background. Close it, or use it as a context manager.

    An error in the background is raised by ``next``.
    """

    def __init__(self, pool: EncoderPool, work: Iterator[Job], *, tokens: int, seed: int, depth: int = 16) -> None:
        self._queue: queue.Queue[Batch | BaseException] = queue.Queue(maxsize=depth)
        self._stop = threading.Event()
        self._pool, self._work, self._tokens = pool, work, tokens
        self._rng = np.random.default_rng(seed)
        self._thread = threading.Thread(target=self._run, daemon=True, name="feeder")
        self._thread.start()

    def __enter__(self) -> Feeder:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[Batch]:
        return self

    def __next__(self) -> Batch:
        item = self._queue.get()
        if isinstance(item, BaseException):
            raise item
        return item

    def close(self) -> None:
        """Stop the background work."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            idle = 0
            for encoded in self._pool.stream(self._work):
                if self._stop.is_set():
                    return
                batches = plan(encoded, self._tokens, self._rng)
                idle = 0 if batches else idle + 1
                if idle > 100:
                    raise PipelineError("no sentence pair fits this stage; raise max_pieces in the recipe")
                for ids in batches:
                    if self._stop.is_set():
                        return
                    self._put(collate(encoded, ids))
            raise PipelineError("the encoding jobs ran out; give an endless iterator")
        except BaseException as error:  # whatever stops the feeder must stop the trainer
            self._put(error)

    def _put(self, item: Batch | BaseException) -> None:
        while not self._stop.is_set():
            try:
                return self._queue.put(item, timeout=0.2)
            except queue.Full:
                continue
        return None


_worker: Callable[[Job], Encoded] | None = None


def _start_worker(setup: EncoderSetup) -> None:
    global _worker
    _worker = Encoder(setup).encode


def _encode(job: Job) -> Encoded:
    if _worker is None:
        raise PipelineError("the encoding process was not started; this is a bug")
    return _worker(job)


def _copies(weight: float, rng: random.Random) -> int:
    whole = int(weight)
    return whole + (rng.random() < weight - whole)


def _rounded(length: int) -> int:
    return (length + 7) // 8 * 8


def _padded(flat: npt.NDArray[np.uint16], at: Ids, ids: Ids) -> tuple[Ids, int]:
    """Rows of ``flat`` with EOS, padded to a common width; and how many pieces they hold."""
    lengths: Any = at[ids + 1] - at[ids]
    width = _rounded(int(lengths.max()) + 1)
    column = np.arange(width)[None, :]
    inside = column < lengths[:, None]
    rows = np.full((len(ids), width), PAD, np.int64)
    rows[inside] = flat[(at[ids][:, None] + column)[inside]]
    rows[np.arange(len(ids)), lengths] = EOS
    return rows, int(lengths.sum())
