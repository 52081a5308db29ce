"""Augmentation of a batch of slices, all on tensors: geometry, then grey values, in the ranges of the task."""

import math

import torch
from torch import Generator, Tensor
from torch.nn import functional

from .tasks import Task


def uniform(random: Generator, size: int, low: float, high: float) -> Tensor:
    return torch.empty(size).uniform_(low, high, generator=random)


def factor(random: Generator, size: int, low: float, high: float) -> Tensor:
    """Random factors, uniform in their logarithm."""
    return torch.exp(uniform(random, size, math.log(low), math.log(high)))


def chance(random: Generator, size: int, probability: float) -> Tensor:
    return torch.rand(size, generator=random) < probability


def deform(grey: Tensor, labels: Tensor, task: Task, random: Generator) -> tuple[Tensor, Tensor]:
    """Random affine and mild elastic deformation of a patch; outside the image, values are 0.

    A slice may be rotated by quarter turns and mirrored if orientations vary. A slice without any structure may be so
    in any case, and zoomed widely, since it still has none.
    """
    size, _, rows, columns = grey.shape
    patch, ranges = task.training["patch"], task.augmentation
    angle = uniform(random, size, -ranges["rotation"], ranges["rotation"]) * math.pi / 180
    scale = factor(random, size, *ranges["scale"])
    shift = uniform(random, 2 * size, -ranges["shift"], ranges["shift"]).view(2, size)
    mirror = torch.ones(size)
    if "columns" in ranges["mirror"]:
        mirror = 1 - 2 * chance(random, size, 0.5).float()
    turned = chance(random, size, ranges["turn"])
    if "empty" in ranges:
        free = ranges["empty"]
        apply = chance(random, size, free["probability"]) & (labels == 0).flatten(1).all(dim=1)
        scale = torch.where(apply, factor(random, size, *free["scale"]), scale)
        shift = torch.where(apply, uniform(random, 2 * size, -free["shift"], free["shift"]).view(2, size), shift)
        turned = turned | apply
    angle = angle + turned * torch.randint(4, (size,), generator=random) * (math.pi / 2)
    mirror = torch.where(turned & chance(random, size, 0.5), -1.0, mirror)
    stretch = torch.exp(uniform(random, size, -ranges["stretch"], ranges["stretch"]))
    seen = patch / (scale * max(rows, columns))
    theta = torch.zeros(size, 2, 3)
    theta[:, 0, 0] = torch.cos(angle) / stretch * seen * mirror
    theta[:, 0, 1] = -torch.sin(angle) / stretch * seen
    theta[:, 1, 0] = torch.sin(angle) * stretch * seen * mirror
    theta[:, 1, 1] = torch.cos(angle) * stretch * seen
    theta[:, :, 2] = shift.T
    grid = functional.affine_grid(theta, [size, 1, patch, patch], align_corners=False)
    knots = torch.randn(size, 2, 6, 6, generator=random) * uniform(random, size, 0, ranges["elastic"]).view(-1, 1, 1, 1)
    grid = grid + functional.interpolate(knots, (patch, patch), mode="bicubic", align_corners=True).permute(0, 2, 3, 1)
    grey = functional.grid_sample(grey, grid, mode="bilinear", padding_mode="zeros", align_corners=False)
    labels = functional.grid_sample(
        labels[:, None].float(), grid, mode="nearest", padding_mode="zeros", align_corners=False
    )
    return grey, labels[:, 0].round().long()


