"""SUV by body weight as pydicom and numpy give them.

With a folder as argument it writes one small PET series per case of the makers' conventions there, one subfolder each; without,
it reads the paths of one series from standard input. Prints as JSON, by name of the series, the SUV of every seventh voxel of
its first and last slice, in the order of the slice positions.
"""

import datetime
import json
import pathlib
import sys
import warnings

import numpy as np
import pydicom
from pydicom.uid import ExplicitVRLittleEndian, PositronEmissionTomographyImageStorage, generate_uid

warnings.filterwarnings("ignore")


def moment(date, time):
    text = f"{date}{time}"
    return datetime.datetime.strptime(text.split(".")[0], "%Y%m%d%H%M%S") + datetime.timedelta(
        seconds=float("0." + text.split(".")[1]) if "." in text else 0
    )


def factor(image):
    """Of rescaled values, by the maker's own documentation."""
    if image.Units == "GML":
        return 1.0
    if image.Units == "CNTS":
        philips = image.private_block(0x7053, "Philips PET Private Group")
        if 0x00 in philips and float(philips[0x00].value):
            return float(philips[0x00].value)
        return float(philips[0x09].value) * decayed(image)
    return decayed(image)


def decayed(image):
    dose = image.RadiopharmaceuticalInformationSequence[0]
    activity = float(dose.RadionuclideTotalDose)
    if image.DecayCorrection == "START":
        start = moment(image.SeriesDate, image.SeriesTime)
        if image.Manufacturer.startswith("GE"):
            stated = image.private_block(0x0009, "GEMS_PETD_01")[0x0D].value
            start = moment(stated[:8], stated[8:])
        injected = moment(image.SeriesDate, dose.RadiopharmaceuticalStartTime)
        activity *= 2 ** (-(start - injected).total_seconds() / float(dose.RadionuclideHalfLife))
    return 1000 * float(image.PatientWeight) / activity


def suv(images):
    row, column = np.array(images[0].ImageOrientationPatient, dtype=float).reshape(2, 3)
    images.sort(key=lambda image: np.dot(np.array(image.ImagePositionPatient, dtype=float), np.cross(row, column)))
    scale = factor(images[0])
    return [
        ((image.pixel_array * float(image.RescaleSlope) + float(image.RescaleIntercept)) * scale).ravel()[::7].tolist()
        for image in (images[0], images[-1])
    ]


CASES = {
    "siemens-start": dict(Manufacturer="SIEMENS", Units="BQML", DecayCorrection="START"),
    "siemens-admin": dict(Manufacturer="SIEMENS", Units="BQML", DecayCorrection="ADMIN"),
    "ge-start": dict(Manufacturer="GE MEDICAL SYSTEMS", Units="BQML", DecayCorrection="START"),
    "ge-admin": dict(Manufacturer="GE MEDICAL SYSTEMS", Units="BQML", DecayCorrection="ADMIN"),
    "philips-suv-factor": dict(Manufacturer="Philips Medical Systems", Units="CNTS", DecayCorrection="START"),
    "philips-activity-factor": dict(Manufacturer="Philips Medical Systems", Units="CNTS", DecayCorrection="START"),
    "gml": dict(Manufacturer="Any", Units="GML", DecayCorrection="ADMIN"),
}


def make(name, attributes, folder):
    series, study, frame = generate_uid(), generate_uid(), generate_uid()
    images = []
    for number in range(3):
        image = pydicom.Dataset()
        image.SOPClassUID, image.SOPInstanceUID = PositronEmissionTomographyImageStorage, generate_uid()
        image.StudyInstanceUID, image.SeriesInstanceUID, image.FrameOfReferenceUID = study, series, frame
        image.Modality, image.PatientID, image.PatientName, image.PatientWeight = "PT", "1", "Made^Up", 61.5
        for keyword, value in attributes.items():
            setattr(image, keyword, value)
        image.StudyDate = image.SeriesDate = image.AcquisitionDate = "20260104"
        # GE's series may be made after the scan.
        image.SeriesTime = "114512.50" if name.startswith("ge") else "101210.50"
        image.AcquisitionTime = f"10{15 + 3 * number}00"
        image.CorrectedImage = ["DECY", "ATTN", "SCAT", "DTIM", "RAN", "NORM"]
        image.InstanceNumber = number + 1
        image.ImagePositionPatient, image.ImageOrientationPatient = [-40, -30, 5.0 * number], [1, 0, 0, 0, 1, 0]
        image.PixelSpacing, image.SliceThickness = [4, 3], 5
        image.Rows, image.Columns, image.SamplesPerPixel, image.PhotometricInterpretation = 7, 9, 1, "MONOCHROME2"
        image.BitsAllocated, image.BitsStored, image.HighBit, image.PixelRepresentation = 16, 16, 15, 1
        # Every slice has a slope of its own, as with Siemens and GE.
        image.RescaleSlope, image.RescaleIntercept = 0.25 + 0.125 * number, 0
        dose = pydicom.Dataset()
        dose.RadiopharmaceuticalStartTime, dose.RadionuclideTotalDose, dose.RadionuclideHalfLife = "090503.00", 312500000, 6586.2
        image.RadiopharmaceuticalInformationSequence = [dose]
        if name.startswith("ge"):
            image.private_block(0x0009, "GEMS_PETD_01", create=True).add_new(0x0D, "DT", "20260104101455.00")
        if name.startswith("philips"):
            block = image.private_block(0x7053, "Philips PET Private Group", create=True)
            block.add_new(0x00, "DS", "0.000412" if "suv" in name else "0")
            block.add_new(0x09, "DS", "2.75")
        image.PixelData = (np.arange(63, dtype=np.int16) * (301 + number)).tobytes()
        image.file_meta = pydicom.dataset.FileMetaDataset()
        image.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        image.file_meta.MediaStorageSOPClassUID, image.file_meta.MediaStorageSOPInstanceUID = image.SOPClassUID, image.SOPInstanceUID
        path = folder / f"{number}.dcm"
        if pydicom.__version__.startswith("2."):
            image.is_little_endian, image.is_implicit_VR = True, False
            pydicom.dcmwrite(path, image, write_like_original=False)
        else:
            pydicom.dcmwrite(path, image, enforce_file_format=True)
        images.append(pydicom.dcmread(path))
    return suv(images)


if len(sys.argv) > 1:
    result = {}
    for name, attributes in CASES.items():
        folder = pathlib.Path(sys.argv[1]) / name
        folder.mkdir()
        result[name] = make(name, attributes, folder)
    print(json.dumps(result))
else:
    print(json.dumps({"": suv([pydicom.dcmread(path) for path in sys.stdin.read().splitlines()])}))
