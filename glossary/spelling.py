"""Spellings of a Japanese term that normalisation cannot bring together, made when a glossary is compiled.

Okurigana (打ち上げ 打上げ 打上), a trailing ー (サーバ サーバー), numbers (15か国 十五か国), 中ロ 中露.
"""

from __future__ import annotations

import re

from glossary.chars import COUNTRIES, KANJI_DIGITS
from glossary.patterns import Lazy

# Verb stems that open and close compounds: kanji or kana word, then the kana that may be left out.
_FIRST = (
    "打ち 引き 取り 受け 申し 売り 買い 積み 切り 立ち 締め 繰り 呼び 組み 割り 乗り 差し 貸し 払い 振り 話し 言い "
    "書き 押し 追い 落ち 持ち 巻き 踏み 突き 付き 詰め 盛り 食い 歩み 働き 落し 聞き 読み 飛び 撃ち 盗み 使い 借り"
)
_SECOND = (
    "上げ 下げ 入れ 組み 合い 合わせ 出し 込み 付け 掛け 渡し 返し 決め 消し 締まり 締り 扱い 直し 切り 当て 押さえ "
    "止め 揚げ 落とし 落し 取り 抜き 替え 換え 離し 戻し 寄り 違い 越し"
)
_EQUAL = {"かけ": "掛け", "つけ": "付け", "あげ": "上げ", "締り": "締まり", "落し": "落とし"}
_COMPOUND = Lazy(
    f"({'|'.join(f'{w[0]}{w[1:]}?' for w in _FIRST.split())})"
    f"({'|'.join((*_EQUAL, *sorted(_SECOND.split(), key=len, reverse=True), *(w[0] for w in _SECOND.split())))})"
    "(?![ぁ-んァ-ヺー]{3})"
)
_FULL_FIRST = {word[0]: word for word in _FIRST.split()}
_FULL_SECOND = {word[0]: word for word in reversed(_SECOND.split())}
_TWO_KANJI_VERB = Lazy("([㐀-鿿])[ぁ-ん]([㐀-鿿][ぁ-ん]*[うくぐすつぬぶむる])")
_NOUN_TAIL = Lazy("[㐀-鿿](?:取り|引き|積み|積り|割り|替え)$")
_DESIGNATION = Lazy("([A-Za-z])-([0-9])")
_NUMBER = Lazy("[0-9０-９]{2,4}|[一二三四五六七八九十百千]*[十百千][一二三四五六七八九十百千]*")
_NUMERIC = frozenset("0123456789０１２３４５６７８９十百千")
_LONG = Lazy("([ァ-ヺー]{2,}(?:[アカガサザタダナハバパマヤラワャ]|リ|ティ|ディ|ジ))(?![ァ-ヺー])")
_EITHER = Lazy("[アカガサザタダナハバパマヤラワャリィジー](?![ァ-ヺー])")
_SHORT = Lazy("([ァ-ヺー]{3,})ー(?![ァ-ヺー])")

_ANY = frozenset((*_FULL_FIRST, *_NUMERIC, *"アカガサザタダナハバパマヤラワャリィジーり引積替き割ロ露-"))
"""A term with none of these characters has no other spelling."""


def spellings(term: str) -> tuple[str, ...]:
    """The term and its other spellings, the term itself first."""
    if _ANY.isdisjoint(term):
        return (term,)
    found = [term]
    for rule in (_okurigana, _verb, _tail, _hyphen, _long_vowel, _numbers, _countries):
        for known in tuple(found):
            found += rule(known)
    return tuple(dict.fromkeys(found)) if len(found) > 1 else (term,)


def _okurigana(term: str) -> tuple[str, ...]:
    if _FULL_FIRST.keys().isdisjoint(term):
        return ()
    hit = _COMPOUND.search(term)
    if hit is None:
        return ()
    first, second = hit.groups()
    second = _EQUAL.get(second, second)
    if len(second) == 1:
        second = _FULL_SECOND[second]
    before, after = term[: hit.start()], term[hit.end() :]
    full = _FULL_FIRST.get(first[0], first)
    forms = [full + second, first[0] + second]
    # An inflected word keeps its last kana: 打上る is not written.
    if re.match("[ぁ-ん]", after) is None:
        forms.append(first[0] + second[0])
        forms.append(full + second[0] + second[-1])
        forms.append(first[0] + second[0] + second[-1])
    forms += [form[: -len(second)] + kana for kana, kanji in _EQUAL.items() if kanji == second for form in forms[:2]]
    return tuple(before + form + after for form in forms)


def _verb(term: str) -> tuple[str, ...]:
    """引き渡す may be written 引渡す."""
    hit = _TWO_KANJI_VERB.fullmatch(term)
    return ("".join(hit.groups()),) if hit is not None and hit[1] in _FULL_FIRST else ()


def _tail(term: str) -> tuple[str, ...]:
    """瀬取り may be written 瀬取, and 瀬どり."""
    if _NOUN_TAIL.search(term) is None:
        return ()
    return (term[:-1], f"{term[:-2]}どり") if term.endswith("取り") else (term[:-1],)


def _hyphen(term: str) -> tuple[str, ...]:
    """F-35 may be written F35."""
    bare = _DESIGNATION.sub(r"\1\2", term) if "-" in term else term
    return (bare,) if bare != term else ()


def _long_vowel(term: str) -> tuple[str, ...]:
    if _EITHER.search(term) is None:
        return ()
    return tuple(form for form in (_LONG.sub(r"\1ー", term), _SHORT.sub(r"\1", term)) if form != term)


def _numbers(term: str) -> tuple[str, ...]:
    if _NUMERIC.isdisjoint(term):
        return ()
    hit = _NUMBER.search(term)
    if hit is None or term[hit.end() : hit.end() + 1] in tuple(KANJI_DIGITS):
        return ()
    digits = hit.group()
    other = kanji_number(int(digits)) if digits.isdigit() else str(_value(digits))
    return (term[: hit.start()] + other + term[hit.end() :],)


def _countries(term: str) -> tuple[str, ...]:
    if not ("ロ" in term or "露" in term) or len(term) < 2 or not COUNTRIES.issuperset(term):
        return ()
    return (term.replace("ロ", "露"), term.replace("露", "ロ"))


def kanji_number(value: int) -> str:
    """``value`` (0–9999) in kanji: 15 → 十五."""
    if value == 0:
        return KANJI_DIGITS[0]
    text = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            text += (KANJI_DIGITS[digit] if digit > 1 or not name else "") + name
    return text


def _value(kanji: str) -> int:
    total = digit = 0
    for char in kanji:
        if char in KANJI_DIGITS:
            digit = KANJI_DIGITS.index(char)
        else:
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[char]
            digit = 0
    return total + digit
