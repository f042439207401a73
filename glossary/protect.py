"""Placeholders for any engine: terms out of the way before translation, their English back in afterwards.

For engines that know nothing of terms. A placeholder is what the engine is trusted to copy; what it did not copy is
reported, never guessed. Models trained on placeholders are served better by taiyaku's own ladder.

>>> from glossary import Glossary, protect, restore
>>> glossary = Glossary.load(default=True)                                      # doctest: +SKIP
>>> text = "専門家パネルは報告書を公表した。"
>>> protected = protect(text, glossary.match(text), style="[{}]")              # doctest: +SKIP
>>> protected.text                                                              # doctest: +SKIP
'[8]は報告書を公表した。'
>>> restore(protected, "The [ 8 ] has published its report.").text             # doctest: +SKIP
'The Panel of Experts has published its report.'
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from glossary.model import Case, GlossaryError, TermMatch
from glossary.patterns import Lazy

STYLE = "⟦{}⟧"
"""How a placeholder looks unless the caller knows what its engine copies best; ``{}`` is the number."""

_OPENING, _CLOSING = "[(<{⟦〚【〔《〈«「『⦅", "])>}⟧〛】〕》〉»」』⦆"
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
"""Full-width to ASCII, one character for one, so that offsets stay."""
_ABBREVIATION = Lazy(r"\b[A-Z][a-z]{0,2}\.$")


@dataclass(frozen=True, slots=True)
class Slot:
    """A placeholder and the occurrence it stands for."""

    index: int
    placeholder: str
    match: TermMatch


@dataclass(frozen=True, slots=True)
class Protected:
    """A text with placeholders, in source order; ``source`` is the text as it was."""

    text: str
    slots: tuple[Slot, ...]
    source: str = ""
    style: str = STYLE


@dataclass(frozen=True, slots=True)
class Restored:
    """A translation with its terms in place.

    ``missing`` placeholders did not come back, ``repeated`` ones came back more than once (each is filled); ``stray``
    ones stand for nothing and were removed.
    """

    text: str
    missing: tuple[Slot, ...] = ()
    repeated: tuple[Slot, ...] = ()
    stray: tuple[str, ...] = ()


def protect(
    text: str, matches: Sequence[TermMatch], style: str = STYLE, *, numbers: Sequence[int] | None = None
) -> Protected:
    """Put a placeholder for each enforced match; ``matches`` as ``Glossary.match`` gives them.

    The same text always gets the same numbers; they look drawn at random and equal no number of the text. ``numbers``
    limits the choice to those the engine copies; terms beyond them stay as they are. Raises GlossaryError where
    ``style`` cannot be told from ordinary text.
    """
    _pattern(style)
    slots: list[Slot] = []
    out: list[str] = []
    end = 0
    wanted = [match for match in matches if match.concept.enforced]
    for match, index in zip(wanted, _numbers(text, numbers), strict=False):
        slot = Slot(index, style.replace("{}", str(index)), match)
        out += [text[end : match.start], slot.placeholder]
        end = match.end
        slots.append(slot)
    return Protected("".join(out) + text[end:], tuple(slots), text, style)


def restore(protected: Protected, translated: str) -> Restored:
    """Replace the placeholders in ``translated`` by their English, making good the spaces around them.

    A placeholder is known by its number: spaces inside, full-width digits, another case or kind of bracket do no harm.
    """
    by_index = {slot.index: slot for slot in protected.slots}
    own, numbers = _shapes(protected.style), _numerals(protected.source)
    out: list[str] = []
    stray: list[str] = []
    counts = dict.fromkeys(by_index, 0)
    end = 0
    for found in _pattern(protected.style).finditer(translated.translate(_FOLD)):
        written = translated[found.start() : found.end()]
        index = int("".join(found["index"].split()))
        slot = by_index.get(index)
        if slot is None and (index in numbers or not _looks(written, own)):
            continue  # the author's brackets, not ours
        out.append(translated[end : found.start()])
        end = found.end()
        if slot is None:
            stray.append(written)
            continue
        counts[slot.index] += 1
        before = next((piece[-1] for piece in reversed(out) if piece), "")
        left, right = gaps(before, translated[end : end + 2])
        out += [left, _written(slot.match, "".join(out)), right]
    out.append(translated[end:])
    text = "".join(out)
    return Restored(
        re.sub(r"(?<=\S) {2,}(?=\S)", " ", text).strip() if stray else text,
        tuple(slot for slot in protected.slots if counts[slot.index] == 0),
        tuple(slot for slot in protected.slots if counts[slot.index] > 1),
        tuple(stray),
    )


def shuffled(source: str, placeholders: Sequence[str]) -> list[str]:
    """The placeholders in an order fixed by the text, those that look like its numbers last."""
    digits = set(re.findall(r"\d+", source))
    seed = zlib.crc32(source.encode("utf-8", "surrogatepass"))
    count = len(placeholders)
    # 5 and 16 share no factor: a walk that visits each symbol once, starting where the text says
    walk = [placeholders[(seed + 5 * i) % count] for i in range(count)] if count % 5 else list(placeholders)
    return sorted(walk, key=lambda p: bool(set(re.findall(r"\d+", p)) & digits))


def gaps(before: str, after: str) -> tuple[str, str]:
    """The spaces a term needs between the character ``before`` and the two characters ``after`` its placeholder.

    A plural ``s`` stays where the engine wrote it.
    """
    left = " " if before and (before.isalnum() or before in ",.;:)”") else ""
    right = " " if after[:1].isalnum() and not re.match(r"s(?![A-Za-z])", after) else ""
    return left, right


def _numbers(text: str, allowed: Sequence[int] | None) -> Iterator[int]:
    """Numbers for placeholders, never one that the text has: 0–15, which taiyaku's models know; then larger ones."""
    taken = _numerals(text)
    taken |= {"〇一二三四五六七八九十".index(char) for char in text if char in "〇一二三四五六七八九十"}
    first, size = 0, 16  # never a multiple of 5, so that the walk in steps of 5 visits each
    while True:
        pool = range(first, first + size) if allowed is None else allowed
        yield from (n for n in map(int, shuffled(text, [str(n) for n in pool])) if n not in taken)
        if allowed is not None:
            return
        first, size = first + size, size * 10 + 1


