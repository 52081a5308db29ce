"""Fully convolutional networks that add class scores of strides 32, 16 and 8."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from ..tasks import Task
from .layers import convolutions, normalized, shape_of

WIDTHS, DEPTHS, HEAD = (16, 32, 64, 128, 192), (2, 2, 3, 3, 3), 256
DROPOUT = 0.5
# Share of the network's rate at which the deconvolutions learn, the inner ones and the last, by stride. They enlarge scores,
# which are far larger than features after BatchNorm, so that a full step may change the output too much: at 1 the
# last one of FCN-16s diverged, as did the inner ones of FCN-8s; at 0.1 the last one of FCN-16s still did.
SHARES_OF_RATE = {16: (1.0, 0.0), 8: (0.1, 0.1)}


@torch.no_grad()
def bilinear_deconvolution(values: int, factor: int, share_of_rate: float = 1.0) -> nn.ConvTranspose2d:
    """Enlarges scores by an even `factor`; bilinear interpolation of each class, from which it learns unless at rate 0."""
    layer = nn.ConvTranspose2d(values, values, 2 * factor, factor, padding=factor // 2, bias=False)
    taps = 1 - (torch.arange(2 * factor) - factor + 0.5).abs() / factor
    layer.weight.zero_()
    for value in range(values):
        layer.weight[value, value] = taps[:, None] * taps
    layer.weight.share_of_rate = share_of_rate
    layer.weight.requires_grad_(share_of_rate > 0)
    return layer


def zero_scores(inputs: int, values: int) -> nn.Conv2d:
    """1x1 scores that start at zero, so that the network initially equals the one without this skip."""
    layer = nn.Conv2d(inputs, values, kernel_size=1)
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)
    return layer


class FCN(nn.Module):
    """FCN-8s or FCN-16s (Long, Shelhamer, Darrell, CVPR 2015) on a narrow VGG16, trained at once.

    The classifier's scores at stride 32 are enlarged twofold and added to scores of pool4 (FCN-16s), that again to
    scores of pool3 (FCN-8s), and the sum is enlarged to the input's size: sums of scores of classes, never of features.
    Where the paper pads the input by 100 and crops, layers are padded and only what does not divide by two is cropped.
    The first layer of the classifier is 3x3 instead of 7x7, which would be most of the network's weights. Everything but
    the scores has BatchNorm.

    Input `[n, inputs, rows, columns]`, grey values 0 to 1; output `[n, values, rows, columns]`, logits. Rows and columns
    are multiples of `stride`.
    """

    def __init__(self, values: int, stride: int, inputs: int = 3, normalize: bool = True) -> None:
        super().__init__()
        self.stages = nn.ModuleList(
            convolutions(inputs if level == 0 else WIDTHS[level - 1], width, DEPTHS[level], normalize)
            for level, width in enumerate(WIDTHS)
        )
        self.classifier = nn.Sequential(
            *normalized(WIDTHS[-1], HEAD, normalize),
            nn.ReLU(inplace=True),
            nn.Dropout(DROPOUT),
            *normalized(HEAD, HEAD, normalize, kernel=1),
            nn.ReLU(inplace=True),
            nn.Dropout(DROPOUT),
            nn.Conv2d(HEAD, values, kernel_size=1),
        )
        fused = {16: [3], 8: [3, 2]}[stride]  # pool4, pool3
        self.scores = nn.ModuleList(zero_scores(WIDTHS[level], values) for level in fused)
        inner, last = SHARES_OF_RATE[stride]
        self.twice = nn.ModuleList(bilinear_deconvolution(values, 2, inner) for _ in fused)
        self.enlarge = bilinear_deconvolution(values, stride, last)

    def forward(self, slices: Tensor) -> Tensor:
        features, pooled = slices, []
        for stage in self.stages:
            features = stage(features)
            odd = any(side % 2 for side in shape_of(features)[2:])
            features = functional.max_pool2d(features, 2, ceil_mode=odd)
            pooled.append(features)
        scores = self.classifier(features)
        for twice, score, skip in zip(self.twice, self.scores, reversed(pooled[:-1])):
            fine = score(skip)
            coarse = twice(scores)
            if coarse.shape != fine.shape:
                coarse = coarse[:, :, : fine.shape[2], : fine.shape[3]]
            scores = coarse + fine
        return self.enlarge(scores)


def build_fcn8(task: Task, normalize: bool) -> FCN:
    return FCN(task.values, 8, normalize=normalize)


def build_fcn16(task: Task, normalize: bool) -> FCN:
    return FCN(task.values, 16, normalize=normalize)
