"""Between pieces and text: which pieces spell a word that is not wanted, and where the model looked, by word and character."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from .argos_engine import Engine
from .argos_search import Job

_SPELLINGS = 6
"""Ways of cutting a banned word into pieces that are tried; the decoder hardly ever writes others."""

Weights = tuple[tuple[float, ...], ...]


def spellings(words: Sequence[str], engine: Engine) -> tuple[tuple[str, ...], ...]:
    """The piece sequences that write any of the words, at the start of a word and after a bracket or hyphen."""
    forms = {f for w in words if w.strip() for f in (w, w[0].upper() + w[1:], w[0].lower() + w[1:], w.title())}
    sequences: set[tuple[str, ...]] = set()
    for form in forms:
        usual = engine.processor.encode(form, out_type=str)
        for pieces in (usual, *engine.processor.nbest_encode_as_pieces(form, _SPELLINGS)):
            inside = [pieces[0].removeprefix("▁"), *pieces[1:]] if pieces else []
            sequences.update((tuple(pieces), tuple(piece for piece in inside if piece)))
    known = engine.vocabulary
    return tuple(sorted(s for s in sequences if s and s != ("▁",) and all(piece in known for piece in s)))


def attend(
    engine: Engine, jobs: Mapping[int, Job], sources: Sequence[str], targets: Sequence[str]
) -> dict[int, Weights]:
    """The attention of forced targets, by their index; those whose pieces do not spell the source are left out."""
    spelled = {index: owner for index, job in jobs.items() if (owner := owners(job.source, sources[index]))}

    def submit(group: list[int]) -> Any:
        return engine.translator.translate_batch(
            [list(jobs[index].source) for index in group],
            [[*engine.target_prefix, *jobs[index].prefix] for index in group],
            beam_size=1,
            max_input_length=0,
            max_decoding_length=max(len(jobs[index].prefix) for index in group) + len(engine.target_prefix) + 1,
            return_attention=True,
            asynchronous=True,
        )

    found: dict[int, Weights] = {}
    for (index, *_), (result,) in engine.run(([index] for index in spelled), submit):
        rows = result.attention[0][len(engine.target_prefix) :]
        found[index] = by_word(jobs[index].prefix, rows, spelled[index], targets[index])
    return found


def owners(pieces: Sequence[str], text: str) -> tuple[int, ...]:
    """For each character of a text the piece that spells it (-1 for a space); () where they do not spell it."""
    found: list[int] = []
    letters = [(letter, index) for index, piece in enumerate(pieces) for letter in piece.replace("▁", "")]
    at = 0
    for char in text:
        if char.isspace():
            found.append(-1)
        elif at < len(letters) and letters[at][0] == char:
            found.append(letters[at][1])
            at += 1
        else:
            return ()
    return tuple(found) if at == len(letters) else ()


def by_word(pieces: Sequence[str], rows: Sequence[Sequence[float]], owner: Sequence[int], target: str) -> Weights:
    """The attention of target pieces as that of words to characters; () where pieces and words do not fit."""
    starts = [at for at, piece in enumerate(pieces) if piece.startswith("▁")]
    if starts[:1] != [0] or len(starts) != len(target.split()) or len(rows) < len(pieces):
        return ()
    share = Counter(owner)
    words = []
    for start, end in zip(starts, [*starts[1:], len(pieces)], strict=True):
        spelled = [row for piece, row in zip(pieces[start:end], rows[start:end], strict=True) if piece.strip("▁.,;:!?")]
        mean = [sum(column) / len(spelled) for column in zip(*spelled, strict=True)] if spelled else []
        words.append(tuple(mean[o] / share[o] if 0 <= o < len(mean) else 0.0 for o in owner))
    return tuple(words)
