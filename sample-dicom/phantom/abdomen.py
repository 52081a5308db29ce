"""The whole phantom as one list of tissues."""

from dataclasses import replace

import numpy as np

from . import body
from .organs import (LESION, LIVER, Parameters, Tissue, branches, cut, fluid_and_gas, keep_inside, liver, shell, solid, union)
from .shapes import Points, Shape, bumpy, ellipsoid, smooth_max, tube, waves


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
        Tissue("linea alba", Shape(lambda p: np.maximum(np.abs(p.x) - 3.5, np.maximum(np.maximum(build.wall(p), -build.cavity(p)), p.y + 20))), parameters.fat_hu + 60),
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
                markings += branches(random, start, [(side * random.uniform(40, 75), random.uniform(-25, 30), random.uniform(-45, -10))], 3.4, 3)
    texture = waves(random, 22, 30, 120)
    chamber = ellipsoid((18, -34, 238), (58, 44, 60), 25)
    return [
        Tissue("lungs", air, lambda p: -868 + 0.55 * (p.y + 20) + texture(p)),
        Tissue("lung vessels", union(markings), 25, within=air),
        Tissue("pericardial fat", ellipsoid((16, -38, 236), (66, 50, 62), 25), parameters.fat_hu + 8),
        Tissue("heart muscle", chamber, parameters.muscle_hu + 50),
        Tissue("heart chambers", union([ellipsoid((33, -28, 242), (26, 24, 48), 25), ellipsoid((-10, -46, 244), (24, 24, 48), 25)]), parameters.vein_hu),
        Tissue("oesophagus", tube([(10, 14, 260), (14, 8, 200), (34, -4, 176)], [8, 8, 9], 1.3), parameters.muscle_hu - 12),
    ]


