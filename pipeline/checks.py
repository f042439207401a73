"""What can be wrong with one source–target pair, as findings. The ladder accepts on these, and `taiyaku check` reports them.

Every check is a function of the two texts (and the terms matched in the source), so machine text, human text and files
of other tools are all judged alike. Calibrated for Japanese→English: no complaint about 。→. or 「」→"".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from glossary import Misuse, TermMatch, Usage, verbatim, verify

from .model import Finding, Severity, TermOutcome, TermState
from .numbers import compare

JAPANESE = re.compile(
    r"[\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f々〆〇\U00020000-\U0003ffff]"
)
"""Kana and kanji, half-width kana included; Japanese punctuation is not text left untranslated."""

TITLES = {
    "term": "A term of the source is not in the translation",
    "forbidden": "The translation has English that the glossary forbids",
    "deprecated": "The translation has English that the glossary calls outdated",
    "term-source": "The source has a term that should not be used",
    "empty": "There is no translation",
    "untranslated": "Japanese is left in the translation",
    "placeholder": "An internal symbol is left in the translation",
    "number": "A number is missing or not in the source",
    "date": "A date or time is missing or wrong",
    "length": "The translation is unusually short or long",
    "loop": "The translation says the same again and again",
}
"""What each check looks for, in words for a reader."""

_WORD = re.compile(r"[A-Za-z0-9À-ɏ]+(?:['’][A-Za-z]+)?")
_PLACEHOLDER = re.compile(r"⟦|⟧|⟪|⟫|<unk>|⁇|\ufffd")

# English words per Japanese character; in 11,000 references of our own 0.05 % lie below and 0.05 % above these.
_LEAST, _MOST = 0.2, 1.25
_LENGTH_FROM = 12


def outcomes(matches: Sequence[TermMatch], target: str, *, rung: str = "") -> tuple[TermOutcome, ...]:
    """One outcome per enforced match: each needs an English occurrence of its own."""
    wanted = tuple(m for m in matches if m.concept.enforced)
    return tuple(
        TermOutcome(
            start=m.start,
            end=m.end,
            surface=m.surface,
            source=m.source,
            target=m.target,
            state=TermState.ENFORCED if placed else TermState.FLAGGED,
            rung=rung if placed else "",
        )
        for m, placed in zip(wanted, verify(wanted, target), strict=True)
    )


def check(
    source: str, target: str, matches: Sequence[TermMatch] = (), usage: Usage | None = None
) -> tuple[Finding, ...]:
    """All findings for one pair, errors first. An empty target is one finding and no more.

    Without ``usage`` only the target is judged, which is what a translation can be accepted on; with the termbase's
    usage also the words of the source, and proscribed rows' own English.
    """
    if not target.strip():
        return _empty(source)
    rest = _target(source, target, matches, usage or _ALONE)
    return _ordered((*missing(outcomes(matches, target)), *rest, *(_source(matches, usage) if usage else ())))


def missing(terms: Sequence[TermOutcome]) -> tuple[Finding, ...]:
    """A finding for each term that was not placed."""
    return tuple(
        Finding("term", Severity.ERROR, f"{t.surface}: “{t.target}” is missing", t.start, t.end)
        for t in terms
        if t.state is TermState.FLAGGED
    )


def check_text(
    source: str, target: str, matches: Sequence[TermMatch] = (), usage: Usage | None = None
) -> tuple[Finding, ...]:
    """What is to be told besides missing terms, for callers that have the outcomes already."""
    if not target.strip():
        return _empty(source)
    known = usage or _ALONE
    return _ordered((*_target(source, target, matches, known), *_source(matches, known)))


_ALONE = Usage()


def _empty(source: str) -> tuple[Finding, ...]:
    return (Finding("empty", Severity.ERROR, "no translation"),) if source.strip() else ()


def _ordered(found: Sequence[Finding]) -> tuple[Finding, ...]:
    order = (Severity.ERROR, Severity.WARNING, Severity.INFO)
    return tuple(sorted(found, key=lambda f: order.index(f.severity)))


def _target(source: str, target: str, matches: Sequence[TermMatch], usage: Usage) -> list[Finding]:
    return [
        *_proscribed(matches, target, usage),
        *_leftover(target),
        *_untranslated(source, target, matches),
        *_numbers(source, target),
        *_length(source, target),
        *_loop(target),
    ]


_MISUSE = {
    Misuse.FORBIDDEN: ("forbidden", Severity.ERROR),
    Misuse.DEPRECATED: ("deprecated", Severity.WARNING),
    Misuse.SOURCE_FORBIDDEN: ("term-source", Severity.WARNING),
    Misuse.SOURCE_DEPRECATED: ("term-source", Severity.INFO),
}


def _proscribed(matches: Sequence[TermMatch], target: str, usage: Usage) -> list[Finding]:
    """English that must not stand for the terms of the source."""
    found = usage.proscribed_target(matches, target)
    return [Finding(*_MISUSE[v.misuse], str(v), v.match.start, v.match.end) for v in found]


def _source(matches: Sequence[TermMatch], usage: Usage) -> list[Finding]:
    """Japanese that should not have been written: nothing a translation can help, so never an error."""
    return [Finding(*_MISUSE[v.misuse], str(v), v.start, v.end) for v in usage.proscribed_source(matches)]


def _leftover(target: str) -> list[Finding]:
    if match := _PLACEHOLDER.search(target):
        return [Finding("placeholder", Severity.ERROR, f"internal symbol {match.group()} left in the text")]
    return []


def _untranslated(source: str, target: str, matches: Sequence[TermMatch]) -> list[Finding]:
    kept = [m.target for m in matches if verbatim(m.concept)]
    rest = target
    for term in sorted(kept, key=len, reverse=True):
        rest = rest.replace(term, "")
    left = JAPANESE.findall(rest)
    if not left:
        return []
    if source.strip() == target.strip():
        return [Finding("untranslated", Severity.ERROR, "same as the source")]
    shown = "".join(left[:12]) + ("…" if len(left) > 12 else "")
    return [Finding("untranslated", Severity.ERROR, f"Japanese left: {shown}")]


def _numbers(source: str, target: str) -> list[Finding]:
    result = compare(source, target)
    missing = [
        Finding(
            "date" if re.search(r"[年月日時]", n.surface + source[n.end : n.end + 1]) else "number",
            Severity.ERROR,
            f"{n.surface}{_counter(source, n.end)} has no counterpart",
            n.start,
            n.end,
        )
        for n in result.missing
    ]
    extra = [Finding("number", Severity.ERROR, f"“{n.surface}” is not in the source") for n in result.unexplained]
    return missing + extra


def _counter(source: str, end: int) -> str:
    following = source[end : end + 1]
    return following if JAPANESE.match(following) else ""


def _length(source: str, target: str) -> list[Finding]:
    size = len(JAPANESE.findall(source))
    if size < _LENGTH_FROM:
        return []
    ratio = len(_WORD.findall(target)) / size
    if ratio < _LEAST:
        return [Finding("length", Severity.WARNING, f"very short: {ratio:.2f} words a character; text may be missing")]
    if ratio > _MOST:
        return [Finding("length", Severity.WARNING, f"very long: {ratio:.2f} words a character; text may be invented")]
    return []


def _loop(target: str) -> list[Finding]:
    words = [w.lower() for w in _WORD.findall(target)]
    for size in range(1, 7):
        times = 4 if size == 1 else 3 if size < 4 else 2
        for i in range(len(words) - size * times + 1):
            gram = words[i : i + size]
            if all(words[i + k * size : i + (k + 1) * size] == gram for k in range(1, times)):
                return [Finding("loop", Severity.ERROR, f"“{' '.join(gram)}” again and again")]
    if len(words) >= 12 and len(set(words)) < 0.35 * len(words):
        return [Finding("loop", Severity.ERROR, f"only {len(set(words))} different words among {len(words)}")]
    return []
