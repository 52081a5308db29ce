"""Labels of pydensecrf for problems given as JSON on standard input: one for each, base64 of a byte a voxel."""

import base64
import json
import sys

import numpy as np
import pydensecrf.densecrf as dcrf


def labels_of(problem):
    columns, rows, slices = problem["size"]
    floats = lambda name: np.frombuffer(base64.b64decode(problem[name]), np.float32)
    intensities, probabilities = floats("intensities"), floats("probabilities")
    voxels = columns * rows * slices
    classes = probabilities.size // voxels
    k, j, i = np.unravel_index(np.arange(voxels), (slices, rows, columns))
    axes = [
        axis * spacing
        for axis, spacing, count in zip((i, j, k), problem["spacingMm"], problem["size"])
        if count > 1
    ]
    appearance, smoothness = problem["appearance"], problem["smoothness"]
    scaled = lambda distance: [axis / distance for axis in axes]
    features = lambda lists: np.ascontiguousarray(np.stack(lists).astype(np.float32))
    field = dcrf.DenseCRF(voxels, classes)
    field.setUnaryEnergy(-np.log(np.maximum(probabilities.reshape(classes, -1), 1e-6)).astype(np.float32))
    field.addPairwiseEnergy(
        features(scaled(appearance["distanceMm"]) + [intensities / appearance["intensity"]]),
        compat=appearance["weight"],
    )
    field.addPairwiseEnergy(features(scaled(smoothness["distanceMm"])), compat=smoothness["weight"])
    refined = np.array(field.inference(problem["iterations"]))
    return base64.b64encode(refined.argmax(0).astype(np.uint8).tobytes()).decode()


print(json.dumps([labels_of(problem) for problem in json.load(sys.stdin)]))
