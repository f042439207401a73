"""Word alignment of the corpus: the table, the guided head it trains, and the phrases it yields."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.errors import InputError
from pipeline.training.symbols import EOS, PAD, PLACEHOLDERS
from pipeline.training.vocab import load_vocabulary

from . import toy
from .conftest import Toy

torch = pytest.importorskip("torch")
torch.set_num_threads(1)


@pytest.fixture(scope="module")
def table(toy_data: Toy) -> Any:
    from pipeline.training.align import learn_table, mark_symbols, sample_pairs

    vocabulary = load_vocabulary(toy_data.vocabulary)
    found = learn_table(sample_pairs(toy.sentences(500, seed=3), vocabulary), vocabulary.get_piece_size())
    mark_symbols(found, vocabulary)
    return found


def test_a_word_is_aligned_with_its_translation(table: Any, toy_data: Toy) -> None:
    vocabulary = load_vocabulary(toy_data.vocabulary)
    right = 0
    whole = {**toy.NOUNS, **toy.PLACES}
    known = [(ja, en) for ja, en in whole.items() if len(vocabulary.encode(ja, out_type=str)) <= 2]
    for ja, _ in known:
        piece = vocabulary.encode(ja)[-1]
        best = vocabulary.id_to_piece(int(table[piece].argmax())).strip("▁")
        right += any(best and best in en for en in (whole[ja], whole[ja] + "s"))
    assert known and right >= 0.8 * len(known)


def test_symbols_stand_for_themselves(table: Any, toy_data: Toy) -> None:
    vocabulary = load_vocabulary(toy_data.vocabulary)
    for symbol in (*PLACEHOLDERS, "</s>"):
        piece = vocabulary.piece_to_id(symbol)
        assert float(table[piece, piece]) == 1.0
        assert int((table[piece] != 0).sum()) == int((table[:, piece] != 0).sum()) == 1


def test_the_table_survives_the_disk_and_belongs_to_one_vocabulary(table: Any, tmp_path: Path) -> None:
    from pipeline.training.align import load_table, save_table

    path = tmp_path / "deep" / "alignment.pt"
    save_table(table, path)
    assert torch.equal(load_table(path, table.shape[0]), table)
    with pytest.raises(InputError, match="made for"):
        load_table(path, table.shape[0] + 1)
    path.write_bytes(b"not a table")
    with pytest.raises(InputError, match="delete it"):
        load_table(path, table.shape[0])


def test_guidance_is_least_where_attention_follows_the_table() -> None:
    from pipeline.training.loss import guidance

    source, target = torch.tensor([[4, 5, EOS]]), torch.tensor([[7, 8, EOS, PAD]])
    scores = torch.zeros(9, 9)
    scores[4, 8] = scores[5, 7] = scores[EOS, EOS] = 1.0
    good = torch.tensor([[[0.05, 0.9, 0.05], [0.9, 0.05, 0.05], [0.05, 0.05, 0.9], [1 / 3] * 3]]).log()
    flat = torch.full((1, 4, 3), 1 / 3).log()
    assert float(guidance(good, source, target, scores)) == pytest.approx(-np.log(0.9))
    assert float(guidance(flat, source, target, scores)) == pytest.approx(np.log(3))
    nothing = guidance(flat, source, target, torch.zeros(9, 9))
    assert float(nothing) == 0.0


def test_aligned_decoding_is_the_same_network() -> None:
    from pipeline.training.network import Translation

    torch.manual_seed(1)
    model = Translation(40, 32, 4, 64, 2, 2, 0.0).eval()
    source, target = torch.randint(4, 40, (3, 7)), torch.randint(4, 40, (3, 5))
    source[1, 5:] = PAD
    memory, mask = model.encode(source)
    hidden, attention = model.decode_aligned(target, memory, mask)
    assert torch.allclose(hidden, model.decode(target, memory, mask), atol=1e-5)
    weights = attention.exp().detach()
    assert torch.allclose(weights.sum(-1), torch.ones(3, 5), atol=1e-5)
    assert float(weights[1, :, 5:].sum()) < 1e-6  # padding is never attended to


def test_a_guided_head_points_at_the_source_in_ctranslate2_too(toy_data: Toy, tmp_path: Path) -> None:
    """Train with the table, export, and ask CTranslate2 where each placeholder came from."""
    import ctranslate2

    from pipeline.training.aligned import make_aligned
    from pipeline.training.checkpoint import load_checkpoint
    from pipeline.training.export import PackageOptions, convert
    from pipeline.training.trainer import RunOptions, train

    recipe = replace(
        toy_data.recipe,
        training=replace(toy_data.recipe.training, guide=0.3),
        annotation=replace(toy_data.recipe.annotation, phrases=True),
    )
    messages: list[str] = []
    made = make_aligned(recipe, toy_data.prepared, toy_data.vocabulary, tmp_path, messages.append, "cpu")
    assert made.table and made.phrases and made.phrases.is_file()
    again: list[str] = []
    assert make_aligned(recipe, toy_data.prepared, toy_data.vocabulary, tmp_path, again.append, "cpu") == made
    assert not again  # kept beside the corpus, not made twice
    options = RunOptions(
        tmp_path / "run", 3, device="cpu", threads=1, workers=0, log_steps=20, steps=400, alignment=made.table,
        phrases=made.phrases,
    )  # fmt: skip
    done = train(recipe, toy_data.prepared, toy_data.vocabulary, options, messages.append)
    distances = [float(m.split(" align ")[1].split()[0]) for m in messages if " align " in m]
    assert distances[-1] < 0.6 * distances[0]

    convert(load_checkpoint(done.model), toy_data.vocabulary, tmp_path / "ct2", PackageOptions(quantization="float32"))
    vocabulary = load_vocabulary(toy_data.vocabulary)
    translator = ctranslate2.Translator(str(tmp_path / "ct2"), device="cpu", intra_threads=1)
    rng = random.Random(5)
    right = asked = 0
    for ja, _ in toy.sentences(30, seed=9):
        symbol = rng.choice(PLACEHOLDERS)
        noun = next(n for n in toy.NOUNS if n in ja)
        pieces = vocabulary.encode(ja.replace(noun, symbol, 1), out_type=str)
        result = translator.translate_batch([pieces], return_attention=True, beam_size=1, max_decoding_length=40)[0]
        if symbol in result.hypotheses[0]:
            asked += 1
            row = result.attention[0][result.hypotheses[0].index(symbol)]
            right += int(np.argmax(row)) == pieces.index(symbol)
    assert asked >= 5
    assert right >= 0.9 * asked


def test_phrases_are_whole_words_that_come_from_the_run_alone() -> None:
    from pipeline.training.phrases import phrase_pairs

    class Vocabulary:
        """One piece a word; Japanese cut at spaces that are then taken away."""

        words = ("抑止", "態勢", "を", "米国", "▁The", "▁United", "▁States", "▁deterrence", "▁posture", "▁holds")

        def encode(self, text: str) -> list[int]:
            found, rest = [], text
            while rest := rest.lstrip():
                word = max((w for w in self.words if rest.startswith(w.strip("▁"))), key=len)
                found.append(self.words.index(word))
                rest = rest[len(word.strip("▁")) :]
            return found

        def id_to_piece(self, index: int) -> str:
            return self.words[index]

    table = np.zeros((10, 10), np.float16)
    for ja, en in (("抑止", "▁deterrence"), ("態勢", "▁posture"), ("米国", "▁United"), ("米国", "▁States")):
        table[Vocabulary.words.index(ja), Vocabulary.words.index(en)] = 0.7
    found = list(phrase_pairs("米国を抑止態勢", "The United States holds deterrence posture", Vocabulary(), table))
    assert found == [("米国", "United States"), ("抑止態勢", "deterrence posture")]
    apart = list(phrase_pairs("米国を抑止態勢", "deterrence United States posture", Vocabulary(), table))
    assert apart == [("米国", "United States")]  # something foreign stands between the two words
    table[Vocabulary.words.index("態勢")] = 0
    unanswered = list(phrase_pairs("抑止態勢", "deterrence", Vocabulary(), table))
    assert unanswered == []  # half a phrase is no translation of it


def test_a_phrase_must_recur_with_the_same_english() -> None:
    from pipeline.training.phrases import lexicon

    pairs = [("抑止", "deterrence")] * 5 + [("抑止", "deterrent")] + [("外交", "diplomacy")]
    assert lexicon(pairs) == [("抑止", "deterrence", 5)]
    rare = [("力", "power")] * 2 + [("力", f"x{n}") for n in range(9)]
    assert lexicon(rare) == []


def test_a_killed_vocabulary_training_leaves_nothing_to_resume_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sentencepiece

    from pipeline.training.vocab import train_vocabulary

    def killed(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sentencepiece.SentencePieceTrainer, "train", killed)
    with pytest.raises(KeyboardInterrupt):
        train_vocabulary(toy.sentences(20), tmp_path / "sentencepiece.model", 300)
    assert not (tmp_path / "sentencepiece.model").exists()
