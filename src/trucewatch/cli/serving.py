"""The operations room."""

from .common import HERE, MissionDir, UserError, app


@app.command()
def serve(directory: MissionDir = HERE) -> None:
    """The operations room: not part of this build yet."""
    raise UserError("The operations room is not part of this build yet; read the report, or `trucewatch status`.")
