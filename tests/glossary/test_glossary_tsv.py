"""Glossary files: round trip, tolerance, and one line of help for every mistake."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glossary import Article, Case, Concept, GlossaryError, MatchMode, TermStatus, dump, dumps, load, loads, read

CELL = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=12)
WORD = st.one_of(CELL, st.sampled_from(["a|b", "\\", "#x", "\\#", "\\|", "端末", " x "])).filter(
    lambda t: bool(t.strip())
)
WORDS = st.lists(WORD, max_size=3).map(tuple)
EXTRA = st.dictionaries(st.sampled_from(["customer", "Status 2", "読み"]), CELL.filter(bool), max_size=3)


@st.composite
def concepts(draw: st.DrawFn) -> Concept:
    status = draw(st.sampled_from(TermStatus))
    banned = status in (TermStatus.FORBIDDEN, TermStatus.DEPRECATED)
    return Concept(
        source=draw(WORD),
        targets=draw(WORDS if banned else WORDS.filter(bool)),
        variants=draw(WORDS),
        pos=draw(CELL),
        status=status,
        forbidden=draw(WORDS),
        plural=draw(CELL),
        article=draw(st.sampled_from(Article)),
        short=draw(CELL),
        case=draw(st.sampled_from(Case)),
        match=draw(st.sampled_from(MatchMode)),
        domain=draw(CELL),
        note=draw(CELL),
        id=draw(CELL),
        extra=tuple(sorted(draw(EXTRA).items())),
    )


def sorted_extra(rows: tuple[Concept, ...]) -> list[tuple[Concept, list[tuple[str, str]]]]:
    from dataclasses import replace

    return [(replace(row, extra=()), sorted(row.extra)) for row in rows]


@given(st.lists(concepts(), max_size=4).map(tuple))
@settings(max_examples=60, deadline=None)
def test_round_trip(rows: tuple[Concept, ...]) -> None:
    text = dumps(rows)
    assert sorted_extra(loads(text)) == sorted_extra(rows)
    assert dumps(loads(text)) == text
    assert loads(text.replace("\n", "\r\n")) == loads(text)


def test_everything_in_one_file() -> None:
    text = (
        "\ufeff# made for the test\r\n\r\n"
        "Source\ttarget\tvariants\tstatus\tforbidden\tarticle\tcase\tmatch\tcustomer\r\n"
        "専門家パネル|パネル\tPanel of Experts|the Panel\t専門家委\t\tpanel of specialists\tthe\tas-is\texact\tA\\B\r\n"
        "# between\r\n"
        "\\#タグ\ttag\\|label\t\tDraft\t\t\tlower\t\t\r\n"
        "北鮮\t\t\tforbidden\t\t\t\t\t\r\n"
    )
    panel, tag, banned = loads(text, "t.tsv")
    assert panel == Concept(
        source="専門家パネル",
        targets=("Panel of Experts", "the Panel"),
        variants=("パネル", "専門家委"),
        forbidden=("panel of specialists",),
        article=Article.THE,
        match=MatchMode.EXACT,
        extra=(("customer", "A\\B"),),
    )
    assert panel.origin == "t.tsv:4"
    assert (tag.source, tag.targets, tag.status, tag.case) == ("#タグ", ("tag|label",), TermStatus.DRAFT, Case.LOWER)
    assert (banned.targets, banned.target, banned.forms, banned.origin) == ((), "", (), "t.tsv:7")


HEAD = "source\ttarget\tstatus\tarticle\tcase\tmatch\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "g.tsv:1: no header row; start with"),
        ("# only a comment\n", "g.tsv:1: no header row"),
        ("source\n", "g.tsv:1: header lacks target; name"),
        ("ja\ten\n端末\tterminal\n", "g.tsv:1: header lacks source and target;"),
        ("source\ttarget\tsource\n", "g.tsv:1: column 'source' appears twice; keep one"),
        ("source\ttarget\tx\tx\n", "g.tsv:1: column 'x' appears twice"),
        ("source\ttarget\t\n", "g.tsv:1: column 3 has no name;"),
        ("\n#\nsource\ttarget\n\tterminal\n", "g.tsv:4: empty source;"),
        ("source\ttarget\n | \tterminal\n", "g.tsv:2: empty source;"),
        ("source\ttarget\n端末\t\n", "g.tsv:2: 「端末」 has an empty target;"),
        ("source\ttarget\n端末\n", "g.tsv:2: 1 cells, the header has 2; add or remove tabs"),
        ("source\ttarget\n端末\ta\tb\n", "g.tsv:2: 3 cells, the header has 2;"),
        (
            HEAD + "端\tx\tgood\t\t\t\n",
            "unknown status 'good'; use one of preferred, admitted, deprecated, forbidden, draft",
        ),
        (HEAD + "端\tx\t\tan\t\t\n", "g.tsv:2: unknown article 'an'; use one of the, a, zero"),
        (HEAD + "端\tx\t\t\tupper\t\n", "unknown case 'upper'; use one of as-is, lower"),
        (HEAD + "端\tx\t\t\t\tfuzzy\n", "unknown match 'fuzzy'; use one of auto, exact, lemma, boundary, suggest"),
        ("source\ttarget\n端\x07末\tx\n", "g.tsv:2: control character U+0007 at column 2; delete it"),
        ("source\ttarget\n端\u2028末\tx\n", "g.tsv:2: control character U+2028"),
        ("source\ttarget\n端\r末\tx\n", "g.tsv:2: control character U+000D"),
    ],
)
def test_mistakes(text: str, message: str) -> None:
    with pytest.raises(GlossaryError) as caught:
        loads(text, "g.tsv")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("source\ttarget\n端末\tx\n".encode("cp932"), r":2: byte 0x[0-9A-F]{2} is not UTF-8; save the file as UTF-8$"),
        ("source\ttarget\n".encode("utf-16"), r":1: UTF-16, not UTF-8; save"),
    ],
)
def test_wrong_encoding(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "g.tsv"
    path.write_bytes(data)
    with pytest.raises(GlossaryError, match=message):
        read(path)


def test_streams_and_files_agree(tmp_path: Path) -> None:
    rows = (Concept("端末", ("terminal",), note="n"), Concept("回線", ("line",), short="l"))
    stream = io.StringIO()
    dump(rows, stream)
    path = tmp_path / "g.tsv"
    path.write_text(stream.getvalue(), encoding="utf-8-sig", newline="")
    assert read(path) == load(io.StringIO(stream.getvalue())) == rows
    assert stream.getvalue().splitlines()[0] == "source\ttarget\tshort\tnote"


def test_a_tab_cannot_be_written() -> None:
    with pytest.raises(GlossaryError, match="a tab, line break or control character"):
        dumps([Concept("端末", ("terminal",), note="a\tb")])
