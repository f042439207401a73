"""Numbers in Japanese and in English, as values that can be compared.

Both sides become ``Number`` objects; a source number may allow several values (十数 is a range, 7月 is 7 or "July", 令和6年
is 2024 or 6, 午後3時 is 3 or 15). ``compare`` pairs them up. What is not certainly a number (一方, 一部, 二人三脚, "one of") is
optional: it may explain an English number, but need not have one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

_KANJI_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10**4, "億": 10**8, "兆": 10**12, "京": 10**16}
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867}
_MONTHS = {
    name: i
    for i, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_UNITS_EN = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS_EN = {
    w: (i + 2) * 10
    for i, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"])
}
_WORDS: dict[str, int] = {w: i for i, w in enumerate(_UNITS_EN)} | _TENS_EN
_ORDINALS = {
    w: i
    for i, w in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
            "twentieth",
        ],
        start=1,
    )
} | {w[:-1] + "ieth": v for w, v in _TENS_EN.items()}
_OTHER_WORDS = {"once": 1, "twice": 2, "double": 2, "doubled": 2, "triple": 3, "tripled": 3, "dozen": 12, "both": 2}
_OTHER_WORDS |= {"midnight": 0, "noon": 12, "quarterfinal": 8, "semifinal": 4, "teen": 10}
_OTHER_WORDS |= {f"{w}fold": v for w, v in _WORDS.items()}
_OTHER_WORDS |= {"single": 1, "pair": 2, "couple": 2, "half": 2, "bilateral": 2, "trilateral": 3, "quarter": 4}
_OTHER_WORDS |= {"decade": 10, "century": 100, "centenary": 100, "centennial": 100, "anniversary": 0}
_SPANS = {"decade": 10, "decades": 10, "dozen": 12, "dozens": 12, "century": 100, "centuries": 100}
_SCALES = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SCALES |= {"mn": 10**6, "bn": 10**9, "tn": 10**12}
_LETTERS = {"m": 10**6, "k": 10**3}


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its place in the text; any of ``values`` is a right reading; ``optional`` ones may go unmatched."""

    start: int
    end: int
    surface: str
    values: tuple[Fraction, ...]
    optional: bool = False


def _plain(text: str) -> str:
    """Full-width digits and signs as ASCII; same length, so offsets hold."""
    out = []
    for char in text:
        wide = unicodedata.normalize("NFKC", char)
        out.append(wide if len(wide) == 1 else char)
    return "".join(out)


_KANJI_NUMBER = "〇零一二三四五六七八九十百千"
_JA = re.compile(
    r"(?P<era>令和|平成|昭和|大正|明治)(?P<erayear>元|\d{1,2}|[一二三四五六七八九十]{1,3})年"
    r"|(?P<ampm>午前|午後)(?P<hour>\d{1,2})時"
    r"|(?P<yen>\d+(?:,\d{3})*)(?:円|ドル)(?P<sen>\d{1,2})(?:銭|セント)"
    r"|(?P<short>['’‘])?(?P<num>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<tail>(?:[十百千]*[万億兆](?:\d+(?:,\d{3})*(?:\.\d+)?[十百千]?)?)+|[百千](?=[人名円ド発基機隻台件回個社カか])|[百千])?"
    r"(?P<after>年代|月|割|%|％|分の\d+)?"
    rf"|(?P<kanji>[{_KANJI_NUMBER}]+(?:[万億兆][{_KANJI_NUMBER}]*)*)"
)
_COUNTERS = "人名年月日回カか箇ヶヵつ個件隻機基発台社者国党度歳倍位点円割ド時分秒週本枚次期級条項票議丁階校都府県市区町村世代万億兆"
_IDIOMS = (
    "一方|一部|一般|一連|一環|一貫|一層|一定|一致|一切|一体|一線|一気|一時|一度|一員|一同|一律|一種|一段|一覧|一帯|一瞬|一目|一見|一因|"
    "一歩|一行|一家|一括|一任|一筋|一転|一掃|一挙|一蹴|一触|統一|唯一|万一|随一|第一|一つ|一人|一日|一国|一員|十分|百科|千葉|三重|四国|九州|"
    "八王子|二の舞|二分|二重|二次|二国|三沢|四日市|五輪|六本木|一郎|二郎|三郎|五郎|十八番|一番|万博|一新|一因|一党|一丸|一石|一角|一極|二極|多極|"
    "三菱|三井|一心|七夕|八百|百貨|千代|一橋|一族|一面|一生|一息|一文|一味|一院|二院|三権|三角|四半|十字|百年|万里|万全|一存"
)
_IDIOM = re.compile(_IDIOMS)


