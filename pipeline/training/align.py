"""Which Japanese piece an English piece comes from: IBM Model 1 on the vocabulary's pieces, both ways. Imports torch.

The table serves twice: one cross-attention head learns to point where the table points (``loss.guidance``), and noun
phrases that the table holds together become term spans (``phrases``). Model 1 is enough for both: what counts is which
words are translations of each other, not their order.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from pipeline.errors import InputError, OutputError
from pipeline.training.symbols import EOS, PAD, PLACEHOLDERS
from pipeline.training.text import replacing

SAMPLE = 120_000
"""Pairs to learn from: more change the frequent pieces little, and the rare ones are covered by their neighbours."""
LONGEST = 40  # pieces a side; the table is learned from pairs short enough to be unambiguous
ROUNDS = 4
FLOOR = 0.01  # weaker links are not kept
CELLS = 4_000_000  # source × target cells per step


def learn_table(pairs: Sequence[tuple[Sequence[int], Sequence[int]]], pieces: int, device: str = "cpu") -> Tensor:
    """A pieces × pieces table (source, target; float16): √(p(target | source) · p(source | target)), small values 0.

    ``pairs`` are piece ids without BOS and EOS. Needs about 9 · pieces² bytes while it runs.
    """
    batches = list(_batches(pairs))
    score = _model_one(batches, pieces, torch.device(device), reverse=False)
    score.mul_(_model_one(batches, pieces, torch.device(device), reverse=True).t()).sqrt_()
    score[score < FLOOR] = 0.0
    return score.half()


def mark_symbols(table: Tensor, vocabulary: Any) -> None:
    """Each placeholder is its own translation, and the end of a sentence that of the other end."""
    for piece in (*map(vocabulary.piece_to_id, PLACEHOLDERS), EOS):
        table[piece, :] = 0
        table[:, piece] = 0
        table[piece, piece] = 1


def save_table(table: Tensor, path: Path) -> None:
    """Write the table as sparse triples."""
    where = table.nonzero().to(torch.int32)
    try:
        with replacing(path) as part:
            torch.save({"pieces": table.shape[0], "where": where, "score": table[table != 0]}, part)
    except (OSError, RuntimeError) as error:
        raise OutputError(f"{path}: cannot write the alignment table ({error}); free space or move") from error


def load_table(path: Path, pieces: int) -> Tensor:
    """A table written by ``save_table``; ``pieces`` is the size of the vocabulary it must belong to."""
    try:
        data = torch.load(path, map_location="cpu", weights_only=True)
        size, where, score = int(data["pieces"]), data["where"].long(), data["score"]
        if size != pieces:
            raise InputError(f"{path}: made for {size} pieces, not {pieces}; delete it to make it anew")
        table = torch.zeros((size, size), dtype=torch.float16)
        table[where[:, 0], where[:, 1]] = score
    except (OSError, RuntimeError, LookupError, TypeError, ValueError, pickle.UnpicklingError) as error:
        raise InputError(
            f"{path}: not an alignment table ({type(error).__name__}); delete it to make it anew"
        ) from error
    return table


def sample_pairs(
    rows: Iterable[tuple[str, str]], vocabulary: Any, limit: int = SAMPLE
) -> list[tuple[list[int], list[int]]]:
    """The first ``limit`` pairs that fit, as piece ids."""
    kept: list[tuple[list[int], list[int]]] = []
    left: list[str] = []
    right: list[str] = []

    def flush() -> None:
        for ja, en in zip(vocabulary.encode(left), vocabulary.encode(right), strict=True):
            if 0 < len(ja) <= LONGEST and 0 < len(en) <= LONGEST and len(kept) < limit:
                kept.append((ja, en))
        left.clear()
        right.clear()

    for ja, en in rows:
        left.append(ja)
        right.append(en)
        if len(left) == 5_000:
            flush()
            if len(kept) >= limit:
                break
    if left:
        flush()
    return kept


def _batches(pairs: Sequence[tuple[Sequence[int], Sequence[int]]]) -> Iterable[tuple[Tensor, Tensor]]:
    order = sorted(range(len(pairs)), key=lambda i: (len(pairs[i][0]), len(pairs[i][1])))
    start = 0
    while start < len(order):
        stop, width, height = start, 0, 0
        while stop < len(order):
            ja, en = pairs[order[stop]]
            wider, higher = max(width, len(ja)), max(height, len(en))
            if stop > start and (stop - start + 1) * wider * higher > CELLS:
                break
            width, height, stop = wider, higher, stop + 1
        source = torch.full((stop - start, width), PAD, dtype=torch.int32)
        target = torch.full((stop - start, height), PAD, dtype=torch.int32)
        for row, index in enumerate(order[start:stop]):
            ja, en = pairs[index]
            source[row, : len(ja)] = torch.tensor(ja, dtype=torch.int32)
            target[row, : len(en)] = torch.tensor(en, dtype=torch.int32)
        yield source, target
        start = stop


def _model_one(batches: Sequence[tuple[Tensor, Tensor]], pieces: int, device: torch.device, *, reverse: bool) -> Tensor:
    """p(target | source) as a source × target table; with ``reverse`` the sides change places."""
    table = torch.ones(1, device=device).expand(pieces * pieces)  # a uniform start, without the memory
    for _ in range(ROUNDS):
        counts = torch.zeros(pieces * pieces, device=device)
        for pair in batches:
            source, target = (t.to(device).long() for t in (pair[::-1] if reverse else pair))
            cells = source[:, None, :] * pieces + target[:, :, None]  # pairs × target × source
            real = ((source != PAD)[:, None, :] & (target != PAD)[:, :, None]).float()
            weight = table[cells] * real
            weight /= weight.sum(-1, keepdim=True).clamp_min_(1e-9)
            counts.index_add_(0, cells.flatten(), weight.flatten())
        square = counts.view(pieces, pieces)
        square /= square.sum(1, keepdim=True).clamp_min_(1e-9)
        table = counts
    return table.view(pieces, pieces)
