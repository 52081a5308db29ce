"""Steps of the pipeline as numpy and Pillow compute them: JSON on standard input, JSON on standard output."""

import base64
import json
import sys

import numpy as np
from PIL import Image


def array(encoded: dict) -> np.ndarray:
    raw = np.frombuffer(base64.b64decode(encoded["data"]), dtype=encoded["type"])
    return raw.reshape(encoded["shape"])


def statistics(task: dict) -> dict:
    values = array(task["values"])
    above = values[values > task["above"]]
    return {
        "percentiles": np.percentile(values, task["percents"]).tolist(),
        "percentilesAbove": np.percentile(above, task["percents"]).tolist(),
        "mean": float(above.mean(dtype=np.float64)),
        "deviation": float(above.std(dtype=np.float64)),
    }


def resample(task: dict) -> list:
    """Pillow's bilinear filter widens with the scale, as an anti-aliasing triangle does."""
    source = Image.fromarray(array(task["slice"]).astype(np.float32), mode="F")
    result = source.resize(tuple(task["size"]), Image.Resampling.BILINEAR, box=tuple(task["box"]))
    return np.asarray(result).ravel().tolist()


def importance(size: list) -> np.ndarray:
    axes = [np.exp(-0.5 * ((np.arange(n) - (n - 1) / 2) / (n / 8)) ** 2) for n in size]
    return np.einsum("i,j,k->ijk", *axes)


def blend(task: dict) -> list:
    total = np.zeros(task["shape"])
    weights = np.zeros(task["shape"])
    bell = importance(task["patchSize"])
    for start, answer in zip(task["starts"], array(task["answers"])):
        box = tuple(slice(at, at + size) for at, size in zip(start, task["patchSize"]))
        total[box] += bell * answer
        weights[box] += bell
    return (total / weights).ravel().tolist()


if __name__ == "__main__":
    tasks = json.load(sys.stdin)
    json.dump(
        {
            "statistics": [statistics(task) for task in tasks["statistics"]],
            "resampled": [resample(task) for task in tasks["resample"]],
            "blended": blend(tasks["blend"]),
        },
        sys.stdout,
    )
