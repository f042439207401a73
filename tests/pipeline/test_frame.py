"""List marks off, line breaks out, and every offset leads back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.frame import frame

CASES = """
・北朝鮮は発射した。 | • | 北朝鮮は発射した。
※詳細は後日。 | * | 詳細は後日。
――現状をどう見ますか。 | — | 現状をどう見ますか。
① 監視を続ける。 | (1) | 監視を続ける。
③監視を続ける。 | (3) | 監視を続ける。
1. 監視を続ける。 | 1. | 監視を続ける。
１．監視を続ける。 | 1. | 監視を続ける。
（２）監視を続ける。 | (2) | 監視を続ける。
12）監視を続ける。 | (12) | 監視を続ける。
- 監視を続ける。 | - | 監視を続ける。
Q. なぜですか。 | Q. | なぜですか。
Ａ．二つあります。 | A. | 二つあります。
2024年に始まった。 | | 2024年に始まった。
3.5％増えた。 | | 3.5％増えた。
1位は日本だ。 | | 1位は日本だ。
-5度だった。 | | -5度だった。
・ | | ・
A社は発表した。 | | A社は発表した。
"""


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_marks(line: str) -> None:
    segment, lead, text = (cell.strip() for cell in line.split("|"))
    framed = frame(segment)
    assert (framed.lead.strip(), framed.text) == (lead, text)


def test_hard_wraps() -> None:
    framed = frame("専門家\nパネルは the UN\npanel です。")
    assert framed.text == "専門家パネルは the UN panel です。"
    start = framed.text.index("専門家パネル")
    assert framed.span(start, start + 6) == (0, 7)


@given(st.text(alphabet="・※1. ①（）年はa\n\r　。Q北朝鮮-―", max_size=40))
def test_offsets_lead_back(segment: str) -> None:
    framed = frame(segment)
    assert len(framed.offsets) == len(framed.text)
    assert list(framed.offsets) == sorted(framed.offsets)
    for char, at in zip(framed.text, framed.offsets, strict=True):
        assert segment[at] == char or (char == " " and segment[at] in " \t　\r\n")
    assert "\n" not in framed.text
