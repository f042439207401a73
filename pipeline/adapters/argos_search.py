"""The search: its settings, what is decoded together, and what its results are joined to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..ports import Hypothesis


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
class Decoded:
    """``pieces`` counts the end of sentence, as the score does; ``loop`` marks text without an end."""

    text: str
    score: float
    pieces: int
    loop: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to decode: source pieces, and the target pieces it must begin with."""

    source: tuple[str, ...]
    prefix: tuple[str, ...] = ()

    @property
    def shape(self) -> tuple[int, int]:
        """Jobs of one shape need no padding beside each other."""
        return len(self.source), len(self.prefix)


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


def batches(jobs: Sequence[Job], tokens: int) -> Iterator[list[Job]]:
    """Jobs of one shape together, at most ``tokens`` source pieces; short ones first, in an order of their own."""
    batch: list[Job] = []
    for job in sorted(jobs, key=lambda job: (job.shape, job.source, job.prefix)):
        if batch and (job.shape != batch[0].shape or (len(batch) + 1) * len(job.source) > tokens):
            yield batch
            batch = []
        batch.append(job)
    if batch:
        yield batch


def join(parts: Sequence[Sequence[Decoded]]) -> tuple[Hypothesis, ...]:
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
