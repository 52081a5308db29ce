"""The organs of the phantom, in the order in which they are painted."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from . import body
from .body import Build
from .shapes import Points, Shape, Vector, bumpy, ellipsoid, smooth_max, smooth_min, tube, waves

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


@dataclass(frozen=True)
class Lesion:
    centre: Vector
    radius: float
    hu: float


@dataclass(frozen=True)
class Parameters:
    """All that varies between phantoms: mm and HU."""

    seed: int = 7
    build: Build = field(default_factory=Build)
    liver_hu: float = 108
    spleen_hu: float = 120
    muscle_hu: float = 58
    fat_hu: float = -102
    artery_hu: float = 165
    vein_hu: float = 150
    cortex_hu: float = 178
    liver_size: float = 0.94
    warp_mm: float = 6.0
    lesions: tuple[Lesion, ...] = (
        Lesion((-95, 18, 140), 17, 62), Lesion((-55, -45, 128), 12, 55), Lesion((-112, -28, 95), 9, 66),
        Lesion((-78, 38, 168), 10, 60), Lesion((22, -58, 150), 8, 64), Lesion((-100, 42, 72), 7, 58),
    )


def random_parameters(seed: int) -> Parameters:
    """A phantom of another build, contrast phase and tumour load."""
    random = np.random.default_rng(seed)
    build = Build(random.uniform(145, 185), random.uniform(100, 128), random.uniform(8, 26), random.uniform(9, 14))
    enhancement = random.uniform(0, 1.15)  # 0 without contrast agent
    liver_hu = 55 + 53 * enhancement + random.normal(0, 7)
    spots = [(-95, 18, 140), (-55, -45, 128), (-112, -28, 95), (-78, 38, 168), (22, -58, 150), (-100, 42, 72), (-40, -20, 150), (-85, -10, 110)]
    count = random.integers(0, 7)
    lesions = tuple(
        Lesion(tuple((np.array(spots[index]) + random.normal(0, 8, 3)).tolist()), random.uniform(4, 20), float(liver_hu - random.uniform(20, 60)))
        for index in random.permutation(len(spots))[:count]
    )
    return Parameters(
        seed=seed, build=build, liver_hu=liver_hu, spleen_hu=50 + 70 * enhancement + random.normal(0, 5),
        muscle_hu=52 + 8 * enhancement + random.normal(0, 3), fat_hu=random.uniform(-112, -92),
        artery_hu=42 + 123 * enhancement + random.normal(0, 8), vein_hu=42 + 108 * enhancement + random.normal(0, 8),
        cortex_hu=35 + 143 * enhancement + random.normal(0, 8), liver_size=random.uniform(0.82, 1.12),
        warp_mm=random.uniform(4, 11), lesions=lesions,
    )


def liver(parameters: Parameters) -> Shape:
    """A wedge under the right dome: wall, diaphragm, the visceral surface below and the slant to the left lobe."""
    build, size = parameters.build, parameters.liver_size
    ripple = waves(np.random.default_rng(parameters.seed + 11), 3.0, 45, 110)

    def distance(p: Points) -> np.ndarray:
        wall = build.cavity(p) + 4
        dome = (p.z - body.diaphragm_height(p) + 3) * 0.75
        retreat = np.clip(118 - p.z, 0, 120) * 0.55 + np.clip(p.z - 168, 0, 60) * 0.5
        slant = 0.66 * (p.x + 30 + retreat) + 0.75 * (p.y - 48) - 26 * (size - 1) * 2
        bend = 8 * np.sin((p.x + 20) / 38)  # porta hepatis pushes in, the left lobe bulges
        underside = (28 + 0.62 * (p.x + 128) - 0.10 * p.y + bend - 40 * (size - 1) - p.z) * 0.8
        tip = (np.sqrt(((p.x + 30) / 1.0) ** 2 + ((p.y + 25) / 1.2) ** 2) - 122 * size)
        inside = smooth_max(smooth_max(wall, dome, 9), smooth_max(slant, underside, 22), 12)
        return smooth_max(inside, tip, 18) + ripple(p)

    return Shape(distance, low=(-UNLIMITED, -UNLIMITED, 0))


UNLIMITED = body.UNLIMITED


def cut(shape: Shape, by: Shape, gap: float) -> Shape:
    """The shape where it stays at least `gap` mm away from another one."""
    return Shape(lambda p: smooth_max(shape.distance(p), gap - by.distance(p), 5), shape.low, shape.high)


def keep_inside(shape: Shape, build: Build, gap: float) -> Shape:
    return Shape(lambda p: smooth_max(shape.distance(p), build.cavity(p) + gap, 6), shape.low, shape.high)


def branches(random: np.random.Generator, start: Vector, directions: list[Vector], radius: float, depth: int) -> list[Shape]:
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


def union(shapes: list[Shape]) -> Shape:
    low = tuple(min(shape.low[axis] for shape in shapes) for axis in range(3))
    high = tuple(max(shape.high[axis] for shape in shapes) for axis in range(3))

    def distance(p: Points) -> np.ndarray:
        best = np.full_like(p.x, UNLIMITED)
        for shape in shapes:
            near = shape.near(p)
            if len(near):
                best[near] = np.minimum(best[near], shape.distance(p.pick(near)))
        return best

    return Shape(distance, low, high)


def shell(name: str, shape: Shape, wall_mm: float, wall_hu: float, content: Grey) -> list[Tissue]:
    """A hollow organ: its wall and what fills it."""
    inner = Shape(lambda p: shape.distance(p) + wall_mm, shape.low, shape.high)
    return [Tissue(f"{name} wall", shape, wall_hu), Tissue(f"{name} content", inner, content)]


def fluid_and_gas(level_y: float, fluid_hu: float, field_hu) -> Callable[[Points], np.ndarray]:
    """Gas in front of a level (the patient lies on the back), fluid with food behind it."""
    return lambda p: np.where(p.y < level_y, -960.0, fluid_hu + field_hu(p))


def solid(hu: float, field_hu) -> Callable[[Points], np.ndarray]:
    return lambda p: hu + field_hu(p)
