"""Terms in, placeholders out, and back: the text a term-aware model sees and the text a reader sees.

A placeholder stands for one matched occurrence. Its index is drawn by hash, not counted up, and never equals a number of
the sentence, so that a digit in the text is not taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from glossary import Article, TermMatch
from glossary.protect import gaps, shuffled

from .ports import Markup, Proxy


@dataclass(frozen=True, slots=True)
class Masked:
    """A source with placeholders. ``slots`` pairs each placeholder used with the match it stands for, in source order.

    Of a proxy it is the English that is looked for.
    """

    text: str
    slots: tuple[tuple[str, TermMatch], ...]


def mask(source: str, matches: Sequence[TermMatch], markup: Markup, *, gloss: bool) -> Masked:
    """Put placeholders for ``matches`` (sorted, not overlapping); what exceeds the model's symbols stays as it is."""
    free = shuffled(source, markup.placeholders)
    slots: list[tuple[str, TermMatch]] = []
    out: list[str] = []
    end = 0
    for match, placeholder in zip(matches, free, strict=False):
        out.append(source[end : match.start])
        out.append(placeholder)
        if gloss:
            out.append(f"{match.surface}{markup.opening}{match.target}{markup.closing}")
        end = match.end
        slots.append((placeholder, match))
    out.append(source[end:])
    return Masked("".join(out), tuple(slots))


@dataclass(frozen=True, slots=True)
class Filled:
    """A hypothesis with its placeholders replaced.

    ``spans`` are the places of the filled terms in ``text`` with their matches; ``leftover`` counts symbols that stand
    for nothing (removed from the text), ``repeated`` those that came back more than once.
    """

    text: str
    spans: tuple[tuple[int, int, TermMatch], ...]
    leftover: int
    repeated: int


def fill(hypothesis: str, masked: Masked, markup: Markup) -> Filled:
    """Replace each placeholder by its English; drop symbols that belong to no term. Spacing around it is made good."""
    by_symbol = dict(masked.slots)
    symbols = sorted({*markup.placeholders, markup.opening, markup.closing} - {""}, key=len, reverse=True)
    pattern = re.compile("|".join(re.escape(s) for s in symbols))
    out: list[str] = []
    spans: list[tuple[int, int, TermMatch]] = []
    used: dict[str, int] = {}
    size = end = leftover = 0
    for found in pattern.finditer(hypothesis):
        between = hypothesis[end : found.start()]
        end = found.end()
        out.append(between)
        size += len(between)
        match = by_symbol.get(found.group())
        if match is None:
            leftover += 1
            continue
        used[found.group()] = used.get(found.group(), 0) + 1
        left, right = gaps("".join(out)[-1:], hypothesis[end : end + 2])
        text = match.target
        size += len(left)
        spans.append((size, size + len(text), match))
        out += [left, text, right]
        size += len(text) + len(right)
    out.append(hypothesis[end:])
    return Filled("".join(out), tuple(spans), leftover, sum(n - 1 for n in used.values()))


def stand_in(source: str, matches: Sequence[TermMatch], proxies: Sequence[Proxy]) -> Masked:
    """Put an ordinary word for each match: one that neither the source nor any term's English contains.

    Matches for which no word is left stay as they are.
    """
    spoken = " ".join((source, *(form for m in matches for form in m.concept.forms))).casefold()
    free = [p for p in _shuffled_proxies(source, proxies) if not _touches(p, spoken)]
    slots: list[tuple[str, TermMatch]] = []
    out: list[str] = []
    end = 0
    for match in matches:
        order = _KINDS[match.concept.article] or ("PTMN" if match.target[:1].isupper() else "MPTN")
        proxy = min(free, key=lambda p: order.index(p.kind) if p.kind in order else len(order), default=None)
        if proxy is None:
            break
        # a stem is looked for in what comes back, so no two may share one
        free = [p for p in free if p.source != proxy.source and _stem(p.target) != _stem(proxy.target)]
        out += [source[end : match.start], proxy.source]
        end = match.end
        slots.append((proxy.target, match))
    out.append(source[end:])
    return Masked("".join(out), tuple(slots))


_KINDS = {Article.THE: "TP", Article.ZERO: "PM", Article.A: "PT", Article.NONE: ""}
"""Classes of proxy that fit a term's article, best first."""


def _shuffled_proxies(source: str, proxies: Sequence[Proxy]) -> list[Proxy]:
    """The proxies in an order fixed by the text, so that a document does not lean on one word."""
    by_name = {p.source: p for p in proxies}
    return [by_name[name] for name in shuffled(source, tuple(by_name))] if by_name else []


def kin(target: str, text: str) -> int:
    """How many words of a text are made from a proxy's English, itself included (Norwegian, Norway)."""
    stem = _stem(target)
    shape = rf"{re.escape(stem)}\w*" if len(stem) > 3 else rf"{re.escape(stem)}s?"
    return len(re.findall(rf"(?<!\w){shape}(?!\w)", text, re.IGNORECASE))


def _stem(target: str) -> str:
    word = max(re.findall(r"\w+", target), key=len, default=target).casefold()
    return word[: max(4, len(word) - 3)]


def _touches(proxy: Proxy, spoken: str) -> bool:
    return proxy.source.casefold() in spoken or kin(proxy.target, spoken) > 0


def fill_proxies(hypothesis: str, masked: Masked) -> Filled:
    """Put the terms where their proxies came back, whatever their case and spacing.

    ``leftover`` counts words that are made from a proxy but are not it (Norwegian for Norway): such a text cannot be used.
    """
    forms = {re.sub(r"\W+", "", target).casefold(): match for target, match in masked.slots}
    if not forms:
        return Filled(hypothesis, (), 0, 0)
    shapes = [
        r"\W{0,3}".join(map(re.escape, re.findall(r"\w+", t)))
        for t, _ in sorted(masked.slots, key=lambda s: -len(s[0]))
    ]
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(shapes)})(?!\w)", re.IGNORECASE)
    out: list[str] = []
    spans: list[tuple[int, int, TermMatch]] = []
    used: dict[str, int] = {}
    size = end = 0
    rest: list[str] = []
    for found in pattern.finditer(hypothesis):
        between = hypothesis[end : found.start()]
        end = found.end()
        key = re.sub(r"\W+", "", found.group()).casefold()
        used[key] = used.get(key, 0) + 1
        match = forms[key]
        spans.append((size + len(between), size + len(between) + len(match.target), match))
        out += [between, match.target]
        rest.append(between)
        size += len(between) + len(match.target)
    out.append(hypothesis[end:])
    rest.append(hypothesis[end:])
    leftover = sum(kin(target, " ".join(rest)) for target, _ in masked.slots)
    return Filled("".join(out), tuple(spans), leftover, sum(n - 1 for n in used.values()))
