"""The training loop, independent of what is trained: learning rate, moving average, checkpoints, checks and the log."""

import argparse
import copy
import json
import math
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

FINAL_SHARE, WARM_UP = 0.01, 0.03
AVERAGE_DECAY = 0.998
CHECKPOINT_SECONDS = 120


def half_precision(device: str) -> torch.autocast:
    """Convolutions in bfloat16 on devices that support it; a CPU that emulates it takes twice the time."""
    capabilities = torch.cpu.get_capabilities() if device == "cpu" else {"bf16": True}
    computes = any(capabilities.get(name) for name in ("avx512_bf16", "amx_bf16", "bf16"))
    return torch.autocast(device, torch.bfloat16, enabled=computes)


def learning_rate(progress: float, peak: float) -> float:
    """Linear warm-up, then cosine; `progress` is the fraction of steps done, 0 to 1."""
    if progress < WARM_UP:
        return peak * (0.05 + 0.95 * progress / WARM_UP)
    phase = min(1.0, (progress - WARM_UP) / (1 - WARM_UP))
    return peak * (FINAL_SHARE + 0.5 * (1 - FINAL_SHARE) * (1 + math.cos(math.pi * phase)))


def weights_by_share(network: nn.Module) -> dict[float, list[nn.Parameter]]:
    """The weights by the share of the learning rate at which they learn: 1, or the `share_of_rate` that a layer gives them."""
    shares: dict[float, list[nn.Parameter]] = {}
    for weights in network.parameters():
        shares.setdefault(getattr(weights, "share_of_rate", 1.0), []).append(weights)
    return shares


@torch.no_grad()
def update_average(average: nn.Module, network: nn.Module, step: int) -> None:
    """Exponential moving average of weights and of BatchNorm's statistics."""
    decay = min(AVERAGE_DECAY, (1 + step) / (20 + step))
    for kept, new in zip(average.state_dict().values(), network.state_dict().values()):
        if kept.dtype.is_floating_point:
            kept.lerp_(new, 1 - decay)
        else:
            kept.copy_(new)


def save_checkpoint(path: Path, state: dict) -> None:
    partial = path.with_suffix(".partial")
    torch.save(state, partial)
    partial.replace(path)


def run_steps(
    network: nn.Module,
    options: argparse.Namespace,
    identity: dict[str, str],
    rate: float,
    loss_of: Callable[[int], Tensor],
    check: Callable[[nn.Module], dict],
    before: dict[str, int] | None = None,
) -> None:
    """Trains the network for the steps that its run's checkpoint leaves of `options.steps`.

    `identity`: what is trained, as recorded in the checkpoint (`task`, `architecture`, ...); a checkpoint of another
    run is refused. `loss_of`: the loss on the batch of a step, which it draws with a seed for that step alone. `check`:
    figures for the log about the averaged network, every `options.check_steps` and at the end. `before`: the training
    that the network starts with, recorded in the checkpoint.
    """
    options.run.mkdir(parents=True, exist_ok=True)
    checkpoint = options.run / "last.pt"
    average = copy.deepcopy(network)
    shares = weights_by_share(network)
    optimizer = torch.optim.AdamW([{"params": weights} for weights in shares.values()], rate, weight_decay=1e-2, fused=True)
    step, spent = 0, 0.0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True, map_location=options.device)
        found = {key: state.get(key) for key in identity}
        if found != identity:
            raise ValueError(
                f"{checkpoint} is a run of {', '.join(map(str, found.values()))}; "
                f"to train {', '.join(identity.values())}, give another --run"
            )
        network.load_state_dict(state["network"])
        average.load_state_dict(state["average"])
        optimizer.load_state_dict(state["optimizer"])
        step, spent = state["step"], state["spent_seconds"]
    log = (options.run / "log.jsonl").open("a", buffering=1)
    print(f"{', '.join(identity.values())}: from step {step} to {options.steps}", flush=True)

    losses: list[float] = []
    clock = last_save = time.monotonic()
    while step < options.steps:
        network.train()
        for share, group in zip(shares, optimizer.param_groups):
            group["lr"] = learning_rate(step / options.steps, rate) * share
        loss = loss_of(step)
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
                    **identity,
                    "network": network.state_dict(),
                    "average": average.state_dict(),
                    "optimizer": optimizer.state_dict(),
                    "before": before,
                    "step": step,
                    "spent_seconds": spent,
                },
            )
            last_save = now
        if finished or step % options.check_steps == 0:
            record = {"step": step, "minutes": round(spent / 60, 2), "loss": round(float(np.mean(losses[-200:])), 4)}
            record |= check(average)
            log.write(json.dumps(record) + "\n")
            print(json.dumps(record), flush=True)


def add_loop_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--run", type=Path, required=True, help="folder for checkpoints and the log; resumes what it holds"
    )
    parser.add_argument("--steps", type=int, required=True, help="the learning rate is a cosine over them")
    parser.add_argument("--rate", type=float, help="peak learning rate, instead of the task's")
    parser.add_argument("--check-steps", type=int, default=500, help="steps between checks on the validation volumes")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cpu", help="cpu or cuda; bfloat16 where it computes in it")
    parser.add_argument("--seed", type=int, default=20240607)
