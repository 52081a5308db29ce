"""DeepLabv3+: atrous spatial pyramid pooling and a small decoder."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from ..tasks import Task
from .layers import normalized, resize_like, separable
from .resnet import STRIDE, WIDTHS, DilatedResNet

CHANNELS, LOW_CHANNELS = 96, 24
# The paper's rates are for a map of 33x33.
RATES, RATES_FOR = (6, 12, 18), 33


def fitted_rates(side: int) -> tuple[int, ...]:
    """The paper's rates for a map with that many rows: a rate as large as the map would be a 1x1
    convolution in disguise.
    """
    return tuple(max(1, round(RATES[0] * side / RATES_FOR)) * rate // RATES[0] for rate in RATES)


def relu_convolution(inputs: int, outputs: int, normalize: bool) -> nn.Sequential:
    return nn.Sequential(*normalized(inputs, outputs, normalize, kernel=1), nn.ReLU(inplace=True))


class Pyramid(nn.Module):
    """Atrous spatial pyramid pooling: 1x1, three separable 3x3 at growing rates, and the mean of the whole map."""

    def __init__(self, inputs: int, outputs: int, rates: Sequence[int], normalize: bool) -> None:
        super().__init__()
        self.point = relu_convolution(inputs, outputs, normalize)
        self.atrous = nn.ModuleList(separable(inputs, outputs, normalize, dilation=rate) for rate in rates)
        # No BatchNorm, since its statistics would come from only a few means.
        self.whole = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(inputs, outputs, 1), nn.ReLU(inplace=True))
        self.join = relu_convolution(outputs * (len(rates) + 2), outputs, normalize)

    def forward(self, features: Tensor) -> Tensor:
        point = self.point(features)
        whole = resize_like(self.whole(features), features)
        return self.join(torch.cat([point, *(branch(features) for branch in self.atrous), whole], dim=1))


class DeepLab(nn.Module):
    """DeepLabv3+ (Chen, Zhu, Papandreou, Schroff, Adam, ECCV 2018) at output stride 8 on a small dilated ResNet.

    The pyramid's features are enlarged twofold, joined with a few features of stride 4 and refined by two separable
    convolutions; the logits are enlarged fourfold.

    Input `[n, inputs, rows, columns]`, grey values 0 to 1; output `[n, values, rows, columns]`, logits. Rows and
    columns are multiples of 8.
    """

    def __init__(self, values: int, rates: Sequence[int], inputs: int = 3, normalize: bool = True) -> None:
        super().__init__()
        self.encoder = DilatedResNet(inputs, normalize)
        self.pyramid = Pyramid(WIDTHS[-1], CHANNELS, rates, normalize)
        self.low = relu_convolution(WIDTHS[0], LOW_CHANNELS, normalize)
        self.refine = nn.Sequential(
            *separable(CHANNELS + LOW_CHANNELS, CHANNELS, normalize), *separable(CHANNELS, CHANNELS, normalize)
        )
        self.head = nn.Conv2d(CHANNELS, values, kernel_size=1)

    def forward(self, slices: Tensor) -> Tensor:
        low, _, deep = self.encoder(slices)
        fused = torch.cat([resize_like(self.pyramid(deep), low), self.low(low)], dim=1)
        return resize_like(self.head(self.refine(fused)), slices)


def build_deeplab(task: Task, normalize: bool) -> DeepLab:
    """Uses rates for the map of a training patch, so that all taps see something during training."""
    return DeepLab(task.values, fitted_rates(task.training["patch"] // STRIDE), normalize=normalize)