def _kanji_value(text: str) -> Fraction | None:
    """三千五百 → 3500, 二〇二四 → 2024, 十二億三千万 → 1230000000."""
    if not text:
        return None
    if not any(c in _SMALL or c in _BIG for c in text):
        return Fraction(int("".join(str(_KANJI_DIGITS[c]) for c in text)))
    total = part = digit = 0
    seen = False
    for char in text:
        if char in _KANJI_DIGITS:
            digit = digit * 10 + _KANJI_DIGITS[char]
            seen = True
        elif char in _SMALL:
            part += (digit if seen else 1) * _SMALL[char]
            digit, seen = 0, False
        else:
            total += (part + digit or 1) * _BIG[char]
            part, digit, seen = 0, 0, False
    return Fraction(total + part + digit)


_TAIL = re.compile(r"([十百千]*)([万億兆])|(\d+(?:,\d{3})*(?:\.\d+)?)([十百千]?)")


def _mixed_value(number: str, tail: str) -> Fraction:
    """2兆3,000億 and 5千万, given as the leading number and what follows it."""
    value = Fraction(number.replace(",", ""))
    total = Fraction(0)
    for small, big, digits, unit in _TAIL.findall(tail):
        if big:
            for char in small:
                value *= _SMALL[char]
            total += value * _BIG[big]
            value = Fraction(0)
        else:
            value = Fraction(digits.replace(",", "")) * _SMALL.get(unit, 1)
    if tail in _SMALL:
        return value * _SMALL[tail]
    return total + value


def japanese_numbers(text: str) -> tuple[Number, ...]:
    """The numbers of a Japanese text, in order."""
    plain = _plain(text)
    return tuple(_japanese(plain, text))


def _japanese(plain: str, text: str) -> Iterator[Number]:
    idioms = [m.span() for m in _IDIOM.finditer(plain)]
    for match in _JA.finditer(plain):
        start, end = match.span()
        surface = text[start:end]
        if era := match["era"]:
            year = match["erayear"]
            count = Fraction(1) if year == "元" else (_kanji_value(year) if not year.isdigit() else Fraction(year))
            assert count is not None  # noqa: S101  (the pattern admits only numerals)
            yield Number(start, end, surface, (count + _ERAS[era], count))
        elif match["ampm"]:
            hour = Fraction(match["hour"])
            yield Number(start, end, surface, (hour, hour + 12) if match["ampm"] == "午後" or not hour else (hour,))
        elif match["yen"]:
            amount = Fraction(match["yen"].replace(",", "")) + Fraction(int(match["sen"]), 100)
            yield Number(start, end, surface, (amount,))
        elif match["num"]:
            yield _arabic(match, surface, plain)
        else:
            value = _kanji_value(match["kanji"])
            if value is None:
                continue
            counted = plain[end : end + 1] in _COUNTERS and plain[end : end + 1] != ""
            idiom = any(s <= start < e or start <= s < end for s, e in idioms)
            ordinal = plain[start - 1 : start] == "第"  # 第五福竜丸 is a name, 第十三回 is long enough to count
            long = len(match["kanji"]) > 1
            about = "数" in (plain[start - 1 : start], plain[end : end + 1])  # 数十 and 十数 name no one value
            certain = ((counted and not ordinal) or long) and not idiom and not about and value > 1
            yield Number(start, end, surface, (value,), optional=not certain)


