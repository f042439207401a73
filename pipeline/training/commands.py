"""What ``taiyaku model train``, ``eval`` and ``export`` call: options in, a report out. Importing this is cheap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import InputError, UsageError
from pipeline.ports import Translator

Log = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class TrainOptions:
    """``taiyaku model train``.

    ``recipe``: a file or the name of a bundled one; ``data``: the folder its paths are relative to; ``out``: where the
    prepared corpus, checkpoints and package go. ``init``: a checkpoint or package to start from (its vocabulary is
    taken from the package, or from ``vocabulary``). ``prepare_only`` stops after the corpus report.
    """

    recipe: str
    out: Path
    data: Path | None = None
    minutes: float = 20.0
    init: Path | None = None
    vocabulary: Path | None = None
    device: str | None = None
    threads: int | None = None
    workers: int | None = None
    seed: int = 0
    compile: bool = False
    prepare_only: bool = False
    version: str = "1.0"


@dataclass(frozen=True, slots=True)
class TrainResult:
    """What a training left: the corpus report as text, and (unless only prepared) the averaged model and package."""

    report: str
    model: Path | None = None
    package: Path | None = None
    summary: str = ""


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """``taiyaku model export``.

    ``prepared``: the folder whose corpus report goes into the model card; ``scores``: a text file for the card.
    """

    checkpoint: Path
    vocabulary: Path
    out: Path
    version: str = "1.0"
    name: str = "taiyaku ja-en"
    prepared: Path | None = None
    scores: Path | None = None
    training: str = "training not recorded"
    notes: tuple[str, ...] = ()
    quantization: str = "int8"


@dataclass(frozen=True, slots=True)
class EvalOptions:
    """``taiyaku model eval``.

    ``sets``: TSV files; ``peers``: a folder of outputs named ``<set>.<system>.en``; ``outputs``: one more file of
    outputs to score; ``compare_with``: a file to test against by paired bootstrap (one set only); ``limit``: only the
    first lines of each set; ``lexicons`` and ``glossaries``: where the term test finds its terms.
    """

    sets: tuple[Path, ...]
    peers: Path | None = None
    outputs: Path | None = None
    compare_with: Path | None = None
    limit: int = 0
    lexicons: tuple[Path, ...] = ()
    glossaries: tuple[Path, ...] = ()
    save: Path | None = None


def run_train(options: TrainOptions, log: Log = lambda _: None) -> TrainResult:
    """Prepare the corpus (once per ``out``), train or resume, export. Messages go to ``log``, one line each."""
    from pipeline.training.corpus import load_prepared, prepare, read_shard, report_table
    from pipeline.training.recipe import find_recipe, load_recipe

    if options.minutes <= 0:
        raise UsageError(f"--minutes {options.minutes:g}: give the minutes to train, above 0")
    if options.init is not None and not options.init.exists():
        raise InputError(f"{options.init}: no such checkpoint or package; check --init")
    recipe = load_recipe(find_recipe(options.recipe), options.data)
    folder = options.out / "corpus"
    if (folder / "report.json").is_file():
        log(f"{folder}: prepared before; delete it to prepare again")
        prepared = load_prepared(folder)
    else:
        prepared = prepare(recipe, folder, log=log)
    report = report_table(prepared.reports)
    if options.prepare_only:
        return TrainResult(report)

    from pipeline.training.aligned import make_aligned
    from pipeline.training.card import Card, describe_network
    from pipeline.training.checkpoint import load_checkpoint
    from pipeline.training.export import PackageOptions, vocabulary_from_package, write_package
    from pipeline.training.text import replacing
    from pipeline.training.trainer import RunOptions, train
    from pipeline.training.vocab import train_vocabulary

    vocabulary = options.out / "sentencepiece.model"
    if not vocabulary.is_file():
        if options.vocabulary is not None:
            with replacing(vocabulary) as part:
                part.write_bytes(_existing(options.vocabulary, "--vocabulary").read_bytes())
        elif options.init is not None:
            if options.init.suffix == ".pt":
                raise UsageError(
                    f"{options.init}: a checkpoint needs the vocabulary it was trained with; add --vocabulary"
                )
            vocabulary_from_package(options.init, vocabulary)
        else:
            log(f"training a vocabulary of {recipe.pieces} pieces")
            pairs = ((ja, en) for shard in prepared.all_shards for ja, en, _ in read_shard(shard))
            tags = dict.fromkeys(source.tag for source in recipe.sources if source.tag)
            train_vocabulary(pairs, vocabulary, recipe.pieces, tags=tags, threads=options.threads or 2)
    aligned = make_aligned(recipe, prepared, vocabulary, options.out, log, options.device)
    run = RunOptions(
        options.out / "run", options.minutes, options.init, options.device, options.threads, options.workers,
        options.seed, options.compile, alignment=aligned.table, phrases=aligned.phrases,
    )  # fmt: skip
    done = train(recipe, prepared, vocabulary, run, log)
    trained = load_checkpoint(done.model)
    summary = (
        f"{done.steps} steps, {done.minutes:.1f} minutes on {done.device} ({done.precision}); "
        f"last loss {done.loss:.3f} at {done.speed:.0f} target pieces/s"
    )
    card = Card(
        name=f"taiyaku ja-en {recipe.name}", version=options.version, size_mb=0.0, training=summary,
        network=describe_network(trained.cfg),
        sources=prepared.reports,
    )  # fmt: skip
    package = options.out / f"translate-ja_en-{options.version.replace('.', '_')}.argosmodel"
    write_package(trained, vocabulary, package, card, PackageOptions(options.version))
    return TrainResult(report, done.model, package, summary)


def run_export(options: ExportOptions) -> Path:
    """Turn a checkpoint into an ``.argosmodel`` package."""
    from pipeline.training.card import Card, describe_network
    from pipeline.training.corpus import load_prepared
    from pipeline.training.export import PackageOptions, load_start, write_package

    checkpoint = load_start(_existing(options.checkpoint, "the checkpoint"))
    scores = _existing(options.scores, "--scores").read_text(encoding="utf-8") if options.scores else ""
    card = Card(
        name=options.name, version=options.version, size_mb=0.0, training=options.training, scores=scores,
        network=describe_network(checkpoint.cfg),
        sources=load_prepared(options.prepared).reports if options.prepared else (), notes=options.notes,
    )  # fmt: skip
    choices = PackageOptions(options.version, options.quantization)
    return write_package(checkpoint, options.vocabulary, options.out, card, choices)


def run_eval(options: EvalOptions, translator: Translator | None = None, name: str = "model") -> str:
    """The tables of an evaluation: ``translator`` (called ``name``), ready-made outputs and peers on the same lines."""
    from pipeline.training import evaluate as ev
    from pipeline.training.lexicon import Lexicon, read_lexicon, read_terms

    if translator is None and options.outputs is None and options.peers is None:
        raise UsageError("nothing to evaluate; give a model, --outputs or --peers")
    if (options.outputs or options.compare_with or options.save) and len(options.sets) != 1:
        raise UsageError("--outputs, --compare and --save belong to one set; give exactly one --set")
    rows: list[ev.SystemScores] = []
    tail: list[str] = []
    entries = [e for path in options.glossaries for e in read_terms(path)]
    entries += [e for path in options.lexicons for e in read_lexicon(path)]
    lexicon = Lexicon(entries) if entries else None
    for path in options.sets:
        whole = ev.read_set(path)
        data, lines = whole.head(options.limit), len(whole.sources)
        ours: tuple[str, ...] = ()
        if translator is not None:
            row, ours = ev.evaluate_translator(name, data, translator)
            rows.append(row)
            if options.save is not None:
                options.save.write_text("".join(f"{line}\n" for line in ours), encoding="utf-8", newline="\n")
            if lexicon is not None:
                tail.append(f"terms of {data.name}\n" + ev.term_table(ev.evaluate_terms(translator, lexicon, data)))
        if options.outputs is not None:
            given = ev.read_outputs(options.outputs, lines, limit=options.limit)
            rows.append(ev.evaluate_outputs(options.outputs.name, data, given))
            ours = ours or given
        for system, file in ev.peer_files(options.peers, data.name) if options.peers else ():
            rows.append(ev.evaluate_outputs(system, data, ev.read_outputs(file, lines, limit=options.limit)))
        if options.compare_with is not None:
            if not ours:
                raise UsageError("--compare needs a model or --outputs to compare with it")
            baseline = ev.read_outputs(options.compare_with, lines, limit=options.limit)
            tail.append(ev.comparison_table(ev.compare_outputs(data, baseline, ours)))
    return "\n".join([ev.score_table(rows), *tail])


def _existing(path: Path, what: str) -> Path:
    if not path.exists():
        raise InputError(f"{path}: no such file; check {what}")
    return path
