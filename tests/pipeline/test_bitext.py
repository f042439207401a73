"""Pairs out of PO, TMX, XLIFF and TSV, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.adapters.bitext import read_pairs
from pipeline.errors import PipelineError

PO = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "国連"
msgstr "United Nations"

#, fuzzy
msgid "条約"
msgstr "treaty"

#~ msgid "消えた"
#~ msgstr "gone"
"""
TMX = """<?xml version="1.0"?><tmx version="1.4"><header srclang="ja"/><body>
<tu><prop type="x-state">reviewed</prop><tuv xml:lang="ja"><seg>国連</seg></tuv>
<tuv xml:lang="en-US"><seg>United <ph x="1">&lt;b&gt;</ph>Nations</seg></tuv></tu>
<tu><tuv xml:lang="ja"><seg>条約</seg></tuv><tuv xml:lang="en"><seg>treaty</seg></tuv></tu></body></tmx>"""
XLIFF12 = """<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file source-language="ja"><body>
<trans-unit id="1"><source>国連</source><target state="final">United Nations</target></trans-unit>
<trans-unit id="2"><source>条約</source><target>treaty</target></trans-unit></body></file></xliff>"""
XLIFF21 = """<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="ja"><file id="f">
<unit id="1"><segment state="reviewed"><source>国連</source><target>United Nations</target></segment></unit>
<unit id="2"><segment><source>条約</source><target>treaty</target></segment></unit></file></xliff>"""
TSV = "国連\tUnited Nations\n条約\ttreaty\n"
TSV_OURS = "source\ttarget\tstate\n国連\tUnited Nations\treviewed\n条約\ttreaty\tneeds-review\n"

FILES = {"a.po": PO, "a.tmx": TMX, "a.xlf": XLIFF12, "b.xliff": XLIFF21, "a.tsv": TSV, "b.tsv": TSV_OURS}


@pytest.mark.parametrize("name", FILES)
def test_same_pairs_from_every_format(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(FILES[name], encoding="utf-8")
    pairs = read_pairs(path)
    assert [(p.number, p.source, p.target) for p in pairs] == [(1, "国連", "United Nations"), (2, "条約", "treaty")]
    assert [p.reviewed for p in pairs] == [name != "a.tsv", False]


BOMB = '<!DOCTYPE tmx [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><tmx><body><tu><tuv xml:lang="ja"><seg>&b;</seg></tuv></tu></body></tmx>'
EXTERNAL = '<!DOCTYPE tmx [<!ENTITY a SYSTEM "file:///etc/hostname">]><tmx><body>&a;</body></tmx>'


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.tmx", BOMB, "entity"),
        ("a.xlf", EXTERNAL, "entity"),
        ("a.tmx", "<tmx><body>", "a.tmx:1"),
        ("a.tmx", "<html/>", "not a TMX"),
        ("a.xlf", "<html/>", "not an XLIFF"),
        ("a.tsv", "国連\n", "a.tsv:1"),
        ("a.po", 'msgid "a\n', "a.po:1"),
        ("a.doc", "x", "unknown kind"),
    ],
)
def test_refusals(tmp_path: Path, name: str, text: str, said: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PipelineError) as caught:
        read_pairs(path)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing(tmp_path: Path) -> None:
    for name in FILES:
        with pytest.raises(PipelineError):
            read_pairs(tmp_path / f"none-{name}")
