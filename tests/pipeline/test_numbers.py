"""Numbers on both sides, and their comparison."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.numbers import compare, english_numbers, japanese_numbers

JAPANESE = """
2兆3,000億円 | 2300000000000
1億2万円 | 100020000
三千五百人 | 3500
二〇二四年 | 2024
３．５％ | 3.5
1万2000人 | 12000
1,300万トン | 13000000
5千万ドル | 50000000
十二億三千万円 | 1230000000
第13回 | 13
184円20銭 | 184.2
百二十人 | 120
12月 | 12
0.5ポイント | 0.5
"""

ENGLISH = """
2.3 trillion yen | 2300000000000
twenty-five thousand people | 25000
one hundred and five | 105
$1.2bn | 1200000000
1,234.5 tons | 1234.5
the 13th round | 13
the seventy-ninth session | 79
July | 7
fifty million | 50000000
"""


def _cases(table: str) -> list[tuple[str, Fraction]]:
    rows = (line.split(" | ") for line in table.strip().splitlines())
    return [(text, Fraction(value)) for text, value in rows]


@pytest.mark.parametrize(("text", "value"), _cases(JAPANESE))
def test_japanese(text: str, value: Fraction) -> None:
    assert [n.values[0] for n in japanese_numbers(text)] == [value]


@pytest.mark.parametrize(("text", "value"), _cases(ENGLISH))
def test_english(text: str, value: Fraction) -> None:
    assert [n.values[0] for n in english_numbers(text)] == [value]


RIGHT = """
令和6年7月に3,000億円を計上した。 | In July 2024 it set aside 300 billion yen.
午後3時に会見した。 | He met the press at 15:00.
失業率は4割に達した。 | Unemployment reached 40%.
2018~19年に協議した。 | They held talks in 2018-2019.
参加者は十数人だった。 | A dozen or so people took part.
一方、政府は一部を認めた。 | The government, meanwhile, admitted part of it.
国防5カ年計画を掲げた。 | It has a five-year defense plan.
三十数年がたった。 | Some three decades have passed.
1人当たりの所得は増えた。 | Income per capita rose.
25年に改定する。 | It will be revised in 2025.
2人とも3月に辞めた。 | Both resigned in March.
60年代に始まった。 | It began in the 1960s.
F35を48機買う。 | It will buy 48 F-35s.
第五福竜丸が被ばくした。 | The Daigo Fukuryu Maru was exposed to radiation.
殺人は7倍に増えた。 | Homicides rose sevenfold.
日米韓3カ国が協議した。 | Japan, the United States and South Korea held talks.
午前0時に発効した。 | It took effect at midnight.
"""

WRONG = """
1億2万円を支払った。 | It paid 120,000 yen. | 1億2万
90億ドルの支援だ。 | It is aid worth 90 billion dollars. | 90億
2017年まで賛成した。 | It voted in favor until 2016. | 2017
死者は35人。 | 53 people died. | 35
12月に開く。 | It will be held in November. | 12月
3.5％増えた。 | It rose by 35%. | 3.5％
"""


@pytest.mark.parametrize("line", RIGHT.strip().splitlines())
def test_right_pairs_are_silent(line: str) -> None:
    source, target = line.split(" | ")
    result = compare(source, target)
    assert (result.missing, result.unexplained) == ((), ())


@pytest.mark.parametrize("line", WRONG.strip().splitlines())
def test_wrong_pairs_are_found(line: str) -> None:
    source, target, surface = line.split(" | ")
    result = compare(source, target)
    assert [n.surface for n in result.missing] == [surface]
    assert result.unexplained


@given(st.integers(min_value=2, max_value=10**15))
def test_any_number_written_out_matches_itself(value: int) -> None:
    oku, man = divmod(value, 10**8)
    parts = [f"{oku}億"] if oku else []
    if man // 10**4:
        parts.append(f"{man // 10**4}万")
    if man % 10**4 or not parts:
        parts.append(str(man % 10**4))
    result = compare("".join(parts) + "円だった。", f"It was {value:,} yen.")
    assert not result.missing
    assert not result.unexplained


@given(st.text(alphabet="0123456789,.万億兆千百十一二〇円年月 第約数abc-", max_size=40))
def test_never_fails_and_spans_are_right(text: str) -> None:
    for number in (*japanese_numbers(text), *english_numbers(text)):
        assert 0 <= number.start < number.end <= len(text)
        assert number.values


SOUP = "0 00 001 366 1 25 , . ０ ， ． 年 月 日 割 分の 年代 円 銭 午後 時 分 数 第 令和 元 万 億 〜 - % th m ½ ³ ٣ 〇 十 百"


@given(st.lists(st.sampled_from([*SOUP.split(" "), " "]), max_size=14))
@settings(max_examples=400)
def test_no_digit_soup_is_too_strange(parts: list[str]) -> None:
    text = "".join(parts)
    compare(text, text)
    for number in (*japanese_numbers(text), *english_numbers(text)):
        assert 0 <= number.start < number.end <= len(text)


def test_leading_zeros_with_separators() -> None:
    """Seen in a software manual: the comma of a padded number."""
    assert next(n.values for n in japanese_numbers("001,366件"))[0] == Fraction(1366)
