"""Training with simulated users, who point, look at the result and correct it."""

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from ..cases import Case, validation_names
from ..loop import add_loop_arguments, half_precision, run_steps
from ..networks.unet import UNet
from ..transfer import take_features, unfold_batch_norm
from ..weights import read_weights
from .network import PromptedUNet
from .sampling import Batch, PromptedSampler
from .scene import Scene, prompted_loss, set_scene
from .task import DEFAULT, PromptedTask, load_prompted_task
from .users import deep_place
from .volumes import Volume, load_volumes

# Number of objects per class in a check during training.
CHECKED = 6
# Number of patches from which BatchNorm's statistics are restored.
SEEN = 32


def load_split(cache: Path, task: PromptedTask) -> tuple[list[Volume], list[Volume]]:
    """All volumes of the cache: those to train on, and the validation volumes of their tasks."""
    training: list[Volume] = []
    validation: list[Volume] = []
    for labelled in task.sets:
        held_out = validation_names(labelled.task)
        for volume in load_volumes(cache, labelled):
            (validation if volume.name in held_out else training).append(volume)
    return training, validation


def read_unet(path: Path, volumes: list[Volume], task: PromptedTask, seed: int) -> dict[str, Tensor]:
    """The weights of a task's U-Net of the same widths, which knows edges and organs but not prompts."""
    plain = UNet(task.widths, values=1)
    shape = volumes[0].grey.shape[1:]
    cases = [Case(volume.name, volume.grey, volume.labels) for volume in volumes if volume.grey.shape[1:] == shape]
    take_features(plain, path, cases, task, seed)
    return plain.state_dict()


def take_stage(network: PromptedUNet, path: Path, sampler: PromptedSampler, seed: int) -> None:
    """Starts from a checkpoint, or from a `model.onnx` of `prompted export`, unchanged; only the optimizer is new."""
    weights, _ = read_weights(path)
    own = network.state_dict()
    folded = path.suffix == ".onnx"
    missing = [name for name in own if name not in weights and not (folded and is_of_batch_norm(network, name))]
    resized = [name for name in own if name in weights and own[name].shape != weights[name].shape]
    if missing or resized:
        raise ValueError(f"{path}: its weights do not fit the network of this task, {(missing + resized)[0]} for one")
    network.load_state_dict({name: weights[name] for name in own if name in weights}, strict=False)
    if folded:
        random = np.random.default_rng(seed)
        unfold_batch_norm(network, weights, *to_inputs(set_scene(sampler.draw(SEEN, random), sampler.task, random)))


def is_of_batch_norm(network: nn.Module, name: str) -> bool:
    return isinstance(network.get_submodule(name.rpartition(".")[0]), nn.BatchNorm2d)


def infer(network: nn.Module, scene: Scene, device: str) -> Tensor:
    with half_precision(device):
        grey, prompt = (part.to(device).contiguous(memory_format=torch.channels_last) for part in to_inputs(scene))
        return network(grey, prompt)


def to_inputs(scene: Scene) -> tuple[Tensor, Tensor]:
    return scene.grey, torch.from_numpy(scene.prompt)


@torch.no_grad()
def correct(network: nn.Module, scene: Scene, rounds: int, device: str, random: np.random.Generator) -> None:
    """Rounds of looking at the result and clicking on errors."""
    for _ in range(rounds):
        scene.correct(infer(network, scene, device)[:, 0].float().sigmoid().cpu().numpy(), random)


def dice_of_slices(network: nn.Module, sampler: PromptedSampler, device: str, clicks: tuple[int, ...] = (1, 3)) -> dict:
    """Mean Dice of each class after that many clicks, on single slices of a few objects, at a suitable scale."""
    network.eval()
    random, task = np.random.default_rng(7), sampler.task
    task = replace(task, sampling=task.sampling | {"box": 0, "scribble": 0, "edge": 0, "wrong_start": 0})
    side, found = task.training["patch"], {}
    for name in sampler.names:
        windows = []
        for number in range(CHECKED):
            volumes = sampler.items[name]
            items = volumes[number % len(volumes)]
            item = items[number // len(volumes) % len(items)]
            index = max(item.slices, key=lambda at: np.count_nonzero(item.thing.mask(at)))
            centre = deep_place(item.thing.mask(index), random)
            windows.append(sampler.cut_window(item.thing, index, None, centre, side, random))
        grey, labels = (torch.stack(part) for part in zip(*windows))
        scene = set_scene(Batch(grey, labels, ("point",) * len(grey)), task, random, augmented=False)
        figures, done = [], 1
        for count in clicks:
            correct(network, scene, count - done, device, random)
            done = count
            with torch.no_grad():
                mask = infer(network, scene, device)[:, 0].float().cpu().numpy() > 0
            overlap = 2 * (mask & scene.target).sum(axis=(1, 2))
            total = mask.sum(axis=(1, 2)) + scene.target.sum(axis=(1, 2))
            figures.append(round(float(np.mean(overlap / np.maximum(total, 1))), 3))
        found[name] = figures
    return found


def train(options: argparse.Namespace) -> None:
    torch.set_num_threads(options.threads)
    task, device = load_prompted_task(options.task), options.device
    training, validation = load_split(options.cache, task)
    sampler = PromptedSampler(training, task, options.unseen)
    checked = PromptedSampler(validation, task, unseen=False) if validation else None
    print(f"{len(training)} volumes train, {len(validation)} validate; {', '.join(sampler.names)}", flush=True)
    torch.manual_seed(options.seed)
    network = PromptedUNet(task.widths)
    if options.start:
        take_stage(network, options.start, sampler, options.seed)
    elif options.features:
        network.load_state_dict(read_unet(options.features, training, task, options.seed), strict=False)
    network = network.to(device, memory_format=torch.channels_last)

    def loss_of(step: int) -> Tensor:
        random = np.random.default_rng([options.seed, step])
        scene = set_scene(sampler.draw(task.training["batch"], random), task, random)
        rounds = random.choice(len(task.sampling["rounds"]), p=task.sampling["rounds"])
        correct(network, scene, rounds, device, random)
        return prompted_loss(infer(network, scene, device), scene)

    def check(average: nn.Module) -> dict:
        return {"dice": dice_of_slices(average, checked, device)} if checked else {}

    seen = "without the unseen" if options.unseen else "all classes"
    identity = {"task": options.task, "architecture": "prompted", "classes": seen}
    run_steps(network, options, identity, options.rate or task.training["rate"], loss_of, check)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--task", default=DEFAULT, help="task, or a TOML file")
    parser.add_argument("--cache", type=Path, required=True, help="numpy volumes of `prompted prepare`")
    parser.add_argument(
        "--unseen", action="store_true", help="leave out what the task's `without` lists: the network for the evidence"
    )
    parser.add_argument("--from", dest="start", type=Path, help="checkpoint or model.onnx of an earlier stage")
    parser.add_argument(
        "--features", type=Path, help="checkpoint or model.onnx of a U-Net of these widths to start from"
    )
    add_loop_arguments(parser)


def main(options: argparse.Namespace) -> None:
    train(options)
