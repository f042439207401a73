"""The ``taiyaku`` command: parse, build adapters, run, report. Exit 0 clean, 1 findings, 2 usage or input.

Only argparse is imported here; each command imports what it needs when it runs, so ``--help`` is instant.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from ..signature import version

_COMMANDS = {
    "translate": "translate Japanese documents into aligned bilingual files",
    "segment": "print one segment a line",
    "mt": "translate line by line: a line in, a line out",
    "terms": "match, lint, convert, compare, extract and count terms; terms for other engines",
    "check": "check bilingual files: terms, numbers, untranslated text",
    "explain": "tell where a unit's translation comes from",
    "model": "list, inspect, install, train and evaluate translation models",
}


def parser(command: str | None = None) -> argparse.ArgumentParser:
    """The argument parser; only the subcommand named is filled in, which keeps start-up short."""
    top = argparse.ArgumentParser(
        prog="taiyaku",
        formatter_class=lambda prog: argparse.HelpFormatter(prog, max_help_position=24),
        description="Offline Japanese→English translation with an enforced glossary and aligned bilingual files.",
        epilog="Data goes to stdout, messages to stderr. Exit 0: clean, 1: findings to review, 2: usage or input error.",
    )
    top.add_argument("--version", action="store_true", help="print the version and exit")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    for name, text in _COMMANDS.items():
        sub = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
        if name == command:
            import_module(f"{__name__}.{name}").configure(sub)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    args = list(sys.argv[1:] if argv is None else argv)
    command = next((a for a in args if not a.startswith("-")), None)
    top = parser(command)
    options = top.parse_args(args)
    if options.version:
        print(f"taiyaku {version()}")
        return 0
    if options.command is None:
        top.print_help()
        return 2
    from glossary import GlossaryError

    from ..errors import PipelineError

    try:
        code: int = import_module(f"{__name__}.{options.command}").run(options)
        sys.stdout.flush()
        return code
    except (PipelineError, GlossaryError) as error:
        print(f"taiyaku: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # the reader of our output went away (`| head`): not an error of ours
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("taiyaku: interrupted; what was saved is whole, run again to go on", file=sys.stderr)
        return 130
