"""Noun phrases and their English from parallel text: a lexicon of terms no dictionary lists.

A run of kanji, katakana and Latin letters (抑止態勢, 対外援助) is a phrase; its English is the stretch of whole words
whose pieces come from it, if every piece of the phrase is answered there and nothing in between comes from elsewhere. A phrase pair seen once is chance;
seen again, with the same English most of the time, it is a term.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

LINK = 0.06  # a weaker score is no link
WORDS = 5
SEEN = 2
SHARE = 0.34

_RUN = re.compile(r"[々〆ヶ一-鿿ァ-ヺー・A-Za-zＡ-Ｚａ-ｚ]{2,16}")
_HEAD = re.compile(r"[一-鿿]{2}|[ァ-ヺー]{3}")
_VERBAL = tuple("しすさせ")  # 導入した, 発表する: a verb here
_WORD = re.compile(r"\S+")
_STOP = frozenset(
    re.findall(
        r"\w+",
        """
    a an the of to in on at by for from with and or as is are was were be been that
    this these those it its he his she her they their we our you your i my not no which who whom
    what when where while if but than then so such into about over under after before between through during also had has
    have do does did will would can could may might shall should there here all any some each other one more most
    very up out
""",
    )
)

Scores = npt.NDArray[np.float32]


def phrase_pairs(ja: str, en: str, vocabulary: Any, table: Any) -> Iterator[tuple[str, str]]:
    """Each noun run of ``ja`` with its English, where the links leave no doubt.

    ``table`` is the array of ``align.learn_table`` as NumPy (source × target pieces).
    """
    ja, en = (unicodedata.normalize("NFKC", text) for text in (ja, en))  # as SentencePiece does
    left, right = _pieces(ja, vocabulary), _pieces(en, vocabulary)
    if not left or not right:
        return
    score: Scores = table[np.ix_([p for p, _, _ in left], [p for p, _, _ in right])].astype(np.float32)
    claimed = np.where(score.max(0) > LINK, score.argmax(0), -1)  # per English piece, the Japanese one it comes from
    answered = np.where(score.max(1) > LINK, score.argmax(1), -1)
    words = [(m.start(), m.end()) for m in _WORD.finditer(en)]
    for run in _RUN.finditer(ja):
        if not _HEAD.search(run.group()) or ja[run.end() : run.end() + 1] in _VERBAL:
            continue
        inside = [i for i, (_, start, end) in enumerate(left) if start >= run.start() and end <= run.end()]
        straddles = any(s < b < e for b in (run.start(), run.end()) for _, s, e in left)
        own = np.isin(claimed, inside)
        if not inside or straddles or not all(answered[i] >= 0 and own[answered[i]] for i in inside):
            continue
        english = _english(en, words, right, own, claimed)
        if english:
            yield run.group(), english


def lexicon(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str, int]]:
    """Phrase pairs worth trusting, with their counts, most frequent first."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for ja, en in pairs:
        seen[ja][en] += 1
    kept = [
        (ja, en, count)
        for ja, forms in seen.items()
        for en, count in forms.items()
        if count >= SEEN and count >= SHARE * sum(forms.values())
    ]
    return sorted(kept, key=lambda row: (-row[2], row[0], row[1]))


def _pieces(text: str, vocabulary: Any) -> list[tuple[int, int, int]]:
    """Piece id, start and end in the text; nothing where the pieces do not spell the text (bytes, exotic characters)."""
    found, at = [], 0
    for index in vocabulary.encode(text):
        body = vocabulary.id_to_piece(index).replace("▁", "")
        if not body:
            continue
        while at < len(text) and text[at].isspace():
            at += 1
        if not text.startswith(body, at):
            return []
        found.append((index, at, at + len(body)))
        at += len(body)
    return found


def _english(
    en: str,
    words: Sequence[tuple[int, int]],
    right: Sequence[tuple[int, int, int]],
    own: npt.NDArray[np.bool_],
    claimed: npt.NDArray[np.int64],
) -> str:
    """The whole words around the phrase's ``own`` pieces; "" if one between them comes from elsewhere."""
    pieces = [right[int(j)] for j in np.flatnonzero(own)]
    start, end = min(p[1] for p in pieces), max(p[2] for p in pieces)
    chosen = [(s, e) for s, e in words if e > start and s < end]
    start, end = chosen[0][0], chosen[-1][1]
    if any(
        c >= 0 and not mine and p[1] >= start and p[2] <= end for p, c, mine in zip(right, claimed, own, strict=True)
    ):
        return ""
    text = en[start:end].strip(".,;:!?\"'()[]“”‘’…")
    tokens = text.lower().split()
    while tokens and tokens[0] in ("a", "an", "the"):
        text, tokens = text.split(None, 1)[1] if len(tokens) > 1 else "", tokens[1:]
    if not tokens or len(tokens) > WORDS or tokens[0] in _STOP or tokens[-1] in _STOP:
        return ""
    return text if len(text) > 2 and not re.search(r"[.,;:!?\"()\[\]“”]", text) else ""
