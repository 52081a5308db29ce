"""Synthetic cross-sections of limbs: volumes without a liver, in which muscle has the same grey values."""

import numpy as np
from scipy.ndimage import gaussian_filter

AIR_HU, FAT_HU = -1000.0, -100.0


def wavy(random: np.random.Generator, radius: float, roughness: float) -> np.ndarray:
    """Radius of a closed outline at 360 angles, in mm."""
    angle = np.arange(360) * (np.pi / 180)
    outline = np.ones(360)
    for waves in (2, 3, 4):
        outline += random.normal(0, roughness / waves) * np.cos(waves * angle + random.uniform(0, 2 * np.pi))
    return radius * outline


class Limb:
    """A thigh or upper arm around its axis: skin and fat, muscles with fat between them, bone, vessels,
    sometimes a mass.
    """

    def __init__(self, random: np.random.Generator, radius_mm: float) -> None:
        self.skin = wavy(random, radius_mm, 0.12)
        self.fascia = self.skin * wavy(random, random.uniform(0.72, 0.95), 0.05)
        inner = self.fascia.min()
        self.muscles = random.uniform(-1, 1, (random.integers(7, 14), 2)) * inner
        self.muscle_hu = random.uniform(35, 75) + random.normal(0, 5, len(self.muscles))
        self.septum_mm = random.uniform(0.5, 3)
        self.bone = random.uniform(-0.2, 0.2, 2) * inner
        self.bone_mm, self.cortex_mm = random.uniform(11, 17), random.uniform(2.5, 6)
        self.bone_hu, self.marrow_hu = random.uniform(600, 1300), random.uniform(-80, 120)
        self.vessels = [
            (random.uniform(-0.5, 0.5, 2) * inner, random.uniform(2.5, 5.5), random.uniform(40, 260))
            for _ in range(random.integers(1, 4))
        ]
        self.mass = None
        if random.random() < 0.5:
            self.mass = (random.uniform(-0.5, 0.5, 2) * inner, random.uniform(0.2, 0.65) * inner, random.uniform(5, 70))

    def paint(self, hu: np.ndarray, x: np.ndarray, y: np.ndarray, z_mm: float) -> None:
        """Draw the slice at `z_mm` along the limb into `hu`; `x` and `y` are in mm from the limb's axis."""
        taper = 1 - z_mm / 700
        x, y = x / taper, y / taper
        distance = np.hypot(x, y)
        angle = np.degrees(np.arctan2(y, x)).astype(int) % 360
        hu[distance < self.skin[angle]] = FAT_HU
        inside = distance < self.fascia[angle]
        drift = np.array([0.03, -0.02]) * z_mm
        offsets = np.hypot(
            x[inside, None] - (self.muscles + drift)[:, 0], y[inside, None] - (self.muscles + drift)[:, 1]
        )
        nearest = offsets.argmin(axis=1)
        first, second = np.partition(offsets, 1, axis=1)[:, :2].T
        tissue = self.muscle_hu[nearest]
        tissue[second - first < self.septum_mm] = FAT_HU * 0.7
        hu[inside] = tissue
        if self.mass:
            centre, radius, mass_hu = self.mass
            hu[inside & (np.hypot(x - centre[0], y - centre[1]) ** 2 + (z_mm * 0.8) ** 2 < radius**2)] = mass_hu
        for centre, radius, vessel_hu in self.vessels:
            hu[inside & (np.hypot(x - centre[0], y - centre[1]) < radius)] = vessel_hu
        bone = np.hypot(x - self.bone[0], y - self.bone[1])
        hu[bone < self.bone_mm] = self.bone_hu
        hu[bone < self.bone_mm - self.cortex_mm] = self.marrow_hu


def render_limbs(seed: int, size: int, slices: int = 20, distance_mm: float = 5.0) -> np.ndarray:
    """HU `[slices, size, size]` of one limb or a pair, with a couch below, random anatomy, field of view and noise."""
    random = np.random.default_rng(seed)
    pixel = random.uniform(0.7, 2.0)
    radius = random.uniform(55, 115)
    count = 1 if random.random() < 0.3 else 2
    gap = random.uniform(-5, 40)
    limbs = [Limb(random, radius) for _ in range(count)]
    centres = [0.0] if count == 1 else [-(radius + gap / 2), radius + gap / 2]
    shift = random.normal(0, 25, 2)
    couch_mm = radius * 1.15 + random.uniform(0, 40)
    sigma, grain = random.uniform(4, 22), random.uniform(0.4, 1.0)
    x, y = np.meshgrid(*(2 * [(np.arange(size) - (size - 1) / 2) * pixel]))
    x, y = x - shift[0], y - shift[1]
    volume = np.full((slices, size, size), AIR_HU)
    for index, hu in enumerate(volume):
        z_mm = (index - slices / 2) * distance_mm
        hu[np.abs(y - couch_mm) < 4] = random.uniform(-150, 50)
        for limb, centre in zip(limbs, centres):
            limb.paint(hu, x - centre, y, z_mm)
        smooth = gaussian_filter(hu, 0.5)
        noise = gaussian_filter(random.normal(0, 1, hu.shape), grain)
        hu[:] = smooth + noise * (sigma / noise.std())
    return volume
