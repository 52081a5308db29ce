"""Rendered slices as CT Image Storage files, compressed without loss."""

import hashlib

import numpy as np
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import CTImageStorage, JPEGLSLossless

from .render import Grid

INTERCEPT_HU = -1024
IMPLEMENTATION_CLASS_UID = "2.25.274711353108218116903516430213415273991"


def uid(*parts: str) -> str:
    """A UID under 2.25 that is always the same for the same words."""
    digest = hashlib.sha256("/".join(("cornerstone-autoseg synthetic abdomen", *parts)).encode()).digest()
    return f"2.25.{int.from_bytes(digest[:16], 'big')}"


def stored_values(hu: np.ndarray) -> np.ndarray:
    """HU to unsigned stored values of 12 bits (rescale slope 1, intercept -1024)."""
    return np.clip(np.round(hu - INTERCEPT_HU), 0, 4095).astype(np.uint16)


def ct_data_set(pixels: np.ndarray, grid: Grid, index: int, series: str, thickness_mm: float) -> FileDataset:
    """One slice. `pixels`: uint16 `[rows, columns]`; `index`: zero-based slice, counted from the feet."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = CTImageStorage
    meta.MediaStorageSOPInstanceUID = uid(series, "instance", str(index))
    meta.TransferSyntaxUID = JPEGLSLossless
    meta.ImplementationClassUID = IMPLEMENTATION_CLASS_UID
    meta.ImplementationVersionName = "AUTOSEG_PHANTOM"
    ds = FileDataset(None, Dataset(), file_meta=meta, preamble=b"\0" * 128)
    describe_study(ds, series)
    position = [grid.origin[0], grid.origin[1], grid.origin[2] + index * grid.spacing_mm[2]]
    ds.SOPClassUID = CTImageStorage
    ds.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    ds.InstanceNumber = grid.slices - index  # head first on the console, as scanners number
    ds.ImagePositionPatient = [f"{value:.4f}" for value in position]
    ds.ImageOrientationPatient = ["1", "0", "0", "0", "1", "0"]
    ds.SliceLocation = f"{position[2]:.4f}"
    ds.SliceThickness = f"{thickness_mm:g}"
    ds.PixelSpacing = [f"{grid.spacing_mm[1]:g}", f"{grid.spacing_mm[0]:g}"]
    ds.SamplesPerPixel = 1
    ds.PhotometricInterpretation = "MONOCHROME2"
    ds.Rows, ds.Columns = pixels.shape
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 12, 11, 0
    ds.RescaleIntercept, ds.RescaleSlope, ds.RescaleType = str(INTERCEPT_HU), "1", "HU"
    ds.WindowCenter, ds.WindowWidth = "60", "400"
    ds.WindowCenterWidthExplanation = "ABDOMEN"
    ds.compress(JPEGLSLossless, pixels, encoding_plugin="pyjpegls", generate_instance_uid=False)
    return ds


def describe_study(ds: Dataset, series: str) -> None:
    """Patient, study, series and equipment: the same in every slice, and plainly synthetic."""
    ds.SpecificCharacterSet = "ISO_IR 100"
    ds.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    ds.PatientName = "Synthetic^Abdomen"
    ds.PatientID = "SYNTHETIC-0001"
    ds.PatientBirthDate = "19700101"
    ds.PatientSex = "O"
    ds.PatientAge = "054Y"
    ds.PatientPosition = "HFS"
    ds.StudyInstanceUID = uid(series, "study")
    ds.SeriesInstanceUID = uid(series, "series")
    ds.FrameOfReferenceUID = uid(series, "frame of reference")
    ds.PositionReferenceIndicator = ""
    ds.StudyID = "1"
    ds.AccessionNumber = ""
    ds.ReferringPhysicianName = ""
    ds.StudyDescription = "SYNTHETIC PHANTOM abdomen"
    ds.SeriesDescription = "SYNTHETIC PHANTOM portal venous 3 mm"
    ds.ImageComments = "SYNTHETIC PHANTOM: computed, not a patient"
    ds.StudyDate = ds.SeriesDate = ds.AcquisitionDate = ds.ContentDate = "20240607"
    ds.StudyTime = ds.SeriesTime = ds.AcquisitionTime = ds.ContentTime = "120000"
    ds.Modality = "CT"
    ds.SeriesNumber = 2
    ds.AcquisitionNumber = 1
    ds.BodyPartExamined = "ABDOMEN"
    ds.Manufacturer = "cornerstone-autoseg"
    ds.ManufacturerModelName = "synthetic phantom"
    ds.SoftwareVersions = "1"
    ds.KVP = "120"
    ds.ConvolutionKernel = "SYNTHETIC"
