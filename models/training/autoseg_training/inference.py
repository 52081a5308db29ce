"""Segmentation of a whole volume with the exported model, by the same steps as the TypeScript library.

Volumes are `[slices, rows, columns]`: slices to Superior, rows to Posterior, columns to Left.
"""

import json
from pathlib import Path

import numpy as np
import onnxruntime
from scipy import ndimage


class Model:
    """A model folder: manifest and an onnxruntime session."""

    def __init__(self, folder: Path, threads: int = 2) -> None:
        self.manifest = json.loads((folder / "manifest.json").read_text())
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        weights = folder / self.manifest["weights"]["file"]
        self.session = onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])

    def logits(self, slices: np.ndarray) -> np.ndarray:
        """`[3, rows, columns]` grey 0 to 1 -> `[classes, rows, columns]`."""
        names = self.manifest["output"]["name"], self.manifest["input"]["name"]
        return self.session.run([names[0]], {names[1]: slices[None].astype(np.float32)})[0][0]


def reduction_weights(source_count: int, input_count: int, step: float) -> np.ndarray:
    """Matrix `[input_count, source_count]` that resamples one axis; `step` is source voxels to one input pixel.

    Both grids are centred on each other. Linear interpolation where the input is finer, a triangle two input pixels
    wide where it is coarser (anti-aliasing). Rows of input pixels beyond the source are 0.
    """
    centre = (np.arange(input_count) - (input_count - 1) / 2) * step + (source_count - 1) / 2
    weights = np.maximum(0, 1 - np.abs(np.arange(source_count) - centre[:, None]) / max(1.0, step))
    weights[(centre < -0.5) | (centre > source_count - 0.5)] = 0
    sums = weights.sum(axis=1, keepdims=True)
    return np.divide(weights, sums, out=np.zeros_like(weights), where=sums > 0).astype(np.float32)


def expansion_weights(source_count: int, input_count: int, step: float) -> np.ndarray:
    """Matrix `[source_count, input_count]` that brings logits back, bilinear, the edge repeated."""
    at = (np.arange(source_count) - (source_count - 1) / 2) / step + (input_count - 1) / 2
    at = np.clip(at, 0, input_count - 1)
    return np.maximum(0, 1 - np.abs(np.arange(input_count) - at[:, None])).astype(np.float32)


def keep_largest_component(labels: np.ndarray, values: list[int]) -> np.ndarray:
    """Keep the largest connected component (6 neighbours) of the voxels that have any of the values."""
    wanted = np.isin(labels, values)
    components, count = ndimage.label(wanted)
    if count < 2:
        return labels
    sizes = np.bincount(components.ravel())
    sizes[0] = 0
    return np.where(wanted & (components != sizes.argmax()), 0, labels).astype(labels.dtype)


def segment(model: Model, hu: np.ndarray, spacing_mm: tuple[float, float, float]) -> np.ndarray:
    """Labels uint8 of a volume in HU; `spacing_mm` is between columns, between rows, between slices."""
    contract = model.manifest["input"]
    window, (_, _, rows, columns) = contract["intensity"], contract["shape"]
    spacing = max(
        hu.shape[2] * spacing_mm[0] / columns,
        hu.shape[1] * spacing_mm[1] / rows,
        contract["resampling"]["minimumSpacingMm"],
    )
    steps = spacing / spacing_mm[0], spacing / spacing_mm[1]
    across, down = reduction_weights(hu.shape[2], columns, steps[0]), reduction_weights(hu.shape[1], rows, steps[1])
    back_across, back_down = (
        expansion_weights(hu.shape[2], columns, steps[0]),
        expansion_weights(hu.shape[1], rows, steps[1]),
    )
    grey = np.stack(
        [
            down
            @ (
                (np.clip(plane, window["lowerHu"], window["upperHu"]) - window["lowerHu"])
                / (window["upperHu"] - window["lowerHu"])
            ).astype(np.float32)
            @ across.T
            for plane in hu
        ]
    )
    reach = max(1, round(contract["adjacentSlices"]["distanceMm"] / spacing_mm[2]))
    labels = np.zeros(hu.shape, np.uint8)
    for middle in range(len(hu)):
        channels = np.clip([middle - reach, middle, middle + reach], 0, len(hu) - 1)
        labels[middle] = (back_down @ model.logits(grey[channels]) @ back_across.T).argmax(axis=0)
    for step in model.manifest["postprocessing"]:
        labels = keep_largest_component(labels, step["values"])
    return labels
