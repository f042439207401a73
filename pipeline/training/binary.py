"""Reads the variables of a CTranslate2 ``model.bin``, so that training can go on from a shipped package. Needs numpy.

Layout (binary version 6, little-endian): u32 version, string spec name, u32 revision, u32 count, then per variable:
string name, u8 rank, u32 × rank shape, u8 type, u32 bytes, data; u32 count of aliases, then pairs of strings. A string
is u16 length (its closing NUL included) and bytes.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.errors import ModelError

Array = npt.NDArray[Any]
_TYPES = (np.dtype("<f4"), np.dtype("i1"), np.dtype("<i2"), np.dtype("<i4"), np.dtype("<f2"))
_VERSION = 6
_SPEC = "TransformerSpec"


def parse_variables(data: bytes, where: str) -> dict[str, Array]:
    """All variables by name, aliases resolved, in the types they are stored in.

    Raises ModelError, naming ``where``, for any other format or a damaged file.
    """
    reader = _Reader(data)
    try:
        version = reader.number("<I")
        spec = reader.string()
        if version != _VERSION or spec != _SPEC:
            raise ModelError(f"{where}: format {version} of {spec!r}, not {_VERSION} of {_SPEC!r}; export it again")
        reader.number("<I")  # revision
        variables = dict(reader.variable() for _ in range(reader.number("<I")))
        for _ in range(reader.number("<I")):
            alias, name = reader.string(), reader.string()
            variables[alias] = variables[name]
    except (struct.error, KeyError, IndexError, ValueError, UnicodeDecodeError) as error:
        raise ModelError(f"{where}: not a CTranslate2 model, or damaged ({error}); fetch it again") from error
    return variables


def dequantised(variables: dict[str, Array], name: str) -> npt.NDArray[np.float32]:
    """One variable as float32; an int8 weight is divided by its row scales, an int16 one by its scale."""
    value = variables[name]
    scale = variables.get(f"{name}_scale")
    if value.dtype in (np.int8, np.int16) and scale is not None:
        divisor = scale[:, None] if scale.ndim else scale
        return (value.astype(np.float32) / divisor).astype(np.float32)
    return value.astype(np.float32)


def transformer_weights(data: bytes, where: str) -> tuple[dict[str, int | float], dict[str, Array]]:
    """``cfg`` and weights of ``network.Translation`` from the bytes of a model exported by this project."""
    variables = parse_variables(data, where)
    layers = {side: _layers(variables, name) for side, name in (("enc", "encoder"), ("dec", "decoder"))}
    try:
        if not int(variables["encoder/pre_norm"]):
            raise ModelError(f"{where}: a post-norm network; only packages exported by this project can be continued")
        weights = _weights(variables, layers)
        pieces, width = weights["emb.weight"].shape
        cfg: dict[str, int | float] = {
            "V": pieces, "d": width, "h": int(variables["encoder/num_heads"]),
            "ff": weights["enc.0.f0.weight"].shape[0], "enc": layers["enc"], "dec": layers["dec"], "drop": 0.1,
            "maxlen": variables["encoder/position_encodings/encodings"].shape[0],
        }  # fmt: skip
    except KeyError as error:
        raise ModelError(f"{where}: lacks {error}; only packages exported by this project can be continued") from error
    return cfg, weights


def read_model(path: Path) -> bytes:
    """The ``model.bin`` of a package: an ``.argosmodel`` file or its unpacked folder."""
    import zipfile

    try:
        if path.is_dir():
            return (path / "model" / "model.bin").read_bytes()
        with zipfile.ZipFile(path) as package:
            name = next(n for n in package.namelist() if n.endswith("model/model.bin"))
            return package.read(name)
    except (OSError, zipfile.BadZipFile, StopIteration, KeyError) as error:
        raise ModelError(f"{path}: no model/model.bin in it ({error}); give an .argosmodel file") from error


def linear_names(decoder: bool) -> dict[str, str]:
    """CTranslate2's name of each linear layer and norm of a layer → ours."""
    names = {
        "self_attention/layer_norm": "n1", "self_attention/linear_0": "sa.qkv", "self_attention/linear_1": "sa.o",
        "ffn/layer_norm": "n3", "ffn/linear_0": "f0", "ffn/linear_1": "f1",
    }  # fmt: skip
    if decoder:
        names |= {
            "attention/layer_norm": "n2", "attention/linear_0": "ca.q", "attention/linear_1": "ca.kv",
            "attention/linear_2": "ca.o",
        }  # fmt: skip
    return names


def _weights(variables: dict[str, Array], layers: dict[str, int]) -> dict[str, Array]:
    weights: dict[str, Array] = {"emb.weight": dequantised(variables, "decoder/embeddings/weight")}
    for side, long, final in (("enc", "encoder", "en"), ("dec", "decoder", "dn")):
        places = {f"{long}/layer_norm": final}
        for index in range(layers[side]):
            places |= {f"{long}/layer_{index}/{theirs}": f"{side}.{index}.{ours}" for theirs, ours in
                       linear_names(side == "dec").items()}  # fmt: skip
        for theirs, ours in places.items():
            norm = theirs.endswith("layer_norm")
            weights[f"{ours}.weight"] = dequantised(variables, theirs + ("/gamma" if norm else "/weight"))
            weights[f"{ours}.bias"] = dequantised(variables, theirs + ("/beta" if norm else "/bias"))
    return weights


def _layers(variables: dict[str, Array], side: str) -> int:
    prefix = f"{side}/layer_"
    indices = {n[len(prefix) :].split("/")[0] for n in variables if n.startswith(prefix)}
    return sum(index.isdigit() for index in indices)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def number(self, kind: str) -> int:
        (value,) = struct.unpack_from(kind, self._data, self._at)
        self._at += struct.calcsize(kind)
        return int(value)

    def string(self) -> str:
        return self._bytes(self.number("<H"))[:-1].decode("utf-8")

    def variable(self) -> tuple[str, Array]:
        name = self.string()
        shape = tuple(self.number("<I") for _ in range(self.number("<B")))
        kind = _TYPES[self.number("<B")]
        values = np.frombuffer(self._bytes(self.number("<I")), kind)
        return name, values.reshape(shape)

    def _bytes(self, size: int) -> bytes:
        if self._at + size > len(self._data):
            raise ValueError("the file ends early")
        chunk = self._data[self._at : self._at + size]
        self._at += size
        return chunk
