"""Checkpoint to ONNX in single and half precision: fold BatchNorm, fix shapes, compare with torch, write the manifest."""

import argparse
import hashlib
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import numpy_helper
from onnxconverter_common import float16

from .manifest import describe, write_manifest
from .network import UNet, fold_batch_norm
from .tasks import Task, load_task

OPSET = 17
ALLOWED_OPERATORS = {"Conv", "Relu", "MaxPool", "ConvTranspose", "Concat", "Sigmoid", "Mul", "Add"}
LARGEST_DIFFERENCE = 1e-4
LARGEST_FILE = 8_000_000
ARCHITECTURES = {"unet": "U-Net", "attention-unet": "Attention U-Net"}


def build_network(task: Task, architecture: str, normalize: bool = True) -> UNet:
    return UNet(task.widths, task.values, attention=architecture == "attention-unet", normalize=normalize)


def load_weights(network: UNet, path: Path) -> None:
    """Take the averaged weights of a checkpoint, or those of an exported model into a network without BatchNorm.

    Gates that the file lacks stay as they are, nearly open.
    """
    if path.suffix == ".onnx":
        tensors = onnx.load(path).graph.initializer
        weights = {tensor.name: torch.from_numpy(numpy_helper.to_array(tensor).copy()) for tensor in tensors}
    else:
        weights = torch.load(path, weights_only=True, map_location="cpu")["average"]
    missing, foreign = network.load_state_dict(weights, strict=False)
    wrong = foreign + [name for name in missing if not name.startswith("gate.")]
    if wrong:
        raise ValueError(f"{path}: weights do not fit the network: {', '.join(wrong)}")


def run_onnx(path: Path, slices: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(["logits"], {"slices": slices})[0]


def write_onnx(network: UNet, size: int, path: Path) -> float:
    """Write the network for input `[1, 3, size, size]`; return the largest difference of logits to torch."""
    network = network.to("cpu", memory_format=torch.contiguous_format).float().eval()
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
        )
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    foreign = {node.op_type for node in model.graph.node} - ALLOWED_OPERATORS
    if foreign:
        raise ValueError(f"The graph has operators that may leave the WebGPU provider: {sorted(foreign)}")
    model.doc_string = "Research use only. Not a medical device."
    onnx.save(model, path)
    return float(np.abs(run_onnx(path, slices.numpy()) - expected).max())


def write_half(single: Path, path: Path) -> None:
    """The same graph with weights and arithmetic in half precision; input and output stay single."""
    model = float16.convert_float_to_float16(onnx.load(single), keep_io_types=True)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)


def describe_file(path: Path, precision: str) -> dict:
    content = path.read_bytes()
    if len(content) > LARGEST_FILE:
        raise ValueError(f"{path.name} has {len(content)} bytes (at most {LARGEST_FILE})")
    return {
        "file": path.name,
        "precision": precision,
        "sizeBytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def write_weights(network: UNet, size: int, folder: Path) -> list[dict]:
    """`model.onnx` and `model-fp16.onnx` in a model folder; the manifest's `weights`."""
    folder.mkdir(parents=True, exist_ok=True)
    single, half = folder / "model.onnx", folder / "model-fp16.onnx"
    difference = write_onnx(network, size, single)
    print(f"largest difference of logits, onnxruntime to torch: {difference:.2e}")
    if difference > LARGEST_DIFFERENCE:
        raise ValueError(f"The exported network differs by {difference:.2e} (at most {LARGEST_DIFFERENCE:.0e})")
    write_half(single, half)
    return [describe_file(single, "float32"), describe_file(half, "float16")]


def export(checkpoint: Path, folder: Path) -> None:
    state = torch.load(checkpoint, weights_only=True, map_location="cpu")
    task, architecture = load_task(state["task"]), state["architecture"]
    network = build_network(task, architecture)
    load_weights(network, checkpoint)
    weights = write_weights(network, task.size, folder)
    write_manifest(folder, describe(task, folder.resolve().name, ARCHITECTURES[architecture], weights))
    print(", ".join(f"{entry['file']}: {entry['sizeBytes']} bytes" for entry in weights))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--checkpoint", type=Path, required=True, help="last.pt of a run")
    parser.add_argument("--model", type=Path, required=True, help="model folder to write weights and manifest to")


def main(options: argparse.Namespace) -> None:
    export(options.checkpoint, options.model)
