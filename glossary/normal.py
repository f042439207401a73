"""One spelling for all the ways to write the same Japanese, with the way back to the original offsets.

What falls together: width (ＩＣＢＭ, ﾐｻｲﾙ), case of Latin letters, old and variant kanji (國 国, 邊 辺), digits
(六 6 ６), the counter class カ国/ヶ国/か国, dashes, a dash for ー, ・ = and a space inside katakana, 々, variation
selectors, zero-width characters, and one line break inside Japanese. Both sides go through the same function, so
a class may be coarse (一 becomes 1 inside 統一 as well).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from glossary.chars import KANJI_DIGITS, japanese
from glossary.patterns import Lazy

# Old or variant form, then the usual one; only pairs that never tell two words apart.
_KANJI = (
    "國国 澤沢 邊辺 邉辺 齋斎 齊斉 髙高 﨑崎 濱浜 廣広 櫻桜 關関 學学 會会 縣県 實実 體体 圓円 榮栄 德徳 惠恵 應応 "
    "戰戦 爭争 亞亜 鐵鉄 龍竜 瀧滝 眞真 發発 變変 對対 單単 彈弾 傳伝 轉転 團団 圖図 藝芸 經経 濟済 檢検 劍剣 險険 "
    "驗験 權権 勸勧 觀観 歡歓 歸帰 氣気 舊旧 據拠 擧挙 區区 驅駆 歐欧 毆殴 樞枢 勳勲 薰薫 徑径 莖茎 輕軽 繼継 鷄鶏 "
    "藥薬 樂楽 廳庁 聽聴 遞逓 臺台 灣湾 獨独 佛仏 拂払 劑剤 雜雑 參参 慘惨 棧桟 蠶蚕 贊賛 殘残 絲糸 齒歯 兒児 辭辞 "
    "濕湿 舍舎 寫写 釋釈 壽寿 收収 從従 澁渋 獸獣 縱縦 肅粛 處処 敍叙 奬奨 將将 燒焼 證証 乘乗 剩剰 壤壌 孃嬢 讓譲 "
    "釀醸 條条 狀状 疊畳 盡尽 圍囲 醫医 壹壱 飮飲 隱隠 營営 衞衛 驛駅 艷艶 鹽塩 奧奥 橫横 溫温 穩穏 假仮 價価 畫画 "
    "壞壊 懷懐 繪絵 擴拡 殼殻 覺覚 嶽岳 卷巻 陷陥 寬寛 顏顔 僞偽 戲戯 犧犠 虛虚 峽峡 挾挟 狹狭 鄕郷 曉暁 恆恒 黑黒 "
    "碎砕 隨随 髓髄 瀨瀬 聲声 靜静 竊窃 攝摂 專専 淺浅 踐践 錢銭 潛潜 纖繊 禪禅 雙双 壯壮 搜捜 插挿 總総 聰聡 莊荘 "
    "裝装 騷騒 增増 藏蔵 臟臓 屬属 續続 墮堕 帶帯 滯滞 擇択 擔担 膽胆 斷断 癡痴 遲遅 晝昼 蟲虫 鑄鋳 敕勅 鎭鎮 點点 "
    "黨党 當当 燈灯 盜盗 稻稲 鬪闘 讀読 屆届 繩縄 貳弐 惱悩 腦脳 霸覇 廢廃 拜拝 賣売 麥麦 蠻蛮 祕秘 甁瓶 竝並 寶宝 "
    "萠萌 沒没 飜翻 每毎 萬万 滿満 默黙 彌弥 譯訳 與与 豫予 餘余 譽誉 搖揺 樣様 謠謡 來来 賴頼 亂乱 覽覧 畧略 兩両 "
    "獵猟 綠緑 壘塁 隸隷 禮礼 靈霊 齡齢 曆暦 歷歴 戀恋 爐炉 勞労 樓楼 祿禄 緖緒 嶋島 嶌島 槇槙 瑤瑶 凜凛 冨富 埜野 "
    "舘館 桒桑 曾曽 淵渕 籠篭 曻昇 峯峰 羣群 礦鉱 鑛鉱 聯連 綜総 缺欠 辨弁 瓣弁 拔抜 邨村"
)

_DASHES = "‐‑‒–—―⸺−－﹣-"
_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad\x00"
_MARKS = "\u0300-\u036f\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef"
_KATAKANA = frozenset(chr(code) for code in (*range(0x30A1, 0x30FB), 0x30FC, 0x3099, 0x309A))


class _Fold(dict[int, str]):
    """``str.translate`` table that works each character out once. Values may be longer than one character."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", chr(code)).casefold())
        if len(folded) == 1 and ord(folded) != code and ord(folded) in _BASE:
            folded = _BASE[ord(folded)]
        self[code] = folded
        return folded


_BASE: dict[int, str] = {
    **{ord(pair[0]): pair[1] for pair in _KANJI.split()},
    **{ord(char): str(value) for value, char in enumerate(KANJI_DIGITS)},
    **{ord(char): "-" for char in _DASHES},
    **{ord(char): "'" for char in "‘’ʼ＇`´"},
    **{ord(char): '"' for char in "“”＂"},
    **{ord(char): "\x00" for char in _ZERO_WIDTH},
    **{ord(char): char for char in "\t\n\r "},
    **{ord(char): char for char in "…‥"},  # three characters to NFKC, and in every other Japanese text
    ord("゛"): "\u3099",
    ord("゜"): "\u309a",
}
_FOLD = _Fold(_BASE)


