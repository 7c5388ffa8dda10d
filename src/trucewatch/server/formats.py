"""A frame as the bytes of a file, by the suffix it is asked for with."""

import io
from collections.abc import Callable
from typing import Any

import msgspec
import polars as pl

from trucewatch import reporting

_HASHTAGS = {
    "lon": "#geo+lon",
    "lat": "#geo+lat",
    "start": "#date+start",
    "end": "#date+end",
    "kind": "#event+type",
    "sector": "#adm+name",
    "place": "#loc+code",
    "status": "#status",
    "source": "#meta+source",
    "item": "#item+code",
    "party": "#org+party",
    "id": "#meta+id",
}


def parquet(frame: pl.DataFrame) -> bytes:
    """Parquet, compressed with zstd."""
    data = io.BytesIO()
    frame.write_parquet(data)
    return data.getvalue()


def xlsx(frame: pl.DataFrame) -> bytes:
    """A workbook of one sheet; no cell can be taken for a formula, moments in UTC."""
    data = io.BytesIO()
    flat = pl.read_csv(reporting.csv_of(frame), infer_schema_length=0)
    numbers = [name for name, dtype in frame.schema.items() if dtype.is_numeric()]
    flat = flat.with_columns(pl.col(name).cast(frame.schema[name], strict=False) for name in numbers)
    flat.write_excel(data, autofilter=False)
    return data.getvalue()


def geojson(frame: pl.DataFrame) -> bytes:
    """A feature for each row, at ``lon`` and ``lat`` where it has them, else without geometry (RFC 7946)."""
    return msgspec.json.encode({"type": "FeatureCollection", "features": [feature(row) for row in frame.to_dicts()]})


def feature(row: dict[str, Any]) -> dict[str, Any]:
    """One row as a feature; its ``id`` is the feature's."""
    lon, lat = row.get("lon"), row.get("lat")
    geometry = None if lon is None or lat is None else {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "id": row.get("id"), "geometry": geometry, "properties": row}


def hxl(frame: pl.DataFrame) -> bytes:
    """CSV with a row of HXL hashtags below the head."""
    head, _, rest = reporting.csv_of(frame).partition(b"\r\n")
    tags = ",".join(_HASHTAGS.get(name, "") for name in frame.columns)
    return head + b"\r\n" + tags.encode() + b"\r\n" + rest


FORMATS: dict[str, tuple[str, Callable[[pl.DataFrame], bytes]]] = {
    "csv": ("text/csv", reporting.csv_of),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx),
    "parquet": ("application/vnd.apache.parquet", parquet),
    "geojson": ("application/geo+json", geojson),
    "hxl.csv": ("text/csv", hxl),
}
"""Each format's media type and writer, by suffix."""
