"""Where a document falls apart before anyone reads a sentence: headings, paragraphs, list items, bylines, quotations.

A line break ends a block. The one exception is a hard wrap, a line break that only keeps lines short. A break is taken
for a wrap when the line is about as wide as the others of its paragraph, ends without a sentence end, and goes on
without indent, list mark or heading shape; and when either three or more lines of the document agree on the width, or
the two lines show in their own words that the sentence is unfinished. Everything here is linear in the document.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import Block, BlockKind

BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
BRACKETS = dict(zip("「『（(【〈《〔［[｛{“‘｢〝＜≪〖", "」』）)】〉》〕］]｝}”’｣〟＞≫〗", strict=True))
CLOSERS = "".join(BRACKETS.values())
_CLOSING = re.escape(CLOSERS)
MARKS = "。｡！？!?‼⁇⁈⁉"
POLITE = r"(?:です|ます|でした|ました|ません|でしょう|ましょう|ください|下さい)(?:よね|[ねよか])?"

_INVISIBLE = "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060"
_LINE = re.compile(f"[^{BREAKS}]+")
_NEWLINE = re.compile(f"\r\n|[{BREAKS}]")
_WIDE = re.compile("[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]")
_ENDED = re.compile(f"[{MARKS}]|(?:[ぁ-んァ-ヶ一-鿿{_CLOSING}])[.．]|[♪♫♡♥]|（[笑泣汗爆苦怒]+）|\\([笑泣汗爆苦怒]+\\)")
_MARK_INSIDE = re.compile(f"[{MARKS}](?=[^{MARKS}{_CLOSING}])")

_DIGIT = "0-9０-９"
_KANJI_NUMBER = "一二三四五六七八九十百〇"
_BULLET = re.compile(r"[・･●○◯■□◆◇▲△▼▽▶►★☆※•‣](?!$)|[*＊+](?=\s)|[-－−–](?=[ \u3000\t])|[－−](?=[ぁ-んァ-ヶ一-鿿])")
_NUMBERED = re.compile(
    r"[①-⑳㉑-㉟㊱-㊿❶-❿⑴-⒇⒈-⒛]"
    rf"|[{_DIGIT}]{{1,3}}(?:\.(?=[\s\u0080-\uffff])|[)）．:：、](?![{_DIGIT}]))"
    rf"|[(（](?:[{_DIGIT}]{{1,3}}|[{_KANJI_NUMBER}]{{1,3}}|[ア-ンa-zA-Zａ-ｚＡ-Ｚ])[)）]"
    rf"|第[{_DIGIT}{_KANJI_NUMBER}]+[条章節編款項](?=[\s（(]|$)"
    rf"|[QＱAＡ][{_DIGIT}]{{0,3}}(?:\.(?=[\s\u0080-\uffff])|[．:：、)）])|[問答][{_DIGIT}]{{0,3}}[.．:：](?![{_DIGIT}])"
    rf"|[ア-ンa-zａ-ｚ](?:[．)）]|\.(?=\s))|[{_KANJI_NUMBER}]{{1,3}}[、．](?=\S)|[ⅰ-ⅹⅠ-Ⅻ][．.)）、]"
)
_DASH = re.compile("[―—─]{1,2}|－－|--(?=[^-])")
_OTHER_OPENER = re.compile(r"#{1,6}[ \u3000]|[>＞](?=\s|[>＞])|[【©Ⓒ]")
_COPYRIGHT = re.compile(r"[©Ⓒ]|[(（][CcＣｃ][)）]\s*(?=[^\s])|Copyright\b", re.IGNORECASE)

_LATIN_WORD = re.compile(r"[!-~]{1,24}")
_MIN_WRAP, _MAX_WRAP = 36, 100  # columns, a full-width character counting 2: 18 to 50 characters a line
_SLACK = 6  # columns a line may stay below the wrap width (kinsoku moves up to three characters)
_TOO_WIDE = 1000
_HEADING_LIMIT = 120
_UNFINISHED = re.compile(
    r"(?:[、，・「『（【]|(?<!と)は|[がをにのも]|(?<![ーと])で|(?<![っこ])と|[てっ]|から|ので|けど|ながら|として|による|ような|という)$"
)
_CONTINUES = re.compile(
    r"[、。，．）」』】ぁぃぅぇぉっゃゅょゎんーァィゥェォッャュョヵヶを]|(?![あえがで])[ぁ-ん][、。]"
    r"|が[^ん、]|は[^いじたっ]|に[^わ]|と[、い言述]|れ[るてたなば]|られ|せ[るたて]|まし|ませ|なかっ|です|でし|し[たて]|する|され"
)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not blank: ``begin`` is where the line starts, ``start``/``end`` the text without its white space.

    ``adjacent`` says that no blank line stands before it.
    """

    begin: int
    start: int
    end: int
    width: int
    adjacent: bool
    opens: bool
    ended: bool


