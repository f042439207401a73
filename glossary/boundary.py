"""Does a term really stand here? Graded rules over the characters around it, Sudachi where characters do not decide.

Long terms, and terms with katakana or Latin letters, stand wherever a few stop rules do not object; terms of up to
three kanji or kana need word edges on both sides; strings of country characters have their own small grammar.
"""

from __future__ import annotations

from functools import lru_cache

from glossary import context, countries
from glossary.chars import COUNTRIES, KIND, Script
from glossary.compile import Entry
from glossary.model import MatchMode
from glossary.rivals import torn
from glossary.tokens import tokenize
from glossary.words import Words

_EDGE, _KANJI, _HIRAGANA, _KATAKANA = Script.EDGE, Script.KANJI, Script.HIRAGANA, Script.KATAKANA
_LATIN, _DIGIT = Script.LATIN, Script.DIGIT
_NUMERIC = frozenset("0123456789０１２３４５６７８９十百千万億兆一二三四五六七八九〇")
_DIGITS = frozenset("0123456789０１２３４５６７８９.．")


class _Spot:
    """A candidate and the characters around it."""

    __slots__ = ("after", "before", "end", "entry", "first", "following", "last", "preceding", "start", "surface")

    def __init__(self, entry: Entry, text: str, start: int, end: int) -> None:
        self.entry = entry
        self.start = start
        self.end = end
        self.surface = surface = text[start:end]
        self.before = text[start - 1 : start]  # empty at the start of the text: text[-1:0]
        self.after = text[end : end + 1]
        self.first, self.last = KIND[surface[0]], KIND[surface[-1]]
        self.preceding, self.following = KIND[self.before], KIND[self.after]