def skeleton(parameters: Parameters, random: np.random.Generator) -> list[Tissue]:
    build = parameters.build
    trabeculae = waves(random, 45, 7, 22, 9)
    disc = Shape(lambda p: body.vertebral_body(p) - 1.0)
    bone = Shape(lambda p: smooth_max(body.vertebral_body(p), (np.abs(body.vertebra_phase(p.z)) - 0.40) * body.VERTEBRA_MM, 3))
    marrow = Shape(lambda p: bone.distance(p) + 2.2)
    arch = Shape(body.vertebral_arch)
    return [
        Tissue("psoas", union([tube([(side * 27, 50, 118), (side * 35, 50, 40), (side * 46, 44, -60)], [5, 14, 22]) for side in (-1, 1)]), parameters.muscle_hu + 3),
        Tissue("crura", union([tube([(-14, 24, 60), (-17, 22, 170)], [5, 5], 0.6), tube([(20, 24, 60), (24, 20, 170)], [5, 5], 0.6)]), parameters.muscle_hu),
        Tissue("quadratus lumborum", union([ellipsoid((side * 63, 64, -30), (19, 10, 95), side * 25) for side in (-1, 1)]), parameters.muscle_hu, within=Shape(build.wall)),
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


def liver_and_vessels(parameters: Parameters, random: np.random.Generator, organ: Shape) -> list[Tissue]:
    texture = waves(random, 5, 18, 90, 8)
    fissure = Shape(lambda p: np.maximum(np.abs(p.x - 12 - 0.25 * (p.y + 60)) - 2.2, np.maximum(p.y + 46, p.z - 150)))
    gallbladder = keep_inside(ellipsoid((-48, -56, 78), (15, 26, 20), -20), parameters.build, 7)
    portal = branches(random, (-34.0, 2.0, 118.0), [(-58, 12, 6), (-50, -18, -22), (26, -40, 16)], 6.5, 2)
    trunk_vein = tube([(14, 6, 84), (-8, 8, 98), (-34, 2, 118)], [7, 7, 6.5])
    hepatic = []
    for end in ((-115, 30, 128), (-72, -45, 134), (20, -52, 146)):
        bend = tuple(np.array((-24, 22, 174)) * 0.5 + np.array(end) * 0.5 + random.normal(0, 6, 3) + np.array((0, 0, 8)))
        hepatic.append(tube([(-24, 22, 176), bend, end], [6.0, 4.0, 1.6]))
        fork = np.array(end) + random.normal(0, 1, 3) * np.array((18, 18, 14))
        hepatic.append(tube([bend, tuple(fork)], [3.2, 1.3]))
    inside = Shape(lambda p: organ.distance(p) + 3, organ.low, organ.high)
    tissues = [
        Tissue("gallbladder wall", Shape(lambda p: gallbladder.distance(p) - 1.5, gallbladder.low, gallbladder.high), 60),
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
        core = Shape(lambda p, shape=shape, lesion=lesion: shape.distance(p) + 0.5 * lesion.radius, shape.low, shape.high)
        tissues.append(Tissue(f"lesion {index + 1}", shape, solid(lesion.hu, texture), LESION, within=inside))
        tissues.append(Tissue(f"lesion {index + 1} core", core, solid(lesion.hu - 12, texture), LESION, within=inside))
    return tissues


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
            Tissue("renal vein", tube([(centre[0] - side * 14, centre[1] - 6, centre[2] + 2), (side * 6 - 8, 24, centre[2] + 8)], [5, 5]), parameters.vein_hu),
            Tissue("renal pelvis", tube([(centre[0] - side * 16, centre[1], centre[2] - 6), (centre[0] - side * 30, centre[1] - 2, centre[2] - 50), (side * 30, 20, -60)], [6, 3, 2.5]), 20),
            Tissue("adrenal", tube([(side * 30, 28, 118), (side * 40, 40, 128), (side * 33, 26, 134)], [3, 2.6, 3]), 70),
        ]
    spleen_outline = keep_inside(bumpy(ellipsoid((116, 34, 138), (40, 62, 56), 24), waves(random, 3, 40, 90), 4), build, 4)
    dome = Shape(lambda p: smooth_max(spleen_outline.distance(p), (p.z - body.diaphragm_height(p) + 4) * 0.75, 6), spleen_outline.low, spleen_outline.high)
    scoop = ellipsoid((66, 2, 140), (38, 46, 74), 0)
    spleen = cut(cut(dome, scoop, 0), organ, 4)
    stomach_path = [(52, 2, 172), (66, -14, 152), (64, -34, 122), (44, -52, 98), (8, -52, 88), (-22, -38, 88)]
    stomach = cut(keep_inside(bumpy(tube(stomach_path, [30, 39, 34, 24, 15, 10]), waves(random, 3, 30, 70), 4), build, 6), organ, 4)
    dome_stomach = Shape(lambda p: smooth_max(stomach.distance(p), (p.z - body.diaphragm_height(p) + 4) * 0.75, 6), stomach.low, stomach.high)
    pancreas_path = [(-22, 2, 66), (-16, -6, 88), (10, -10, 100), (44, 6, 112), (80, 16, 126)]
    pancreas = cut(bumpy(tube(pancreas_path, [13, 11, 9, 9, 8]), waves(random, 5, 9, 22), 4), dome_stomach, 3)
    tissues += [Tissue("spleen", spleen, solid(parameters.spleen_hu, texture))]
    tissues += [Tissue("pancreas", cut(pancreas, organ, 2), solid(0.6 * parameters.liver_hu + 26, texture))]
    tissues += shell("stomach", dome_stomach, 4.0, parameters.muscle_hu + 18, fluid_and_gas(-44, 22, curd))
    tissues += shell("duodenum", cut(tube([(-24, -36, 86), (-48, -14, 72), (-46, 6, 40), (-20, 14, 26), (20, 8, 30)], [11, 12, 12, 11, 10]), organ, 3), 2.5, parameters.muscle_hu + 20, fluid_and_gas(-40, 24, curd))
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
        if near_spine or any(np.linalg.norm((centre - other) * (1, 1, 0.75)) < radius + size + 3 for other, size in placed):
            continue
        if centre[2] > 52 + 0.5 * centre[0]:
            continue
        placed.append((centre, radius))
        stretch = random.normal(0, 1, 3) * (20, 14, 9)
        loop = tube([tuple(centre - stretch), tuple(centre), tuple(centre + stretch)], [radius * 0.8, radius, radius * 0.8])
        loop = cut(keep_inside(bumpy(loop, waves(random, 2.5, 18, 40), 3), build, 5), organ, 5)
        content = fluid_and_gas(centre[1] - radius * 0.45, 20, curd) if random.random() < 0.3 else solid(random.uniform(12, 45), curd)
        tissues += shell("small bowel", loop, 2.2, parameters.muscle_hu + 30, content)
    width = build.half_width - build.fat - build.muscle
    colons = [
        ("ascending colon", [(-width + 34, 14, -80), (-width + 36, 8, 14), (-width + 46, -14, 34)], faeces),
        ("transverse colon", [(-width + 46, -14, 34), (-62, -56, 30), (-10, -66, 44), (48, -58, 70), (width - 34, -22, 112)], fluid_and_gas(-58, 30, curd)),
        ("descending colon", [(width - 32, -20, 114), (width - 24, 12, 84), (width - 26, 26, 20), (width - 34, 22, -80)], faeces),
    ]
    for name, path, content in colons:
        haustra = waves(random, 5, 16, 30, 5)
        outline = cut(keep_inside(bumpy(tube(path, [21] * len(path) if name != "descending colon" else [17] * len(path)), haustra, 4), build, 4), organ, 4)
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
        mesenteric.append(tube([tuple(start), tuple((start + end) / 2 + random.normal(0, 7, 3)), tuple(end)], [2.6, 2.1, 1.2]))
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


def abdomen(parameters: Parameters) -> list[Tissue]:
    """All tissues of a phantom, in the order of painting."""
    random = np.random.default_rng(parameters.seed)
    organ = liver(parameters)
    tissues = trunk(parameters, random)
    tissues += bowel(parameters, random, organ)
    tissues += upper_organs(parameters, random, organ)
    tissues += liver_and_vessels(parameters, random, organ)
    tissues += great_vessels(parameters, random)
    tissues += chest(parameters, random)
    tissues += skeleton(parameters, random)
    return tissues
