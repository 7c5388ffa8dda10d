"""The settings of ODK Collect, KoBoCollect and their kin for one device, as the QR code that they scan.

Names and values are those of Collect's own settings schema, which differ from its documentation.
"""

import zlib
from base64 import b64encode
from pathlib import Path

import msgspec


def device_settings(url: str, project: str) -> dict[str, dict[str, object]]:
    """Settings that bind a device to the server at ``url``, which holds its token; ``project`` is what it calls it.

    Forms follow the server by themselves, records are sent as soon as there is a network, and photos are sent as they
    were taken.
    """
    return {
        "general": {
            "protocol": "odk_default",
            "server_url": url,
            "form_update_mode": "match_exactly",
            "periodic_form_updates_check": "every_fifteen_minutes",
            "autosend": "wifi_and_cellular",
            "image_size": "original_image_size",
        },
        "admin": {"change_server": False},
        "project": {"name": project, "icon": project[:1].upper(), "color": "#2F5D8A"},
    }


def settings_code(settings: dict[str, dict[str, object]]) -> str:
    """The text that the QR code holds: the settings as JSON, deflated, in base64."""
    return b64encode(zlib.compress(msgspec.json.encode(settings))).decode("ascii")


def write_qr(text: str, path: Path) -> None:
    """Draw ``text`` as a QR code into a PNG or SVG file."""
    import segno

    segno.make_qr(text, error="l").save(str(path), scale=6, border=4)