class Judge:
    """Decides candidate after candidate for one text."""

    __slots__ = ("_strings", "derived", "text", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = Words(text)
        self.derived: list[tuple[int, int]] = []
        """Where a term stands with a suffix that makes another word of it: nothing shorter begins there either."""
        self._strings: dict[tuple[int, int], tuple[int, int]] = {}

    def span(self, entry: Entry, start: int, end: int) -> tuple[int, int] | None:
        """Where the term stands, its normalised spelling being found at ``start``–``end``; None if it does not."""
        if entry.stem:
            return self._inflected(entry, start, end)
        if end - start == 1 and self._bare_country(entry, start, end):
            return None
        return (start, end) if self._stands(_Spot(entry, self.text, start, end)) else None

    def _bare_country(self, entry: Entry, start: int, end: int) -> bool:
        """Whether it is a country character that nothing speaks for: most such characters end here."""
        if self.text[start] not in COUNTRIES or entry.concept.match in (MatchMode.BOUNDARY, MatchMode.EXACT):
            return False
        return not (self._listed(start, end) or context.SINGLE_COUNTRY.match(self.text, end))

    def _stands(self, spot: _Spot) -> bool:
        if not self._run_edges(spot):
            return False
        entry, surface = spot.entry, spot.surface
        mode = entry.concept.match
        if mode is MatchMode.EXACT:
            return surface == entry.written
        if entry.cased and _plain_width(surface) != entry.written:
            return False
        if surface == "中国" and context.domestic(surface, spot.after) and self.words.doing(spot.start):
            return False
        if context.another_sense(surface, self.text, spot.start, spot.end):
            return False
        if surface[0] in COUNTRIES and COUNTRIES.issuperset(surface):
            return not self._stopped(spot) and self._country(spot)
        if self._stopped(spot):
            if self.words.edge(spot.end) or spot.after == "員":
                self.derived.append((spot.start, spot.end))
            return False
        if self._is_verb(spot):
            return False
        if mode is MatchMode.BOUNDARY:
            return (
                self.words.edge(spot.start)
                and self.words.edge(spot.end)
                and not (len(surface) == 1 and self._is_tail(spot))
                and not torn(self.words, spot.start, spot.end)
            )
        return self._free(spot)

    # Rules on characters alone

    def _at(self, index: int) -> str:
        return self.text[index : index + 1] if index >= 0 else ""

    def _run_edges(self, spot: _Spot) -> bool:
        """Katakana words, Latin words and numbers are not cut, unless Sudachi cuts the katakana there as well.

        A name inside a katakana word that Sudachi knows as a whole (フランスパン) does not stand there either.
        """
        surface, before, first, last = spot.surface, spot.before, spot.first, spot.last
        if first is _KATAKANA:
            if spot.preceding is _KATAKANA and (
                self.text.endswith(surface, 0, spot.start) or not self.words.edge(spot.start)
            ):
                return False
        elif first is _LATIN and self._latin_goes_on(spot.start - 1, -1):
            return False
        if last is _KATAKANA:
            if spot.following is _KATAKANA and not self._katakana_ends(spot):
                return False
        elif (last is _LATIN or last is _DIGIT) and self._latin_goes_on(spot.end, 1):
            return False
        if surface[0] not in _NUMERIC:
            return True
        if before in _NUMERIC:
            return not (surface[0] in _DIGITS or before in _DIGITS or surface[1:2] in _COUNTERS)
        return not (surface[0] in _DIGITS and before in (".", "．") and self._at(spot.start - 2) in _DIGITS)

    def _katakana_ends(self, spot: _Spot) -> bool:
        """Whether the term is a word of its own although katakana go on after it.

        A name before another name or a word for affairs is (ロシアメディア); before any other it names a kind (トルコキキョウ).
        """
        if spot.after in _SMALL or self.text.startswith(spot.surface, spot.end):  # イランイラン is a tree
            return False
        if not spot.entry.concept.target[:1].isupper():
            return self.words.edge(spot.end)
        if not self.words.edge(spot.end, "C"):
            return False
        token = self.words.starting(spot.end, "C")
        if token is None:
            return True
        return token.subpos == "固有名詞" or self.text[spot.end : spot.end + token.end - token.start] in context.AFFAIRS

    def _latin_goes_on(self, index: int, step: int) -> bool:
        """Whether the Latin word or number beside ``index`` goes on there."""
        char = self._at(index)
        kind = KIND[char]
        if kind is _LATIN:
            return True
        if kind is _DIGIT:
            if step > 0 and KIND[self._at(index - 1)] is _LATIN:
                stop = index
                while self._at(stop) in _DIGITS and self._at(stop):
                    stop += 1
                return context.COUNTER.match(self.text, stop) is None
            return True
        return char in ("-", "－", "‐", "'", "’") and KIND[self._at(index + step)] in (_LATIN, _DIGIT)

    @staticmethod
    def _is_name(spot: _Spot) -> bool:
        concept, surface = spot.entry.concept, spot.surface
        pos = concept.pos.strip().lower()
        if pos in context.NAME_POS or surface in _COUNTRY_NAMES or COUNTRIES.issuperset(surface):
            return True
        if surface[-1] in context.NAME_ENDS:
            return pos == "propn"
        if spot.last is _LATIN and surface[-1].isupper():
            return True  # NATO側
        return concept.target[:1].isupper() and surface.endswith("国") and len(surface) <= 3

    @staticmethod
    def _is_group(spot: _Spot) -> bool:
        """Whether 派 or 系 after the name still speaks of it: of a person or a group, not of a country."""
        concept = spot.entry.concept
        named = concept.target[:1].isupper() or concept.pos.strip().lower() == "propn"
        return named and spot.surface not in _COUNTRY_NAMES and (spot.last is _KATAKANA or spot.surface[-1] == "氏")

    def _stopped(self, spot: _Spot) -> bool:
        """Whether a stop-suffix or stop-prefix makes another word of the term."""
        after, before = spot.after, spot.before
        if (
            after in context.STOP_SUFFIXES
            and not (after in context.NAME_SUFFIXES and self._is_name(spot))
            and not (after in context.GROUP_SUFFIXES and self._is_group(spot))
        ):
            if KIND[self._at(spot.end + 1)] is not _KANJI:
                return True
            token = self.words.starting(spot.end)
            if token is not None and token.end - token.start == 1:
                return True
        if before in context.STOP_PREFIXES and not (
            before in context.NAME_PREFIXES and (spot.first is _KATAKANA or self._is_name(spot))
        ):
            if KIND[self._at(spot.start - 2)] is not _KANJI:
                return True
            first, last = self.words.covering(spot.start - 1)
            return last - first == 1
        return False

    def _is_verb(self, spot: _Spot) -> bool:
        """Whether a noun is used as, or is only the beginning of, a verb here."""
        if spot.following is not _HIRAGANA or spot.entry.predicate:
            return False
        if spot.last is _HIRAGANA:
            return self._inflects(spot.start, spot.end)
        return spot.last in (_KANJI, _KATAKANA) and context.DO_VERB.match(self.text, spot.end) is not None

    def _inflects(self, start: int, end: int) -> bool:
        """Whether Sudachi sees a verb that ends or goes on at ``end`` with an ending: 打ち上げ|た, 打ち上|げる."""
        before, after = self.words.ending(end, "C"), self.words.starting(end, "C")
        if before is None or after is None:
            return True
        if before.pos != "動詞":
            return False
        return after.pos in ("助動詞", "動詞") or (after.pos == "助詞" and after.subpos == "接続助詞")

    # Rules that may ask Sudachi

    def _free(self, spot: _Spot) -> bool:
        """Word edges, as strictly as the term's length and script ask for."""
        start, end, surface = spot.start, spot.end, spot.surface
        left, right = self._left_open(spot), self._right_open(spot)
        if len(surface) == 1 and spot.first not in (_KATAKANA, _LATIN):
            return self._single(spot)
        if not (left or right):
            return True
        governed = spot.before in context.GOVERNING and spot.entry.concept.target[:1].isupper()
        if governed and len(surface) >= 3:
            left = False
        edges = (not left or self.words.edge(start)) and (not right or self.words.edge(end))
        if edges:
            return not torn(self.words, start, end, governed=governed) or self._person(spot)
        return self._person(spot)

    @staticmethod
    def _left_open(spot: _Spot) -> bool:
        """Whether the character before could belong to one word with the term."""
        if spot.preceding is _KANJI:
            return spot.first is _KANJI or spot.first is _HIRAGANA
        if spot.preceding is _HIRAGANA:
            return spot.first is _HIRAGANA or spot.before in "おご"
        return False

    @staticmethod
    def _right_open(spot: _Spot) -> bool:
        """Whether the character after could belong to one word with the term."""
        last = spot.last
        if last is not _KANJI and last is not _HIRAGANA:
            return False
        if spot.following is _HIRAGANA:
            return last is _HIRAGANA or spot.after not in context.PARTICLES or len(spot.surface) < 2
        return spot.following is _KANJI

    def _person(self, spot: _Spot) -> bool:
        """Whether a title follows: then it is a person's name, however Sudachi cuts it."""
        if len(spot.surface) < 2 or context.HONORIFIC.match(self.text, spot.end) is None:
            return False
        return spot.preceding is not _KANJI or self.words.edge(spot.start)

    def _single(self, spot: _Spot) -> bool:
        """One character: a noun of its own, neither ending nor prefix."""
        if not (self.words.edge(spot.start) and self.words.edge(spot.end)):
            return False
        token = self.words.starting(spot.start)
        if token is None or token.pos != "名詞" or token.subpos == "数詞":
            return False
        return not self._is_tail(spot)

    def _is_tail(self, spot: _Spot) -> bool:
        """Whether the span only ends a longer word: 核 in 原子核, 銃 in 機関銃."""
        first, last = self.words.covering(spot.start, "C")
        return first < spot.start and last == spot.end

    def _country(self, spot: _Spot) -> bool:
        """A country string stands only as a whole: 日米韓 is not found inside 日米韓中."""
        start, end = spot.start, spot.end
        if end - start == 1:
            return self._one_country(spot.entry, start, end)
        if spot.entry.concept.match is MatchMode.BOUNDARY and not (self.words.edge(start) and self.words.edge(end)):
            return False
        return self._country_run(start, end) == (start, end)

    def _one_country(self, entry: Entry, start: int, end: int) -> bool:
        """One country character: before a title or an organ (米大統領, 米軍), or in a list (日、米、韓)."""
        titled = context.SINGLE_COUNTRY.match(self.text, end) is not None
        listed = self._listed(start, end)
        if not self.words.edge(start):
            return False
        if titled and (
            self.words.edge(end) or self.words.covering(start) == (start, end + 1)  # 米軍 is one token
        ):
            return self._at(start - 1) not in COUNTRIES or self.words.covering(start)[0] == start
        if self._country_run(start, end) != (start, end):
            return False
        if entry.concept.match is MatchMode.BOUNDARY:
            return self.words.edge(end)
        return listed

    def _listed(self, start: int, end: int) -> bool:
        """Whether a listing mark and another country character follow or go before."""
        if self._at(end) in _LISTING and self._at(end + 1) in COUNTRIES:
            return True
        return self._at(start - 1) in _LISTING and self._at(start - 2) in COUNTRIES

    def _country_run(self, start: int, end: int) -> tuple[int, int]:
        found = self._strings.get((start, end))
        if found is None:
            found = self._strings[start, end] = countries.string(self.words, start, end)
        return found

    def _inflected(self, entry: Entry, start: int, end: int) -> tuple[int, int] | None:
        """A predicate in whatever form, by dictionary form; without the auxiliaries after it (容認し|た)."""
        if KIND[self._at(start - 1)] is _KATAKANA is KIND[self.text[start]]:
            return None
        wanted = _lemmas(entry.written)
        for mode in ("C", "A"):
            offset, tokens = self.words.around(start, end, mode)
            found = tokens[: len(wanted)]
            if not found or found[0].start != start - offset or len(found) < len(wanted):
                continue
            if all(token.norm == lemma for token, lemma in zip(found[:-1], wanted[:-1], strict=True)) and (
                found[-1].norm == wanted[-1] or (wanted[-1] == "為る" and found[-1].norm in context.DO_WORDS)
            ):
                last = offset + found[-1].end
                following = self.words.starting(last, mode)
                as_noun = following is not None and following.pos == "名詞" and wanted[-1] != "為る"
                if as_noun and self._at(last - 1) not in _DICTIONARY_FORM:
                    return None  # 打ち上げ費用
                return None if self._at(start - 1) in context.STOP_PREFIXES - {""} else (start, last)
        return None


_DICTIONARY_FORM = frozenset("うくぐすつぬぶむるいただ")
_LISTING = frozenset("、・と")
_SMALL = frozenset("ァィゥェォッャュョヮー")  # no word begins with one
_COUNTERS = frozenset("ヶケカか箇ヵ者国月年日条")
_COUNTRY_LIST = (
    "北朝鮮 ロシア 中国 米国 アメリカ 韓国 日本 台湾 ウクライナ イラン イスラエル 英国 イギリス フランス ドイツ インド "
    "シリア ソ連 旧ソ連 ベラルーシ カナダ イタリア トルコ ベトナム フィリピン パキスタン 欧州 北欧 サウジアラビア "
    "オーストラリア"
)
_COUNTRY_NAMES = frozenset(_COUNTRY_LIST.split())


@lru_cache(maxsize=4096)
def _lemmas(term: str) -> tuple[str, ...]:
    return tuple(token.norm for token in tokenize(term, "C"))


def _plain_width(text: str) -> str:
    return "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text)
