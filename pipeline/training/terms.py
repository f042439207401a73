"""How well a translator obeys terms: without them, with the right ones, with random ones."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

from glossary import Concept, TermMatch
from pipeline.errors import UsageError
from pipeline.mask import Masked, fill, mask
from pipeline.ports import Markup, Translator
from pipeline.training.annotate import choose
from pipeline.training.lexicon import Found, Lexicon
from pipeline.training.metrics import chrf2


@dataclass(frozen=True, slots=True)
class TermScores:
    """One mode of the term test over the lines that have a term.

    ``accuracy``: occurrences rendered exactly as demanded, from decoding alone, in per cent (min(found, wanted)/wanted,
    case matters); ``sentences``: lines with all terms right, in per cent; ``leftover``: symbols in the output that
    stand for nothing; ``repeated``: placeholders that came back twice; ``chrf_rest``: chrF2 of what is left when the
    demanded English is taken out of output and reference.
    """

    mode: str
    lines: int
    terms: int
    accuracy: float
    sentences: float
    leftover: int
    repeated: int
    chrf_rest: float


def find_terms(
    lexicon: Lexicon, sources: Sequence[str], references: Sequence[str], *, seed: int = 1, minimum: int = 3
) -> tuple[tuple[Found, ...], ...]:
    """For each line the terms to test: in both source and reference, not overlapping, the Japanese ``minimum`` long."""
    rng = random.Random(seed)  # noqa: S311 - sampling
    rows = []
    for ja, en in zip(sources, references, strict=True):
        found = [f for f in lexicon.find(ja, en) if f.ja_end - f.ja_start >= minimum]
        rows.append(tuple(choose(found, rng)))
    return tuple(rows)


def score_terms(
    translator: Translator, lexicon: Lexicon, sources: Sequence[str], references: Sequence[str], *, seed: int = 1
) -> tuple[TermScores, ...]:
    """The three modes ``none``, ``right`` and ``random`` on the lines that have a term.

    Raises UsageError for a model without term symbols, or when no line has a term.
    """
    markup = translator.markup
    if markup is None:
        raise UsageError("this model has no term symbols; evaluate it without terms")
    rows = [
        (ja, en, found)
        for ja, en, found in zip(sources, references, find_terms(lexicon, sources, references, seed=seed), strict=True)
        if found
    ]
    if not rows:
        raise UsageError("no line has a term on both sides; give another lexicon or set")
    rng = random.Random(seed)  # noqa: S311 - sampling
    right = [tuple(_match(ja, f, en[f.en_start : f.en_end]) for f in found) for ja, en, found in rows]
    other = [
        tuple(_match(ja, f, lexicon.swap(en[f.en_start : f.en_end], rng.random())) for f in found)
        for ja, en, found in rows
    ]
    texts, wanted = [ja for ja, _, _ in rows], [en for _, en, _ in rows]
    plain = [Masked(text, ()) for text in texts]
    marked = [mask(text, matches, markup, gloss=markup.glossed) for text, matches in zip(texts, right, strict=True)]
    swapped = [mask(text, matches, markup, gloss=markup.glossed) for text, matches in zip(texts, other, strict=True)]
    return (
        _judge("none", translator, markup, plain, right, right, wanted),
        _judge("right", translator, markup, marked, right, right, wanted),
        _judge("random", translator, markup, swapped, other, right, wanted),
    )


def speed(translator: Translator, sources: Sequence[str]) -> tuple[tuple[str, ...], float]:
    """Best translations of ``sources`` and sentences per second; the model is loaded before the clock starts."""
    if sources:
        translator.translate([sources[0]])
    begun = time.perf_counter()
    rows = translator.translate(sources)
    return tuple(row[0].text for row in rows), len(sources) / max(1e-9, time.perf_counter() - begun)


def _match(ja: str, found: Found, target: str) -> TermMatch:
    surface = ja[found.ja_start : found.ja_end]
    return TermMatch(found.ja_start, found.ja_end, surface, Concept(surface, (target,)))


def _judge(
    mode: str,
    translator: Translator,
    markup: Markup,
    masked: Sequence[Masked],
    demanded: Sequence[tuple[TermMatch, ...]],
    natural: Sequence[tuple[TermMatch, ...]],
    references: Sequence[str],
) -> TermScores:
    rows = translator.translate([m.text for m in masked])
    filled = [fill(row[0].text, m, markup) for row, m in zip(rows, masked, strict=True)]
    right = total = complete = 0
    rest, wanted_rest = [], []
    for output, terms, native, reference in zip(filled, demanded, natural, references, strict=True):
        targets = [term.target for term in terms]
        hits = sum(min(_count(output.text, t), targets.count(t)) for t in dict.fromkeys(targets))
        right, total, complete = right + hits, total + len(targets), complete + (hits == len(targets))
        rest.append(_without(output.text, targets))
        wanted_rest.append(_without(reference, [term.target for term in native]))
    return TermScores(
        mode, len(filled), total, 100 * right / total, 100 * complete / len(filled), sum(f.leftover for f in filled),
        sum(f.repeated for f in filled), chrf2(rest, wanted_rest),
    )  # fmt: skip


def _count(text: str, term: str) -> int:
    return len(re.findall(rf"(?<![^\W_]){re.escape(term)}(?=s?(?![^\W_]))", text))


def _without(text: str, terms: Sequence[str]) -> str:
    for term in sorted(set(terms), key=len, reverse=True):
        text = re.sub(rf"(?<![^\W_]){re.escape(term)}(?=s?(?![^\W_]))", "", text)
    return " ".join(text.split())
