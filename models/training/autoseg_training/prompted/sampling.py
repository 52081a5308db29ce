"""Chooses the objects of a batch, and what is known of them before the user points."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from .patches import cut, place_patch
from .task import PromptedTask
from .users import deep_place
from .volumes import Object3D, Volume, find_objects, has_any

# Bits in the labels of a patch.
OBJECT, UNKNOWN, PREVIOUS = 1, 2, 4
# A window is cut larger than a patch by this factor, so that it can be rotated and scaled down.
MARGIN = 1.5


@dataclass(frozen=True)
class Item:
    """An object, with the slices in which enough of it is visible."""

    thing: Object3D
    slices: np.ndarray


@dataclass(frozen=True)
class Batch:
    """`grey` float `[n, 3, side, side]` 0..255, `labels` int64 `[n, side, side]` of the bits above; `kinds`
    of the samples.
    """

    grey: Tensor
    labels: Tensor
    kinds: tuple[str, ...]


def extent_mm(mask: np.ndarray, spacing_mm: tuple[float, ...]) -> float:
    """The longer side of a mask's bounding box."""
    rows, columns = (np.nonzero(mask.any(axis=axis))[0] for axis in (1, 0))
    return max((rows[-1] - rows[0] + 1) * spacing_mm[1], (columns[-1] - columns[0] + 1) * spacing_mm[0])


def choose_scale(share: np.ndarray, random: np.random.Generator) -> int:
    """Index of a scale; `share`: the fraction of the patch's side that the object takes at each scale.

    Mostly one that fits; sometimes one that is too fine or too coarse, as before a user's patch has found its scale.
    """
    fits = np.where((share > 0.15) & (share < 0.8), 1.0, np.where((share > 0.06) & (share < 1.6), 0.25, 0.0))
    if not fits.any():
        fits[np.argmin(np.abs(np.log(share / 0.4)))] = 1
    return int(random.choice(len(share), p=fits / fits.sum()))


class PromptedSampler:
    """Draws the class of a data set first, then the volume, then the object and its slice."""

    def __init__(self, volumes: Iterable[Volume], task: PromptedTask, unseen: bool) -> None:
        """`unseen`: leave out what the task excludes; its voxels are then unknown, not background."""
        self.task = task
        left_out = set(task.without["classes"]) if unseen else set()
        self.items: dict[str, list[list[Item]]] = {}
        self.shares: dict[str, float] = {}
        self.hidden: dict[str, tuple[int, ...]] = {}
        for volume in volumes:
            labelled = task.set_of(volume.folder)
            if unseen and labelled.folder in task.without["sets"]:
                continue
            hidden = [value for kind in labelled.classes if kind.name in left_out for value in kind.values]
            self.hidden[volume.folder] = tuple(hidden)
            for kind in labelled.classes:
                found = [] if kind.name in left_out else [self._item(thing) for thing in find_objects(volume, kind)]
                found = [item for item in found if len(item.slices)]
                if found:
                    # The same organ on CT and on MR has to be learned separately, so each data set has its own share.
                    name = f"{kind.name} ({labelled.folder})"
                    self.items.setdefault(name, []).append(found)
                    self.shares[name] = kind.share
        if not self.items:
            raise ValueError("no object to learn from; run `prompted prepare` first")
        self.names = sorted(self.items)
        weights = np.array([self.shares[name] for name in self.names])
        self.chances = weights / weights.sum()

    def _item(self, thing: Object3D) -> Item:
        inside = thing.whole() if thing.part is None else thing.part
        seen = np.count_nonzero(inside, axis=(1, 2)) >= self.task.sampling["smallest_pixels"]
        return Item(thing, thing.corner[0] + np.nonzero(seen)[0])

    def draw(self, size: int, random: np.random.Generator) -> Batch:
        chances = self.task.sampling
        kinds = ("beyond", "propagate", "synthetic", "point")
        shares = [chances[kind] for kind in kinds[:-1]]
        drawn = random.choice(kinds, size=size, p=[*shares, 1 - sum(shares)])
        cuts = [self._window(str(kind), random) for kind in drawn]
        grey, labels, kinds = zip(*cuts)
        return Batch(torch.stack(grey), torch.stack(labels), kinds)

    def choose(self, random: np.random.Generator) -> tuple[Object3D, int]:
        """An object, and a slice in which it is visible."""
        volumes = self.items[self.names[random.choice(len(self.names), p=self.chances)]]
        items = volumes[random.integers(len(volumes))]
        item = items[random.integers(len(items))]
        return item.thing, int(random.choice(item.slices))

    def _window(self, kind: str, random: np.random.Generator) -> tuple[Tensor, Tensor, str]:
        thing, index = self.choose(random)
        side = int(self.task.training["patch"] * MARGIN)
        previous = None
        if kind in ("beyond", "propagate"):
            index, previous = step_along(thing, index, kind == "beyond", random)
            kind = "point" if previous is None else kind
        shown = thing.mask(index)
        guide = shown if previous is None else previous
        return *self.cut_window(thing, index, previous, deep_place(guide, random), side, random), kind

    def cut_window(
        self,
        thing: Object3D,
        index: int,
        previous: np.ndarray | None,
        centre: tuple[int, int],
        side: int,
        random: np.random.Generator,
    ) -> tuple[Tensor, Tensor]:
        """Three slices of grey values and the label bits of the middle one, at a scale that suits the object."""
        volume, task = thing.volume, self.task
        shown = thing.mask(index)
        guide = shown if previous is None else previous
        across = np.array(task.scales_mm) * task.training["patch"]
        scale = task.scales_mm[choose_scale(extent_mm(guide, volume.spacing_mm) / across, random)]
        place = place_patch(centre, scale, volume.spacing_mm, side)
        reach = neighbour_reach(random.uniform(*task.slice_distances_mm), volume) * int(random.choice([-1, 1]))
        triple = np.clip([index - reach, index, index + reach], 0, len(volume.grey) - 1)
        bits = OBJECT * shown + UNKNOWN * has_any(volume.labels[index], self.hidden[volume.folder])
        if previous is not None:
            bits = bits + PREVIOUS * previous
        grey = cut(torch.from_numpy(volume.grey[triple]).float(), place)
        labels = cut(torch.from_numpy(bits.astype(np.float32))[None], place, "nearest")[0]
        return grey, labels.round().long()


def neighbour_reach(distance_mm: float, volume: Volume) -> int:
    """Number of slices, at least one, to a neighbour about that many millimetres away."""
    return max(1, round(distance_mm / volume.spacing_mm[2]))


def step_along(thing: Object3D, index: int, beyond: bool, random: np.random.Generator) -> tuple[int, np.ndarray | None]:
    """A slice to be outlined from the previous one, and the object's mask in that; None if there is none.

    `beyond`: the first slice on either side without the object; otherwise the slice given.
    """
    count, way = len(thing.volume.labels), int(random.choice([-1, 1]))
    if beyond:
        while 0 <= index < count and thing.mask(index).any():
            index += way
        if not 0 <= index < count:
            return index - way, None
    before = index - way
    previous = thing.mask(before) if 0 <= before < count else None
    return index, previous if previous is not None and previous.any() else None
