"""Training within a budget of wall time; can be stopped and resumed at any checkpoint."""

import argparse
import copy
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

from .augmentation import augment
from .cases import Case, case_names, load_case, validation_names
from .losses import segmentation_loss
from .network import UNet
from .sampling import SliceSampler

PEAK_RATE, FINAL_RATE, WARM_UP = 1e-3, 1e-5, 0.02
AVERAGE_DECAY = 0.998


def learning_rate(progress: float) -> float:
    """Linear warm-up, then cosine; `progress` is the spent share of the budget, 0 to 1."""
    if progress < WARM_UP:
        return PEAK_RATE * (0.05 + 0.95 * progress / WARM_UP)
    phase = min(1.0, (progress - WARM_UP) / (1 - WARM_UP))
    return FINAL_RATE + 0.5 * (PEAK_RATE - FINAL_RATE) * (1 + math.cos(math.pi * phase))


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
def quick_dice(network: nn.Module, cases: list[Case], every: int = 4) -> dict[str, list[float]]:
    """Dice per volume on every fourth slice, without postprocessing: [liver with tumours, tumours]."""
    network.eval()
    result = {}
    for case in cases:
        counts = np.zeros((2, 2))
        middle = np.arange(0, len(case.grey), every)
        for start in range(0, len(middle), 8):
            indices = middle[start : start + 8]
            triple = np.clip(indices[:, None] + np.array([-1, 0, 1]), 0, len(case.grey) - 1)
            grey = torch.from_numpy(case.grey[triple]).float().div_(255).contiguous(memory_format=torch.channels_last)
            with torch.autocast("cpu", torch.bfloat16):
                found = network(grey).argmax(dim=1).numpy()
            truth = case.labels[indices]
            for row, value in enumerate((1, 2)):
                a, b = found >= value, truth >= value
                counts[row] += [2 * np.count_nonzero(a & b), np.count_nonzero(a) + np.count_nonzero(b)]
        result[case.name] = [round(float(hits / max(1, total)), 4) for hits, total in counts]
    return result


def save_checkpoint(path: Path, state: dict) -> None:
    partial = path.with_suffix(".partial")
    torch.save(state, partial)
    partial.replace(path)


def train(options: argparse.Namespace) -> None:
    torch.set_num_threads(options.threads)
    held_out = validation_names("ct-liver-tumour")
    cases = [load_case(options.cache, name) for name in case_names(options.cache)]
    training = [case for case in cases if case.name not in held_out]
    validation = [case for case in cases if case.name in held_out]
    phantoms = [load_case(options.phantoms, name) for name in case_names(options.phantoms)] if options.phantoms else []
    options.run.mkdir(parents=True, exist_ok=True)
    checkpoint = options.run / "last.pt"

    torch.manual_seed(options.seed)
    network = UNet().to(memory_format=torch.channels_last)
    average = copy.deepcopy(network)
    optimizer = torch.optim.AdamW(network.parameters(), lr=PEAK_RATE, weight_decay=1e-2)
    step, spent = 0, 0.0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        network.load_state_dict(state["network"])
        average.load_state_dict(state["average"])
        optimizer.load_state_dict(state["optimizer"])
        step, spent = state["step"], state["spent_seconds"]
    sampler = SliceSampler(training, phantoms, seed=options.seed + step)
    random = torch.Generator().manual_seed(options.seed + step)
    log = (options.run / "log.jsonl").open("a", buffering=1)
    print(
        f"{len(training)} volumes train, {len(validation)} validate, {len(phantoms)} phantoms; from step {step}",
        flush=True,
    )

    budget = options.minutes * 60
    losses: list[float] = []
    clock = last_save = last_check = time.monotonic()
    while spent < budget:
        network.train()
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(spent / budget)
        grey, labels = (torch.from_numpy(array) for array in sampler.draw(options.batch))
        grey, labels = augment(grey, labels, random)
        with torch.autocast("cpu", torch.bfloat16):
            logits = network(grey.contiguous(memory_format=torch.channels_last))
        loss = segmentation_loss(logits.float(), labels)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimizer.step()
        update_average(average, network, step)
        step += 1
        losses.append(loss.item())
        now = time.monotonic()
        spent, clock = spent + now - clock, now
        finished = spent >= budget
        if step % 50 == 0:
            print(f"step {step}  {spent / 60:.1f} min  loss {np.mean(losses[-50:]):.4f}", flush=True)
        if finished or now - last_save > 120:
            save_checkpoint(
                checkpoint,
                {
                    "network": network.state_dict(),
                    "average": average.state_dict(),
                    "optimizer": optimizer.state_dict(),
                    "step": step,
                    "spent_seconds": spent,
                },
            )
            last_save = now
        if finished or now - last_check > options.check_minutes * 60:
            dice = quick_dice(average, validation)
            means = np.mean(list(dice.values()), axis=0).round(4).tolist()
            record = {
                "step": step,
                "minutes": round(spent / 60, 2),
                "loss": round(float(np.mean(losses[-200:])), 4),
                "meanDice": means,
                "dice": dice,
            }
            log.write(json.dumps(record) + "\n")
            print(json.dumps(record), flush=True)
            last_check = time.monotonic()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cache", type=Path, required=True, help="numpy volumes of `prepare`")
    parser.add_argument("--phantoms", type=Path, help="numpy volumes of `phantoms`")
    parser.add_argument(
        "--run", type=Path, required=True, help="folder for checkpoints and the log; resumes what it holds"
    )
    parser.add_argument(
        "--minutes", type=float, default=80, help="budget of wall time; the schedule is a cosine over it"
    )
    parser.add_argument("--check-minutes", type=float, default=6, help="time between checks on the validation volumes")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=20240607)


def main(options: argparse.Namespace) -> None:
    train(options)
