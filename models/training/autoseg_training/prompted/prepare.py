"""All labelled sets of a folder to a cache of numpy volumes on the grid they came on."""

import argparse
from pathlib import Path

from .task import DEFAULT, load_prompted_task
from .volumes import prepare


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--task", default=DEFAULT, help="task, or a TOML file")
    parser.add_argument("--cases", type=Path, required=True, help="folder that holds the folders of the sets")
    parser.add_argument("--cache", type=Path, required=True, help="folder to write the numpy volumes to")


def main(options: argparse.Namespace) -> None:
    prepare(options.cases, load_prompted_task(options.task), options.cache)