def change_contrast(grey: Tensor, labels: Tensor, task: Task, random: Generator) -> Tensor:
    """Simulates other sequences, phases and kernels: gain about a pivot, shift, gamma, a bias field, changes of
    single structures.

    Values clipped by a CT window (air, fat, bone) stay as they are.
    """
    size, ranges = len(grey), task.augmentation
    own = grey
    for change in ranges.get("label_shift", []):
        inside = torch.isin(labels, torch.tensor(change["values"])).float()[:, None]
        amount = uniform(random, size, *change["range"]) * chance(random, size, change["probability"])
        own = own + functional.avg_pool2d(inside, 3, stride=1, padding=1) * amount.view(-1, 1, 1, 1)
    pivot = uniform(random, size, 0.4, 0.65).view(-1, 1, 1, 1)
    gain = factor(random, size, *ranges["gain"]).view(-1, 1, 1, 1)
    brightness = uniform(random, size, -ranges["brightness"], ranges["brightness"]).view(-1, 1, 1, 1)
    changed = ((own - pivot) * gain + pivot + brightness).clamp(0, 1)
    gamma = torch.exp(uniform(random, size, -ranges["gamma"], ranges["gamma"])).view(-1, 1, 1, 1)
    changed = changed.clamp_min(1e-4) ** gamma
    if ranges["bias_field"]:
        knots = torch.randn(size, 1, 4, 4, generator=random)
        knots = knots * uniform(random, size, 0, ranges["bias_field"]).view(-1, 1, 1, 1)
        changed = changed * torch.exp(functional.interpolate(knots, grey.shape[2:], mode="bicubic", align_corners=True))
    changed = torch.where(chance(random, size, 0.75).view(-1, 1, 1, 1), changed, own).clamp(0, 1)
    if task.intensity["kind"] != "window":
        return changed
    return torch.where((grey <= 0.03) | (grey >= 0.996), grey, changed)


def blur(grey: Tensor, sigma: float) -> Tensor:
    """Gaussian blur in pixels."""
    radius = max(1, math.ceil(2.5 * sigma))
    taps = torch.exp(-0.5 * (torch.arange(-radius, radius + 1) / sigma) ** 2)
    taps = taps / taps.sum()
    channels = grey.shape[1]
    across = taps.view(1, 1, 1, -1).repeat(channels, 1, 1, 1)
    grey = functional.conv2d(grey, across, padding=(0, radius), groups=channels)
    return functional.conv2d(grey, across.transpose(2, 3), padding=(radius, 0), groups=channels)


def streaks(shape: torch.Size, random: Generator) -> Tensor:
    """Bands from side to side, like those caused by arms beside the trunk; standard deviation 1."""
    size, _, rows, columns = shape
    bands = torch.randn(size, 1, rows // 2, 4, generator=random)
    bands = functional.interpolate(bands, (rows, columns), mode="bicubic", align_corners=True)
    return bands / bands.std()


def degrade(grey: Tensor, task: Task, random: Generator) -> Tensor:
    """Blur, low resolution, white or coarse noise, and streaks."""
    rows, columns = grey.shape[-2:]
    ranges = task.augmentation
    out = []
    for image in grey.split(1):
        draw = torch.rand(7, generator=random).tolist()
        if draw[0] < 0.3:
            image = blur(image, 0.4 + 1.0 * draw[1])
        elif draw[0] < 0.4:
            small = functional.interpolate(image, scale_factor=0.35 + 0.5 * draw[1], mode="area")
            image = functional.interpolate(small, (rows, columns), mode="bilinear", align_corners=False)
        if draw[2] < 0.5:
            noise = torch.randn(image.shape, generator=random)
            if draw[3] < 0.5:
                noise = blur(noise, 0.8) * 2.3
            seen = torch.where(image > 0.03, 1.0, 0.3)  # most noise in air is clipped away
            image = image + noise * seen * (ranges["noise"] * draw[4] ** 1.5)
        if draw[5] < ranges["streaks"]:
            image = image + streaks(image.shape, random) * (image > 0.03) * (0.02 + 0.05 * draw[6])
        out.append(image)
    return torch.cat(out).clamp_(0, 1)


def cut_field_of_view(grey: Tensor, labels: Tensor, probability: float, random: Generator) -> None:
    """Blacks out margins of some slices, in place, as if the body extended beyond the field of view."""
    rows, columns = grey.shape[-2:]
    for image, label in zip(grey, labels):
        if torch.rand(1, generator=random).item() < probability:
            top, bottom, left, right = (torch.rand(4, generator=random) ** 2 * 0.22 * rows).long().tolist()
            outside = torch.ones(rows, columns, dtype=torch.bool)
            outside[top : rows - bottom, left : columns - right] = False
            image[:, outside] = 0
            label[outside] = 0


def augment(grey: Tensor, labels: Tensor, task: Task, random: Generator) -> tuple[Tensor, Tensor]:
    """uint8 grey `[n, 3, rows, columns]`, labels `[n, rows, columns]` -> patches: float grey 0..1, int64 labels."""
    moved, moved_labels = deform(grey.float() / 255, labels, task, random)
    seen = degrade(change_contrast(moved, moved_labels, task, random), task, random)
    cut_field_of_view(seen, moved_labels, task.augmentation["cut"], random)
    return seen, moved_labels
