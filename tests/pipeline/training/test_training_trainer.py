"""Network, loss, training, checkpoints, export: the whole way on a toy language."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import InputError, ModelError, UsageError
from pipeline.training.binary import parse_variables, read_model, transformer_weights
from pipeline.training.card import Card, model_licence, render_card
from pipeline.training.commands import ExportOptions, TrainOptions, run_export, run_train
from pipeline.training.corpus import SourceReport
from pipeline.training.recipe import Stage
from pipeline.training.symbols import EOS, PAD
from pipeline.training.vocab import load_vocabulary

from . import toy
from .conftest import Toy

torch = pytest.importorskip("torch")
torch.set_num_threads(1)  # the networks are tiny; more threads only wait for each other
SECONDS = 4.0


@pytest.fixture(scope="module")
def run(toy_data: Toy) -> tuple[Path, list[str]]:
    """A toy network after a few seconds of training, and what the trainer said."""
    from pipeline.training.trainer import RunOptions, train

    out, messages = toy_data.root / "run", []
    options = RunOptions(out, SECONDS / 60, device="cpu", threads=1, workers=0, log_steps=20)
    train(toy_data.recipe, toy_data.prepared, toy_data.vocabulary, options, messages.append)
    return out, messages


@pytest.fixture(scope="module")
def package(run: tuple[Path, list[str]], toy_data: Toy) -> Path:
    options = ExportOptions(run[0] / "ema.pt", toy_data.vocabulary, toy_data.root / "toy.argosmodel", version="2.1",
                            prepared=toy_data.root / "corpus")  # fmt: skip
    return run_export(options)


def network(path: Path) -> Any:
    from pipeline.training.checkpoint import load_checkpoint
    from pipeline.training.network import Translation

    checkpoint = load_checkpoint(path)
    made = Translation(**checkpoint.cfg)
    made.load_state_dict(checkpoint.weights)
    return made.eval()


def torch_greedy(model: Any, vocabulary: Any, sources: Sequence[str], limit: int = 80) -> list[list[int]]:
    """Greedy pieces per source; only sentences of one length share a batch, so padding cannot matter."""
    rows = [[*vocabulary.encode(s), EOS] for s in sources]
    found: dict[int, list[int]] = {}
    for length in {len(row) for row in rows}:
        places = [i for i, row in enumerate(rows) if len(row) == length]
        found.update(zip(places, model.greedy(torch.tensor([rows[i] for i in places]), limit), strict=True))
    return [found[i] for i in range(len(rows))]


def ct2_greedy(folder: Path, vocabulary: Any, sources: Sequence[str], limit: int = 80) -> list[list[int]]:
    import ctranslate2

    translator = ctranslate2.Translator(str(folder), device="cpu", compute_type="float32", intra_threads=1)
    results = translator.translate_batch(
        [vocabulary.encode(s, out_type=str) for s in sources], beam_size=1, max_decoding_length=limit
    )
    return [[vocabulary.piece_to_id(p) for p in r.hypotheses[0]] for r in results]


def test_chunked_loss_and_gradients_equal_the_plain_ones() -> None:
    from torch.nn import functional

    from pipeline.training.loss import ChunkedCrossEntropy

    torch.manual_seed(1)
    hidden, weight = torch.randn(37, 8), torch.randn(50, 8)
    gold = torch.randint(0, 50, (37,))
    results = []
    for chunked in (True, False):
        h, w = hidden.clone().requires_grad_(), weight.clone().requires_grad_()
        loss = (
            ChunkedCrossEntropy.apply(h, w, gold, 0.1, 16)
            if chunked
            else functional.cross_entropy(h @ w.t(), gold, label_smoothing=0.1)
        )
        (loss * 3).backward()
        results.append((loss.detach(), h.grad, w.grad))
    for mine, plain in zip(*results, strict=True):
        torch.testing.assert_close(mine, plain, atol=1e-5, rtol=1e-4)


def test_padding_does_not_change_the_network_output() -> None:
    from pipeline.training.network import Translation

    torch.manual_seed(2)
    model = Translation(60, 16, 2, 32, 2, 1, 0.0, 64).eval()
    source, target = torch.tensor([[5, 6, 7, EOS]]), torch.tensor([[2, 8, 9]])
    padded = torch.tensor([[5, 6, 7, EOS, PAD, PAD]])
    torch.testing.assert_close(model(source, target), model(padded, target), atol=1e-5, rtol=1e-4)
    longer = torch.tensor([[2, 8, 9, 11]])  # a later piece must not be seen earlier
    torch.testing.assert_close(model(source, target), model(source, longer)[:, :3], atol=1e-5, rtol=1e-4)


def test_training_learns_and_leaves_checkpoints(run: tuple[Path, list[str]], toy_data: Toy) -> None:
    out, messages = run
    losses = [float(m.split("loss ")[1].split()[0]) for m in messages if "loss" in m]
    assert len(losses) >= 2 and losses[-1] < losses[0] - 0.5
    assert any("target pieces/s" in m for m in messages) and "stage all" in " ".join(messages)
    assert sorted(p.name for p in out.iterdir()) == ["ema.pt", "last.pt"]


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_a_run_resumes_where_it_stopped(toy_data: Toy, tmp_path: Path, precision: str) -> None:
    from pipeline.training.checkpoint import load_checkpoint
    from pipeline.training.trainer import RunOptions, train

    options = RunOptions(
        tmp_path, 0.8 / 60, device="cpu", threads=1, workers=0, precision=precision, checkpoint_seconds=0.3
    )
    quiet: list[str] = []
    first = train(toy_data.recipe, toy_data.prepared, toy_data.vocabulary, options, quiet.append)
    assert first.precision == precision and first.steps > 0
    before = load_checkpoint(tmp_path / "last.pt")
    unchanged = train(toy_data.recipe, toy_data.prepared, toy_data.vocabulary, options, quiet.append)
    assert unchanged.steps == first.steps, "its minutes are used up"
    second = train(
        toy_data.recipe, toy_data.prepared, toy_data.vocabulary, replace(options, minutes=1.6 / 60), quiet.append
    )
    assert second.steps > first.steps and second.minutes == pytest.approx(1.6 / 60, rel=0.5)
    assert any(m.startswith(f"resumed at step {first.steps} ") for m in quiet)
    after = load_checkpoint(tmp_path / "last.pt")
    assert after.optimiser is not None and after.step == second.steps and before.used < after.used


def test_stages_start_and_a_start_checkpoint_is_used(
    toy_data: Toy, run: tuple[Path, list[str]], package: Path, tmp_path: Path
) -> None:
    from pipeline.training.trainer import RunOptions, train

    stages = (Stage("short", 0.4, max_pieces=22), Stage("home", 0.6, rate=0.2, decay=1.0, mix="domain"))
    recipe = replace(toy_data.recipe, stages=stages)
    for start in (run[0] / "ema.pt", package):
        messages: list[str] = []
        options = RunOptions(tmp_path / start.stem, 1.5 / 60, start, "cpu", 1, 0, log_steps=2)
        train(recipe, toy_data.prepared, toy_data.vocabulary, options, messages.append)
        assert [m.split(":")[0] for m in messages if m.startswith("stage")] == ["stage short", "stage home"]
        losses = [float(m.split("loss ")[1].split()[0]) for m in messages if "loss" in m]
        assert losses[0] < 4.5, "a trained start is far below the loss of random weights (6.0)"
    other = replace(recipe, network=replace(recipe.network, width=64))
    with pytest.raises(ModelError, match="is not the recipe's"):
        train(
            other, toy_data.prepared, toy_data.vocabulary, RunOptions(tmp_path / "x", 1, package, "cpu"), print
        )  # fmt: skip


def test_pytorch_and_ctranslate2_agree_on_200_sentences(
    run: tuple[Path, list[str]], toy_data: Toy, tmp_path: Path
) -> None:
    from pipeline.training.checkpoint import load_checkpoint
    from pipeline.training.export import PackageOptions, convert

    folder = tmp_path / "model"
    convert(load_checkpoint(run[0] / "ema.pt"), toy_data.vocabulary, folder, PackageOptions(quantization="float32"))
    vocabulary = load_vocabulary(toy_data.vocabulary)
    sources = [ja for ja, _ in toy.sentences(190, seed=9)]
    sources += [f"⟦{n}⟧町⟪town⟫で犬は12匹の魚を見る。" for n in range(10)]
    mine = torch_greedy(network(run[0] / "ema.pt"), vocabulary, sources)
    assert mine == ct2_greedy(folder, vocabulary, sources)
    assert len({tuple(row) for row in mine}) > 5, "the network says different things about different sentences"


def test_the_package_is_complete_reproducible_and_says_what_it_is(package: Path, run: Any, toy_data: Toy) -> None:
    with zipfile.ZipFile(package) as archive:
        root = "translate-ja_en-2_1"
        assert archive.namelist() == [
            f"{root}/README.md", f"{root}/metadata.json", f"{root}/minisbd/ja.onnx", f"{root}/model/config.json", f"{root}/model/model.bin",
            f"{root}/model/shared_vocabulary.json", f"{root}/sentencepiece.model",
        ]  # fmt: skip
        metadata = json.loads(archive.read(f"{root}/metadata.json"))
        readme = archive.read(f"{root}/README.md").decode()
    assert (metadata["package_version"], metadata["from_code"], metadata["to_code"]) == ("2.1", "ja", "en")
    assert metadata["term_markup"]["placeholders"][15] == "⟦15⟧"
    kept = toy_data.prepared.reports[1].kept
    assert f"| more | {kept} | CC BY-SA 4.0 |" in readme and "Licence of the model: CC BY-SA 4.0" in readme
    assert "2+1 layers, width 32, 2 heads, inner 64, 360 pieces" in readme
    again = run_export(
        ExportOptions(run[0] / "ema.pt", toy_data.vocabulary, toy_data.root / "again.argosmodel", version="2.1",
                      prepared=toy_data.root / "corpus")
    )  # fmt: skip
    assert again.read_bytes() == package.read_bytes()


def test_dequantised_weights_are_within_half_a_step(package: Path, run: tuple[Path, list[str]]) -> None:
    from pipeline.training.checkpoint import load_checkpoint
    from pipeline.training.export import dequantise

    wanted, found = load_checkpoint(run[0] / "ema.pt"), dequantise(package)
    assert set(found) == set(wanted.weights)
    for name, weight in wanted.weights.items():
        assert found[name].shape == weight.shape
        if weight.dim() == 1:
            torch.testing.assert_close(found[name], weight)
        else:
            step = weight.abs().amax(1, keepdim=True) / 127
            assert bool(((found[name] - weight).abs() <= 0.51 * step + 1e-7).all()), name
    cfg, _ = transformer_weights(read_model(package), "x")
    assert {k: v for k, v in cfg.items() if k != "drop"} == {k: v for k, v in wanted.cfg.items() if k != "drop"}


@pytest.mark.parametrize("cut", [0, 3, 40, 2000])
def test_damaged_model_files_are_refused(package: Path, cut: int) -> None:
    data = read_model(package)
    with pytest.raises(ModelError, match=r"x\.bin: "):
        parse_variables(data[:cut], "x.bin")
    with pytest.raises(ModelError, match="format 5"):
        parse_variables(b"\x05" + data[1:], "x.bin")


def test_wrong_files_are_named(tmp_path: Path, run: tuple[Path, list[str]], toy_data: Toy) -> None:
    from pipeline.training.checkpoint import load_checkpoint

    (tmp_path / "a.pt").write_bytes(b"junk")
    with pytest.raises(ModelError, match=r"a\.pt: not a checkpoint"):
        load_checkpoint(tmp_path / "a.pt")
    torch.save({"weights": 1}, tmp_path / "b.pt")
    with pytest.raises(ModelError, match=r"b\.pt: not a checkpoint"):
        load_checkpoint(tmp_path / "b.pt")
    with pytest.raises(InputError, match="no such file"):
        run_export(ExportOptions(tmp_path / "c.pt", toy_data.vocabulary, tmp_path / "o.argosmodel"))
    with pytest.raises(ModelError, match=r"no model/model\.bin"):
        read_model(tmp_path / "a.pt")


def test_one_command_goes_from_text_to_package(tmp_path: Path) -> None:
    toy.toy_recipe(tmp_path)
    (tmp_path / "toy.toml").write_text(
        'name = "toy"\n[vocabulary]\nsize = 360\n'
        "[network]\nencoder = 1\ndecoder = 1\nwidth = 16\nheads = 2\ninner = 32\n[training]\ntokens = 400\n"
        '[annotation]\nlexicons = ["lexicon.tsv"]\n[[stage]]\nname = "all"\nshare = 1\n'
        '[[source]]\nname = "toy"\npath = "toy.tsv"\nlicence = "CC0"\n',
        encoding="utf-8",
    )
    messages: list[str] = []
    options = TrainOptions(str(tmp_path / "toy.toml"), tmp_path / "out", minutes=1.0 / 60, device="cpu", workers=0,
                           threads=1)  # fmt: skip
    only = run_train(replace(options, prepare_only=True), messages.append)
    assert only.package is None and "toy" in only.report
    done = run_train(options, messages.append)
    assert done.package == tmp_path / "out" / "translate-ja_en-1_0.argosmodel" and done.package.stat().st_size > 1000
    assert "steps" in done.summary and any("prepared before" in m for m in messages)
    with pytest.raises(UsageError, match="above 0"):
        run_train(replace(options, minutes=0))
    with pytest.raises(InputError, match="check --init"):
        run_train(replace(options, init=tmp_path / "none.pt"))


def test_the_card_names_every_source_and_the_strictest_licence() -> None:
    reports = (SourceReport("a", "MIT", 9, 8, ()), SourceReport("b", "CC-BY-SA 2.5", 7, 6, (("number", 1),)))
    card = Card("name", "1.0", "4+2 layers", 9.5, "5 steps", reports, "set  system  BLEU\n", ("a note",))
    text = render_card(card)
    assert "| a | 8 | MIT |" in text and "| b | 6 | CC-BY-SA 2.5 |" in text and "set  system  BLEU" in text
    assert model_licence(["MIT", "CC-BY-SA 2.5"]) == model_licence(["CC BY-SA 3.0"]) == "CC BY-SA 4.0"
    assert model_licence(["MIT", "CC BY 4.0"]) == "CC BY 4.0"
    assert model_licence([]) == "CC BY-SA 4.0"
    assert render_card(replace(card, sources=(), scores="")).count("Not ") == 2


@pytest.mark.model
def test_the_bootstrap_checkpoint_survives_export_word_for_word(tmp_path: Path) -> None:
    """The real network, if its checkpoint lies beside the repository."""
    from pipeline.training.checkpoint import load_checkpoint
    from pipeline.training.export import PackageOptions, convert

    shared = Path(__file__).resolve().parents[4] / "shared"
    checkpoint, pieces = shared / "model" / "bootstrap.pt", shared / "model" / "bootstrap.sp.model"
    sentences = shared / "eval" / "flores-dev.tsv"
    if not (checkpoint.is_file() and pieces.is_file() and sentences.is_file()):
        pytest.skip("no bootstrap checkpoint beside the repository")
    convert(load_checkpoint(checkpoint), pieces, tmp_path / "model", PackageOptions(quantization="float32"))
    vocabulary = load_vocabulary(pieces)
    lines = [line.split("\t")[0] for line in sentences.read_text(encoding="utf-8").splitlines()]
    sources = [part for line in lines for part in line.split("、")[:1] if 2 < len(part) <= 24][:200]
    assert len(sources) == 200
    mine = torch_greedy(network(checkpoint), vocabulary, sources, limit=40)
    theirs = ct2_greedy(tmp_path / "model", vocabulary, sources, limit=40)
    assert sum(a != b for a, b in zip(mine, theirs, strict=True)) == 0
