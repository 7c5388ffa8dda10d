"""OpenRosa: unmodified phones fetch the mission's forms and post what they fill in, straight into the record.

``routers`` are the addresses; they expect a ``Reception``, opened over the mission's record, in the application's state
under ``reception``. ``Devices`` are who may use them. ``central`` gives what came in to the tools of ODK Central;
``webhook`` takes messages from gateways.
"""

from .central import router as central
from .devices import Device, Devices, Gateway
from .reception import Reception
from .routes import routers
from .webhook import router as webhook

__all__ = ["Device", "Devices", "Gateway", "Reception", "central", "routers", "webhook"]
