"""Layers shared by several networks. Padding is always explicit, and every BatchNorm follows its convolution."""

from torch import Tensor, nn
from torch.nn import functional


def normalized(
    inputs: int, outputs: int, normalize: bool, kernel: int = 3, stride: int = 1, dilation: int = 1, groups: int = 1
) -> list[nn.Module]:
    """A convolution that keeps rows and columns (or divides them by `stride`), with BatchNorm or, without it, a bias.
    """
    padding = dilation * (kernel // 2)
    return [
        nn.Conv2d(inputs, outputs, kernel, stride, padding, dilation, groups, bias=not normalize),
        nn.BatchNorm2d(outputs) if normalize else nn.Identity(),
    ]


def convolutions(inputs: int, outputs: int, count: int, normalize: bool) -> nn.Sequential:
    """`count` 3x3 convolutions, each with BatchNorm (or a bias) and ReLU."""
    layers: list[nn.Module] = []
    for index in range(count):
        layers += [*normalized(outputs if index else inputs, outputs, normalize), nn.ReLU(inplace=True)]
    return nn.Sequential(*layers)


def projection(inputs: int, outputs: int, normalize: bool) -> nn.Sequential:
    """1x1 convolution with BatchNorm, or with a bias."""
    return nn.Sequential(*normalized(inputs, outputs, normalize, kernel=1))


def separable(inputs: int, outputs: int, normalize: bool, dilation: int = 1) -> nn.Sequential:
    """Depthwise 3x3 convolution, then 1x1 over the channels; BatchNorm and ReLU after both."""
    return nn.Sequential(
        *normalized(inputs, inputs, normalize, dilation=dilation, groups=inputs),
        nn.ReLU(inplace=True),
        *normalized(inputs, outputs, normalize, kernel=1),
        nn.ReLU(inplace=True),
    )


def shape_of(features: Tensor) -> tuple[int, int, int, int]:
    """`[n, channels, rows, columns]` as plain numbers, so that sizes are constants in an exported graph."""
    count, channels, rows, columns = (int(size) for size in features.shape)
    return count, channels, rows, columns


def resize_like(features: Tensor, other: Tensor) -> Tensor:
    """Bilinear interpolation to the rows and columns of another map, whole multiples of its own.

    Pixel centres are at halves, which unlike `align_corners` does not depend on the sizes.
    """
    (_, _, rows, columns), (_, _, to_rows, to_columns) = shape_of(features), shape_of(other)
    # By factors, since with sizes an exported graph would look up the number of channels.
    factors = float(to_rows // rows), float(to_columns // columns)
    return functional.interpolate(features, scale_factor=factors, mode="bilinear", align_corners=False)
