"""Trucewatch: what a ceasefire and humanitarian-access mission saw, did not see, and may say.

Linear algebra gets one thread unless the environment says otherwise: its matrices are small, and more threads only wait
for each other. It takes effect if numpy was not imported before.
"""

import os

__version__ = "0.1.0"

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
