"""Decides how risky a message is. Pure and offline: it knows no messenger, no HTTP, no database.

>>> from model import Checker                                        # doctest: +SKIP
>>> Checker.load().check("下载会议软件共享屏幕，取消百万保障").risk     # doctest: +SKIP
<Risk.HIGH: 'high'>
"""

from model.assess import Checker
from model.errors import ArtifactError, InputError, ModelError
from model.types import Assessment, Evidence, LinkTarget, Part, Provenance, Risk, Submission, TypeScore

__all__ = [
    "ArtifactError",
    "Assessment",
    "Checker",
    "Evidence",
    "InputError",
    "LinkTarget",
    "ModelError",
    "Part",
    "Provenance",
    "Risk",
    "Submission",
    "TypeScore",
]
