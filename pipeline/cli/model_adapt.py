"""``taiyaku model adapt``: learn from translations people approved."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ..ports import Translator
from .common import CATALOGS, add_volume, approved_pairs, say, write_line


def configure(actions: Any) -> None:
    """The ``adapt`` action and its options."""
    parser: argparse.ArgumentParser = actions.add_parser(
        "adapt", help="learn from approved translations: a new package, if it is better on pairs held out"
    )
    parser.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help=f"catalogs or other bilingual files (.po .tmx .xlf .tsv); default: {CATALOGS}",
    )
    parser.add_argument("--all", action="store_true", help="take every pair of the files as approved (memories)")
    parser.add_argument("--model", metavar="NAME|PATH", help="the model to start from (default: the one used)")
    parser.add_argument(
        "--glossary", action="append", type=Path, default=[], metavar="FILE", help="termbase (default: taiyaku's own)"
    )
    parser.add_argument(
        "--out", type=Path, default=Path(".work/adapt"), metavar="DIR", help="where to work (default: %(default)s)"
    )
    parser.add_argument("--minutes", type=float, default=20.0, metavar="M", help="at most (default: %(default)g)")
    parser.add_argument("--threads", type=int, metavar="N")
    parser.add_argument("--device", choices=("cpu", "cuda"), help="default: a GPU if there is one")
    parser.add_argument("--package-version", default="1.0", metavar="X.Y")
    parser.add_argument("--install", action="store_true", help="install the new package if there is one")
    add_volume(parser)


def run(options: argparse.Namespace) -> int:
    """Exit 0 with a better package, 1 where the model stayed the best."""
    from glossary import default_termbase

    from ..adapters import models
    from ..adapters.argos import ArgosTranslator
    from ..errors import InputError, UsageError
    from ..training.adapt import AdaptOptions, adapt, table

    if options.minutes <= 0:
        raise UsageError(f"--minutes {options.minutes:g}: give the minutes to train, above 0")
    pairs = approved_pairs(options.files, every=options.all)
    if not pairs:
        where = options.files[0] if options.files else CATALOGS
        raise InputError(f"{where}: no approved unit; review some, or give files")

    def load(folder: Path) -> Translator:
        return ArgosTranslator(models.find(str(folder)), threads=options.threads)

    base = models.find(options.model)
    chosen = AdaptOptions(
        base.path,
        options.out,
        tuple(options.glossary) or tuple(default_termbase()),
        options.minutes,
        options.threads,
        options.device,
        options.package_version,
    )
    result = adapt([(p.source, p.target) for p in pairs], chosen, load, lambda line: say(options, line))
    write_line(table(result))
    if result.package is None:
        say(options, f"{base.name} stays the best on the pairs held out; nothing was written")
        return 1
    if options.install:
        model = models.install(result.package, replace=True)
        say(options, f"installed {model.name} in {model.path}")
    else:
        say(options, f"{result.package}: install it with `taiyaku model install {result.package}`")
    return 0
