"""What surrounds the words of a segment: list marks and hard line breaks. The engine sees the words alone.

``frame`` takes a segment apart so that ``target = lead + translation``; ``offsets`` leads from the engine's text back to
the segment, for terms found in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARKS: tuple[tuple[str, str], ...] = (
    (r"[・•‣◦●○◎■□◆◇▪▲△▼▽★☆▶]", "• "),
    (r"[－−‐*–-](?=[\s　])", "- "),
    (r"※", "* "),
    (r"(?:――|──|――|—|―)", "— "),
    (r"[QＱ問][.．：:　]|問(?=[\s　])", "Q. "),
    (r"[AＡ答][.．：:　]|答(?=[\s　])", "A. "),
)
_NUMBERED = re.compile(r"[(（]?(?P<n>[0-9０-９]{1,3}|[①-⑳])(?P<e>[.．)）、])?(?=[\s　]|(?<=[①-⑳.．)）])[^\d０-９])")
_SPACE = re.compile(r"[\s　]*")
_BREAK = re.compile(r"[ \t　]*(?:\r\n|\r|\n|\u2028|\u2029)[ \t　]*")


@dataclass(frozen=True, slots=True)
class Frame:
    """``text`` is what the engine translates; ``text[i]`` is the segment's code point ``offsets[i]``."""

    text: str
    lead: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A half-open span of ``text`` as a span of the segment."""
        return self.offsets[start], self.offsets[end - 1] + 1


def frame(segment: str) -> Frame:
    """Take the list mark off a segment and its hard line breaks out of it."""
    lead, begin = _mark(segment)
    out: list[str] = []
    offsets: list[int] = []
    position = begin
    for gap in [*_BREAK.finditer(segment, begin), None]:
        stop = gap.start() if gap else len(segment)
        out.append(segment[position:stop])
        offsets += range(position, stop)
        if gap:
            before, after = segment[stop - 1 : stop], segment[gap.end() : gap.end() + 1]
            if before.isascii() and after.isascii() and before.strip() and after.strip():
                out.append(" ")  # Latin words need their space, Japanese has none
                offsets.append(stop)
            position = gap.end()
    return Frame("".join(out), lead, tuple(offsets))


def _mark(segment: str) -> tuple[str, int]:
    """The English for the list mark a segment begins with, and where its words begin."""
    for pattern, english in _MARKS:
        if match := re.match(pattern, segment):
            begin = _after(segment, match.end())
            return (english, begin) if begin < len(segment) else ("", 0)
    if match := _NUMBERED.match(segment):
        begin = _after(segment, match.end())
        number = match["n"]
        digits = str(ord(number) - ord("①") + 1) if "①" <= number <= "⑳" else str(int(number))
        if begin < len(segment) and (match["e"] or "①" <= number <= "⑳"):
            bracketed = segment[0] in "(（" or match["e"] in (")", "）")
            return (f"({digits}) " if bracketed or "①" <= number <= "⑳" else f"{digits}. "), begin
    return "", 0


def _after(segment: str, position: int) -> int:
    match = _SPACE.match(segment, position)
    return match.end() if match else position
