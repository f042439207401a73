"""``taiyaku terms extract``: candidate terms of documents, as a draft glossary to review."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from ..errors import UsageError
from .common import add_engine, add_glossary, add_volume, existing_files, glossary_of, say, translator_of, write_line


def configure(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Options."""
    parser = actions.add_parser("extract", help="propose terms from documents, as a draft glossary to review")
    parser.add_argument("documents", nargs="+", type=Path, metavar="DOC", help="texts, or directories of .txt files")
    parser.add_argument(
        "--catalogs",
        nargs="+",
        type=Path,
        default=[],
        metavar="PO",
        help="bilingual files (PO, TMX, XLIFF, TSV); their approved pairs propose the English",
    )
    parser.add_argument(
        "--min-frequency", type=int, default=2, metavar="N", help="times a term must occur (default: %(default)s)"
    )
    parser.add_argument(
        "--propose",
        action="store_true",
        help="ask the model too: what it says for a candidate alone and again in a sentence",
    )
    parser.add_argument("--json", action="store_true", help="candidates as JSON")
    add_glossary(parser)
    add_engine(parser)
    add_volume(parser)


def run(options: argparse.Namespace) -> int:
    """The best candidates first; what the glossary knows is left out."""
    from .. import extract, proposals
    from ..adapters.bitext import read_pairs
    from ..adapters.noun_phrases import GinzaNounPhrases
    from ..adapters.text import read_document
    from ..segment import segment

    if options.min_frequency < 1:
        raise UsageError(f"--min-frequency {options.min_frequency}: give 1 or more")
    glossary = glossary_of(options)
    translator = translator_of(options) if options.propose else None
    analyzer = GinzaNounPhrases()
    files = existing_files(options.documents, (".txt",))
    suffixes = (".po", ".tmx", ".xlf", ".xliff", ".tsv")
    pairs = [
        (pair.source, pair.target)
        for path in existing_files(options.catalogs, suffixes)
        for pair in read_pairs(path)
        if pair.reviewed and pair.target
    ]
    sentences = [s.text for path in files for s in segment(read_document(path).text, analyzer)]
    found = extract.candidates(analyzer.phrases(sentences), glossary=glossary, min_frequency=options.min_frequency)
    found = proposals.from_pairs(found, pairs)
    if translator and found:
        found = proposals.from_model(found, translator)
    if options.json:
        rows = [
            {
                "source": c.source,
                "frequency": c.frequency,
                "c_value": round(c.c_value, 2),
                "context": c.context,
                "proposals": [
                    {"target": p.target, "dice": round(p.dice, 3), "pairs": p.pairs, "by": p.by.value}
                    for p in c.proposals
                ],
            }
            for c in found
        ]
        write_line(json.dumps({"candidates": rows}, ensure_ascii=False, indent=1))
    else:
        write_line(extract.glossary_text(found).removesuffix("\n"))
    proposed = sum(any(p.confirmed for p in c.proposals) for c in found)
    say(
        options,
        f"{len(files)} document(s), {len(sentences)} segment(s): {len(found)} candidate(s), {proposed} with English",
    )
    return 0
