"""Where terms and findings stand in the two texts of a row, and those texts as HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.model import Finding, TermOutcome, TermState

_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_RUNGS = {
    "plain": "translated unaided",
    "nbest": "taken from the n-best list",
    "gloss": "placed by glossed marker",
    "bare": "placed by marker",
    "swap": "put where its rendering was located",
    "proxy": "placed by a stand-in word",
    "avoid": "decoded without a forbidden word",
    "clause": "translated clause by clause",
    "prefix": "placed by forced prefix",
    "human": "in the reviewer's text",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A half-open stretch of a text that belongs to a row's term number ``term``."""

    start: int
    end: int
    term: int


def escape(text: str) -> str:
    """Text for HTML content and quoted attributes.

    Controls become their pictures (U+2400 block) or U+FFFD, so that a reviewer sees them; line ends become LF.
    """
    shown = _INVISIBLE.sub(_picture, text.replace("\r\n", "\n").replace("\r", "\n"))
    return html.escape(shown, quote=True)


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"


def source_marks(text: str, terms: Sequence[TermOutcome]) -> tuple[Mark, ...]:
    """The terms' places in the source, ascending; a place outside the text or inside an earlier one is left out."""
    marks: list[Mark] = []
    order = sorted(range(len(terms)), key=lambda number: (terms[number].start, -terms[number].end))
    for number in order:
        start, end = terms[number].start, terms[number].end
        if (marks[-1].end if marks else 0) <= start < end <= len(text):
            marks.append(Mark(start, end, number))
    return tuple(marks)


def target_marks(text: str, terms: Sequence[TermOutcome]) -> tuple[Mark, ...]:
    """Where the English of the enforced terms stands in the target, ascending and disjoint.

    The nth occurrence of a term in the source gets the nth place of its English, the longest English first; case,
    white space, plural and possessive may differ. A term enforced in another accepted form is not found here.
    """
    free = [True] * len(text)
    marks: list[Mark] = []
    order = sorted(range(len(terms)), key=lambda n: (-len(terms[n].target), terms[n].start, n))
    for number in order:
        term = terms[number]
        if term.state is not TermState.ENFORCED or not term.target.strip():
            continue
        for match in _english(term.target).finditer(text):
            if all(free[match.start() : match.end()]):
                free[match.start() : match.end()] = [False] * (match.end() - match.start())
                marks.append(Mark(match.start(), match.end(), number))
                break
    return tuple(sorted(marks, key=lambda mark: mark.start))


def _english(target: str) -> re.Pattern[str]:
    words = r"\s+".join(map(re.escape, target.split()))
    return re.compile(rf"(?<!\w){words}(?:s|es)?(?!\w)", re.IGNORECASE)


def marked(text: str, marks: Sequence[Mark], terms: Sequence[TermOutcome], findings: Sequence[Finding] = ()) -> str:
    """The text as HTML, its terms and the findings' places wrapped in ``span``; the visible text stays the same."""
    hits = [(f.start, f.end) for f in findings if 0 <= f.start < f.end <= len(text)]
    out: list[str] = []
    done = 0
    for mark in marks:
        out.append(_underlined(text, done, mark.start, hits))
        inner = _underlined(text, mark.start, mark.end, hits)
        out.append(f"{_opening(terms[mark.term], mark.term)}{inner}</span>")
        done = mark.end
    out.append(_underlined(text, done, len(text), hits))
    return "".join(out)


def _opening(term: TermOutcome, number: int) -> str:
    enforced = term.state is TermState.ENFORCED
    fate = f"enforced: {_RUNGS.get(term.rung, term.rung)}" if enforced and term.rung else "enforced"
    told = f"{term.source} → {term.target} ({fate if enforced else 'not found in the English'})"
    kind = "ok" if enforced else "flagged"
    return f'<span class="term {kind}" data-term="{number}" tabindex="0" aria-description="{escape(told)}">'


def _underlined(text: str, start: int, end: int, hits: Sequence[tuple[int, int]]) -> str:
    cuts = {start, end}
    for hit in hits:
        cuts.update(offset for offset in hit if start < offset < end)
    edges = sorted(cuts)
    pieces = []
    for left, right in pairwise(edges):
        piece = escape(text[left:right])
        inside = any(hit_start <= left and right <= hit_end for hit_start, hit_end in hits)
        pieces.append(f'<span class="hit">{piece}</span>' if inside else piece)
    return "".join(pieces)
