"""The 2-D U-Net."""

import torch
from torch import Tensor, nn


def double_convolution(inputs: int, outputs: int) -> nn.Sequential:
    """Two 3x3 convolutions with explicit padding of 1, each with BatchNorm and ReLU."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel_size=3, padding=1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
        nn.Conv2d(outputs, outputs, kernel_size=3, padding=1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


class UNet(nn.Module):
    """U-Net (Ronneberger et al. 2015) with BatchNorm and padded convolutions.

    Only operators that onnxruntime's WebGPU provider runs: Conv, Relu, MaxPool, ConvTranspose, Concat
    (BatchNorm is folded into the convolutions when the network is exported).

    Input `[n, 3, rows, columns]`: three slices (inferior, this, superior), grey values 0 to 1.
    Output `[n, 3, rows, columns]`: logits of background, liver, tumour. Rows and columns are
    multiples of `2 ** (levels - 1)`.
    """

    def __init__(self, base: int = 16, levels: int = 5, inputs: int = 3, classes: int = 3) -> None:
        super().__init__()
        widths = [base * 2**level for level in range(levels)]
        self.down = nn.ModuleList(
            double_convolution(inputs if level == 0 else widths[level - 1], widths[level]) for level in range(levels)
        )
        self.pool = nn.MaxPool2d(2)
        self.up = nn.ModuleList(
            nn.ConvTranspose2d(widths[level + 1], widths[level], kernel_size=2, stride=2) for level in range(levels - 1)
        )
        self.merge = nn.ModuleList(double_convolution(2 * widths[level], widths[level]) for level in range(levels - 1))
        self.head = nn.Conv2d(base, classes, kernel_size=1)

    def forward(self, slices: Tensor) -> Tensor:
        skips: list[Tensor] = []
        features = slices
        for level, block in enumerate(self.down):
            features = block(features if level == 0 else self.pool(features))
            skips.append(features)
        for level in reversed(range(len(self.up))):
            features = self.merge[level](torch.cat([self.up[level](features), skips[level]], dim=1))
        return self.head(features)
