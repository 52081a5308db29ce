"""Square patches of a slice at a physical size, and the way back to the slice. Bilinear, with positions at
pixel centres.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional


@dataclass(frozen=True)
class Place:
    """Position of a patch: its centre in rows and columns of the slice, and slice pixels per patch pixel."""

    centre: tuple[float, float]
    step: tuple[float, float]
    side: int


def place_patch(centre: tuple[float, float], scale_mm: float, spacing_mm: tuple[float, ...], side: int) -> Place:
    """A patch of `side` pixels of `scale_mm` around a place; `spacing_mm` is that of columns and rows."""
    return Place(centre, (scale_mm / spacing_mm[1], scale_mm / spacing_mm[0]), side)


def sample(planes: Tensor, theta: list[list[float]], rows: int, columns: int, mode: str) -> Tensor:
    grid = functional.affine_grid(
        torch.tensor([theta], dtype=torch.float32), [1, 1, rows, columns], align_corners=False
    )
    return functional.grid_sample(planes[None], grid, mode=mode, padding_mode="zeros", align_corners=False)[0]


def cut(planes: Tensor, place: Place, mode: str = "bilinear") -> Tensor:
    """Cuts planes `[n, rows, columns]`, float, to a patch `[n, side, side]`; 0 outside the slice."""
    rows, columns = planes.shape[1:]
    theta = [
        [place.side * place.step[1] / columns, 0, (2 * place.centre[1] + 1) / columns - 1],
        [0, place.side * place.step[0] / rows, (2 * place.centre[0] + 1) / rows - 1],
    ]
    return sample(planes, theta, place.side, place.side, mode)


def paste(patch: Tensor, place: Place, rows: int, columns: int) -> Tensor:
    """Resamples a patch `[n, side, side]` back to planes `[n, rows, columns]`; 0 outside the patch."""
    across, down = columns / (place.side * place.step[1]), rows / (place.side * place.step[0])
    theta = [
        [across, 0, -((2 * place.centre[1] + 1) / columns - 1) * across],
        [0, down, -((2 * place.centre[0] + 1) / rows - 1) * down],
    ]
    return sample(patch, theta, rows, columns, "bilinear")
