"""One joint SentencePiece unigram for both languages (an Argos package holds one)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.errors import InputError, ModelError
from pipeline.training.symbols import BOS, CLOSING, EOS, OPENING, PAD, PLACEHOLDERS, UNK, tag_symbol
from pipeline.training.text import replacing

SAMPLE = 1_500_000


def train_vocabulary(
    pairs: Iterable[tuple[str, str]], out: Path, pieces: int, *, tags: Iterable[str] = (), threads: int = 2
) -> Path:
    """Train ``out`` (a ``.model`` file) on both sides of the first 1.5 million ``pairs``.

    Bytes cover what the pieces do not, digits stand alone, and every term symbol and tag is one piece.
    """
    import sentencepiece as spm

    def sentences() -> Iterator[str]:
        for ja, en in islice(pairs, SAMPLE):
            yield ja
            yield en

    symbols = [*PLACEHOLDERS, OPENING, CLOSING, *(tag_symbol(tag) for tag in tags)]
    try:  # a run that is killed must not leave half a vocabulary to resume with
        with replacing(out) as part, part.open("wb") as stream:
            spm.SentencePieceTrainer.train(
                sentence_iterator=sentences(),
                model_writer=stream,
                vocab_size=pieces,
                model_type="unigram",
                character_coverage=0.9996,
                byte_fallback=True,
                split_digits=True,
                user_defined_symbols=symbols,
                pad_id=PAD,
                unk_id=UNK,
                bos_id=BOS,
                eos_id=EOS,
                normalization_rule_name="nmt_nfkc",
                max_sentencepiece_length=12,
                num_threads=threads,
                minloglevel=1,
            )
    except RuntimeError as error:
        reason = str(error).splitlines()[-1] if str(error) else "unknown reason"
        raise ModelError(f"{out}: SentencePiece refused ({reason}); lower [vocabulary] size or add text") from error
    return out


def load_vocabulary(path: Path) -> Any:
    """The SentencePiece processor of a vocabulary whose special ids are ours.

    Raises ModelError when it lacks a term symbol: such a vocabulary cannot be trained on.
    """
    import sentencepiece as spm

    if not path.is_file():
        raise InputError(f"{path}: no such vocabulary; train one or point to sentencepiece.model")
    processor: Any = spm.SentencePieceProcessor()
    try:
        processor.Load(str(path))
    except (RuntimeError, OSError) as error:
        raise ModelError(f"{path}: not a SentencePiece model; give the file of a trained vocabulary") from error
    ids = (processor.pad_id(), processor.unk_id(), processor.bos_id(), processor.eos_id())
    if ids != (PAD, UNK, BOS, EOS):
        raise ModelError(f"{path}: special ids {ids} are not {(PAD, UNK, BOS, EOS)}; use a vocabulary trained here")
    for symbol in (*PLACEHOLDERS, OPENING, CLOSING):
        if processor.piece_to_id(symbol) == UNK:
            raise ModelError(f"{path}: the term symbol {symbol} is missing; use a vocabulary trained here")
    return processor
