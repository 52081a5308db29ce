"""Kidneys, spleen, stomach, pancreas, bowel and the great vessels of the phantom as tissues."""

import numpy as np

from . import body
from .parameters import Parameters
from .shapes import Points, Shape, bumpy, ellipsoid, smooth_max, tube, waves
from .tissues import Tissue, cut, fluid_and_gas, keep_inside, shell, solid, union


def upper_organs(parameters: Parameters, random: np.random.Generator, organ: Shape) -> list[Tissue]:
    build = parameters.build
    texture = waves(random, 5, 15, 80, 8)
    curd = waves(random, 16, 8, 30, 9)
    pyramids = waves(random, 3.4, 13, 19, 6)
    tissues: list[Tissue] = []
    for side, centre, turn in ((-1, (-72, 48, 56), 26), (1, (75, 43, 74), -26)):
        outline = cut(bumpy(ellipsoid(centre, (27, 31, 56), turn), waves(random, 1.6, 25, 60), 3), organ, 4)
        medulla = Shape(lambda p, outline=outline: outline.distance(p) + 8 + pyramids(p), outline.low, outline.high)
        hilum = (centre[0] - side * 19, centre[1] - 7, centre[2])
        sinus = bumpy(ellipsoid(hilum, (17, 11, 25), turn), waves(random, 4, 15, 30), 5)
        tissues += [
            Tissue("kidney cortex", outline, parameters.cortex_hu),
            Tissue("kidney medulla", medulla, 0.6 * parameters.cortex_hu + 38),
            Tissue("renal sinus", sinus, parameters.fat_hu + 20),
            Tissue(
                "renal vein",
                tube(
                    [(centre[0] - side * 14, centre[1] - 6, centre[2] + 2), (side * 6 - 8, 24, centre[2] + 8)], [5, 5]
                ),
                parameters.vein_hu,
            ),
            Tissue(
                "renal pelvis",
                tube(
                    [
                        (centre[0] - side * 16, centre[1], centre[2] - 6),
                        (centre[0] - side * 30, centre[1] - 2, centre[2] - 50),
                        (side * 30, 20, -60),
                    ],
                    [6, 3, 2.5],
                ),
                20,
            ),
            Tissue(
                "adrenal", tube([(side * 30, 28, 118), (side * 40, 40, 128), (side * 33, 26, 134)], [3, 2.6, 3]), 70
            ),
        ]
    spleen_outline = keep_inside(
        bumpy(ellipsoid((116, 34, 138), (40, 62, 56), 24), waves(random, 3, 40, 90), 4), build, 4
    )
    dome = Shape(
        lambda p: smooth_max(spleen_outline.distance(p), (p.z - body.diaphragm_height(p) + 4) * 0.75, 6),
        spleen_outline.low,
        spleen_outline.high,
    )
    scoop = ellipsoid((66, 2, 140), (38, 46, 74), 0)
    spleen = cut(cut(dome, scoop, 0), organ, 4)
    stomach_path = [(52, 2, 172), (66, -14, 152), (64, -34, 122), (44, -52, 98), (8, -52, 88), (-22, -38, 88)]
    stomach = cut(
        keep_inside(bumpy(tube(stomach_path, [30, 39, 34, 24, 15, 10]), waves(random, 3, 30, 70), 4), build, 6),
        organ,
        4,
    )
    dome_stomach = Shape(
        lambda p: smooth_max(stomach.distance(p), (p.z - body.diaphragm_height(p) + 4) * 0.75, 6),
        stomach.low,
        stomach.high,
    )
    pancreas_path = [(-22, 2, 66), (-16, -6, 88), (10, -10, 100), (44, 6, 112), (80, 16, 126)]
    pancreas = cut(bumpy(tube(pancreas_path, [13, 11, 9, 9, 8]), waves(random, 5, 9, 22), 4), dome_stomach, 3)
    tissues += [Tissue("spleen", spleen, solid(parameters.spleen_hu, texture))]
    tissues += [Tissue("pancreas", cut(pancreas, organ, 2), solid(0.6 * parameters.liver_hu + 26, texture))]
    tissues += shell("stomach", dome_stomach, 4.0, parameters.muscle_hu + 18, fluid_and_gas(-44, 22, curd))
    tissues += shell(
        "duodenum",
        cut(
            tube([(-24, -36, 86), (-48, -14, 72), (-46, 6, 40), (-20, 14, 26), (20, 8, 30)], [11, 12, 12, 11, 10]),
            organ,
            3,
        ),
        2.5,
        parameters.muscle_hu + 20,
        fluid_and_gas(-40, 24, curd),
    )
    return tissues


