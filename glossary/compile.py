"""From glossary rows to what matching needs: one concept per Japanese term, and an automaton over all spellings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from glossary.chars import KIND, Script
from glossary.model import Concept, GlossaryError, MatchMode, TermMatch, TermStatus
from glossary.normal import key
from glossary.patterns import Lazy
from glossary.spelling import spellings

if TYPE_CHECKING:
    from glossary.usage import Usage

MATCHER = 3
"""Raise when matching changes: the digest of every glossary changes with it."""

_RANK = (TermStatus.PREFERRED, TermStatus.ADMITTED, TermStatus.DEPRECATED, TermStatus.FORBIDDEN, TermStatus.DRAFT)
_PREDICATE = Lazy("[㐀-鿿々ぁ-ん](する|[うくぐすつぬぶむる]|い)$")
_VERB_POS = ("verb", "v", "動詞", "サ変", "suru", "predicate", "adjective", "adj", "形容詞")
_KANA_TAIL = Lazy("([㐀-鿿][ぁ-ん]?[㐀-鿿])[ぁ-ん]{1,2}$")  # verbs of two kanji: 引き渡す, 取り締まる
_ACRONYM = Lazy("[A-Z]{1,3}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One spelling of a concept in the automaton.

    ``cased`` entries are acronyms whose capitals count; a ``stem`` entry is the unchanging beginning of a predicate.
    """

    concept: Concept
    written: str
    cased: bool = False
    stem: bool = False
    predicate: bool = False


@dataclass(frozen=True, slots=True)
class Compiled:
    """Concepts in force and the automaton over their spellings (None when there is nothing to find).

    The automaton reads ``halves`` of a text; its values are indices into ``table``: the length of a spelling and what
    may be meant by it.
    """

    concepts: Sequence[Concept]
    automaton: Any  # pyahocorasick ships no types
    table: Sequence[tuple[int, tuple[Entry, ...]]]
    digest: str
    inside: dict[str, tuple[TermMatch, ...]] = field(default_factory=dict, compare=False, repr=False)
    """The terms inside a term, by its characters; filled as terms are found."""
    usages: list[Usage] = field(default_factory=list, compare=False, repr=False)
    """The termbase seen as a whole, made when first asked for."""


def compile_concepts(files: Sequence[Iterable[Concept]]) -> Compiled:
    """Resolve conflicts between files and rows, then build the automaton."""
    concepts = effective(files)
    table: dict[str, list[Entry]] = {}
    taken: set[str] = set()
    # A term of its own beats another concept's variant, a variant beats a generated spelling.
    for level in range(3):
        fresh: list[str] = []
        for concept in concepts:
            for written in _level(concept, level):
                normal = key(written)
                if normal and normal not in taken:
                    fresh.append(normal)
                    table.setdefault(normal, []).append(_entry(concept, written))
        taken.update(fresh)
    for concept in concepts:
        if is_predicate(concept):
            for written in dict.fromkeys(s for term in (concept.source, *concept.variants) for s in spellings(term)):
                stem = key(_stem(written))
                if stem:
                    table.setdefault(stem, []).append(Entry(concept, written, stem=True))
    return Compiled(
        concepts,
        build_automaton(table),
        [
            (len(normal), tuple({(entry.concept.source, entry.stem): entry for entry in reversed(entries)}.values()))
            for normal, entries in table.items()
        ],
        _digest(concepts),
    )


def _stem(written: str) -> str:
    """The part that no inflection changes; of 取締まる only 取締, as the kana after the last kanji may be left out."""
    if written.endswith("する"):
        return written[:-2]
    if KIND[written[-1]] is not Script.HIRAGANA:
        return written  # 発射, said to be a verb
    return _KANA_TAIL.sub(r"\1", written) if _KANA_TAIL.search(written) else written[:-1]


def effective(files: Sequence[Iterable[Concept]]) -> tuple[Concept, ...]:
    """One concept per normalised source term.

    A later file replaces an earlier file's concept. Within one file the row with the best status leads; ``admitted``
    rows add their targets to the accepted ones, ``deprecated`` and ``forbidden`` rows to the forbidden ones.
    """
    chosen: dict[str, Concept] = {}
    for rows in files:
        groups: dict[str, list[Concept]] = {}
        for row in rows:
            concept = _stripped(row)
            groups.setdefault(key(concept.source), []).append(concept)
        for normal, group in groups.items():
            chosen.pop(normal, None)
            chosen[normal] = _merged(group)
    return tuple(chosen.values())


