"""What the installed package says of its tasks: data sets, spacings, classes, codes. Facts, read where they are."""

import csv
from dataclasses import dataclass
from importlib.resources import files

from ..refusals import CannotImport

# Tasks whose tiles are 0.8 of a patch apart (nnunet.py of 2.18.0); all others 0.5.
WIDE_STEPS = ("total", "total_v3", "total_mr")
# What a task's entry may hold that this importer does not do.
UNKNOWN_STEPS = {
    "crop_model": "crops to what another task finds, which itself crops first",
    "cascade": "needs another model's labels",
    "remove_outside": "clears what lies outside another model's organs",
    "remove_mask": "clears what another model finds",
}
# Tasks that the package cleans up by steps of its own after the network.
CLEANED = ("body", "body_mr", "vertebrae_pp", "appendicular_bones", "kidney_cysts", "face_mr", "renal_arteries")


# Around the organs that a task crops to, whatever its entry says (python_api.py of 2.18.0).
CROP_MARGIN_MM = 20


@dataclass(frozen=True)
class Task:
    name: str
    datasets: tuple[int, ...]
    spacing_mm: tuple[float, float, float] | None
    trainer: str
    configuration: str
    plans: str
    modality: str
    step_size: float
    commercial: bool
    # Label values of the task by name, and of each part by its data set.
    values: dict[str, int]
    parts: dict[int, dict[int, str]]
    # None: all that are there.
    folds: tuple[int, ...] | None = (0,)
    # Organs whose box is what the task is given, and the rough task that finds them.
    crop: tuple[str, ...] = ()
    rough: "Task | None" = None


def load_package():
    try:
        from totalsegmentator import map_tasks_config, map_to_binary
    except ImportError as cause:
        raise CannotImport(
            "TotalSegmentator is not installed, whose tables are needed: pip install TotalSegmentator."
        ) from cause
    return map_tasks_config, map_to_binary


def find_task(name: str, mode: str) -> Task:
    tasks, labels = load_package()
    if name not in tasks.TASK_CONFIGS:
        known = ", ".join(sorted(tasks.TASK_CONFIGS))
        raise CannotImport(f'TotalSegmentator has no task "{name}": choose one of {known}.')
    entry = tasks.TASK_CONFIGS[name]
    modes = entry.get("sub_modes")
    if modes is None and mode != "default":
        raise CannotImport(f'The task "{name}" has no mode "{mode}": leave --mode out.')
    if modes is not None and mode not in modes:
        raise CannotImport(f'The task "{name}" has no mode "{mode}": choose one of {", ".join(modes)}.')
    found = {**tasks.DEFAULT_CONFIG, **entry, **((modes or {}).get(mode, {}))}
    for key, step in UNKNOWN_STEPS.items():
        if found.get(key):
            raise CannotImport(
                f'The task "{name}" {step}: only tasks of networks alone, or of one rough model before, can be imported.'
            )
    if name in CLEANED:
        raise CannotImport(f'The task "{name}" is cleaned up by code of the package: only plain tasks can be imported.')
    crop = tuple(found["crop"] or ())
    datasets = found["task_id"] if isinstance(found["task_id"], list) else [found["task_id"]]
    values = {label: value for value, label in labels.class_map[name].items()}
    resample = found["resample"]
    spacing = None if resample is None else tuple(resample) if isinstance(resample, list) else (resample,) * 3
    return Task(
        name=name,
        datasets=tuple(datasets),
        spacing_mm=spacing,
        trainer=found["trainer"],
        configuration=found["model"],
        plans=found.get("plans") or "nnUNetPlans",
        modality="MR" if name.endswith("_mr") or found["modality"] == "mr" else "CT",
        step_size=0.8 if name in WIDE_STEPS else 0.5,
        commercial=bool(found["commercial"]),
        values=values,
        parts={dataset: part_labels(labels, dataset) for dataset in datasets} if len(datasets) > 1 else {},
        folds=None if found["folds"] is None else tuple(found["folds"]),
        crop=crop,
        rough=rough_task(name, crop, bool(found["robust_crop"]), found["modality"], labels) if crop else None,
    )


def rough_task(name: str, crop: tuple[str, ...], robust: bool, modality: str | None, labels) -> Task:
    """The task that finds the organs to crop to, as `totalsegmentator` of python_api.py chooses it."""
    is_mr = name.endswith("_mr")
    if {"body_trunc", "body_extremities"} & set(crop):
        task, dataset, spacing, trainer = "body", 300, 6.0, "nnUNetTrainer"
    else:
        task = "total_mr" if is_mr or modality == "mr" else "total"
        dataset, spacing = (852, 3.0) if is_mr else (297, 3.0) if robust else (298, 6.0)
        trainer = f"nnUNetTrainer_{2000 if is_mr else 4000}epochs_NoMirroring"
    return Task(
        name=task,
        datasets=(dataset,),
        spacing_mm=(spacing,) * 3,
        trainer=trainer,
        configuration="3d_fullres",
        plans="nnUNetPlans",
        modality="MR" if task == "total_mr" else "CT",
        step_size=0.8 if task in WIDE_STEPS else 0.5,
        commercial=False,
        values={label: value for value, label in labels.class_map[task].items()},
        parts={},
    )


def part_labels(labels, dataset: int) -> dict[int, str]:
    """Names of a part's labels, wherever the package has them."""
    tables = [
        ("map_taskid_to_partname_ct", "class_map_5_parts"),
        ("map_taskid_to_partname_ct_v3", "class_map_5_parts_total_v3"),
        ("map_taskid_to_partname_mr", "class_map_parts_mr"),
        ("map_taskid_to_partname_headneck_muscles", "class_map_parts_headneck_muscles"),
    ]
    for names, maps in tables:
        name = getattr(labels, names, {}).get(dataset)
        if name is not None and name in getattr(labels, maps, {}):
            return getattr(labels, maps)[name]
    raise CannotImport(f"The installed TotalSegmentator does not say which labels the data set {dataset} has.")


def read_codes() -> dict[str, dict]:
    """SNOMED CT codes and colours by label, from the mapping in the package."""
    load_package()
    table = files("totalsegmentator") / "resources" / "totalsegmentator_snomed_mapping.csv"
    with table.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {row["Structure"]: entry(row) for row in rows}


def entry(row: dict) -> dict:
    def code(sequence: str) -> dict | None:
        value = row.get(f"{sequence}.CodeValue")
        if not value:
            return None
        return {
            "codeValue": value,
            "codingSchemeDesignator": row[f"{sequence}.CodingSchemeDesignator"],
            "codeMeaning": row[f"{sequence}.CodeMeaning"],
        }

    codes = {
        "category": code("SegmentedPropertyCategoryCodeSequence"),
        "type": code("SegmentedPropertyTypeCodeSequence"),
        "typeModifier": code("SegmentedPropertyTypeModifierCodeSequence"),
        "anatomicRegion": code("AnatomicRegionSequence"),
    }
    color = row.get("DicomRGBColor")
    return {key: value for key, value in codes.items() if value} | (
        {"color": [int(part) for part in color.split(",")]} if color else {}
    )
