"""The catalogue of measures at its former address; gone in the next version."""

import warnings

from ..figures.catalogue import DOCUMENTS, MEASURES, SOURCES, Measure, register

__all__ = ["DOCUMENTS", "MEASURES", "SOURCES", "Measure", "register"]

warnings.warn(
    "customer_classification.engine.catalogue is customer_classification.figures.catalogue now.",
    DeprecationWarning,
    stacklevel=2,
)
