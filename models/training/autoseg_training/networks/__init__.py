"""The networks of the recipe. To add one, add a file in this folder and a line in `ARCHITECTURES`."""

from collections.abc import Callable
from dataclasses import dataclass

from torch import nn

from ..tasks import Task
from .deeplab import build_deeplab
from .encoder_decoder import build_encoder_decoder
from .fcn import build_fcn8, build_fcn16
from .folding import fold_batch_norm
from .pspnet import build_pspnet
from .segnet import build_segnet
from .transunet import build_transunet
from .unet import build_attention_unet, build_unet

__all__ = [
    "ARCHITECTURES",
    "Architecture",
    "architecture_titled",
    "build_network",
    "find_architecture",
    "fold_batch_norm",
]


@dataclass(frozen=True)
class Architecture:
    """A network that a task can be trained with.

    `title`: its name in manifests and cards. `build`: creates it for a task; if the second argument is false, without
    BatchNorm, as exported. `multiple`: rows and columns of an exported input are multiples of this. `base`: another
    architecture whose weights it can start from; the names of weights that this one lacks begin with `added`. `jumps`:
    rounding can move values to other pixels, since it decides which of two almost equal values is the maximum, so a few
    logits may differ from torch's.
    """

    title: str
    build: Callable[[Task, bool], nn.Module]
    multiple: int = 16
    base: str | None = None
    added: str | None = None
    jumps: bool = False


ARCHITECTURES = {
    "unet": Architecture("U-Net", build_unet),
    "attention-unet": Architecture("Attention U-Net", build_attention_unet, base="unet", added="gate."),
    "encoder-decoder": Architecture("Encoder-decoder", build_encoder_decoder),
    "fcn8": Architecture("FCN-8s", build_fcn8, multiple=32),
    "fcn16": Architecture("FCN-16s", build_fcn16, multiple=32),
    "segnet": Architecture("SegNet", build_segnet, jumps=True),
    "deeplab": Architecture("DeepLabv3+", build_deeplab),
    "pspnet": Architecture("PSPNet", build_pspnet),
    "transunet": Architecture("TransUNet", build_transunet),
}


def find_architecture(name: str) -> Architecture:
    if name not in ARCHITECTURES:
        raise ValueError(f"{name}: no such architecture; there are {', '.join(ARCHITECTURES)}")
    return ARCHITECTURES[name]


def architecture_titled(title: str) -> str:
    """The name of the architecture with this title in manifests."""
    for name, architecture in ARCHITECTURES.items():
        if architecture.title == title:
            return name
    titles = ", ".join(architecture.title for architecture in ARCHITECTURES.values())
    raise ValueError(f"{title}: no such architecture; there are {titles}")


def build_network(task: Task, name: str, normalize: bool = True) -> nn.Module:
    """An untrained network of that architecture; without `normalize` in its exported form, with BatchNorm folded in."""
    architecture = find_architecture(name)
    if task.size % architecture.multiple:
        raise ValueError(
            f"{task.name}: {architecture.title} needs a size that is a multiple of {architecture.multiple}, "
            f"found {task.size}"
        )
    return architecture.build(task, normalize)
