"""OpenRosa: unmodified phones fetch the mission's forms and post what they fill in, straight into the record.

``routers`` are the addresses; they expect a ``Reception``, opened over the mission's record, in the application's state
under ``reception``. ``Devices`` are who may use them. ``central`` gives what came in to the tools of ODK Central.
"""

from .central import router as central
from .devices import Device, Devices
from .reception import Reception
from .routes import routers

__all__ = ["Device", "Devices", "Reception", "central", "routers"]
