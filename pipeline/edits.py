"""Changes to a text that can be taken back: each is kept with its place in the text as it ends up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .model import Repair


class Edits:
    """A text under repair. Offsets are always into ``text`` as it stands now; ``marks`` move along with it.

    What is changed twice becomes one change, so that the log never overlaps and any part of it can be undone alone.
    """

    def __init__(self, text: str, marks: Sequence[tuple[int, int]] = ()) -> None:
        self.text = text
        self.marks = list(marks)
        self._log: list[Repair] = []

    @property
    def log(self) -> tuple[Repair, ...]:
        """The changes in order; starts are offsets into ``text``."""
        return tuple(self._log)

    def replace(self, start: int, stop: int, new: str, rule: str) -> None:
        """Put ``new`` where ``text[start:stop]`` stands. Marks it touches grow or shrink with it."""
        if self.text[start:stop] == new:
            return
        shift = len(new) - (stop - start)
        touched = [r for r in self._log if _meet(r, start, stop, new)]
        first = min([start, *(r.start for r in touched)])
        last = max([stop, *(r.start + len(r.after) for r in touched)])
        before = undo(self.text[first:last], [_moved(r, -first) for r in touched])
        after = self.text[first:start] + new + self.text[stop:last]
        rules = ", ".join(dict.fromkeys([*(r.rule for r in touched), rule]))
        merged = [Repair(first, before, after, rules)] if before != after else []
        rest = [r if r.start < first else _moved(r, shift) for r in self._log if r not in touched]
        self._log = sorted([*rest, *merged], key=lambda r: r.start)
        self.marks = [_mark(mark, start, stop, shift) for mark in self.marks]
        self.text = self.text[:start] + new + self.text[stop:]


def undo(text: str, repairs: Iterable[Repair]) -> str:
    """The text without these repairs: all of a log, or any one of them.

    Raises ValueError where the text is not the one the log was made for.
    """
    for repair in sorted(repairs, key=lambda r: r.start, reverse=True):
        stop = repair.start + len(repair.after)
        if text[repair.start : stop] != repair.after:
            raise ValueError(f"{repair.start}: “{repair.after}” is not there; the text was changed after its repair")
        text = text[: repair.start] + repair.before + text[stop:]
    return text


def shifted(repairs: Iterable[Repair], by: int) -> tuple[Repair, ...]:
    """The log of a text that now stands ``by`` code points further on."""
    return tuple(_moved(repair, by) for repair in repairs)


def _moved(repair: Repair, by: int) -> Repair:
    return Repair(repair.start + by, repair.before, repair.after, repair.rule)


def _meet(repair: Repair, start: int, stop: int, new: str) -> bool:
    """Whether a change must be told together with an earlier one: they overlap, or touch where one leaves nothing."""
    end = repair.start + len(repair.after)
    if start < end and repair.start < stop:
        return True
    return start <= end and repair.start <= stop and (not repair.after or not new or start == stop)


def _mark(mark: tuple[int, int], start: int, stop: int, shift: int) -> tuple[int, int]:
    left, right = mark
    if stop <= left and (start < left or start == stop):
        return left + shift, right + shift
    if start >= right:
        return mark
    return min(left, start), max(right, stop) + shift
