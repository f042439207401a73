"""From a checkpoint to a package: CTranslate2 weights in an ``.argosmodel`` that plain argostranslate loads too.

Imports torch and ctranslate2. The same checkpoint, vocabulary and card give the same bytes.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from pipeline.errors import ModelError, OutputError
from pipeline.training.binary import linear_names, read_model, transformer_weights
from pipeline.training.card import Card, render_card
from pipeline.training.checkpoint import Checkpoint, load_checkpoint
from pipeline.training.network import sinusoid
from pipeline.training.splitter import splitter_model
from pipeline.training.symbols import CLOSING, OPENING, PLACEHOLDERS
from pipeline.training.text import replacing
from pipeline.training.vocab import load_vocabulary

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date a zip can hold: keeps packages reproducible


@dataclass(frozen=True, slots=True)
class PackageOptions:
    """How a package is called and stored. ``alignment_layer``/``head``: whose attention CTranslate2 reports."""

    version: str = "1.0"
    quantization: str = "int8"
    alignment_layer: int = -1
    alignment_heads: int = 1


def convert(checkpoint: Checkpoint, vocabulary: Path, folder: Path, options: PackageOptions) -> None:
    """Write the CTranslate2 model of a checkpoint into ``folder`` (config.json, model.bin, shared_vocabulary.json)."""
    from ctranslate2.specs import common_spec, transformer_spec

    cfg, processor = checkpoint.cfg, load_vocabulary(vocabulary)
    weights = {name: tensor.detach().float().cpu().numpy() for name, tensor in checkpoint.weights.items()}
    if processor.get_piece_size() != cfg["V"]:
        size = processor.get_piece_size()
        raise ModelError(
            f"{vocabulary}: {size} pieces, the checkpoint has {cfg['V']}; use the vocabulary it was trained with"
        )
    spec: Any = transformer_spec.TransformerSpec.from_config(
        (cfg["enc"], cfg["dec"]), cfg["h"], pre_norm=True, activation=common_spec.Activation.RELU,
        alignment_layer=options.alignment_layer, alignment_heads=options.alignment_heads,
    )  # fmt: skip
    positions = sinusoid(cfg["maxlen"], cfg["d"]).numpy()
    for side, stack, final in (("enc", spec.encoder, "en"), ("dec", spec.decoder, "dn")):
        embeddings = stack.embeddings[0] if isinstance(stack.embeddings, list) else stack.embeddings
        embeddings.weight = weights["emb.weight"]
        stack.scale_embeddings = True
        stack.position_encodings.encodings = positions
        _set(stack.layer_norm, weights, final)
        for index, layer in enumerate(stack.layer):
            for theirs, ours in linear_names(side == "dec").items():
                _set(_find(layer, theirs), weights, f"{side}.{index}.{ours}")
    spec.decoder.projection.weight = weights["emb.weight"]
    pieces = [processor.id_to_piece(index) for index in range(processor.get_piece_size())]
    spec.register_source_vocabulary(pieces)
    spec.register_target_vocabulary(pieces)
    config = spec.config
    config.bos_token, config.eos_token, config.unk_token = "<s>", "</s>", "<unk>"
    config.add_source_bos, config.add_source_eos, config.decoder_start_token = False, True, "<s>"
    try:
        spec.validate()
        spec.optimize(quantization=options.quantization)
        folder.mkdir(parents=True, exist_ok=True)
        spec.save(str(folder))
    except ValueError as error:
        raise ModelError(f"{folder}: CTranslate2 refused the weights ({error}); check the checkpoint") from error
    except OSError as error:
        raise OutputError(f"{folder}: cannot write the model ({error}); free space or choose another place") from error


def write_package(
    checkpoint: Checkpoint, vocabulary: Path, out: Path, card: Card, options: PackageOptions | None = None
) -> Path:
    """Export a checkpoint as ``out`` (an ``.argosmodel`` file); the card's version and size are filled in."""
    options = options or PackageOptions()
    name = f"translate-ja_en-{options.version.replace('.', '_')}"
    with tempfile.TemporaryDirectory(prefix="taiyaku-export-") as temporary:
        root = Path(temporary) / name
        convert(checkpoint, vocabulary, root / "model", options)
        shutil.copyfile(vocabulary, root / "sentencepiece.model")
        (root / "minisbd").mkdir()
        (root / "minisbd" / "ja.onnx").write_bytes(splitter_model())
        size = sum(path.stat().st_size for path in root.rglob("*") if path.is_file()) / 1e6
        text = render_card(replace(card, version=options.version, size_mb=size))
        (root / "README.md").write_text(text, encoding="utf-8", newline="\n")
        metadata = json.dumps(_metadata(options.version), ensure_ascii=False, indent=1) + "\n"
        (root / "metadata.json").write_text(metadata, encoding="utf-8", newline="\n")
        _zip(root, out)
    return out


def checkpoint_from_package(package: Path) -> Checkpoint:
    """The weights of a package exported here, dequantised: training can go on from them when the checkpoint is gone."""
    cfg, weights = transformer_weights(read_model(package), str(package))
    return Checkpoint({name: torch.from_numpy(value) for name, value in weights.items()}, cfg)


def dequantise(package: Path) -> dict[str, torch.Tensor]:
    """The state dict of ``network.Translation`` from a package (int8 weights divided by their scales)."""
    return checkpoint_from_package(package).weights


def vocabulary_from_package(package: Path, out: Path) -> Path:
    """Copy the SentencePiece model of a package to ``out``: continuing its weights needs the same pieces."""
    try:
        if package.is_dir():
            data = (package / "sentencepiece.model").read_bytes()
        else:
            with zipfile.ZipFile(package) as archive:
                data = archive.read(next(n for n in archive.namelist() if n.endswith("sentencepiece.model")))
    except (OSError, zipfile.BadZipFile, StopIteration) as error:
        raise ModelError(f"{package}: no sentencepiece.model in it ({error}); give an .argosmodel file") from error
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(data)
    return out


def load_start(path: Path) -> Checkpoint:
    """The checkpoint a file holds: a ``.pt`` of training or a package."""
    return checkpoint_from_package(path) if path.suffix == ".argosmodel" or path.is_dir() else load_checkpoint(path)


def _metadata(version: str) -> dict[str, Any]:
    return {
        "package_version": version,
        "argos_version": "1.11",
        "from_code": "ja",
        "from_name": "Japanese",
        "to_code": "en",
        "to_name": "English",
        "code": "translate-ja_en",
        "type": "translate",
        "term_markup": {"placeholders": list(PLACEHOLDERS), "opening": OPENING, "closing": CLOSING},
    }


def _find(layer: Any, path: str) -> Any:
    for step in path.split("/"):
        name, _, index = step.rpartition("_")
        layer = (
            getattr(layer, name)[int(index)] if index.isdigit() and not hasattr(layer, step) else getattr(layer, step)
        )
    return layer


def _set(spec: Any, weights: dict[str, Any], name: str) -> None:
    weight, bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
    if weight.ndim == 1:
        spec.gamma, spec.beta = weight, bias
    else:
        spec.weight, spec.bias = weight, bias


def _zip(root: Path, out: Path) -> None:
    try:
        with replacing(out) as part, zipfile.ZipFile(part, "w") as archive:
            for path in sorted(p for p in root.rglob("*") if p.is_file()):
                info = zipfile.ZipInfo(path.relative_to(root.parent).as_posix(), _EPOCH)
                info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
                archive.writestr(info, path.read_bytes(), compresslevel=9)
    except OSError as error:
        raise OutputError(f"{out}: cannot write the package ({error}); free space or choose another place") from error
