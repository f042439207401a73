"""``taiyaku model list|info|install|eval|train|adapt|export``: the translation models on this machine, and making new ones.

Nothing is ever downloaded.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from . import model_adapt
from .common import CATALOGS, add_volume, approved_pairs, write_line


def configure(parser: argparse.ArgumentParser) -> None:
    """Options."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    show = actions.add_parser("list", help="the models present: installed, bundled, and argostranslate's own")
    show.add_argument("--json", action="store_true", help="as JSON")
    add_volume(show)
    info = actions.add_parser("info", help="a model's metadata and its README")
    info.add_argument("name", nargs="?", metavar="NAME|PATH", help="default: the model that would be used")
    info.add_argument("--json", action="store_true", help="as JSON")
    add_volume(info)
    install = actions.add_parser("install", help="check an .argosmodel file and install it")
    install.add_argument("file", type=Path, metavar="FILE", help="an .argosmodel archive")
    install.add_argument("--replace", action="store_true", help="put it in place of other weights of the same name")
    add_volume(install)
    _configure_eval(actions.add_parser("eval", help="score a model on test sets: BLEU, chrF, terms, speed"))
    _configure_train(actions.add_parser("train", help="train a model on your own parallel texts"))
    model_adapt.configure(actions)
    _configure_export(actions.add_parser("export", help="turn a checkpoint into an .argosmodel file"))


