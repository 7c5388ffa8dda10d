"""How far people and devices notice, measured on incidents that others told of."""

import math

import numpy as np

from .joining import Groups
from .kernel import LAPSE
from .learning import Factors
from .problem import Problem
from .trials import Trials, trials

FEWEST = 200
"""With fewer chances to notice than this nothing is said of the ranges."""

_RECORDED = 2
"""The place of *recorded* among the means of ``Duty``."""

_FACTORS = np.geomspace(0.25, 4.0, 81)


def measured(problem: Problem, groups: Groups) -> Factors:
    """Factors on the ranges believed, the most likely ones for who told of an incident and who did not."""
    found = trials(problem, groups)
    tried = found.part(found.metres[:, 0] <= found.reach)
    device = problem.duty.notices[tried.source, _RECORDED]
    return Factors(*(_likeliest(problem, tried.part(of)) for of in (~device, device)))


def _likeliest(problem: Problem, tried: Trials) -> float:
    if len(tried.group) < FEWEST:
        return 1.0
    duty = problem.duty
    half = duty.half[:, tried.kind, tried.night].T * duty.notices[tried.source]
    ratio = half / np.maximum(tried.metres[:, :1], 1.0)
    power = duty.power[:, tried.kind].T
    chances = math.log(2) * np.sqrt(np.maximum(tried.items, 1.0))
    likely = []
    for factor in _FACTORS:
        noticed = -np.expm1(-chances * ((factor * ratio) ** power).sum(axis=1)) * (1 - LAPSE)
        likely.append(np.log(np.where(tried.told == 1, np.maximum(noticed, 1e-6), 1 - noticed)).sum())
    return float(_FACTORS[int(np.argmax(likely))])
