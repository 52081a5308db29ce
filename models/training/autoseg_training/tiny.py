"""The tiny network of the browser tests: finds the phantom's liver roughly, at 64x64, in a few kilobytes.

Trained in seconds on phantoms alone. It is a test fixture and segments no real study.
"""

import argparse
import hashlib
import json
from pathlib import Path

import torch

from .export import write_onnx
from .losses import segmentation_loss
from .manifest import phantom_data, shape_and_segments
from .network import UNet
from .phantoms import GENERATOR, render_phantom
from .sampling import SliceSampler

SIZE, BASE, LEVELS = 64, 4, 3
PHANTOMS, FIRST_SEED, STEPS, BATCH = 12, 5000, 600, 16


def train_tiny(generator: Path) -> UNet:
    torch.manual_seed(5)
    torch.set_num_threads(1)
    cases = [render_phantom(generator, FIRST_SEED + index, SIZE) for index in range(PHANTOMS)]
    sampler = SliceSampler([], cases, seed=5)
    network = UNet(BASE, LEVELS)
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=1e-2, total_steps=STEPS)
    for step in range(STEPS):
        grey, labels = sampler.draw(BATCH)
        loss = segmentation_loss(network(torch.from_numpy(grey).float() / 255), torch.from_numpy(labels).long())
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
    difference = write_onnx(train_tiny(options.generator), SIZE, path)
    print(f"largest difference of logits, onnxruntime to torch: {difference:.2e}; {path.stat().st_size} bytes")
    description = "Test fixture: a tiny U-Net that finds the synthetic phantom's liver. Segments no real study."
    weights = path.read_bytes()
    manifest = shape_and_segments(
        "threshold-tiny", "Tiny test network", description, SIZE, len(weights), hashlib.sha256(weights).hexdigest()
    )
    manifest["data"] = [phantom_data(PHANTOMS)]
    manifest["licence"] = "MIT"
    manifest["evidence"] = {
        "validationCases": [],
        "metrics": [],
        "command": "python -m autoseg_training tiny --model ../../tests/fixtures/models/threshold-tiny",
    }
    (options.model / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
