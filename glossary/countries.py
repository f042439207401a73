"""Strings of one-character country names: how far one reaches, and what it says in English when no term says it.

日米韓 stands only as a whole, never inside 日米韓中; and 訪仏中, 日中韓 and 対中露 are cut in different places. A string
that no term covers is spelled out with the glossary's own names for the countries.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations, product

from glossary import context
from glossary.chars import COUNTRIES, KIND, Script
from glossary.model import Article, Concept, MatchMode
from glossary.patterns import Lazy
from glossary.tokens import Token, alone
from glossary.words import Words

ORIGIN = "country-list"
"""The ``origin`` of a concept made here; its ``id`` begins with it too."""

Find = Callable[[str], "Concept | None"]
"""The concept that a Japanese term stands for in the glossary, if any."""

_NAMES = {
    "日": "日本",
    "米": "米国 アメリカ合衆国 アメリカ",
    "韓": "韓国 大韓民国",
    "中": "中国 中華人民共和国",
    "朝": "北朝鮮 朝鮮民主主義人民共和国",
    "露": "ロシア ロシア連邦",
    "ロ": "ロシア ロシア連邦",
    "英": "英国 イギリス",
    "仏": "フランス 仏国",
    "独": "ドイツ 独国",
    "豪": "オーストラリア 豪州",
    "印": "インド",
    "台": "台湾",
    "越": "ベトナム",
    "加": "カナダ",
    "伊": "イタリア",
    "欧": "欧州 ヨーロッパ",
    "比": "フィリピン",
    "ソ": "ソ連 ソビエト連邦 旧ソ連",
}
_READING = "ニチ|ベイ|カン|チュウ|チョウ|ロ|ロ|エイ|フツ|ドク|ゴウ|イン|タイ|エツ|カ|イ|オウ|ヒ"
_READINGS = dict(zip("日米韓中朝露ロ英仏独豪印台越加伊欧比", _READING.split("|"), strict=True)) | {
    "日": "ニ"
}  # ニッカン
_STRING = Lazy("[CHARS][CHARSソ]+比?".replace("CHARS", "".join(sorted(COUNTRIES))))
_PLURAL_NAME = Lazy(r"(?:States|Kingdom|Republic|Federation|Union|Philippines|Netherlands|Emirates)\b")
_NUMERIC = frozenset("0123456789０１２３４５６７８９十百千万億兆一二三四五六七八九〇")
_KANJI, _KATAKANA = Script.KANJI, Script.KATAKANA


def is_country(text: str, index: int) -> bool:
    """Whether the character at ``index`` can name a country: ロ and ソ not inside katakana words, ソ not first."""
    char = text[index]
    if char not in COUNTRIES:
        return char == "ソ" and index > 0 and text[index - 1] in COUNTRIES and not _in_katakana(text, index)
    return char != "ロ" or not _in_katakana(text, index)


def _in_katakana(text: str, index: int) -> bool:
    return KIND[text[index - 1 : index]] is _KATAKANA or KIND[text[index + 1 : index + 2]] is _KATAKANA


def string(words: Words, start: int, end: int) -> tuple[int, int]:
    """The country string around a span, less the characters that belong to neighbouring words; maybe empty."""
    text = words.text
    first, last = start, end
    while first > 0 and is_country(text, first - 1):
        first -= 1
    while last < len(text) and is_country(text, last):
        last += 1
    first = _opened(words, first, last)
    last = _closed(words, first, last) if first < last else last
    return (first, last) if last - first < 2 or not _person(words, first, last) else (first, first)


def _opened(words: Words, first: int, last: int) -> int:
    """Where the string begins, given what stands before it."""
    text = words.text
    before = text[first - 1 : first]
    if not before:
        return first
    if text[first] == "日" and (before in _NUMERIC or before in context.VISITS):
        return first + 1
    if last - first > 1 and before in context.TRAVELS:
        return first + 1  # 訪仏中: during a visit to France
    if KIND[before] is not _KANJI or before in context.ATTITUDES:
        return first
    word_start, word_end = words.covering(first)
    if word_start < first:
        return min(word_end, last)
    if text[first] == "中" and (word_end == first + 1 or words.doing(first)):
        return first + 1 if last - first > 1 else last  # 訓練中: during the exercise
    return first


def _closed(words: Words, first: int, last: int) -> int:
    """Where the string ends, given what stands after it."""
    text = words.text
    after = text[last : last + 1]
    if after == "比" and last - first > 1 and words.covering(last) == (last, last + 1):
        return last + 1  # the Philippines, but only at the end of a list: 比 is "than" and "ratio" as well
    if KIND[after] is _KANJI and not between(text, last):
        word_start, word_end = words.covering(last - 1)
        if word_end > last:
            return max(word_start, first)
    elif text[last - 1] in ("加", "越") and after in "えわすびしさ" and after:
        return last - 1
    return last


def between(text: str, index: int) -> bool:
    """米中間 is "between the US and China" unless 中間 opens a word of its own."""
    return text[index : index + 1] == "間" and text[index + 1 : index + 2] not in tuple("選管子層期報試点値者")


def _person(words: Words, first: int, last: int) -> bool:
    """桂米朝, 米朝さん: a surname before, or the title of a person after, makes a given name of it."""
    if context.PERSONAL.match(words.text, last) is not None:
        return True
    if first == 0 or KIND[words.text[first - 1]] is not _KANJI:
        return False
    token = words.ending(first, "C")
    return token is not None and token.detail == "姓"


# Strings that are no term of the glossary


def lists(words: Words, find: Find) -> Iterator[tuple[int, int, Concept]]:
    """The country strings of a text that ``find`` does not know, each with a concept that names its countries.

    A string with a country that has no concept is left alone. Enforced where nothing else can be meant; a suggestion
    where the characters are also a word or a name.
    """
    text = words.text
    names: dict[str, Concept | None] = {}
    for hit in _STRING.finditer(text):
        start, end = hit.span()
        end -= text[end - 1] == "比"
        if find(hit.group()) is not None:
            continue
        for char in hit.group():
            if char not in names:
                names[char] = next((c for name in _NAMES[char].split() if (c := find(name)) and c.target), None)
        if sum(names[char] is not None for char in hit.group()) < 2:
            continue
        if not all(is_country(text, index) for index in range(start, end)):
            continue
        first, last = string(words, start, end)
        if last - first < 2 or context.another_sense(text[first:last], text, first, last):
            continue
        concept = _list(words, first, last, find, names)
        if concept is not None:
            yield first, last, concept


def _list(words: Words, first: int, last: int, find: Find, names: Mapping[str, Concept | None]) -> Concept | None:
    text = words.text
    written = text[first:last]
    meant = [concept for char in written if (concept := names[char]) is not None]
    if len(meant) < len(written) or len(set(meant)) < len(meant) or find(written) is not None:
        return None
    certain = _certain(words, first, last)
    if certain is None:
        return None
    enforced = certain and all(concept.enforced for concept in meant)
    hyphened = context.BILATERAL.match(text, last) is not None
    return _concept(written, tuple(_Name.of(concept) for concept in meant), hyphened, enforced)


def _certain(words: Words, first: int, last: int) -> bool | None:
    """Whether the string must mean the countries; None if it rather does not."""
    text = words.text
    before, after = text[first - 1 : first], text[last : last + 1]
    # 対|米英露 and 会談中|日独 are certain, whatever Sudachi sees in 対米 and 中日.
    begins = before == "中" or before in context.ATTITUDES or words.edge(first)
    if before in ("お", "ご") or not (begins and (words.edge(last) or between(text, last))):
        return None
    if after in context.STOP_SUFFIXES and after and words.edge(last + 1):
        return None  # 英仏語
    strong = context.BILATERAL.match(text, last) or context.PARTIES.match(text, last)
    free = KIND[before] is not _KANJI or before in context.ATTITUDES or before == "中"
    word = alone(text[first:last])
    if word is not None and not _reads_as_countries(word, text[first:last]):
        if strong is None or not free:
            return None
        return (
            word.detail in ("姓", "名") or word.kind == "一般"
        )  # 中越国境, 朝日首脳会談; but 中米 and 仏印 are places
    if strong is None and last - first == 2 and word is None:
        return False if free else None
    if strong is None and KIND[after] is _KANJI:
        token = words.starting(last, "C")
        if token is None or token.end - token.start == 1:
            return False if free else None  # perhaps one more country: 米英豪加新
    return free or (False if strong else None)


def _reads_as_countries(word: Token, written: str) -> bool:
    """米独 is read Bei-Doku, but 台印 dai-in; names and 印加 (applying a voltage) are other words as well."""
    if word.subpos == "固有名詞" or word.kind == "サ変可能":
        return False
    first, last = _READINGS.get(written[0], ""), _READINGS.get(written[-1], "")
    return word.reading.startswith(first) and (word.reading.endswith(last) or written[-1] == "日")


@dataclass(frozen=True, slots=True)
class _Name:
    """A country's English: ``bare`` without its article, ``short`` for hyphenated forms."""

    bare: str
    article: str
    short: str

    @classmethod
    def of(cls, concept: Concept) -> _Name:
        named = concept.article is Article.NONE and _PLURAL_NAME.search(concept.target) is not None
        the = "the " if named or concept.article is Article.THE else ""
        return cls(concept.target, the, concept.short or concept.target)


