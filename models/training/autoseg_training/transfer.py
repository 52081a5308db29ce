"""Starts from the features of another task's network: all weights except the head."""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from .cases import Case
from .manifest import read_manifest
from .tasks import Task
from .weights import read_weights

SAMPLES = 24

# Prefixes of layers that may stay as initialised: what is learned anew, starts open, or is not exported.
NEW = ("head.", "gate.", "auxiliary.")


def read_features(path: Path) -> dict[str, Tensor]:
    """Weights by name, without the head."""
    weights, _ = read_weights(path)
    return {name: tensor for name, tensor in weights.items() if not name.startswith("head.")}


def fit_window(weights: dict[str, Tensor], first: str, path: Path, task: Task) -> None:
    """Adapts the first convolution to grey values of the task's window, if the model was trained with another one.

    `first`: the name of that convolution.
    """
    theirs, own = read_manifest(path.parent)["input"]["intensity"], task.intensity
    if theirs["kind"] == own["kind"] == "window":
        width = theirs["upperHu"] - theirs["lowerHu"]
        offset = (own["lower"] - theirs["lowerHu"]) / width
        kernel, bias = f"{first}.weight", f"{first}.bias"
        weights[bias] = weights[bias] + offset * weights[kernel].sum(dim=(1, 2, 3))
        weights[kernel] = weights[kernel] * ((own["upper"] - own["lower"]) / width)


def sample_slices(cases: list[Case], random: np.random.Generator) -> Tensor:
    """Some slices with structures, each with its neighbours, `[n, 3, rows, columns]`, 0 to 1."""
    slices = []
    for index in random.integers(len(cases), size=SAMPLES):
        case = cases[index]
        middle = random.choice(np.flatnonzero(case.labels.any(axis=(1, 2))))
        triple = np.clip(middle + case.reach * np.array([-1, 0, 1]), 0, len(case.grey) - 1)
        slices.append(case.grey[triple])
    return torch.from_numpy(np.stack(slices)).float() / 255


@torch.no_grad()
def unfold_batch_norm(network: nn.Module, weights: dict[str, Tensor], *inputs: Tensor) -> None:
    """Gives every BatchNorm a scale and shift such that the network computes the same as the folded weights.

    An exported model has BatchNorm folded into its convolutions, but long training needs it. Mean and variance come
    from the output of each convolution on some inputs; the scale is the standard deviation, the shift the mean plus
    the folded bias.
    """
    hooks = []

    def observe(bias: Tensor):
        def before(norm: nn.BatchNorm2d, inputs: tuple[Tensor]) -> None:
            variance, mean = torch.var_mean(inputs[0], dim=(0, 2, 3), correction=0)
            norm.running_mean.copy_(mean)
            norm.running_var.copy_(variance)
            norm.weight.copy_((variance + norm.eps).sqrt())
            norm.bias.copy_(mean + bias)

        return before

    for name, block in network.named_modules():
        if isinstance(block, nn.Sequential):
            for index in range(len(block) - 1):
                bias = weights.get(f"{name}.{index}.bias")
                if isinstance(block[index + 1], nn.BatchNorm2d) and bias is not None:
                    hooks.append(block[index + 1].register_forward_pre_hook(observe(bias)))
    network.eval()
    network(*inputs)
    for hook in hooks:
        hook.remove()


def take_features(network: nn.Module, path: Path, cases: list[Case], task: Task, seed: int) -> None:
    """Starts from the features of a checkpoint, or of a `model.onnx` next to its manifest. The head stays random."""
    weights = read_features(path)
    folded = path.suffix == ".onnx"
    if folded:
        first = next(name for name, module in network.named_modules() if isinstance(module, nn.Conv2d))
        fit_window(weights, first, path, task)
    own = network.state_dict()
    fitting = {name: tensor for name, tensor in weights.items() if name in own and own[name].shape == tensor.shape}
    left = [name for name in own if name.endswith(".weight") and own[name].ndim == 4 and name not in fitting]
    wrong = [name for name in left if not name.startswith(NEW)]
    if wrong:
        raise ValueError(f"{path}: weights do not fit the network: {', '.join(wrong)}")
    network.load_state_dict(fitting, strict=False)
    if folded:
        unfold_batch_norm(network, weights, sample_slices(cases, np.random.default_rng(seed)))