def is_predicate(concept: Concept) -> bool:
    """Whether inflected forms are found too: ``lemma`` rows, verbs by ``pos``, dictionary forms of verbs."""
    if concept.match is MatchMode.EXACT:
        return False
    pos = concept.pos.strip().lower()
    if concept.match is MatchMode.LEMMA or pos in _VERB_POS:
        return True
    return not pos and len(concept.source) > 1 and _PREDICATE.search(concept.source) is not None


def _merged(group: Sequence[Concept]) -> Concept:
    if len(group) == 1:
        return group[0]
    lead = min(group, key=lambda concept: _RANK.index(concept.status))
    targets = list(lead.targets)
    forbidden = list(lead.forbidden)
    variants = list(lead.variants)
    for concept in group:
        if concept is lead:
            continue
        if concept.status in (TermStatus.PREFERRED, TermStatus.ADMITTED):
            targets += concept.targets
            forbidden += concept.forbidden
            variants += concept.variants
        elif concept.status in (TermStatus.DEPRECATED, TermStatus.FORBIDDEN):
            forbidden += concept.targets
    allowed = tuple(dict.fromkeys(targets))
    return replace(
        lead,
        targets=allowed,
        variants=tuple(dict.fromkeys(variants)),
        forbidden=tuple(f for f in dict.fromkeys(forbidden) if f not in allowed),
    )


def _stripped(concept: Concept) -> Concept:
    source = concept.source.strip()
    if not source:
        raise GlossaryError(f"{concept.origin or 'concept'}: empty source; write the Japanese term")
    texts = (source, concept.plural.strip(), concept.short.strip())
    lists = tuple(_trimmed(words) for words in (concept.targets, concept.variants, concept.forbidden))
    if texts == (concept.source, concept.plural, concept.short) and lists == (
        *(concept.targets, concept.variants, concept.forbidden),
    ):
        return concept
    return replace(
        concept,
        source=source,
        plural=texts[1],
        short=texts[2],
        targets=lists[0],
        variants=lists[1],
        forbidden=lists[2],
    )


def _trimmed(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words without white space at their edges, blanks and repetitions."""
    if not words:
        return ()
    return tuple(dict.fromkeys(stripped for word in words if (stripped := word.strip())))


def _level(concept: Concept, level: int) -> tuple[str, ...]:
    if level == 0:
        return (concept.source,)
    if level == 1:
        return concept.variants
    if concept.match is MatchMode.EXACT:
        return ()
    return tuple(s for term in (concept.source, *concept.variants) for s in spellings(term)[1:])


def _entry(concept: Concept, written: str) -> Entry:
    cased = _ACRONYM.fullmatch(written) is not None
    return Entry(concept, written, cased=cased, predicate=_PREDICATE.search(written) is not None)


def halves(text: str) -> str:
    """Each UTF-16 unit as two characters below 256.

    An automaton state lists its ways on and looks through the list; 100,000 terms begin with thousands of different
    kanji, but with few different halves of one. That makes matching several times faster.
    """
    return text.encode("utf-16-be", "surrogatepass").decode("latin-1")


def whole(text: str) -> str:
    """What ``halves`` was made from."""
    return text.encode("latin-1").decode("utf-16-be", "surrogatepass")


def build_automaton(spellings: Collection[str]) -> Any:
    """The automaton that finds each spelling's position in the order given; None without any."""
    if not spellings:
        return None
    import ahocorasick

    automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
    add = automaton.add_word
    for index, normal in enumerate(spellings):
        add(halves(normal), index)
    automaton.make_automaton()
    return automaton


def _digest(concepts: Iterable[Concept]) -> str:
    """Eight hexadecimal digits over everything that can change a result; the order of rows and notes do not count."""
    import hashlib  # loads OpenSSL: not for those who only import

    lines = sorted(
        repr(
            (
                *(c.source, c.targets, tuple(sorted(c.variants)), c.pos, c.status.value, tuple(sorted(c.forbidden))),
                *(c.plural, c.article.value, c.short, c.case.value, c.match.value),
            )
        )
        for c in concepts
    )
    return hashlib.sha256("\n".join((f"matcher {MATCHER}", *lines)).encode()).hexdigest()[:8]
