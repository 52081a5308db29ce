"""Drawings of the networks, made from their graphs: `docs/pictures/architectures`."""

import argparse
import math
import tempfile
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import onnx
import torch

from .complexity import shapes_of
from .export import example_slices, write_onnx
from .networks import ARCHITECTURES, build_network
from .tasks import load_task, task_names

# The kind of each bar, by operator; any other operator is drawn as part of the one before it.
KINDS = {
    "convolution": ("#4477aa", {"Conv"}),
    "transposed convolution": ("#ee7733", {"ConvTranspose"}),
    "pooling": ("#cc3311", {"MaxPool", "AveragePool", "GlobalAveragePool"}),
    "interpolation": ("#228833", {"Resize", "Expand"}),
    "unpooling": ("#aa3377", {"DepthToSpace"}),
    "matrix product": ("#66ccee", {"MatMul"}),
    "attention": ("#997700", {"Softmax", "Sigmoid"}),
    "joined or added": ("#bbbbbb", {"Concat", "Add", "Mul"}),
}
TALLEST, NARROWEST, GAP = 110, 3, 5


@dataclass
class Bar:
    """A step of a network: its kind, the map that it makes, and the bars that are its inputs."""

    kind: str
    channels: int
    rows: int
    sources: list["Bar"]
    column: int = 0
    x: float = 0
    y: float = 0

    @property
    def width(self) -> float:
        return NARROWEST + self.channels / 20

    @property
    def height(self) -> float:
        return max(6.0, self.rows**0.5 * TALLEST / 17)


def kind_of(operator: str) -> str | None:
    return next((kind for kind, (_, operators) in KINDS.items() if operator in operators), None)


def size_of(shape: list[int]) -> tuple[int, int]:
    """Channels and rows of a map `[1, channels, rows, columns]`, or of tokens `[1, tokens, channels]` as a square map.
    """
    if len(shape) == 4:
        return shape[1], shape[2]
    return shape[-1], round(math.sqrt(shape[-2])) if len(shape) > 1 else 1


def bars_of(model: onnx.ModelProto) -> list[Bar]:
    """The steps of a graph in order, the input first. Joining one map with constants is no step."""
    shapes = shapes_of(model)
    constants = {tensor.name for tensor in model.graph.initializer}
    source = model.graph.input[0].name
    start = Bar("input", *size_of(shapes[source]), [])
    bars, behind = [start], {source: [start]}
    for node in model.graph.node:
        found = [bar for name in node.input if name not in constants for bar in behind.get(name, [])]
        sources = list({id(bar): bar for bar in found}.values())
        kind = kind_of(node.op_type)
        joins = kind == "joined or added"
        if not sources or kind is None or (joins and len(sources) < 2):
            made = sources
        else:
            bar = Bar(kind, *size_of(shapes[node.output[0]]), sources)
            bar.column = 1 + max(one.column for one in sources)
            bars.append(bar)
            made = [bar]
        behind |= dict.fromkeys(node.output, made)
    return without_parts(bars)


def without_parts(bars: list[Bar]) -> list[Bar]:
    """Leaves out joins used only by an unpooling, which are the masks of its four positions."""
    takers: dict[int, list[Bar]] = {}
    for bar in bars:
        for one in bar.sources:
            takers.setdefault(id(one), []).append(bar)
    parts: set[int] = set()
    for bar in reversed(bars):
        own = takers.get(id(bar), [])
        if bar.kind == "joined or added" and own and all(t.kind == "unpooling" or id(t) in parts for t in own):
            parts.add(id(bar))
    kept = [bar for bar in bars if id(bar) not in parts]
    for bar in kept:
        while any(id(one) in parts for one in bar.sources):
            wider = [each for one in bar.sources for each in (one.sources if id(one) in parts else [one])]
            bar.sources = list({id(one): one for one in wider}.values())
        bar.column = 1 + max((one.column for one in bar.sources), default=-1)
    return kept


