"""Steps of a target grid as SciPy and scikit-image compute them: JSON on standard input, JSON on standard output.

`python target_grid_steps.py record > ../../unit/segmentation/target-grid/recorded.json` writes the small numbers that the
unit tests hold the same steps against.
"""

import base64
import json
import sys

import numpy as np
from scipy import ndimage
from skimage.transform import resize

ORDERS = {"nearest": 0, "linear": 1, "cubic": 3}


def array(encoded: dict) -> np.ndarray:
    raw = np.frombuffer(base64.b64decode(encoded["data"]), dtype=encoded["type"])
    return raw.reshape(encoded["shape"])


def resample(values: np.ndarray, shape: list, kind: str, align: str) -> np.ndarray:
    """To a shape: with the edges in common as scikit-image does, with the centres of the end voxels as SciPy does."""
    values = values.astype(float)
    if align == "edges":
        return resize(values, shape, ORDERS[kind], mode="edge", anti_aliasing=False)
    factors = np.array(shape) / np.array(values.shape)
    return ndimage.zoom(values, factors, order=ORDERS[kind], mode="nearest", grid_mode=False)


def resample_separately(values: np.ndarray, shape: list, axis: int) -> np.ndarray:
    """Slice by slice with a cubic spline, then the nearest slices: nnU-Net's way with long voxels."""
    planes = np.moveaxis(values.astype(float), axis, 0)
    size = [n for at, n in enumerate(shape) if at != axis]
    planes = np.stack([resize(plane, size, 3, mode="edge", anti_aliasing=False) for plane in planes])
    places = len(planes) / shape[axis] * (np.arange(shape[axis]) + 0.5) - 0.5
    return np.moveaxis(planes[np.clip(np.floor(places + 0.5).astype(int), 0, len(planes) - 1)], 0, axis)


def gaussian(size: list) -> np.ndarray:
    """nnU-Net's weights of a tile, as it makes them of a filtered impulse."""
    tile = np.zeros(size)
    tile[tuple(n // 2 for n in size)] = 1
    tile = ndimage.gaussian_filter(tile, [n / 8 for n in size], 0, mode="constant", cval=0)
    tile = (tile / (tile.max() / 10)).astype(np.float32).astype(np.float16)
    tile[tile == 0] = tile[tile > 0].min()
    return tile.astype(np.float32)


def crop_and_mask(values: np.ndarray) -> dict:
    mask = ndimage.binary_fill_holes(values != 0)
    box = ndimage.find_objects(mask.astype(int))[0]
    inside = values[box][mask[box]]
    return {
        "box": [[one.start, one.stop] for one in box],
        "filled": int(mask.sum()),
        "mean": float(inside.mean(dtype=np.float64)),
        "deviation": float(inside.std(dtype=np.float64)),
    }


def answer(task: dict) -> dict:
    values = array(task["values"])
    return {
        "resampled": [
            resample(values, one["shape"], one["interpolation"], one["align"]).ravel().tolist() for one in task["ways"]
        ],
        "separately": [
            resample_separately(values, one["shape"], one["axis"]).ravel().tolist() for one in task["separate"]
        ],
        "gaussian": gaussian(task["tile"]).ravel().tolist(),
        "cropped": crop_and_mask(array(task["framed"])),
    }


def nearest_in_monai(count: int, spacing: float, wanted: float) -> dict:
    """For each voxel of a line, which voxel of the resampled one MONAI brings back to it."""
    import torch
    from monai.data import MetaTensor
    from monai.transforms import Compose, Invertd, Spacingd

    affine = torch.diag(torch.tensor([1, 1, spacing, 1], dtype=torch.float64))
    there = Compose([Spacingd(keys="image", pixdim=[1, 1, wanted])])
    data = there({"image": MetaTensor(torch.zeros(1, 2, 2, count), affine=affine)})
    numbers = torch.arange(data["image"].shape[-1]).expand(data["image"].shape).float()
    data["back"] = MetaTensor(numbers.clone())
    back = Invertd(keys="back", transform=there, orig_keys="image", nearest_interp=True)(data)["back"]
    return {
        "spacing": spacing,
        "wanted": wanted,
        "count": numbers.shape[-1],
        "nearest": back[0, 0, 0].numpy().astype(int).tolist(),
    }


# Voxels of the series that lie halfway between two of the model's: every second, sixth, sixteenth ...
HALFWAY = [(40, 0.75, 1.5), (60, 1, 0.8), (34, 2.5, 3), (89, 5, 3.2), (57, 5, 0.8), (41, 1.5, 1), (1, 5, 2), (2, 1.5, 3)]


def record() -> dict:
    line = np.array([3, -1, 4, 1, -5, 9, 2, 6], float)
    return {
        "line": line.tolist(),
        "cubic": resize(line, [11], 3, mode="edge", anti_aliasing=False, clip=False).tolist(),
        "coarser": resize(line, [5], 3, mode="edge", anti_aliasing=False, clip=False).tolist(),
        "corners": ndimage.zoom(line, 13 / 8, order=1, mode="nearest").tolist(),
        "gaussian": gaussian([3, 5, 6]).ravel().tolist(),
        "halfway": [nearest_in_monai(*one) for one in HALFWAY],
    }


if __name__ == "__main__":
    json.dump(record() if sys.argv[1:] == ["record"] else answer(json.load(sys.stdin)), sys.stdout)
