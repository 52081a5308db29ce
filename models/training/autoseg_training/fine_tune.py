"""Fine-tunes an exported model on a few cases of the user's own, to adapt it to another scanner."""

import argparse
import tempfile
from pathlib import Path

from .export import example_slices, undo_class_weights, write_weights
from .manifest import find_task, read_manifest, write_manifest
from .networks import architecture_titled, build_network, find_architecture
from .prepare import prepare
from .tasks import load_task
from .train import train
from .weights import load_weights


def fine_tune(options: argparse.Namespace) -> None:
    manifest = read_manifest(options.model)
    options.task = options.task or find_task(manifest)
    options.architecture = architecture_titled(manifest["architecture"])
    options.start = options.model / "model.onnx"
    options.phantoms, options.features = None, None
    options.check_steps, options.check_every = options.steps, 1
    task = load_task(options.task)
    with tempfile.TemporaryDirectory() as work:
        options.cache, options.run = Path(work) / "cache", Path(work) / "run"
        prepare(options.cases, task, options.cache)
        train(options, held_out=[])
        network = build_network(task, options.architecture, normalize=False)
        load_weights(network, options.architecture, options.run / "last.pt")
        undo_class_weights(network, task)
        jumps = find_architecture(options.architecture).jumps
        weights = write_weights(network, example_slices(task.size), options.out, jumps=jumps)
    name = f"{manifest['name'].removesuffix('-tuned')}-tuned"
    own = {"name": options.data_name, "licence": options.data_licence, "note": f"fine-tuned, {options.steps} steps"}
    manifest |= {"name": name, "weights": weights, "data": [*manifest["data"], own]}
    manifest["evidence"] = {"validationCases": [], "metrics": []}
    for of_the_other in ("reference", "training"):
        manifest.pop(of_the_other, None)
    write_manifest(options.out, manifest)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", type=Path, required=True, help="folder of the exported model to start from")
    parser.add_argument("--cases", type=Path, required=True, help="folder of strips, NIfTI pairs or DICOM cases")
    parser.add_argument("--out", type=Path, required=True, help="model folder to write")
    parser.add_argument("--task", help="TOML file of the model's task, where it is one of the user's own")
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--rate", type=float, default=2e-5, help="peak learning rate")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    parser.add_argument("--seed", type=int, default=20240607)
    parser.add_argument("--data-name", default="cases of the user", help="for the manifest")
    parser.add_argument("--data-licence", default="unpublished", help="for the manifest")


def main(options: argparse.Namespace) -> None:
    fine_tune(options)
