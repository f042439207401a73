"""Adapting a model to approved translations: what is learned, what is held out, and when nothing is written."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.adapters import models
from pipeline.adapters.argos import ArgosTranslator
from pipeline.cli import main
from pipeline.errors import UsageError
from pipeline.ports import Translator

from . import toy
from .conftest import Toy

torch = pytest.importorskip("torch")
pytest.importorskip("sacrebleu")
torch.set_num_threads(1)


@pytest.fixture(scope="module")
def base(toy_data: Toy) -> Path:
    """A package of a toy network that saw a little of the toy language."""
    from pipeline.training.commands import ExportOptions, run_export
    from pipeline.training.trainer import RunOptions, train

    out = toy_data.root / "base"
    train(
        toy_data.recipe,
        toy_data.prepared,
        toy_data.vocabulary,
        RunOptions(out, 2, device="cpu", threads=1, workers=0, steps=150),
        lambda _: None,
    )
    return run_export(ExportOptions(out / "ema.pt", toy_data.vocabulary, toy_data.root / "base.argosmodel"))


def load(folder: Path) -> Translator:
    return ArgosTranslator(models.find(str(folder)), threads=1)


def options(base: Path, out: Path, minutes: float = 2.0) -> object:
    from pipeline.training.adapt import AdaptOptions

    return AdaptOptions(base, out, minutes=minutes, threads=1, device="cpu", rate=4e-3)


def test_approved_translations_are_learned_and_judged_on_others(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.training.adapt import adapt, table

    monkeypatch.setattr("pipeline.training.adapt.EPOCHS", 40)  # a network of a few thousand weights learns slowly

    pairs = toy.sentences(300, seed=21)
    result = adapt(pairs, options(base, tmp_path), load)  # type: ignore[arg-type]
    scores = {c.share: c.scores.chrf for c in result.candidates}
    assert set(scores) == {0.0, 0.5, 1.0}
    assert scores[1.0] > scores[0.0] + 3  # three seconds of training had left much to learn
    assert result.package is not None
    assert scores[result.chosen.share] == max(scores.values())
    assert load(result.package).translate(["町で犬は12匹の猫を見る。"])[0][0].text
    assert sorted(p.name for p in tmp_path.glob("*.argosmodel")) == [result.package.name]
    assert "* tuned" in table(result) or "* half-way" in table(result)
    held = {line.split("\t")[0] for line in (tmp_path / "held-out.tsv").read_text(encoding="utf-8").splitlines()}
    taught = {line.split("\t")[0] for line in (tmp_path / "approved.tsv").read_text(encoding="utf-8").splitlines()}
    assert held and not held & taught


def test_where_learning_does_no_good_nothing_is_written(base: Path, tmp_path: Path) -> None:
    """Approved text that contradicts itself teaches nothing."""
    from pipeline.training.adapt import adapt

    pairs = [(ja, "Nothing of the kind was said here today.") for ja, _ in toy.sentences(150, seed=5)]

    class Perfect:
        """The base translates everything as the judges want it: no candidate can be better."""

        signature, markup = "perfect", None

        def translate(self, sources: list[str], **_: object) -> tuple[tuple[object, ...], ...]:
            from pipeline.ports import Hypothesis

            return tuple((Hypothesis("Nothing of the kind was said here today.", 0.0),) for _ in sources)

    result = adapt(pairs, options(base, tmp_path, 0.03), lambda _: Perfect())  # type: ignore[arg-type, return-value]
    assert result.package is None and result.chosen.share == 0.0
    assert not list(tmp_path.glob("*.argosmodel"))


def test_too_few_approved_pairs_is_said_plainly(base: Path, tmp_path: Path) -> None:
    from pipeline.training.adapt import adapt

    with pytest.raises(UsageError, match="only 30 approved pairs; at least 80"):
        adapt(toy.sentences(30, seed=4), options(base, tmp_path), load)  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


@given(st.lists(st.tuples(st.text(min_size=1, max_size=6), st.text(min_size=1, max_size=6)), max_size=120))
@settings(max_examples=60, deadline=None)
def test_no_sentence_is_both_taught_and_judged(pairs: list[tuple[str, str]]) -> None:
    from pipeline.training.adapt import split

    teach, judge = split(pairs)
    assert sorted({*teach, *judge}) == sorted(set(pairs))
    assert not {ja for ja, _ in teach} & {ja for ja, _ in judge}
    again = split(pairs[::-1])
    assert {ja for ja, _ in again[1]} == {ja for ja, _ in judge}  # the order of the files does not matter


def test_the_command_reads_approved_units_only(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pairs = toy.sentences(140, seed=31)
    entries = "".join(
        f"{'#, fuzzy' + chr(10) if n % 7 == 0 else ''}msgid {json.dumps(ja, ensure_ascii=False)}\n"
        f"msgstr {json.dumps(en)}\n\n"
        for n, (ja, en) in enumerate(dict(pairs).items())
    )
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: en\\n"\n\n'
    (tmp_path / "a.po").write_text(head + entries, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    code = main(["model", "adapt", "a.po", "--model", str(base), "--threads", "1", "--minutes", "1", "--device", "cpu"])
    out = capsys.readouterr()
    approved = sum(n % 7 != 0 for n in range(len(dict(pairs))))
    learned, held = (int(n) for n in re.findall(r"\d+", out.out.splitlines()[0]))
    assert learned + held <= approved and learned + held >= approved - 15  # near-duplicates are dropped
    assert code in (0, 1)
    assert (code == 0) == bool(list((tmp_path / ".work" / "adapt").glob("*.argosmodel")))
    assert main(["model", "adapt", "missing.po", "--model", str(base)]) == 2
    assert "missing.po" in capsys.readouterr().err
