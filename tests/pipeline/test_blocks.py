from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.blocks import blocks, columns, pairs
from pipeline.model import BlockKind

WRAPPED = (
    "港の朝市が十年ぶりに再開し、早朝から多くの買い物客でにぎ\n"
    "わった。主催した組合によると、出店は五十を超え、来場者は三\n"
    "千人に達したという。組合長は、次の開催を春に予定し、若い漁\n"
    "師にも参加を呼びかけると話した。\n"
)


def parts(text: str) -> list[str]:
    return [text[block.start : block.end] for block in blocks(text)]


def kinds(text: str) -> list[str]:
    return [block.kind.value for block in blocks(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("町の祭り\n\n祭りが開かれた。", ["heading", "paragraph"]),
        ("町の祭り\n祭りが開かれた。", ["heading", "paragraph"]),
        ("祭りが開かれた。\n\n歴史\n\n古い祭りだ。", ["paragraph", "heading", "paragraph"]),
        ("祭りはいつですか？\n\n春です。", ["paragraph", "paragraph"]),
        ("・りんご\n・みかん", ["bullet", "bullet"]),
        ("※雨天中止\n◆会場", ["bullet", "bullet"]),
        ("1. 申込\n2) 支払\n③受取\n（４）返品\n第5条 解約", ["numbered"] * 5),
        ("Q. 営業日は？\nA. 毎日です。", ["numbered", "numbered"]),
        ("# 題名\n本文です。", ["heading", "paragraph"]),
        ("【文・山田花子】", ["byline"]),
        ("（山田花子）", ["byline"]),
        ("【速報】列車が止まった。", ["paragraph"]),
        ("© 2024 架空社\n(C) 2024 架空社\nCopyright 架空社", ["copyright"] * 3),
        ("「雨です。風もあります。」", ["quotation"]),
        ("「雨です。」「風もあります。」", ["quotation"]),
        ("「雨です」と言った。", ["paragraph"]),
        ("2024年の話だ。", ["paragraph"]),
        ("3.5％増えた。", ["paragraph"]),
        ("-5度まで下がった。", ["paragraph"]),
    ],
)
def test_kinds(text: str, expected: list[str]) -> None:
    assert kinds(text) == expected


def test_a_hard_wrapped_paragraph_is_one_block() -> None:
    assert parts(WRAPPED) == [WRAPPED.rstrip("\n")]
    assert parts(WRAPPED.replace("\n", "\r\n")) == [WRAPPED.rstrip("\n").replace("\n", "\r\n")]


def test_a_heading_is_not_joined_to_its_paragraph() -> None:
    assert parts("朝市の再開\n" + WRAPPED) == ["朝市の再開", WRAPPED.rstrip("\n")]
    assert kinds("朝市の再開\n" + WRAPPED) == ["heading", "paragraph"]


def test_an_indent_starts_a_new_paragraph() -> None:
    text = "\u3000" + WRAPPED + "\u3000" + WRAPPED
    assert parts(text) == [WRAPPED.rstrip("\n")] * 2


def test_a_quotation_wrapped_after_a_sentence_stays_whole() -> None:
    text = WRAPPED + (
        "組合長は取材に対し「十年は長かった。客足が戻って安心した。\nこれからも続ける。」と話し、港の朝市への思いを語った。\n"
    )
    assert len(blocks(text)) == 2


def test_a_word_that_did_not_fit_explains_a_short_line() -> None:
    text = WRAPPED + "\n主催した組合は、出店の申込を受け付ける窓口を\nexample.jp/entry に開いた。"
    assert len(blocks(text)) == 2


def test_a_wrapped_list_item_keeps_its_hanging_lines() -> None:
    item = "・港の朝市が十年ぶりに再開し、早朝から多くの買い物客でに\n\u3000ぎわった。"
    assert parts(item + "\n・次の項目") == [item, "・次の項目"]


@pytest.mark.parametrize(
    "text",
    [
        "早い春\n遅い春\n雨の日",  # too narrow to be wrapped
        "一人目は山田花子さんで東京都からの参加でした\n二人目は田中太郎さんで大阪府からの参加でした",
        "港の朝市が再開し、多くの客でにぎわう見通しに\n港の朝市は来月、十年ぶりに再開する。出店は五十を超える見通しで、組合が準備を急ぐ。",
        "早朝から多くの買い物客でにぎわった港の朝市の\n\n来場者は三千人に達した。",
        "早朝から多くの買い物客でにぎわった港の朝市の\n\u3000来場者は三千人に達した。",
        "早朝から多くの買い物客でにぎわった港の朝市の\n・来場者は三千人に達した。",
        "早朝から多くの買い物客でにぎわった港の朝市。\n来場者は三千人に達した。",
    ],
)
def test_not_a_hard_wrap(text: str) -> None:
    assert len(blocks(text)) == len([line for line in text.split("\n") if line])


def test_lines_of_any_kind_end_a_block() -> None:
    assert parts("雨\r風\x0c嵐\u2028波\x85泡\n\r\n砂") == ["雨", "風", "嵐", "波", "泡", "砂"]


def test_white_space_and_the_mark_of_order_stay_outside() -> None:
    text = "\ufeff\u3000 雨が降る \u3000\n \u200b \n\t風\t"
    assert parts(text) == ["雨が降る", "風"]


def test_brackets_pair_within_reach() -> None:
    assert pairs("「雨（小雨」）", 0, 7) == {0: 5}
    assert pairs("「「雨」", 0, 4) == {1: 3}
    assert pairs("）雨（", 0, 3) == {}
    assert pairs('"雨" "', 0, 6) == {}
    assert pairs('"雨"と"風"', 0, 7) == {0: 2, 4: 6}


def test_columns_count_full_width_characters_twice() -> None:
    assert columns("雨a、ｱ！") == 8


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="雨がり。、「」（）・1.? \u3000\n\r\ufeff©#第条a", max_size=200))
def test_blocks_are_ordered_bare_and_complete(text: str) -> None:
    found = blocks(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all(text[b.start : b.end].strip() == text[b.start : b.end] != "" for b in found)
    covered = sum(len("".join(text[b.start : b.end].split())) for b in found)
    visible = "".join(text.split())
    assert len(visible.replace("\ufeff", "")) <= covered <= len(visible)
    assert all(isinstance(block.kind, BlockKind) for block in found)
