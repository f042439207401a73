"""English for candidate terms: from pairs that people approved, and from the model.

From pairs: n-grams by the Dice coefficient, ties by Dunning's log-likelihood ratio (1993). From the model: what it says
for the candidate by itself and says again within the translation of a sentence that has the candidate.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from glossary import Case, inflections, normalize, occurrences

from .checks import JAPANESE
from .extract import Proposal, Provenance, TermCandidate
from .ports import Progress, Translator

WIDEST = 6
"""English words in a proposal at most."""
SUPPORT = 2
"""Approved pairs that must agree on a proposal."""
ALIKE = 0.5
"""The Dice coefficient a proposal needs."""
NBEST = 5
"""Hypotheses asked of the model for each text."""

_WORD = re.compile(r"[^\W_]+(?:[.'’&-][^\W_]+)*\.?|[^\w\s]")
_LITTLE_WORDS = (
    "a about after all also an and any are as at be because been before being but by can could did do does during "
    "each for from had has have he her him his how if in into is it its may more most no not of on or other our "
    "over own said same she should so some such than that the their them then there these they this those through "
    "to under up was we were what when where which while who whom why will with would you your"
)
_STOP = frozenset(_LITTLE_WORDS.split())
_LEAD = re.compile(r"(?:the|a|an)\s+(?=\w)", re.IGNORECASE)
_PLAIN = re.compile(r"[^\W_](?:[\w\s.'’&/-]*[\w.'’])?")


def from_pairs(
    found: Sequence[TermCandidate], pairs: Iterable[tuple[str, str]], *, most: int = 3
) -> tuple[TermCandidate, ...]:
    """The candidates with English from approved (source, target) pairs, where at least two pairs agree."""
    distinct = list(dict.fromkeys((source, target) for source, target in pairs if source and target))
    sources = [normalize(source).text for source, _ in distinct]
    grams = [_grams(target) for _, target in distinct]
    spread = Counter(gram for row in grams for gram in row)
    return tuple(_with_english(candidate, sources, grams, spread, most) for candidate in found)


def from_model(
    found: Sequence[TermCandidate], translator: Translator, *, most: int = 3, progress: Progress | None = None
) -> tuple[TermCandidate, ...]:
    """The candidates with the model's English after people's: at least one proposal, ``most`` together.

    Where nobody and no sentence confirms any, the first the model has, with ``pairs`` 0.

    One call of the translator, with each candidate and each of its contexts once.
    """
    texts = list(dict.fromkeys(text for c in found for text in (c.source, *_contexts(c))))
    rows = translator.translate(texts, nbest=NBEST, progress=progress)
    said = {text: [hypothesis.text for hypothesis in row] for text, row in zip(texts, rows, strict=True)}
    return tuple(_with_model(candidate, said, most) for candidate in found)


def _contexts(candidate: TermCandidate) -> tuple[str, ...]:
    """Sentences that say more than the candidate itself."""
    own = candidate.source
    return tuple(text for text in candidate.contexts or (candidate.context,) if text.strip(" 　。、") != own)


def _with_model(candidate: TermCandidate, said: dict[str, list[str]], most: int) -> TermCandidate:
    contexts = [said[text] for text in _contexts(candidate)]
    alone = list(dict.fromkeys(filter(None, map(_as_term, said[candidate.source]))))
    folded = {phrase.casefold() for phrase in alone}
    # People beat the model; where their figures are equal, what the model says too comes first.
    people = sorted(candidate.proposals, key=lambda p: (-p.dice, p.target.casefold() not in folded))
    taken = {form.casefold() for proposal in people for form in inflections(proposal.target)}
    ranked: list[tuple[int, int, Proposal]] = []
    for rank, phrase in enumerate(alone):
        if phrase.casefold() in taken:
            continue
        taken.update(form.casefold() for form in inflections(phrase))
        seen = [spelling for texts in contexts if (spelling := _seen(phrase, texts))]
        share = len(seen) / len(contexts) if contexts else 0.0
        ranked.append((-len(seen), rank, Proposal(_spelled(phrase, seen), share, len(seen), Provenance.MODEL)))
    proposals = [proposal for _, _, proposal in sorted(ranked, key=lambda item: item[:2])]
    confirmed = [proposal for proposal in proposals if proposal.confirmed]
    chosen = confirmed[: max(1, most - len(people))] or ([] if people else proposals[:1])
    return replace(candidate, proposals=(*people, *chosen))


def _as_term(text: str) -> str:
    """A hypothesis as a term: no article, no full stop; "" where it cannot be one."""
    phrase = _LEAD.sub("", " ".join(text.split()).rstrip(",;:!? "), count=1)
    words = phrase.split()
    if words and "." not in words[-1][:-1]:
        phrase = phrase.rstrip(".,;:!? ")  # U.S. keeps its point
    sound = _PLAIN.fullmatch(phrase) is not None and JAPANESE.search(phrase) is None
    return phrase if sound and 0 < len(words) <= WIDEST and not _STOP.issuperset(w.casefold() for w in words) else ""


def _seen(phrase: str, texts: Sequence[str]) -> str:
    """How the phrase is written in the first of the texts that has it, if possible within a sentence; "" for none."""
    opening = ""
    for text in texts:
        spans = occurrences(text, [phrase], case=Case.LOWER) or occurrences(text, inflections(phrase), case=Case.LOWER)
        for start, end in spans:
            if text[:start].rstrip(" \"'“‘(")[-1:] not in ("", ".", "!", "?", ":"):
                return text[start:end]
            opening = opening or _decapitalised(text[start:end])
    return opening


def _spelled(phrase: str, seen: Sequence[str]) -> str:
    """The phrase as most of its sentences write it."""
    alike = Counter(spelling for spelling in seen if spelling.casefold() == phrase.casefold())
    return alike.most_common(1)[0][0] if alike else _decapitalised(phrase)


def _decapitalised(phrase: str) -> str:
    """At the start of a sentence the first of several words may have lost its small letter; one word may be a name."""
    first, *rest = phrase.split()
    plain = bool(rest) and first[1:].islower() and not any(word[0].isupper() for word in rest)
    return phrase[0].lower() + phrase[1:] if plain else phrase


_Grams = dict[str, tuple[bool, str]]
"""Folded n-gram → (not at the start of its text, as written)."""


def _grams(text: str) -> _Grams:
    """The English n-grams that could be a term."""
    words = _WORD.findall(text)
    found: _Grams = {}
    for first, opening in enumerate(words):
        if not opening[0].isalpha() or opening.casefold() in _STOP:
            continue
        for last in range(first, min(len(words), first + WIDEST)):
            word = words[last]
            if not word[0].isalnum():
                break
            if word.casefold() in _STOP:
                continue
            gram = " ".join(words[first : last + 1])
            gram = gram if "." in gram[:-1] else gram.removesuffix(".")
            if first or gram.casefold() not in found:
                found[gram.casefold()] = (first > 0, gram)
            if word.endswith(".") and "." not in word[:-1]:
                break  # a sentence ends here
    return found


def _with_english(
    candidate: TermCandidate,
    sources: Sequence[str],
    grams: Sequence[_Grams],
    spread: Counter[str],
    most: int,
) -> TermCandidate:
    wanted = normalize(candidate.source).text
    rows = [row for source, row in zip(sources, grams, strict=True) if wanted in source]
    together = Counter(gram for row in rows for gram in row)
    ranked = []
    for gram, pairs in together.items():
        dice = 2 * pairs / (len(rows) + spread[gram])
        if pairs >= SUPPORT and dice >= ALIKE:
            score = _likelihood(pairs, len(rows), spread[gram], len(sources))
            ranked.append((-dice, -score, -gram.count(" "), gram, pairs))
    chosen: list[Proposal] = []
    for dice, _, _, gram, pairs in sorted(ranked):
        # of "panel of experts" and "experts" with the same figures, only the longer says something
        if any(f" {gram} " in f" {other.target.casefold()} " and pairs <= other.pairs for other in chosen):
            continue
        spellings = Counter(row[gram] for row in rows if gram in row)
        _, written = max(spellings, key=lambda spelling: (spelling[0], spellings[spelling]))
        chosen.append(Proposal(written, -dice, pairs))
        if len(chosen) == most:
            break
    return replace(candidate, proposals=tuple(chosen))


def _likelihood(both: int, left: int, right: int, total: int) -> float:
    """Dunning's log-likelihood ratio of a 2 × 2 table: how surprising it is to see the two together so often."""

    def entropy(*counts: int) -> float:
        whole = sum(counts)
        return sum(count * math.log(count / whole) for count in counts if count)

    table = (both, left - both, right - both, total - left - right + both)
    return 2 * (entropy(*table) - entropy(left, total - left) - entropy(right, total - right))