def place(bars: list[Bar]) -> tuple[float, float]:
    """Positions the bars in columns, each centred vertically; returns width and height of the drawing."""
    columns: dict[int, list[Bar]] = {}
    for bar in bars:
        columns.setdefault(bar.column, []).append(bar)
    tallest = max(sum(bar.height + GAP for bar in column) for column in columns.values())
    x, middle = 12.0, 70 + tallest / 2
    for _, column in sorted(columns.items()):
        y = middle - sum(bar.height + GAP for bar in column) / 2
        for bar in column:
            bar.x, bar.y = x, y
            y += bar.height + GAP
        x += max(bar.width for bar in column) + GAP + 3
    return x + 10, middle + tallest / 2 + 48


def draw(model: onnx.ModelProto, title: str) -> str:
    """A network as SVG: a bar for each step, its height the rows of its map, its width the channels."""
    bars = bars_of(model)
    width, height = place(bars)
    width = max(width, 640)
    size = f"{width:.0f} {height:.0f}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" font-family="sans-serif" font-size="9">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="#fff"/>',
    ]
    for bar in bars:
        for source in bar.sources:
            start, end = source.x + source.width, bar.x
            if bar.column - source.column == 1:
                one, other = source.y + source.height / 2, bar.y + bar.height / 2
                path = f"M{start:.0f} {one:.0f}L{end:.0f} {other:.0f}"
            else:  # a skip connection, drawn as an arc above
                top = min(source.y, bar.y) - 8 - 30 * min(1, (bar.column - source.column) / 25)
                start, end = source.x + source.width / 2, bar.x + bar.width / 2
                path = f"M{start:.0f} {source.y:.0f}C{start:.0f} {top:.0f} {end:.0f} {top:.0f} {end:.0f} {bar.y:.0f}"
            parts.append(f'<path d="{path}" fill="none" stroke="#888" stroke-width=".7"/>')
    for bar in bars:
        colour = KINDS[bar.kind][0] if bar.kind in KINDS else "#222"
        parts.append(
            f'<rect x="{bar.x:.0f}" y="{bar.y:.0f}" width="{bar.width:.1f}" height="{bar.height:.0f}" fill="{colour}">'
            f"<title>{bar.kind}: {bar.channels} channels, {bar.rows} x {bar.rows}</title></rect>"
        )
    rows, free, low = 0, 0.0, height - 34
    for bar in sorted(bars, key=lambda one: one.column):
        if bar.rows != rows and bar.x >= free:
            parts.append(f'<text x="{bar.x:.0f}" y="{low:.0f}" fill="#444">{bar.rows}</text>')
            free = bar.x + 18
        rows = bar.rows
    x = 12
    for kind, (colour, _) in KINDS.items():
        if any(bar.kind == kind for bar in bars):
            parts.append(f'<rect x="{x}" y="{height - 18:.0f}" width="8" height="8" fill="{colour}"/>')
            parts.append(f'<text x="{x + 11}" y="{height - 11:.0f}" fill="#222">{kind}</text>')
            x += 24 + 5 * len(kind)
    return "\n".join([*parts, "</svg>", ""])


def graph_of(task_name: str, name: str) -> onnx.ModelProto:
    """The exported graph of an untrained network of an architecture."""
    torch.manual_seed(1)
    task, kind = load_task(task_name), ARCHITECTURES[name]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.onnx"
        write_onnx(build_network(task, name), example_slices(task.size), path, jumps=kind.jumps)
        return onnx.load(path)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--task", default="mr-cardiac", help=f"{', '.join(task_names())}, or a TOML file")
    parser.add_argument("--out", type=Path, required=True, help="folder to write a drawing of each architecture to")


def main(options: argparse.Namespace) -> None:
    options.out.mkdir(parents=True, exist_ok=True)
    for name, architecture in ARCHITECTURES.items():
        drawing = draw(graph_of(options.task, name), architecture.title)
        (options.out / f"{name}.svg").write_text(drawing)
        print(f"{name}.svg: {len(drawing)} bytes")
