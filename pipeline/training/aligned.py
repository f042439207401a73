"""The alignment table and the phrase lexicon of a prepared corpus, made once and kept beside it. Imports torch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import torch

from pipeline.errors import OutputError
from pipeline.training import phrases
from pipeline.training.align import learn_table, load_table, mark_symbols, sample_pairs, save_table
from pipeline.training.corpus import Prepared, read_shard
from pipeline.training.recipe import Recipe
from pipeline.training.text import replacing
from pipeline.training.vocab import load_vocabulary

PHRASE_PAIRS = 300_000
"""How many pairs are searched for phrases; the domain's own come first."""


@dataclass(frozen=True, slots=True)
class AlignedData:
    """Files: the table that guides attention, and the phrases as a lexicon (Japanese TAB English TAB count)."""

    table: Path | None = None
    phrases: Path | None = None


def make_aligned(
    recipe: Recipe,
    prepared: Prepared,
    vocabulary: Path,
    out: Path,
    log: Callable[[str], None],
    device: str | None = None,
) -> AlignedData:
    """What the recipe asks for: a table for ``[training] guide``, phrases for ``[annotation] phrases``."""
    wants_phrases, guided = recipe.annotation.phrases, recipe.training.guide > 0
    if not wants_phrases and not guided:
        return AlignedData()
    table_file, phrase_file = out / "alignment.pt", out / "phrases.tsv"
    processor = load_vocabulary(vocabulary)
    if not table_file.is_file():
        pairs = sample_pairs(_rows(prepared.all_shards), processor)
        log(f"aligning {len(pairs)} pairs")
        place = device or ("cuda" if torch.cuda.is_available() else "cpu")
        table = learn_table(pairs, processor.get_piece_size(), place).cpu()
        mark_symbols(table, processor)
        save_table(table, table_file)
    if wants_phrases and not phrase_file.is_file():
        scores = load_table(table_file, processor.get_piece_size()).numpy()
        rows = islice(_rows((*prepared.domain_shards, *prepared.all_shards)), PHRASE_PAIRS)
        found = phrases.lexicon(pair for ja, en in rows for pair in phrases.phrase_pairs(ja, en, processor, scores))
        log(f"{len(found)} phrases found in parallel text")
        try:
            text = "".join(f"{ja}\t{en}\t{count}\n" for ja, en, count in found)
            with replacing(phrase_file) as part:
                part.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise OutputError(f"{phrase_file}: cannot write ({error.strerror}); free space or move") from error
    return AlignedData(table_file if guided else None, phrase_file if wants_phrases else None)


def _rows(shards: tuple[Path, ...]) -> Iterator[tuple[str, str]]:
    return ((ja, en) for shard in shards for ja, en, _ in read_shard(shard))
