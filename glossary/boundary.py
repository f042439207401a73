"""Does a term really stand here? Graded rules over the characters around it, Sudachi where characters do not decide.

Long terms, and terms with katakana or Latin letters, stand wherever a few stop rules do not object; terms of up to
three kanji or kana need word edges on both sides; strings of country characters have their own small grammar.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import lru_cache

from glossary import context
from glossary.chars import COUNTRIES, Script, script
from glossary.compile import Entry
from glossary.model import MatchMode
from glossary.patterns import Lazy
from glossary.tokens import Token, tokenize

_BREAK = Lazy("[\n。！？!?、「」『』（）]")
"""Where no word goes on: what lies between two of these is shown to Sudachi by itself, and only if asked about."""
_NUMERIC = frozenset("0123456789０１２３４５６７８９十百千万億兆一二三四五六七八九〇")
_DIGITS = frozenset("0123456789０１２３４５６７８９.．")


class Words:
    """Sudachi's view of one text, clause by clause and only where asked."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._breaks: list[int] | None = None
        self._known: dict[tuple[int, int, str], tuple[tuple[Token, ...], list[int]]] = {}

    def around(self, start: int, end: int, mode: str = "A") -> tuple[int, tuple[Token, ...], list[int]]:
        """Offset of the clause around a span, its tokens and their starts; token offsets count from that offset."""
        if self._breaks is None:
            self._breaks = [hit.end() for hit in _BREAK.finditer(self.text)]
        left = bisect_right(self._breaks, start) - 1
        first = self._breaks[left] if left >= 0 else 0
        right = bisect_left(self._breaks, end)
        last = self._breaks[right] if right < len(self._breaks) else len(self.text)
        place = (first, last, mode)
        if place not in self._known:
            tokens = tokenize(self.text[first:last], mode)
            self._known[place] = (tokens, [token.start for token in tokens])
        return (first, *self._known[place])

    def starting(self, at: int, mode: str = "A") -> Token | None:
        """The token that begins at ``at``, if one does. Offsets of the clause."""
        offset, tokens, starts = self.around(at, at + 1, mode)
        index = bisect_left(starts, at - offset)
        return tokens[index] if index < len(tokens) and tokens[index].start == at - offset else None

    def covering(self, at: int, mode: str = "A") -> tuple[int, int]:
        """The span, in the text, of the token that holds character ``at``."""
        offset, tokens, starts = self.around(at, at + 1, mode)
        index = bisect_right(starts, at - offset) - 1
        if index < 0:
            return at, at + 1
        return offset + tokens[index].start, offset + tokens[index].end

    def doing(self, at: int) -> bool:
        """Whether a noun that makes a する-verb ends at ``at``."""
        if at <= 0:
            return False
        offset, tokens, starts = self.around(at - 1, at)
        index = bisect_left(starts, at - offset) - 1
        return index >= 0 and tokens[index].end == at - offset and tokens[index].kind == "サ変可能"

    def edge(self, at: int, mode: str = "A") -> bool:
        """Whether a token begins at ``at`` (the ends of the text count)."""
        if at <= 0 or at >= len(self.text):
            return True
        offset, _, starts = self.around(at - 1, at + 1, mode)
        index = bisect_left(starts, at - offset)
        return index < len(starts) and starts[index] == at - offset


