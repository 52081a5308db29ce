"""Volumes as numpy arrays in a cache folder, and the split of them."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SPLIT_FILE = Path(__file__).with_name("split.json")


@dataclass(frozen=True)
class Case:
    """One CT volume, slices from inferior to superior, row 0 anterior, column 0 the patient's right.

    `grey`: uint8 `[slices, 256, 256]`, 0..255 = HU -40..160. `labels`: uint8, same shape, 0 background,
    1 liver, 2 tumour.
    """

    name: str
    grey: np.ndarray
    labels: np.ndarray


def save_case(folder: Path, case: Case) -> None:
    """Write `NAME.grey.npy` and `NAME.labels.npy`."""
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / f"{case.name}.grey.npy", case.grey)
    np.save(folder / f"{case.name}.labels.npy", case.labels)


def load_case(folder: Path, name: str) -> Case:
    return Case(name, np.load(folder / f"{name}.grey.npy"), np.load(folder / f"{name}.labels.npy"))


def case_names(folder: Path) -> list[str]:
    """Names of the cases in a cache folder, sorted."""
    return sorted(path.name.removesuffix(".grey.npy") for path in folder.glob("*.grey.npy"))


def validation_names(task: str) -> list[str]:
    """The volumes of a task that are never trained on (`split.json`)."""
    return list(json.loads(SPLIT_FILE.read_text())[task]["validation"])
