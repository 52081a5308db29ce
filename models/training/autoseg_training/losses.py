"""Cross-entropy plus soft Dice."""

import torch
import torch.nn.functional as functional
from torch import Tensor

# Tumours are few voxels: with an even weight the network first learns to leave them out, and stays there.
CLASS_WEIGHTS = (1.0, 1.0, 3.0)


def soft_dice(probability: Tensor, truth: Tensor) -> Tensor:
    """1 - Dice over the whole batch; both `[n, rows, columns]`, 0 to 1."""
    overlap = (probability * truth).sum()
    return 1 - (2 * overlap + 10) / (probability.sum() + truth.sum() + 10)


def soft_dice_per_slice(probability: Tensor, truth: Tensor) -> Tensor:
    """Mean of 1 - Dice over the slices that have any truth, so that small tumours count as much as large ones."""
    present = truth.sum(dim=(1, 2)) > 0
    if not present.any():
        return probability.sum() * 0
    probability, truth = probability[present], truth[present]
    overlap = (probability * truth).sum(dim=(1, 2))
    total = probability.sum(dim=(1, 2)) + truth.sum(dim=(1, 2))
    return (1 - (2 * overlap + 1) / (total + 1)).mean()


def segmentation_loss(logits: Tensor, labels: Tensor) -> Tensor:
    """Logits `[n, 3, rows, columns]`, labels `[n, rows, columns]`. Dice terms: liver with tumours, and tumours."""
    probability = logits.softmax(dim=1)
    cross_entropy = functional.cross_entropy(logits, labels, weight=torch.tensor(CLASS_WEIGHTS))
    liver = soft_dice(probability[:, 1] + probability[:, 2], (labels > 0).float())
    tumour = soft_dice_per_slice(probability[:, 2], (labels == 2).float())
    return cross_entropy + liver + tumour
