"""Painting tissues into CT slices: partial volume, texture and noise."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from .abdomen import abdomen
from .body import couch_distance
from .parameters import Parameters
from .shapes import Points, waves
from .tissues import Tissue

AIR_HU = -1000.0
COUCH_HU = 40.0


@dataclass(frozen=True)
class Grid:
    """Axial voxel grid. `origin` is the LPS position (mm) of the centre of voxel (0, 0, 0)."""

    columns: int
    rows: int
    slices: int
    spacing_mm: tuple[float, float, float]  # between columns, between rows, between slices
    origin: tuple[float, float, float]


class Phantom:
    """A synthetic abdomen that can be sampled anywhere."""

    def __init__(self, parameters: Parameters) -> None:
        self.parameters = parameters
        self.tissues = abdomen(parameters)
        random = np.random.default_rng(parameters.seed + 5)
        self.warps = [waves(random, parameters.warp_mm, 120, 320) for _ in range(3)]
        self.drift = waves(random, 5.0, 150, 400)

    def paint(self, grid: Grid, z: float) -> tuple[np.ndarray, np.ndarray]:
        """HU float32 and labels uint8 of the plane at z mm, `[rows, columns]`; no noise."""
        x, y = np.meshgrid(
            grid.origin[0] + grid.spacing_mm[0] * np.arange(grid.columns),
            grid.origin[1] + grid.spacing_mm[1] * np.arange(grid.rows),
        )
        still = Points(x.astype(np.float32).ravel(), y.astype(np.float32).ravel(), np.full(x.size, z, np.float32))
        moved = Points(*(axis + warp(still) for axis, warp in zip((still.x, still.y, still.z), self.warps)))
        width = max(grid.spacing_mm[0], grid.spacing_mm[1])
        hu = np.full(x.size, AIR_HU, np.float32)
        labels = np.zeros(x.size, np.uint8)
        couch = couch_distance(still, self.parameters.build.half_depth + 1)
        hu += (COUCH_HU - AIR_HU) * np.clip(0.5 - couch / width, 0, 1)
        hu += (-880 - COUCH_HU) * np.clip(0.5 - (couch + 2.2) / width, 0, 1)
        body = np.flatnonzero(self.parameters.build.skin(moved) < 2 * width)
        trunk, body_hu, body_labels = moved.pick(body), hu[body], labels[body]
        for tissue in self.tissues:
            self.fill(tissue, trunk, width, body_hu, body_labels)
        hu[body] = body_hu + self.drift(still.pick(body)) * (body_hu > -300)
        labels[body] = body_labels
        return hu.reshape(x.shape), labels.reshape(x.shape)

    @staticmethod
    def fill(tissue: Tissue, points: Points, width: float, hu: np.ndarray, labels: np.ndarray) -> None:
        """Paint one tissue over what is there, with partial volume at its edge; arrays are one-dimensional."""
        which = tissue.shape.near(points)
        if not len(which):
            return
        local = points.pick(which)
        distance = tissue.shape.distance(local)
        if tissue.within is not None:
            distance = np.maximum(distance, tissue.within.distance(local))
        touched = np.flatnonzero(distance < 0.5 * width)
        which, cover = which[touched], np.clip(0.5 - distance[touched] / width, 0, 1)
        value = tissue.hu(local.pick(touched)) if callable(tissue.hu) else tissue.hu
        hu[which] += (value - hu[which]) * cover
        if tissue.label is not None:
            labels[which[cover >= 0.5]] = tissue.label

    def slice(self, grid: Grid, z: float, thickness_mm: float) -> tuple[np.ndarray, np.ndarray]:
        """A slice averaged over its thickness, with the labels of its middle."""
        below, _ = self.paint(grid, z - thickness_mm / 3)
        middle, labels = self.paint(grid, z)
        above, _ = self.paint(grid, z + thickness_mm / 3)
        return (below + middle + above) / 3, labels


def ct_noise(random: np.random.Generator, shape: tuple[int, int], sigma_hu: float, grain_px: float) -> np.ndarray:
    """Noise as filtered back-projection leaves it: band-limited, without the lowest frequencies, in HU."""
    white = random.normal(size=shape)
    noise = ndimage.gaussian_filter(white, grain_px) - 0.9 * ndimage.gaussian_filter(white, 3 * grain_px)
    return noise * (sigma_hu / noise.std())


def outside_reconstruction(grid: Grid) -> np.ndarray:
    """Bool `[rows, columns]`: beyond the circle that the scanner reconstructs."""
    row, column = np.ogrid[: grid.rows, : grid.columns]
    half = min(grid.rows, grid.columns) / 2
    return (row - (grid.rows - 1) / 2) ** 2 + (column - (grid.columns - 1) / 2) ** 2 > half**2


def add_noise(hu: np.ndarray, random: np.random.Generator, sigma_hu: float, grain_px: float) -> np.ndarray:
    """Noise is strongest in the middle of the body and weak in air."""
    solid = ndimage.gaussian_filter((hu > -400).astype(np.float32), hu.shape[1] / 12)
    return hu + ct_noise(random, hu.shape, sigma_hu, grain_px) * (0.25 + 0.85 * solid)
