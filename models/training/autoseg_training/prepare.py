"""Converts cases to a cache of numpy volumes on the training grid."""

import argparse
from pathlib import Path

import numpy as np

from .cases import Case, save_case
from .inference import normalize, reduction_weights
from .readers import Source, read_cases
from .tasks import Task, load_task, task_names


def check(source: Source, task: Task) -> None:
    """Stops at a case that cannot be used for training, and names it."""
    if source.grey.shape != source.labels.shape or source.grey.ndim != 3:
        raise ValueError(f"{source.name}: grey {source.grey.shape} and labels {source.labels.shape} do not fit")
    unknown = sorted(set(np.unique(source.labels).tolist()) - set(range(task.values)))
    if unknown:
        raise ValueError(f"{source.name}: unknown label {unknown[0]:g}; {task.name} has 0 to {task.values - 1}")
    if not source.labels.any():
        raise ValueError(f"{source.name}: no voxel is labelled")


def to_training_grid(source: Source, task: Task) -> Case:
    """Resamples to a square grid with the whole field of view, using the header's spacing; a pixel gets its most
    frequent label.
    """
    check(source, task)
    between_columns, between_rows, between_slices = source.spacing_mm
    rows, columns = source.grey.shape[1:]
    spacing = max(rows * between_rows, columns * between_columns, task.size * task.model["minimum_spacing_mm"])
    down = reduction_weights(rows, task.size, spacing / task.size / between_rows)
    across = reduction_weights(columns, task.size, spacing / task.size / between_columns).T
    grey = down @ normalize(source.grey, task.intensity) @ across
    shares = [down @ (source.labels == value).astype(np.float32) @ across for value in range(1, task.values)]
    labels = np.argmax([1 - np.sum(shares, axis=0), *shares], axis=0).astype(np.uint8)
    reach = max(1, round(task.model["slice_distance_mm"] / between_slices)) if between_slices else 1
    return Case(source.name, np.round(grey * 255).astype(np.uint8), labels, reach)


def prepare(folder: Path, task: Task, cache: Path) -> None:
    for source in read_cases(folder, task.intensity, task.model["plane"]):
        case = to_training_grid(source, task)
        save_case(cache, case)
        counts = np.bincount(case.labels.ravel(), minlength=task.values)[1:].tolist()
        print(f"{case.name}: {len(case.grey)} slices, labelled pixels {counts}", flush=True)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--task", required=True, help=f"{', '.join(task_names())}, or a TOML file")
    parser.add_argument("--cases", type=Path, required=True, help="folder of strips, NIfTI pairs or DICOM cases")
    parser.add_argument("--cache", type=Path, required=True, help="folder to write the numpy volumes to")


def main(options: argparse.Namespace) -> None:
    prepare(options.cases, load_task(options.task), options.cache)
