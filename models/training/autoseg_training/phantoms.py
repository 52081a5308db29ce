"""Random phantoms as training volumes: abdomens from the project's own generator, and limbs."""

import argparse
import importlib
import sys
from pathlib import Path

import numpy as np

from .cases import Case, save_case
from .inference import normalize
from .limbs import render_limbs
from .tasks import load_task

SIZE = 256
LIVER_TASK = "ct-liver-tumour"
SLICE_DISTANCE_MM = 5.0
HIGHEST_Z_MM = 225.0
FIRST_SEED = 1000  # the sample study has seed 7
GENERATOR = Path(__file__).resolve().parents[3] / "sample-dicom"


def to_grey(hu: np.ndarray, intensity: dict) -> np.ndarray:
    """HU to uint8, 0..255 for 0..1 of the task's intensity."""
    return np.round(normalize(hu, intensity) * 255).astype(np.uint8)


def render_phantom(
    generator: Path, seed: int, intensity: dict, size: int = SIZE, distance_mm: float = SLICE_DISTANCE_MM
) -> Case:
    """A phantom with random anatomy, contrast phase, field of view and noise."""
    if str(generator) not in sys.path:
        sys.path.insert(0, str(generator))
    render = importlib.import_module("phantom.render")
    parameters = importlib.import_module("phantom.parameters")
    random = np.random.default_rng(seed)
    phantom = render.Phantom(parameters.random_parameters(seed))
    pixel = random.uniform(340, 490) / size
    centre = random.normal(0, 10, 2)
    corner = (centre[0] - pixel * (size - 1) / 2, centre[1] - pixel * (size - 1) / 2, 0.0)
    grid = render.Grid(size, size, 1, (pixel, pixel, distance_mm), corner)
    sigma, grain = random.uniform(3, 16), random.uniform(0.4, 0.9)
    grey, labels = [], []
    for z in np.arange(random.uniform(-30, -20), HIGHEST_Z_MM, distance_mm):
        hu, truth = phantom.paint(grid, z)
        grey.append(to_grey(render.add_noise(hu, random, sigma, grain), intensity))
        labels.append(truth)
    return Case(f"phantom-{seed}", np.stack(grey), np.stack(labels))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--cache", type=Path, required=True, help="folder to write the phantoms to (not the volumes' folder)"
    )
    parser.add_argument(
        "--task",
        default=LIVER_TASK,
        help="task whose CT window is used; the abdomens know the liver and its tumours only",
    )
    parser.add_argument("--count", type=int, default=30, help="abdomens")
    parser.add_argument("--limbs", type=int, default=40, help="limbs, which show no liver")
    parser.add_argument("--generator", type=Path, default=GENERATOR, help="folder that holds the package `phantom`")


def main(options: argparse.Namespace) -> None:
    intensity = load_task(options.task).intensity
    if intensity["kind"] != "window":
        raise ValueError(f"{options.task}: phantoms are CT, and the task's intensity is no window")
    if options.count and options.task != LIVER_TASK:
        raise ValueError(f"The abdomens have labels of {LIVER_TASK} only; for {options.task} give --count 0")
    for seed in range(FIRST_SEED, FIRST_SEED + options.count):
        case = render_phantom(options.generator, seed, intensity)
        save_case(options.cache, case)
        print(f"{case.name}: {len(case.grey)} slices, {np.count_nonzero(case.labels)} liver", flush=True)
    for seed in range(FIRST_SEED, FIRST_SEED + options.limbs):
        grey = to_grey(render_limbs(seed, SIZE), intensity)
        save_case(options.cache, Case(f"limbs-{seed}", grey, np.zeros_like(grey)))
        print(f"limbs-{seed}: {len(grey)} slices", flush=True)
