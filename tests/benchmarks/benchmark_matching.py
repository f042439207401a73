"""Finding terms: precision and recall next to three other ways of matching, then speed. CPU seconds of one thread."""

from __future__ import annotations

import argparse
import os
import platform
import random
import re
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from glossary import Concept, Glossary, tokens
from tests.conftest import ROOT
from tests.glossary import blind

T = TypeVar("T")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.benchmark_matching")
    parser.add_argument("--misses", action="store_true", help="list every case that differs from the gold set")
    parser.add_argument("--no-speed", action="store_true", help="measure precision and recall only")
    parser.add_argument("--terms", type=int, default=100_000, help="size of the synthetic glossary")
    options = parser.parse_args()
    quality(options.misses)
    if not options.no_speed:
        speed(options.terms)


def quality(show_misses: bool) -> None:
    gold, concepts = blind.cases(), blind.concepts()
    glossary = Glossary.from_concepts(concepts)
    traps = sum(case.section.startswith("trap") for case in gold)
    print(f"gold: {len(gold)} sentences ({traps} traps), {len(concepts)} concepts")
    print(f"signature: terms:{glossary.digest}|sudachipy:{version('sudachipy')}|v:{version('taiyaku')}")
    print(f"{'':34}{'precision':>10}{'recall':>10}{'F1':>8}{'hits':>6}{'found':>7}{'expected':>10}")
    rows: tuple[tuple[str, blind.Matcher], ...] = (
        ("taiyaku", blind.by_glossary(glossary)),
        ("substring (as OmegaT)", substring(concepts)),
        (r"\b…\b (as OPUS-CAT)", word_regex(concepts)),
        ("spaCy PhraseMatcher, ja tokens C", phrases(concepts)),
    )
    for name, matcher in rows:
        result = blind.score(gold, concepts, matcher)
        print(
            f"{name:34}{result.precision:10.4f}{result.recall:10.4f}{result.f1:8.4f}"
            f"{result.hits:6}{result.found:7}{result.expected:10}"
        )
        if show_misses and name == "taiyaku":
            for case, spans in result.misses:
                want = ", ".join(f"{case.text[s:e]}={source}" for s, e, source in case.expected) or "–"
                got = ", ".join(f"{case.text[s:e]}={source}" for s, e, source in spans) or "–"
                print(
                    f"    [{case.section.split(':')[0]}] {case.text!r}\n        expected {want}\n        found    {got}"
                )


def _forms(concepts: Sequence[Concept]) -> dict[str, str]:
    """Every written form of the enforced concepts with its source, longest first."""
    forms: dict[str, str] = {}
    for concept in concepts:
        if concept.enforced:
            for form in (concept.source, *concept.variants):
                forms.setdefault(form, concept.source)
    return dict(sorted(forms.items(), key=lambda item: -len(item[0])))


def _by_pattern(pattern: str, forms: dict[str, str]) -> blind.Matcher:
    compiled = re.compile(pattern.replace("TERMS", "|".join(map(re.escape, forms))))
    return lambda text: [(*hit.span(), forms[hit.group()]) for hit in compiled.finditer(text)]


def substring(concepts: Sequence[Concept]) -> blind.Matcher:
    return _by_pattern("TERMS", _forms(concepts))


def word_regex(concepts: Sequence[Concept]) -> blind.Matcher:
    return _by_pattern(r"\b(?:TERMS)\b", _forms(concepts))


def phrases(concepts: Sequence[Concept]) -> blind.Matcher:
    """spaCy's PhraseMatcher on the tokens that ja_ginza is built on (Sudachi, split mode C); no model is loaded."""
    import spacy
    from spacy.matcher import PhraseMatcher
    from spacy.util import filter_spans

    tokenizer = {"@tokenizers": "spacy.ja.JapaneseTokenizer", "split_mode": "C"}
    nlp = spacy.blank("ja", config={"nlp": {"tokenizer": tokenizer}})
    matcher = PhraseMatcher(nlp.vocab)
    for form, source in _forms(concepts).items():
        matcher.add(source, [nlp.make_doc(form)])

    def find(text: str) -> list[blind.Span]:
        spans = filter_spans(matcher(nlp.make_doc(text), as_spans=True))
        return [(s.start_char, s.end_char, s.label_) for s in spans]

    return find


def cpu(work: Callable[[], T]) -> tuple[float, T]:
    """CPU seconds of this process, which other programs on the machine lengthen less than wall time."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def synthetic(count: int) -> str:
    """A glossary of ``count`` different Japanese terms, a quarter with a variant; always the same, as TSV text."""
    draw = random.Random(13)
    kanji = [chr(code) for code in range(0x4E00, 0x4E00 + 2500)]
    kana = [chr(code) for code in range(0x30A2, 0x30F3)]
    terms: dict[str, None] = {}
    while len(terms) < count:
        pool = kana if draw.random() < 0.25 else kanji
        terms["".join(draw.choices(pool, k=draw.randint(2, 6) + (pool is kana) * 3))] = None
    rows = (
        f"{term}\tterm {index}\t{term + chr(0x5F0F) if index % 4 == 0 else ''}\tnoun"
        for index, term in enumerate(terms)
    )
    return "source\ttarget\tvariants\tpos\n" + "\n".join(rows) + "\n"


def speed(count: int) -> None:
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"\nspeed: {platform.machine()}, {os.cpu_count()} CPUs, load {load}, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TAIYAKU_HOME"] = folder
        path = Path(folder) / "synthetic.tsv"
        path.write_text(synthetic(count), encoding="utf-8")
        for label in ("first load", "second load"):
            seconds, glossary = cpu(lambda: Glossary.load(path))
            print(f"{count:,} terms, {label}: {seconds:.2f} CPU s ({len(glossary.concepts):,} concepts)")
    documents = sorted((ROOT / "locales" / "ja").glob("*.txt"))
    lines = [line for path in documents for line in path.read_text(encoding="utf-8").split("\n") if line] * 20
    size = sum(len(line.encode()) for line in lines) / 1e6
    tokens.tokenize("暖機")
    sudachi, _ = cpu(lambda: [tokens.tokenize(line) for line in lines])
    print(f"Sudachi alone, mode A, {size:.1f} MB: {size / sudachi:.2f} MB/s")
    for name, which in (("the shipped terms", Glossary.load(default=True)), (f"{count:,} terms", glossary)):
        which.match(lines[0])
        asked = tokens.asked_characters()
        seconds, _ = cpu(lambda which=which: [which.match(line) for line in lines])  # type: ignore[misc]
        share = (tokens.asked_characters() - asked) / sum(map(len, lines))
        print(f"matching with {name}: {size / seconds:.2f} MB/s; characters shown to Sudachi {share:.0%}")


if __name__ == "__main__":
    main()