def _arabic(match: re.Match[str], surface: str, plain: str) -> Number:
    value = _mixed_value(match["num"], match["tail"] or "")
    values = [value]
    after = match["after"] or ""
    if after == "割":
        values = [value * 10, value]
    elif after.startswith("分の"):
        values.append(Fraction(after[2:]))
    elif after == "年代":
        values.append(value + 1900)
    elif not match["tail"] and plain[match.end() : match.end() + 1] == "年" and value < 100 and "." not in match["num"]:
        # 25年 is 25 years, or the year 2025 or 1925 in a newspaper's short form
        values += [value + 2000, value + 1900]
    if match["num"].startswith("0") and len(match["num"]) > 1 and "." not in match["num"]:
        values.append(Fraction(int(match["num"].replace(",", ""))))
    before, behind = plain[: match.start()][-1:], plain[match.end() :][:1]
    about = before == "数" or surface.endswith("数")
    # 1人当たり is "per capita"; F35 is a name; 日米韓3カ国 counts what it has just listed
    listed = before in _COUNTRIES and re.match("[カか箇ヶヵケ]国", plain[match.end() : match.end() + 2]) is not None
    optional = value == 1 or about or _latin(before) or _latin(behind) or listed
    return Number(match.start(), match.end(), surface, tuple(dict.fromkeys(values)), optional=optional)


_COUNTRIES = tuple("日米韓中朝露ロ英仏独豪印台越比欧加伊")


def _latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


_EN = re.compile(
    r"(?P<digits>\d+(?:,\d{3})+(?:\.\d+)?|\d*\.\d+|\d+)(?P<ord>st|nd|rd|th)?(?:[\s-]*(?P<scale>hundred|thousand|million|billion|trillion|mn|bn|tn)(?![a-z])|(?P<letter>[mk])(?![a-z\d]))?"
    r"|(?P<word>[a-z]+)",
    re.IGNORECASE,
)


def english_numbers(text: str) -> tuple[Number, ...]:
    """The numbers of an English text, in order. Words such as "one", "first", "half" and "May" are optional."""
    return tuple(_english(text if text.isascii() else _plain(text)))


def _english(text: str) -> Iterator[Number]:
    tokens = list(_EN.finditer(text))
    index = 0
    while index < len(tokens):
        match = tokens[index]
        if match["digits"]:
            value = Fraction(match["digits"].replace(",", ""))
            if match["scale"]:
                value *= _SCALES[match["scale"].lower()]
            values = [value]
            if match["letter"]:
                values.append(value * _LETTERS[match["letter"].lower()])
            values += _span_values(value, tokens, index)
            # the 3 of SM-3 and the 19 of COVID-19 are parts of a name
            named = bool(re.search(r"[A-Za-z]-?$", text[max(0, match.start() - 2) : match.start()]))
            yield Number(match.start(), match.end(), match.group(), tuple(values), optional=named)
            index += 1
            continue
        word = match["word"].lower()
        if word in _MONTHS and match["word"][0].isupper():
            optional = word == "march" or len(word) < 4  # May, and Jun and Jan as given names
            yield Number(match.start(), match.end(), match.group(), (Fraction(_MONTHS[word]),), optional=optional)
            index += 1
        elif word in _WORDS or (word in _SCALES and len(word) > 2):
            value, stop = _spelled(text, tokens, index)
            first, last = tokens[index], tokens[stop - 1]
            optional = value < 10 or (stop - index == 1 and word in _SCALES)
            values = [value, *_span_values(value, tokens, stop - 1)]
            yield Number(first.start(), last.end(), text[first.start() : last.end()], tuple(values), optional=optional)
            index = stop
        elif len(match["word"]) > 1 and (roman := _roman(match["word"])):
            yield Number(match.start(), match.end(), match.group(), (Fraction(roman),), optional=True)
            index += 1
        else:
            extra = _ORDINALS.get(word, _OTHER_WORDS.get(word.rstrip("s") if word != "halves" else "half"))
            if extra is not None:
                yield Number(match.start(), match.end(), match.group(), (Fraction(extra),), optional=True)
            index += 1


