"""Forms of one row that contradict each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from glossary.chars import has_japanese
from glossary.english import head_of, head_plurals, is_plural
from glossary.lint.rules import LintFinding, found
from glossary.model import Article, Case, Concept
from glossary.patterns import Lazy

_ARTICLE = Lazy("(?:the|a|an) ", re.IGNORECASE)
_HEAD_FIRST = Lazy(r"(?:[\w'’-]+ ){0,2}[\w'’-]+(?: of [\w'’-]+|-(?:in|of)-\w+| \w+)")
_WORD = Lazy(r"[^\W\d_][\w'’-]*")
_SMALL = frozenset(["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"])


def check(concept: Concept) -> Iterator[LintFinding]:
    """Demanded against forbidden, target against plural, short form, article and case."""
    for form in concept.forbidden:
        if form in concept.forms:
            yield found("preferred-forbidden", f"{form!r} is both demanded and forbidden; delete one", concept)
    if not concept.targets:
        return
    for form, count in Counter(concept.targets).items():
        if count > 1:
            yield found("repeated-target", f"{form!r} is listed {count} times; keep one", concept)
    target = concept.target.strip()
    if concept.short and len(concept.short) >= len(target):
        message = f"short form {concept.short!r} is not shorter than {target!r}; swap or delete it"
        yield found("short", message, concept)
    if has_japanese(target):
        return
    yield from _number(concept, target)
    if concept.case is Case.LOWER and _is_name(concept, target):
        yield found("case-proper", f"{target!r} looks like a name, but case is lower; use as-is", concept)


def _number(concept: Concept, target: str) -> Iterator[LintFinding]:
    if concept.article is not Article.NONE and _ARTICLE.match(target):
        message = f"{target!r} starts with an article and the article column is set; keep one"
        yield found("article", message, concept)
    if concept.plural and concept.plural == target:
        yield found("plural", f"the plural equals the target {target!r}; empty the cell", concept)
    if concept.article is not Article.A:
        return
    if is_plural(head_of(target)):
        yield found("article-number", f"{target!r} is a plural, but the article is a; use zero or the", concept)
    elif not concept.plural and _HEAD_FIRST.fullmatch(target) is not None:
        wanted = head_plurals(target)
        if wanted and not any(form in concept.forms for form in wanted):
            yield found("plural-missing", f"{target!r} has no regular plural; write it: {wanted[0]}", concept)


def _is_name(concept: Concept, target: str) -> bool:
    if concept.pos.strip().lower() == "propn":
        return True
    words = [word for word in (hit.group() for hit in _WORD.finditer(target)) if word.lower() not in _SMALL]
    return bool(words) and all(word[0].isupper() for word in words) and not all(word.isupper() for word in words)
