"""Folding BatchNorm into the convolution before it."""

import copy

import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval


@torch.no_grad()
def fold_batch_norm(network: nn.Module) -> nn.Module:
    """A copy with every BatchNorm folded into its convolution, equivalent to `network` in eval mode.

    Pairs are found where a BatchNorm follows a convolution in an `nn.Sequential`.
    """
    folded = copy.deepcopy(network).eval()
    for block in [module for module in folded.modules() if isinstance(module, nn.Sequential)]:
        for index in range(len(block) - 1):
            convolution, norm = block[index], block[index + 1]
            if isinstance(norm, nn.BatchNorm2d) and isinstance(convolution, nn.Conv2d | nn.ConvTranspose2d):
                transpose = isinstance(convolution, nn.ConvTranspose2d)
                block[index] = fuse_conv_bn_eval(convolution, norm, transpose=transpose)
                block[index + 1] = nn.Identity()
    left = [name for name, module in folded.named_modules() if isinstance(module, nn.BatchNorm2d)]
    if left:
        raise ValueError(f"BatchNorm without a convolution before it in a Sequential: {', '.join(left)}")
    return folded
