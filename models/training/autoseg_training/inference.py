"""Segmentation of a whole volume with the exported model, in the same steps as the TypeScript library.

Volumes are `[slices, rows, columns]`: axial ones towards Superior, Posterior and Left, others as acquired.
"""

from pathlib import Path

import numpy as np
import onnxruntime
from scipy import ndimage

from .manifest import read_manifest


class Model:
    """A model folder: manifest and an onnxruntime session."""

    def __init__(self, folder: Path, threads: int = 2, precision: str = "float32") -> None:
        self.manifest = read_manifest(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        files = {entry["precision"]: folder / entry["file"] for entry in self.manifest["weights"]}
        self.session = onnxruntime.InferenceSession(str(files[precision]), options, providers=["CPUExecutionProvider"])

    def logits(self, slices: np.ndarray) -> np.ndarray:
        """`[3, rows, columns]` grey 0 to 1 -> `[classes, rows, columns]`."""
        names = self.manifest["output"]["name"], self.manifest["input"]["name"]
        return self.session.run([names[0]], {names[1]: slices[None].astype(np.float32)})[0][0]


def reduction_weights(source_count: int, input_count: int, step: float) -> np.ndarray:
    """Matrix `[input_count, source_count]` that resamples one axis; `step` is the number of source voxels
    per input pixel.

    Both grids have the same centre. Linear interpolation if the input is finer; a triangle two input pixels wide if it
    is coarser (anti-aliasing). Rows of input pixels outside the source are 0.
    """
    centre = (np.arange(input_count) - (input_count - 1) / 2) * step + (source_count - 1) / 2
    weights = np.maximum(0, 1 - np.abs(np.arange(source_count) - centre[:, None]) / max(1.0, step))
    weights[(centre < -0.5) | (centre > source_count - 0.5)] = 0
    sums = weights.sum(axis=1, keepdims=True)
    return np.divide(weights, sums, out=np.zeros_like(weights), where=sums > 0).astype(np.float32)


def expansion_weights(source_count: int, input_count: int, step: float) -> np.ndarray:
    """Matrix `[source_count, input_count]` that resamples logits back to the source, linear, with the edge repeated."""
    at = (np.arange(source_count) - (source_count - 1) / 2) / step + (input_count - 1) / 2
    at = np.clip(at, 0, input_count - 1)
    return np.maximum(0, 1 - np.abs(np.arange(input_count) - at[:, None])).astype(np.float32)


def normalize(grey: np.ndarray, intensity: dict) -> np.ndarray:
    """Maps grey values of a series to 0..1.

    Either from a window in HU, or between two percentiles of all voxels, or so that the median of all values above the
    mean (mostly brain, in a head) becomes `median` and the percentile `lower` of all voxels 0.
    """
    if intensity["kind"] == "foreground":
        lower = np.percentile(grey, intensity["lower"])
        middle = np.median(grey[grey > grey.mean(dtype=np.float64)])
        limits = lower, lower + (middle - lower) / intensity["median"]
    else:
        limits = intensity["lower"], intensity["upper"]
    if intensity["kind"] == "percentile":
        limits = np.percentile(grey, limits)
    return np.clip((grey.astype(np.float32) - limits[0]) / max(limits[1] - limits[0], 1e-6), 0, 1)


def keep_largest_component(labels: np.ndarray, values: list[int]) -> np.ndarray:
    """Keep the largest connected component (6 neighbours) of the voxels that have any of the values."""
    wanted = np.isin(labels, values)
    components, count = ndimage.label(wanted)
    if count < 2:
        return labels
    sizes = np.bincount(components.ravel())
    sizes[0] = 0
    return np.where(wanted & (components != sizes.argmax()), 0, labels).astype(labels.dtype)


def remove_small_components(labels: np.ndarray, values: list[int], smallest: float, becomes: int = 0) -> np.ndarray:
    """Gives another value to components of the voxels with any of the values that have fewer than `smallest` voxels."""
    components, _ = ndimage.label(np.isin(labels, values))
    small = np.bincount(components.ravel()) < smallest
    small[0] = False
    return np.where(small[components], becomes, labels).astype(labels.dtype)


def keep_touching(labels: np.ndarray, values: list[int], touching: list[int]) -> np.ndarray:
    """Removes components of the voxels with any of the values that have no neighbour with a value in `touching`."""
    components, count = ndimage.label(np.isin(labels, values))
    beside = ndimage.binary_dilation(np.isin(labels, touching))
    lonely = np.bincount(components[beside], minlength=count + 1) == 0
    lonely[0] = False
    return np.where(lonely[components], 0, labels).astype(labels.dtype)


def fill_holes(labels: np.ndarray, values: list[int]) -> np.ndarray:
    """Fills the background that each value encloses within a slice."""
    for value in values:
        filled = np.stack([ndimage.binary_fill_holes(plane == value) for plane in labels])
        labels = np.where(filled & (labels == 0), value, labels).astype(labels.dtype)
    return labels


def postprocess(labels: np.ndarray, steps: list[dict], voxel_ml: float) -> np.ndarray:
    for step in steps:
        match step["operation"]:
            case "keep-largest-component":
                labels = keep_largest_component(labels, step["values"])
            case "remove-small-components":
                labels = remove_small_components(
                    labels, step["values"], step["smallerThanMl"] / voxel_ml, step.get("becomes", 0)
                )
            case "keep-touching":
                labels = keep_touching(labels, step["values"], step["touching"])
            case "fill-holes":
                labels = fill_holes(labels, step["values"])
            case other:
                raise ValueError(f"unknown operation {other}")
    return labels


def to_intensity(contract: dict) -> dict:
    """A manifest's `intensity` in the form that tasks use."""
    if contract["kind"] == "window":
        return {"kind": "window", "lower": contract["lowerHu"], "upper": contract["upperHu"]}
    return contract


def segment(model: Model, grey: np.ndarray, spacing_mm: tuple[float, float, float | None]) -> np.ndarray:
    """Labels uint8 of a volume (HU for CT); spacing as in `readers.Source`."""
    contract = model.manifest["input"]
    _, _, rows, columns = contract["shape"]
    distance = contract["adjacentSlices"]["distanceMm"]
    between_columns, between_rows, between_slices = spacing_mm[0], spacing_mm[1], spacing_mm[2] or distance
    spacing = max(
        grey.shape[2] * between_columns / columns,
        grey.shape[1] * between_rows / rows,
        contract["resampling"]["minimumSpacingMm"],
    )
    steps = spacing / between_columns, spacing / between_rows
    across, down = (
        reduction_weights(grey.shape[2], columns, steps[0]),
        reduction_weights(grey.shape[1], rows, steps[1]),
    )
    back_across, back_down = (
        expansion_weights(grey.shape[2], columns, steps[0]),
        expansion_weights(grey.shape[1], rows, steps[1]),
    )
    fitted = down @ normalize(grey, to_intensity(contract["intensity"])) @ across.T
    reach = max(1, round(distance / between_slices))
    labels = np.zeros(grey.shape, np.uint8)
    for middle in range(len(grey)):
        channels = np.clip([middle - reach, middle, middle + reach], 0, len(grey) - 1)
        labels[middle] = (back_down @ model.logits(fitted[channels]) @ back_across.T).argmax(axis=0)
    voxel_ml = between_columns * between_rows * between_slices / 1000
    return postprocess(labels, model.manifest["postprocessing"], voxel_ml)
