"""What a phantom is painted from: shapes cut, joined and filled with HU."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .body import Build
from .shapes import UNBOUNDED, Points, Shape, Vector, smooth_max, tube

LIVER, LESION = 1, 2
Grey = float | Callable[[Points], np.ndarray]


@dataclass(frozen=True)
class Tissue:
    """A shape filled with HU. `label`: None leaves the label map as it is, otherwise the value it gets.

    `within`: an earlier shape that this one is cut to.
    """

    name: str
    shape: Shape
    hu: Grey
    label: int | None = 0
    within: Shape | None = None


def cut(shape: Shape, by: Shape, gap: float) -> Shape:
    """The shape where it stays at least `gap` mm away from another one."""
    return Shape(lambda p: smooth_max(shape.distance(p), gap - by.distance(p), 5), shape.low, shape.high)


def keep_inside(shape: Shape, build: Build, gap: float) -> Shape:
    return Shape(lambda p: smooth_max(shape.distance(p), build.cavity(p) + gap, 6), shape.low, shape.high)


def union(shapes: list[Shape]) -> Shape:
    low = tuple(min(shape.low[axis] for shape in shapes) for axis in range(3))
    high = tuple(max(shape.high[axis] for shape in shapes) for axis in range(3))

    def distance(p: Points) -> np.ndarray:
        best = np.full_like(p.x, UNBOUNDED)
        for shape in shapes:
            near = shape.near(p)
            if len(near):
                best[near] = np.minimum(best[near], shape.distance(p.pick(near)))
        return best

    return Shape(distance, low, high)


def branches(
    random: np.random.Generator, start: Vector, directions: list[Vector], radius: float, depth: int
) -> list[Shape]:
    """A tree of thinning vessels."""
    shapes = []
    for direction in directions:
        heading = np.array(direction, float)
        path, radii, point, size = [start], [radius], np.array(start, float), radius
        for _ in range(3):
            heading = heading + random.normal(0, 0.22, 3) * np.linalg.norm(heading)
            point = point + heading * 0.36
            size *= 0.84
            path.append(tuple(point))
            radii.append(size)
        shapes.append(tube(path, radii))
        if depth:
            twist = np.linalg.norm(heading) * 0.62
            forks = [tuple(heading * 0.55 + random.normal(0, 1, 3) * twist * 0.6) for _ in range(2)]
            shapes += branches(random, path[-1], forks, size * 0.95, depth - 1)
            shapes += branches(random, path[2], forks[:1], radii[2] * 0.7, depth - 1)
    return shapes


def shell(name: str, shape: Shape, wall_mm: float, wall_hu: float, content: Grey) -> list[Tissue]:
    """A hollow organ: its wall and what fills it."""
    inner = Shape(lambda p: shape.distance(p) + wall_mm, shape.low, shape.high)
    return [Tissue(f"{name} wall", shape, wall_hu), Tissue(f"{name} content", inner, content)]


def fluid_and_gas(level_y: float, fluid_hu: float, field_hu) -> Callable[[Points], np.ndarray]:
    """Gas in front of a level (the patient lies on the back), fluid with food behind it."""
    return lambda p: np.where(p.y < level_y, -960.0, fluid_hu + field_hu(p))


def solid(hu: float, field_hu) -> Callable[[Points], np.ndarray]:
    return lambda p: hu + field_hu(p)
