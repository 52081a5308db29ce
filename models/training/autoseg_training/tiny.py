"""The tiny network for the browser tests: finds the phantom's liver roughly, at 64x64, in a few kilobytes.

Trained in seconds on phantoms alone. It is a test fixture, and cannot segment real studies.
"""

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import nn

from .export import describe_file, example_slices, write_onnx
from .losses import segmentation_loss
from .manifest import describe, write_manifest
from .networks import build_network
from .phantoms import GENERATOR, render_phantom
from .sampling import SliceSampler
from .tasks import Task, load_task

SIZE, WIDTHS = 64, (4, 8, 16)
PHANTOMS, FIRST_SEED, STEPS, BATCH = 12, 5000, 600, 16


def train_tiny(task: Task, generator: Path) -> nn.Module:
    torch.manual_seed(5)
    torch.set_num_threads(1)
    cases = [render_phantom(generator, FIRST_SEED + index, SIZE) for index in range(PHANTOMS)]
    sampler = SliceSampler([], cases, task)
    random = np.random.default_rng(5)
    network = build_network(task, "unet")
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=1e-2, total_steps=STEPS)
    for step in range(STEPS):
        grey, labels = sampler.draw(BATCH, random)
        logits = network(torch.from_numpy(grey).float() / 255)
        loss = segmentation_loss(logits, torch.from_numpy(labels).long(), task)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if (step + 1) % 100 == 0:
            print(f"step {step + 1}: loss {loss.item():.3f}", flush=True)
    return network


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", type=Path, required=True, help="folder to write model.onnx and manifest.json to")
    parser.add_argument("--generator", type=Path, default=GENERATOR, help="folder that holds the package `phantom`")


def main(options: argparse.Namespace) -> None:
    options.model.mkdir(parents=True, exist_ok=True)
    path = options.model / "model.onnx"
    task = replace(load_task("ct-liver-tumour"), size=SIZE, widths=WIDTHS)
    difference = write_onnx(train_tiny(task, options.generator), example_slices(SIZE), path)
    print(f"largest difference of logits, onnxruntime to torch: {difference:.2e}; {path.stat().st_size} bytes")
    manifest = describe(task, "threshold-tiny", "U-Net", [describe_file(path, "float32")])
    manifest |= {
        "version": "1.0.0",
        "title": "Tiny test network",
        "description": "Test fixture: a tiny U-Net that finds the synthetic phantom's liver. Segments no real study.",
        "data": [entry for entry in manifest["data"] if entry["licence"] == "MIT"],
        "licence": "MIT",
    }
    write_manifest(options.model, manifest)
