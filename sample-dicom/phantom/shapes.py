"""Solid shapes as signed distances in millimetres, negative inside.

Points are in patient millimetres: x to the Left, y to Posterior, z to Superior (DICOM LPS).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Vector = tuple[float, float, float]
UNBOUNDED = 1e6


@dataclass(frozen=True)
class Points:
    """Coordinates of voxel centres, three float32 arrays of one shape, in mm."""

    x: np.ndarray
    y: np.ndarray
    z: np.ndarray

    def pick(self, which: np.ndarray) -> "Points":
        return Points(self.x[which], self.y[which], self.z[which])


@dataclass(frozen=True)
class Shape:
    """A signed distance and the box (mm) outside which it is positive."""

    distance: Callable[[Points], np.ndarray]
    low: Vector = (-UNBOUNDED, -UNBOUNDED, -UNBOUNDED)
    high: Vector = (UNBOUNDED, UNBOUNDED, UNBOUNDED)

    def near(self, p: Points, margin: float = 2.0) -> np.ndarray:
        """Indices of the points (one-dimensional) in the box or within `margin` mm of it."""
        inside = (p.z > self.low[2] - margin) & (p.z < self.high[2] + margin)
        if inside.any() and max(map(abs, (*self.low[:2], *self.high[:2]))) < UNBOUNDED:
            inside &= (p.x > self.low[0] - margin) & (p.x < self.high[0] + margin)
            inside &= (p.y > self.low[1] - margin) & (p.y < self.high[1] + margin)
        return np.flatnonzero(inside)


def smooth_max(a: np.ndarray, b: np.ndarray, k: float) -> np.ndarray:
    """Maximum with an edge rounded over about k mm."""
    h = np.maximum(k - np.abs(a - b), 0) / k
    return np.maximum(a, b) + h * h * k * 0.25


def smooth_min(a: np.ndarray, b: np.ndarray, k: float) -> np.ndarray:
    return -smooth_max(-a, -b, k)


def ellipsoid(centre: Vector, radii: Vector, turn_degrees: float = 0) -> Shape:
    """Ellipsoid, turned about the z axis."""
    cosine, sine = np.cos(np.radians(turn_degrees)), np.sin(np.radians(turn_degrees))

    def distance(p: Points) -> np.ndarray:
        dx, dy, dz = p.x - centre[0], p.y - centre[1], p.z - centre[2]
        u, v, w = (cosine * dx + sine * dy) / radii[0], (cosine * dy - sine * dx) / radii[1], dz / radii[2]
        k0 = np.sqrt(u * u + v * v + w * w) + 1e-6
        k1 = np.sqrt((u / radii[0]) ** 2 + (v / radii[1]) ** 2 + (w / radii[2]) ** 2) + 1e-9
        return k0 * (k0 - 1) / k1

    reach = max(radii[0], radii[1])
    low = (centre[0] - reach, centre[1] - reach, centre[2] - radii[2])
    return Shape(distance, low, (centre[0] + reach, centre[1] + reach, centre[2] + radii[2]))


def tube(path: list[Vector], radii: list[float], squash: float = 1) -> Shape:
    """Round cones along a polyline; `squash` above 1 flattens the tube from front to back."""
    points = np.array(path, float)
    pieces = [
        (*start, *(end - start), float((end - start) @ (end - start)), r0, r1)
        for start, end, r0, r1 in zip(points[:-1], points[1:], radii[:-1], radii[1:])
    ]
    pieces = [tuple(float(value) for value in piece) for piece in pieces]

    def distance(p: Points) -> np.ndarray:
        best = np.full_like(p.x, UNBOUNDED)
        for x0, y0, z0, ax, ay, az, square, r0, r1 in pieces:
            dx, dy, dz = p.x - x0, p.y - y0, p.z - z0
            t = np.clip((dx * ax + dy * ay + dz * az) / square, 0, 1)
            gap = np.sqrt((dx - t * ax) ** 2 + (squash * (dy - t * ay)) ** 2 + (dz - t * az) ** 2)
            best = np.minimum(best, gap - (r0 + t * (r1 - r0)))
        return best

    reach = float(max(radii))
    low, high = points.min(axis=0) - reach, points.max(axis=0) + reach
    return Shape(distance, tuple(low.tolist()), tuple(high.tolist()))


def superellipse(p: Points, centre: tuple[float, float], radii: tuple[float, float], power: float) -> np.ndarray:
    """Radial distance in mm to a superellipse cylinder along z."""
    dx, dy = p.x - centre[0], p.y - centre[1]
    level = (np.abs(dx / radii[0]) ** power + np.abs(dy / radii[1]) ** power) ** (1 / power) + 1e-6
    return np.sqrt(dx * dx + dy * dy) * (1 - 1 / level)


def waves(random: np.random.Generator, amplitude: float, shortest: float, longest: float, count: int = 5):
    """A smooth random field of points (mm): `count` plane waves, wavelengths in mm."""
    directions = random.normal(size=(count, 3))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    numbers = 2 * np.pi / random.uniform(shortest, longest, size=(count, 1)) * directions
    phases = random.uniform(0, 2 * np.pi, size=count)
    heights = random.uniform(0.5, 1.0, size=count) * amplitude / np.sqrt(count)

    def field(p: Points) -> np.ndarray:
        total = np.zeros_like(p.x)
        for (kx, ky, kz), phase, height in zip(numbers.tolist(), phases.tolist(), heights.tolist()):
            total += height * np.sin(kx * p.x + ky * p.y + kz * p.z + phase)
        return total

    return field


def bumpy(shape: Shape, field, reach: float) -> Shape:
    """The shape with its surface moved by a field of at most `reach` mm."""
    low = tuple(value - reach for value in shape.low)
    high = tuple(value + reach for value in shape.high)
    return Shape(lambda p: shape.distance(p) + field(p), low, high)
