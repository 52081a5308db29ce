"""The liver with its vessels, gallbladder and lesions."""

import numpy as np

from . import body
from .parameters import Parameters
from .shapes import UNBOUNDED, Points, Shape, bumpy, ellipsoid, smooth_max, tube, waves
from .tissues import LESION, LIVER, Tissue, branches, cut, keep_inside, solid, union


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
        tip = np.sqrt(((p.x + 30) / 1.0) ** 2 + ((p.y + 25) / 1.2) ** 2) - 122 * size
        inside = smooth_max(smooth_max(wall, dome, 9), smooth_max(slant, underside, 22), 12)
        return smooth_max(inside, tip, 18) + ripple(p)

    return Shape(distance, low=(-UNBOUNDED, -UNBOUNDED, 0))


def liver_and_vessels(parameters: Parameters, random: np.random.Generator, organ: Shape) -> list[Tissue]:
    texture = waves(random, 5, 18, 90, 8)
    fissure = Shape(lambda p: np.maximum(np.abs(p.x - 12 - 0.25 * (p.y + 60)) - 2.2, np.maximum(p.y + 46, p.z - 150)))
    gallbladder = keep_inside(ellipsoid((-48, -56, 78), (15, 26, 20), -20), parameters.build, 7)
    portal = branches(random, (-34.0, 2.0, 118.0), [(-58, 12, 6), (-50, -18, -22), (26, -40, 16)], 6.5, 2)
    trunk_vein = tube([(14, 6, 84), (-8, 8, 98), (-34, 2, 118)], [7, 7, 6.5])
    hepatic = []
    for end in ((-115, 30, 128), (-72, -45, 134), (20, -52, 146)):
        bend = tuple(
            np.array((-24, 22, 174)) * 0.5 + np.array(end) * 0.5 + random.normal(0, 6, 3) + np.array((0, 0, 8))
        )
        hepatic.append(tube([(-24, 22, 176), bend, end], [6.0, 4.0, 1.6]))
        fork = np.array(end) + random.normal(0, 1, 3) * np.array((18, 18, 14))
        hepatic.append(tube([bend, tuple(fork)], [3.2, 1.3]))
    inside = Shape(lambda p: organ.distance(p) + 3, organ.low, organ.high)
    tissues = [
        Tissue(
            "gallbladder wall", Shape(lambda p: gallbladder.distance(p) - 1.5, gallbladder.low, gallbladder.high), 60
        ),
        Tissue("liver", cut(organ, gallbladder, 2.0), solid(parameters.liver_hu, texture), LIVER),
        Tissue("gallbladder", gallbladder, 9),
        Tissue("fissure", fissure, parameters.fat_hu + 25, within=organ),
        Tissue("portal vein", trunk_vein, parameters.vein_hu),
        Tissue("portal branches", union(portal), parameters.vein_hu, label=None, within=inside),
        Tissue("hepatic veins", union(hepatic), parameters.vein_hu - 6, label=None, within=inside),
    ]
    for index, lesion in enumerate(parameters.lesions):
        ripple = waves(random, 0.16 * lesion.radius, 1.5 * lesion.radius, 4 * lesion.radius)
        squeeze = lesion.radius * random.uniform(0.85, 1.15, 3)
        shape = bumpy(ellipsoid(lesion.centre, tuple(squeeze), random.uniform(0, 180)), ripple, 0.3 * lesion.radius)
        core = Shape(
            lambda p, shape=shape, lesion=lesion: shape.distance(p) + 0.5 * lesion.radius, shape.low, shape.high
        )
        tissues.append(Tissue(f"lesion {index + 1}", shape, solid(lesion.hu, texture), LESION, within=inside))
        tissues.append(Tissue(f"lesion {index + 1} core", core, solid(lesion.hu - 12, texture), LESION, within=inside))
    return tissues
