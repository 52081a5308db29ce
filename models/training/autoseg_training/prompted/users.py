"""Simulated users: where a person would click, draw a box or scribble to outline an object, and to correct the result.

Masks are bool `[rows, columns]` of a patch; places are row and column.
"""

from itertools import pairwise

import numpy as np
from scipy import ndimage

# In pixels of a patch. A click is a disk of fixed size rather than a distance map, which is cheap and the
# same everywhere.
CLICK_RADIUS = 3
# Value inside a box or outline; a click has 1.
INSIDE_FRAME = 0.5
Place = tuple[int, int]


def draw_disk(canvas: np.ndarray, place: Place, radius: float = CLICK_RADIUS) -> None:
    """Sets a disk to 1, in place."""
    rows, columns = np.ogrid[: canvas.shape[0], : canvas.shape[1]]
    canvas[(rows - place[0]) ** 2 + (columns - place[1]) ** 2 <= radius**2] = 1


def draw_path(canvas: np.ndarray, places: list[Place]) -> None:
    """Sets a line from place to place to 1, three pixels wide, in place."""
    for (row, column), (next_row, next_column) in pairwise(places):
        count = max(abs(next_row - row), abs(next_column - column), 1) + 1
        for at in zip(np.linspace(row, next_row, count), np.linspace(column, next_column, count)):
            draw_disk(canvas, at, 1.5)


def depth(mask: np.ndarray) -> np.ndarray:
    """Distance of each mask pixel to the mask's edge, in pixels; the border of the patch is not an edge."""
    return ndimage.distance_transform_edt(np.pad(mask, 1, mode="edge"))[1:-1, 1:-1]


def choose(places: np.ndarray, random: np.random.Generator) -> Place:
    """A random pixel that is true."""
    found = np.argwhere(places)
    return tuple(found[random.integers(len(found))].tolist())


def deep_place(mask: np.ndarray, random: np.random.Generator) -> Place:
    """A random place in the deeper half: people click well inside, but not exactly at the centre."""
    inner = depth(mask)
    return choose(inner >= inner.max() / 2, random)


def edge_place(mask: np.ndarray, random: np.random.Generator) -> Place:
    """A random place within three pixels of the edge."""
    inner = depth(mask)
    return choose((inner > 0) & (inner <= 3), random)


def draw_first_prompt(mask: np.ndarray, chances: dict, random: np.random.Generator) -> tuple[np.ndarray, list[Place]]:
    """The first prompt for an object: the map of positive prompts, float32, and the clicks in it."""
    canvas = np.zeros(mask.shape, np.float32)
    draw = random.random()
    if draw < chances["box"]:
        rows, columns = (np.nonzero(mask.any(axis=axis))[0] for axis in (1, 0))
        jitter = random.integers(-3, 4, 4)
        top, left = max(0, rows[0] + jitter[0]), max(0, columns[0] + jitter[1])
        canvas[top : max(top, rows[-1] + jitter[2]) + 1, left : max(left, columns[-1] + jitter[3]) + 1] = INSIDE_FRAME
        return canvas, []
    draw -= chances["box"]
    if draw < chances["scribble"]:
        places = [deep_place(mask, random) for _ in range(random.integers(2, 5))]
        draw_path(canvas, places)
        return canvas, places
    draw -= chances["scribble"]
    place = edge_place(mask, random) if draw < chances["edge"] else deep_place(mask, random)
    draw_disk(canvas, place)
    return canvas, [place]


def next_click(
    found: np.ndarray, mask: np.ndarray, known: np.ndarray, random: np.random.Generator, largest: int = 3
) -> tuple[Place, bool] | None:
    """A click at the deepest point of one of the largest errors, drawn by size, and whether it adds. None
    without errors.

    `known`: where the truth is known; differences elsewhere are not errors.
    """
    wrong = (found != mask) & known
    parts, count = ndimage.label(wrong)
    if count == 0:
        return None
    sizes = np.bincount(parts.ravel(), minlength=count + 1)[1:]
    order = np.argsort(sizes)[::-1][:largest]
    part = parts == order[random.choice(len(order), p=sizes[order] / sizes[order].sum())] + 1
    inner = depth(part)
    place = choose(inner == inner.max(), random)
    return place, bool(mask[place])


def grow_object(
    grey: np.ndarray, random: np.random.Generator, pixels: tuple[int, int] = (60, 4000)
) -> np.ndarray | None:
    """A pseudo-object that is not an organ: a connected region of similar grey values around a random place, within
    limits of size, or None.

    It teaches the network to follow edges whatever they enclose, like superpixels in ScribblePrompt and nnInteractive.
    """
    smooth = ndimage.gaussian_filter(grey.astype(np.float32), random.uniform(0.8, 2))
    place = tuple(random.integers(side // 8, side - side // 8) for side in grey.shape)
    near = np.abs(smooth - smooth[place]) < random.uniform(0.03, 0.12)
    parts, _ = ndimage.label(ndimage.binary_opening(near, iterations=2))
    if parts[place] == 0:
        return None
    part = ndimage.binary_fill_holes(parts == parts[place])
    return part if pixels[0] <= np.count_nonzero(part) <= pixels[1] else None
