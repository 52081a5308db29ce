"""Which slices a training batch is made of."""

from dataclasses import dataclass

import numpy as np

from .cases import Case

# Probability of each kind of slice in a batch. About half of the slices show liver; "near" are the slices
# just beyond the liver's ends, where false liver is likeliest.
KINDS = {"tumour": 0.25, "liver": 0.31, "near": 0.10, "other": 0.27, "phantom": 0.07}
NEAR_SLICES = 12
# Distance to the neighbour slices in strip slices. Slice distances vary from 1.4 to 10 mm and are not known.
NEIGHBOUR_DISTANCES = np.array([0, 1, 2, 3])
NEIGHBOUR_PROBABILITIES = np.array([0.07, 0.48, 0.27, 0.18])


@dataclass(frozen=True)
class Pool:
    """Slices of one kind: case index and slice index of each, and its probability."""

    case_index: np.ndarray
    slice_index: np.ndarray
    probability: np.ndarray


def classify(labels: np.ndarray) -> np.ndarray:
    """Kind of each slice of a volume `[slices, rows, columns]`, as an array of names."""
    tumour = (labels == 2).any(axis=(1, 2))
    liver = (labels > 0).any(axis=(1, 2))
    near = np.convolve(liver, np.ones(2 * NEAR_SLICES + 1), mode="same") > 0
    return np.select([tumour, liver, near], ["tumour", "liver", "near"], "other")


def build_pools(cases: list[Case], phantoms: list[Case]) -> dict[str, Pool]:
    """Pools of all kinds. Each volume weighs as the square root of its number of slices of that kind."""
    rows: dict[str, list[tuple[int, np.ndarray]]] = {kind: [] for kind in KINDS}
    for index, case in enumerate(cases):
        kinds = classify(case.labels)
        for kind in KINDS:
            found = np.nonzero(kinds == kind)[0]
            if len(found):
                rows[kind].append((index, found))
    for index, case in enumerate(phantoms, start=len(cases)):
        rows["phantom"].append((index, np.arange(len(case.labels))))
    pools = {}
    for kind, entries in rows.items():
        if entries:
            case_index = np.concatenate([np.full(len(found), index) for index, found in entries])
            slice_index = np.concatenate([found for _, found in entries])
            weight = np.concatenate([np.full(len(found), len(found) ** -0.5) for _, found in entries])
            pools[kind] = Pool(case_index, slice_index, weight / weight.sum())
    return pools


class SliceSampler:
    """Draws batches of three adjacent slices and the label of the middle one."""

    def __init__(self, cases: list[Case], phantoms: list[Case], seed: int) -> None:
        self.cases = cases + phantoms
        self.pools = build_pools(cases, phantoms)
        self.kinds = list(self.pools)
        chances = np.array([KINDS[kind] for kind in self.kinds])
        self.chances = chances / chances.sum()
        self.random = np.random.default_rng(seed)

    def draw(self, size: int) -> tuple[np.ndarray, np.ndarray]:
        """uint8 grey `[size, 3, rows, columns]` and labels `[size, rows, columns]`."""
        grey, labels = [], []
        for kind in self.random.choice(self.kinds, size=size, p=self.chances):
            pool = self.pools[kind]
            pick = self.random.choice(len(pool.probability), p=pool.probability)
            case, middle = self.cases[pool.case_index[pick]], pool.slice_index[pick]
            distance = self.random.choice(NEIGHBOUR_DISTANCES, p=NEIGHBOUR_PROBABILITIES)
            step = distance if self.random.random() < 0.5 else -distance  # some scanners send the order reversed
            triple = np.clip([middle - step, middle, middle + step], 0, len(case.grey) - 1)
            grey.append(case.grey[triple])
            labels.append(case.labels[middle])
        return np.stack(grey), np.stack(labels)
