"""TransUNet: a U-Net with a transformer on its deepest features."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from ..tasks import Task
from .layers import convolutions, shape_of

WIDTHS, TOKEN, BLOCKS, HEADS, EXPANSION = (16, 32, 64, 128), 144, 4, 4, 2


class Linear(nn.Module):
    """`tokens @ weight + bias`; the weight `[inputs, outputs]` is exported and read back without transposing."""

    def __init__(self, inputs: int, outputs: int, zero: bool = False) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(inputs, outputs))
        self.bias = nn.Parameter(torch.zeros(outputs))
        if not zero:
            nn.init.xavier_uniform_(self.weight)

    def forward(self, tokens: Tensor) -> Tensor:
        return tokens @ self.weight + self.bias


class Attention(nn.Module):
    """Multi-head self-attention on tokens `[n, tokens, channels]` (Vaswani et al. 2017)."""

    def __init__(self, channels: int, heads: int) -> None:
        super().__init__()
        self.heads, self.scale = heads, (channels // heads) ** -0.5
        self.query, self.key, self.value = (Linear(channels, channels) for _ in range(3))
        self.out = Linear(channels, channels, zero=True)

    def forward(self, tokens: Tensor) -> Tensor:
        count, length, channels = (int(size) for size in tokens.shape)
        shape = (count, length, self.heads, channels // self.heads)
        query, key, value = (of(tokens).reshape(shape) for of in (self.query, self.key, self.value))
        weights = (query.permute(0, 2, 1, 3) @ key.permute(0, 2, 3, 1) * self.scale).softmax(dim=-1)
        return self.out((weights @ value.permute(0, 2, 1, 3)).permute(0, 2, 1, 3).reshape(count, length, channels))


class TransformerBlock(nn.Module):
    """Attention, then two linear layers, each applied to normalised tokens with a residual connection
    (pre-norm, as in ViT).

    The last layers of both branches start at zero, so that the block initially changes nothing.
    """

    def __init__(self, channels: int, heads: int) -> None:
        super().__init__()
        self.before_attention = nn.LayerNorm(channels)
        self.attention = Attention(channels, heads)
        self.before_layers = nn.LayerNorm(channels)
        self.widen = Linear(channels, EXPANSION * channels)
        self.narrow = Linear(EXPANSION * channels, channels, zero=True)

    def forward(self, tokens: Tensor) -> Tensor:
        tokens = tokens + self.attention(self.before_attention(tokens))
        return tokens + self.narrow(functional.gelu(self.widen(self.before_layers(tokens))))


class TransUNet(nn.Module):
    """TransUNet (Chen et al. 2021) at a small size: convolutions to stride 16, a transformer on that map, a
    U-Net's decoder.

    The paper learns positions for a fixed input size. Here training uses patches and the exported network the whole
    slice, so a depthwise 3x3 convolution encodes positions instead (conditional positions, Chu et al. 2021).

    Input `[n, inputs, rows, columns]`, grey values 0 to 1; output `[n, values, rows, columns]`, logits. Rows and
    columns are multiples of 16.
    """

    def __init__(
        self, values: int, widths: Sequence[int] = WIDTHS, token: int = TOKEN, inputs: int = 3, normalize: bool = True
    ) -> None:
        super().__init__()
        levels, below = range(len(widths)), [*widths[1:], token]
        self.down = nn.ModuleList(
            convolutions(widths[level - 1] if level else inputs, widths[level], 2, normalize) for level in levels
        )
        self.pool = nn.MaxPool2d(2)
        self.embed = convolutions(widths[-1], token, 1, normalize)
        self.position = nn.Conv2d(token, token, kernel_size=3, padding=1, groups=token)
        self.blocks = nn.ModuleList(TransformerBlock(token, HEADS) for _ in range(BLOCKS))
        self.norm = nn.LayerNorm(token)
        self.up = nn.ModuleList(
            nn.ConvTranspose2d(below[level], widths[level], kernel_size=2, stride=2) for level in levels
        )
        self.merge = nn.ModuleList(convolutions(2 * widths[level], widths[level], 2, normalize) for level in levels)
        self.head = nn.Conv2d(widths[0], values, kernel_size=1)

    def transform(self, features: Tensor) -> Tensor:
        """Applies the transformer to the map `[n, channels, rows, columns]`, with a token for each position."""
        features = features + self.position(features)
        count, channels, rows, columns = shape_of(features)
        tokens = features.reshape(count, channels, rows * columns).permute(0, 2, 1)
        for block in self.blocks:
            tokens = block(tokens)
        return self.norm(tokens).permute(0, 2, 1).reshape(count, channels, rows, columns)

    def forward(self, slices: Tensor) -> Tensor:
        features, skips = slices, []
        for level, block in enumerate(self.down):
            features = block(self.pool(features) if level else features)
            skips.append(features)
        features = self.transform(self.embed(self.pool(features)))
        for up, merge, skip in zip(reversed(self.up), reversed(self.merge), reversed(skips)):
            features = merge(torch.cat([up(features), skip], dim=1))
        return self.head(features)


def build_transunet(task: Task, normalize: bool) -> TransUNet:
    return TransUNet(task.values, normalize=normalize)
