"""Building blocks of our ONNX graphs: constants, nodes, and linear maps in 8-bit integers."""

from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

__all__ = ["CODE_LIMIT", "CONTRIB", "Floats", "GraphNodes", "quantise"]

CONTRIB = "com.microsoft"
_WEIGHT_LIMIT = 63  # of the weights' codes, symmetric: 7 bits
CODE_LIMIT = 127  # of activations and of word tables
Floats = NDArray[np.float32]


def quantise(values: Floats, limit: int) -> tuple[NDArray[np.int8], Floats]:
    """Symmetric codes of each row within `limit`, and their scales as a column."""
    scales = np.abs(values).max(axis=-1, keepdims=True) / np.float32(limit)
    # A row of zeros (the vocabulary's unused end) keeps a scale that can divide.
    scales = np.where(scales > 0, scales, np.float32(1)).astype(np.float32)
    return np.rint(values / scales).astype(np.int8), scales


class GraphNodes:
    """Nodes and constants under construction. Each method returns the name of the value it adds."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self.constant("one", np.array(1, dtype=np.float32))
        self.constant("tiny", np.array(1e-9, dtype=np.float32))
        self.constant("code_step", np.array(1 / CODE_LIMIT, dtype=np.float32))
        self.constant("code_zero", np.array(128, dtype=np.uint8))
        self.constant("code_shift", np.array(128, dtype=np.float32))

    def constant(self, name: str, values: NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def coded(self, value: str) -> tuple[str, str]:
        """Each token's numbers as codes around 128, and each token's scale."""
        size = self.node("Abs", [value], f"{value}.size")
        largest = self.node("ReduceMax", [size], f"{value}.largest", axes=[-1], keepdims=1)
        step = self.node("Mul", [largest, "code_step"], f"{value}.step")
        scale = self.node("Max", [step, "tiny"], f"{value}.scale")
        exact = self.node("Div", [value, scale], f"{value}.exact")
        rounded = self.node("Round", [exact], f"{value}.rounded")
        shifted = self.node("Add", [rounded, "code_shift"], f"{value}.shifted")
        return self.node("Cast", [shifted], f"{value}.codes", to=TensorProto.UINT8), scale

    def product(self, coded: tuple[str, str], weight: Floats, part: str) -> str:
        """The linear map `weight` (outputs, inputs) of a coded value."""
        codes, scales = quantise(weight, _WEIGHT_LIMIT)
        codes_name = self.constant(f"{part}.codes", codes.T)
        steps = self.constant(f"{part}.scales", scales[:, 0])
        inputs = [coded[0], codes_name, "one", steps, "code_zero"]
        unscaled = self.node("MatMulIntegerToFloat", inputs, f"{part}.unscaled", domain=CONTRIB)
        return self.node("Mul", [unscaled, coded[1]], part)

    def model(self, name: str, dimension: int) -> bytes:
        """The finished graph: from `input_ids` and `attention_mask` to `embedding`."""
        names, shape = ("input_ids", "attention_mask"), ["texts", "tokens"]
        inputs = [helper.make_tensor_value_info(given, TensorProto.INT64, shape) for given in names]
        output = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["texts", dimension])
        body = helper.make_graph(self.nodes, name, inputs, [output], self.constants)
        # Opset 17 and IR 8: what the bot's older onnxruntime reads as well.
        versions = [helper.make_opsetid("", 17), helper.make_opsetid(CONTRIB, 1)]
        made = helper.make_model(body, opset_imports=versions, ir_version=8, producer_name="truchement")
        serialised: bytes = made.SerializeToString()
        return serialised
