"""SegNet: a decoder that returns values to the positions of the maxima."""

import functools
import operator
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from ..tasks import Task
from .layers import convolutions, shape_of

WIDTHS, DEPTHS = (32, 64, 96, 128), (2, 2, 3, 3)


def unpooling_masks(before: Tensor) -> list[Tensor]:
    """Position of the maximum in each 2x2 window: four maps of 0 and 1, exactly one of them 1 at each position.

    `before` `[n, channels, 2 rows, 2 columns]`. The first of equal values in reading order counts, as in torch's and
    ONNX's indices. The four values are compared with each other, not with the pooled value: a provider that computes
    half precision in single precision may round that elsewhere, so that none of the four equals it.
    """
    phases = [half[:, :, :, start::2] for half in (before[:, :, ::2], before[:, :, 1::2]) for start in (0, 1)]
    above = {
        (late, early): (phases[late] > phases[early]).to(before.dtype) for late in range(4) for early in range(late)
    }
    masks = []
    for place in range(4):
        beats = [above[place, early] for early in range(place)]
        holds = [1 - above[late, place] for late in range(place + 1, 4)]
        masks.append(functools.reduce(operator.mul, beats + holds))
    return masks


def unpool_by_masks(values: Tensor, before: Tensor) -> Tensor:
    """`max_unpool2d` from operators that every provider has, bit-identical; rows and columns of `before` are even."""
    count, channels, rows, columns = shape_of(values)
    parts = [(values * mask).reshape(count, channels, 1, rows, columns) for mask in unpooling_masks(before)]
    return functional.pixel_shuffle(torch.cat(parts, dim=2).reshape(count, 4 * channels, rows, columns), 2)


class SegNet(nn.Module):
    """SegNet (Badrinarayanan, Kendall, Cipolla, PAMI 2017): four stages of a narrow VGG16 and their mirror, joined by
    pooling indices. As in the paper's SegNet-Basic there is no fifth stage, with which the network learnt more slowly.

    The decoder puts the values of each 2x2 pooling back at the positions of the maxima, with zeros elsewhere, and the
    following convolutions make dense maps of them. Nothing else is passed across. Trained with torch's `max_unpool2d`;
    the exported graph uses masks instead (`unpool_by_masks`), since providers for graphics adapters lack MaxUnpool.

    Input `[n, inputs, rows, columns]`, grey values 0 to 1; output `[n, values, rows, columns]`, logits. Rows and
    columns of an exported network are multiples of 16.
    """

    def __init__(
        self,
        values: int,
        widths: Sequence[int] = WIDTHS,
        depths: Sequence[int] = DEPTHS,
        inputs: int = 3,
        normalize: bool = True,
    ) -> None:
        super().__init__()
        levels = range(len(widths))
        self.down = nn.ModuleList(
            convolutions(widths[level - 1] if level else inputs, widths[level], depths[level], normalize)
            for level in levels
        )
        self.up = nn.ModuleList(
            nn.Sequential(
                *convolutions(widths[level], widths[level], depths[level] - 1, normalize),
                # The mirror's last convolution produces the classes: it is the head.
                *(convolutions(widths[level], widths[level - 1], 1, normalize) if level else ()),
            )
            for level in levels
        )
        self.head = nn.Conv2d(widths[0], values, kernel_size=3, padding=1)

    def forward(self, slices: Tensor) -> Tensor:
        features, kept = slices, []
        for block in self.down:
            before = block(features)
            features, indices = functional.max_pool2d(before, 2, return_indices=True)
            kept.append((before, indices))
        for block, (before, indices) in zip(reversed(self.up), reversed(kept)):
            if torch.onnx.is_in_onnx_export():
                features = unpool_by_masks(features, before)
            else:
                features = functional.max_unpool2d(features, indices, 2, output_size=before.shape[2:])
            features = block(features)
        return self.head(features)


def build_segnet(task: Task, normalize: bool) -> SegNet:
    return SegNet(task.values, normalize=normalize)
