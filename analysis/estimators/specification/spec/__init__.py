"""What to estimate, as a document: every field checked before anything is computed."""

from analysis.estimators.specification.spec.reading import read_spec
from analysis.estimators.specification.spec.requests import (
    AdjustSpec,
    CalibrateSpec,
    CriterionSpec,
    DataSpec,
    DesignSpec,
    EstimateSpec,
    MarginSpec,
    ModelSpec,
    ReplicatesSpec,
    ResponseSpec,
    ScoreSpec,
    Spec,
    TestSpec,
)

__all__ = [
    "AdjustSpec",
    "CalibrateSpec",
    "CriterionSpec",
    "DataSpec",
    "DesignSpec",
    "EstimateSpec",
    "MarginSpec",
    "ModelSpec",
    "ReplicatesSpec",
    "ResponseSpec",
    "ScoreSpec",
    "Spec",
    "TestSpec",
    "read_spec",
]
