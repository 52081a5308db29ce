"""Agreement of pairs of masks and statistics of lists, computed with SciPy and, where the argument is "monai", MONAI.

Reads {"masks": [{size, spacing, tolerance, found, reference}], "paired": [[differences]], "values": [...]} on standard
input; masks are base64 of one byte a voxel, i fastest. Writes {"masks": [...], "wilcoxon": [...],
"bootstrap": [lower, upper]}.
"""

import base64
import json
import sys
from inspect import signature

import numpy as np
from scipy import ndimage, stats

with_monai_too = "monai" in sys.argv[1:]
if with_monai_too:
    import torch
    from monai.metrics import compute_hausdorff_distance, compute_surface_dice


def read_mask(text: str, size: list[int]) -> np.ndarray:
    """`[k, j, i]`."""
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(size[::-1]).astype(bool)


def surface(mask: np.ndarray) -> np.ndarray:
    return mask & ~ndimage.binary_erosion(mask)


def with_scipy(found: np.ndarray, reference: np.ndarray, spacing: list[float], tolerance: float) -> dict:
    sampling = [float(value) for value in reversed(spacing)]
    surfaces = surface(found), surface(reference)
    distances = [
        ndimage.distance_transform_edt(~surfaces[1 - side], sampling=sampling)[surfaces[side]] for side in (0, 1)
    ]
    return {
        "dice": float(2 * (found & reference).sum() / (found.sum() + reference.sum())),
        "hd95": float(max(np.percentile(each, 95) for each in distances)),
        "surfaceDice": float(sum((each <= tolerance).sum() for each in distances) / sum(len(each) for each in distances)),
    }


def with_monai(found: np.ndarray, reference: np.ndarray, spacing: list[float], tolerance: float) -> dict:
    pair = [torch.from_numpy(mask.copy())[None, None] for mask in (found, reference)]
    sampling = [float(value) for value in reversed(spacing)]
    return {
        "hd95": float(compute_hausdorff_distance(*pair, include_background=True, percentile=95, spacing=sampling)[0, 0]),
        "surfaceDice": float(
            compute_surface_dice(*pair, class_thresholds=[tolerance], include_background=True, spacing=sampling)[0, 0]
        ),
    }


def lesions(found: np.ndarray, reference: np.ndarray) -> dict:
    """Pieces of 26 neighbours with at least 10 voxels, a tenth of them in the other mask."""

    def pieces(mask: np.ndarray, other: np.ndarray) -> list[bool]:
        numbers, count = ndimage.label(mask, structure=np.ones((3, 3, 3)))
        each = [numbers == number for number in range(1, count + 1)]
        return [bool((piece & other).sum() >= 0.1 * piece.sum()) for piece in each if piece.sum() >= 10]

    hits = pieces(reference, found)
    return {
        "lesions": len(hits),
        "found": sum(hits),
        "falsePositives": sum(not hit for hit in pieces(found, reference)),
    }


def compare(pair: dict) -> dict:
    found, reference = (read_mask(pair[key], pair["size"]) for key in ("found", "reference"))
    parameters = pair["spacing"], pair["tolerance"]
    return {
        "scipy": with_scipy(found, reference, *parameters),
        "monai": with_monai(found, reference, *parameters) if with_monai_too else None,
        "lesions": lesions(found, reference),
    }


def exact_wilcoxon(differences: list[float]) -> float:
    """Two-sided p over all choices of signs, ties at mean ranks, zeros left out."""
    values = np.array([value for value in differences if value != 0])
    ranks = stats.rankdata(np.abs(values))
    signs = (np.arange(2 ** len(values))[:, None] >> np.arange(len(values))) & 1
    sums = signs @ ranks
    observed = min(ranks[values > 0].sum(), ranks[values < 0].sum())
    return min(1.0, 2 * float((sums <= observed + 1e-9).mean()))


def wilcoxon(differences: list[float]) -> dict:
    magnitudes = [abs(value) for value in differences if value != 0]
    untied = len(set(magnitudes)) == len(magnitudes) == len(differences)
    return {
        "everySign": exact_wilcoxon(differences) if len(magnitudes) <= 16 else None,
        "scipy": float(stats.wilcoxon(differences, method="exact").pvalue) if untied else None,
    }


def bootstrap(values: list[float]) -> list[float]:
    # SciPy 1.15 calls the generator "rng", those before it "random_state".
    generator = {"rng" if "rng" in signature(stats.bootstrap).parameters else "random_state": np.random.default_rng(7)}
    interval = stats.bootstrap(
        (np.array(values),), np.mean, n_resamples=100_000, method="percentile", **generator
    ).confidence_interval
    return [float(interval.low), float(interval.high)]


task = json.load(sys.stdin)
json.dump(
    {
        "masks": [compare(pair) for pair in task["masks"]],
        "wilcoxon": [wilcoxon(differences) for differences in task["paired"]],
        "bootstrap": bootstrap(task["values"]),
    },
    sys.stdout,
)