def list_mark(text: str, start: int, end: int) -> tuple[int, BlockKind | None]:
    """Where the words begin behind a list mark at ``start``, and the kind of list; ``(start, None)`` without one."""
    for pattern, kind in ((_NUMBERED, BlockKind.NUMBERED), (_BULLET, BlockKind.BULLET)):
        if found := pattern.match(text, start, end):
            return found.end(), kind
    if found := _DASH.match(text, start, end):
        return found.end(), BlockKind.PARAGRAPH
    return start, None


def pairs(text: str, start: int, end: int) -> dict[int, int]:
    """Closed brackets within ``text[start:end]``: offset of each opener → offset of its closer.

    An opener without a closer (or the reverse) is left out, so one slip of the pen cannot swallow a paragraph.
    Straight quotation marks pair up only when their number is even.
    """
    found: dict[int, int] = {}
    stack: list[tuple[str, int]] = []
    waiting: Counter[str] = Counter()
    straight = text.count('"', start, end) % 2 == 0
    for match in _BRACKET.finditer(text, start, end):
        char, at = match.group(), match.start()
        if char == '"':
            if not straight:
                continue
            opening = not waiting['"']
        else:
            opening = char in BRACKETS
        if opening:
            closer = BRACKETS.get(char, char)
            stack.append((closer, at))
            waiting[closer] += 1
        elif waiting[char]:
            while True:
                closer, opener = stack.pop()
                waiting[closer] -= 1
                if closer == char:
                    found[opener] = at
                    break
    return found


_BRACKET = re.compile("[" + re.escape("".join(BRACKETS) + CLOSERS) + '"]')


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a document in order; they overlap nowhere and leave out only white space (and a leading BOM)."""
    lines = _lines(text)
    width = _wrap_width(text, lines)
    groups: list[tuple[int, int]] = []  # half-open ranges of lines
    for first, last in _runs(lines):
        widest = max(line.width for line in lines[first:last])
        prose = any(_has_mark(text, line) for line in lines[first:last])
        begin = first
        for index in range(first + 1, last):
            if not _wrapped(text, lines, index - 1, widest, width if prose else 0, listed=begin):
                groups.append((begin, index))
                begin = index
        groups.append((begin, last))
    spans = [(lines[first].start, lines[last - 1].end) for first, last in groups]
    kinds = [_kind(text, lines, groups, spans, index) for index in range(len(groups))]
    return tuple(Block(start, end, kind) for (start, end), kind in zip(spans, kinds, strict=True))


def _lines(text: str) -> list[_Line]:
    found: list[_Line] = []
    previous = -1  # end of the last line that was not blank
    for match in _LINE.finditer(text):
        begin, stop = match.span()
        raw = match.group()
        bare = raw.rstrip()
        end = begin + len(bare)
        bare = bare.lstrip("\ufeff").lstrip() if begin == 0 else bare.lstrip()
        if not bare.strip(_INVISIBLE + " \t\u3000"):
            continue
        start = end - len(bare)
        gap = _NEWLINE.match(text, previous) if previous >= 0 else None
        found.append(
            _Line(
                begin=begin,
                start=start,
                end=end,
                width=columns(bare) if len(bare) <= _MAX_WRAP else _TOO_WIDE,
                adjacent=gap is not None and gap.end() == begin,
                opens=_opens(text, start, end),
                ended=_ends_sentence(text, start, end),
            )
        )
        previous = stop
    return found


def columns(text: str) -> int:
    """Width on a terminal: a full-width character counts 2."""
    return len(text) + len(_WIDE.findall(text))


def _opens(text: str, start: int, end: int) -> bool:
    return (
        list_mark(text, start, end)[1] is not None
        or _OTHER_OPENER.match(text, start, end) is not None
        or _COPYRIGHT.match(text, start, end) is not None
    )


def _ends_sentence(text: str, start: int, end: int) -> bool:
    tail = text[max(start, end - 8) : end].rstrip(CLOSERS.replace("）", "").replace(")", "") + '"')
    found = list(_ENDED.finditer(tail))
    return bool(found) and not tail[found[-1].end() :].strip("）)")


def _has_mark(text: str, line: _Line) -> bool:
    return line.ended or text.find("。", line.start, line.end) >= 0


def _runs(lines: Sequence[_Line]) -> list[tuple[int, int]]:
    starts = [index for index, line in enumerate(lines) if not line.adjacent]
    return list(zip(starts, [*starts[1:], len(lines)][: len(starts)], strict=True))


def _may_wrap(lines: Sequence[_Line], index: int) -> bool:
    """Whether the break after line ``index`` could be a hard wrap, going by layout alone."""
    line, after = lines[index], lines[index + 1]
    return (
        after.adjacent
        and not after.opens
        and not line.ended
        and _MIN_WRAP <= line.width <= _MAX_WRAP
        and after.width <= line.width + _SLACK
    )


def _indent(line: _Line) -> int:
    return line.start - line.begin


def _wrap_width(text: str, lines: Sequence[_Line]) -> int:
    """The width most unfinished lines agree on, or 0 when fewer than three do."""
    widths = Counter(
        lines[index].width
        for index in range(len(lines) - 1)
        if _may_wrap(lines, index) and not _indent(lines[index + 1])
    )
    if not widths:
        return 0
    support = {width: sum(widths[width - back] for back in range(_SLACK + 1)) for width in widths}
    best = max(support, key=lambda width: (support[width], -width))
    return best if support[best] >= 3 and support[best] * 5 >= 3 * sum(widths.values()) else 0


def _wrapped(text: str, lines: Sequence[_Line], index: int, widest: int, width: int, *, listed: int) -> bool:
    """Whether line ``index`` goes on in the next one. ``width`` is the document's wrap width (0: unknown)."""
    line, after = lines[index], lines[index + 1]
    if not _may_wrap(lines, index):
        full = width - _SLACK <= line.width <= width + 4 and widest <= width + 4
        bare = after.adjacent and not after.opens and not _indent(after)
        return bool(width) and line.ended and full and bare and _left_open(text, line, after)
    hanging = lines[listed].opens  # the lines of a list item may be indented
    plain = text[after.begin : after.start].isascii() and _indent(after) == _indent(line)
    if _indent(after) and not hanging and not plain:
        return False
    word = _LATIN_WORD.match(text, after.start, after.end)
    reach = line.width + (len(word.group()) if word else 0)  # a word that did not fit made the line short
    if width and line.width <= width + 4 and width - _SLACK <= reach and widest <= width + 4:
        return True
    if widest > reach + _SLACK:
        return False
    if _UNFINISHED.search(text, max(line.start, line.end - 6), line.end) or _CONTINUES.match(text, after.start):
        return True
    inner = text.find("。", line.start, line.end)
    return inner >= 0 or _left_open(text, line, after)


