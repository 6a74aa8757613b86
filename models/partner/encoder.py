"""Runs the second model: onnxruntime and tokenizers only."""

from pathlib import Path

from models.encoder import Encoder
from models.layout import ONNX_FILE, TOKENIZER_FILE, open_folder
from models.manifest import load_partner

__all__ = ["load"]


def load(folder: Path, threads: int = 1) -> Encoder:
    """Open a folder that `models.partner.build.ensure` made. Raises ModelDamaged or ModelMismatch."""
    # As in `models.encoder`: who only asks for the folder does not need the engine.
    from models.onnx_encoder import OnnxEncoder  # noqa: PLC0415

    described = open_folder(folder, load_partner(), verify=(ONNX_FILE, TOKENIZER_FILE))
    return OnnxEncoder(folder, described, threads)
