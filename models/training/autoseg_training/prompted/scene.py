"""A batch in the form the network needs: grey values, prompts and the truth."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from ..augmentation import augment, chance
from .sampling import OBJECT, PREVIOUS, UNKNOWN, Batch
from .task import PromptedTask
from .users import draw_disk, draw_first_prompt, grow_object, next_click

# The loss is larger within this distance of a click, in pixels of the patch, so that clicks are obeyed.
OBEYED_RADIUS = 10
POSITIVE, NEGATIVE, RESULT = 0, 1, 2


@dataclass(frozen=True)
class Scene:
    """`grey` `[n, 3, side, side]`; `target`, `known` bool and `clicked` `[n, side, side]`; `prompt` `[n,
    3, side, side]`.

    `clicked` is 1 near a click. Prompts are added in place, round after round.
    """

    grey: Tensor
    target: np.ndarray
    known: np.ndarray
    prompt: np.ndarray
    clicked: np.ndarray

    def click(self, row: int, place: tuple[int, int], adds: bool) -> None:
        draw_disk(self.prompt[row, POSITIVE if adds else NEGATIVE], place)
        draw_disk(self.clicked[row], place, OBEYED_RADIUS)

    def correct(self, probability: np.ndarray, random: np.random.Generator) -> None:
        """Adds a round: the result so far `[n, side, side]`, and a click in one of its errors."""
        self.prompt[:, RESULT] = probability
        for row, found in enumerate(probability > 0.5):
            click = next_click(found, self.target[row], self.known[row], random)
            if click:
                self.click(row, *click)


def set_scene(batch: Batch, task: PromptedTask, random: np.random.Generator, augmented: bool = True) -> Scene:
    """Augments the windows to patches and simulates the first prompts."""
    patch = task.training["patch"]
    if augmented:
        generator = torch.Generator().manual_seed(int(random.integers(2**62)))
        grey, labels = augment(batch.grey, batch.labels, task, generator)
        inverted = chance(generator, len(grey), task.augmentation["invert"]).view(-1, 1, 1, 1)
        grey = torch.where(inverted, 1 - grey, grey)
    else:
        start = (batch.grey.shape[-1] - patch) // 2
        inner = slice(start, start + patch)
        grey, labels = batch.grey[..., inner, inner] / 255, batch.labels[..., inner, inner]
    bits = labels.numpy()
    target, known = (bits & OBJECT) > 0, (bits & UNKNOWN) == 0
    scene = Scene(
        grey, target, known, np.zeros((len(bits), 3, patch, patch), np.float32), np.zeros(bits.shape, np.float32)
    )
    for row, kind in enumerate(batch.kinds):
        if kind in ("beyond", "propagate"):
            scene.prompt[row, RESULT] = blurred((bits[row] & PREVIOUS) > 0, random)
            continue
        if kind == "synthetic":
            grown = grow_object(grey[row, 1].numpy(), random)
            if grown is not None and not (grown & ~known[row]).any():
                target[row], known[row] = grown, True
        if target[row].any():
            first, clicks = draw_first_prompt(target[row], task.sampling, random)
            scene.prompt[row, POSITIVE] = first
            for place in clicks:
                draw_disk(scene.clicked[row], place, OBEYED_RADIUS)
            if random.random() < task.sampling["wrong_start"]:
                offset = random.integers(-patch // 4, patch // 4, 2)
                scene.prompt[row, RESULT] = blurred(np.roll(target[row], offset, axis=(0, 1)), random)
    return scene


def blurred(mask: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A mask as the probability that a network might have given for it, with its edge slightly off."""
    size = int(random.choice([1, 3, 5]))
    plane = torch.from_numpy(mask.astype(np.float32))[None, None]
    soft = functional.avg_pool2d(plane, size, stride=1, padding=size // 2)[0, 0]
    off = random.uniform(-0.2, 0.2)  # grows or shrinks it
    return ((soft - 0.5) * random.uniform(1, 3) + 0.5 + off * (soft > 0)).clamp(0, 1).numpy()


def prompted_loss(logits: Tensor, scene: Scene) -> Tensor:
    """Cross-entropy, fourfold near clicks, and soft Dice of each sample, where the truth is known; logits
    `[n, 1, ...]`.
    """
    logits = logits[:, 0].float()
    target, known, clicked = (
        torch.from_numpy(array).to(logits) for array in (scene.target, scene.known, scene.clicked)
    )
    weight = known * (1 + 3 * clicked)
    entropy = functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
    probability, truth = logits.sigmoid() * known, target * known
    overlap, total = (probability * truth).sum(dim=(1, 2)), (probability + truth).sum(dim=(1, 2))
    # A sample without the object has a Dice too, which falls with anything found in it.
    dice = (2 * overlap + 10) / (total + 10)
    return (entropy * weight).sum() / weight.sum() + (1 - dice).mean()
