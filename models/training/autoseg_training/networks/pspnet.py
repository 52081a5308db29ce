"""PSPNet: adds means over the whole image and its parts to the features of each position."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from ..tasks import Task
from .layers import normalized, resize_like, shape_of
from .resnet import STRIDE, WIDTHS, DilatedResNet

CHANNELS, DROPOUT = 128, 0.1


def pyramid_bins(*sides: int) -> tuple[int, ...]:
    """Numbers of parts along each side of the map, at up to four levels, that divide all map sizes the
    network will see.

    The paper's 1, 2, 3 and 6, or else 1, 2, 4 and 8, or else common divisors of the sides.
    """
    common = [part for part in range(1, 9) if all(side % part == 0 for side in sides)]
    return next((bins for bins in ((1, 2, 3, 6), (1, 2, 4, 8)) if set(bins) <= set(common)), tuple(common[:4]))


class PyramidPooling(nn.Module):
    """Means of parts of the map, each level reduced by 1x1 to its share of the channels and enlarged bilinearly."""

    def __init__(self, inputs: int, bins: Sequence[int]) -> None:
        super().__init__()
        self.bins = tuple(bins)
        # No BatchNorm, since its statistics would come from only a few means.
        self.reduce = nn.ModuleList(nn.Conv2d(inputs, inputs // len(bins), kernel_size=1) for _ in bins)
        self.outputs = inputs + inputs // len(bins) * len(bins)

    def forward(self, features: Tensor) -> Tensor:
        _, _, rows, columns = shape_of(features)
        levels = [features]
        for parts, reduce in zip(self.bins, self.reduce):
            means = functional.avg_pool2d(features, (rows // parts, columns // parts))
            levels.append(resize_like(reduce(means).relu(), features))
        return torch.cat(levels, dim=1)


class PSPNet(nn.Module):
    """Pyramid scene parsing network (Zhao, Shi, Qi, Wang, Jia, CVPR 2017) on a small dilated ResNet of stride 8.

    In training it returns its own logits and those of an auxiliary head on the last stage but one, with a weight of 0.4
    in the loss. The exported form has no auxiliary head.

    Input `[n, inputs, rows, columns]`, grey values 0 to 1; output `[n, values, rows, columns]`, logits. Rows and
    columns are multiples of 8 times every part of `bins`.
    """

    def __init__(self, values: int, bins: Sequence[int], inputs: int = 3, normalize: bool = True) -> None:
        super().__init__()
        self.encoder = DilatedResNet(inputs, normalize)
        self.pyramid = PyramidPooling(WIDTHS[-1], bins)
        self.head = self._head(self.pyramid.outputs, values, normalize)
        self.auxiliary = self._head(WIDTHS[-2], values, normalize) if normalize else None

    @staticmethod
    def _head(inputs: int, values: int, normalize: bool) -> nn.Sequential:
        return nn.Sequential(
            *normalized(inputs, CHANNELS, normalize),
            nn.ReLU(inplace=True),
            nn.Dropout2d(DROPOUT),
            nn.Conv2d(CHANNELS, values, kernel_size=1),
        )

    def forward(self, slices: Tensor) -> Tensor | tuple[Tensor, Tensor]:
        _, middle, deep = self.encoder(slices)
        logits = resize_like(self.head(self.pyramid(deep)), slices)
        if not self.training or self.auxiliary is None:
            return logits
        return logits, resize_like(self.auxiliary(middle), slices)


def build_pspnet(task: Task, normalize: bool) -> PSPNet:
    """Bins that divide the map of a training patch and that of a whole slice."""
    bins = pyramid_bins(task.training["patch"] // STRIDE, task.size // STRIDE)
    return PSPNet(task.values, bins, normalize=normalize)
