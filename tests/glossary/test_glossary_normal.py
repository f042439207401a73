"""Normalisation: what falls together, what stays apart, and the way back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary import normalize
from glossary.normal import key
from glossary.spelling import kanji_number, spellings


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ミサイル", "ﾐｻｲﾙ"),
        ("ガード", "ｶﾞｰﾄﾞ"),
        ("ガード", "カ\u3099ート\u3099"),
        ("パネル", "ﾊﾟﾈﾙ"),
        ("ＩＣＢＭ", "icbm"),
        ("渡邊", "渡辺"),
        ("渡邉", "渡辺"),
        ("國連", "国連"),
        ("澤田", "沢田"),
        ("六カ国", "６ヶ国"),
        ("六か国", "6箇国"),
        ("二〇二四年", "2024年"),
        ("数カ月", "数ヵ月"),
        ("人々", "人人"),
        ("ウラジーミル・プーチン", "ウラジーミルプーチン"),
        ("ウラジーミル　プーチン", "ウラジーミル＝プーチン"),
        ("コンピュータ―", "コンピューター"),
        ("コンピュータ−", "コンピュータｰ"),
        ("Ｆ－３５", "F‐35"),
        ("専門家\nパネル", "専門家パネル"),
        ("専門家\r\n　パネル", "専門家パネル"),
        ("葛\U000e0100城", "葛城"),
        ("ミサ\u200bイル", "ミサイル"),
        ("Panel  of\nExperts", "Panel of Experts"),
    ],
)
def test_falls_together(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("アメリカ国務長官", "アメリヶ国務長官"),
        ("核・ミサイル", "核ミサイル"),
        ("専門家\n\nパネル", "専門家パネル"),
        ("十五", "5"),
        ("ハ", "バ"),
        ("二", "ニ"),
        ("ミサイル 核", "ミサイル核"),
    ],
)
def test_stays_apart(one: str, other: str) -> None:
    assert key(one) != key(other)


ALPHABET = st.sampled_from([*"ｶﾞﾟｰカガ・＝- 　\n\r々国六カヶ㌔①éＡß葛Ωﬁ\u3099\u0301\U000e0100\u200b\x00", "𠮷", "x"])
TEXTS = st.one_of(st.text(ALPHABET, max_size=20), st.text(max_size=20))


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_offsets_lead_back(text: str) -> None:
    normal = normalize(text)
    starts, ends = list(normal.starts), list(normal.ends)
    assert len(normal.text) == len(starts) == len(ends)
    assert starts == sorted(starts)
    assert ends == sorted(ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(starts, ends, strict=True))
    assert key(text) == normal.text


@given(st.text(ALPHABET, max_size=12))
@settings(max_examples=200, deadline=None)
def test_cost_is_linear_in_shape(text: str) -> None:
    """Normalising twice the text, far apart, gives the same twice."""
    gap = "。。。"
    assert key(text + gap + text) == key(text + gap) + key(gap + text)[len(key(gap)) :]


@pytest.mark.parametrize(
    ("term", "others"),
    [
        ("打ち上げ", {"打上げ", "打上"}),
        ("軍事偵察衛星打上げ", {"軍事偵察衛星打ち上げ", "軍事偵察衛星打上"}),
        ("取組", {"取り組み", "取組み"}),
        ("受け入れる", {"受入れる"}),
        ("サーバー", {"サーバ"}),
        ("サーバ", {"サーバー"}),
        ("中ロ", {"中露"}),
        ("十五カ国", {"15カ国"}),
        ("15カ国", {"十五カ国"}),
    ],
)
def test_spellings(term: str, others: set[str]) -> None:
    found = spellings(term)
    assert found[0] == term
    assert others <= set(found)
    assert len(found) == len(set(found))


@pytest.mark.parametrize("term", ["受け入れる", "引き上げる", "働きかける"])
def test_verbs_keep_their_ending(term: str) -> None:
    assert all(form.endswith(("れる", "げる", "ける")) for form in spellings(term))


@pytest.mark.parametrize(
    ("value", "text"), [(0, "〇"), (10, "十"), (15, "十五"), (20, "二十"), (108, "百八"), (2024, "二千二十四")]
)
def test_kanji_number(value: int, text: str) -> None:
    assert kanji_number(value) == text