def _ranges(first: int, last: int) -> str:
    """The characters of a block that fold to themselves, as ranges of a character class."""
    holes = sorted(code for code in _BASE if first <= code <= last and _BASE[code] != chr(code))
    parts = [(a + 1, b - 1) for a, b in pairwise((first - 1, *holes, last + 1)) if a + 1 < b]
    return "".join(f"{chr(a)}-{chr(b)}" for a, b in parts)


_BLOCKS = ((0x3041, 0x3096), (0x30A1, 0x30FE), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x30, 0x39), (0x61, 0x7A))
_ODD = Lazy(lambda: f"[^{''.join(_ranges(*block) for block in _BLOCKS)} \n、。「」『』【】〈〉《》〔〕〒〓々〆〜]")
"""Whatever may fold to something else; in most texts one character in twenty."""

_REPEAT = Lazy("([㐀-鿿])々")
_LONG = Lazy("(?<=[ァ-ヺ])-(?![a-z0-9-])")
_COUNTER = Lazy("[ヶケカか箇ヵ](?<=[0-9十百千万数何幾].)(?=[国月所年条点村都市地店校社団])")
_COUNTED = Lazy("[0-9十百千万数何幾][ヶケカか箇ヵ]")
_LOOSE = Lazy(f"[{_MARKS}]+|[\x00・= \t\n\r]+")
_ANY_LOOSE = Lazy(f"[{_MARKS}\x00・= \t\n\r]")
_IS_MARK = Lazy(f"[{_MARKS}]")


@dataclass(frozen=True, slots=True)
class Normalized:
    """A normalised text; character ``i`` came from ``original[starts[i]:ends[i]]``. Both sequences never decrease."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


def normalize(text: str) -> Normalized:
    """Normalise ``text``, remembering where each character came from. Linear time."""
    folded = _fold(text)
    starts: Sequence[int] = range(len(text))
    ends: Sequence[int] = range(1, len(text) + 1)
    if len(folded) != len(text):
        starts, ends = _expanded(text)
    folded = _respell(folded)
    if _ANY_LOOSE.search(folded) is None:
        return Normalized(folded, starts, ends)
    return _squeeze(folded, starts, ends)


def key(term: str) -> str:
    """The normalised spelling of a term, for comparing terms: ``normalize(term).text``, faster."""
    folded = _respell(_fold(term))
    return folded if _ANY_LOOSE.search(folded) is None else normalize(term).text


def _fold(text: str) -> str:
    return _ODD.sub(_folded, text)


def _folded(hit: re.Match[str]) -> str:
    return _FOLD[ord(hit[0])]


def _expanded(text: str) -> tuple[list[int], list[int]]:
    starts: list[int] = []
    ends: list[int] = []
    for index, char in enumerate(text):
        width = len(_FOLD[ord(char)])
        starts.extend([index] * width)
        ends.extend([index + 1] * width)
    return starts, ends


def _respell(text: str) -> str:
    """The rules that keep the length."""
    if "々" in text:
        text = _REPEAT.sub(r"\1\1", text)
    if "-" in text:
        text = _LONG.sub("ー", text)
    return _COUNTER.sub("ヶ", text) if _COUNTED.search(text) is not None else text


def _squeeze(text: str, starts: Sequence[int], ends: Sequence[int]) -> Normalized:
    """The rules that change the length: combining marks, separators inside words, white space."""
    parts: list[str] = []
    new_starts: list[int] = []
    new_ends: list[int] = []
    done = last = 0
    for hit in _LOOSE.finditer(text):
        previous = last
        first, last = hit.span()
        run, cluster = hit.group(), first
        if _IS_MARK.match(run):
            replacement = ""
            if first > previous and text[first - 1] not in " \t\r\n\x00":
                cluster = first - 1
                replacement = _compose(text[cluster:last])
        else:
            replacement = _loose(run, text[max(0, first - 1) : first], text[last : last + 1])
            if replacement == run:
                continue
        parts += (text[done:cluster], replacement)
        new_starts.extend(starts[done:cluster])
        new_ends.extend(ends[done:cluster])
        new_starts.extend([starts[cluster]] * len(replacement))
        new_ends.extend([ends[last - 1]] * len(replacement))
        done = last
    if not done:
        return Normalized(text, starts, ends)
    parts.append(text[done:])
    new_starts.extend(starts[done:])
    new_ends.extend(ends[done:])
    return Normalized("".join(parts), new_starts, new_ends)


def _compose(cluster: str) -> str:
    bare = "".join(char for char in cluster if not 0xFE00 <= ord(char) <= 0xFE0F and ord(char) < 0xE0100)
    return unicodedata.normalize("NFKC", bare)


def _loose(run: str, before: str, after: str) -> str:
    """What a run of separators between two characters is worth."""
    rest = run.replace("\x00", "")
    if not rest:
        return ""
    if rest in ("・", "=", " "):
        if before in _KATAKANA and after in _KATAKANA:
            return ""
        return rest
    if "・" in rest or "=" in rest:
        return run if rest == run else rest
    breaks = rest.replace("\r\n", "\n").replace("\r", "\n").count("\n")
    if breaks > 1 or not before or not after:
        return rest
    if breaks == 1 and japanese(before) and japanese(after):
        return ""
    return " "
