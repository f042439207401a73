"""What is wrong, or risky, in glossary files: each finding with the line it is about."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from glossary.chars import has_japanese
from glossary.compile import is_predicate
from glossary.model import Article, Concept, MatchMode, TermStatus
from glossary.normal import key
from glossary.patterns import Lazy

_ARTICLE = Lazy("(?:the|a|an) ", re.IGNORECASE)
_HALF_KANA = Lazy("[\uff61-\uff9f]")
_FULL_WIDTH = Lazy("[！-～　]")
_ACRONYM = Lazy("[A-Z0-9][A-Za-z0-9.+/&-]*[A-Z0-9+][A-Za-z0-9.+/&-]*|[A-Z0-9]")
_BRACKETS = dict(zip(")]）」』】", "([（「『【", strict=True))
_LIVE = (TermStatus.PREFERRED, TermStatus.ADMITTED)


class LintSeverity(str, Enum):
    """An error makes the glossary do something nobody wants; a warning may be meant."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class LintFinding:
    """One defect. ``origin`` is ``file:line`` (or "" for concepts made in memory)."""

    check: str
    severity: LintSeverity
    message: str
    origin: str

    def __str__(self) -> str:
        return f"{self.origin}: {self.severity.value}: {self.message} [{self.check}]"


def lint(*files: Iterable[Concept]) -> tuple[LintFinding, ...]:
    """Check glossary files, given as the concepts of each, as read (before conflicts are resolved); in file order."""
    rows = [concept for file in files for concept in file]
    found = [finding for concept in rows for finding in _row(concept)]
    found += _duplicates(rows)
    found += _variants(rows)
    order = {id(concept): index for index, concept in enumerate(rows)}
    place = {concept.origin: order[id(concept)] for concept in reversed(rows)}
    return tuple(sorted(found, key=lambda finding: (place.get(finding.origin, -1), finding.check, finding.message)))


def _row(concept: Concept) -> Iterator[LintFinding]:
    """Defects of a row on its own."""
    yield from _japanese_side(concept)
    yield from _english_side(concept)
    yield from _forms(concept)


def _japanese_side(concept: Concept) -> Iterator[LintFinding]:
    names = (concept.source, *concept.variants)
    for term in names:
        if term != term.strip():
            yield _warn("edge-space", f"「{term}」 begins or ends with a space; delete it", concept)
        if _HALF_KANA.search(term) or _FULL_WIDTH.search(term) or unicodedata.normalize("NFC", term) != term:
            yield _warn(
                "width",
                f"「{term}」 has half-width kana or full-width Latin; write {_plain(term)}",
                concept,
            )
        if not has_japanese(term) and _ACRONYM.fullmatch(term.strip()) is None:
            yield _warn("source-not-japanese", f"source {term!r} has no Japanese; are the columns swapped?", concept)
        if _unbalanced(term):
            yield _warn("brackets", f"「{term}」 has an unpaired bracket; complete or delete it", concept)
    if concept.enforced and concept.match is MatchMode.AUTO and len(concept.source.strip()) == 1:
        yield _warn(
            "one-character",
            f"「{concept.source}」 is one character; set match to boundary or suggest",
            concept,
        )
    for term, count in _counts(names):
        if count > 1:
            yield _warn("repeated-variant", f"「{term}」 is listed {count} times; keep one", concept)
    if concept.match is MatchMode.LEMMA and not is_predicate(concept):
        yield _warn("lemma", f"「{concept.source}」 is matched by lemma but does not inflect; use auto", concept)


def _english_side(concept: Concept) -> Iterator[LintFinding]:
    for form in (*concept.targets, *concept.forbidden, concept.plural, concept.short):
        if form != form.strip():
            yield _warn("edge-space", f"{form!r} begins or ends with a space; delete it", concept)
        if has_japanese(form):
            yield _error("target-japanese", f"English {form!r} contains Japanese; translate it", concept)
        if "  " in form.strip():
            yield _warn("double-space", f"{form!r} has two spaces in a row; keep one", concept)
        if _FULL_WIDTH.search(form):
            yield _warn("width", f"{form!r} has full-width characters; write {_plain(form)!r}", concept)
        if _unbalanced(form):
            yield _warn("brackets", f"{form!r} has an unpaired bracket; complete or delete it", concept)
    if not concept.targets and concept.status in (*_LIVE, TermStatus.DRAFT):
        yield _error("empty-target", f"「{concept.source}」 has no target; write the English term", concept)


