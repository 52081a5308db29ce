"""Augmentation of a batch of slices, all on tensors: geometry first, then grey values.

No flips: the liver is on the right. Grey values are 0 to 1 for HU -40 to 160.
"""

import math

import torch
import torch.nn.functional as functional
from torch import Generator, Tensor


def uniform(random: Generator, size: int, low: float, high: float) -> Tensor:
    return torch.empty(size).uniform_(low, high, generator=random)


def chance(random: Generator, size: int, probability: float) -> Tensor:
    """Bool `[size, 1, 1, 1]`, true with the given probability."""
    return (torch.rand(size, generator=random) < probability).view(-1, 1, 1, 1)


def deform(grey: Tensor, labels: Tensor, random: Generator) -> tuple[Tensor, Tensor]:
    """Random affine and mild elastic change; what comes from outside the image is 0 (the lower window value)."""
    size, _, rows, columns = grey.shape
    angle = uniform(random, size, -15, 15) * math.pi / 180
    scale = torch.exp(uniform(random, size, math.log(0.7), math.log(1.35)))
    stretch = torch.exp(uniform(random, size, -0.1, 0.1))
    theta = torch.zeros(size, 2, 3)
    theta[:, 0, 0] = torch.cos(angle) / (scale * stretch)
    theta[:, 0, 1] = -torch.sin(angle) / (scale * stretch)
    theta[:, 1, 0] = torch.sin(angle) * stretch / scale
    theta[:, 1, 1] = torch.cos(angle) * stretch / scale
    theta[:, 0, 2] = uniform(random, size, -0.2, 0.2)
    theta[:, 1, 2] = uniform(random, size, -0.2, 0.2)
    grid = functional.affine_grid(theta, [size, 1, rows, columns], align_corners=False)
    knots = torch.randn(size, 2, 6, 6, generator=random) * uniform(random, size, 0, 0.02).view(-1, 1, 1, 1)
    grid = grid + functional.interpolate(knots, (rows, columns), mode="bicubic", align_corners=True).permute(0, 2, 3, 1)
    grey = functional.grid_sample(grey, grid, mode="bilinear", padding_mode="zeros", align_corners=False)
    labels = functional.grid_sample(
        labels[:, None].float(), grid, mode="nearest", padding_mode="zeros", align_corners=False
    )
    return grey, labels[:, 0].round().long()


def change_contrast(grey: Tensor, labels: Tensor, random: Generator) -> Tensor:
    """Other phases, kernels and livers: gain about a pivot, shift, gamma, and grey of liver and tumour by themselves.

    Values that the window has clipped (air, fat, bone) stay as they are.
    """
    size = len(grey)
    clipped = (grey <= 0.03) | (grey >= 0.996)
    liver = functional.avg_pool2d((labels > 0).float()[:, None], 3, stride=1, padding=1)
    tumour = functional.avg_pool2d((labels == 2).float()[:, None], 3, stride=1, padding=1)
    fatty = torch.where(
        chance(random, size, 0.35), uniform(random, size, -0.28, 0.12).view(-1, 1, 1, 1), torch.zeros(1)
    )
    lesion = torch.where(chance(random, size, 0.3), uniform(random, size, -0.1, 0.1).view(-1, 1, 1, 1), torch.zeros(1))
    changed = grey + liver * fatty + tumour * lesion
    pivot = uniform(random, size, 0.4, 0.65).view(-1, 1, 1, 1)
    gain = torch.exp(uniform(random, size, math.log(0.55), math.log(1.35))).view(-1, 1, 1, 1)
    shift = uniform(random, size, -0.15, 0.15).view(-1, 1, 1, 1)
    changed = ((changed - pivot) * gain + pivot + shift).clamp(0, 1)
    gamma = torch.exp(uniform(random, size, -0.3, 0.3)).view(-1, 1, 1, 1)
    changed = changed.clamp_min(1e-4) ** gamma
    changed = torch.where(chance(random, size, 0.75), changed, (grey + liver * fatty).clamp(0, 1))
    return torch.where(clipped, grey, changed)


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
    """Bands from side to side, as arms beside the trunk cast them; standard deviation 1."""
    size, _, rows, columns = shape
    bands = torch.randn(size, 1, rows // 2, 4, generator=random)
    bands = functional.interpolate(bands, (rows, columns), mode="bicubic", align_corners=True)
    return bands / bands.std()


def degrade(grey: Tensor, random: Generator) -> Tensor:
    """Blur, low resolution, white or coarse noise, and streaks."""
    rows, columns = grey.shape[-2:]
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
            seen = torch.where(image > 0.03, 1.0, 0.3)  # below the window most of the noise is clipped away
            image = image + noise * seen * (0.13 * draw[4] ** 1.5)
        if draw[5] < 0.15:
            image = image + streaks(image.shape, random) * (image > 0.03) * (0.02 + 0.05 * draw[6])
        out.append(image)
    return torch.cat(out).clamp_(0, 1)


def cut_field_of_view(grey: Tensor, labels: Tensor, random: Generator) -> None:
    """In some slices black out margins, in place, where the body may reach beyond the reconstruction."""
    rows, columns = grey.shape[-2:]
    for image, label in zip(grey, labels):
        if torch.rand(1, generator=random).item() < 0.15:
            top, bottom, left, right = (torch.rand(4, generator=random) ** 2 * 0.22 * rows).long().tolist()
            outside = torch.ones(rows, columns, dtype=torch.bool)
            outside[top : rows - bottom, left : columns - right] = False
            image[:, outside] = 0
            label[outside] = 0


def augment(grey: Tensor, labels: Tensor, random: Generator) -> tuple[Tensor, Tensor]:
    """uint8 grey `[n, 3, rows, columns]`, labels `[n, rows, columns]` -> float grey 0..1, int64 labels."""
    moved, moved_labels = deform(grey.float() / 255, labels, random)
    seen = degrade(change_contrast(moved, moved_labels, random), random)
    cut_field_of_view(seen, moved_labels, random)
    return seen, moved_labels
