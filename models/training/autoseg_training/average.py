"""Runs of one network that grew out of one another, averaged weight by weight: steadier than any of them."""

import argparse
from pathlib import Path

import torch

from .train import save_checkpoint


def average_checkpoints(checkpoints: list[Path]) -> dict:
    """A checkpoint whose weights are the mean of the checkpoints' averaged ones, BatchNorm's statistics included.

    Source: Wortsman et al., Model soups, ICML 2022. The runs must have the same beginning: the mean of two networks
    that were trained from different random weights is none.
    """
    states = [torch.load(path, weights_only=True, map_location="cpu") for path in checkpoints]
    first = states[0]
    for path, state in zip(checkpoints, states):
        for key in ("task", "architecture"):
            if state[key] != first[key]:
                raise ValueError(
                    f"{path} is of the {key} {state[key]}, {checkpoints[0]} of {first[key]}: average runs of one network"
                )
    mean = {
        name: torch.stack([state["average"][name].double() for state in states]).mean(dim=0).to(weights.dtype)
        for name, weights in first["average"].items()
    }
    return {"task": first["task"], "architecture": first["architecture"], "average": mean}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--checkpoints", type=Path, nargs="+", required=True, help="last.pt of each run")
    parser.add_argument("--out", type=Path, required=True, help="checkpoint to write, for `export` and `train --from`")


def main(options: argparse.Namespace) -> None:
    state = average_checkpoints(options.checkpoints)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    save_checkpoint(options.out, state)
