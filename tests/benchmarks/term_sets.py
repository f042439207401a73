"""Sentences with terms to enforce, drawn from parallel text: the English demanded is what the reference really says."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from glossary import Article, Concept, Glossary, TermMatch, TermStatus
from tests.benchmarks.independent import places

MOST_TERMS = 6
_LENGTHS = range(10, 121)
_LONGEST = 14  # characters of a lexicon entry
_USUAL = 8  # sentences a term may fill before rarer ones are preferred
_ENGLISH = re.compile(r"[A-Za-z][A-Za-z'’.-]*(?: [A-Za-z'’.-]+){0,4}")
_JAPANESE = re.compile(r"(?=.*[ァ-ヶ一-鿿])[ぁ-んァ-ヶー一-鿿々・]{2,}")
_SMALL = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "in",
        "on",
        "at",
        "by",
        "for",
        "with",
        "and",
        "or",
        "as",
        "it",
        "he",
        "she",
        "they",
        "we",
        "you",
        "i",
        "one",
        "no",
        "not",
        "this",
        "that",
        "which",
    ]
)


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence, its human translation, and the terms demanded of it."""

    source: str
    reference: str
    matches: tuple[TermMatch, ...]


def read_pairs(paths: Iterable[Path]) -> list[tuple[str, str]]:
    """Japanese and English, tab-separated, plain or gzip; further columns are ignored."""
    pairs = []
    for path in paths:
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rt", encoding="utf-8") as stream:
            rows = (line.rstrip("\n").split("\t") for line in stream)
            pairs += [(row[0].strip(), row[1].strip()) for row in rows if len(row) > 1]
    return pairs


def build(pairs: Sequence[tuple[str, str]], lexicon: Sequence[tuple[str, str]], limit: int) -> list[Case]:
    """Up to ``limit`` sentences with 1–6 terms each, always the same; rare terms first."""
    pairs = [(ja, en) for ja, en in dict(pairs).items() if len(ja) in _LENGTHS and en]
    shipped = [c for c in Glossary.load(default=True).concepts if c.enforced]
    glossary = Glossary.from_concepts(
        [*shipped, *_concepts(lexicon, [ja for ja, _ in pairs], {c.source for c in shipped})]
    )
    found = glossary.match_all([ja for ja, _ in pairs])
    cases = [Case(ja, en, _supported(matches, en)) for (ja, en), matches in zip(pairs, found, strict=True)]
    pool = sorted((c for c in cases if 1 <= len(c.matches) <= MOST_TERMS), key=lambda c: _draw(c.source))
    chosen: list[Case] = []
    seen: Counter[str] = Counter()
    for most in (0, _USUAL, 10**9):
        for case in pool:
            if len(chosen) < limit and min(seen[m.source] for m in case.matches) <= most and case not in chosen[-1:]:
                chosen.append(case)
                seen.update(m.source for m in case.matches)
        picked = {c.source for c in chosen}
        pool = [c for c in pool if c.source not in picked]
    return sorted(chosen, key=lambda c: _draw(c.source))


def shuffled(cases: Sequence[Case]) -> list[Case]:
    """The same sentences, each term with the English of another: what is enforced then makes no sense on purpose."""
    english = {m.source: m.target for c in cases for m in c.matches}
    order = sorted(english, key=_draw)
    other = {name: english[following] for name, following in zip(order, [*order[1:], *order[:1]], strict=True)}

    def changed(match: TermMatch) -> TermMatch:
        concept = Concept(match.concept.source, (other[match.source],), match.concept.variants)
        return replace(match, concept=concept)

    return [replace(c, matches=tuple(changed(m) for m in c.matches)) for c in cases]


def banned(cases: Sequence[Case], hypotheses: Sequence[str]) -> list[Case]:
    """The same sentences, each with one word of its own translation forbidden, and no other demand."""
    seeded = []
    for case, text in zip(cases, hypotheses, strict=True):
        said = sorted(set(re.findall(r"(?<![\w'’-])[a-z]{5,}(?![\w'’-])", text)), key=lambda w: _draw(case.source + w))
        if said:
            match = case.matches[0]
            concept = Concept(match.concept.source, (), status=TermStatus.FORBIDDEN, forbidden=(said[0],))
            seeded.append(replace(case, matches=(replace(match, concept=concept),)))
    return seeded


def _concepts(lexicon: Sequence[tuple[str, str]], texts: Sequence[str], known: set[str]) -> list[Concept]:
    """Entries that can occur in the texts at all."""
    parts = {t[i : i + n] for t in texts for i in range(len(t)) for n in range(2, _LONGEST + 1)}
    english: dict[str, dict[str, None]] = {}
    for japanese, cell in lexicon:
        if japanese not in parts or japanese in known or not _JAPANESE.fullmatch(japanese):
            continue
        if len(japanese) < 3 and re.search("[ぁ-んァ-ヶ]", japanese):
            continue
        for raw in re.split(r"; |\||/", cell):
            form = re.sub(r"^(?:the|a|an|to) |\s*\([^)]*\)", "", raw.strip(), flags=re.IGNORECASE).strip()
            if _ENGLISH.fullmatch(form) and len(form) > 2 and form.lower() not in _SMALL:
                english.setdefault(japanese, {})[form] = None
    return [Concept(japanese, tuple(forms)) for japanese, forms in english.items()]


def _supported(matches: Sequence[TermMatch], reference: str) -> tuple[TermMatch, ...]:
    """The matches whose English the reference has, with that English as the demand, as often as it has it."""
    kept: list[TermMatch] = []
    left: dict[str, int] = {}
    for match in matches:
        forms = [f for f in match.concept.targets if places(reference, (f,))]
        if not match.concept.enforced or not forms:
            continue
        form = forms[0]
        room = left.setdefault(form.casefold(), len(places(reference, (form,))))
        if room:
            left[form.casefold()] -= 1
            plural = match.concept.plural if form == match.target else ""
            article = match.concept.article if form == match.target else Article.NONE
            concept = replace(match.concept, targets=(form,), plural=plural, short="", forbidden=(), article=article)
            kept.append(replace(match, concept=concept, children=()))
    return tuple(kept)


def _draw(text: str) -> bytes:
    return sha256(text.encode()).digest()
