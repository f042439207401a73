"""What can stop a run, as a tree.

PipelineError            anything that means "cannot continue"; str() is one line: where, what, next step
├── InputError           a document cannot be read (missing, binary, broken encoding)
├── CatalogError         an existing PO file cannot be parsed or is inconsistent; it is left untouched
├── OutputError          a result cannot be written; nothing half-written remains
├── ModelError           a model file is damaged, hostile or of the wrong kind
│   └── ModelUnavailable no model of that name is installed
└── UsageError           options that contradict each other

Bad *translations* are never exceptions: they are findings (see ``pipeline.model.Finding``).
``glossary.GlossaryError`` is the same kind of thing in the package that may not import this one.
"""

from __future__ import annotations


class PipelineError(Exception):
    """Cannot continue. The message is one line: where, what, next step."""


class InputError(PipelineError):
    """A source document cannot be read."""


class CatalogError(PipelineError):
    """An existing catalog cannot be used; it is left as it is."""


class OutputError(PipelineError):
    """A result cannot be written; no half-written file remains."""


class ModelError(PipelineError):
    """A model is damaged, hostile or of the wrong kind."""


class ModelUnavailable(ModelError):
    """No such model is installed; nothing is ever downloaded."""


class UsageError(PipelineError):
    """Options that contradict each other."""
