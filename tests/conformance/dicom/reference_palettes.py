"""The well-known palettes of DICOM (PS3.6 annex B) as pydicom has them: by name 256 colours, as JSON."""

import json
import warnings

import numpy as np

warnings.filterwarnings("ignore")
try:
    from pydicom.pixels.processing import apply_color_lut
except ImportError:  # pydicom 2
    from pydicom.pixel_data_handlers.util import apply_color_lut

names = ("HOT_IRON", "PET", "HOT_METAL_BLUE")
print(json.dumps({name: apply_color_lut(np.arange(256, dtype=np.uint8), palette=name).tolist() for name in names}))
