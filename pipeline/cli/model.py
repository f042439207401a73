"""``taiyaku model list|info|install``: the translation models on this machine. Nothing is ever downloaded."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from .common import add_volume, write_line


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


def run(options: argparse.Namespace) -> int:
    """Dispatch."""
    return {"list": _list, "info": _info, "install": _install}[options.action](options)


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
