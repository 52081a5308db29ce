"""Checkpoint to ONNX in single and half precision: fold BatchNorm, fix shapes, compare with torch, write the manifest."""

import argparse
import hashlib
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnxconverter_common import float16
from torch import Tensor, nn

from .complexity import complexity
from .manifest import describe, write_manifest
from .networks import build_network, find_architecture, fold_batch_norm
from .tasks import Task, load_task
from .weights import load_weights, read_checkpoint, training_of

OPSET = 17
# Operators that onnxruntime's WebGPU provider runs correctly. Excluded are MaxUnpool and MaxPool's indices, which fail
# when run, and Sign, Shape, Gather and ConstantOfShape, which run on the CPU with a copy.
ALLOWED_OPERATORS = {
    *("Conv", "ConvTranspose", "MaxPool", "AveragePool", "GlobalAveragePool", "Resize"),
    *("Relu", "Sigmoid", "Softmax", "Erf", "LayerNormalization"),
    *("Add", "Sub", "Mul", "Div", "MatMul", "Greater", "Cast"),
    *("Concat", "Slice", "Expand", "Reshape", "Transpose", "DepthToSpace"),
}
LARGEST_DIFFERENCE = 1e-4
# For a network with `jumps`, this fraction of the logits must agree.
AGREEING = 0.999
LARGEST_FILE = 8_000_000
# Smaller tensors are not converted, since the extra node would take as much space as it saves.
SMALLEST_STORED = 64


def example_slices(size: int) -> dict[str, Tensor]:
    """Input of a network on slices, by its name in the graph: random grey values, `[1, 3, size, size]`."""
    return {"slices": torch.rand(1, 3, size, size, generator=torch.Generator().manual_seed(1))}


def undo_class_weights(network: nn.Module, task: Task) -> None:
    """Lets the network subtract the logarithms of the loss's class weights from its logits.

    A class that weighs w times as much comes out w times as probable, so that small structures would be drawn too
    large. Source: Menon et al., Long-tail learning via logit adjustment, ICLR 2021. Where the last operator is a
    convolution, onnxruntime makes this part of its bias.
    """
    weights = torch.tensor(task.training["class_weights"])
    if (weights != 1).any():
        shift = -weights.log().view(1, -1, 1, 1)
        network.register_forward_hook(lambda _network, _slices, logits: logits + shift)


def run_onnx(path: Path, inputs: dict[str, Tensor]) -> np.ndarray:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(["logits"], {name: value.numpy() for name, value in inputs.items()})[0]


def lift_constants(model: onnx.ModelProto) -> None:
    """Turns constant nodes into initializers, and gives each weight that the exporter deduplicated its own copy again."""
    graph = model.graph
    values = {tensor.name: tensor for tensor in graph.initializer}
    for node in list(graph.node):
        shared = node.op_type == "Identity" and node.input[0] in values
        if not shared and node.op_type != "Constant":
            continue
        values[node.output[0]] = value = onnx.TensorProto()
        value.CopyFrom(values[node.input[0]] if shared else onnx.helper.get_node_attr_value(node, "value"))
        value.name = node.output[0]
        graph.initializer.append(value)
        graph.node.remove(node)


@torch.no_grad()
def round_to_half(network: nn.Module) -> None:
    """Rounds weights to values that half precision can represent; they stay in single precision."""
    for weights in network.parameters():
        weights.copy_(weights.half())
        if not torch.isfinite(weights).all():
            raise ValueError("A weight is too large for half precision")


def store_as_half(model: onnx.ModelProto) -> None:
    """Stores every weight that half precision represents exactly as half, with a Cast to single before its use.

    A stored weight keeps its name. onnxruntime folds the Cast when it loads the graph, and computes in
    single precision.
    """
    graph = model.graph
    single, casts = {}, []
    for tensor in graph.initializer:
        if tensor.data_type != onnx.TensorProto.FLOAT or tensor.name.startswith("/"):
            continue
        values = onnx.numpy_helper.to_array(tensor)
        half = values.astype(np.float16)
        if values.size < SMALLEST_STORED or not np.array_equal(half.astype(np.float32), values):
            continue
        name = tensor.name
        tensor.CopyFrom(onnx.numpy_helper.from_array(half, name))
        single[name] = f"{name}.single"
        casts.append(onnx.helper.make_node("Cast", [name], [single[name]], to=onnx.TensorProto.FLOAT))
    for node in graph.node:
        for index, name in enumerate(node.input):
            node.input[index] = single.get(name, name)
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)