def _span_values(value: Fraction, tokens: list[re.Match[str]], index: int) -> list[Fraction]:
    """ "three decades" may stand for 30 as well as 3."""
    after = tokens[index + 1]["word"] if index + 1 < len(tokens) else None
    factor = _SPANS.get(after.lower()) if after else None
    return [value * factor] if factor else []


_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}


def _roman(word: str) -> int:
    """The value of a Roman numeral in capitals, 0 for any other word."""
    if not all(c in _ROMAN for c in word):
        return 0
    digits = [_ROMAN[c] for c in word]
    return sum(-d if any(e > d for e in digits[i + 1 :]) else d for i, d in enumerate(digits))


def _spelled(text: str, tokens: list[re.Match[str]], index: int) -> tuple[Fraction, int]:
    """ "twenty-five thousand" → (25000, index past it)."""
    total = part = 0
    start = index
    while index < len(tokens) and tokens[index]["word"]:
        word = tokens[index]["word"].lower()
        between = text[tokens[index - 1].end() : tokens[index].start()] if index > start else ""
        if index > start and between.strip(" -‐‑") and word != "and":
            break
        if word in _WORDS:
            value = _WORDS[word]
            if index > start and part % 100 and not (part % 10 == 0 and value < 10):
                break  # "two three" are two numbers
            part += value
        elif word in _SCALES and len(word) > 2:
            if word == "hundred":
                part = (part or 1) * 100
            else:
                total += (part or 1) * _SCALES[word]
                part = 0
        elif word == "and" and index > start and index + 1 < len(tokens) and part % 100 == 0 and part:
            nxt = tokens[index + 1]["word"]
            if not nxt or nxt.lower() not in _WORDS:
                break
        elif word in _ORDINALS and index > start and part % 10 == 0:
            part += _ORDINALS[word]  # seventy-ninth
            index += 1
            break
        else:
            break
        index += 1
    return Fraction(total + part), max(index, start + 1)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Source numbers with no counterpart, and target numbers nothing in the source explains."""

    missing: tuple[Number, ...]
    unexplained: tuple[Number, ...]


def compare(source: str, target: str) -> Comparison:
    """Pair the numbers of a Japanese source with those of its English target, one to one.

    Certain numbers are paired first, optional ones then explain what is left. A number that recurs on one side only
    (English repeats a year, Japanese repeats a count) is no finding.
    """
    wanted = japanese_numbers(source)
    found = list(english_numbers(target))
    free = list(range(len(found)))
    missing: list[Number] = []
    seen = {value for number in found for value in number.values}
    for number in sorted(wanted, key=lambda n: (n.optional, len(n.values))):
        hit = next((i for i in free if set(found[i].values) & set(number.values)), None)
        if hit is not None:
            free.remove(hit)
        elif not number.optional and not seen & set(number.values) and not _spread(number, found):
            missing.append(number)
    explained = {value for number in wanted for value in number.values}
    unexplained = tuple(
        found[i]
        for i in free
        if not found[i].optional and not set(found[i].values) & explained and found[i].values[0] > 1
    )
    return Comparison(tuple(sorted(missing, key=lambda n: n.start)), unexplained)


def _spread(number: Number, found: list[Number]) -> bool:
    """2018~19: the second half of a range may be written in full or in short on the other side."""
    return any(
        v.denominator == 1 and w.denominator == 1 and v < 100 and w > 1000 and w % 100 == v
        for v in number.values
        for n in found
        for w in n.values
    )
