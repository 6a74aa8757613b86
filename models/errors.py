"""What can be wrong with a model, as facts with stable codes."""

from kit.errors import Conflict, Invalid, NotFound, Unavailable

__all__ = [
    "AdapterExists",
    "AdapterNameInvalid",
    "AdapterNotBetter",
    "AdapterUnknown",
    "ManifestInvalid",
    "ModelDamaged",
    "ModelMismatch",
    "ModelUnavailable",
    "PairsTooFew",
]


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


class PairsTooFew(Invalid):
    """The bank has too few concepts with a term in each language to learn from. `count`, `fewest`."""

    code = "pairs_too_few"


class AdapterNotBetter(Invalid):
    """What was learnt does not help where it was not learnt. Recall@1 both ways: `before`, `after`;
    `pairs` were learnt, `held_out` measured.
    """

    code = "adapter_not_better"


class AdapterNameInvalid(Invalid):
    """Not small letters, digits and hyphens, or a word that means something else. `name`."""

    code = "adapter_name_invalid"


class AdapterExists(Conflict):
    """There is one of that name. `name`."""

    code = "adapter_exists"


class AdapterUnknown(NotFound):
    """There is none of that name. `name`."""

    code = "adapter_unknown"
