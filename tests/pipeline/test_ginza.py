from __future__ import annotations

import subprocess
import sys
from importlib import metadata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.adapters import ginza
from pipeline.adapters.ginza import LIMIT, GinzaAnalyzer, pieces_of, version
from pipeline.errors import ModelError, ModelUnavailable
from pipeline.ports import Analyzer
from pipeline.segment import gaps, reassemble, segment


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["雨", "😀" * 3000, "a。", "\n", "、", "無" * 7999]), max_size=12).map("".join))
def test_pieces_cover_the_text_and_fit(text: str) -> None:
    pieces = pieces_of(text)
    assert "".join(words for _, words in pieces) == text
    assert all(text.startswith(words, start) for start, words in pieces)
    assert all(0 < len(words.encode()) < LIMIT for _, words in pieces)


def test_pieces_end_after_a_sentence_where_they_can() -> None:
    text = "雨が降った。" * 3000
    assert all(words.endswith("。") for _, words in pieces_of(text))


def test_nothing_to_do_loads_nothing() -> None:
    code = (
        "import sys; from pipeline.adapters.ginza import GinzaAnalyzer as G; g = G(); g.signature;"
        "assert g.boundaries([]) == () and g.boundaries(['', '']) == ((), ()); assert 'spacy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_signature_names_the_version() -> None:
    assert version() == metadata.version("ja-ginza")
    assert GinzaAnalyzer().signature == f"ginza-{version()}/C"


def test_a_missing_model_is_a_model_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", missing)
    with pytest.raises(ModelUnavailable, match="not installed"):
        GinzaAnalyzer().boundaries(["雨"])


@pytest.fixture(scope="module")
def analyzer() -> GinzaAnalyzer:
    return GinzaAnalyzer()


@pytest.mark.model
def test_boundaries(analyzer: GinzaAnalyzer) -> None:
    port: Analyzer = analyzer
    assert port.boundaries(["雨が降った。風も吹いた。", "", "雨"]) == ((6,), (), ())


@pytest.mark.model
def test_a_line_beyond_the_limit_of_sudachi(analyzer: GinzaAnalyzer) -> None:
    source = ("本当？知らない人が多い" * 2000)[: LIMIT // 3] + "雨"
    assert len(source.encode()) == LIMIT + 3
    segments = segment(source, analyzer)
    assert reassemble(segments, gaps(source, segments)) == source
    assert len(segments) > 1000


@pytest.mark.model
def test_a_long_line_without_punctuation(analyzer: GinzaAnalyzer) -> None:
    source = "山と川" * 11_000
    assert len(source.encode()) > 2 * LIMIT
    (found,) = analyzer.boundaries([source])
    assert all(0 < offset < len(source) for offset in found)
    assert [item.text for item in segment(source, analyzer)] == [source]


@pytest.mark.model
def test_a_model_that_cannot_be_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ginza, "MODEL", "ja_absent")
    with pytest.raises(ModelError, match="cannot be loaded"):
        GinzaAnalyzer().boundaries(["雨"])
