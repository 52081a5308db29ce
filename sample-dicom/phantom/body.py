"""The trunk: skin, fat, muscle wall, diaphragm, lungs, spine, ribs and the couch."""

from dataclasses import dataclass

import numpy as np

from .shapes import UNBOUNDED, Points, Shape, smooth_max, smooth_min, superellipse


@dataclass(frozen=True)
class Build:
    """Half width and half depth of the trunk, thickness of the subcutaneous fat and of the muscle wall, all mm."""

    half_width: float = 164
    half_depth: float = 116
    fat: float = 17
    muscle: float = 12

    def skin(self, p: Points) -> np.ndarray:
        return superellipse(p, (0, 0), (self.half_width, self.half_depth), 2.35)

    def wall(self, p: Points) -> np.ndarray:
        """Outer surface of the muscle wall; fat is thinner in front and at the flanks than behind."""
        return superellipse(p, (0, -3), (self.half_width - self.fat, self.half_depth - self.fat - 1), 2.35)

    def cavity(self, p: Points) -> np.ndarray:
        """Inner surface of the muscle wall."""
        inset = self.fat + self.muscle
        return superellipse(p, (0, -9), (self.half_width - inset, self.half_depth - inset - 1), 2.3)


def diaphragm_height(p: Points) -> np.ndarray:
    """z (mm) of the diaphragm above a point: right dome, left dome and the central tendon under the heart."""
    right = 198 - 92 * (((p.x + 70) / 86) ** 2 + ((p.y + 2) / 88) ** 2) ** 1.25
    left = 188 - 92 * (((p.x - 74) / 84) ** 2 + ((p.y + 4) / 88) ** 2) ** 1.25
    middle = 178 - 60 * (((p.x - 4) / 80) ** 2 + ((p.y + 40) / 62) ** 2) ** 1.2
    return smooth_max(smooth_max(right, left, 40), middle, 34)


def lung(build: Build) -> Shape:
    """Air of both lungs, without the mediastinum; vessels are painted in afterwards."""

    def distance(p: Points) -> np.ndarray:
        above = (diaphragm_height(p) + 2.5 - p.z) * 0.75
        mediastinum = 26 - np.sqrt((p.x / 1.25) ** 2 + (np.maximum(0, np.abs(p.y - 30) - 24)) ** 2)
        return smooth_max(smooth_max(build.cavity(p) + 1.5, above, 5), mediastinum, 6)

    return Shape(distance, low=(-UNBOUNDED, -UNBOUNDED, 70))


def diaphragm(build: Build) -> Shape:
    """Muscle between lungs and abdomen, about 3 mm thick (the lungs are painted over it)."""

    def distance(p: Points) -> np.ndarray:
        height = diaphragm_height(p)
        return np.maximum(build.cavity(p), np.maximum(height - 1 - p.z, p.z - height - 4) * 0.75)

    return Shape(distance, low=(-UNBOUNDED, -UNBOUNDED, 70))


VERTEBRA_MM = 33.0
SPINE_Y = 50.0


def vertebra_phase(z: np.ndarray) -> np.ndarray:
    """-0.5 to 0.5 over one vertebra and its disc; the disc is beyond 0.38."""
    return (z / VERTEBRA_MM) % 1 - 0.5


def vertebral_body(p: Points) -> np.ndarray:
    """Body and disc; flattened behind, where the canal is."""
    phase = vertebra_phase(p.z)
    swell = 2.2 * (2 * phase) ** 2  # the waist
    round_part = np.sqrt((p.x / 1.28) ** 2 + (p.y - SPINE_Y) ** 2) - (16 + swell)
    return smooth_max(round_part, p.y - SPINE_Y - 15.5, 5)


def vertebral_arch(p: Points) -> np.ndarray:
    """Pedicles, laminae, spinous and transverse processes, where a vertebra has them."""
    phase = vertebra_phase(p.z)
    canal_y = SPINE_Y + 25
    radius = np.sqrt((p.x / 1.15) ** 2 + (p.y - canal_y) ** 2)
    pedicles = np.maximum(np.abs(radius - 12) - 3.2, (np.abs(phase) - 0.27) * VERTEBRA_MM)
    laminae = np.maximum(np.abs(radius - 12.5) - 3.4, canal_y + 2 - p.y)
    spinous = np.maximum(
        np.maximum(np.abs(p.x) - 3.2, np.abs(p.y - canal_y - 22) - 13), (np.abs(phase + 0.22) - 0.3) * VERTEBRA_MM
    )
    slant = p.y - (canal_y - 8 + 0.28 * (np.abs(p.x) - 12))
    transverse = np.maximum(
        np.sqrt(slant**2 + (phase * VERTEBRA_MM) ** 2) - 5.0, np.maximum(np.abs(p.x) - 40, 12 - np.abs(p.x))
    )
    facets = np.sqrt((np.abs(p.x) - 17) ** 2 + (p.y - canal_y - 4) ** 2) - 6.5
    return smooth_min(smooth_min(smooth_min(pedicles, laminae, 2), smooth_min(spinous, transverse, 2), 2), facets, 2)


RIB_SPACING_MM = 27.0


def rib(build: Build, inset: float, cartilage: bool = False) -> Shape:
    """Ribs slope down from the spine to the front; lower ones are shorter. `inset` shrinks them to their marrow.

    `cartilage`: the costal cartilage in front of them instead.
    """

    def distance(p: Points) -> np.ndarray:
        across = build.cavity(p) - 4.5
        angle = np.abs(np.arctan2(p.x / build.half_width, (p.y + 8) / build.half_depth))  # 0 behind, pi in front
        drop = p.z + 78 * np.minimum(angle, 1.9) ** 1.25 - 20
        number = np.round(drop / RIB_SPACING_MM)
        along = (drop - number * RIB_SPACING_MM) * 0.62
        longest = np.clip(1.15 + 0.32 * (number - 4.5), 0.0, 2.15)
        end = np.maximum(angle - longest, 0.32 - angle)
        if cartilage:
            end = np.maximum(longest - angle, angle - 2.75)
        end = np.where(number < (5 if cartilage else 4), 20, end * 110)
        oval = np.sqrt((across / 0.8) ** 2 + along**2) - (6.2 - inset)
        return smooth_max(oval, end, 2)

    return Shape(distance)


def couch_distance(p: Points, top_y: float) -> np.ndarray:
    """Couch plate: a shallow trough below the patient."""
    sag = top_y - (p.x / 230) ** 2 * 38
    return np.maximum(np.maximum(sag - p.y, p.y - sag - 14 - (p.x / 230) ** 2 * 8), np.abs(p.x) - 205)
