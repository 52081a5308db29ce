"""Long and short axes of real lesions, by trying every pair of corners and every chord.

Arguments: how many lesions, the spacing in mm along i and j, and "FOLDER:LABEL" for each folder of strips (a PNG of labels, slices below
each other, and index.json beside the folder) with the label of its lesions. Lesions are connected over corners (26). Writes a list of {"size", "mask", "longMm",
"shortMm"}: the mask of one byte a voxel as base64, i fastest; the longest distance between two corners of voxels on any slice along
k, and for each pair of corners (and slice) at that distance the longest chord perpendicular to it of the convex hull.
"""

import base64
import json
import sys
from pathlib import Path

import numpy as np
from PIL import Image
from scipy import ndimage
from scipy.spatial import ConvexHull
from scipy.spatial.distance import pdist, squareform

Image.MAX_IMAGE_PIXELS = None
count = int(sys.argv[1])
spacing = np.array([float(mm) for mm in sys.argv[2:4]])


def corners(plane: np.ndarray) -> np.ndarray:
    """Corners of the voxels of a slice, but for those within it, in mm along i and j."""
    j, i = np.nonzero(plane)
    offsets = np.array([[-0.5, -0.5], [-0.5, 0.5], [0.5, -0.5], [0.5, 0.5]])
    places = np.stack([i, j], 1)[:, None, :] + offsets
    places, voxels = np.unique(places.reshape(-1, 2), axis=0, return_counts=True)
    return places[voxels < 4] * spacing


def longest_chord(points: np.ndarray, p: np.ndarray, q: np.ndarray) -> float:
    """Of the convex hull, perpendicular to the line: chords through each corner, each cut with every edge."""
    along = (q - p) / np.linalg.norm(q - p)
    turned = np.stack([points @ along, points @ np.array([-along[1], along[0]])], 1)
    hull = turned[ConvexHull(turned).vertices]
    edges = list(zip(hull, np.roll(hull, -1, 0)))
    best = 0.0
    for x in hull[:, 0]:
        crossed = []
        for a, b in edges:
            low, high = min(a[0], b[0]), max(a[0], b[0])
            if not low - 1e-9 <= x <= high + 1e-9:
                continue
            if high - low < 1e-9:
                crossed += [a[1], b[1]]
            else:
                crossed.append(a[1] + (b[1] - a[1]) * (x - a[0]) / (b[0] - a[0]))
        best = max(best, max(crossed) - min(crossed))
    return best


def measure(mask: np.ndarray) -> dict:
    planes = [corners(plane) for plane in mask if plane.any()]
    longest, shorts = 0.0, []
    # Those that reach farthest first: the others need no looking at then.
    for points in sorted(planes, key=lambda one: -np.linalg.norm(np.ptp(one, 0))):
        if np.linalg.norm(np.ptp(points, 0)) < longest - 1e-9:
            break
        distances = pdist(points)
        distance = distances.max()
        if distance < longest - 1e-9:
            continue
        if distance > longest + 1e-9:
            longest, shorts = distance, []
        pairs = np.argwhere(np.triu(squareform(distances)) > distance - 1e-9)
        shorts += [longest_chord(points, points[a], points[b]) for a, b in pairs]
    return {
        "size": list(mask.shape[::-1]),
        "mask": base64.b64encode(mask.astype(np.uint8).tobytes()).decode(),
        "longMm": float(longest),
        "shortMm": shorts,
    }


def read(folder: Path, label: int):
    """Masks of the lesions in a folder."""
    index = json.loads((folder.parent / "index.json").read_text())[folder.name]
    for name in sorted(index):
        case = index[name]
        if str(label) not in case["voxels"]:
            continue
        shape = (case["slices"], case["rows"], case["columns"])
        labels = np.asarray(Image.open(folder / f"{name}.png")).reshape(shape) == label
        parts, _ = ndimage.label(labels, np.ones((3, 3, 3)))
        for number, box in enumerate(ndimage.find_objects(parts), 1):
            yield parts[box] == number


lesions = []
for source in sys.argv[4:]:
    folder, label = source.rsplit(":", 1)
    for mask in read(Path(folder), int(label)):
        if len(lesions) == count:
            break
        lesions.append(measure(mask))
print(json.dumps(lesions))