def bowel(parameters: Parameters, random: np.random.Generator, organ: Shape) -> list[Tissue]:
    build = parameters.build
    curd = waves(random, 30, 7, 24, 9)
    bubbles = waves(random, 30, 6, 14, 9)
    tissues: list[Tissue] = []

    def faeces(p: Points) -> np.ndarray:
        return np.where(bubbles(p) > 17, -650.0, 35 + curd(p))

    placed: list[tuple[np.ndarray, float]] = []
    for _ in range(900):
        centre = np.array([random.uniform(-95, 100), random.uniform(-75, 22), random.uniform(-60, 92)])
        radius = random.uniform(11, 16)
        near_spine = np.hypot(centre[0], centre[1] - 45) < 46
        if near_spine or any(
            np.linalg.norm((centre - other) * (1, 1, 0.75)) < radius + size + 3 for other, size in placed
        ):
            continue
        if centre[2] > 52 + 0.5 * centre[0]:
            continue
        placed.append((centre, radius))
        stretch = random.normal(0, 1, 3) * (20, 14, 9)
        loop = tube(
            [tuple(centre - stretch), tuple(centre), tuple(centre + stretch)], [radius * 0.8, radius, radius * 0.8]
        )
        loop = cut(keep_inside(bumpy(loop, waves(random, 2.5, 18, 40), 3), build, 5), organ, 5)
        content = (
            fluid_and_gas(centre[1] - radius * 0.45, 20, curd)
            if random.random() < 0.3
            else solid(random.uniform(12, 45), curd)
        )
        tissues += shell("small bowel", loop, 2.2, parameters.muscle_hu + 30, content)
    width = build.half_width - build.fat - build.muscle
    colons = [
        ("ascending colon", [(-width + 34, 14, -80), (-width + 36, 8, 14), (-width + 46, -14, 34)], faeces),
        (
            "transverse colon",
            [(-width + 46, -14, 34), (-62, -56, 30), (-10, -66, 44), (48, -58, 70), (width - 34, -22, 112)],
            fluid_and_gas(-58, 30, curd),
        ),
        (
            "descending colon",
            [(width - 32, -20, 114), (width - 24, 12, 84), (width - 26, 26, 20), (width - 34, 22, -80)],
            faeces,
        ),
    ]
    for name, path, content in colons:
        haustra = waves(random, 5, 16, 30, 5)
        outline = cut(
            keep_inside(
                bumpy(tube(path, [21] * len(path) if name != "descending colon" else [17] * len(path)), haustra, 4),
                build,
                4,
            ),
            organ,
            4,
        )
        tissues += shell(name, outline, 2.0, parameters.muscle_hu + 12, content)
    return tissues


def great_vessels(parameters: Parameters, random: np.random.Generator) -> list[Tissue]:
    artery, vein = parameters.artery_hu, parameters.vein_hu
    aorta = tube([(14, 22, 280), (13, 20, 150), (9, 17, 60), (6, 15, -60)], [12, 11.5, 10, 9])
    cava = tube([(-24, 18, 205), (-24, 18, 150), (-22, 18, 90), (-20, 17, -60)], [12, 12, 12, 10], 1.2)
    mesenteric = []
    for _ in range(26):
        start = np.array([random.uniform(-30, 40), random.uniform(-30, 5), random.uniform(-20, 80)])
        end = start + random.normal(0, 1, 3) * (38, 26, 26)
        mesenteric.append(
            tube([tuple(start), tuple((start + end) / 2 + random.normal(0, 7, 3)), tuple(end)], [2.6, 2.1, 1.2])
        )
    splenic = [(-8, 8, 98), (24, 2, 112), (60, 18, 124), (88, 22, 132)]
    return [
        Tissue("mesenteric vessels", union(mesenteric), artery - 40),
        Tissue("splenic vein", tube(splenic, [5, 4.5, 4.2, 3.5]), vein),
        Tissue("superior mesenteric vein", tube([(-8, 8, 98), (-6, -6, 60), (-2, -12, -40)], [6, 5.5, 5]), vein),
        Tissue("superior mesenteric artery", tube([(10, 12, 98), (9, -2, 78), (10, -8, -40)], [4, 3.6, 3]), artery),
        Tissue("coeliac trunk", tube([(11, 12, 112), (10, -2, 116), (-16, -2, 118)], [4, 3.4, 2.6]), artery),
        Tissue("cava", cava, vein - 10),
        Tissue("aorta", aorta, artery),
        Tissue("aortic plaque", tube([(20, 26, 20), (19, 27, 48)], [1.6, 1.4]), 700),
    ]