def _left_open(text: str, line: _Line, after: _Line) -> bool:
    """Whether a quotation opened in this line is closed in the next."""
    return any(
        text.rfind(opener, line.start, line.end) > text.rfind(BRACKETS[opener], line.start, line.end)
        and text.find(BRACKETS[opener], after.start, after.end) >= 0
        for opener in "「『（"
    )


def _kind(
    text: str,
    lines: Sequence[_Line],
    groups: Sequence[tuple[int, int]],
    spans: Sequence[tuple[int, int]],
    index: int,
) -> BlockKind:
    start, end = spans[index]
    if _COPYRIGHT.match(text, start, end):
        return BlockKind.COPYRIGHT
    listed = list_mark(text, start, end)[1]
    if listed is not None and not _bracketed(text, start, end):
        return listed
    if text.startswith("#", start) and _OTHER_OPENER.match(text, start, end):
        return BlockKind.HEADING
    closed = pairs(text, start, end) if text[start] in BRACKETS and text[end - 1] in CLOSERS else {}
    if closed.get(start) == end - 1 and text[start] in "【［[（(" and not _MARK_INSIDE.search(text, start, end):
        return BlockKind.BYLINE
    if closed and text[start] in "「『“" and _chain_end(text, closed, start) == end:
        return BlockKind.QUOTATION
    first, last = groups[index]
    if last - first == 1 and _heading(text, lines, first, spans, index):
        return BlockKind.HEADING
    return BlockKind.PARAGRAPH


def _bracketed(text: str, start: int, end: int) -> bool:
    """Whether the block is one bracketed remark, such as （注） or 〈1〉, rather than a list item."""
    return text[start] in "(（" and pairs(text, start, min(end, start + 8)).get(start) == end - 1


def _chain_end(text: str, closed: dict[int, int], at: int) -> int:
    end = at
    while at in closed:
        end = at = closed[at] + 1
        while at < len(text) and text[at].isspace():
            at += 1
    return end


_INNER_STOP = re.compile(f"[{MARKS}][{_CLOSING}]*(?P<space>[ \u3000]*)(?=[^{MARKS}{_CLOSING}\\s])")
_POLITE_STOP = re.compile(POLITE + f"(?:[{MARKS}\\s]|$)")


def _heading(text: str, lines: Sequence[_Line], number: int, spans: Sequence[tuple[int, int]], index: int) -> bool:
    line = lines[number]
    if columns(text[line.start : min(line.end, line.start + _HEADING_LIMIT)]) > _HEADING_LIMIT:
        return False
    words = text[line.start : line.end]
    if "。" in words or "｡" in words or words[-1] in "、，" or ". " in words or _POLITE_STOP.search(words):
        return False
    stops = [found for found in _INNER_STOP.finditer(words) if not _inside(words, found.start())]
    if index + 1 == len(spans):
        return False
    title = index == 0 and not lines[number + 1].adjacent
    followed = text.find("。", *spans[index + 1]) >= 0
    if not line.adjacent and title:
        return True
    return followed and (not stops or (words[-1] not in MARKS and all(found["space"] for found in stops)))


def _inside(words: str, at: int) -> bool:
    return any(opener < at < closer for opener, closer in pairs(words, 0, len(words)).items())