def write_onnx(
    network: nn.Module,
    examples: dict[str, Tensor],
    path: Path,
    *,
    jumps: bool = False,
    compact: bool = False,
    half: Path | None = None,
) -> float:
    """Exports the network for inputs of those names and shapes; returns the largest difference of its
    logits from torch's.

    With `Architecture.jumps`, it is the largest difference within the fraction `AGREEING` that agrees best. With
    `compact`, weights are rounded to half precision and stored so; torch then uses the rounded weights too.
    `half`: where to write the graph with arithmetic in half precision.
    """
    network = network.to("cpu", memory_format=torch.contiguous_format).float().eval()
    folded = fold_batch_norm(network)
    if compact:
        round_to_half(folded)
    with torch.no_grad():
        expected = (folded if compact else network)(*examples.values()).numpy()
        torch.onnx.export(
            folded,
            tuple(examples.values()),
            str(path),
            dynamo=False,
            opset_version=OPSET,
            input_names=list(examples),
            output_names=["logits"],
        )
    model = onnx.load(path)
    lift_constants(model)
    model.doc_string = "Research use only. Not a medical device."
    if half:
        write_half(model, half)
    if compact:
        store_as_half(model)
    onnx.checker.check_model(model, full_check=True)
    foreign = {node.op_type for node in model.graph.node} - ALLOWED_OPERATORS
    if foreign:
        raise ValueError(f"The graph has operators that may leave the WebGPU provider: {sorted(foreign)}")
    onnx.save(model, path)
    return float(np.quantile(np.abs(run_onnx(path, examples) - expected), AGREEING if jumps else 1))


def write_half(single: onnx.ModelProto, path: Path) -> None:
    """The same graph with weights and arithmetic in half precision; input and output stay single."""
    model = onnx.ModelProto()
    model.CopyFrom(single)
    to_single = {node.name for node in model.graph.node if node.op_type == "Cast"}
    model = float16.convert_float_to_float16(model, keep_io_types=True)
    outputs = {output.name: output.type.tensor_type for output in model.graph.output}
    for node in model.graph.node:
        if node.name in to_single:  # the converter keeps the network's own Cast nodes
            node.attribute[0].i = onnx.TensorProto.FLOAT16
        elif (
            node.op_type == "Cast" and node.output[0] in outputs
        ):  # and adds a Cast after a final Resize, which stays single
            node.attribute[0].i = outputs[node.output[0]].elem_type = onnx.TensorProto.FLOAT
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


def write_weights(
    network: nn.Module,
    examples: dict[str, Tensor],
    folder: Path,
    *,
    jumps: bool = False,
    compact: bool = False,
    single: bool = False,
) -> list[dict]:
    """`model.onnx` and, unless `single`, `model-fp16.onnx` in a model folder; the manifest's `weights`.

    `compact`: as in `write_onnx`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path, half = folder / "model.onnx", None if single else folder / "model-fp16.onnx"
    difference = write_onnx(network, examples, path, jumps=jumps, compact=compact, half=half)
    print(f"largest difference of logits, onnxruntime to torch: {difference:.2e}")
    if difference > LARGEST_DIFFERENCE:
        raise ValueError(f"The exported network differs by {difference:.2e} (at most {LARGEST_DIFFERENCE:.0e})")
    return [describe_file(path, "float32"), *([describe_file(half, "float16")] if half else [])]


def export(checkpoint: Path, folder: Path, *, compact: bool = False, single: bool = False) -> None:
    state = read_checkpoint(checkpoint)
    task, architecture = load_task(state["task"]), state["architecture"]
    network = build_network(task, architecture)
    load_weights(network, architecture, checkpoint)
    undo_class_weights(network, task)
    kind = find_architecture(architecture)
    slices = example_slices(task.size)
    weights = write_weights(network, slices, folder, jumps=kind.jumps, compact=compact, single=single)
    manifest = describe(task, folder.resolve().name, kind.title, weights)
    manifest["complexity"] = complexity(onnx.load(folder / "model.onnx"))
    training = training_of(state, task.training["batch"])
    if training:
        manifest["training"] = training
    write_manifest(folder, manifest)
    print(", ".join(f"{entry['file']}: {entry['sizeBytes']} bytes" for entry in weights))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--checkpoint", type=Path, required=True, help="last.pt of a run")
    parser.add_argument("--model", type=Path, required=True, help="model folder to write weights and manifest to")
    parser.add_argument(
        "--compact", action="store_true", help="model.onnx stores its weights in half precision, rounded to it"
    )
    parser.add_argument("--single", action="store_true", help="no model-fp16.onnx")


def main(options: argparse.Namespace) -> None:
    export(options.checkpoint, options.model, compact=options.compact, single=options.single)
