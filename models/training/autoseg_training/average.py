"""Averages the weights of runs with a common ancestor, which is more stable than any of them."""

import argparse
from pathlib import Path

import torch

from .loop import save_checkpoint
from .networks import find_architecture


def average_checkpoints(checkpoints: list[Path]) -> dict:
    """A checkpoint with the mean of the checkpoints' averaged weights, including BatchNorm's statistics.

    Source: Wortsman et al., Model soups, ICML 2022. The runs must have a common ancestor: averaging networks trained
    from different random weights makes no sense. If an Attention U-Net is averaged with the U-Net it was trained from,
    its gates are the mean of the gates present.
    """
    states = [torch.load(path, weights_only=True, map_location="cpu") for path in checkpoints]
    largest = max(states, key=lambda state: len(state["average"]))
    kind = find_architecture(largest["architecture"])
    for path, state in zip(checkpoints, states):
        added = kind.added if state["architecture"] == kind.base else ()
        foreign = state["average"].keys() - largest["average"].keys()
        missing = [name for name in largest["average"].keys() - state["average"].keys() if not name.startswith(added)]
        if foreign or missing or state["task"] != largest["task"]:
            raise ValueError(
                f"{path}: {state['task']}, {state['architecture']}, is no run of the same network as the others"
            )
    mean = {}
    for name, weights in largest["average"].items():
        present = [state["average"][name].double() for state in states if name in state["average"]]
        mean[name] = torch.stack(present).mean(dim=0).to(weights.dtype)
    return {"task": largest["task"], "architecture": largest["architecture"], "average": mean}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--checkpoints", type=Path, nargs="+", required=True, help="last.pt of each run")
    parser.add_argument("--out", type=Path, required=True, help="checkpoint to write, for `export` and `train --from`")


def main(options: argparse.Namespace) -> None:
    state = average_checkpoints(options.checkpoints)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    save_checkpoint(options.out, state)
