"""Reference output of a graph for the check's input (docs/manifest.md, the numeric check)."""

from pathlib import Path

import numpy as np

from .graph import run

BLOCK = 8
LEVELS = 32
VALUES = 64
STEP = 7919
# As written by `autoseg model reference`: two CPUs differ only by rounding.
TOLERANCE = 0.01


def reference_input(shape: list[int], ranges: list[tuple[float, float]]) -> np.ndarray:
    """The pattern of blocks, `[1, C, (D,) H, W]`, with the levels of each channel over the range that the
    network expects.
    """
    _, channels, *size = shape
    lowest, highest = np.array(ranges, float).T.reshape(2, channels, 1, 1, 1)
    slices, rows, columns = [1, *size][-3:]
    c, s, r, x = np.ogrid[:channels, :slices, :rows, :columns]
    level = (7 * c + 11 * s + 13 * (r // BLOCK) + 29 * (x // BLOCK)) % LEVELS
    return (lowest + (highest - lowest) * level / (LEVELS - 1)).astype(np.float32).reshape(shape)


def input_range(intensity: dict) -> tuple[float, float]:
    if intensity["kind"] == "z-score":
        return -2, 2
    if intensity["kind"] != "fixed":
        return tuple(intensity["outputRange"])
    if "clip" not in intensity:
        return -2, 2
    lower, upper = ((value - intensity["subtract"]) / intensity["divideBy"] for value in intensity["clip"])
    return lower, upper


def reference(folder: Path, weights: list[dict], tensor: dict, ranges: list[tuple[float, float]]) -> dict:
    """The manifest's `reference`; the tolerance for half precision is three times its error here."""
    values = reference_input(tensor["shape"], ranges)
    single = run(folder / weights[0]["file"], values).ravel()
    indices = [(n * STEP * STEP) % single.size for n in range(min(VALUES, single.size))]
    found = {
        "indices": indices,
        "logits": [float(f"{single[index]:.7g}") for index in indices],
        "tolerance": max(TOLERANCE, float(np.abs(single).max()) * 1e-4),
    }
    if len(weights) > 1:
        half = run(folder / weights[1]["file"], values).ravel()
        found["toleranceFloat16"] = max(10 * found["tolerance"], 3 * float(np.abs(half - single)[indices].max()))
    return found
