"""Training of a task's network on its cases."""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from .augmentation import augment
from .cases import Case, load_cases, validation_names
from .loop import add_loop_arguments, half_precision, run_steps
from .losses import training_loss
from .networks import ARCHITECTURES, build_network
from .sampling import SliceSampler
from .tasks import Task, load_task, task_names
from .transfer import take_features
from .weights import load_weights, training_before


@torch.no_grad()
def quick_dice(network: nn.Module, cases: list[Case], task: Task, device: str, every: int) -> dict[str, list[float]]:
    """Dice of each structure per volume on every n-th slice, without postprocessing."""
    network.eval()
    result = {}
    for case in cases:
        counts = np.zeros((len(task.structures), 2))
        middle = np.arange(0, len(case.grey), every)
        for start in range(0, len(middle), 8):
            indices = middle[start : start + 8]
            triple = np.clip(indices[:, None] + case.reach * np.array([-1, 0, 1]), 0, len(case.grey) - 1)
            grey = torch.from_numpy(case.grey[triple]).to(device).float().div_(255)
            with half_precision(device):
                found = network(grey.contiguous(memory_format=torch.channels_last)).argmax(dim=1).cpu().numpy()
            truth = case.labels[indices]
            for row, structure in enumerate(task.structures):
                a, b = np.isin(found, structure.values), np.isin(truth, structure.values)
                counts[row] += [2 * np.count_nonzero(a & b), np.count_nonzero(a) + np.count_nonzero(b)]
        result[case.name] = [round(float(hits / total), 4) if total else 1.0 for hits, total in counts]
    return result


def train(options: argparse.Namespace, held_out: Sequence[str]) -> None:
    """Trains on all cases of the cache except those held out for validation."""
    torch.set_num_threads(options.threads)
    task, device = load_task(options.task), options.device
    cases = load_cases(options.cache)
    training = [case for case in cases if case.name not in held_out]
    validation = [case for case in cases if case.name in held_out]
    if not training:
        raise ValueError(f"{options.cache}: all cases are validation cases of {task.name}; none is left to train on")
    phantoms = load_cases(options.phantoms) if options.phantoms else []

    torch.manual_seed(options.seed)
    from_onnx = options.start is not None and options.start.suffix == ".onnx"
    network = build_network(task, options.architecture, normalize=not from_onnx)
    if options.start:
        load_weights(network, options.architecture, options.start)
    if options.features:
        take_features(network, options.features, training, task, options.seed)
    network = network.to(device, memory_format=torch.channels_last)
    sampler = SliceSampler(training, phantoms, task)
    print(f"{len(training)} volumes train, {len(validation)} validate, {len(phantoms)} phantoms", flush=True)

    def loss_of(step: int) -> Tensor:
        # The same batches in the same order for every architecture, and after every resumption.
        batch = sampler.draw(task.training["batch"], np.random.default_rng([options.seed, step]))
        random = torch.Generator().manual_seed(options.seed * 1_000_000 + step)
        grey, labels = augment(*(torch.from_numpy(array) for array in batch), task, random)
        with half_precision(device):
            outputs = network(grey.to(device).contiguous(memory_format=torch.channels_last))
        return training_loss(outputs, labels.to(device), task)

    def check(average: nn.Module) -> dict:
        dice = quick_dice(average, validation, task, device, options.check_every)
        mean = np.mean(list(dice.values()), axis=0).round(4).tolist() if dice else None
        return {"meanDice": mean, "dice": dice}

    identity = {"task": options.task, "architecture": options.architecture}
    before = training_before(options.start or options.features, task, options.seed)
    run_steps(network, options, identity, options.rate or task.training["rate"], loss_of, check, before)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--task", required=True, help=f"{', '.join(task_names())}, or a TOML file")
    parser.add_argument("--architecture", choices=ARCHITECTURES, default="unet")
    parser.add_argument("--cache", type=Path, required=True, help="numpy volumes of `prepare`")
    parser.add_argument("--phantoms", type=Path, help="numpy volumes of `phantoms`")
    parser.add_argument("--from", dest="start", type=Path, help="checkpoint or model.onnx to start from")
    parser.add_argument(
        "--features", type=Path, help="checkpoint or model.onnx of another task to take all weights from but the head's"
    )
    parser.add_argument("--check-every", type=int, default=2, help="a check takes every n-th slice")
    add_loop_arguments(parser)


def main(options: argparse.Namespace) -> None:
    train(options, validation_names(load_task(options.task).name))
