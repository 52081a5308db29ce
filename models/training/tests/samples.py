"""Small tasks, cases and networks that the tests share."""

from dataclasses import replace

import numpy as np
import torch
from torch import nn

from autoseg_training.cases import Case
from autoseg_training.tasks import load_task

WIDTHS = (4, 8, 8)


def tiny_task(name: str = "mr-glioma", size: int = 32):
    task = load_task(name)
    return replace(task, size=size, widths=WIDTHS, training=task.training | {"patch": size, "batch": 2})


def blob_case(name: str = "case", seed: int = 0, size: int = 32) -> Case:
    random = np.random.default_rng(seed)
    labels = np.zeros((6, size, size), np.uint8)
    labels[2:4, 8:20, 8:20] = 1
    grey = (random.integers(0, 60, labels.shape) + 150 * labels).astype(np.uint8)
    return Case(name, grey, labels)


def randomized(network: nn.Module) -> nn.Module:
    """Nothing is as in a fresh network: gates, what starts at zero or one, and the statistics of BatchNorm, which fit."""
    torch.manual_seed(3)
    with torch.no_grad():
        for name, weights in network.named_parameters():
            if "psi" in name:
                weights.normal_()
            elif weights.dim() == 1 or not weights.any():
                weights.add_(torch.randn_like(weights), alpha=0.1)
        for module in network.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.momentum = 1.0
        network.train()(torch.rand(4, 3, 64, 64))
    return network.eval()
