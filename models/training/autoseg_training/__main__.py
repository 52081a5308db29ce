"""`python -m autoseg_training STEP ...`: one command per step of the recipe."""

import argparse
import importlib

STEPS = {
    "prepare": "strips of slices to a cache of numpy volumes",
    "phantoms": "random phantoms of the project's own generator as training volumes",
    "train": "train the U-Net within a budget of wall time",
    "evaluate": "Dice of an exported model on the validation volumes and the sample study",
    "tiny": "the tiny network of the browser tests",
    "export": "checkpoint to model.onnx and manifest.json",
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="autoseg_training", description=__doc__)
    steps = parser.add_subparsers(dest="step", required=True)
    for name, summary in STEPS.items():
        module = importlib.import_module(f".{name.replace('-', '_')}", __package__)
        step = steps.add_parser(name, help=summary, description=summary)
        module.add_arguments(step)
        step.set_defaults(main=module.main)
    options = parser.parse_args()
    options.main(options)


if __name__ == "__main__":
    main()
