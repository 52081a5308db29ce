"""Outlines an object of a volume in three dimensions from clicks: first the slice clicked on, then slice by slice."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from scipy import ndimage

from .patches import Place, cut, paste, place_patch
from .sampling import extent_mm, neighbour_reach
from .scene import NEGATIVE, POSITIVE, RESULT
from .task import PromptedTask
from .users import draw_disk
from .volumes import EVERY_NEIGHBOUR, Volume

# Maps grey values and prompts `[3, side, side]` to a probability `[side, side]`.
Predict = Callable[[np.ndarray, np.ndarray], np.ndarray]

# A patch is large enough if the object takes no more than this fraction of its side.
LARGEST_SHARE = 0.7
# Mean probability inside the result at the coarsest scale above which it is accepted as the object.
SURE_ENOUGH = 0.75
# Nothing is outlined where no value is above this, in a square of so many millimetres about the click.
DARKEST, DARK_SIDE = 0.01, 5
# Dice above which a repeated outline counts as unchanged, so that slices beyond it stay.
UNCHANGED = 0.97
# Going from slice to slice, a less certain result, or one that many times larger than the last, is no
# longer the object.
LEAST_SURE, LARGEST_GROWTH = 0.6, 3.0


@dataclass(frozen=True)
class Click:
    """A voxel, and whether it is to be included or excluded."""

    index: int
    row: int
    column: int
    adds: bool


class Prompter:
    """Takes clicks one after the other; after each, `mask` is the result, bool `[slices, rows, columns]`."""

    def __init__(self, predict: Predict, volume: Volume, task: PromptedTask) -> None:
        self.predict, self.volume, self.task = predict, volume, task
        self.reach = neighbour_reach(task.slice_distances_mm[0], volume)
        self.clicks: list[Click] = []
        self.probability = np.zeros(volume.grey.shape, np.float32)
        self.mask = np.zeros(volume.grey.shape, bool)
        self.anchors: dict[int, np.ndarray] = {}
        self.runs: dict[tuple[int, int], tuple[int, list[np.ndarray]]] = {}

    def click(self, click: Click) -> np.ndarray:
        """The result after another click: its slice again, and those reached from it or through it."""
        self.clicks.append(click)
        self.anchors[click.index] = self._outline_clicked(click)
        self._forget_runs(click.index)
        self._revise(click.index)
        self._combine()
        return self.mask

    def _forget_runs(self, start: int) -> None:
        self.runs = {key: run for key, run in self.runs.items() if key[0] != start}

    def _revise(self, corrected: int) -> None:
        """Passes a correction on to the anchors on both sides, until one stays as it was.

        Each is outlined again from its own click and the mean of its previous result and what was followed to it.
        If the network is less sure of the new result the old one stays, as does one that was corrected with more
        than one click.
        """
        for way in (-1, 1):
            start = corrected
            for index in sorted((at for at in self.anchors if (at - corrected) * way > 0), key=lambda at: at * way):
                run = self._run(start, way, index)
                self.runs[start, way] = index, run
                reached, before = run[-1] if run else self.anchors[start], self.anchors[index]
                own = [click for click in self.clicks if click.index == index]
                if len(own) > 1 or len(run) < abs(index - start) - 1 or not (reached > 0.5).any():
                    break
                known = (reached + before) / 2
                if not (known > 0.5).any():
                    known = reached
                revised = self._outline(index, known, own, *self._frame(known > 0.5, own))
                total = np.count_nonzero(revised > 0.5) + np.count_nonzero(before > 0.5)
                if 2 * np.count_nonzero((revised > 0.5) & (before > 0.5)) > UNCHANGED * total or total == 0:
                    break
                if mean_inside(revised) < mean_inside(before):
                    break
                self.anchors[index] = revised
                self._forget_runs(index)
                start = index

    def _outline_clicked(self, click: Click) -> np.ndarray:
        own = [other for other in self.clicks if other.index == click.index]
        known = self.probability[click.index]
        if not (known > 0.5).any():
            if click.adds and self._is_dark(click):
                return known
            # Large objects fit only into the widest patch; what is found there is refined in the one that fits.
            for scale in (self.task.scales_mm[-1], self.task.scales_mm[len(self.task.scales_mm) // 2]):
                known = self._outline(click.index, self.probability[click.index], own, (click.row, click.column), scale)
                if mean_inside(known) >= SURE_ENOUGH:
                    break
            if not (known > 0.5).any():
                return known
        return self._outline(click.index, known, own, *self._frame(known > 0.5, own))

    def _is_dark(self, click: Click) -> bool:
        """Whether the network would see nothing but black about a click, as in air, which lies below the window of CT."""
        place = place_patch((click.row, click.column), 1, self.volume.spacing_mm, DARK_SIDE)
        grey = torch.from_numpy(self.volume.grey[click.index : click.index + 1]).float() / 255
        return bool((cut(grey, place) <= DARKEST).all())

    def _frame(self, mask: np.ndarray, clicks: list[Click]) -> tuple[tuple[float, float], float]:
        """Centre and scale of the smallest patch that holds a mask and its clicks."""
        seen = mask.copy()
        for click in clicks:
            seen[click.row, click.column] = True
        rows, columns = (np.nonzero(seen.any(axis=axis))[0] for axis in (1, 0))
        extent = extent_mm(seen, self.volume.spacing_mm)
        side = self.task.training["patch"]
        fitting = [scale for scale in self.task.scales_mm if extent <= LARGEST_SHARE * scale * side]
        centre = (rows[0] + rows[-1]) / 2, (columns[0] + columns[-1]) / 2
        return centre, fitting[0] if fitting else self.task.scales_mm[-1]

    def _place(self, centre: tuple[float, float], scale: float) -> Place:
        return place_patch(centre, scale, self.volume.spacing_mm, self.task.training["patch"])

    def _outline(
        self, index: int, known: np.ndarray, clicks: list[Click], centre: tuple[float, float], scale: float
    ) -> np.ndarray:
        """Probability of a slice, given what is known of it and its clicks; 0 outside the patch."""
        place = self._place(centre, scale)
        triple = np.clip([index - self.reach, index, index + self.reach], 0, len(self.volume.grey) - 1)
        grey = cut(torch.from_numpy(self.volume.grey[triple]).float() / 255, place)
        prompt = np.zeros((3, place.side, place.side), np.float32)
        prompt[RESULT] = cut(torch.from_numpy(known)[None], place)[0]
        for click in clicks:
            at = tuple(
                (value - middle) / step + (place.side - 1) / 2
                for value, middle, step in zip((click.row, click.column), place.centre, place.step)
            )
            draw_disk(prompt[POSITIVE if click.adds else NEGATIVE], at)
        found = torch.from_numpy(self.predict(grey.numpy(), prompt))
        return paste(found[None], place, *known.shape)[0].numpy()

    def _run(self, start: int, way: int, end: int) -> list[np.ndarray]:
        """Slice after slice from an anchor, up to but not including `end`, until the object is no longer found."""
        last, found = self.anchors[start], []
        for index in range(start + way, end, way):
            if not (last > 0.5).any():
                break
            now = self._outline(index, last, [], *self._frame(last > 0.5, []))
            area = np.count_nonzero(now > 0.5)
            if mean_inside(now) < LEAST_SURE or area > LARGEST_GROWTH * np.count_nonzero(last > 0.5):
                break
            found.append(now)
            last = now
        return found

    def _combine(self) -> None:
        """Anchors unchanged; between two of them both runs, weighted by distance; finally, what is connected to clicks.
        """
        self.probability[:] = 0
        indices = sorted(self.anchors)
        for at, index in enumerate(indices):
            self.probability[index] = self.anchors[index]
            bounds = {-1: indices[at - 1] if at else -1, 1: ([*indices, len(self.probability)])[at + 1]}
            for way, end in bounds.items():
                known_end, run = self.runs.get((index, way), (None, []))
                if known_end != end:
                    run = self._run(index, way, end)
                    self.runs[index, way] = end, run
                between = end in self.anchors
                for offset, found in enumerate(run, start=1):
                    weight = 1 - offset / abs(end - index) if between else 1
                    self.probability[index + way * offset] += weight * found
        mask = self.probability > 0.5
        parts, _ = ndimage.label(mask, structure=EVERY_NEIGHBOUR)
        joined = {int(parts[click.index, click.row, click.column]) for click in self.clicks if click.adds} - {0}
        self.mask = np.isin(parts, list(joined))
        self.probability *= self.mask


def mean_inside(probability: np.ndarray) -> float:
    """The mean probability inside the result; 0 if it is empty."""
    inside = probability > 0.5
    return float(probability[inside].mean()) if inside.any() else 0.0


def to_predict(session) -> Predict:
    """An exported network in onnxruntime."""

    def predict(grey: np.ndarray, prompt: np.ndarray) -> np.ndarray:
        logits = session.run(["logits"], {"slices": grey[None], "prompt": prompt[None]})[0][0, 0]
        return 1 / (1 + np.exp(-logits))

    return predict
