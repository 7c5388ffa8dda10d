"""A grid of square cells over an area."""

from functools import cached_property
from typing import cast

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from .frame import Frame
from .geodesy import Floats

_MOST_CELLS = 1_000_000


class Grid:
    """The squares of ``cell_km`` that share ground with ``area`` (lon/lat), numbered from the south-west by rows.

    ``n`` is their number, ``share`` (n,) the part of each that lies inside the area, ``xy`` (n, 2) their centres in
    metres. Raises ValueError if the cells would be more than a million.
    """

    def __init__(self, frame: Frame, area: BaseGeometry, cell_km: float) -> None:
        self.frame = frame
        self.side_m = cell_km * 1000.0
        flat = frame.flat(area)
        shapely.prepare(flat)
        west, south, east, north = flat.bounds
        self._corner = np.floor(np.array([west, south]) / self.side_m).astype(int)
        end = np.ceil(np.array([east, north]) / self.side_m).astype(int)
        columns, rows = np.maximum(end - self._corner, 1)
        if columns * rows > _MOST_CELLS:
            raise ValueError(f"cells of {cell_km} km would be {columns * rows}: use larger cells")
        column, row = (lattice.ravel() for lattice in np.meshgrid(np.arange(columns), np.arange(rows)))
        low = np.column_stack([column, row]) + self._corner
        x, y = (low * self.side_m).T
        squares = shapely.box(x, y, x + self.side_m, y + self.side_m)
        met = shapely.intersects(flat, squares)
        share = np.zeros(len(squares))
        share[met] = shapely.area(shapely.intersection(squares[met], flat)) / self.side_m**2
        inside = share > 0
        self.share: Floats = share[inside]
        self.n = int(inside.sum())
        self.xy: Floats = (low[inside] + 0.5) * self.side_m
        self._index = np.full((columns, rows), -1, dtype=np.int64)
        self._index[column[inside], row[inside]] = np.arange(self.n)

    def cell_of(self, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.int64]:
        """The numbers of the cells that positions lie in, in the shape of ``lon``; -1 where there is none."""
        return self.cell_at(*self.frame.xy(lon, lat))

    def cell_at(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.int64]:
        """Like ``cell_of``, for metres in the plane of the frame."""
        columns, rows = self._index.shape
        position = np.stack(np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float))) / self.side_m
        there = np.isfinite(position).all(axis=0)
        place = np.floor(np.where(there, position, 0)).clip(-(2**40), 2**40).astype(np.int64)
        column, row = place[0] - self._corner[0], place[1] - self._corner[1]
        inside = there & (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
        return np.where(inside, self._index[np.where(inside, column, 0), np.where(inside, row, 0)], -1)

    def centre(self, i: ArrayLike) -> tuple[Floats, Floats]:
        """Longitude and latitude of the centres of cells ``i``."""
        x, y = np.moveaxis(self.xy[np.asarray(i)], -1, 0)
        return self.frame.lonlat(x, y)

    def polygon(self, i: int) -> shapely.Polygon:
        """The whole square of cell ``i`` in lon/lat."""
        x, y = self.xy[i]
        half = self.side_m / 2
        return cast(shapely.Polygon, self.frame.globe(shapely.box(x - half, y - half, x + half, y + half)))

    @cached_property
    def area_km2(self) -> Floats:
        """Square kilometres (n,) of each cell that lie inside the area."""
        return self.share * (self.side_m / 1000.0) ** 2
