"""A made-up bilingual document with everything a rendering meets: used by the renderings' tests and goldens."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model import (
    Aligned,
    Bilingual,
    BlockKind,
    Document,
    Finding,
    Origin,
    Reference,
    Segment,
    Severity,
    TermOutcome,
    TermState,
    Unit,
)

ENGLISH = {
    "沿岸警備": "coastal guard",
    "港湾局": "Port Authority",
    "専門家パネル": "Panel of Experts",
    "観測網": "monitoring network",
    "気象庁": "Japan Meteorological Agency",
    "防波堤": "breakwater",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the demo; ``terms`` are Japanese words, a leading ``!`` marks a flagged one."""

    source: str
    target: str
    kind: BlockKind = BlockKind.PARAGRAPH
    new_block: bool = False
    terms: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    origin: Origin = Origin.MT
    needs_review: bool = True
    score: float = -0.31
    comments: str = ""


H, B, Q = BlockKind.HEADING, BlockKind.BULLET, BlockKind.QUOTATION
LONG_JA = (
    "港湾局は、昨年の台風で壊れた北側の防波堤について、設計をやり直すべきだという専門家パネルの助言と、"
    "工事を急いでほしいという漁協の求めと、予算を翌年度に回したいという市の事情とのあいだで長く迷っていたが、"
    "冬の高波が来る前に仮の堤を築き、本格的な工事は春に始めるという二段構えの計画をまとめ、住民に説明する会を三回開くことにした。"
)
LONG_EN = (
    "The Port Authority had long hesitated between the advice of the Panel of Experts, which held that the northern "
    "breakwater damaged in last year's typhoon should be redesigned, the demand of the fishing cooperative that work "
    "be hurried, and the city's wish to move the budget to the following year, but it has now drawn up a two-stage "
    "plan (a temporary bank before the high waves of winter, the full works from spring) and will hold three "
    "meetings to explain it to residents."
)
LINES = (
    Line(
        "港の防災計画　中間報告", "Port Disaster Plan: Interim Report", H, True, origin=Origin.HUMAN, needs_review=False
    ),
    Line("文・小森はるか（港町新報）", "By Haruka Komori (Minatomachi Shimpo)", BlockKind.BYLINE, True),
    Line(LONG_JA, LONG_EN, new_block=True, terms=("港湾局", "防波堤", "専門家パネル"), score=-0.58),
    Line(
        "専門家パネルは６月に報告を出した。",
        "The Panel of Experts issued its report in June.",
        terms=("専門家パネル",),
        origin=Origin.HUMAN,
        needs_review=False,
    ),
    Line(
        "被害は１億２千万円にのぼる。",
        "The damage comes to 12 million yen.",
        findings=(Finding("number", Severity.ERROR, "1億2千万円 = 120,000,000; the English says 12,000,000", 3, 9),),
        score=-0.22,
    ),
    Line("１　現状", "1. Present state", H, True),
    Line(
        "気象庁の観測網は沿岸に４８か所ある。",
        "The weather bureau's monitoring networks cover 48 places on the coast.",
        new_block=True,
        terms=("!気象庁", "観測網"),
        score=-0.94,
    ),
    Line(
        "沿岸警備の担当者は「夜のあいだに潮が変わる」と語った。",
        "“The tide turns during the night,” said an officer of the Coastal Guard.",
        terms=("沿岸警備",),
    ),
    Line(
        "・堤の高さは３．５メートル", "• The bank is 3.5 metres high", B, True, needs_review=False, origin=Origin.HUMAN
    ),
    Line("・点検は月に２回", "• Inspected twice a month", B, True),
    Line(
        "・夜間の照明はない",
        "• There is no lighting at night, and there is no lighting at night",
        B,
        True,
        findings=(Finding("loop", Severity.WARNING, "“there is no lighting at night” is repeated"),),
        score=-1.2,
    ),
    Line("２　住民の声", "2. Voices of residents", H, True, needs_review=False, origin=Origin.HUMAN),
    Line(
        "「海は、だれのものでもない。だから、みんなで守る」",
        "“The sea belongs to no one. So we all protect it.”",
        Q,
        True,
    ),
    Line(
        "「避難の放送が聞こえなかった」",
        "“I could not hear the evacuation broadcast.”",
        Q,
        True,
        comments="Check with the reporter: a woman in her eighties said this.",
    ),
    Line(
        "防波堤の外では、波の高さが防波堤の内側の三倍になる。",
        "Outside the breakwater, waves are three times as high as inside the breakwater.",
        new_block=True,
        terms=("防波堤", "防波堤"),
        origin=Origin.MEMORY,
    ),
    Line(
        "式は a<b && c>d、記号は “&” と '<script>' だけだ。",
        "The formula is a<b && c>d; the only signs are “&” and '<script>'.",
    ),
    Line("掲示板には「שלום」と🌊の絵があった。", "The board had “שלום” and a picture of 🌊."),
    Line("風速は毎秒25メートル\nを超えた。", "The wind exceeded 25 metres\nper second."),
    Line(
        "詳しくは https://example.org/port?id=7&lang=ja を見てほしい。",
        "",
        findings=(Finding("untranslated", Severity.ERROR, "no translation"),),
    ),
    Line(
        "会合は十月三日に開く。",
        "The meeting will be held on 3 October.",
        findings=(Finding("date", Severity.INFO, "the year is not given"),),
        origin=Origin.HUMAN,
    ),
    Line("３　今後", "3. What comes next", H, True),
    Line(
        "港湾局と気象庁は、来春までに観測網を２倍にする。",
        "By next spring the Port Authority and the Japan Meteorological Agency will double the monitoring network.",
        new_block=True,
        terms=("港湾局", "気象庁", "観測網"),
        score=-0.18,
    ),
    Line("© 港町新報", "© Minatomachi Shimpo", BlockKind.COPYRIGHT, True),
)


