"""`python -m autoseg_training STEP ...`: one command per step of the recipe."""

import argparse
import importlib

STEPS = {
    "prepare": "strips, NIfTI pairs or DICOM cases to a cache of numpy volumes",
    "phantoms": "random phantoms of the project's own generator as training volumes",
    "train": "train a network for a number of steps",
    "average": "the mean of runs that grew out of one another, as a checkpoint",
    "export": "checkpoint to model.onnx, model-fp16.onnx and manifest.json",
    "evaluate": "Dice of an exported model on cases with labels",
    "fine-tune": "go on training an exported model with a few cases of one's own",
    "prompted": "the network that outlines whatever a user points at: prepare, train, export, evaluate",
    "draw": "a drawing of each architecture from its graph",
    "tiny": "the tiny network of the browser tests",
}

MODULES = {"prompted": ".prompted.command"}


def main() -> None:
    parser = argparse.ArgumentParser(prog="autoseg_training", description=__doc__)
    steps = parser.add_subparsers(dest="step", required=True)
    for name, summary in STEPS.items():
        module = importlib.import_module(MODULES.get(name, f".{name.replace('-', '_')}"), __package__)
        step = steps.add_parser(name, help=summary, description=summary)
        module.add_arguments(step)
        step.set_defaults(main=module.main)
    options = parser.parse_args()
    try:
        options.main(options)
    except ValueError as error:
        parser.exit(1, f"{error}\n")


if __name__ == "__main__":
    main()
