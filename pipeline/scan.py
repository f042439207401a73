"""One block read for the places where a sentence may end: cut, keep or ask (see ``pipeline.segment``).

Each function below judges one kind of place and notes its verdict in the ``_Scan`` it is given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.blocks import BRACKETS, MARKS, POLITE, list_mark, pairs
from pipeline.clauses import (
    ABBREVIATION,
    ASIDE,
    CARRIER,
    FREE_STARTERS,
    GLYPH,
    JOINED,
    LABELS,
    NAME_LENGTH,
    NAMES,
    OPENERS,
    PARTICLE,
    POLITE_NOUN,
    PREDICATE_END,
    QUOTATIVE,
    QUOTES,
    STARTERS,
    TAIL,
)
from pipeline.model import Block, BlockKind

_TOKEN = re.compile(
    r"(?P<skip>(?:(?:https?|ftp)://|www\.)[!#-&*-;=?-Z\\^-z|~]+|[A-Za-z0-9_.+-]+@[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+)"
    f"|(?P<mark>[{MARKS}]+)"
    f'|(?P<open>[{re.escape(OPENERS)}"])'
    r"|(?P<dot>[.．]+)"
    f"|(?P<glyph>[{GLYPH}][{GLYPH}{JOINED}]*)"
    rf"|(?P<polite>{POLITE})(?=[一-鿿ァ-ヶぁ-んA-Z])"
    r"|(?P<space>\s+)"
)
_CLOSING = re.compile("[\"'”’）)」』]*")
_SPACE = re.compile(r"\s*")
_JAPANESE = re.compile("[ぁ-んァ-ヶ一-鿿々〆]")
_HIRAGANA_END = re.compile("[ぁ-ん…‥ー～〜」』）)]")
_LATIN_SENTENCE = re.compile(r"[A-Za-z]+[,;]?\s[\x20-\x7e]*[A-Za-z)\"']$")
_KEEP_CHARS = "、，,：:；;・"


@dataclass(slots=True)
class _Scan:
    """One block being read: ``lead`` is where the words of the running sentence begin (marks and labels left out)."""

    text: str
    end: int
    lead: int
    headline: bool  # whether it could be a headline, as far as its own words tell
    closed: dict[int, int]
    cuts: list[tuple[int, bool]] = field(default_factory=list)  # offset, whether the analyzer is to be asked

    def cut(self, at: int, *, ask: bool = False) -> None:
        """Note a sentence end at ``at`` unless the block ends there."""
        after = self.skip(at)
        if after < self.end and not (self.cuts and self.cuts[-1][0] >= at):
            self.cuts.append((at, ask))
            if not ask:
                self.lead = after

    def skip(self, at: int) -> int:
        """The first offset from ``at`` on that is not white space, at most the end of the block."""
        found = _SPACE.match(self.text, at, self.end)
        return found.end() if found else at

    def match(self, pattern: re.Pattern[str], at: int) -> re.Match[str] | None:
        """``pattern`` matched at ``at`` within the block."""
        return pattern.match(self.text, at, self.end)

    def goes_on(self, at: int, pattern: re.Pattern[str] = PARTICLE) -> bool:
        """Whether a particle (or carrier) stands at ``at`` that ties what follows to what precedes."""
        return self.match(pattern, at) is not None and self.match(STARTERS, at) is None

    def starts(self, at: int) -> bool:
        """Whether a word stands at ``at`` that opens a sentence."""
        return self.match(STARTERS, at) is not None or self.match(FREE_STARTERS, at) is not None

    def named(self, at: int) -> bool:
        """Whether a proper name ends at ``at``."""
        return any(found.end() == at for found in NAMES.finditer(self.text, max(0, at - NAME_LENGTH), at))


def candidates(text: str, block: Block) -> list[tuple[int, bool]]:
    """The places in a block where a sentence ends, ascending; True marks those the analyzer decides."""
    if block.kind in (BlockKind.HEADING, BlockKind.BYLINE, BlockKind.COPYRIGHT):
        return []
    mark, _ = list_mark(text, block.start, block.end)
    scan = _Scan(text, block.end, mark, False, pairs(text, block.start, block.end))
    scan.lead = scan.skip(mark)
    scan.headline = text[block.end - 1] not in MARKS and text.find("。", block.start, block.end) < 0
    at = scan.lead
    while (token := _TOKEN.search(text, at, block.end)) is not None:
        kind, at = token.lastgroup, token.end()
        if kind == "mark":
            at = _after_mark(scan, token)
        elif kind == "open":
            at = _after_bracket(scan, token.start())
        elif kind == "dot":
            _after_dot(scan, token)
        elif kind == "glyph":
            _after_glyph(scan, token)
        elif kind == "space":
            _after_space_between(scan, token)
        elif kind == "polite":
            _after_polite(scan, at)
        elif kind == "skip":
            at = token.start() + len(token.group().rstrip("!?.,;:"))
    return scan.cuts


def _after_mark(scan: _Scan, token: re.Match[str]) -> int:
    """A run of 。！？: cut, keep or ask. Returns where reading goes on."""
    text = scan.text
    tail = scan.match(TAIL, token.end())
    at = tail.end() if tail else token.end()
    after = scan.skip(at)
    if after >= scan.end:
        return at
    spaced = after > at
    if text[after] in _KEEP_CHARS:
        return at
    if "。" in token.group() or "｡" in token.group():
        if not spaced and scan.match(STARTERS, after) is None:
            if scan.match(QUOTATIVE, after) or text[after] == "を":
                return at
            if scan.named(token.end()):
                if not scan.goes_on(after):
                    scan.cut(at, ask=True)
                return at
            scan.cut(at, ask=scan.goes_on(after))
            return at
        scan.cut(at)
        return at
    return _after_cry(scan, token, at, after)


def _after_cry(scan: _Scan, token: re.Match[str], at: int, after: int) -> int:
    """A run of ！？ ends at ``at``; the next word stands at ``after``."""
    text, spaced = scan.text, after > at
    before = text[token.start() - 1] if token.start() > scan.lead else ""
    if scan.match(QUOTATIVE, after) and scan.match(STARTERS, after) is None:
        return at
    if not before or (not spaced and scan.goes_on(after)):
        return at
    if not spaced and text[after] in "（(":
        return at
    if before.isascii() and before.isalnum() and text[after].isascii():
        if spaced and not text[after].islower() and not scan.named(token.end()):
            scan.cut(at)
        return at
    if scan.named(token.end()):
        scan.cut(at, ask=True)
    elif spaced:
        scan.cut(at, ask=scan.headline)
    else:
        scan.cut(at, ask=not (_HIRAGANA_END.match(before) or scan.starts(after)))
    return at


def _after_bracket(scan: _Scan, opener: int) -> int:
    """A bracket opens at depth 0: pass over it and judge what follows. Returns where reading goes on."""
    closer = scan.closed.get(opener)
    if closer is None:
        return opener + 1
    char, at = scan.text[opener], closer + 1
    leading = opener == scan.lead
    if char in QUOTES:
        return _after_quotation(scan, opener, leading)
    after = scan.skip(at)
    if leading and (char in LABELS or not _ended(scan, closer)):
        scan.lead = after
    elif leading and not scan.goes_on(after):
        scan.cut(at)
    elif (
        ASIDE.match(scan.text, opener, at)
        and _predicate_before(scan, opener)
        and not scan.goes_on(after)
        and not scan.match(TAIL, after)
    ):
        scan.cut(at, ask=not scan.starts(after))
    return at


def _predicate_before(scan: _Scan, at: int) -> bool:
    return at > scan.lead and PREDICATE_END.match(scan.text, at - 1) is not None


def _ended(scan: _Scan, closer: int) -> str:
    """The sentence mark a bracketed text ends with, or ""."""
    at = closer - 1
    while at > scan.lead and (scan.text[at] in BRACKETS.values() or scan.text[at].isspace()):
        at -= 1
    return scan.text[at] if scan.text[at] in MARKS else ""


def _after_quotation(scan: _Scan, opener: int, leading: bool) -> int:
    """Pass over a quotation, or several in a row, and judge what follows."""
    text = scan.text
    closers: list[int] = []
    ends: list[int] = []
    after = opener
    while after < scan.end and text[after] in QUOTES and after in scan.closed:
        closers.append(scan.closed[after])
        ends.append(_with_attribution(scan, closers[-1] + 1))
        after = scan.skip(ends[-1])
    at = ends[-1]
    if after >= scan.end:
        if leading:
            for end in ends[:-1]:
                scan.cut(end)
        return at
    if text[after] in MARKS + _KEEP_CHARS or scan.goes_on(after, CARRIER):
        return at
    marks = [_ended(scan, closer) for closer in closers]
    if leading and len(ends) > 1 and all(marks):
        for end in ends[:-1]:
            scan.cut(end)
    if marks[-1] in ("。", "｡"):
        scan.cut(at, ask=not leading)
    elif marks[-1]:
        scan.cut(at, ask=not (leading and (after > at or scan.starts(after))))
    elif leading and text[after] not in OPENERS and (_predicate_before(scan, closers[-1]) or scan.starts(after)):
        scan.cut(at, ask=True)
    return at


def _with_attribution(scan: _Scan, at: int) -> int:
    """The end of a quotation together with a bracketed speaker or note directly behind it: 「…。」（30代女性）."""
    if at < scan.end and scan.text[at] in "（(" and at in scan.closed and not _ended(scan, scan.closed[at]):
        return scan.closed[at] + 1
    return at


def _after_dot(scan: _Scan, token: re.Match[str]) -> None:
    """A period: an end after Japanese or at the close of an English sentence."""
    text, start, at = scan.text, token.start(), token.end()
    if at - start > 1 or start <= scan.lead:
        return
    closing = scan.match(_CLOSING, at)
    at = closing.end() if closing else at
    after = scan.skip(at)
    if after >= scan.end or text[after] in _KEEP_CHARS or scan.goes_on(after):
        return
    before, spaced = text[start - 1], after > at
    follows_japanese = _JAPANESE.match(text, after) is not None
    if _JAPANESE.match(before) or before in "」』）)】ー":
        alone = start - 2 < scan.lead or text[start - 2].isspace()  # ア． イ． in a list
        if not alone and (spaced or follows_japanese or token.group() == "．" or text[after] in OPENERS):
            scan.cut(at)
        return
    if token.group() == "．" or not (spaced or (follows_japanese and before.isascii())):
        return
    sofar = text[max(scan.lead, start - 80) : start]
    if ABBREVIATION.search(sofar) or text[after].islower() or (before.isdigit() and sofar.isdigit()):
        return
    if spaced or _LATIN_SENTENCE.search(sofar):
        scan.cut(at)


def _after_glyph(scan: _Scan, token: re.Match[str]) -> None:
    """♪ or an emoji: an end after a predicate; after a noun the analyzer says."""
    at = token.end()
    after = scan.skip(at)
    if token.start() <= scan.lead or after >= scan.end or scan.goes_on(after):
        return
    if scan.text[after] in MARKS + _KEEP_CHARS:
        return
    scan.cut(at, ask=not _HIRAGANA_END.match(scan.text, token.start() - 1))


def _after_space_between(scan: _Scan, token: re.Match[str]) -> None:
    """White space without a mark before it."""
    if "\n" in token.group() or "\r" in token.group():
        return
    at, after = token.start(), token.end()
    if scan.goes_on(after) or at - scan.lead < 4 or not PREDICATE_END.match(scan.text, at - 1):
        return
    polite = re.search(POLITE + "$", scan.text[max(scan.lead, at - 8) : at])
    scan.cut(at, ask=polite is None)


def _after_polite(scan: _Scan, at: int) -> None:
    """です, ます and their kin with the next word directly behind: only the analyzer can tell."""
    if not scan.match(POLITE_NOUN, at) or scan.match(STARTERS, at):
        scan.cut(at, ask=True)
