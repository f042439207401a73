"""taiyaku next to plain argostranslate and raw CTranslate2, on the project's own documents.

``python -m tests.benchmarks guarantee --set FILE.tsv`` counts terms instead (see ``benchmark_guarantee``).
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from glossary import Glossary
from pipeline import enforce, run
from pipeline.adapters import models
from pipeline.adapters.argos import ArgosTranslator
from pipeline.adapters.argos_compat import ArgosCompatTranslator
from pipeline.adapters.ginza import GinzaAnalyzer
from pipeline.adapters.text import find_documents, read_document
from tests.conftest import ROOT


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def raw_ctranslate2(model: models.ModelInfo, sources: Sequence[str]) -> tuple[float, float]:
    """Load and decoding seconds of the same model, called as its documentation shows: one batch, beam 5."""
    import ctranslate2
    import sentencepiece

    folder = models.package_folder(model)

    def load() -> tuple[Any, Any]:
        pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "sentencepiece.model"))
        return ctranslate2.Translator(
            str(folder / "model"), compute_type="int8", intra_threads=os.cpu_count() or 1
        ), pieces

    loading, (translator, pieces) = timed(load)
    tokens = [pieces.encode(s, out_type=str) for s in sources]
    decoding, _ = timed(
        lambda: translator.translate_batch(tokens, beam_size=5, max_batch_size=2048, batch_type="tokens")
    )
    return loading, decoding


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--model")
    options = parser.parse_args()
    documents = [read_document(p) for p in find_documents([ROOT / "locales" / "ja"])]
    model = models.find(options.model)
    glossary_load, glossary = timed(lambda: Glossary.load(default=True))
    analyzer = GinzaAnalyzer()
    preparing, batch = timed(lambda: run.prepare(documents, analyzer, glossary))
    sources = [s.framed.text for s in batch.sources.values()]
    matches = [s.inner for s in batch.sources.values()]
    signs = sum(map(len, sources))

    translator = ArgosTranslator(model)
    loading, _ = timed(lambda: translator.translate(["準備"]))
    plain, _ = timed(lambda: translator.translate(sources))
    laddered, done = timed(lambda: enforce.translate(sources, matches, translator))
    raw_loading, raw = raw_ctranslate2(model, sources)
    compat = ArgosCompatTranslator(model)
    compat_loading, _ = timed(lambda: compat.translate(["準備"]))
    compat_time, _ = timed(lambda: compat.translate(sources))

    print(f"{run.signature(translator, analyzer, glossary)}")
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {len(sources)} segments, {signs} signs\n"
    )
    rows = [
        ("glossary", glossary_load, None, f"{len(glossary.concepts)} concepts"),
        ("segment and match", 0.0, preparing, f"{signs / preparing / 1000:.0f} thousand signs/s, first call"),
        ("taiyaku, no terms", loading, plain, f"{len(sources) / plain:.1f} segments/s"),
        ("taiyaku, all rungs", loading, laddered, f"{len(sources) / laddered:.1f} segments/s"),
        ("raw CTranslate2", raw_loading, raw, f"{len(sources) / raw:.1f} segments/s"),
        ("plain argostranslate", compat_loading, compat_time, f"{len(sources) / compat_time:.1f} segments/s"),
    ]
    print(f"{'':<22}{'load s':>8}{'work s':>9}")
    for name, load, work, note in rows:
        print(f"{name:<22}{load:>8.2f}{'' if work is None else f'{work:.2f}':>9}  {note}")
    states = [t.state.value for d in done for t in d.terms]
    print(f"\nterms: {len(states)} matched = {states.count('ok')} enforced + {states.count('MISSING')} flagged")


if __name__ == "__main__":
    if sys.argv[1:2] == ["guarantee"]:
        from tests.benchmarks import benchmark_guarantee

        benchmark_guarantee.main(sys.argv[2:])
    else:
        main()
