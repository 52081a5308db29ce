"""What a folder of nnU-Net's results says: plans, data set, checkpoints. Read as the files are, without nnU-Net."""

import json
import re
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from ..refusals import CannotImport
from .form import DATASET, PLANS, check_configuration, check_form

# What the names of nnU-Net's own trainers are made of that change no step of inference but mirroring, which checkpoints
# tell, and keep the network of the plans.
TRAINER_WORDS = (
    r"\d+ep(ochs?)?|Benchmark|noDataLoading|(Vanilla)?Ada[mn](\den\d)?|CosAnneal|warmup|NoDeepSupervision|"
    r"(NoMirroring|onlyMirror01)|NoDA|DA5|(DA)?[Ss]eg[Oo]rd0|ord0|noDummy2DDA|probabilisticOversampling(_\d+)?|"
    r"(Dice)?CELoss|DiceLoss|(Dice)?Top[Kk]10Loss|LS01|noSmooth"
)
KNOWN_TRAINERS = re.compile(rf"nnUNetTrainer(_?({TRAINER_WORDS}))*")


@dataclass(frozen=True)
class Trained:
    """One configuration of a folder: its plans with inheritance resolved, and the data set it was trained on."""

    folder: Path
    name: str
    plans: dict
    configuration: dict
    dataset: dict

    @property
    def previous(self) -> str | None:
        """The configuration whose labels this one sees beside the image, as the second stage of a cascade."""
        return self.configuration.get("previous_stage") or None

    @property
    def dimensions(self) -> int:
        return len(self.configuration["patch_size"])

    def path_of(self, fold: str, checkpoint: str) -> Path:
        return self.folder / f"fold_{fold}" / checkpoint


def read_json(path: Path) -> dict:
    if not path.is_file():
        raise CannotImport(
            f"{path.parent} has no {path.name}: give the folder of one trained configuration, "
            "DATASET/TRAINER__PLANS__CONFIGURATION, as nnU-Net wrote it."
        )
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as cause:
        raise CannotImport(f"{path} is not JSON ({cause}): copy the folder again.") from cause


def resolve(configurations: dict, name: str, seen: tuple[str, ...] = ()) -> dict:
    """A configuration with what it inherits."""
    if name not in configurations:
        raise CannotImport(
            f'plans.json has no configuration "{name}": choose one of {", ".join(sorted(configurations))}.'
        )
    if name in seen:
        raise CannotImport(f'The configuration "{name}" inherits from itself: correct plans.json.')
    own = deepcopy(configurations[name])
    parent = own.pop("inherits_from", None)
    return own if parent is None else {**resolve(configurations, parent, (*seen, name)), **own}


def read_folder(folder: Path, configuration: str | None) -> Trained:
    plans = read_json(folder / "plans.json")
    dataset = read_json(folder / "dataset.json")
    check_form(plans, PLANS, str(folder / "plans.json"))
    check_form(dataset, DATASET, str(folder / "dataset.json"))
    name = configuration or folder.resolve().name.split("__")[-1]
    resolved = with_architecture(resolve(plans["configurations"], name))
    check_configuration(resolved, folder / "plans.json", name)
    preprocessor = resolved.get("preprocessor_name", "DefaultPreprocessor")
    if preprocessor != "DefaultPreprocessor":
        raise CannotImport(
            f"{name} was prepared by {preprocessor}, whose steps are its author's own: only DefaultPreprocessor is known."
        )
    return Trained(folder, name, plans, resolved, dataset)


def read_previous(trained: Trained, given: Path | None) -> Trained:
    """The first stage of a cascade, beside the folder of the second where nothing else is said."""
    *start, _ = trained.folder.resolve().name.split("__")
    folder = given or trained.folder.resolve().parent / "__".join([*start, trained.previous])
    if not folder.is_dir():
        raise CannotImport(
            f'"{trained.name}" is the second stage of a cascade and sees the labels of "{trained.previous}", but there is '
            f"no folder {folder}: name it with --previous."
        )
    first = read_folder(folder, None if given else trained.previous)
    if first.name != trained.previous or first.previous:
        raise CannotImport(
            f'{folder} is of "{first.name}", but the second stage sees the labels of "{trained.previous}".'
        )
    if first.dataset.get("labels") != trained.dataset.get("labels"):
        raise CannotImport(f"{folder} has other labels than {trained.folder}: they are not of one cascade.")
    return first


def with_architecture(configuration: dict) -> dict:
    """The architecture as newer plans state it, made from the entries of older ones where it is missing."""
    if "architecture" in configuration or "UNet_class_name" not in configuration:
        return configuration
    try:
        return configuration | {"architecture": architecture_of_old(configuration)}
    except (KeyError, TypeError, ValueError) as cause:
        raise CannotImport(
            f"The plans describe a network, but not all of it ({cause}): copy the folder again."
        ) from cause


def architecture_of_old(old: dict) -> dict:
    residual = old["UNet_class_name"] == "ResidualEncoderUNet"
    dimensions, stages = len(old["patch_size"]), len(old["n_conv_per_stage_encoder"])
    arguments = {
        "n_stages": stages,
        "features_per_stage": [
            min(old["UNet_base_num_features"] * 2**stage, old["unet_max_num_features"]) for stage in range(stages)
        ],
        "conv_op": f"torch.nn.modules.conv.Conv{dimensions}d",
        "kernel_sizes": old["conv_kernel_sizes"],
        "strides": old["pool_op_kernel_sizes"],
        ("n_blocks_per_stage" if residual else "n_conv_per_stage"): old["n_conv_per_stage_encoder"],
        "n_conv_per_stage_decoder": old["n_conv_per_stage_decoder"],
        "conv_bias": True,
        "norm_op": f"torch.nn.modules.instancenorm.InstanceNorm{dimensions}d",
        "norm_op_kwargs": {"eps": 1e-05, "affine": True},
        "dropout_op": None,
        "dropout_op_kwargs": None,
        "nonlin": "torch.nn.LeakyReLU",
        "nonlin_kwargs": {"inplace": True},
    }
    return {
        "network_class_name": f"dynamic_network_architectures.architectures.unet.{old['UNet_class_name']}",
        "arch_kwargs": arguments,
        "_kw_requires_import": ["conv_op", "norm_op", "dropout_op", "nonlin"],
    }


def find_folds(trained: Trained, wanted: list[str] | None, checkpoint: str) -> list[str]:
    """The folds to import: those asked for, else all that have a checkpoint; "all" only where it is asked for or alone."""
    found = sorted(path.parent.name.removeprefix("fold_") for path in trained.folder.glob(f"fold_*/{checkpoint}"))
    if not found:
        raise CannotImport(f"{trained.folder} has no fold_*/{checkpoint}: train it to the end, or name a --checkpoint.")
    if wanted is None:
        return [fold for fold in found if fold != "all"] or found
    missing = [fold for fold in wanted if fold not in found]
    if missing:
        raise CannotImport(
            f"Fold {missing[0]} has no {checkpoint} in {trained.folder}: choose from {', '.join(found)}."
        )
    return wanted
