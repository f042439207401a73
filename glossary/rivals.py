"""Another way to cut the characters around a term, and whether it is the better one.

Sudachi weighs words by how often they were seen, and so cuts 主人|公海|斗 and 借入|金利|用. Readers take the words that
leave nothing over: 主人公|海斗, 借入金|利用. A word that begins before the term and ends inside it, or begins inside and
ends after it, wins when the whole then costs less: one for each word, more for a single kanji that joins nothing.
"""

from __future__ import annotations

from glossary.chars import KIND, Script
from glossary.tokens import alone
from glossary.words import Words

_KANJI = Script.KANJI
_OPENERS = frozenset(
    "反非対親嫌新旧元前現故各全両同当他我古東西南北上下左右中大小高低多総最再超未無不副準主日米韓朝英仏独"
)
"""Single kanji that go before words of all kinds."""
_CLOSERS = frozenset(
    "側内外前後間上下中時産製級型発着行戦軍兵妻案説論会省庁国人者員系派圏州市県府道区町村島湾沖川山岸港駅線部局課室署所"
    "場店社校院館寺的性化力費料金税額率量数件回年月日号次期分法権罪病症薬具車船艇艦弾砲銃文書報誌紙版編章集団隊組班層網"
    "策制度式流風相氏様君家族民品物地域点面票席枠像役職名界学術業賞群機勢籍株史"
)
"""Single kanji that go after words of all kinds."""
_TRAILERS = frozenset("後前中時内外間上下案論説側級戦発産製軍")
"""Those that go after a compound as a whole, whatever shorter word they make with its end."""
_LONE, _DANGLING, _NEVER = 1.5, 1.7, 9.0
"""Costs of a single kanji before a word, of one after it (a compound's head stands last), and of what is no word."""


def torn(words: Words, start: int, end: int, *, governed: bool = False) -> bool:
    """Whether a better reading cuts through the term at ``start``–``end``, both ends of which are word edges.

    What stands before a ``governed`` term is a prefix for certain.
    """
    text = words.text
    left = not governed and start > 0 and KIND[text[start - 1]] is _KANJI and KIND[text[start]] is _KANJI
    right = end < len(text) and KIND[text[end]] is _KANJI and KIND[text[end - 1]] is _KANJI
    if not (left or right) or end - start < 2:
        return False
    if left and (_begins_inside(words, start, end) or _is_suffix(words, start, end)):
        return True
    if right and _ends_inside(words, start, end):
        return True
    term = text[start:end]
    before, after = _before(words, start) if left else "", _after(words, end, "C") if right else ""
    if before and _from_before(before, term, after or (_after(words, end, "A") if right else "")):
        return True
    return bool(after) and _from_after(before, term, after)


def _begins_inside(words: Words, start: int, end: int) -> bool:
    """Whether a compound of the dictionary ends inside the term: 公明党|大会."""
    first, last = words.covering(start, "C")
    return first < start < last < end and not (start - first == 1 and words.text[first] in _OPENERS)


def _ends_inside(words: Words, start: int, end: int) -> bool:
    """Whether a compound of the dictionary begins inside the term: 衆院|選挙区."""
    first, last = words.covering(end - 1, "C")
    return start < first < end < last and not (last - end == 1 and words.text[end] in _TRAILERS)


def _is_suffix(words: Words, start: int, end: int) -> bool:
    """Whether the term begins with what is the ending of the word before: 社会党|大会."""
    token = words.starting(start, "C")
    return token is not None and token.pos == "接尾辞" and token.end - token.start < end - start


def _before(words: Words, at: int) -> str:
    """The word of kanji that ends at ``at``."""
    token = words.ending(at, "C")
    return _kanji(words.text[at - token.end + token.start : at]) if token is not None else ""


def _after(words: Words, at: int, mode: str) -> str:
    """The word of kanji that begins at ``at``; several single kanji are a word that the dictionary lacks."""
    end = at
    while (token := words.starting(end, mode)) is not None and (end == at or token.end - token.start == 1):
        size = token.end - token.start
        if not _kanji(words.text[end : end + size]):
            break
        end += size
        if size > 1 or words.text[at] in _CLOSERS:
            break
    return words.text[at:end]


def _kanji(text: str) -> str:
    return text if all(KIND[char] is _KANJI for char in text) else ""


def _from_before(before: str, term: str, after: str) -> bool:
    """Whether a word that begins in ``before`` and ends in the term makes a cheaper cut: 主人公|海斗."""
    own = _opening(before) + 1 + _closing(after)
    for cut in range(1, min(3, len(term))):
        if _word(before + term[:cut]):
            rest = term[cut:]
            apart = _inner(rest, _DANGLING) + _closing(after)
            if 1 + min(apart, _whole(rest + after) if after else _NEVER) < own:
                return True
    return False


def _from_after(before: str, term: str, after: str) -> bool:
    """Whether a word that begins in the term and ends in ``after`` makes a cheaper cut: 紅|海老."""
    own = _opening(before) + 1 + _closing(after)
    for cut in range(1, min(3, len(term))):
        if _word(term[-cut:] + after):
            rest = term[:-cut]
            apart = _opening(before) + _inner(rest, 1.0 if rest in _OPENERS else _LONE)
            if 1 + min(apart, _whole(before + rest) if before else _NEVER) < own:
                return True
    return False


def _opening(text: str) -> float:
    if len(text) > 1:
        return 1.0
    return 0.0 if not text else 1.0 if text in _OPENERS else _LONE


def _closing(text: str) -> float:
    if len(text) > 1:
        return 1.0
    return 0.0 if not text else 1.0 if text in _CLOSERS else _DANGLING


def _inner(text: str, lone: float) -> float:
    return lone if len(text) == 1 else _whole(text)


def _whole(text: str) -> float:
    return 1.0 if _word(text) else _NEVER


def _word(text: str) -> bool:
    """Whether ``text`` is a noun of the dictionary."""
    token = alone(text) if 1 < len(text) < 8 else None
    return token is not None and token.pos in ("名詞", "形状詞")
