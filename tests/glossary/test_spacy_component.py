"""The spaCy component finds what ``Glossary.match`` finds, and keeps it through bytes, disk, batches and processes."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

spacy = pytest.importorskip("spacy")

from spacy.tokens import Doc, DocBin  # noqa: E402

import glossary.spacy_component as component  # noqa: E402
from glossary import Glossary, GlossaryError  # noqa: E402
from tests.conftest import ROOT  # noqa: E402

TEXTS = ["専門家パネルは北朝鮮の報告書を公表した。", "金正恩氏は語った。", "", "日米韓英の外相が会った。"]
TSV = "source\ttarget\tid\n端末装置\tterminal unit\tt1\n朝鮮労働党\tWorkers' Party of Korea\tt2\n"


@pytest.fixture(scope="module")
def nlp():  # type: ignore[no-untyped-def]
    nlp = spacy.blank("ja")
    nlp.add_pipe("taiyaku_glossary")
    return nlp


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "my.tsv"
    path.write_text(TSV, encoding="utf-8")
    return path


def test_spans_carry_the_concept(nlp) -> None:  # type: ignore[no-untyped-def]
    doc = nlp(TEXTS[0])  # the spans live as long as it does
    spans = list(doc.spans["terms"])
    assert [(s.text, s.label_, s.id_, s.kb_id_) for s in spans] == [
        ("専門家パネル", "TERM", "Panel of Experts", "panel-of-experts"),
        ("北朝鮮", "TERM", "North Korea", "north-korea"),
    ]


def test_offsets_are_exact_where_tokens_are_not(own: Path) -> None:
    nlp = spacy.blank("ja")
    nlp.add_pipe("taiyaku_glossary", config={"files": [str(own)], "spans_key": "glossary"})
    doc = Doc(nlp.vocab, words=["新端末", "装置", "を", "使う"], spaces=[False] * 4)
    (span,) = nlp.get_pipe("taiyaku_glossary")(doc).spans["glossary"]
    assert (span.text, span.start_char, span.end_char) == ("新端末装置", 0, 5)
    assert (span._.term.start, span._.term.end, span._.term.surface) == (1, 5, "端末装置")
    assert doc._.terms == (span._.term,)


@pytest.mark.parametrize("path", sorted((ROOT / "locales" / "ja").glob("*.txt")), ids=lambda path: path.stem)
def test_same_matches_as_the_glossary_on_the_samples(nlp, path: Path) -> None:  # type: ignore[no-untyped-def]
    lines = path.read_text(encoding="utf-8").splitlines()
    expected = Glossary.load(default=True).match_all(lines)
    docs = list(nlp.pipe(lines, batch_size=16))
    assert [doc.text for doc in docs] == lines
    assert tuple(doc._.terms for doc in docs) == expected
    assert sum(map(len, expected)) >= 20
    for doc in docs:
        assert [span._.term for span in doc.spans["terms"]] == list(doc._.terms)


def test_nested_terms_are_kept(nlp) -> None:  # type: ignore[no-untyped-def]
    (match,) = nlp("朝鮮労働党中央委員会")._.terms
    assert [child.surface for child in match.children][:1] == ["朝鮮労働党"]


def test_no_annotation_no_terms() -> None:
    doc = spacy.blank("ja")("北朝鮮")
    assert doc._.terms == ()
    assert doc[0:1]._.term is None


def test_docs_survive_bytes(nlp) -> None:  # type: ignore[no-untyped-def]
    docs = [nlp(text) for text in TEXTS]
    back = list(DocBin(docs=docs, store_user_data=True).get_docs(nlp.vocab))
    assert [doc._.terms for doc in back] == [doc._.terms for doc in docs]
    whole = Doc(nlp.vocab).from_bytes(docs[0].to_bytes())
    assert [span._.term.target for span in whole.spans["terms"]] == ["Panel of Experts", "North Korea"]


def test_pipelines_survive_disk_without_the_file(own: Path, tmp_path: Path) -> None:
    nlp = spacy.blank("ja")
    nlp.add_pipe("taiyaku_glossary", config={"files": [str(own)]})
    nlp.to_disk(tmp_path / "model")
    own.unlink()
    again = spacy.load(tmp_path / "model")
    doc = again("この端末装置は古い。")
    assert [span.id_ for span in doc.spans["terms"]] == ["terminal unit"]
    assert again.get_pipe("taiyaku_glossary").glossary.digest == nlp.get_pipe("taiyaku_glossary").glossary.digest


def test_bytes_and_pickle_keep_the_terms(own: Path) -> None:
    made = component.GlossaryComponent([str(own)], "x")
    for again in (pickle.loads(pickle.dumps(made)), component.GlossaryComponent().from_bytes(made.to_bytes())):
        assert again.glossary.digest == made.glossary.digest
    assert pickle.loads(pickle.dumps(made)).spans_key == "x"


def test_shipped_terms_survive_bytes() -> None:
    made = component.GlossaryComponent()
    assert component.GlossaryComponent().from_bytes(made.to_bytes()).glossary.digest == made.glossary.digest


def test_a_missing_file_is_named_when_it_is_needed(tmp_path: Path) -> None:
    made = component.GlossaryComponent([str(tmp_path / "none.tsv")])
    with pytest.raises(GlossaryError, match=r"none\.tsv"):
        _ = made.glossary
    (tmp_path / "bad.tsv").write_text("no header\n", encoding="utf-8")
    with pytest.raises(GlossaryError, match=r"bad\.tsv"):
        component.GlossaryComponent([str(tmp_path / "bad.tsv")])


def test_found_by_its_entry_point_without_an_import(tmp_path: Path) -> None:
    meta = tmp_path / "taiyaku_entry-0.dist-info"
    meta.mkdir()
    (meta / "METADATA").write_text("Metadata-Version: 2.1\nName: taiyaku-entry\nVersion: 0\n", encoding="utf-8")
    (meta / "entry_points.txt").write_text(
        "[spacy_factories]\ntaiyaku_glossary = glossary.spacy_component:make\n", encoding="utf-8"
    )
    code = "import spacy; nlp = spacy.blank('ja'); nlp.add_pipe('taiyaku_glossary'); doc = nlp('北朝鮮'); print(doc.spans['terms'][0].id_)"
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PYTHONPATH": f"{tmp_path}:{ROOT}", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stdout.strip() == "North Korea", result.stderr


def test_the_package_itself_loads_no_spacy() -> None:
    code = "import sys, glossary; assert 'spacy' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


@pytest.mark.model
def test_works_in_a_ginza_pipeline() -> None:
    nlp = spacy.load("ja_ginza", exclude=["parser", "ner", "morphologizer", "compound_splitter", "bunsetu_recognizer"])
    nlp.add_pipe("taiyaku_glossary", last=True)
    (doc,) = nlp.pipe(["朝鮮労働党員が北朝鮮を訪れた。"])
    assert [match.surface for match in doc._.terms] == ["北朝鮮"]
