"""`python -m autoseg_training prompted STEP ...`: the steps of the network that outlines what a user points at."""

import argparse
import importlib

STEPS = {
    "prepare": "labelled sets to a cache of numpy volumes",
    "train": "train with simulated users for a number of steps",
    "export": "checkpoint to model.onnx and model-fp16.onnx",
    "evaluate": "Dice in three dimensions after 1, 3 and 5 clicks of a simulated user",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    steps = parser.add_subparsers(dest="prompted_step", required=True)
    for name, summary in STEPS.items():
        module = importlib.import_module(f".{name}", __package__)
        step = steps.add_parser(name, help=summary, description=summary)
        module.add_arguments(step)
        step.set_defaults(prompted_main=module.main)


def main(options: argparse.Namespace) -> None:
    options.prompted_main(options)
