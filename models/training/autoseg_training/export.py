"""Checkpoint to ONNX: fold BatchNorm, write fixed shapes, compare onnxruntime with torch, write the manifest."""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from .manifest import manifest
from .network import UNet

OPSET = 17
ALLOWED_OPERATORS = {"Conv", "Relu", "MaxPool", "ConvTranspose", "Concat"}
LARGEST_DIFFERENCE = 1e-4


def fold_batch_norm(network: UNet) -> UNet:
    """Every BatchNorm becomes part of the convolution before it (in place; the network must be in eval mode)."""
    for block in [*network.down, *network.merge]:
        for index in (0, 3):
            block[index] = fuse_conv_bn_eval(block[index], block[index + 1])
            block[index + 1] = nn.Identity()
    return network


def write_onnx(network: UNet, size: int, path: Path) -> float:
    """Write the network for input `[1, 3, size, size]`; return the largest difference of logits to torch."""
    network = network.to(memory_format=torch.contiguous_format).float().eval()
    slices = torch.rand(1, 3, size, size, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        expected = network(slices).numpy()
        torch.onnx.export(
            fold_batch_norm(network),
            (slices,),
            str(path),
            dynamo=False,
            opset_version=OPSET,
            input_names=["slices"],
            output_names=["logits"],
            do_constant_folding=True,
        )
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    foreign = {node.op_type for node in model.graph.node} - ALLOWED_OPERATORS
    if foreign:
        raise ValueError(f"The graph has operators that may leave the WebGPU provider: {sorted(foreign)}")
    model.doc_string = "Research use only. Not a medical device."
    onnx.save(model, path)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    found = session.run(["logits"], {"slices": slices.numpy()})[0]
    return float(np.abs(found - expected).max())


def export(checkpoint: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    network = UNet()
    network.load_state_dict(torch.load(checkpoint, weights_only=True)["average"])
    path = folder / "model.onnx"
    difference = write_onnx(network, 256, path)
    print(f"largest difference of logits, onnxruntime to torch: {difference:.2e}")
    if difference > LARGEST_DIFFERENCE:
        raise ValueError(f"The exported network differs by {difference:.2e} (at most {LARGEST_DIFFERENCE:.0e})")
    weights = path.read_bytes()
    text = json.dumps(manifest(len(weights), hashlib.sha256(weights).hexdigest()), indent=2, ensure_ascii=False)
    (folder / "manifest.json").write_text(text + "\n")
    print(f"{path.name}: {len(weights)} bytes")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--checkpoint", type=Path, required=True, help="last.pt of a run")
    parser.add_argument(
        "--model", type=Path, required=True, help="model folder to write model.onnx and manifest.json to"
    )


def main(options: argparse.Namespace) -> None:
    export(options.checkpoint, options.model)
