"""The 2-D U-Net and the Attention U-Net."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from ..tasks import Task
from .layers import convolutions, projection

OPEN_GATE = 3.0  # initially sigmoid(3) = 0.95, so that the network starts almost as the U-Net without gates


class AttentionGate(nn.Module):
    """Additive gate on a skip connection (Oktay et al. 2018): sigmoid(psi(relu(skip + signal))) times the skip.

    The gating signal comes from the decoder, resized to the skip.
    """

    def __init__(self, channels: int, normalize: bool) -> None:
        super().__init__()
        inner = channels // 2
        self.skip = projection(channels, inner, normalize)
        self.signal = projection(channels, inner, normalize)
        self.psi = nn.Conv2d(inner, 1, kernel_size=1)
        nn.init.zeros_(self.psi.weight)
        nn.init.constant_(self.psi.bias, OPEN_GATE)

    def forward(self, skip: Tensor, signal: Tensor) -> Tensor:
        return skip * torch.sigmoid(self.psi(torch.relu(self.skip(skip) + self.signal(signal))))


class UNet(nn.Module):
    """U-Net (Ronneberger et al. 2015) with BatchNorm and padded convolutions; with `attention`, gates on its skips.

    Only operators that onnxruntime's WebGPU provider runs: Conv, Relu, MaxPool, ConvTranspose, Concat, for the gates
    Add, Sigmoid and Mul. Without `normalize` it has no BatchNorm, as in the exported form (`fold_batch_norm`).

    Input `[n, inputs, rows, columns]`: neighbouring slices, grey values 0 to 1. Output `[n, values, rows, columns]`:
    logits of background and structures. Rows and columns are multiples of `2 ** (levels - 1)`.
    """

    def __init__(
        self, widths: Sequence[int], values: int, inputs: int = 3, attention: bool = False, normalize: bool = True
    ) -> None:
        super().__init__()
        levels = len(widths)
        self.down = nn.ModuleList(
            convolutions(inputs if level == 0 else widths[level - 1], widths[level], 2, normalize)
            for level in range(levels)
        )
        self.pool = nn.MaxPool2d(2)
        self.up = nn.ModuleList(
            nn.ConvTranspose2d(widths[level + 1], widths[level], kernel_size=2, stride=2) for level in range(levels - 1)
        )
        self.merge = nn.ModuleList(
            convolutions(2 * widths[level], widths[level], 2, normalize) for level in range(levels - 1)
        )
        self.head = nn.Conv2d(widths[0], values, kernel_size=1)
        # Created last, so that all other weights start the same with and without gates.
        gates = (AttentionGate(width, normalize) for width in widths[:-1])
        self.gate = nn.ModuleList(gates) if attention else None

    def forward(self, slices: Tensor) -> Tensor:
        return self.from_first_level(self.down[0](slices))

    def from_first_level(self, features: Tensor) -> Tensor:
        """Logits, given the output of the first level's block."""
        skips = [features]
        for block in self.down[1:]:
            features = block(self.pool(features))
            skips.append(features)
        for level in reversed(range(len(self.up))):
            signal = self.up[level](features)
            skip = skips[level] if self.gate is None else self.gate[level](skips[level], signal)
            features = self.merge[level](torch.cat([signal, skip], dim=1))
        return self.head(features)


def build_unet(task: Task, normalize: bool) -> UNet:
    return UNet(task.widths, task.values, normalize=normalize)


def build_attention_unet(task: Task, normalize: bool) -> UNet:
    return UNet(task.widths, task.values, attention=True, normalize=normalize)
