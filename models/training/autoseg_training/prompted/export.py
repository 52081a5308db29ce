"""Checkpoint to ONNX in single and half precision, with two inputs of fixed shape."""

import argparse
from pathlib import Path

import torch

from ..export import example_slices, write_weights
from .network import PromptedUNet
from .task import load_prompted_task


def example_inputs(size: int) -> dict[str, torch.Tensor]:
    """Grey values and prompts by their names in the graph, `[1, 3, size, size]` each."""
    prompt = torch.rand(1, 3, size, size, generator=torch.Generator().manual_seed(2))
    return example_slices(size) | {"prompt": prompt}


def load_network(checkpoint: Path) -> tuple[PromptedUNet, int]:
    """The averaged network of a checkpoint, and the side of its patches."""
    state = torch.load(checkpoint, weights_only=True, map_location="cpu")
    if state["architecture"] != "prompted":
        raise ValueError(f"{checkpoint} is a checkpoint of {state['architecture']}; expected one of `prompted train`")
    task = load_prompted_task(state["task"])
    network = PromptedUNet(task.widths)
    network.load_state_dict(state["average"])
    return network.eval(), task.size


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--checkpoint", type=Path, required=True, help="last.pt of a run")
    parser.add_argument("--model", type=Path, required=True, help="folder to write the weights to")


def main(options: argparse.Namespace) -> None:
    network, size = load_network(options.checkpoint)
    weights = write_weights(network, example_inputs(size), options.model)
    print(", ".join(f"{entry['file']}: {entry['sizeBytes']} bytes, {entry['sha256']}" for entry in weights))
