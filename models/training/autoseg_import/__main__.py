"""`python -m autoseg_import nnunet|totalsegmentator|monai ...`: one command from a trained model to a model folder."""

import argparse
import sys

from .monai import command as monai
from .nnunet import command as nnunet
from .refusals import CannotImport
from .totalsegmentator import command as totalsegmentator

COMMANDS = {"nnunet": nnunet, "totalsegmentator": totalsegmentator, "monai": monai}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m autoseg_import", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, command in COMMANDS.items():
        command.add_arguments(commands.add_parser(name, help=command.__doc__, description=command.__doc__))
    options = parser.parse_args(arguments)
    try:
        COMMANDS[options.command].main(options)
    except CannotImport as refusal:
        print(f"error: {refusal}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
