"""Does to real masks with SciPy, scikit-image and SimpleITK what the operations for editing do.

Usage: reference_operations.py TRAIN_FOLDER CASE OUT_FOLDER
Writes the case's labels and image (a box around its tumours) and every result as raw bytes, i fastest.
"""

import json
import sys
from pathlib import Path

import numpy as np
import SimpleITK as sitk
from PIL import Image
from scipy import ndimage
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra
from skimage.measure import grid_points_in_poly
from skimage.segmentation import flood, random_walker, watershed

Image.MAX_IMAGE_PIXELS = None
SPACING = (1.5, 1.4, 2.5)  # i, j, k, all different so that a swap shows
SAMPLING = SPACING[::-1]  # arrays are indexed k, j, i


def load(folder: Path, case: str) -> tuple[np.ndarray, np.ndarray]:
    sizes = json.loads((folder.parent / "index.json").read_text())[folder.name][case]
    shape = (sizes["slices"], sizes["rows"], sizes["columns"])
    labels = np.asarray(Image.open(folder / f"{case}.png")).reshape(shape).astype(np.uint8)
    grey = np.asarray(Image.open(folder / f"{case}.jpg").convert("L")).reshape(shape).astype(np.int16)
    return labels, np.round(grey * (200 / 255) - 40).astype(np.int16)