def _forms(concept: Concept) -> Iterator[LintFinding]:
    """Forms of one concept that contradict each other."""
    for form in concept.forbidden:
        if form in concept.forms:
            yield _error("preferred-forbidden", f"{form!r} is both demanded and forbidden; delete one", concept)
    if not concept.targets:
        return
    target = concept.target.strip()
    if concept.article is not Article.NONE and _ARTICLE.match(target):
        yield _warn("article", f"{target!r} starts with an article and the article column is set; keep one", concept)
    if concept.plural and concept.plural == target:
        yield _warn("plural", f"the plural equals the target {target!r}; empty the cell", concept)
    if concept.short and len(concept.short) >= len(target):
        yield _warn("short", f"short form {concept.short!r} is not shorter than {target!r}; swap or delete it", concept)
    for form, count in _counts(concept.targets):
        if count > 1:
            yield _warn("repeated-target", f"{form!r} is listed {count} times; keep one", concept)


def _duplicates(rows: Sequence[Concept]) -> Iterator[LintFinding]:
    """The same Japanese in several rows."""
    groups: dict[str, list[Concept]] = defaultdict(list)
    for concept in rows:
        groups[key(concept.source.strip())].append(concept)
    for group in groups.values():
        live = [concept for concept in group if concept.status in _LIVE]
        preferred = [concept for concept in group if concept.status is TermStatus.PREFERRED]
        first = group[0]
        for concept in group[1:]:
            if concept.status is first.status and concept.targets[:1] == first.targets[:1]:
                yield _warn("duplicate-source", f"「{concept.source}」 is already at {_at(first)}; delete one", concept)
        for concept in preferred[1:]:
            if concept.targets[:1] != preferred[0].targets[:1]:
                yield _error(
                    "conflicting-target",
                    f"「{concept.source}」 has two preferred terms, {concept.target!r} and {preferred[0].target!r} "
                    f"({_at(preferred[0])}); mark one admitted",
                    concept,
                )
        demanded = {form: concept for concept in live for form in concept.targets}
        for concept in group:
            for form in concept.forbidden:
                if form in demanded and demanded[form] is not concept:
                    yield _error(
                        "preferred-forbidden", f"{form!r} is demanded at {_at(demanded[form])}; delete one", concept
                    )


def _variants(rows: Sequence[Concept]) -> Iterator[LintFinding]:
    """Variants that belong to another concept as well."""
    sources = {key(concept.source.strip()): concept for concept in reversed(rows)}
    owners: dict[str, Concept] = {}
    for concept in rows:
        own = key(concept.source.strip())
        for variant in concept.variants:
            normal = key(variant.strip())
            other = sources.get(normal)
            if normal == own:
                if variant != concept.source:
                    yield _warn("needless-variant", f"「{variant}」 is found without being listed; delete it", concept)
            elif other is not None:
                yield _error(
                    "variant-is-source", f"variant 「{variant}」 is the source at {_at(other)}; delete one", concept
                )
            elif normal in owners and key(owners[normal].source.strip()) != own:
                yield _error(
                    "variant-twice", f"variant 「{variant}」 is also at {_at(owners[normal])}; delete one", concept
                )
            else:
                owners[normal] = concept


def _counts(words: Iterable[str]) -> Iterator[tuple[str, int]]:
    counts: dict[str, int] = defaultdict(int)
    for word in words:
        counts[word] += 1
    yield from counts.items()


def _unbalanced(text: str) -> bool:
    stack: list[str] = []
    for char in text:
        if char in _BRACKETS.values():
            stack.append(char)
        elif char in _BRACKETS and (not stack or stack.pop() != _BRACKETS[char]):
            return True
    return bool(stack)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _at(concept: Concept) -> str:
    return concept.origin or f"「{concept.source}」"


def _warn(check: str, message: str, concept: Concept) -> LintFinding:
    return LintFinding(check, LintSeverity.WARNING, message, concept.origin)


def _error(check: str, message: str, concept: Concept) -> LintFinding:
    return LintFinding(check, LintSeverity.ERROR, message, concept.origin)