def _numerals(text: str) -> set[int]:
    return {int(run) for run in re.findall(r"[0-9]{1,9}", unicodedata.normalize("NFKC", text))}


def _written(match: TermMatch, before: str) -> str:
    """The term's English, with a capital where it opens a sentence."""
    body = before.rstrip("\"'“‘( ")
    end = body.rstrip("\"'”’)")[-4:]
    opens = not body or (end[-1:] in tuple(".!?") and before != body and not _ABBREVIATION.search(end))
    if match.concept.case is Case.LOWER and opens:
        return match.target[:1].upper() + match.target[1:]
    return match.target


@lru_cache(maxsize=64)
def _pattern(style: str) -> re.Pattern[str]:
    """What counts as a placeholder, in folded text."""
    head, mark, tail = style.partition("{}")
    head, tail = head.strip(), tail.strip()
    if not mark or "{}" in tail or not head or re.search(r"[0-9]", style) or "\n" in style:
        raise GlossaryError(f"style {style!r}: write marks without digits around one {{}}, as in ⟦{{}}⟧ or [{{}}]")
    number = r"(?P<index>[0-9](?:\s?[0-9]){0,8})" if tail else r"(?P<index>[0-9]{1,9})(?![0-9])(?:(?:st|nd|rd|th)\b)?"
    edge = r"(?<![^\W_])" if head[0].isalnum() else ""
    end = r"\s*" + _loose(tail, "tail") if tail else ""
    return re.compile(rf"{edge}{_loose(head, 'head')}\s*{number}{end}", re.IGNORECASE)


def _loose(marks: str, side: str) -> str:
    """A pattern for the marks in which kinds of brackets are alike, and doubled ones (but parentheses) are one."""
    out = []
    for at, char in enumerate(marks.translate(_FOLD)):
        if char in _OPENING or char in _CLOSING:
            name = f"{side}{at}"
            kinds = re.escape(_OPENING if char in _OPENING else _CLOSING)
            out.append(f"(?P<{name}>[{kinds}])(?:(?<![()])(?P={name}))*")
        elif not char.isspace():
            out.append(re.escape(char))
    return r"\s*".join(out)


def _shapes(style: str) -> str:
    """The style without its number and spaces: what an unknown placeholder must show to be taken for one of ours."""
    return "".join(style.translate(_FOLD).split()).replace("{}", "").casefold()


def _looks(written: str, own: str) -> bool:
    return re.sub(r"[0-9\s]", "", written.translate(_FOLD)).casefold() == own
