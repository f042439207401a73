"""The engines. A random model of a few kilobytes shows the machinery; the bundled one (``-m model``) real decoding."""

import json
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary import Concept, TermMatch
from pipeline import enforce
from pipeline.adapters import calibration, models
from pipeline.adapters.argos import ArgosTranslator, SearchSettings, goes_round
from pipeline.adapters.argos_compat import ArgosCompatTranslator
from pipeline.adapters.argos_package import position_limit, target_vocabulary
from pipeline.adapters.longtext import split_long
from pipeline.errors import ModelError, UsageError
from pipeline.mask import kin
from pipeline.model import TermState
from pipeline.ports import Attending, AvoidingTranslator, PrefixTranslator, ProxyTranslator, Scorer, Translator

POSITIONS = 64
SENTENCES = [
    "政府は新しい方針を決めた。",
    "会議は来週の火曜日に東京で開かれる。",
    "今朝は雨が降ったので、電車で学校へ行った。",
    "彼女は本を三冊読んだ。",
    "駅の近くに古い寺がある。",
    "国連は報告書を発表した。",
]
TEXT = [*SENTENCES, "the government decided", "the council met in Tokyo", "snake_case", "⟦0⟧ ⟦1⟧ ⟪ ⟫"]


def tiny_package(folder, *, symbols=("⟦0⟧", "⟦1⟧", "⟪", "⟫"), target_prefix="", positions=POSITIONS):
    """A ja→en package with random weights, without byte fallback, whose position table is short."""
    import ctranslate2
    import numpy as np
    import sentencepiece as spm
    from ctranslate2.specs import transformer_spec

    (folder / "model").mkdir(parents=True)
    corpus = [line for line in TEXT if symbols or "⟦" not in line] * 5
    with (folder / "sentencepiece.model").open("wb") as out:
        spm.SentencePieceTrainer.train(
            sentence_iterator=iter(corpus),
            model_writer=out,
            vocab_size=150,
            hard_vocab_limit=False,
            user_defined_symbols=list(symbols),
            minloglevel=2,
        )
    processor = spm.SentencePieceProcessor(model_file=str(folder / "sentencepiece.model"))
    pieces = [processor.id_to_piece(i) for i in range(processor.get_piece_size())]
    random, size = np.random.default_rng(7), 16
    spec = transformer_spec.TransformerSpec.from_config((1, 1), 2, pre_norm=True)

    def fill(layer, name=""):
        for key, value in vars(layer).items():
            if isinstance(value, list):
                for item in value:
                    fill(item, key)
            elif isinstance(value, ctranslate2.specs.model_spec.LayerSpec):
                fill(value, key)
        if hasattr(layer, "gamma"):
            layer.gamma, layer.beta = np.ones(size, np.float32), np.zeros(size, np.float32)
        elif name == "position_encodings":
            layer.encodings = random.normal(size=(positions, size)).astype(np.float32)
        elif isinstance(layer, ctranslate2.specs.common_spec.EmbeddingsSpec):
            layer.weight = random.normal(size=(len(pieces), size)).astype(np.float32)

    fill(spec)

    def dense(layer, rows, columns):
        layer.weight = random.normal(size=(rows, columns)).astype(np.float32)
        layer.bias = np.zeros(rows, np.float32)

    for attention in (spec.encoder.layer[0].self_attention, spec.decoder.layer[0].self_attention):
        dense(attention.linear[0], 3 * size, size)
        dense(attention.linear[1], size, size)
    cross = spec.decoder.layer[0].attention
    for layer, rows in zip(cross.linear, (size, 2 * size, size), strict=True):
        dense(layer, rows, size)
    for block in (spec.encoder.layer[0], spec.decoder.layer[0]):
        dense(block.ffn.linear_0, 32, size)
        dense(block.ffn.linear_1, size, 32)
    dense(spec.decoder.projection, len(pieces), size)
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(pieces)
    spec.config.add_source_eos = True
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder / "model"))
    metadata = {"package_version": "0", "from_code": "ja", "to_code": "en", "target_prefix": target_prefix}
    (folder / "metadata.json").write_text(json.dumps(metadata), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    folder = tiny_package(tmp_path_factory.mktemp("models") / "tiny")
    return ArgosTranslator(models.find(str(folder)), threads=1)


@pytest.fixture(scope="module")
def bundled(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TAIYAKU_HOME", str(tmp_path_factory.mktemp("taiyaku")))
        translator = ArgosTranslator(models.find("bundled"), threads=1)
        translator.translate(["はい。"])
        yield translator


def test_order_count_and_progress(tiny):
    sources = [*SENTENCES, "", SENTENCES[0], " 　", *SENTENCES[::-1]]
    finished = []
    rows = tiny.translate(sources, progress=finished.append)
    assert sum(finished) == len(rows) == len(sources)
    assert all(done > 0 for done in finished)
    assert rows[0] == rows[len(SENTENCES) + 1] == rows[-1]
    for source, row in zip(sources, rows, strict=True):
        assert len(row) == 1
        assert row[0].score <= 0
        if not source.strip():
            assert (row[0].text, row[0].score) == ("", 0.0)
    assert tiny.translate([]) == ()


def test_nbest_gives_different_hypotheses_best_first(tiny):
    for row in tiny.translate(SENTENCES, nbest=7):
        assert 1 < len(row) <= 7
        assert len({one.text for one in row}) == len(row)


def test_results_do_not_depend_on_the_neighbours(tiny):
    together = tiny.translate(SENTENCES, nbest=3)
    alone = tuple(tiny.translate([source], nbest=3)[0] for source in SENTENCES)
    assert [[one.text for one in row] for row in together] == [[one.text for one in row] for row in alone]


@pytest.mark.parametrize(
    "source", ["\x00\x01\x1b", "a\ud800b", "\u200b", "改\n行\r\n", "𠮷🐉", "\ufffe", "</s> <unk> ▁"]
)
def test_odd_characters_do_no_harm(tiny, source):
    assert len(tiny.translate([source])[0]) == 1
    assert len(tiny.complete([source], ["the"])) == 1
    assert len(tiny.score([source], [source])) == 1


def test_sources_beyond_the_position_table_are_cut_not_truncated(tiny):
    assert position_limit(tiny._model.path / "model" / "model.bin") == POSITIONS
    source = "".join(SENTENCES) * 5
    parts = tiny._parts(source)
    assert "".join(parts) == source
    assert all(part.endswith("。") for part in parts)
    (row,) = tiny.translate([source], nbest=2)
    texts = [tiny.translate([part])[0][0].text for part in parts]
    assert row[0].text == " ".join(text for text in texts if text)


def test_complete_starts_with_the_prefix_or_says_that_it_cannot(tiny):
    prefixes = ["the council", "", "⟦1⟧", "the dragon%", "龍"]
    found = tiny.complete([SENTENCES[0]] * len(prefixes), prefixes)
    for prefix, hypothesis in zip(prefixes[:3], found, strict=False):
        assert hypothesis is not None
        assert hypothesis.text.startswith(prefix)
        assert tiny.score([SENTENCES[0]], [hypothesis.text])[0] == pytest.approx(hypothesis.score, abs=1e-3)
    assert found[3:] == (None, None)
    assert tiny.complete(["", "".join(SENTENCES) * 5], ["the", "the"]) == (None, None)
    assert tiny.complete([SENTENCES[0]], ["the council " * 40]) == (None,)
    with pytest.raises(ValueError, match="zip"):
        tiny.complete(SENTENCES, ["the"])


def test_scores_of_long_and_empty_texts(tiny):
    scores = tiny.score(["", SENTENCES[0], "".join(SENTENCES) * 5], ["the", "", "the council " * 60])
    assert scores[0] == 0.0
    assert all(score < 0 for score in scores[1:])


def test_word_scores_add_up(tiny):
    target = "the government decided in Tokyo"
    ((*scores,), none, long) = tiny.word_scores([SENTENCES[0], "", SENTENCES[0]], [target, target, "the council " * 60])
    assert len(scores) == 5
    assert all(score < 0 for score in scores)
    assert sum(scores) > tiny.score([SENTENCES[0]], [target])[0] * 40  # the end of the sentence is no word
    assert (none, long) == ((), ())


def test_attention_falls_on_words_and_characters(tiny):
    targets = ["the government decided in Tokyo", "", "the dragon%"]
    rows = tiny.attention([SENTENCES[0]] * 3, targets)
    assert [len(row) for row in rows] == [5, 0, 0]
    assert all(len(word) == len(SENTENCES[0]) and 0 < sum(word) <= 1.001 for word in rows[0])
    assert tiny.attention(["", "①"], ["the", "the"]) == ((), ())
    assert isinstance(tiny, Attending)


def test_avoided_words_do_not_come(tiny):
    rows = tiny.translate(SENTENCES)
    words = [max(row[0].text.split(), key=len) for row in rows]
    avoided = tiny.avoid(SENTENCES, [[w] for w in words], nbest=2)
    left = [word for word, row in zip(words, avoided, strict=True) if any(word in one.text.split() for one in row)]
    assert len(left) <= 1  # a model with random weights also writes a word letter by letter
    assert tiny.avoid(SENTENCES[:2], [(), ("", "龍")]) == rows[:2]
    assert isinstance(tiny, AvoidingTranslator)
    assert isinstance(tiny, Scorer)


def test_proxies_are_measured_once_per_model_file(tiny, tmp_path, monkeypatch):
    monkeypatch.setenv("TAIYAKU_HOME", str(tmp_path))
    measured = []

    def measure(translate, report):
        measured.append(translate(SENTENCES[:1]))
        return calibration.CANDIDATES[:2]

    monkeypatch.setattr(calibration, "measure", measure)
    for _ in range(2):
        fresh = ArgosTranslator(tiny._model, threads=1)
        assert fresh.proxies() == fresh.proxies() == calibration.CANDIDATES[:2]
        assert isinstance(fresh, ProxyTranslator)
    assert len(measured) == 1
    ArgosTranslator(tiny._model, threads=1, search=SearchSettings(beam=2)).proxies()
    assert len(measured) == 2


def test_markup_is_what_the_vocabulary_holds(tiny, tmp_path):
    assert tiny.markup is not None
    assert (tiny.markup.placeholders, tiny.markup.opening, tiny.markup.closing) == (("⟦0⟧", "⟦1⟧"), "⟪", "⟫")
    bare = ArgosTranslator(models.find(str(tiny_package(tmp_path / "bare", symbols=("⟦0⟧",)))), threads=1)
    assert bare.markup is not None
    assert not bare.markup.glossed
    none = ArgosTranslator(models.find(str(tiny_package(tmp_path / "none", symbols=()))), threads=1)
    assert none.markup is None


def test_the_target_prefix_of_a_package_is_forced_and_taken_off(tmp_path):
    model = models.find(str(tiny_package(tmp_path / "tagged", target_prefix="⟦1⟧")))
    translator = ArgosTranslator(model, threads=1, search=SearchSettings(no_repeat_ngram=1))
    seen = []
    run = translator._loaded.translator.translate_batch

    class Spy:
        def translate_batch(self, *args, **options):
            seen.extend(args[1])
            return run(*args, **options)

    object.__setattr__(translator._loaded, "translator", Spy())
    texts = [row[0].text for row in translator.translate(SENTENCES)]
    assert len(seen) >= len(SENTENCES)
    assert all(prefix == ["⟦1⟧"] for prefix in seen)
    assert not any(text.startswith("⟦1⟧") for text in texts)


def test_signature_names_all_that_moves_the_output(tiny):
    other = ArgosTranslator(tiny._model, search=SearchSettings(beam=4))
    assert tiny.signature.startswith("argos-1.")
    assert f"/tiny@{tiny._model.digest}|int8|beam:5/2|" in tiny.signature
    assert "ct2-" in tiny.signature.rpartition("|")[2]
    assert other.signature == tiny.signature.replace("beam:5/2", "beam:4/2")
    assert isinstance(tiny, Translator)
    assert isinstance(tiny, PrefixTranslator)


def test_wrong_pairs_threads_and_damaged_models_are_errors(tiny, tmp_path):
    folder = tiny_package(tmp_path / "broken")
    (folder / "model" / "model.bin").write_bytes(b"x" * 100)
    with pytest.raises(ModelError, match="the model cannot be loaded"):
        ArgosTranslator(models.find(str(folder))).translate(["はい"])
    with pytest.raises(UsageError, match="at least 1"):
        ArgosTranslator(tiny._model, threads=0)
    (folder / "metadata.json").write_text('{"from_code": "de", "to_code": "en"}')
    with pytest.raises(ModelError, match="de→en"):
        ArgosTranslator(models.find(str(folder), pair=None))
    assert position_limit(folder / "model" / "model.bin") is None
    (folder / "model" / "shared_vocabulary.json").unlink()
    with pytest.raises(ModelError, match="vocabulary"):
        target_vocabulary(folder)
    (folder / "model" / "target_vocabulary.txt").write_text("<unk>\na\n", encoding="utf-8")
    assert {"<unk>", "a"} <= target_vocabulary(folder)


def test_a_package_with_bpe_is_refused(tmp_path):
    folder = tiny_package(tmp_path / "bpe")
    (folder / "sentencepiece.model").rename(folder / "bpe.model")
    with pytest.raises(ModelError, match="no SentencePiece tokenizer"):
        ArgosTranslator(models.find(str(folder))).translate(["はい"])


@pytest.mark.parametrize(
    ("text", "loops"),
    [
        ("a b c d e f", False),
        ("the new policy and the new plan", False),
        ("very , very , good", False),
        ("ha ha ha ha", True),
        ("of the of the of the of the", True),
        ("it was long ago it was long ago", True),
        ("x a b c d y a b c d z a b c d", True),
        ("", False),
    ],
)
def test_loops(text, loops):
    assert goes_round(text.split()) is loops


LONG = st.text(alphabet="あいう漢字カナ。、！」（） \n⟦⟧⟪⟫0a", max_size=200)


@given(LONG, st.integers(1, 40))
def test_cut_texts_lose_nothing_and_fit(text, limit):
    parts = split_long(text, limit, len)
    assert "".join(parts) == text
    assert all(parts) or parts == ("",)
    for part in parts:
        assert len(part) <= limit or len(split_long(part, limit, len)) == 1


def test_cuts_prefer_sentences_and_spare_placeholders():
    assert split_long("雨が降った。風も吹いた。", 8, len) == ("雨が降った。", "風も吹いた。")
    atom = "⟦3⟧専門家パネル⟪Panel, of Experts⟫"
    parts = split_long("あ、" * 20 + atom + "、い" * 20, 30, len)
    assert sum(atom in part for part in parts) == 1
    assert split_long("あ" * 90, 30, len) == ("あ" * 30,) * 3


def test_importing_argos_leaves_no_trace(tmp_path):
    """In a fresh process with an empty HOME: no folder, no stanza, torch or onnxruntime, nothing on stdout."""
    code = (
        "import sys\nfrom pipeline.adapters.argos_package import import_argos\nimport_argos('translate')\n"
        "import_argos('sbd')\nfor name in ('torch', 'stanza', 'spacy', 'onnxruntime'): assert name not in sys.modules, name\n"
    )
    env = {k: v for k, v in os.environ.items() if not k.startswith(("XDG", "ARGOS", "SNAP"))}
    home = tmp_path / "home"
    home.mkdir()
    run = subprocess.run(
        [sys.executable, "-c", code], env={**env, "HOME": str(home)}, capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout) == (0, ""), run.stderr
    assert list(home.rglob("*")) == []


def test_compat_engine_keeps_segments_whole_and_stays_offline(tmp_path, no_network):
    model = models.find(str(tiny_package(tmp_path / "tiny", positions=300)))  # Argos writes up to 256 pieces
    compat = ArgosCompatTranslator(model)
    sources = [SENTENCES[0] + "\n" + SENTENCES[1], "", SENTENCES[2], "a\ud800", SENTENCES[2]]
    finished = []
    rows = compat.translate(sources, nbest=2, progress=finished.append)
    assert (len(rows), sum(finished)) == (5, 5)
    assert rows[1][0].text == ""
    assert rows[2] == rows[4]
    assert all("\n" not in one.text for row in rows for one in row)
    assert compat.translate([SENTENCES[0] + " " + SENTENCES[1]], nbest=2)[0] == rows[0]
    long = compat.translate(["".join(SENTENCES) * 12])[0][0].text
    assert len(long) > len(compat.translate(["".join(SENTENCES)])[0][0].text)
    assert compat.markup is None
    assert f"tiny@{model.digest}" in compat.signature
    with pytest.raises(UsageError, match="tiny writes en but tiny reads ja"):
        ArgosCompatTranslator(model, model)
    with pytest.raises(UsageError, match="no model"):
        ArgosCompatTranslator()
    second = tiny_package(tmp_path / "pivot", positions=300)
    (second / "metadata.json").write_text('{"from_code": "en", "to_code": "fr"}')
    chain = ArgosCompatTranslator(model, models.find(str(second), pair=None))
    assert len(chain.translate(SENTENCES[:1], nbest=2)[0]) <= 2
    assert "+pivot@" in chain.signature


@pytest.mark.model
def test_bundled_model_translates_into_english(bundled, no_network):
    rows = bundled.translate([*SENTENCES, ""], nbest=4)
    assert [bool(row[0].text) for row in rows] == [True] * len(SENTENCES) + [False]
    for row in rows[:-1]:
        assert len(row) == 4
        assert all(ord(char) < 0x3000 for one in row for char in one.text)


@pytest.mark.model
def test_bundled_model_prefers_the_right_translation(bundled, no_network):
    targets = ["The government decided on a new policy.", "Two small cats are sleeping on the old green chair."]
    right, wrong = bundled.score([SENTENCES[0]] * 2, targets)
    assert wrong < right < 0


@pytest.mark.model
def test_bundled_model_completes_a_prefix(bundled, no_network):
    prefixes = ["The new policy", "In Tokyo, the government "]
    for prefix, found in zip(prefixes, bundled.complete([SENTENCES[0]] * 2, prefixes), strict=True):
        assert found is not None
        assert found.text.startswith(prefix)


@pytest.mark.model
def test_bundled_model_loses_no_part_of_a_very_long_source(bundled, no_network):
    source = "".join(SENTENCES) * 60
    assert len(source) > 5000
    assert "".join(bundled._parts(source)) == source
    (row,) = bundled.translate([source])
    assert len(row[0].text) > len(source) / 2


@pytest.mark.model
def test_bundled_model_knows_its_placeholders(bundled, no_network):
    markup = bundled.markup
    assert markup is not None
    assert len(markup.placeholders) == 16
    (row,) = bundled.translate(["国連の⟦3⟧専門家パネル⟪Panel of Experts⟫が報告した。"], nbest=5)
    assert any("⟦3⟧" in one.text for one in row)


@pytest.mark.model
def test_bundled_model_without_its_placeholders_keeps_the_guarantee(bundled, no_network, monkeypatch, tmp_path):
    monkeypatch.setenv("TAIYAKU_HOME", str(tmp_path))
    monkeypatch.setattr(calibration, "CANDIDATES", tuple(p for p in calibration.CANDIDATES if p.kind == "P")[-10:])

    class Untaught(ArgosTranslator):
        markup = None

    concept = Concept("方針", ("road map",))
    rare = Concept("古い寺", ("Temple of the Moon",))
    sources = [SENTENCES[0], SENTENCES[4]]
    matches = [(TermMatch(7, 9, "方針", concept),), (TermMatch(5, 8, "古い寺", rare),)]
    done = enforce.translate(sources, matches, Untaught(bundled._model, threads=1))
    assert [len(d.terms) for d in done] == [1, 1]
    for result in done:
        placed = result.terms[0].target.lower() in result.target.lower()
        assert placed == (result.terms[0].state is TermState.ENFORCED)
        assert result.terms[0].rung in ("", "swap", "proxy", "clause", "prefix")
        assert not any(kin(p.target, result.target) for p in calibration.CANDIDATES)
    assert any(d.terms[0].state is TermState.ENFORCED for d in done)
