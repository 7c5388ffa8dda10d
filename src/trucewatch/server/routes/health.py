"""What those who keep the server running ask of it."""

from litestar import MediaType, Response, Router, get
from litestar.datastructures import State

from ..entering import needs
from ..live import Live


@get("/health", sync_to_thread=True)
def health(state: State) -> dict[str, str]:
    """Whether the record answers; for anybody."""
    return {"status": "ok", "size": str(state.live.record.size)}


@get("/metrics", guards=[needs("administer")], sync_to_thread=True)
def metrics(state: State) -> Response[str]:
    """Figures in the text format of Prometheus (version 0.0.4)."""
    live: Live = state.live
    standing = live.state
    figures = {
        "trucewatch_entries": ("Entries in the record.", standing.size),
        "trucewatch_pictures_known_at": ("Entries that the latest pictures know of.", standing.known_at or 0),
        "trucewatch_pictures_drawing": ("1 while pictures are being drawn.", int(standing.drawing)),
        "trucewatch_viewers": ("Open streams of live events.", len(live.listeners)),
    }
    lines = [
        line
        for name, (said, value) in figures.items()
        for line in (f"# HELP {name} {said}", f"# TYPE {name} gauge", f"{name} {value}")
    ]
    return Response("\n".join(lines) + "\n", media_type=MediaType.TEXT)


router = Router("/", route_handlers=[health, metrics], tags=["keeping"])
