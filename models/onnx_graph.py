"""The encoder as an ONNX graph in 8-bit integers, written node by node from the fp32 weights.

Why not export and quantise dynamically: dynamic quantisation takes one scale for all activations of a
batch, so a text's vector changes with its neighbours (measured: cosine down to .994 between a text alone
and in a batch). Here every token has its own scale, so a vector depends on its text only (differences under
1e-7), and it agrees with fp32 better (cosine .9989 on average against .9969) with the same recall.
Weights take 7 bits, a scale an output: a processor without VNNI adds two products of 8 bits in 16, which
would overflow with more. Writing the graph takes 2 s and needs no torch, and the bot's older onnxruntime
knows every operator too.

Inputs `input_ids` and `attention_mask`, int64 (texts, tokens); output `embedding`, fp32 (texts, dimension),
mean of the unmasked tokens, L2-normalised.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from onnx import TensorProto
from safetensors import SafetensorError, safe_open

from models.errors import ModelDamaged
from models.layout import ONNX_FILE, WEIGHTS_FILE
from models.manifest import Manifest
from models.onnx_nodes import CODE_LIMIT, CONTRIB, Floats, GraphNodes, quantise

__all__ = ["write_onnx"]

_ROWS_AT_ONCE = 16_384


class _Graph(GraphNodes):
    def __init__(self, weights: Any, manifest: Manifest) -> None:
        """`weights`: an open safetensors file."""
        super().__init__()
        self._weights = weights
        self._sizes = manifest.architecture

    def write(self, progress: Callable[[int, int], None]) -> None:
        """The whole encoder, from the token numbers to the vector."""
        value = self._embeddings()
        self.node("Cast", ["attention_mask"], "attention_mask32", to=TensorProto.INT32)
        for layer in range(self._sizes.layers):
            progress(layer, self._sizes.layers)
            value = self._layer(value, f"encoder.layer.{layer}")
        self._pool(value)

    def _tensor(self, name: str) -> Floats:
        values: Floats = self._weights.get_tensor(name)
        return values

    def _parameter(self, name: str) -> str:
        return self.constant(name, self._tensor(name))

    def _map(self, coded: tuple[str, str], part: str) -> str:
        """The linear map `part`, without its bias, which the next operator adds."""
        return self.product(coded, self._tensor(f"{part}.weight"), part)

    def _normalised(self, value: str, part: str) -> str:
        inputs = [value, self._parameter(f"{part}.weight"), self._parameter(f"{part}.bias")]
        return self.node("LayerNormalization", inputs, part, axis=-1, epsilon=self._sizes.epsilon)

    def _added_and_normalised(self, value: str, residual: str, dense: str, norm: str) -> str:
        # Three plain nodes: the fused SkipLayerNormalization took 25 ms for 512 tokens, these 6.
        biased = self.node("Add", [value, self._parameter(f"{dense}.bias")], f"{norm}.biased")
        return self._normalised(self.node("Add", [biased, residual], f"{norm}.summed"), norm)

    def _embeddings(self) -> str:
        # Read in slices: whole, it takes 384 MB.
        table = self._weights.get_slice("embeddings.word_embeddings.weight")
        words_number, hidden = table.get_shape()
        codes = np.empty((words_number, hidden), dtype=np.int8)
        scales = np.empty((words_number, 1), dtype=np.float32)
        for start in range(0, words_number, _ROWS_AT_ONCE):
            rows = slice(start, min(start + _ROWS_AT_ONCE, words_number))
            codes[rows], scales[rows] = quantise(table[rows], CODE_LIMIT)
        self.constant("words.codes", codes)
        self.constant("words.scales", scales)
        # Every text is of the first token type, so its row goes into the positions.
        positions = self._tensor("embeddings.position_embeddings.weight")
        self.constant("positions", positions + self._tensor("embeddings.token_type_embeddings.weight")[0])
        self.constant("start", np.array([0], dtype=np.int64))
        coded = self.node("Gather", ["words.codes", "input_ids"], "words.coded")
        wide = self.node("Cast", [coded], "words.wide", to=TensorProto.FLOAT)
        scale = self.node("Gather", ["words.scales", "input_ids"], "words.scale")
        words = self.node("Mul", [wide, scale], "words")
        length = self.node("Shape", ["input_ids"], "length", start=1, end=2)
        places = self.node("Slice", ["positions", "start", length], "places")
        return self._normalised(self.node("Add", [words, places], "placed"), "embeddings.LayerNorm")

    def _layer(self, value: str, prefix: str) -> str:
        attention, dense = f"{prefix}.attention", f"{prefix}.attention.output.dense"
        parts = [f"{attention}.self.{part}" for part in ("query", "key", "value")]
        coded = self.coded(value)
        mapped = [self._map(coded, part) for part in parts]
        biases = np.concatenate([self._tensor(f"{part}.bias") for part in parts])
        inputs = [*mapped, self.constant(f"{attention}.bias", biases), "attention_mask32"]
        heads = self._sizes.heads
        mixed = self.node("MultiHeadAttention", inputs, f"{attention}.mixed", domain=CONTRIB, num_heads=heads)
        output = self._map(self.coded(mixed), dense)
        value = self._added_and_normalised(output, value, dense, f"{attention}.output.LayerNorm")

        wide_part, narrow_part = f"{prefix}.intermediate.dense", f"{prefix}.output.dense"
        wide = self._map(self.coded(value), wide_part)
        inputs = [wide, self._parameter(f"{wide_part}.bias")]
        active = self.node("BiasGelu", inputs, f"{prefix}.active", domain=CONTRIB)
        output = self._map(self.coded(active), narrow_part)
        return self._added_and_normalised(output, value, narrow_part, f"{prefix}.output.LayerNorm")

    def _pool(self, value: str) -> None:
        """Mean over the unmasked tokens; the division by their number is lost in the normalisation."""
        self.constant("axis1", np.array([1], dtype=np.int64))
        self.constant("axis2", np.array([2], dtype=np.int64))
        mask = self.node("Cast", ["attention_mask"], "mask", to=TensorProto.FLOAT)
        column = self.node("Unsqueeze", [mask, "axis2"], "mask.column")
        kept = self.node("Mul", [value, column], "kept")
        total = self.node("ReduceSum", [kept, "axis1"], "total", keepdims=0)
        self.node("LpNormalization", [total], "embedding", axis=1, p=2)


def write_onnx(folder: Path, manifest: Manifest, progress: Callable[[int, int], None]) -> None:
    """Write `model_int8.onnx` beside the fp32 weights it is made from. Raises ModelDamaged."""
    try:
        with safe_open(folder / WEIGHTS_FILE, framework="np") as weights:
            graph = _Graph(weights, manifest)
            graph.write(progress)
    except SafetensorError as error:  # not the tensors that the manifest describes
        raise ModelDamaged(folder=str(folder), file=WEIGHTS_FILE, reason=str(error)) from error
    (folder / ONNX_FILE).write_bytes(graph.model(manifest.name, manifest.dimension))
    progress(manifest.architecture.layers, manifest.architecture.layers)
