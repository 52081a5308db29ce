"""All that varies between phantoms."""

from dataclasses import dataclass, field

import numpy as np

from .body import Build
from .shapes import Vector


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
        Lesion((-95, 18, 140), 17, 62),
        Lesion((-55, -45, 128), 12, 55),
        Lesion((-112, -28, 95), 9, 66),
        Lesion((-78, 38, 168), 10, 60),
        Lesion((22, -58, 150), 8, 64),
        Lesion((-100, 42, 72), 7, 58),
    )


def random_parameters(seed: int) -> Parameters:
    """A phantom of another build, contrast phase and tumour load."""
    random = np.random.default_rng(seed)
    build = Build(random.uniform(145, 185), random.uniform(100, 128), random.uniform(8, 26), random.uniform(9, 14))
    enhancement = random.uniform(0, 1.15)  # 0 without contrast agent
    liver_hu = 55 + 53 * enhancement + random.normal(0, 7)
    spots = [
        (-95, 18, 140),
        (-55, -45, 128),
        (-112, -28, 95),
        (-78, 38, 168),
        (22, -58, 150),
        (-100, 42, 72),
        (-40, -20, 150),
        (-85, -10, 110),
    ]
    count = random.integers(0, 7)
    lesions = tuple(
        Lesion(
            tuple((np.array(spots[index]) + random.normal(0, 8, 3)).tolist()),
            random.uniform(4, 20),
            float(liver_hu - random.uniform(20, 60)),
        )
        for index in random.permutation(len(spots))[:count]
    )
    return Parameters(
        seed=seed,
        build=build,
        liver_hu=liver_hu,
        spleen_hu=50 + 70 * enhancement + random.normal(0, 5),
        muscle_hu=52 + 8 * enhancement + random.normal(0, 3),
        fat_hu=random.uniform(-112, -92),
        artery_hu=42 + 123 * enhancement + random.normal(0, 8),
        vein_hu=42 + 108 * enhancement + random.normal(0, 8),
        cortex_hu=35 + 143 * enhancement + random.normal(0, 8),
        liver_size=random.uniform(0.82, 1.12),
        warp_mm=random.uniform(4, 11),
        lesions=lesions,
    )