def outcomes(source: str, words: tuple[str, ...]) -> tuple[TermOutcome, ...]:
    """The words' places in the source, from left to right."""
    done: dict[str, int] = {}
    found = []
    for word in words:
        flagged, word = word.startswith("!"), word.removeprefix("!")
        start = source.index(word, done.get(word, 0))
        done[word] = start + len(word)
        state = TermState.FLAGGED if flagged else TermState.ENFORCED
        rung = "" if flagged else "plain"
        found.append(TermOutcome(start, start + len(word), word, word, ENGLISH[word], state, rung))
    return tuple(found)


def demo(
    lines: tuple[Line, ...] = LINES, *, path: str = "locales/ja/port plan.txt", name: str = "port plan"
) -> Bilingual:
    """The lines as a document: one line of text per row, an empty line between blocks."""
    text, rows, block = "", [], -1
    for line in lines:
        block += line.new_block or block < 0
        text += ("\n\n" if line.new_block else "\n") if rows else ""
        at = text.count("\n") + 1
        segment = Segment(line.source, len(text), len(text) + len(line.source), at, block, line.kind)
        text += line.source
        machine = line.origin in (Origin.MT, Origin.MEMORY) and line.target
        unit = Unit(
            source=line.source,
            target=line.target,
            references=(Reference(path, at),),
            needs_review=line.needs_review and bool(line.target),
            origin=line.origin if line.target else Origin.NONE,
            comments=line.comments,
            notes=(f"MT: pair:ja-en|mt:demo score={line.score} hash=0badcafe",) if machine else (),
        )
        rows.append(Aligned(segment, unit, outcomes(line.source, line.terms), line.findings))
    document = Document(path=path, name=name, text=text + "\n")
    meta = (("glossary", "terms/port.tsv (6 concepts)"), ("model", "demo 1.0"))
    signature = "pair:ja-en|mt:demo-1.0|split:demo/C|terms:0badcafe|ladder:1|v:0.1.0"
    return Bilingual(document, tuple(rows), signature, meta)
