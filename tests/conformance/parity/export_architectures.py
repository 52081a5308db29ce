"""Every architecture of the recipe as a model folder, random weights, for slices of 64 x 64. Its names go to standard output."""

import sys
from dataclasses import replace
from pathlib import Path

from autoseg_training import export
from autoseg_training.manifest import describe, write_manifest
from autoseg_training.networks import ARCHITECTURES, build_network
from autoseg_training.tasks import load_task
from samples import randomized

SIZE = 64


def main(out: Path) -> None:
    task = load_task("mr-cardiac")
    task = replace(task, size=SIZE, training=task.training | {"patch": SIZE})
    for name, architecture in ARCHITECTURES.items():
        network, folder = randomized(build_network(task, name)), out / name
        weights = export.write_weights(network, export.example_slices(SIZE), folder, architecture.jumps)
        write_manifest(folder, describe(task, name, architecture.title, weights))


main(Path(sys.argv[1]))
