"""OpenRosa: unmodified phones fetch the mission's forms and post what they fill in, straight into the record.

``openrosa`` gives the routers, ``Devices`` who may use them, ``Background`` the task that reads what came in.
"""

from .devices import Device, Devices
from .filing import Background
from .routes import openrosa

__all__ = ["Background", "Device", "Devices", "openrosa"]