def crop(labels: np.ndarray, image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    places = np.argwhere(labels == 2)
    low = np.maximum(places.min(axis=0) - (4, 25, 30), 0)
    high = np.minimum(places.max(axis=0) + (5, 26, 31), labels.shape)
    high = np.minimum(high, low + (40, 110, 120))
    box = tuple(slice(a, b) for a, b in zip(low, high))
    return np.ascontiguousarray(labels[box]), np.ascontiguousarray(image[box])


def become(labels: np.ndarray, segment: int, mask: np.ndarray) -> np.ndarray:
    """The segment is exactly the mask; what it had besides is background."""
    result = labels.copy()
    result[labels == segment] = 0
    result[mask] = segment
    return result


def distance_to(mask: np.ndarray) -> np.ndarray:
    return ndimage.distance_transform_edt(~mask, sampling=SAMPLING)


def median_size(kernel_mm: float) -> tuple[int, ...]:
    return tuple(2 * max(0, round((kernel_mm / mm - 1) / 2)) + 1 for mm in SAMPLING)


def blurred(mask: np.ndarray, sigma_mm: float) -> np.ndarray:
    sigma = [sigma_mm / mm for mm in SAMPLING]
    return ndimage.gaussian_filter(mask.astype(np.float64), sigma, mode="nearest", truncate=4)


def joint(labels: np.ndarray, segments: list[int], sigma_mm: float) -> np.ndarray:
    strengths = np.stack([blurred(labels == label, sigma_mm) for label in [0, *segments]])
    winner = np.array([0, *segments], dtype=np.uint8)[strengths.argmax(axis=0)]
    return np.where(np.isin(labels, [0, *segments]), winner, labels).astype(np.uint8)


def interpolated(labels: np.ndarray, segment: int, least: float) -> np.ndarray:
    """With every voxel whose interpolated distance is above `least` mm."""
    mask = labels == segment
    drawn = [k for k in range(len(mask)) if mask[k].any()]
    signed = {
        k: np.where(
            mask[k],
            ndimage.distance_transform_edt(mask[k], sampling=SAMPLING[1:]),
            -ndimage.distance_transform_edt(~mask[k], sampling=SAMPLING[1:]),
        )
        for k in drawn
    }
    result = labels.copy()
    for a, b in zip(drawn, drawn[1:]):
        for k in range(a + 1, b):
            part = (k - a) / (b - a)
            result[k][(1 - part) * signed[a] + part * signed[b] > least] = segment
    return result


def itk_parts(mask: np.ndarray, fully: bool) -> np.ndarray:
    image = sitk.GetImageFromArray(mask.astype(np.uint8))
    parts = sitk.RelabelComponent(sitk.ConnectedComponent(image, fully))
    return sitk.GetArrayFromImage(parts)


def nearest_seed(image: np.ndarray, seeds: dict[int, int], cost_per_mm: float) -> np.ndarray:
    """The label of the seed with the cheapest path, by SciPy's Dijkstra on the graph of the voxels."""
    index = np.arange(image.size).reshape(image.shape)
    rows, columns, costs = [], [], []
    for axis in range(3):
        a = np.take(index, range(image.shape[axis] - 1), axis=axis).ravel()
        b = np.take(index, range(1, image.shape[axis]), axis=axis).ravel()
        cost = np.abs(image.ravel()[a].astype(float) - image.ravel()[b]) + SAMPLING[axis] * cost_per_mm
        rows.append(a), columns.append(b), costs.append(cost)
    graph = coo_matrix((np.concatenate(costs), (np.concatenate(rows), np.concatenate(columns))), (image.size,) * 2)
    _, _, source = dijkstra(graph.tocsr(), directed=False, indices=list(seeds), min_only=True, return_predecessors=True)
    return np.vectorize(seeds.get)(source).reshape(image.shape).astype(np.uint8)


def main(folder: Path, case: str, out: Path) -> None:
    labels, image = crop(*load(folder, case))
    liver, tumour = labels == 1, labels == 2
    results: dict[str, np.ndarray] = {}

    results["grow"] = become(labels, 2, distance_to(tumour) <= 5 + 1e-4)
    results["shrink"] = become(labels, 1, liver & (distance_to(~liver) > 4 + 1e-4))
    results["hollow"] = become(labels, 1, liver & ~(distance_to(~liver) > 3 + 1e-4))
    results["median"] = become(labels, 2, ndimage.median_filter(tumour.astype(np.uint8), median_size(7), mode="nearest") > 0)
    results["gaussian"] = become(labels, 1, blurred(liver, 3) > 0.5)
    results["joint"] = joint(labels, [1, 2], 2)
    rng = np.random.default_rng(5)
    holed = np.where(liver & (rng.random(labels.shape) < 0.15), 0, labels).astype(np.uint8)
    filled = ndimage.binary_fill_holes(holed == 1)
    results["fillHoles"] = np.where((holed == 0) & filled, 1, holed).astype(np.uint8)
    by_slice = np.stack([ndimage.binary_fill_holes(plane == 1) for plane in holed])
    results["fillHolesBySlice"] = np.where((holed == 0) & by_slice, 1, holed).astype(np.uint8)
    parts = itk_parts(tumour, False)
    results["keepLargest"] = become(labels, 2, parts == 1)
    sizes = np.bincount(parts.ravel())
    voxel_ml = np.prod(SPACING) / 1000
    results["removeSmall"] = become(labels, 2, (parts > 0) & (sizes[parts] * voxel_ml >= 0.2))

    deep = np.unravel_index(ndimage.distance_transform_edt(tumour).argmax(), labels.shape)
    same = np.where(labels == 2, image, -9999)
    filled = flood(same, deep, tolerance=12, connectivity=1)
    results["flood"] = np.where(filled, 3, labels).astype(np.uint8)

    angles = np.linspace(0, 2 * np.pi, 17, endpoint=False)
    radii = 20 + 9 * np.sin(5 * angles)
    polygon = np.stack([50.3 + radii * np.cos(angles), 44.7 + radii * np.sin(angles)], axis=1)  # i, j
    inside = grid_points_in_poly(labels.shape[1:], polygon[:, ::-1])
    results["scissors"] = labels.copy()
    results["scissors"][7, inside & (labels[7] == 1)] = 0

    sparse = labels.copy()
    sparse[[k for k in range(len(sparse)) if k % 4]] = 0
    # A distance of exactly 0 is decided by rounding: what must be filled, and what may be.
    results["interpolatedAtLeast"] = interpolated(sparse, 1, 1e-4)
    results["interpolatedAtMost"] = interpolated(sparse, 1, -1e-4)

    small = image[:12, 20:50, 20:54]
    noisy = small + rng.random(small.shape).astype(np.float32) * 0.5  # no two paths cost the same
    seeds = {int(np.ravel_multi_index(at, small.shape)): label for at, label in [((2, 3, 4), 1), ((9, 25, 28), 2), ((6, 15, 30), 3)]}
    results["grown"] = nearest_seed(noisy, seeds, 1)

    dumbbell = np.zeros((20, 40, 60), bool)
    kji = np.indices(dumbbell.shape)
    for centre, radius in (((10, 18, 18), 17), ((10, 22, 35), 13)):
        squared = sum(((kji[axis] - centre[axis]) * SAMPLING[axis]) ** 2 for axis in range(3))
        dumbbell |= squared <= radius**2
    depth = ndimage.distance_transform_edt(dumbbell, sampling=SAMPLING)
    markers = np.zeros(dumbbell.shape, int)
    markers[10, 18, 18], markers[10, 22, 35] = 1, 2
    results["split"] = watershed(-depth, markers, mask=dumbbell, connectivity=1).astype(np.uint8)

    walk = image[5:13, 20:44, 20:50].astype(float)
    certain = np.zeros(walk.shape, int)
    certain[3, 10, 5:12], certain[4, 4, 20:25], certain[5, 18, 10:14] = 1, 2, 3
    # Weights exp(-beta * difference^2 / (10 * std)): those of an edge of 12 units.
    beta = 10 * walk.std() / (2 * 12**2)
    probabilities = random_walker(walk, certain, beta=beta, mode="cg_j", tol=1e-6, return_full_prob=True)

    files = {
        "labels": labels,
        "image": image,
        "sparse": sparse,
        "holed": holed,
        "noisy": noisy.astype(np.float32),
        "dumbbell": dumbbell.astype(np.uint8),
        "walk": walk.astype(np.float32),
        "certain": certain.astype(np.uint8),
        "probabilities": np.asarray(probabilities, np.float32),
        **results,
    }
    for name, values in files.items():
        (out / f"{name}.bin").write_bytes(np.ascontiguousarray(values).tobytes())
    about = {
        "spacing": SPACING,
        "sizes": {name: list(values.shape[::-1]) for name, values in files.items()},
        "deep": [int(at) for at in deep[::-1]],
        "polygon": polygon.tolist(),
        "seeds": [[at, label] for at, label in seeds.items()],
    }
    (out / "about.json").write_text(json.dumps(about))


main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
