"""Volumes as numpy arrays in a cache folder, and their split."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SPLIT_FILE = Path(__file__).with_name("split.json")


@dataclass(frozen=True)
class Case:
    """A volume on the training grid.

    Axial slices run from inferior to superior, with row 0 anterior and column 0 at the patient's right; others are as
    acquired. `grey`: uint8 `[slices, rows, columns]`, 0..255 for 0..1 of the task's intensity. `labels`: uint8, same
    shape. `reach`: distance to a neighbour in slices, so that neighbours are about as far apart as the model expects.
    """

    name: str
    grey: np.ndarray
    labels: np.ndarray
    reach: int = 1


def save_case(folder: Path, case: Case) -> None:
    """Write `NAME.npz`."""
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / f"{case.name}.npz", grey=case.grey, labels=case.labels, reach=case.reach)


def load_cases(folder: Path) -> list[Case]:
    """All cases of a cache folder, sorted by name."""
    cases = []
    for path in sorted(folder.glob("*.npz")):
        with np.load(path) as arrays:
            cases.append(Case(path.stem, arrays["grey"], arrays["labels"], int(arrays["reach"])))
    if not cases:
        raise ValueError(f"{folder}: no prepared case; run `prepare` first")
    return cases


def validation_names(task: str) -> list[str]:
    """Names of a task's validation volumes, which are never trained on (`split.json`); empty for a user's own task."""
    return list(json.loads(SPLIT_FILE.read_text()).get(task, {"validation": []})["validation"])
