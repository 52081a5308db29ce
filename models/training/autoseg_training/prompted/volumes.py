"""Volumes on their original grid, and the objects in them that a user may point at."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import ndimage

from ..inference import normalize
from ..readers import Source, read_cases
from .task import LabelClass, LabelledSet, PromptedTask

# Smaller parts are noise in the labels.
SMALLEST_PART = 10
EVERY_NEIGHBOUR = np.ones((3, 3, 3), bool)


@dataclass(frozen=True)
class Volume:
    """`grey` and `labels` uint8 `[slices, rows, columns]`, 0..255 for 0..1; spacing of columns, rows and slices in mm.
    """

    name: str
    folder: str
    grey: np.ndarray
    labels: np.ndarray
    spacing_mm: tuple[float, float, float]


def has_any(labels: np.ndarray, values: tuple[int, ...]) -> np.ndarray:
    """Whether labels have any of the values, bool."""
    found = np.zeros(labels.shape, bool)
    for value in values:  # several times as fast as np.isin on whole volumes
        found |= labels == value
    return found


@dataclass(frozen=True)
class Object3D:
    """An object in a volume: all voxels of its class, or those within one part's box `[slices, rows, columns]`."""

    volume: Volume
    kind: LabelClass
    part: np.ndarray | None = None
    corner: tuple[int, int, int] = (0, 0, 0)

    def mask(self, index: int) -> np.ndarray:
        """Its mask in a slice, bool `[rows, columns]`."""
        if self.part is None:
            return has_any(self.volume.labels[index], self.kind.values)
        inside = np.zeros(self.volume.labels.shape[1:], bool)
        at, (_, row, column) = index - self.corner[0], self.corner
        if 0 <= at < len(self.part):
            inside[row : row + self.part.shape[1], column : column + self.part.shape[2]] = self.part[at]
        return inside

    def whole(self) -> np.ndarray:
        """Its mask, bool `[slices, rows, columns]`."""
        if self.part is None:
            return has_any(self.volume.labels, self.kind.values)
        inside = np.zeros(self.volume.labels.shape, bool)
        inside[tuple(slice(at, at + size) for at, size in zip(self.corner, self.part.shape))] = self.part
        return inside


def to_volume(source: Source, labelled: LabelledSet) -> Volume:
    known = {value for kind in labelled.classes for value in kind.values} | {0}
    unknown = sorted(set(np.unique(source.labels).tolist()) - known)
    if source.grey.shape != source.labels.shape or unknown:
        raise ValueError(f"{source.name}: labels of shape {source.labels.shape}, unknown values {unknown}")
    grey = np.round(normalize(source.grey, labelled.intensity) * 255).astype(np.uint8)
    spacing = labelled.assumed_mm if source.spacing_mm[2] is None else source.spacing_mm
    return Volume(source.name, labelled.folder, grey, source.labels.astype(np.uint8), tuple(map(float, spacing)))


def prepare(cases: Path, task: PromptedTask, cache: Path) -> None:
    """Writes all data sets in a folder to `SET/NAME.npz`; a missing set is named and skipped."""
    for labelled in task.sets:
        if not (cases / labelled.folder).is_dir():
            print(f"{labelled.folder}: not in {cases}, left out", flush=True)
            continue
        (cache / labelled.folder).mkdir(parents=True, exist_ok=True)
        for source in read_cases(cases / labelled.folder, labelled.intensity, "axial"):
            volume = to_volume(source, labelled)
            path = cache / labelled.folder / f"{volume.name}.npz"
            np.savez(path, grey=volume.grey, labels=volume.labels, spacing_mm=volume.spacing_mm)
        print(f"{labelled.folder}: {len(list((cache / labelled.folder).glob('*.npz')))} volumes", flush=True)


def load_volumes(cache: Path, labelled: LabelledSet) -> Iterator[Volume]:
    for path in sorted((cache / labelled.folder).glob("*.npz")):
        with np.load(path) as arrays:
            spacing = tuple(arrays["spacing_mm"].tolist())
            yield Volume(path.stem, labelled.folder, arrays["grey"], arrays["labels"], spacing)


def find_objects(volume: Volume, kind: LabelClass) -> list[Object3D]:
    """The objects of a class in a volume."""
    inside = has_any(volume.labels, kind.values)
    if not inside.any():
        return []
    if not kind.each:
        return [Object3D(volume, kind)]
    parts, _ = ndimage.label(inside, structure=EVERY_NEIGHBOUR)
    found = []
    for value, box in enumerate(ndimage.find_objects(parts), start=1):
        part = parts[box] == value
        if np.count_nonzero(part) >= SMALLEST_PART:
            found.append(Object3D(volume, kind, part, tuple(side.start for side in box)))
    return found
