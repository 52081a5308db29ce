"""A U-Net that is also told where a user has pointed."""

from collections.abc import Sequence

from torch import Tensor, nn

from ..networks.unet import UNet


class PromptedUNet(UNet):
    """A U-Net with a second input, as in RITM (Sofiiuk, Petrov, Konushin, ICIP 2022): both have a first convolution of
    their own, and these are added. One input of six channels is computed wrongly by onnxruntime's WebGPU provider.

    Inputs `slices` `[n, 3, rows, columns]`, grey values 0 to 1, and `prompt` `[n, 3, rows, columns]`: where the user
    pointed at the object, where beside it, and the probability so far. Output `[n, 1, rows, columns]`: logits.
    """

    def __init__(self, widths: Sequence[int], normalize: bool = True) -> None:
        super().__init__(widths, values=1, normalize=normalize)
        # Made last, so that the rest starts from the same random weights as a U-Net.
        self.prompt = nn.Conv2d(3, widths[0], kernel_size=3, padding=1, bias=False)

    def forward(self, slices: Tensor, prompt: Tensor) -> Tensor:
        first = self.down[0]
        convolution, norm, others = first[0], first[1], first[2:]
        return self.from_first_level(others(norm(convolution(slices)) + self.prompt(prompt)))
