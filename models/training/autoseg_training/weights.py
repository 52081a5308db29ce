"""Loads weights of a checkpoint or an exported model into a network."""

from pathlib import Path
from pickle import UnpicklingError

import onnx
import torch
from google.protobuf.message import DecodeError
from onnx import numpy_helper
from torch import Tensor, nn

from .manifest import find_task, read_manifest
from .networks import find_architecture
from .tasks import Task

# Prefixes of names that an exporter adds besides the weights: numbers of slices, sizes, scales.
CONSTANT = ("/", "onnx::")
# What reading a file that is missing, damaged or of another kind raises.
UNREADABLE = (OSError, EOFError, RuntimeError, DecodeError, UnpicklingError)


def unreadable(path: Path, error: Exception, expected: str) -> ValueError:
    # torch adds advice for whoever calls it.
    reason = str(error).split("\n")[0].split(". ")[0] or "it ends too early"
    return ValueError(f"{path} cannot be read ({reason}): give {expected}")


def read_checkpoint(path: Path) -> dict:
    """The checkpoint of a run. Raises ValueError for a file that is missing or damaged, or something else."""
    try:
        return torch.load(path, weights_only=True, map_location="cpu")
    except UNREADABLE as error:
        raise unreadable(path, error, "last.pt of a run") from error


def read_weights(path: Path) -> tuple[dict[str, Tensor], str | None]:
    """The averaged weights of a checkpoint with its architecture, or those of an exported model, which
    does not state it.

    Raises ValueError for a file that is missing or damaged.
    """
    try:
        content = onnx.load(path) if path.suffix == ".onnx" else torch.load(path, weights_only=True, map_location="cpu")
    except UNREADABLE as error:
        raise unreadable(path, error, "last.pt of a run, or model.onnx of a model folder") from error
    if path.suffix == ".onnx":
        tensors = content.graph.initializer
        weights = [tensor for tensor in tensors if not tensor.name.startswith(CONSTANT)]
        # A compact model stores them in half precision.
        return {tensor.name: torch.from_numpy(numpy_helper.to_array(tensor).copy()).float() for tensor in weights}, None
    return content["average"], content["architecture"]


def training_of(state: dict, batch: int) -> dict[str, int] | None:
    """The training behind a checkpoint: seed, steps and samples since its weights were random; None if that is unknown."""
    before = state.get("before")
    if not before:
        return None
    steps = state["step"]
    return {**before, "steps": before["steps"] + steps, "samples": before["samples"] + steps * batch}


def training_before(path: Path | None, task: Task, seed: int) -> dict[str, int] | None:
    """The training behind the weights that a run starts with, zero steps for random ones.

    None if it is unknown, of another task, or of another seed: a result is reproducible if one seed drew all of it.
    """
    if path is None:
        return {"seed": seed, "steps": 0, "samples": 0}
    if path.suffix == ".onnx":
        # Weights alone may lie anywhere.
        manifest = read_manifest(path.parent) if (path.parent / "manifest.json").exists() else None
        found = manifest.get("training") if manifest and find_task(manifest) == task.name else None
    else:
        state = torch.load(path, weights_only=True, map_location="cpu")
        found = training_of(state, task.training["batch"]) if state.get("task") == task.name else None
    return found if found and found["seed"] == seed else None


def load_weights(network: nn.Module, architecture: str, path: Path) -> None:
    """Loads the averaged weights of a checkpoint, or those of an exported model if the network is in its exported form.

    If the file is of the architecture's base, additional weights stay as initialised: gates almost open.
    """
    weights, found = read_weights(path)
    kind = find_architecture(architecture)
    if found not in (None, architecture, kind.base):
        raise ValueError(f"{path} is a checkpoint of {find_architecture(found).title}; expected one of {kind.title}")
    own = network.state_dict()
    missing = [name for name in own if name not in weights and not (kind.added and name.startswith(kind.added))]
    foreign = [name for name in weights if name not in own]
    resized = [name for name in own if name in weights and own[name].shape != weights[name].shape]
    if missing or foreign or resized:
        wrong = (missing + foreign + resized)[0]
        raise ValueError(f"{path}: its weights do not fit a {kind.title} of this task, {wrong} for one")
    network.load_state_dict(weights, strict=False)
