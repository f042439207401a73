"""Strings and references laid out as ``msgcat`` of GNU gettext 0.21 lays them out at its default width of 79."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.adapters.po_linebreak import MANDATORY, POSSIBLE, PROHIBITED, opportunities, width

PAGE_WIDTH = 79

_SPECIAL = re.compile(r'[\x00-\x1f"\\]')
_LETTERS = {"\a": "a", "\b": "b", "\f": "f", "\n": "n", "\r": "r", "\t": "t", "\v": "v", "\\": "\\", '"': '"'}


def string_lines(name: str, value: str, *, prefix: str = "", wrap: bool = True) -> Iterator[str]:
    """The lines of one keyword and its string, without line ends.

    ``prefix`` stands before every line (``"#~ "``, ``"#| "``); without ``wrap`` only newlines in the string end a line.
    """
    if len(prefix) + len(name) + 2 * len(value) + 3 <= PAGE_WIDTH and not _SPECIAL.search(value):
        yield f'{prefix}{name} "{value}"'  # too short to wrap, however wide its characters
        return
    pieces = value.split("\n")
    portions = [piece + "\n" for piece in pieces[:-1]] + pieces[-1:]
    if len(portions) > 1 and not portions[-1]:
        portions.pop()
    room = (PAGE_WIDTH if wrap else 10**9) - 1 - (len(prefix) + 1)  # both quotes
    column = len(name) + 1
    escaped, taken = _escape(portions[0])
    breaks = _breaks(escaped, taken, room, column)
    if portions[0] and (len(portions) > 1 or column > room or any(breaks)):
        yield f'{prefix}{name} ""'
    else:
        yield f'{prefix}{name} "{escaped}"'
        return
    for portion in portions:
        escaped, taken = _escape(portion)
        start = 0
        for at, here in enumerate(_breaks(escaped, taken, room, 0)):
            if here:
                yield f'{prefix}"{escaped[start:at]}"'
                start = at
        yield f'{prefix}"{escaped[start:]}"'


def reference_lines(references: Iterable[str]) -> Iterator[str]:
    """``#:`` lines; each reference as written, without spaces. gettext counts bytes here, not columns."""
    line = "#:"
    taken = 2
    for reference in references:
        size = len(reference.encode()) + 1
        if taken > 2 and taken + size > PAGE_WIDTH:
            yield line
            line, taken = "#:", 2
        line += " " + reference
        taken += size
    if taken > 2:
        yield line


def _escape(text: str) -> tuple[str, set[int]]:
    """The text as it stands between quotes, and the offsets where no line may start: inside an escape."""
    if not _SPECIAL.search(text):
        return text, set()
    out: list[str] = []
    inside: set[int] = set()
    length = 0
    for char in text:
        if char in _LETTERS:
            out.append("\\" + _LETTERS[char])
            inside.add(length + 1)
            length += 2
        else:
            out.append(char)
            length += 1
    if text.endswith("\n"):
        inside.add(length - 2)  # a closing \n stays with its line
    return "".join(out), inside


def _breaks(escaped: str, inside: set[int], room: int, column: int) -> Sequence[bool]:
    """Whether a new line starts before each character, filling lines greedily up to ``room`` columns."""
    if not escaped.isascii() or column + len(escaped) > room:
        marks = opportunities(escaped)
    else:
        return ()
    for at in inside:
        marks[at] = PROHIBITED
    chosen = [False] * len(escaped)
    last = -1  # the latest place a line could start
    piece = 0  # columns since then
    for at, mark in enumerate(marks):
        if mark != PROHIBITED and last >= 0 and column + piece > room:
            chosen[last] = True
            column = 0
        if mark == MANDATORY:  # U+2028 and its like: gettext starts counting anew, but writes no line end
            last, column, piece = -1, 0, 0
            continue
        if mark == POSSIBLE:
            last, column, piece = at, column + piece, 0
        piece += width(escaped[at])
    if last >= 0 and column + piece > room:
        chosen[last] = True
    return chosen
