"""Batches: nothing lost, nothing too wide, the same job the same arrays."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError, ModelError, PipelineError
from pipeline.training.batches import (
    Encoder,
    EncoderPool,
    EncoderSetup,
    Feeder,
    Job,
    SourcePlan,
    collate,
    jobs,
    pack,
    plan,
)
from pipeline.training.machine import native_bf16
from pipeline.training.symbols import BOS, EOS, MARKUP, PAD
from pipeline.training.vocab import load_vocabulary

from .conftest import Toy

IDS = st.lists(st.integers(4, 400), min_size=1, max_size=20)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(IDS, IDS), min_size=1, max_size=40), st.integers(8, 200), st.integers(0, 9))
def test_every_pair_is_in_one_batch_and_survives_padding(
    pairs: list[tuple[list[int], list[int]]], tokens: int, seed: int
) -> None:
    encoded = pack(pairs)
    batches = plan(encoded, tokens, np.random.default_rng(seed))
    assert sorted(int(i) for ids in batches for i in ids) == list(range(len(pairs)))
    for ids in batches:
        batch = collate(encoded, ids)
        assert len(ids) == 1 or max(batch.source.size, batch.target_out.size) <= tokens
        assert batch.target_in.shape == batch.target_out.shape
        assert batch.pieces == sum(len(pairs[i][1]) for i in ids)
        for row, i in enumerate(ids):
            ja, en = pairs[int(i)]
            assert [x for x in batch.source[row] if x != PAD] == [*ja, EOS]
            assert [x for x in batch.target_out[row] if x != PAD] == [*en, EOS]
            assert [x for x in batch.target_in[row] if x != PAD] == [BOS, *en]
            assert batch.source[row, len(ja)] == EOS  # padding only at the end


def setup(toy_data: Toy) -> EncoderSetup:
    plans = tuple(SourcePlan(s.weight, s.tag) for s in toy_data.recipe.sources)
    return EncoderSetup(toy_data.vocabulary, plans, (toy_data.root / "lexicon.tsv",))


def test_a_job_is_reproducible_and_each_epoch_is_new(toy_data: Toy) -> None:
    encoder = Encoder(setup(toy_data))
    job = Job(toy_data.prepared.all_shards[0], epoch=0, seed=1, max_pieces=60)
    first, again, next_epoch = encoder.encode(job), encoder.encode(job), encoder.encode(replace(job, epoch=1))
    assert np.array_equal(first.ja, again.ja) and np.array_equal(first.en_at, again.en_at)
    assert not np.array_equal(first.ja, next_epoch.ja)
    vocabulary = load_vocabulary(toy_data.vocabulary)
    text = [vocabulary.decode([int(i) for i in first.ja[a:b]]) for a, b in itertools.pairwise(first.ja_at)]
    share = sum("⟦" in t for t in text) / len(text)
    assert 0.35 < share < 0.6, "about half of the pairs carry placeholders"


def test_weights_caps_and_tags_are_applied(toy_data: Toy) -> None:
    base = setup(toy_data)
    job = Job(toy_data.prepared.all_shards[0], epoch=0, seed=1, max_pieces=200)
    kept = [report.kept for report in toy_data.prepared.reports]
    doubled = Encoder(replace(base, sources=(SourcePlan(2.0, ""), SourcePlan(0.5, "mt")))).encode(job)
    assert abs(len(doubled) - (2 * kept[0] + 0.5 * kept[1])) < 0.2 * kept[1] + 5
    vocabulary = load_vocabulary(toy_data.vocabulary)
    tag = vocabulary.piece_to_id("⟨mt⟩")
    tagged = sum(int((doubled.ja[a:b] == tag).any()) for a, b in itertools.pairwise(doubled.ja_at))
    assert tagged == len(doubled) - 2 * kept[0]
    whole = Encoder(base).encode(job)
    limit = int(np.median(np.maximum(np.diff(whole.ja_at), np.diff(whole.en_at))))
    short = Encoder(base).encode(replace(job, max_pieces=limit))
    assert 0 < len(short) < len(whole)
    assert int(np.diff(short.ja_at).max()) <= limit and int(np.diff(short.en_at).max()) <= limit


def test_the_domain_stage_mixes_one_to_one(toy_data: Toy) -> None:
    domain, general = toy_data.prepared.domain_shards[0], toy_data.prepared.all_shards[0]
    plain = replace(setup(toy_data), lexicons=())
    mixed = Encoder(plain).encode(Job(domain, 0, 1, 200, general))
    assert len(mixed) == 2 * toy_data.prepared.reports[0].kept


def test_jobs_visit_every_shard_once_an_epoch() -> None:
    shards = tuple(Path(f"{n}.tsv") for n in range(5))
    first = list(itertools.islice(jobs(shards, (), seed=1, max_pieces=9), 10))
    assert {j.shard for j in first[:5]} == {j.shard for j in first[5:]} == set(shards)
    assert [j.epoch for j in first] == [0] * 5 + [1] * 5
    assert all(j.general in shards for j in itertools.islice(jobs(shards, shards, seed=1, max_pieces=9), 5))


def test_the_feeder_delivers_stops_and_reports_errors(toy_data: Toy) -> None:
    with EncoderPool(setup(toy_data), 0) as pool:
        work = jobs(toy_data.prepared.all_shards, (), seed=1, max_pieces=60)
        with Feeder(pool, work, tokens=400, seed=1, depth=2) as feeder:
            assert all(batch.pieces > 0 for batch in itertools.islice(feeder, 30))
        with (
            Feeder(pool, iter(()), tokens=400, seed=1) as empty,
            pytest.raises(PipelineError, match="ran out"),
        ):
            next(empty)
        hopeless = jobs(toy_data.prepared.all_shards, (), seed=1, max_pieces=1)
        with Feeder(pool, hopeless, tokens=400, seed=1) as feeder, pytest.raises(PipelineError, match="max_pieces"):
            next(feeder)


def test_the_vocabulary_holds_every_term_symbol_as_one_piece(toy_data: Toy, tmp_path: Path) -> None:
    vocabulary = load_vocabulary(toy_data.vocabulary)
    symbols = (*MARKUP.placeholders, MARKUP.opening, MARKUP.closing, "⟨mt⟩")
    assert vocabulary.get_piece_size() == toy_data.recipe.pieces
    for symbol in symbols:
        assert vocabulary.encode(f"町{symbol}で", out_type=str).count(symbol) == 1
        assert vocabulary.decode(vocabulary.encode(f"a {symbol} b")) == f"a {symbol} b"
    unseen = "鬱の𠮷野家 ☃"  # bytes stand in for what the pieces lack
    assert vocabulary.decode(vocabulary.encode(unseen)) == unseen
    assert vocabulary.encode("2024", out_type=str)[-4:] == ["2", "0", "2", "4"]
    with pytest.raises(InputError, match="no such vocabulary"):
        load_vocabulary(tmp_path / "none.model")
    (tmp_path / "bad.model").write_bytes(b"nonsense")
    with pytest.raises(ModelError, match="not a SentencePiece model"):
        load_vocabulary(tmp_path / "bad.model")


@pytest.mark.parametrize(
    ("cpuinfo", "native"),
    [
        ("processor : 0\nflags\t\t: fpu sse2 avx2 fma\n", False),
        ("flags\t\t: avx2 avx512f avx512_bf16\n", True),
        ("flags\t\t: amx_bf16 amx_tile\n", True),
        ("Features\t: fp asimd bf16\n", True),
        ("model name : bf16 amx_bf16\nflags : avx2\n", False),
        ("", False),
    ],
)
def test_bf16_only_where_the_processor_has_it(cpuinfo: str, native: bool) -> None:
    assert native_bf16(cpuinfo) is native
