"""The whole phantom as one list of tissues."""

import numpy as np

from .liver import liver, liver_and_vessels
from .parameters import Parameters
from .tissues import Tissue
from .trunk import chest, skeleton, trunk
from .viscera import bowel, great_vessels, upper_organs


def abdomen(parameters: Parameters) -> list[Tissue]:
    """All tissues of a phantom, in the order of painting."""
    random = np.random.default_rng(parameters.seed)
    organ = liver(parameters)
    tissues = trunk(parameters, random)
    tissues += bowel(parameters, random, organ)
    tissues += upper_organs(parameters, random, organ)
    tissues += liver_and_vessels(parameters, random, organ)
    tissues += great_vessels(parameters, random)
    tissues += chest(parameters, random)
    tissues += skeleton(parameters, random)
    return tissues
