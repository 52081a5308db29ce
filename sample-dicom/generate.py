"""Write the synthetic abdominal CT: `python generate.py` (see README.md).

The same command gives the same files with the versions in requirements.txt.
"""

import argparse
import gzip
import json
from pathlib import Path

import numpy as np
from phantom.dicom_files import ct_data_set, stored_values, uid
from phantom.parameters import Parameters
from phantom.render import Grid, Phantom, add_noise, outside_reconstruction

HERE = Path(__file__).parent
SERIES = "ct-abdomen-synthetic"
THICKNESS_MM = 3.0
NOISE_HU, GRAIN_PX = 10.5, 0.95
OUTSIDE_HU = -1024.0
GRID = Grid(columns=512, rows=512, slices=75, spacing_mm=(0.78, 0.78, 3.0), origin=(-199.29, -192.79, -10.0))


def write_labels(labels: np.ndarray, folder: Path) -> None:
    """labels.bin.gz: uint8, index i + columns * (j + rows * k), k from the feet up; labels.json describes it."""
    with (folder / "labels.bin.gz").open("wb") as file:
        file.write(gzip.compress(labels.tobytes(), compresslevel=9, mtime=0))
    description = {
        "series": SERIES,
        "seriesInstanceUID": uid(SERIES, "series"),
        "file": "labels.bin.gz",
        "encoding": "gzip, uint8, index i + columns * (j + rows * k), k ordered by increasing z (inferior to superior)",
        "size": [GRID.columns, GRID.rows, GRID.slices],
        "spacingMm": list(GRID.spacing_mm),
        "originLps": list(GRID.origin),
        "labels": {"0": "background", "1": "liver", "2": "lesion"},
        "voxels": {str(value): int(np.count_nonzero(labels == value)) for value in (0, 1, 2)},
    }
    (folder / "labels.json").write_text(json.dumps(description, indent=2) + "\n")


def generate(folder: Path) -> None:
    images = folder / SERIES
    images.mkdir(parents=True, exist_ok=True)
    phantom = Phantom(Parameters())
    outside = outside_reconstruction(GRID)
    labels = np.zeros((GRID.slices, GRID.rows, GRID.columns), np.uint8)
    for index in range(GRID.slices):
        hu, labels[index] = phantom.slice(GRID, GRID.origin[2] + index * GRID.spacing_mm[2], THICKNESS_MM)
        noisy = add_noise(hu, np.random.default_rng([7, index]), NOISE_HU, GRAIN_PX)
        noisy[outside] = OUTSIDE_HU
        data_set = ct_data_set(stored_values(noisy), GRID, index, SERIES, THICKNESS_MM)
        data_set.save_as(images / f"slice-{index:03d}.dcm", enforce_file_format=True)
    write_labels(labels, folder)
    litres = np.count_nonzero(labels) * np.prod(GRID.spacing_mm) / 1e6
    print(f"{GRID.slices} slices, liver with lesions {litres:.2f} l")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: here)")
    generate(parser.parse_args().out)
