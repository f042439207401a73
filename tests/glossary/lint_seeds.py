"""A generator of clean glossaries and of defects to put into them; knows nothing of how the lint works."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

COLUMNS = (
    *("source", "target", "variants", "pos", "status", "forbidden", "plural"),
    *("article", "short", "case", "match", "domain", "note", "id"),
)
Row = dict[str, str]

_WHERE = (
    "海上 maritime|航空 air|宇宙 space|沿岸 coastal|港湾 harbor|気象 weather|地域 regional|国境 border|通信 communications|"
    "電力 power|道路 road|鉄道 railway|河川 river|森林 forest|農業 farm|水産 fisheries|観光 tourism|教育 education|"
    "医療 medical|税務 tax"
)
_DOING = (
    "監視 surveillance|輸送 transport|救助 rescue|調査 survey|訓練 training|管理 management|研究 research|"
    "整備 maintenance|開発 development|検査 inspection|支援 support|交流 exchange|警備 security|復旧 recovery|"
    "計測 measurement|保全 conservation"
)
_THING = (
    "計画 plan|部隊 unit|施設 facility|委員会 committee|センター center|制度 system|本部 headquarters|担当者 officer|"
    "報告書 report|協定 agreement|予算 budget|拠点 hub|基準 standard|装置 device|会合 meeting|要員 specialist"
)


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(ja, en) for ja, en in (pair.split() for pair in text.split("|"))]


def clean(size: int, rng: Random) -> list[Row]:
    """Rows without a defect, every column in use; at most 5,000 of them."""
    wheres, doings, things = _pairs(_WHERE), _pairs(_DOING), _pairs(_THING)
    rows: list[Row] = []
    for number, pick in enumerate(rng.sample(range(len(wheres) * len(doings) * len(things)), size)):
        rest, at = divmod(pick, len(things))
        where, doing, thing = wheres[rest // len(doings)], doings[rest % len(doings)], things[at]
        source, target = where[0] + doing[0] + thing[0], f"{where[1]} {doing[1]} {thing[1]}"
        row = dict.fromkeys(COLUMNS, "")
        row.update(source=source, target=target, id=f"t{number}", domain=rng.choice(("", "civil", "office")))
        row["pos"] = rng.choice(("noun", "noun", ""))
        row["status"] = rng.choice(("", "", "", "preferred", "admitted", "draft"))
        row["match"] = rng.choice(("", "", "auto", "boundary", "exact", "suggest"))
        row["case"] = rng.choice(("", "lower", "lower"))
        row["article"] = rng.choice(("", "the", "a", "zero"))
        if row["article"] == "a" and rng.random() < 0.3 and thing[1] != "headquarters":
            row["plural"] = target[:-1] + "ies" if target.endswith("y") else target + "s"
        if rng.random() < 0.2:
            row["variants"] = f"{where[0]}の{doing[0]}{thing[0]}"
        if rng.random() < 0.2:
            row["target"] += f"|{thing[1]} for {where[1]} {doing[1]}"
        if rng.random() < 0.1:
            row["forbidden"] = f"{where[1]} {doing[1]} thing"
        if rng.random() < 0.1:
            row["short"] = f"{where[1][0]}{doing[1][0]}{number}".upper()
        if rng.random() < 0.1:
            row["note"] = "何か; e.g. a remark, with marks（）"
        rows.append(row)
        live = row["status"] in ("", "preferred", "admitted")
        if live and rng.random() < 0.05 and len(rows) < size:
            old = dict.fromkeys(COLUMNS, "")
            old.update(source="旧" + source, target=target, status="deprecated")
            rows.append(old)
        if len(rows) >= size:
            break
    return rows[:size]


def text(rows: list[Row]) -> str:
    """The glossary file; row ``i`` stands on line ``i + 2``."""
    return "\n".join(["\t".join(COLUMNS), *("\t".join(row[name] for name in COLUMNS) for row in rows)]) + "\n"


@dataclass
class Seeded:
    """Rows with one defect: the class, the index of the row to blame, and of others that have a part in it."""

    check: str
    rows: list[Row]
    blamed: int
    partners: set[int] = field(default_factory=set)


class _Field:
    """A clean glossary with a place for a defect."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.rows = clean(30, rng)
        # neither a deprecated row nor one that a deprecated row relies on
        free = [i for i in range(30) if "deprecated" not in (r["status"] for r in self.rows[i : i + 2])]
        self.at = rng.choice(free[len(free) // 2 :])
        self.other = rng.choice(free[: len(free) // 2])
        self.row, self.mate = self.rows[self.at], self.rows[self.other]
        for row in (self.row, self.mate):
            row.update(status="", match="", article="", plural="", short="", variants="", forbidden="", case="", pos="")
            row["target"] = row["target"].split("|")[0]

    def pick(self, *choices: str) -> str:
        return self.rng.choice(choices)

    def inside(self, text: str, what: str) -> str:
        """``what`` put somewhere within ``text``."""
        cut = self.rng.randrange(1, len(text))
        return text[:cut] + what + text[cut:]


Seeder = Callable[[_Field], None]
_SEEDERS: dict[str, Seeder] = {}
_TWO_ROWS = (
    "preferred-forbidden/rows forbidden-elsewhere short-shared duplicate-source conflicting-target shadowed "
    "variant-is-source variant-twice cycle id-twice head"
)


def _seed(name: str) -> Callable[[Seeder], Seeder]:
    def keep(seeder: Seeder) -> Seeder:
        _SEEDERS[name] = seeder
        return seeder

    return keep


def names() -> list[str]:
    """The kinds of seeds; ``class/way`` where there are several ways to the same class."""
    return list(_SEEDERS)


def seeded(name: str, number: int) -> Seeded:
    """A glossary with one defect of that kind; the same for the same number."""
    place = _Field(Random(f"{name} {number}"))
    _SEEDERS[name](place)
    return Seeded(name.partition("/")[0], place.rows, place.at, {place.other} if name in _TWO_ROWS.split() else set())


@_seed("edge-space/source")
def _(f: _Field) -> None:
    f.row["source"] = f.pick(" {}", "{} ", "　{}", "{}　").format(f.row["source"])


@_seed("edge-space/target")
def _(f: _Field) -> None:
    column = f.pick("target", "forbidden", "short")
    value = {"target": f.row["target"], "forbidden": "thingamajig", "short": "XQ"}[column]
    f.row[column] = f.pick(" {}", "{} ").format(value)


@_seed("double-space")
def _(f: _Field) -> None:
    f.row["target"] = f.row["target"].replace(" ", "  ", 1)


@_seed("inner-space")
def _(f: _Field) -> None:
    gap = f.pick(" ", "　", "\u00a0")
    f.row["source"] = f.row["source"][:2] + gap + f.row["source"][2:]


@_seed("odd-space")
def _(f: _Field) -> None:
    f.row["target"] = f.row["target"].replace(" ", f.pick("\u00a0", "\u2009", "\u202f", "\u3000", "\u2003"), 1)


@_seed("invisible/source")
def _(f: _Field) -> None:
    f.row["source"] = f.inside(f.row["source"], f.pick("\u200b", "\u200d", "\u2060", "\ufeff", "\u200e"))


@_seed("invisible/target")
def _(f: _Field) -> None:
    f.row["target"] = f.inside(f.row["target"], f.pick("\u200b", "\u00ad", "\u2060", "\ufeff", "\u202c"))


@_seed("width/source")
def _(f: _Field) -> None:
    f.row["source"] = f.pick("ｾﾝﾀｰ{}", "{}ＡＢＣ", "ﾐｻｲﾙ{}", "{}１号", "か\u3099いこく{}").format(f.row["source"])


@_seed("width/target")
def _(f: _Field) -> None:
    f.row["target"] = f.pick("Ａ {}", "{} １", "ｎew {}", "{}－type").format(f.row["target"])


@_seed("brackets")
def _(f: _Field) -> None:
    column = f.pick("source", "target")
    marks = ("{}（仮", "「{}", "{}』", "【{}") if column == "source" else ("{} (draft", "({}", "{} [x", "{} y)")
    f.row[column] = f.pick(*marks).format(f.row[column])


@_seed("punctuation/source")
def _(f: _Field) -> None:
    f.row["source"] = f.pick("{}。", "{}、", "、{}", "・{}", "{}：", "{}？").format(f.row["source"])


@_seed("punctuation/target")
def _(f: _Field) -> None:
    f.row["target"] = f.pick("{}.", "{},", "{};", "{}:", ", {}", "{}?").format(f.row["target"])


@_seed("look-alike/kana")
def _(f: _Field) -> None:
    f.row["source"] = f.pick(
        "サ一バー管理", "工ネルギー庁", "力ナダ軍", "へリコプター", "イン夕ーネット", "カ夕ログ配布", "デー夕ベース", "マス夕ー制度",
        "ホワイト八ウス", "ス卜ライキ", "ア口ハ航空", "アフ力ー社", "ア八ンダ基地", "へルシンキ宣言", "マ二ラ会合", "レ一ダー網",
    )  # fmt: skip


@_seed("look-alike/kanji")
def _(f: _Field) -> None:
    f.row["source"] = f.pick(
        "人ロ統計", "窓ロ業務", "第ー回会合", "エ場管理", "入ロ検査", "加エ貿易", "大エ組合", "オ能教育"
    )


@_seed("look-alike/letters")
def _(f: _Field) -> None:
    f.row["target"] = f.pick(
        "{} cеntеr", "сenter {}", "{} Αlpha", "{} of Мoscow", "{} nοde", "{} 2O24", "{} 1l3"
    ).format(f.row["target"])


@_seed("chinese-kanji")
def _(f: _Field) -> None:
    f.row["source"] = f.pick("专", "劳动", "发展", "鲜", "导弹", "联合", "总", "经济", "说明", "边境") + f.row["source"]


@_seed("mixed-kanji")
def _(f: _Field) -> None:
    f.row["source"] = f.pick("學会", "国會", "經済", "広嶋縣庁", "戦爭", "鐵鉱", "医學") + f.row["source"]


@_seed("source-not-japanese")
def _(f: _Field) -> None:
    f.row["source"] = f.pick("harbor master", "Panel of Experts", "agreement", "border unit", "New plan", "weather")


@_seed("one-character/source")
def _(f: _Field) -> None:
    f.row["source"] = f.pick(*"核党軍港船銃村橋城塔")


@_seed("one-character/variant")
def _(f: _Field) -> None:
    f.row["variants"] = f.pick(*"核党軍港船銃村橋城塔")


@_seed("short-kana")
def _(f: _Field) -> None:
    f.row["source"] = f.pick("こと", "もの", "いか", "たち", "ため", "とき", "まで", "さけ", "かき", "はし")


@_seed("number")
def _(f: _Field) -> None:
    f.row["source"] = f.pick("15", "十二", "2024", "百", "三千", "１０", "1,000")


@_seed("fragment")
def _(f: _Field) -> None:
    f.row["source"] = f.pick(
        "ーミナル", "ャンプ場", "ッパ諸国", "ョン管理", "々木研究所", "ェリー会社", "ゃくだつ品", "しゅっ"
    )


@_seed("unreachable")
def _(f: _Field) -> None:
    f.row["variants"] = f.pick("の", "々", "・", "員", "――", "、。", "※")


@_seed("lemma")
def _(f: _Field) -> None:
    f.row.update(match="lemma", pos="noun")


@_seed("pos-missing")
def _(f: _Field) -> None:
    verb = f.pick(
        "批准する ratify", "引き渡す hand over", "取り締まる crack down", "容認する tolerate", "打ち上げる launch"
    )
    f.row["source"], _, f.row["target"] = verb.partition(" ")
    f.row["match"] = f.pick("", "lemma")


@_seed("repeated-variant")
def _(f: _Field) -> None:
    f.row["variants"] = f.pick("別名の品|別名の品", f"{f.row['source']}", "甲種の品|乙種の品|甲種の品")


@_seed("needless-variant")
def _(f: _Field) -> None:
    f.row["source"] = "ミサイル" + f.row["source"]
    f.row["variants"] = f.row["source"].replace("ミサイル", f.pick("ミサ・イル", "ミサイル\ufe00"))
    if "\ufe00" in f.row["variants"]:
        f.row["source"] = "鉄" + f.row["source"]
        f.row["variants"] = f.row["source"].replace("鉄", "鐵")


@_seed("repeated-target")
def _(f: _Field) -> None:
    f.row["target"] += f.pick("", "|another thing") + "|" + f.row["target"]


@_seed("target-japanese")
def _(f: _Field) -> None:
    column = f.pick("target", "plural", "short", "forbidden")
    f.row[column] = f.pick("装置", "the 装置", "ソウチ", "kaiそう", "監視 plan")


@_seed("source-is-target")
def _(f: _Field) -> None:
    f.row["target"] = f.row["source"]


@_seed("placeholder")
def _(f: _Field) -> None:
    f.row["target"] = f.pick("TODO", "tbd", "???", "-", "N/A", "xxx", "FIXME", "[translate]", "ditto", "…", "<term>")


@_seed("alternatives")
def _(f: _Field) -> None:
    f.row["target"] += f.pick("; a thing", " / thing", "、 thing", "； thing", " / other / third")


@_seed("preferred-forbidden/row")
def _(f: _Field) -> None:
    f.row["forbidden"] = f.pick("{}", "some thing|{}", "{}|some thing").format(f.row["target"])


@_seed("preferred-forbidden/rows")
def _(f: _Field) -> None:
    f.row.update(source=f.mate["source"], target="thing", status=f.pick("admitted", "draft"))
    f.row["forbidden"] = f.mate["target"]


@_seed("preferred-forbidden/status")
def _(f: _Field) -> None:
    f.row.update(source=f.mate["source"], target=f.mate["target"], status=f.pick("forbidden", "deprecated"))


@_seed("forbidden-elsewhere")
def _(f: _Field) -> None:
    f.row["forbidden"] = f.pick("{}", "strange thing|{}").format(f.mate["target"])


@_seed("article")
def _(f: _Field) -> None:
    article = f.pick("the", "a", "an")
    f.row.update(target=f"{article} {f.row['target']}", article=f.pick("the", "a", "zero"))


@_seed("article-number")
def _(f: _Field) -> None:
    f.row.update(target=f.pick("sanctions", "border talks", "armed forces", "rules of conduct", "studies"), article="a")


@_seed("plural")
def _(f: _Field) -> None:
    f.row["plural"] = f.row["target"]


@_seed("plural-missing")
def _(f: _Field) -> None:
    f.row["target"] = f.pick(
        "chief of staff",
        "panel of experts",
        "commander-in-chief",
        "attorney general",
        "prisoner of war",
        "court martial",
    )
    f.row["article"] = "a"


@_seed("short")
def _(f: _Field) -> None:
    f.row["short"] = f.row["target"] + f.pick("", " x", " in full")


@_seed("short-shared")
def _(f: _Field) -> None:
    f.row["short"] = f.mate["short"] = f.pick("ABC", "the body", "MPX")
    f.row["domain"] = f.mate["domain"]


@_seed("case-proper")
def _(f: _Field) -> None:
    f.row["case"] = "lower"
    if f.rng.random() < 0.5:
        f.row["pos"] = "propn"
    else:
        f.row["target"] = f.pick("North Korea", "Bank of Japan", "Kim Jong Un", "Treaty of Versailles")


@_seed("duplicate-source")
def _(f: _Field) -> None:
    f.row.update(source=f.mate["source"], target=f.mate["target"])


@_seed("conflicting-target")
def _(f: _Field) -> None:
    f.row["source"] = f.mate["source"]


@_seed("shadowed")
def _(f: _Field) -> None:
    f.row.update(source=f.mate["source"], status="draft")
    f.mate["status"] = f.pick("", "admitted", "draft")


@_seed("variant-is-source")
def _(f: _Field) -> None:
    f.row["variants"] = f.pick("{}", "別名の品|{}").format(f.mate["source"])


@_seed("variant-twice")
def _(f: _Field) -> None:
    f.row["variants"] = f.mate["variants"] = f.pick("別名の品", "ある種の品", "別名センター")


@_seed("cycle")
def _(f: _Field) -> None:
    f.row["variants"], f.mate["variants"] = f.mate["source"], f.row["source"]


@_seed("id-twice")
def _(f: _Field) -> None:
    f.row["id"] = f.mate["id"]


@_seed("no-successor")
def _(f: _Field) -> None:
    f.row.update(source="旧型の品", target="outdated thing", status="deprecated", id="")


@_seed("head")
def _(f: _Field) -> None:
    f.row.update(source="新式" + f.mate["source"], target="new style gadget")
    extra = dict.fromkeys(COLUMNS, "")
    extra.update(source="新式", target="new style", status="preferred")
    f.rows.append(extra)
