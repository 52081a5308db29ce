"""Training for a number of steps; can be stopped and resumed at any checkpoint."""

import argparse
import copy
import json
import math
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn

from .augmentation import augment
from .cases import Case, load_cases, validation_names
from .losses import training_loss
from .networks import ARCHITECTURES, build_network, find_architecture
from .sampling import SliceSampler
from .tasks import Task, load_task, task_names
from .weights import load_weights

FINAL_SHARE, WARM_UP = 0.01, 0.03
AVERAGE_DECAY = 0.998
CHECKPOINT_SECONDS = 120


def learning_rate(progress: float, peak: float) -> float:
    """Linear warm-up, then cosine; `progress` is the share of the steps done, 0 to 1."""
    if progress < WARM_UP:
        return peak * (0.05 + 0.95 * progress / WARM_UP)
    phase = min(1.0, (progress - WARM_UP) / (1 - WARM_UP))
    return peak * (FINAL_SHARE + 0.5 * (1 - FINAL_SHARE) * (1 + math.cos(math.pi * phase)))


@torch.no_grad()
def update_average(average: nn.Module, network: nn.Module, step: int) -> None:
    """Exponential moving average of weights and of BatchNorm's statistics."""
    decay = min(AVERAGE_DECAY, (1 + step) / (20 + step))
    for kept, new in zip(average.state_dict().values(), network.state_dict().values()):
        if kept.dtype.is_floating_point:
            kept.lerp_(new, 1 - decay)
        else:
            kept.copy_(new)


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
            with torch.autocast(device, torch.bfloat16):
                found = network(grey.contiguous(memory_format=torch.channels_last)).argmax(dim=1).cpu().numpy()
            truth = case.labels[indices]
            for row, structure in enumerate(task.structures):
                a, b = np.isin(found, structure.values), np.isin(truth, structure.values)
                counts[row] += [2 * np.count_nonzero(a & b), np.count_nonzero(a) + np.count_nonzero(b)]
        result[case.name] = [round(float(hits / total), 4) if total else 1.0 for hits, total in counts]
    return result


def save_checkpoint(path: Path, state: dict) -> None:
    partial = path.with_suffix(".partial")
    torch.save(state, partial)
    partial.replace(path)


def train(options: argparse.Namespace, held_out: Sequence[str]) -> None:
    """Train on all cases of the cache but those that are held out for validation."""
    torch.set_num_threads(options.threads)
    task, device = load_task(options.task), options.device
    cases = load_cases(options.cache)
    training = [case for case in cases if case.name not in held_out]
    validation = [case for case in cases if case.name in held_out]
    if not training:
        raise ValueError(f"{options.cache}: all cases are validation cases of {task.name}; none is left to train on")
    phantoms = load_cases(options.phantoms) if options.phantoms else []
    options.run.mkdir(parents=True, exist_ok=True)
    checkpoint = options.run / "last.pt"

    torch.manual_seed(options.seed)
    from_onnx = options.start is not None and options.start.suffix == ".onnx"
    network = build_network(task, options.architecture, normalize=not from_onnx)
    if options.start:
        load_weights(network, options.architecture, options.start)
    network = network.to(device, memory_format=torch.channels_last)
    average = copy.deepcopy(network)
    rate = options.rate or task.training["rate"]
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=1e-2)
    step, spent = 0, 0.0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True, map_location=device)
        if state["architecture"] != options.architecture:
            raise ValueError(
                f"{checkpoint} is a run of {find_architecture(state['architecture']).title}; "
                f"to train {find_architecture(options.architecture).title}, give another --run"
            )
        network.load_state_dict(state["network"])
        average.load_state_dict(state["average"])
        optimizer.load_state_dict(state["optimizer"])
        step, spent = state["step"], state["spent_seconds"]
    sampler = SliceSampler(training, phantoms, task)
    log = (options.run / "log.jsonl").open("a", buffering=1)
    print(
        f"{task.name}, {find_architecture(options.architecture).title}: {len(training)} volumes train, "
        f"{len(validation)} validate, {len(phantoms)} phantoms; from step {step} to {options.steps}",
        flush=True,
    )

    losses: list[float] = []
    clock = last_save = time.monotonic()
    while step < options.steps:
        network.train()
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step / options.steps, rate)
        # Seeded by step: the same batches in the same order for every architecture, and after every resumption.
        batch = sampler.draw(task.training["batch"], np.random.default_rng([options.seed, step]))
        random = torch.Generator().manual_seed(options.seed * 1_000_000 + step)
        grey, labels = augment(*(torch.from_numpy(array) for array in batch), task, random)
        with torch.autocast(device, torch.bfloat16):
            outputs = network(grey.to(device).contiguous(memory_format=torch.channels_last))
        loss = training_loss(outputs, labels.to(device), task)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimizer.step()
        update_average(average, network, step)
        step += 1
        losses.append(loss.item())
        now = time.monotonic()
        spent, clock = spent + now - clock, now
        finished = step == options.steps
        if step % 50 == 0:
            print(f"step {step}  {spent / 60:.1f} min  loss {np.mean(losses[-50:]):.4f}", flush=True)
        if finished or now - last_save > CHECKPOINT_SECONDS:
            save_checkpoint(
                checkpoint,
                {
                    "task": options.task,
                    "architecture": options.architecture,
                    "network": network.state_dict(),
                    "average": average.state_dict(),
                    "optimizer": optimizer.state_dict(),
                    "step": step,
                    "spent_seconds": spent,
                },
            )
            last_save = now
        if finished or step % options.check_steps == 0:
            dice = quick_dice(average, validation, task, device, options.check_every)
            record = {
                "step": step,
                "minutes": round(spent / 60, 2),
                "loss": round(float(np.mean(losses[-200:])), 4),
                "meanDice": np.mean(list(dice.values()), axis=0).round(4).tolist() if dice else None,
                "dice": dice,
            }
            log.write(json.dumps(record) + "\n")
            print(json.dumps(record), flush=True)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--task", required=True, help=f"{', '.join(task_names())}, or a TOML file")
    parser.add_argument("--architecture", choices=ARCHITECTURES, default="unet")
    parser.add_argument("--cache", type=Path, required=True, help="numpy volumes of `prepare`")
    parser.add_argument("--phantoms", type=Path, help="numpy volumes of `phantoms`")
    parser.add_argument(
        "--run", type=Path, required=True, help="folder for checkpoints and the log; resumes what it holds"
    )
    parser.add_argument("--from", dest="start", type=Path, help="checkpoint or model.onnx to start from")
    parser.add_argument("--steps", type=int, required=True, help="the learning rate is a cosine over them")
    parser.add_argument("--rate", type=float, help="peak learning rate, instead of the task's")
    parser.add_argument("--check-steps", type=int, default=500, help="steps between checks on the validation volumes")
    parser.add_argument("--check-every", type=int, default=2, help="a check takes every n-th slice")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cpu", help="cpu or cuda; bfloat16 on both")
    parser.add_argument("--seed", type=int, default=20240607)


def main(options: argparse.Namespace) -> None:
    train(options, validation_names(load_task(options.task).name))
