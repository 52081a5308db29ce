"""The plain encoder-decoder: a U-Net without its skip connections."""

from collections.abc import Sequence

from torch import Tensor, nn

from ..tasks import Task
from .layers import convolutions


class EncoderDecoder(nn.Module):
    """A mirrored decoder with learned upsampling, as in DeconvNet (Noh, Hong, Han, ICCV 2015), without
    skip connections.

    It shows the value of a U-Net's skips: all position information has to pass through the deepest level.

    Input `[n, inputs, rows, columns]`, grey values 0 to 1; output `[n, values, rows, columns]`, logits. Rows and
    columns are multiples of `2 ** (levels - 1)`.
    """

    def __init__(self, widths: Sequence[int], values: int, inputs: int = 3, normalize: bool = True) -> None:
        super().__init__()
        steps = range(len(widths) - 1)
        self.stem = convolutions(inputs, widths[0], 2, normalize)
        self.down = nn.ModuleList(convolutions(widths[step], widths[step + 1], 2, normalize) for step in steps)
        self.pool = nn.MaxPool2d(2)
        self.up = nn.ModuleList(
            nn.ConvTranspose2d(widths[step + 1], widths[step], kernel_size=2, stride=2) for step in steps
        )
        self.refine = nn.ModuleList(convolutions(widths[step], widths[step], 2, normalize) for step in steps)
        self.head = nn.Conv2d(widths[0], values, kernel_size=1)

    def forward(self, slices: Tensor) -> Tensor:
        features = self.stem(slices)
        for block in self.down:
            features = block(self.pool(features))
        for up, refine in zip(reversed(self.up), reversed(self.refine)):
            features = refine(up(features))
        return self.head(features)


def build_encoder_decoder(task: Task, normalize: bool) -> EncoderDecoder:
    return EncoderDecoder(task.widths, task.values, normalize=normalize)
