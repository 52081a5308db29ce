"""The network of a configuration with the weights of a checkpoint."""

import pickle
import pydoc
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from ..refusals import CannotImport
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
    except (pickle.UnpicklingError, RuntimeError, EOFError, ModuleNotFoundError, AttributeError) as cause:
        raise CannotImport(f"{path} cannot be read as a checkpoint of PyTorch ({cause}): copy it again.") from cause
    if not isinstance(state, dict) or not {"network_weights", "trainer_name"} <= set(state):
        raise CannotImport(f"{path} is not a checkpoint of nnU-Net v2: it has no network_weights or no trainer_name.")
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
    return Checkpoint(
        {name.removeprefix("module."): value for name, value in state["network_weights"].items()},
        trainer,
        tuple(state.get("inference_allowed_mirroring_axes") or ()),
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
            arguments[key] = locate(arguments[key], ARGUMENTS)
    return kind(input_channels=channels, num_classes=classes, **arguments, deep_supervision=False)


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
    network.load_state_dict(checkpoint.weights)
    return network.float().eval()
