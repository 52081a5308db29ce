"""The dilated residual network used by DeepLab and PSPNet."""

from torch import Tensor, nn

from .layers import normalized

STEM, WIDTHS, DEPTHS = 24, (32, 64, 128), (2, 3, 3)
STRIDE = 8


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions and a shortcut (He, Zhang, Ren, Sun, CVPR 2016)."""

    def __init__(self, inputs: int, outputs: int, normalize: bool, stride: int = 1, dilation: int = 1) -> None:
        super().__init__()
        self.body = nn.Sequential(
            *normalized(inputs, outputs, normalize, stride=stride, dilation=dilation),
            nn.ReLU(inplace=True),
            *normalized(outputs, outputs, normalize, dilation=dilation),
        )
        same = inputs == outputs and stride == 1
        self.shortcut = None if same else nn.Sequential(*normalized(inputs, outputs, normalize, 1, stride))

    def forward(self, features: Tensor) -> Tensor:
        shortcut = features if self.shortcut is None else self.shortcut(features)
        return (self.body(features) + shortcut).relu()


class DilatedResNet(nn.Module):
    """A small ResNet whose last stage is dilated by two instead of halved: strides 4, 8 and 8.

    Input `[n, inputs, rows, columns]`, multiples of 8; output: features of all three stages, `WIDTHS` channels each.
    """

    def __init__(self, inputs: int, normalize: bool) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            *normalized(inputs, STEM, normalize, stride=2),
            nn.ReLU(inplace=True),
            *normalized(STEM, STEM, normalize),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2),
        )
        stages = []
        for level, (width, depth) in enumerate(zip(WIDTHS, DEPTHS)):
            stride, dilation = (2 if level == 1 else 1), (2 if level == 2 else 1)
            first = ResidualBlock(WIDTHS[level - 1] if level else STEM, width, normalize, stride, dilation)
            others = [ResidualBlock(width, width, normalize, dilation=dilation) for _ in range(depth - 1)]
            stages.append(nn.Sequential(first, *others))
        self.stages = nn.ModuleList(stages)

    def forward(self, slices: Tensor) -> list[Tensor]:
        features, found = self.stem(slices), []
        for stage in self.stages:
            features = stage(features)
            found.append(features)
        return found
