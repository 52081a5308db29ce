"""Cross-entropy plus soft Dice of each structure."""

import torch
from torch import Tensor
from torch.nn import functional

from .tasks import Task

# Weight of auxiliary heads in the loss (Zhao et al., PSPNet, CVPR 2017).
AUXILIARY_WEIGHT = 0.4


def soft_dice(probability: Tensor, truth: Tensor) -> Tensor:
    """1 - Dice over the whole batch; both `[n, rows, columns]`, 0 to 1."""
    overlap = (probability * truth).sum()
    return 1 - (2 * overlap + 10) / (probability.sum() + truth.sum() + 10)


def soft_dice_per_slice(probability: Tensor, truth: Tensor) -> Tensor:
    """Mean of 1 - Dice over the slices with any truth, so that small structures count as much as large ones."""
    present = truth.sum(dim=(1, 2)) > 0
    if not present.any():
        return probability.sum() * 0
    probability, truth = probability[present], truth[present]
    overlap = (probability * truth).sum(dim=(1, 2))
    total = probability.sum(dim=(1, 2)) + truth.sum(dim=(1, 2))
    return (1 - (2 * overlap + 1) / (total + 1)).mean()


DICE_TERMS = {"batch": soft_dice, "slice": soft_dice_per_slice}


def segmentation_loss(logits: Tensor, labels: Tensor, task: Task) -> Tensor:
    """Logits `[n, values, rows, columns]`, labels `[n, rows, columns]`.

    Class weights above 1 are for small structures, which the network would otherwise ignore at first.
    """
    probability = logits.softmax(dim=1)
    weights = torch.tensor(task.training["class_weights"], device=logits.device)
    loss = functional.cross_entropy(logits, labels, weight=weights)
    member = torch.zeros(len(task.structures), task.values, device=logits.device)
    for row, structure in zip(member, task.structures):
        row[list(structure.values)] = 1
    found, truth = torch.einsum("sv,nvyx->snyx", member, probability), member[:, labels]
    for structure, own, expected in zip(task.structures, found.unbind(), truth.unbind()):
        loss = loss + DICE_TERMS[structure.dice](own, expected) * 2 / len(task.structures)
    return loss


def training_loss(outputs: Tensor | tuple[Tensor, ...], labels: Tensor, task: Task) -> Tensor:
    """Loss for the output of a network in training: its logits, perhaps with those of auxiliary heads."""
    logits, *auxiliary = outputs if isinstance(outputs, tuple) else (outputs,)
    loss = segmentation_loss(logits.float(), labels, task)
    return loss + sum(AUXILIARY_WEIGHT * segmentation_loss(other.float(), labels, task) for other in auxiliary)
