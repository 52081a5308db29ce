"""The network of a configuration with the weights of a checkpoint."""

import pydoc
from dataclasses import dataclass
from math import prod
from pathlib import Path

import torch
from torch import nn

from ..refusals import CannotImport, first_line
from .form import CHECKPOINT, check_form
from .plans import KNOWN_TRAINERS, Trained

# The package of nnU-Net's own networks: a class from elsewhere is code that this program does not run.
NETWORKS = "dynamic_network_architectures."
ARGUMENTS = ("torch.", NETWORKS)


@dataclass(frozen=True)
class Checkpoint:
    weights: dict[str, torch.Tensor]
    trainer: str
    # Axes of the patch along which its author allows mirroring, by number.
    mirrors: tuple[int, ...]


def read_checkpoint(path: Path, trained: Trained, accepted_trainer: str | None) -> Checkpoint:
    """A checkpoint is a pickle, which can run code: only its user opens it, by starting this program on it."""
    try:
        state = torch.load(path, map_location="cpu", weights_only=False)
    except Exception as cause:  # a damaged pickle may raise any
        raise CannotImport(
            f"{path} cannot be read as a checkpoint of PyTorch ({first_line(cause)}): copy it again."
        ) from cause
    if not isinstance(state, dict) or not {"network_weights", "trainer_name"} <= set(state):
        raise CannotImport(f"{path} is not a checkpoint of nnU-Net v2: it has no network_weights or no trainer_name.")
    check_form(state, CHECKPOINT, str(path))
    configuration = state.get("init_args", {}).get("configuration", trained.name)
    if configuration != trained.name:
        raise CannotImport(
            f'{path} is a checkpoint of the configuration "{configuration}", not of "{trained.name}": '
            f"choose --configuration {configuration}, or the folder it belongs to."
        )
    trainer = state["trainer_name"]
    if not KNOWN_TRAINERS.fullmatch(trainer) and trainer != accepted_trainer:
        raise CannotImport(
            f"{path} was trained by {trainer}, which is not one of nnU-Net's own: if it changes neither the network nor "
            f"a step of inference, say so with --trainer {trainer}."
        )
    mirrors = tuple(state.get("inference_allowed_mirroring_axes") or ())
    if any(axis >= trained.dimensions for axis in mirrors):
        raise CannotImport(f"{path} mirrors along axes {mirrors} of a patch of {trained.dimensions}: copy it again.")
    return Checkpoint(
        {name.removeprefix("module."): value for name, value in state["network_weights"].items()},
        trainer,
        mirrors,
    )


def locate(name: str, allowed: tuple[str, ...]) -> type:
    if not name.startswith(allowed):
        raise CannotImport(
            f"The network needs {name}, code from outside nnU-Net's own networks: export it to ONNX yourself and write "
            "its manifest (docs/your-models.md)."
        )
    found = pydoc.locate(name)
    if found is None and name.startswith(NETWORKS):  # modules have been moved between versions of that package
        found = pydoc.locate(f"{NETWORKS}architectures.unet.{name.split('.')[-1]}")
    if found is None:
        raise CannotImport(f"{name} is not installed: pip install dynamic-network-architectures.")
    if not (isinstance(found, type) and issubclass(found, nn.Module)):
        raise CannotImport(f"The network needs {name}, which is neither a network nor a layer: copy the folder again.")
    return found


def build_network(trained: Trained, channels: int, classes: int) -> nn.Module:
    """The network that the plans describe, without its heads for deep supervision."""
    architecture = trained.configuration.get("architecture")
    if not architecture:
        raise CannotImport(f'The configuration "{trained.name}" describes no architecture: nnU-Net v2 writes one.')
    kind = locate(architecture["network_class_name"], (NETWORKS,))
    arguments = dict(architecture["arch_kwargs"])
    for key in architecture.get("_kw_requires_import", []):
        if arguments.get(key) is not None:
            arguments[key] = locate(str(arguments[key]), ARGUMENTS)
    patch = trained.configuration["patch_size"]
    try:
        network = kind(input_channels=channels, num_classes=classes, **arguments, deep_supervision=False)
        strides = [[one] * len(patch) if isinstance(one, int) else one for one in arguments.get("strides", [1])]
        pooled = [prod(one) for one in zip(*strides, strict=True)]
    except Exception as cause:  # the arguments are the folder's, and the class checks none of them
        raise CannotImport(
            f'The network of the configuration "{trained.name}" cannot be built from its plans '
            f"({first_line(cause)}): copy the folder again."
        ) from cause
    if len(pooled) != len(patch) or any(size % factor for size, factor in zip(patch, pooled, strict=True)):
        raise CannotImport(
            f"The patch of {patch} voxels cannot be pooled by {pooled}, as the network does: correct plans.json."
        )
    return network


def load(network: nn.Module, checkpoint: Checkpoint, path: Path) -> nn.Module:
    """A network with the weights of a checkpoint, which must fit it exactly but for heads of deep supervision."""
    own = network.state_dict()
    resized = [name for name, value in checkpoint.weights.items() if name in own and own[name].shape != value.shape]
    missing = [name for name in own if name not in checkpoint.weights]
    foreign = [name for name in checkpoint.weights if name not in own]
    wrong = resized + missing + foreign
    if wrong:
        raise CannotImport(
            f"The weights of {path} do not fit the network of the plans ({wrong[0]} for one): they are of another "
            "configuration, other plans or a trainer that builds its own network."
        )
    if not all(bool(value.isfinite().all()) for value in checkpoint.weights.values()):
        raise CannotImport(
            f"{path} has weights that are not finite numbers: its training failed, or choose another fold."
        )
    network.load_state_dict(checkpoint.weights)
    return network.float().eval()
