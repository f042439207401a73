"""GiNZA's compounds: runs of nouns that its dependency parse joins into one word.

Numbers with their counters, names of people, and words that only point (今回, こと) end a compound.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

from ..extract import Kind, Phrase, Word
from .ginza import GinzaAnalyzer, pieces_of

_WHO = frozenset(
    ["氏", "さん", "君", "様", "達", "たち", "ら", "等", "など", "毎", "ごと", "当たり", "頃", "目", "付け", "超", "弱"]
)
"""Suffixes that end a compound."""
_WHERE = frozenset(["内", "外", "側", "中", "後", "前", "間", "上", "下", "別", "以上", "以下"])
"""Suffixes that stand within terms (大陸間弾道ミサイル), but end none."""
_POINTERS = frozenset(["約", "同", "各", "当", "本", "両", "某", "毎", "令和", "平成", "昭和"])
_HIRAGANA = re.compile(r"[ぁ-ゖー]+")
_LOAN = re.compile(r"[ァ-ヺー]{4,}|[A-ZＡ-Ｚ][A-Z0-9Ａ-Ｚ０-９-]+")


class GinzaNounPhrases(GinzaAnalyzer):
    """Finds the compounds of texts; the model is loaded by the first call."""

    def phrases(self, texts: Sequence[str], /) -> tuple[Phrase, ...]:
        """The maximal compounds of each text, in order; each text should be one sentence, shown as the context."""
        pieces = [(text, piece) for text in texts for _, piece in pieces_of(text)]
        if not pieces:
            return ()
        nlp = self._load()
        found: list[Phrase] = []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            docs = nlp.pipe((piece for _, piece in pieces), batch_size=self._batch_size)
            for (text, _), doc in zip(pieces, docs, strict=True):
                found += [Phrase(words, text) for words in _compounds(doc)]
        return tuple(found)


def _compounds(doc: Any) -> Iterator[tuple[Word, ...]]:
    parts = doc.user_data.get("sub_tokens") or [None] * len(doc)
    run: list[Word] = []
    number = False
    for token, part in zip(doc, parts, strict=True):
        counted = number and "助数詞" in token.tag_
        number = token.tag_ == "名詞-数詞"
        kind = None if counted else _kind(token)
        if kind in (Kind.SUFFIX, Kind.LINK) and not run:
            kind = None
        if kind is not None:
            run.append(Word(token.text, kind, max(1, len(part[0])) if part else 1))
        if run and (kind is None or token.dep_ != "compound" or token.whitespace_):
            yield tuple(run)
            run = []
    if run:
        yield tuple(run)


def _kind(token: Any) -> Kind | None:
    """What the word may do in a term, by its UniDic tag; None where it ends one."""
    tag, text = token.tag_, token.text
    if text in _POINTERS or _HIRAGANA.fullmatch(text) or "人名" in tag or tag == "名詞-数詞":
        return None
    if tag == "接頭辞":
        return Kind.PREFIX
    if tag.startswith("接尾辞-名詞的") or "副詞可能" in tag:  # 分析結果 yes, 結果 no
        if text in _WHO or "助数詞" in tag:
            return None
        return Kind.LINK if text in _WHERE else Kind.SUFFIX
    if text.endswith("的"):
        return Kind.PREFIX  # 戦略的関係 yes, 戦略的 no
    if tag.startswith("名詞-固有名詞") or (tag.startswith("名詞-") and _LOAN.fullmatch(text)):
        return Kind.NAME
    return Kind.NOUN if tag.startswith("名詞-普通名詞") else None
