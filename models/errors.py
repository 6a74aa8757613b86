"""What can be wrong with a model, as facts with stable codes."""

from kit.errors import Invalid, Unavailable

__all__ = ["ManifestInvalid", "ModelDamaged", "ModelMismatch", "ModelUnavailable"]


class ModelUnavailable(Unavailable):
    """No source gave the model. `name`: the model; `tried`: each source and why it failed."""

    code = "model_unavailable"


class ModelDamaged(Unavailable):
    """A built folder lacks a file or holds another one. `folder`, `file`, `reason`."""

    code = "model_damaged"


class ModelMismatch(Unavailable):
    """A built folder holds another model than the manifest describes.

    `folder`, `field`, `expected`, `found`.
    """

    code = "model_mismatch"


class ManifestInvalid(Invalid):
    """A manifest cannot be read. `file`, `reason`."""

    code = "model_manifest_invalid"
