"""Which slices a training batch is made of."""

from dataclasses import dataclass

import numpy as np

from .cases import Case
from .tasks import Task

PHANTOM = "phantom"


@dataclass(frozen=True)
class Pool:
    """Slices of one kind: case and slice index of each, and its probability."""

    case_index: np.ndarray
    slice_index: np.ndarray
    probability: np.ndarray


def classify(labels: np.ndarray, kinds: dict[str, dict]) -> np.ndarray:
    """Kind of each slice of a volume `[slices, rows, columns]`: the name of the first kind that matches.

    A kind requires one of some `values`, or a distance of `within` slices from a labelled one, or nothing.
    """
    labelled = labels.any(axis=(1, 2))
    found = np.full(len(labels), "", dtype=object)
    for name, kind in kinds.items():
        if name == PHANTOM:
            continue
        if "values" in kind:
            fits = np.isin(labels, kind["values"]).any(axis=(1, 2))
        elif "within" in kind:
            near = np.convolve(labelled, np.ones(2 * kind["within"] + 1))
            fits = near[kind["within"] :][: len(labels)] > 0
        else:
            fits = np.ones(len(labels), dtype=bool)
        found[fits & (found == "")] = name
    return found


def build_pools(cases: list[Case], phantoms: list[Case], kinds: dict[str, dict]) -> dict[str, Pool]:
    """Pools of all kinds. A volume's weight is the square root of its number of slices of that kind."""
    rows: dict[str, list[tuple[int, np.ndarray]]] = {kind: [] for kind in kinds}
    for index, case in enumerate(cases):
        found = classify(case.labels, kinds)
        for kind in set(found):
            rows[kind].append((index, np.nonzero(found == kind)[0]))
    for index, case in enumerate(phantoms, start=len(cases)):
        rows[PHANTOM].append((index, np.arange(len(case.labels))))
    pools = {}
    for kind, entries in rows.items():
        if entries:
            case_index = np.concatenate([np.full(len(found), index) for index, found in entries])
            slice_index = np.concatenate([found for _, found in entries])
            weight = np.concatenate([np.full(len(found), len(found) ** -0.5) for _, found in entries])
            pools[kind] = Pool(case_index, slice_index, weight / weight.sum())
    return pools


class SliceSampler:
    """Draws batches of three neighbouring slices and the label of the middle one."""

    def __init__(self, cases: list[Case], phantoms: list[Case], task: Task) -> None:
        kinds = task.sampling["kinds"]
        self.cases = cases + phantoms
        self.pools = build_pools(cases, phantoms, kinds)
        self.kinds = list(self.pools)
        chances = np.array([kinds[kind]["share"] for kind in self.kinds])
        self.chances = chances / chances.sum()
        self.neighbours = task.sampling["neighbours"]

    def draw(self, size: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """uint8 grey `[size, 3, rows, columns]` and labels `[size, rows, columns]`."""
        grey, labels = [], []
        for kind in random.choice(self.kinds, size=size, p=self.chances):
            pool = self.pools[kind]
            pick = random.choice(len(pool.probability), p=pool.probability)
            case, middle = self.cases[pool.case_index[pick]], pool.slice_index[pick]
            distance = random.choice(self.neighbours["distances"], p=self.neighbours["probabilities"])
            # Some scanners store slices in reverse order.
            step = case.reach * (distance if random.random() < 0.5 else -distance)
            triple = np.clip([middle - step, middle, middle + step], 0, len(case.grey) - 1)
            grey.append(case.grey[triple])
            labels.append(case.labels[middle])
        return np.stack(grey), np.stack(labels)
