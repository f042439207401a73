"""Are the demanded terms in the English, once for each time they were matched? Independent of how they got there.

A term occurs on word boundaries only: "panel of experts" is not in "sub-panel of experts". Nothing is credited to
pronouns: two matches of 北朝鮮 need two renderings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from glossary.compile import is_predicate
from glossary.english import every_form, inflections
from glossary.model import Case, Concept, TermMatch
from glossary.patterns import Lazy

__all__ = ["ForbiddenUse", "accepted", "forbidden", "inflections", "occurrences", "verbatim", "verify"]

Span = tuple[int, int]
_Rule = Case | None
"""How capitals are compared; None: exactly as written."""

_KEEP_POS = frozenset(("dnt", "do-not-translate", "verbatim"))

_HYPHENS = r"\-‐‑‒–−"
_QUOTES = "'’‘ʼ＇"
_OPENING = "\"'“‘«([{•*#>–—-"
_RUN = re.compile(r"[\W_]+")
_PIECE = Lazy(f'(\\s+)|([{_HYPHENS}])|([{_QUOTES}])|(["“”])|([^\\s{_HYPHENS}{_QUOTES}"“”]+)')


@dataclass(frozen=True, slots=True)
class ForbiddenUse:
    """A banned rendering in the English: where, what it reads, and whose it is."""

    start: int
    end: int
    text: str
    concept: Concept


def occurrences(target_text: str, forms: Iterable[str], *, case: Case = Case.AS_IS) -> tuple[Span, ...]:
    """Spans where one of ``forms`` stands as words of its own; longest first, not overlapping, in order.

    Spaces match any white space, hyphens and dashes each other, curly and straight apostrophes each other. ``as-is``
    also allows a capital at the start of a sentence and ALL CAPS; ``lower`` ignores case.
    """
    taken: list[Span] = []
    for form in sorted(set(forms), key=lambda form: (-len(form), form)):
        taken += [span for span in _spans(target_text, form, case) if _free(span, taken)]
    return tuple(sorted(taken))


def accepted(concept: Concept) -> tuple[str, ...]:
    """Every English form that counts as the concept: targets, plural, short form, and their inflections."""
    return tuple(dict.fromkeys(form for base in concept.forms for form in inflections(base, concept.pos)))


def verbatim(concept: Concept) -> bool:
    """Whether the term must stand in the English letter by letter: do not translate.

    So it is where the only target is the source itself, and where ``pos`` says ``dnt``.
    """
    if concept.pos.strip().lower() in _KEEP_POS:
        return bool(concept.targets)
    return len(concept.targets) == 1 and unicodedata.normalize("NFKC", concept.source) == concept.target


def verify(matches: Sequence[TermMatch], target_text: str) -> tuple[bool, ...]:
    """For each match whether an occurrence of its term in ``target_text`` can be its own.

    Occurrences are found longest form first and do not overlap; each serves one match. Concepts with the same English
    share them. As many matches as possible are served, earlier ones first.
    """
    concepts = tuple(dict.fromkeys(match.concept for match in matches))
    wanted = {concept: set(accepted(concept)) for concept in concepts}
    rules = {concept: _rule(concept) for concept in concepts}
    cases = {(form, rules[concept]) for concept, forms in wanted.items() for form in forms}
    pool: list[Span] = []
    readers: dict[Span, set[tuple[str, _Rule]]] = {}
    for form, case in sorted(cases, key=lambda item: (-len(item[0]), item[0], str(item[1]))):
        for span in _spans(target_text, form, case):
            if span in readers:
                readers[span].add((form, case))
            elif _free(span, pool):
                pool.append(span)
                readers[span] = {(form, case)}
    pool.sort()
    fits = {
        concept: [i for i, span in enumerate(pool) if any(f in forms and c is rules[concept] for f, c in readers[span])]
        for concept, forms in wanted.items()
    }
    owner = _assign([fits[match.concept] for match in matches], len(pool))
    served = [index in owner for index in range(len(matches))]
    for index, match in enumerate(matches):
        if not served[index]:
            served[index] = any(
                _shares(target_text, pool[spot], match, matches[holder])
                for spot, holder in enumerate(owner)
                if holder >= 0 and _neighbours(match, matches[holder])
            )
    return tuple(served)


def _neighbours(one: TermMatch, other: TermMatch) -> bool:
    """Side by side in the source, or with a particle between: 国連の専門家パネル."""
    return one.concept != other.concept and 0 <= max(one.start, other.start) - min(one.end, other.end) <= 1


def _shares(text: str, span: Span, match: TermMatch, holder: TermMatch) -> bool:
    """Whether an occurrence that holds two terms at once ("UN Panel of Experts") can be parted between them."""

    def inside(concept: Concept) -> list[Span]:
        found = (hit for form in accepted(concept) for hit in _spans(text, form, _rule(concept)))
        return [(start, end) for start, end in found if span[0] <= start and end <= span[1] and (start, end) != span]

    return any(_free(mine, [theirs]) for mine in inside(match.concept) for theirs in inside(holder.concept))


def forbidden(items: Iterable[TermMatch | Concept], target_text: str) -> tuple[ForbiddenUse, ...]:
    """Uses of forbidden renderings that are not part of an allowed form of any of the concepts, in order.

    Found in the plural and possessive, with a hyphen or a line break for a space and the other way round, and without
    regard to case, unless case alone tells the forbidden form from an allowed one.
    """
    concepts = tuple(dict.fromkeys(item.concept if isinstance(item, TermMatch) else item for item in items))
    banned = [concept for concept in concepts if concept.forbidden]
    if not banned:
        return ()
    allowed = [span for c in concepts for form in _permitted(c) for span in _spans(target_text, form, _rule(c))]
    found: dict[Span, ForbiddenUse] = {}
    for concept in banned:
        spoken = {form.casefold() for form in accepted(concept)}
        for word in sorted(concept.forbidden, key=len, reverse=True):
            for form in sorted(_banned(word, concept), key=len, reverse=True):
                strict = form.casefold() in spoken
                for start, end in _spans(target_text, form, Case.AS_IS if strict else Case.LOWER, loose=True):
                    if any(a <= start and end <= b for a, b in allowed) or not _free((start, end), found):
                        continue
                    found[start, end] = ForbiddenUse(start, end, target_text[start:end], concept)
    return tuple(found[span] for span in sorted(found))


def _permitted(concept: Concept) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form for base in concept.forms for form in every_form(base, concept.pos)))


def _banned(word: str, concept: Concept) -> set[str]:
    forms = set(every_form(word, concept.pos))
    return forms | set(inflections(word, "verb")) if is_predicate(concept) else forms


def _rule(concept: Concept) -> _Rule:
    return None if verbatim(concept) else concept.case


@lru_cache(maxsize=65536)
def _pattern(form: str, loose: bool) -> re.Pattern[str] | None:
    body = ""
    for space, hyphen, quote, double, word in _PIECE.findall(form.strip()):
        if space:
            body += rf"(?:\s*[{_HYPHENS}]\s*|\s+)" if loose else r"\s+"
        elif hyphen:
            body += rf"(?:\s*[{_HYPHENS}]\s*|\s+)" if loose else f"[{_HYPHENS}]"
        elif quote:
            body += f"[{_QUOTES}]" + "?" * loose
        elif double:
            body += '["“”]'
        else:
            body += re.escape(word)
    return re.compile(rf"(?<!\w){body}(?!\w)", re.IGNORECASE) if body else None


@lru_cache(maxsize=65536)
def _probe(form: str) -> str:
    """A piece without which the form cannot stand: most forms are ruled out by it, and need no pattern."""
    return max(_RUN.split(form.casefold()), key=len)


@lru_cache(maxsize=64)
def _folded(text: str) -> str:
    return text.casefold()


def _spans(text: str, form: str, case: _Rule, *, loose: bool = False) -> list[Span]:
    """Where the form stands; ``loose`` takes hyphen and space for each other (expert-panel)."""
    pattern = _pattern(form, loose) if _probe(form) in _folded(text) else None
    if pattern is None:
        return []
    return [hit.span() for hit in pattern.finditer(text) if _alone(text, *hit.span()) and _cased(text, hit, form, case)]


def _alone(text: str, start: int, end: int) -> bool:
    """Not the rest of a prefixed word (sub-panel), unless what comes before is a name (Japan-North Korea)."""
    if start and text[start - 1] in "-‐‑":
        word = re.search(r"[\w.]*$", text[: start - 1][-40:])
        chunk = word.group() if word else ""
        if chunk and not chunk[0].isupper() and not chunk[0].isdigit():
            return False
    return not (start > 1 and text[start - 1] in _QUOTES and text[start - 2].isalpha())


def _cased(text: str, hit: re.Match[str], form: str, case: _Rule) -> bool:
    if case is Case.LOWER:
        return True
    if case is None:
        return _plain(hit.group()) == _plain(form)
    found, wanted = _letters(hit.group()), _letters(form)
    if found == wanted:
        return True
    if found == wanted.upper() and len(found) > 1:
        return True
    return found[:1] == wanted[:1].upper() and found[1:] == wanted[1:] and _opens_sentence(text, hit.start())


def _plain(text: str) -> str:
    """The text with one kind of apostrophe and of space."""
    return re.sub(rf"[{_QUOTES}]", "'", " ".join(text.split()))


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def _opens_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 80) : start].rstrip(_OPENING)
    if text[start - 1 : start] in tuple("\"“‘'"):
        return True  # a quotation opens like a sentence
    stripped = before.rstrip()
    if not stripped or "\n" in before[len(stripped) :]:
        return True
    return stripped.rstrip("\"'”’)]»")[-1:] in tuple(".!?:…。")


def _free(span: Span, taken: Iterable[Span]) -> bool:
    return all(span[1] <= start or end <= span[0] for start, end in taken)


def _assign(fits: Sequence[Sequence[int]], size: int) -> list[int]:
    """Maximum bipartite matching by augmenting paths (Kuhn): the match each spot serves, or -1."""
    owner = [-1] * size

    def place(match: int, seen: set[int]) -> bool:
        for spot in fits[match]:
            if spot not in seen:
                seen.add(spot)
                if owner[spot] < 0 or place(owner[spot], seen):
                    owner[spot] = match
                    return True
        return False

    for match in range(len(fits)):
        place(match, set())
    return owner