def _configure_eval(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", metavar="NAME|PATH", help="default: the model that would be used")
    parser.add_argument(
        "--set",
        dest="sets",
        action="append",
        type=Path,
        default=[],
        metavar="FILE",
        help="Japanese, a tab, English; may be repeated (default: what people approved in the project's catalogs)",
    )
    parser.add_argument("--peers", type=Path, metavar="DIR", help="other systems' outputs, DIR/<set>.<system>.en")
    parser.add_argument("--outputs", type=Path, metavar="FILE", help="one more file of outputs to score")
    parser.add_argument("--compare", type=Path, metavar="FILE", help="outputs to test against by paired bootstrap")
    parser.add_argument(
        "--glossary", action="append", type=Path, default=[], metavar="FILE", help="terms for the term test"
    )
    parser.add_argument(
        "--lexicon", action="append", type=Path, default=[], metavar="FILE", help="more terms, TSV(.gz)"
    )
    parser.add_argument("--limit", type=int, default=0, metavar="N", help="only the first N lines of each set")
    parser.add_argument("--save", type=Path, metavar="FILE", help="write the model's outputs there")
    parser.add_argument("--jobs", type=int, default=0, metavar="N", help="threads for decoding (default: all cores)")
    add_volume(parser)


def _configure_train(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--recipe", default="compact", metavar="NAME|FILE", help="compact, full or a TOML file (default: %(default)s)"
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="the folder the recipe's paths are relative to")
    parser.add_argument(
        "--out",
        type=Path,
        default=Path(".work/model"),
        metavar="DIR",
        help="corpus, checkpoints, package (default: %(default)s)",
    )
    parser.add_argument(
        "--minutes", type=float, default=120.0, metavar="M", help="training time (default: %(default)g)"
    )
    parser.add_argument("--init", type=Path, metavar="FILE", help="start from a checkpoint or an .argosmodel")
    parser.add_argument("--vocabulary", type=Path, metavar="FILE", help="the SentencePiece model of --init")
    parser.add_argument("--device", choices=("cpu", "cuda"), help="default: a GPU if there is one")
    parser.add_argument("--threads", type=int, metavar="N")
    parser.add_argument("--seed", type=int, default=0, metavar="N")
    parser.add_argument("--compile", action="store_true", help="torch.compile, for GPUs")
    parser.add_argument("--prepare-only", action="store_true", help="stop after the corpus report")
    parser.add_argument("--package-version", default="1.0", metavar="X.Y")
    add_volume(parser)


def _configure_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("checkpoint", type=Path, metavar="CHECKPOINT")
    parser.add_argument("vocabulary", type=Path, metavar="SENTENCEPIECE")
    parser.add_argument("out", type=Path, metavar="FILE.argosmodel")
    parser.add_argument("--package-version", default="1.0", metavar="X.Y")
    parser.add_argument("--prepared", type=Path, metavar="DIR", help="the corpus whose report goes into the model card")
    parser.add_argument("--scores", type=Path, metavar="FILE", help="a text file of scores for the model card")
    parser.add_argument(
        "--training", default="training not recorded", metavar="TEXT", help="one line on how it was trained"
    )
    parser.add_argument(
        "--note", action="append", default=[], metavar="TEXT", help="a line for the model card; may be repeated"
    )
    add_volume(parser)


def run(options: argparse.Namespace) -> int:
    """Dispatch."""
    actions = {"list": _list, "info": _info, "install": _install, "eval": _eval, "train": _train, "export": _export}
    return actions.get(options.action, model_adapt.run)(options)


def _list(options: argparse.Namespace) -> int:
    from ..adapters import models

    found = models.list_models()
    if options.json:
        rows = [
            {
                "name": m.name,
                "version": m.version,
                "pair": "-".join(m.pair),
                "where": m.where,
                "size": m.size,
                "digest": m.digest,
                "placeholders": m.has_placeholders,
                "path": str(m.path),
            }
            for m in found
        ]
        write_line(json.dumps({"models": rows}, ensure_ascii=False, indent=1))
        return 0
    default = models.find(None).name
    width = max((len(m.name) for m in found), default=4)
    for m in found:
        terms = "term-aware" if m.has_placeholders else "plain"
        star = "*" if m.name == default and m.pair == ("ja", "en") else " "
        write_line(
            f"{star} {m.name:<{width}}  {'→'.join(m.pair)}  {m.where:<9}  {m.size / 1e6:6.1f} MB  {terms:<10}  {m.digest}"
        )
    if not options.quiet:
        print("* is used when no --model is given", file=sys.stderr)
    return 0


def _info(options: argparse.Namespace) -> int:
    from ..adapters import models

    details = models.info(options.name)
    model = details.model
    fields = {
        "name": model.name,
        "version": model.version,
        "pair": "→".join(model.pair),
        "where": model.where,
        "path": str(model.path),
        "size": f"{model.size / 1e6:.1f} MB",
        "digest": model.digest,
        "terms": "placeholders in the vocabulary" if model.has_placeholders else "no placeholders",
    }
    if options.json:
        write_line(json.dumps({**fields, "readme": details.readme}, ensure_ascii=False, indent=1))
        return 0
    for name, value in fields.items():
        write_line(f"{name:<8} {value}")
    if details.readme:
        write_line("")
        write_line(details.readme.rstrip())
    return 0


def _install(options: argparse.Namespace) -> int:
    from ..adapters import models

    model = models.install(options.file, replace=options.replace)
    if not options.quiet:
        print(
            f"installed {model.name} ({model.size / 1e6:.1f} MB) in {model.path}; use it with --model {model.name}",
            file=sys.stderr,
        )
    return 0


def _eval(options: argparse.Namespace) -> int:
    import tempfile

    from ..adapters import models
    from ..training.commands import EvalOptions, run_eval
    from .common import translator_of

    options.engine = "argos"
    translator = translator_of(options)
    with tempfile.TemporaryDirectory() as folder:
        sets = tuple(options.sets) or (_approved(Path(folder)),)
        chosen = EvalOptions(
            sets=sets,
            peers=options.peers,
            outputs=options.outputs,
            compare_with=options.compare,
            limit=options.limit,
            lexicons=tuple(options.lexicon),
            glossaries=tuple(options.glossary),
            save=options.save,
        )
        write_line(run_eval(chosen, translator, models.find(options.model).name).rstrip())
    write_line(translator.signature)
    return 0


def _approved(folder: Path) -> Path:
    """The units people approved in the project's catalogs, as a test set."""
    from ..errors import InputError
    from ..training.filters import squeeze

    pairs = approved_pairs()
    if not pairs:
        raise InputError(f"{CATALOGS}: no reviewed unit to score on; name a test set with --set FILE.tsv")
    path = folder / "reviewed.tsv"
    text = "".join(f"{squeeze(p.source)}\t{squeeze(p.target)}\n" for p in pairs)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _train(options: argparse.Namespace) -> int:
    from ..training.commands import TrainOptions, run_train
    from .common import say

    chosen = TrainOptions(
        recipe=options.recipe,
        out=options.out,
        data=options.data,
        minutes=options.minutes,
        init=options.init,
        vocabulary=options.vocabulary,
        device=options.device,
        threads=options.threads,
        seed=options.seed,
        compile=options.compile,
        prepare_only=options.prepare_only,
        version=options.package_version,
    )
    result = run_train(chosen, log=lambda line: say(options, line))
    write_line(result.report.rstrip())
    if result.package:
        write_line(result.summary)
        say(options, f"{result.package}: install it with `taiyaku model install {result.package}`")
    return 0


def _export(options: argparse.Namespace) -> int:
    from ..training.commands import ExportOptions, run_export
    from .common import say

    chosen = ExportOptions(
        checkpoint=options.checkpoint,
        vocabulary=options.vocabulary,
        out=options.out,
        version=options.package_version,
        prepared=options.prepared,
        scores=options.scores,
        training=options.training,
        notes=tuple(options.note),
    )
    say(options, f"wrote {run_export(chosen)}")
    return 0
