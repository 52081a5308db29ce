"""The manifest that the TypeScript library reads beside the weights."""

EVALUATE_COMMAND = (
    "python -m autoseg_training evaluate --cache CACHE --model ../ct-liver-tumour --sample ../../sample-dicom --record"
)


def segments() -> list[dict]:
    """Liver and tumour with SNOMED CT codes of DICOM PS3.16; amber and blue-violet stay apart for the colour-blind."""
    liver = {"codeValue": "10200004", "codingSchemeDesignator": "SCT", "codeMeaning": "Liver"}
    return [
        {
            "value": 1,
            "label": "Liver",
            "color": [230, 159, 0],
            "category": {
                "codeValue": "123037004",
                "codingSchemeDesignator": "SCT",
                "codeMeaning": "Anatomical Structure",
            },
            "type": liver,
        },
        {
            "value": 2,
            "label": "Liver tumour",
            "color": [86, 60, 220],
            "category": {
                "codeValue": "49755003",
                "codingSchemeDesignator": "SCT",
                "codeMeaning": "Morphologically Abnormal Structure",
            },
            "type": {"codeValue": "108369006", "codingSchemeDesignator": "SCT", "codeMeaning": "Neoplasm"},
            "anatomicRegion": dict(liver),
        },
    ]


def shape_and_segments(name: str, title: str, description: str, size: int, size_bytes: int, sha256: str) -> dict:
    """The part that all models of this recipe share; `size` is rows and columns of the input."""
    return {
        "schemaVersion": 1,
        "name": name,
        "version": "1.0.0",
        "title": title,
        "architecture": "U-Net",
        "description": description,
        "intendedUse": "research",
        "weights": {"file": "model.onnx", "precision": "float32", "sizeBytes": size_bytes, "sha256": sha256},
        "input": {
            "name": "slices",
            "layout": "NCHW",
            "shape": [1, 3, size, size],
            "plane": "axial",
            "modality": "CT",
            "adjacentSlices": {"count": 3, "distanceMm": 3},
            "intensity": {"kind": "window", "lowerHu": -40, "upperHu": 160, "outputRange": [0, 1]},
            "resampling": {"inPlane": "fit-field-of-view", "minimumSpacingMm": 1.1},
        },
        "output": {"name": "logits", "layout": "NCHW", "shape": [1, 3, size, size], "activation": "softmax"},
        "segments": segments(),
        "postprocessing": [{"operation": "keep-largest-component", "values": [1, 2]}],
    }


def phantom_data(cases: int) -> dict:
    return {
        "name": "synthetic phantom (sample-dicom/phantom)",
        "url": "../../sample-dicom/README.md",
        "licence": "MIT",
        "cases": cases,
        "note": "random synthetic abdomens of this repository's own generator; the shipped sample (seed 7) is not among them",
    }


def manifest(size_bytes: int, sha256: str) -> dict:
    """Manifest of ct-liver-tumour, its evidence still empty: `evaluate --record` fills it in."""
    description = (
        "2-D U-Net on three adjacent axial slices: liver and liver tumours on abdominal CT. Research use only."
    )
    result = shape_and_segments("ct-liver-tumour", "CT liver and tumour", description, 256, size_bytes, sha256)
    result["data"] = [
        {
            "name": "LiTS / Medical Segmentation Decathlon Task03 Liver",
            "url": "http://medicaldecathlon.com/",
            "licence": "CC-BY-SA-4.0",
            "cases": 21,
            "note": "21 training volumes, every second slice at 256x256. LiTS publishes them as CC BY-NC-ND 4.0, "
            "the Decathlon publishes the same volumes as CC BY-SA 4.0, which is the licence relied on",
        },
        phantom_data(30),
    ]
    result["licence"] = "CC-BY-SA-4.0"
    result["evidence"] = {"validationCases": [], "metrics": [], "command": EVALUATE_COMMAND}
    return result
