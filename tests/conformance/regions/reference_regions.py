"""Connected parts, their boxes, and holes of masks, computed with SciPy.

Reads [{size, mask}] on standard input; masks are base64 of one byte a voxel, i fastest. Writes for each
{"parts": {"6": numbers, "26": numbers}, "boxes": [[from, to]], "holes": {"volume": mask, "0": mask, ...}}: numbers as base64 of
32 bits, holes of one byte a voxel, slice by slice across grid axis 0 to 2; boxes of the parts of 26 neighbours, half-open, in ijk.
"""

import base64
import json
import sys

import numpy as np
from scipy import ndimage


def encode(values: np.ndarray, kind: str) -> str:
    return base64.b64encode(values.astype(kind).tobytes()).decode()


def holes_by_slice(mask: np.ndarray, axis: int) -> np.ndarray:
    slices = np.moveaxis(mask, axis, 0)
    holes = np.stack([ndimage.binary_fill_holes(one) & ~one for one in slices])
    return np.moveaxis(holes, 0, axis)


def measure(case: dict) -> dict:
    mask = np.frombuffer(base64.b64decode(case["mask"]), np.uint8).reshape(case["size"][::-1]).astype(bool)
    parts = {
        "6": ndimage.label(mask, ndimage.generate_binary_structure(3, 1))[0],
        "26": ndimage.label(mask, np.ones((3, 3, 3)))[0],
    }
    boxes = [
        [[side.start for side in reversed(box)], [side.stop for side in reversed(box)]]
        for box in ndimage.find_objects(parts["26"])
    ]
    holes = {"volume": ndimage.binary_fill_holes(mask) & ~mask}
    for axis in range(3):
        holes[str(axis)] = holes_by_slice(mask, 2 - axis)
    return {
        "parts": {name: encode(numbers, "<i4") for name, numbers in parts.items()},
        "boxes": boxes,
        "holes": {name: encode(values, "u1") for name, values in holes.items()},
    }


print(json.dumps([measure(case) for case in json.load(sys.stdin)]))