class Judge:
    """Decides candidate after candidate for one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = Words(text)
        self.derived: list[tuple[int, int]] = []
        """Where a term stands with a suffix that makes another word of it: nothing shorter begins there either."""

    def span(self, entry: Entry, start: int, end: int) -> tuple[int, int] | None:
        """Where the term stands, its normalised spelling being found at ``start``–``end``; None if it does not."""
        if entry.stem:
            return self._inflected(entry, start, end)
        return (start, end) if self._stands(entry, start, end) else None

    def _stands(self, entry: Entry, start: int, end: int) -> bool:
        surface = self.text[start:end]
        if not self._run_edges(entry, surface, start, end):
            return False
        mode = entry.concept.match
        if mode is MatchMode.EXACT:
            return surface == entry.written
        if context.domestic(surface, self._at(end)) and self.words.doing(start):
            return False
        if entry.cased and _plain_width(surface) != entry.written:
            return False
        if context.another_sense(surface, self.text, start, end):
            return False
        if COUNTRIES.issuperset(surface):
            return not self._stopped(entry, start, end) and self._country(entry, surface, start, end)
        if self._stopped(entry, start, end):
            if self.words.edge(end):
                self.derived.append((start, end))
            return False
        if self._is_verb(entry, start, end):
            return False
        if mode is MatchMode.BOUNDARY:
            return (
                self.words.edge(start)
                and self.words.edge(end)
                and not (len(surface) == 1 and self._is_tail(start, end))
            )
        return self._free(entry, surface, start, end)

    # Rules on characters alone

    def _at(self, index: int) -> str:
        return self.text[index] if 0 <= index < len(self.text) else ""

    def _run_edges(self, entry: Entry, surface: str, start: int, end: int) -> bool:
        """Katakana words, Latin words and numbers are not cut, unless Sudachi cuts the katakana there as well.

        A name inside a katakana word that Sudachi knows as a whole (フランスパン) does not stand there either.
        """
        before, after = self._at(start - 1), self._at(end)
        first, last = script(surface[0]), script(surface[-1])
        glued = first is Script.KATAKANA and script(before) is Script.KATAKANA
        if glued and (self.text.endswith(surface, 0, start) or not self.words.edge(start)):
            return False
        if last is Script.KATAKANA and script(after) is Script.KATAKANA:
            if after in _SMALL or self.text.startswith(surface, end):  # イランイラン is a tree
                return False
            if not self.words.edge(end, "C" if entry.concept.target[:1].isupper() else "A"):
                return False
        if first is Script.LATIN and self._latin_goes_on(start - 1, -1):
            return False
        if last in (Script.LATIN, Script.DIGIT) and surface.isascii() is not None and self._latin_goes_on(end, 1):
            return False
        if surface[0] in _NUMERIC and before in _NUMERIC and before:
            return not (surface[0] in _DIGITS or before in _DIGITS or surface[1:2] in _COUNTERS)
        return not (surface[0] in _DIGITS and before in (".", "．") and self._at(start - 2) in _DIGITS)

    def _latin_goes_on(self, index: int, step: int) -> bool:
        """Whether the Latin word or number beside ``index`` goes on there."""
        char = self._at(index)
        kind = script(char)
        if kind is Script.LATIN:
            return True
        if kind is Script.DIGIT:
            if step > 0 and script(self._at(index - 1)) is Script.LATIN:
                stop = index
                while self._at(stop) in _DIGITS and self._at(stop):
                    stop += 1
                return context.COUNTER.match(self.text, stop) is None
            return True
        return char in ("-", "－", "‐", "'", "’") and script(self._at(index + step)) in (Script.LATIN, Script.DIGIT)

    def _is_name(self, entry: Entry, surface: str) -> bool:
        if (
            entry.concept.pos.strip().lower() in context.NAME_POS
            or surface in _COUNTRY_NAMES
            or COUNTRIES.issuperset(surface)
        ):
            return True
        return entry.concept.target[:1].isupper() and surface.endswith("国") and len(surface) <= 3

    def _stopped(self, entry: Entry, start: int, end: int) -> bool:
        """Whether a stop-suffix or stop-prefix makes another word of the term."""
        surface = self.text[start:end]
        after, before = self._at(end), self._at(start - 1)
        if (
            after in context.STOP_SUFFIXES
            and after
            and not (after in context.NAME_SUFFIXES and self._is_name(entry, surface))
        ):
            if script(self._at(end + 1)) is not Script.KANJI:
                return True
            token = self.words.starting(end)
            if token is not None and token.end - token.start == 1:
                return True
        if (
            before in context.STOP_PREFIXES
            and before
            and not (
                before in context.NAME_PREFIXES
                and (self._is_name(entry, surface) or script(surface[0]) is Script.KATAKANA)
            )
        ):
            if script(self._at(start - 2)) is not Script.KANJI:
                return True
            first, last = self.words.covering(start - 1)
            return last - first == 1
        return False

    def _is_verb(self, entry: Entry, start: int, end: int) -> bool:
        """Whether a noun is used as, or is only the beginning of, a verb here."""
        if entry.predicate:
            return False
        last = script(self.text[end - 1])
        if last is Script.HIRAGANA:
            return script(self._at(end)) is Script.HIRAGANA and self._inflects(start, end)
        return last in (Script.KANJI, Script.KATAKANA) and context.DO_VERB.match(self.text, end) is not None

    def _inflects(self, start: int, end: int) -> bool:
        """Whether Sudachi sees a verb that ends or goes on at ``end`` with an ending: 打ち上げ|た, 打ち上|げる."""
        offset, tokens, starts = self.words.around(start, end, "C")
        index = bisect_left(starts, end - offset)
        if index >= len(starts) or starts[index] != end - offset:
            return True
        before, after = tokens[index - 1], tokens[index]
        if before.pos != "動詞":
            return False
        return after.pos in ("助動詞", "動詞") or (after.pos == "助詞" and after.subpos == "接続助詞")

    # Rules that may ask Sudachi

    def _free(self, entry: Entry, surface: str, start: int, end: int) -> bool:
        """Word edges, as strictly as the term's length and script ask for."""
        before, after = self._at(start - 1), self._at(end)
        left, right = self._left_open(surface, before), self._right_open(surface, after)
        if before in context.GOVERNING and before and len(surface) >= 3 and entry.concept.target[:1].isupper():
            left = False
        if any(script(c) in (Script.KATAKANA, Script.LATIN) for c in surface) or len(surface) >= 4:
            if left and script(before) in (Script.KATAKANA, Script.LATIN, Script.DIGIT):
                left = False
            if not (left or right):
                return True
            inside = (left and not self.words.edge(start)) or (right and not self.words.edge(end))
            return not inside or self._person(start, end, surface)
        if len(surface) == 1:
            return self._single(start, end)
        if not (left or right):
            return True
        edges = (not left or self.words.edge(start)) and (not right or self.words.edge(end))
        return edges or self._person(start, end, surface)

    @staticmethod
    def _left_open(surface: str, before: str) -> bool:
        """Whether the character before could belong to one word with the term."""
        kind, first = script(before), script(surface[0])
        if kind is Script.KANJI:
            return first in (Script.KANJI, Script.HIRAGANA)
        if kind is Script.HIRAGANA:
            return first is Script.HIRAGANA or before in "おご"
        return False

    @staticmethod
    def _right_open(surface: str, after: str) -> bool:
        """Whether the character after could belong to one word with the term."""
        kind, last = script(after), script(surface[-1])
        if kind is Script.KANJI:
            return last in (Script.KANJI, Script.HIRAGANA)
        if kind is Script.HIRAGANA and last in (Script.KANJI, Script.HIRAGANA):
            return after not in context.PARTICLES or (last is Script.HIRAGANA) or len(surface) < 2
        return False

    def _person(self, start: int, end: int, surface: str) -> bool:
        """Whether a title follows: then it is a person's name, however Sudachi cuts it."""
        if len(surface) < 2 or context.HONORIFIC.match(self.text, end) is None:
            return False
        return script(self._at(start - 1)) is not Script.KANJI or self.words.edge(start)

    def _single(self, start: int, end: int) -> bool:
        """One character: a noun of its own, neither ending nor prefix."""
        if not (self.words.edge(start) and self.words.edge(end)):
            return False
        token = self.words.starting(start)
        if token is None or token.pos != "名詞" or token.subpos == "数詞":
            return False
        return not self._is_tail(start, end)

    def _is_tail(self, start: int, end: int) -> bool:
        """Whether the span only ends a longer word: 核 in 原子核, 銃 in 機関銃."""
        first, last = self.words.covering(start, "C")
        return first < start and last == end

    def _country(self, entry: Entry, surface: str, start: int, end: int) -> bool:
        """A country string stands only as a whole: 日米韓 is not found inside 日米韓中."""
        if len(surface) == 1:
            return self._one_country(entry, start, end)
        if entry.concept.match is MatchMode.BOUNDARY and not (self.words.edge(start) and self.words.edge(end)):
            return False
        return self._country_run(start, end) == (start, end)

    def _one_country(self, entry: Entry, start: int, end: int) -> bool:
        """One country character: before a title or an organ (米大統領, 米軍), or in a list (日、米、韓)."""
        titled = context.SINGLE_COUNTRY.match(self.text, end) is not None
        listed = self._listed(end, end + 1) or self._listed(start - 1, start - 2)
        if not (titled or listed or entry.concept.match is MatchMode.BOUNDARY) or not self.words.edge(start):
            return False  # most characters end here, before Sudachi is asked
        if titled and (
            self.words.edge(end) or self.words.covering(start) == (start, end + 1)  # 米軍 is one token
        ):
            return self._at(start - 1) not in COUNTRIES or self.words.covering(start)[0] == start
        if self._country_run(start, end) != (start, end):
            return False
        if entry.concept.match is MatchMode.BOUNDARY:
            return self.words.edge(end)
        return listed

    def _listed(self, mark: int, neighbour: int) -> bool:
        """Whether a listing mark and another country character follow or go before."""
        return self._at(mark) in tuple("、・と") and self._at(neighbour) in COUNTRIES

    def _country_run(self, start: int, end: int) -> tuple[int, int]:
        """The country string around a span, less the characters that belong to neighbouring words."""
        first, last = start, end
        while first > 0 and self._is_country(first - 1):
            first -= 1
        while last < len(self.text) and self._is_country(last):
            last += 1
        before, after = self._at(first - 1), self._at(last)
        if (before in _NUMERIC or before in context.VISITS) and before and self.text[first] == "日":
            first += 1
        elif script(before) is Script.KANJI and before not in context.ATTITUDES:
            word_start, word_end = self.words.covering(first)
            if word_start < first:
                first = min(word_end, last)
            elif self.text[first] == "中" and word_end == first + 1 and last - first > 1:
                first += 1
            elif self.text[first] == "中" and last - first == 1:
                return first, first
        if after == "比" and last - first > 1 and self.words.covering(last) == (last, last + 1):
            last += 1  # the Philippines, but only at the end of a list: 比 is "than" and "ratio" as well
        elif script(after) is Script.KANJI and not self._between(last):
            word_start, word_end = self.words.covering(last - 1)
            if word_end > last:
                last = max(word_start, first)
        elif self.text[last - 1 : last] in ("加", "越") and after in "えわすびしさ" and after:
            last -= 1
        return first, last

    def _is_country(self, index: int) -> bool:
        char = self.text[index]
        if char not in COUNTRIES:
            return False
        if char != "ロ":
            return True
        return Script.KATAKANA not in (script(self._at(index - 1)), script(self._at(index + 1)))

    def _between(self, index: int) -> bool:
        """米中間 is "between the US and China" unless 中間 opens a word of its own."""
        return self._at(index) == "間" and self._at(index + 1) not in tuple("選管子層期報試点値者")

    def _inflected(self, entry: Entry, start: int, end: int) -> tuple[int, int] | None:
        """A predicate in whatever form, by dictionary form; without the auxiliaries after it (容認し|た)."""
        if script(self._at(start - 1)) is Script.KATAKANA is script(self.text[start]):
            return None
        wanted = _lemmas(entry.written)
        for mode in ("C", "A"):
            offset, tokens, starts = self.words.around(start, end, mode)
            index = bisect_left(starts, start - offset)
            found = tokens[index : index + len(wanted)]
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
