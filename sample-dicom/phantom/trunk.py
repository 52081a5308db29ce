"""Wall, chest and skeleton of the phantom as tissues."""

import numpy as np

from . import body
from .parameters import Parameters
from .shapes import Points, Shape, ellipsoid, smooth_max, tube, waves
from .tissues import Tissue, branches, union


def trunk(parameters: Parameters, random: np.random.Generator) -> list[Tissue]:
    build = parameters.build
    streaks = waves(random, 26, 9, 40, 9)
    septa = waves(random, 9, 7, 30, 9)
    mottle = waves(random, 14, 10, 50, 7)

    def muscle(p: Points) -> np.ndarray:
        return parameters.muscle_hu - np.clip(streaks(p) - 9, 0, 60) * 2

    def fat(p: Points) -> np.ndarray:
        return parameters.fat_hu + np.clip(septa(p) - 4, 0, 20) * 2.5

    def mesentery(p: Points) -> np.ndarray:
        return parameters.fat_hu + np.clip(mottle(p) - 3, 0, 30) * 2.2

    def flank_planes(p: Points) -> np.ndarray:
        """Fat between the three muscles of the flank."""
        depth = build.wall(p) / build.muscle + 0.9 * waviness(p)
        sheet = np.minimum(np.abs(depth + 0.36), np.abs(depth + 0.68)) * build.muscle - 0.55
        return np.maximum(sheet, np.maximum(60 - np.abs(p.x), np.abs(p.y) - 60))

    waviness = waves(random, 0.16, 30, 90)
    erectors = [ellipsoid((side * 37, 86, 100), (29, 17, 400), side * 8) for side in (-1, 1)]
    skin = Shape(build.skin)
    under_skin = Shape(lambda p: build.skin(p) + 2.0)
    return [
        Tissue("skin", skin, 5),
        Tissue("subcutaneous fat", under_skin, fat),
        Tissue("muscle wall", Shape(build.wall), muscle),
        Tissue(
            "linea alba",
            Shape(
                lambda p: np.maximum(
                    np.abs(p.x) - 3.5, np.maximum(np.maximum(build.wall(p), -build.cavity(p)), p.y + 20)
                )
            ),
            parameters.fat_hu + 60,
        ),
        Tissue("muscle planes", Shape(flank_planes), parameters.fat_hu + 40),
        Tissue("erector spinae", union(erectors), muscle, within=under_skin),
        Tissue("abdominal fat", Shape(build.cavity), mesentery),
        Tissue("diaphragm", body.diaphragm(build), parameters.muscle_hu),
    ]


def chest(parameters: Parameters, random: np.random.Generator) -> list[Tissue]:
    build = parameters.build
    air = body.lung(build)
    markings = []
    for side in (-1, 1):
        for height in (165, 190, 215, 240, 260):
            for depth in (-25, 10, 40):
                start = (side * 34.0, float(depth), float(height))
                markings += branches(
                    random,
                    start,
                    [(side * random.uniform(40, 75), random.uniform(-25, 30), random.uniform(-45, -10))],
                    3.4,
                    3,
                )
    texture = waves(random, 22, 30, 120)
    chamber = ellipsoid((18, -34, 238), (58, 44, 60), 25)
    return [
        Tissue("lungs", air, lambda p: -868 + 0.55 * (p.y + 20) + texture(p)),
        Tissue("lung vessels", union(markings), 25, within=air),
        Tissue("pericardial fat", ellipsoid((16, -38, 236), (66, 50, 62), 25), parameters.fat_hu + 8),
        Tissue("heart muscle", chamber, parameters.muscle_hu + 50),
        Tissue(
            "heart chambers",
            union([ellipsoid((33, -28, 242), (26, 24, 48), 25), ellipsoid((-10, -46, 244), (24, 24, 48), 25)]),
            parameters.vein_hu,
        ),
        Tissue(
            "oesophagus", tube([(10, 14, 260), (14, 8, 200), (34, -4, 176)], [8, 8, 9], 1.3), parameters.muscle_hu - 12
        ),
    ]


def skeleton(parameters: Parameters, random: np.random.Generator) -> list[Tissue]:
    build = parameters.build
    trabeculae = waves(random, 45, 7, 22, 9)
    disc = Shape(lambda p: body.vertebral_body(p) - 1.0)
    bone = Shape(
        lambda p: smooth_max(body.vertebral_body(p), (np.abs(body.vertebra_phase(p.z)) - 0.40) * body.VERTEBRA_MM, 3)
    )
    marrow = Shape(lambda p: bone.distance(p) + 2.2)
    arch = Shape(body.vertebral_arch)
    return [
        Tissue(
            "psoas",
            union(
                [
                    tube([(side * 27, 50, 118), (side * 35, 50, 40), (side * 46, 44, -60)], [5, 14, 22])
                    for side in (-1, 1)
                ]
            ),
            parameters.muscle_hu + 3,
        ),
        Tissue(
            "crura",
            union(
                [tube([(-14, 24, 60), (-17, 22, 170)], [5, 5], 0.6), tube([(20, 24, 60), (24, 20, 170)], [5, 5], 0.6)]
            ),
            parameters.muscle_hu,
        ),
        Tissue(
            "quadratus lumborum",
            union([ellipsoid((side * 63, 64, -30), (19, 10, 95), side * 25) for side in (-1, 1)]),
            parameters.muscle_hu,
            within=Shape(build.wall),
        ),
        Tissue("costal cartilage", body.rib(build, 0.8, cartilage=True), 95),
        Tissue("sternum", ellipsoid((0, 14 - build.half_depth + build.fat, 262), (19, 6, 90)), 240),
        Tissue("rib cortex", body.rib(build, 0), 520),
        Tissue("rib marrow", body.rib(build, 2.0), lambda p: 210 + trabeculae(p)),
        Tissue("discs", disc, 88),
        Tissue("vertebral cortex", bone, 560),
        Tissue("vertebral marrow", marrow, lambda p: 195 + trabeculae(p)),
        Tissue("vertebral arch", arch, 540),
        Tissue("arch marrow", Shape(lambda p: body.vertebral_arch(p) + 2.0), lambda p: 240 + trabeculae(p)),
        Tissue("spinal canal", tube([(0, body.SPINE_Y + 25, -100), (0, body.SPINE_Y + 25, 400)], [8.5, 8.5]), 28),
    ]
