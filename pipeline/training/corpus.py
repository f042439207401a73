"""From the recipe's corpora to shards of clean pairs, with a report of what was kept and why the rest was not.

A prepared folder holds ``all-NNN.tsv`` (every source), ``domain-NNN.tsv`` (sources with ``domain = true``) and
``report.json``. A shard line is Japanese TAB English TAB index of the source in the recipe.
"""

from __future__ import annotations

import json
import random
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.errors import InputError, OutputError
from pipeline.training.filters import duplicate_key, reject, squeeze
from pipeline.training.overlap import Overlap
from pipeline.training.recipe import Recipe, Source
from pipeline.training.text import open_text

SHARD = 40_000
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What became of one source: pairs read, kept, and dropped by reason (most frequent first)."""

    name: str
    licence: str
    read: int
    kept: int
    dropped: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A prepared corpus on disk."""

    folder: Path
    reports: tuple[SourceReport, ...]
    all_shards: tuple[Path, ...]
    domain_shards: tuple[Path, ...]


def read_pairs(path: Path) -> Iterator[Pair]:
    """Stream the first two columns of a TSV or TSV.gz, white space squeezed; a line without a tab gives ("…", "").

    Bytes that are not UTF-8 become U+FFFD, so one bad line does not stop a corpus of a million.
    """
    try:
        with open_text(path) as stream:
            for line in stream:
                columns = line.rstrip("\n").split("\t")
                yield squeeze(columns[0]), squeeze(columns[1]) if len(columns) > 1 else ""
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path}: cannot read the corpus ({error}); fetch or unpack it again") from error


def clean(
    source: Source, pairs: Iterable[Pair], overlap: Overlap, seen: set[int], seed: int
) -> tuple[list[Pair], SourceReport]:
    """The pairs of one source that are fit to train on.

    ``seen`` collects near-duplicate keys over all sources: the first source that has a pair keeps it.
    """
    reasons: Counter[str] = Counter()
    kept: list[Pair] = []
    read = 0
    for read, (ja, en) in enumerate(pairs, 1):  # noqa: B007 - the count is used after the loop
        reason = reject(ja, en)
        if not reason:
            key = duplicate_key(ja, en)
            if key in seen:
                reason = "duplicate"
            elif overlap.hits(ja, en):
                reason = "evaluation"
            else:
                seen.add(key)
                kept.append((ja, en))
                continue
        reasons[reason] += 1
    if source.cap and len(kept) > source.cap:
        reasons["cap"] = len(kept) - source.cap
        picked = random.Random(f"{seed}:{source.name}").sample(range(len(kept)), source.cap)  # noqa: S311 - sampling
        kept = [kept[index] for index in sorted(picked)]
    return kept, SourceReport(source.name, source.licence, read, len(kept), tuple(reasons.most_common()))


def prepare(recipe: Recipe, folder: Path, *, seed: int = 1, log: Callable[[str], None] = lambda _: None) -> Prepared:
    """Read, clean, mix and shard all sources of the recipe into ``folder``; sources listed first win duplicates."""
    paths = [recipe.resolve(source.path) for source in recipe.sources]
    overlap = Overlap(pair for name in recipe.evaluation for pair in read_pairs(recipe.resolve(name)))
    seen: set[int] = set()
    reports: list[SourceReport] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for stale in (*folder.glob("all-*.tsv"), *folder.glob("domain-*.tsv"), *folder.glob("report.json")):
            stale.unlink()
        pools = {"all": folder / "all.tmp", "domain": folder / "domain.tmp"}
        counts = dict.fromkeys(pools, 0)
        with ExitStack() as stack:
            files = {name: stack.enter_context(path.open("w", encoding="utf-8")) for name, path in pools.items()}
            for index, (source, path) in enumerate(zip(recipe.sources, paths, strict=True)):
                kept, report = clean(source, read_pairs(path), overlap, seen, seed)
                reports.append(report)
                log(f"{source.name}: {report.kept} of {report.read} pairs kept")
                for pool in ("all", "domain") if source.domain else ("all",):
                    files[pool].writelines(f"{ja}\t{en}\t{index}\n" for ja, en in kept)
                    counts[pool] += len(kept)
        shards = {name: _scatter(path, name, counts[name], seed) for name, path in pools.items()}
        text = json.dumps([asdict(report) for report in reports], ensure_ascii=False, indent=1)
        (folder / "report.json").write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot write the prepared corpus ({error.strerror}); free space or move"
        ) from error
    if not counts["all"]:
        raise InputError(f"recipe {recipe.name}: no pair survived the filters; see {folder / 'report.json'}")
    return Prepared(folder, tuple(reports), shards["all"], shards["domain"])


def load_prepared(folder: Path) -> Prepared:
    """A corpus prepared earlier. Raises InputError when the folder holds none."""
    try:
        rows = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        reports = tuple(
            SourceReport(r["name"], r["licence"], r["read"], r["kept"], tuple((k, n) for k, n in r["dropped"]))
            for r in rows
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{folder}: no prepared corpus here ({error}); prepare it again") from error
    return Prepared(
        folder, reports, tuple(sorted(folder.glob("all-*.tsv"))), tuple(sorted(folder.glob("domain-*.tsv")))
    )


def read_shard(path: Path) -> list[tuple[str, str, int]]:
    """The pairs of one shard with the index of their source."""
    with path.open(encoding="utf-8", newline="\n") as stream:
        rows = [line.rstrip("\n").split("\t") for line in stream]
    return [(ja, en, int(index)) for ja, en, index in rows]


def report_table(reports: Iterable[SourceReport]) -> str:
    """The report as aligned text, one source a line, a total at the end."""
    rows = tuple(reports)
    width = max((len(r.name) for r in rows), default=0)
    width = max(width, len("source"))
    lines = [f"{'source':<{width}} {'read':>9} {'kept':>9}  dropped"]
    lines += [
        f"{r.name:<{width}} {r.read:>9} {r.kept:>9}  " + ", ".join(f"{reason} {n}" for reason, n in r.dropped)
        for r in rows
    ]
    total: Counter[str] = Counter()
    for r in rows:
        total.update(dict(r.dropped))
    summary = ", ".join(f"{reason} {n}" for reason, n in total.most_common())
    lines.append(f"{'total':<{width}} {sum(r.read for r in rows):>9} {sum(r.kept for r in rows):>9}  {summary}")
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _scatter(pool: Path, name: str, count: int, seed: int) -> tuple[Path, ...]:
    """Deal the lines of ``pool`` out to shards at random, so that each shard is a sample of the whole mix."""
    number = -(-count // SHARD)
    paths = tuple(pool.with_name(f"{name}-{index:03d}.tsv") for index in range(number))
    rng = random.Random(seed)  # noqa: S311 - shuffling
    with ExitStack() as stack:
        files = [stack.enter_context(path.open("w", encoding="utf-8", newline="\n")) for path in paths]
        with pool.open(encoding="utf-8", newline="\n") as lines:
            for line in lines:
                files[rng.randrange(number)].write(line)
    pool.unlink()
    return paths