@lru_cache(maxsize=1024)
def _concept(written: str, names: tuple[_Name, ...], premodifier: bool, enforced: bool) -> Concept:
    """The list in the order of the text, without a comma before "and" as in the termbase; other orders are accepted."""
    orders = list(permutations(names)) if len(names) <= 3 else [names]
    lists = [_listed(order, spell, comma) for order, spell, comma in product(orders, _SPELLINGS, ("", ","))]
    hyphened = ["-".join(spell(name)[0] for name in order) for order, spell in product(orders, _SPELLINGS[1:])]
    targets = tuple(dict.fromkeys((*hyphened[:1], *lists, *hyphened) if premodifier else (*lists, *hyphened)))
    slug = re.sub("[^a-z0-9]+", "-", targets[0].lower()).strip("-")
    article = Article.NONE if premodifier else Article.THE if names[0].article else Article.ZERO
    return Concept(
        written,
        targets,
        pos="propn",
        article=article,
        match=MatchMode.AUTO if enforced else MatchMode.SUGGEST,
        note="spelled out with the glossary's names of the countries",
        id=f"{ORIGIN}:{slug}",
        origin=ORIGIN,
    )


def _listed(names: Sequence[_Name], spell: Callable[[_Name], tuple[str, str]], comma: str) -> str:
    words = ["".join(reversed(spell(name))) for name in names]
    words[0] = spell(names[0])[0]
    return f"{', '.join(words[:-1])}{comma if len(words) > 2 else ''} and {words[-1]}"


_SPELLINGS: tuple[Callable[[_Name], tuple[str, str]], ...] = (
    lambda name: (name.bare, name.article),
    lambda name: (name.short, name.article),
    lambda name: (name.short.replace(".", ""), name.article),
)
