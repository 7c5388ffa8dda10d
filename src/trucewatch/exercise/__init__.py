"""A mission with known truth: for drills, tests and benchmarks. Nothing in it ever happened.

``simulate`` plays an exercise mission (pure, the same for the same arguments); ``write`` leaves the files its sources
would send in ``sources/`` and the truth in ``truth/``, which only scoring may read; ``score`` lays what the
mission's pictures answer beside it; ``bulk`` makes a table of a great
many observations at once. The room knows no country: everything is derived from the mission file.
"""

from .bulk import bulk
from .files import truth_in, write
from .process import Process
from .scoring import SCORES, Answers, score
from .simulation import Simulation, simulate

__all__ = ["SCORES", "Answers", "Process", "Simulation", "bulk", "score", "simulate", "truth_in", "write"]
