"""What can be seen from where: agreement with gdal_viewshed, and time, on made-up heights.

SIMULATED ground: 2,000 squares by 2,000 of 30 m, mountains and plains (Gaussian with a power spectrum of exponent 3.6,
as of real relief). The peer is gdal_viewshed (Debian gdal-bin) with the same curvature and refraction, eye and target
at 2 m, 8 km, on the same squares. It sees every square of the disc from one site, passing horizons from square to
square; the lines are straight to each point, and there are fewer of them where only some points are asked for.

    python benchmarks/sight_lines.py
"""

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import rasterio
from rasterio.transform import Affine

from trucewatch.places import VISIBLE, Terrain

SIDE, STEP, RANGE = 2000, 30.0, 8000.0
SITES, POINTS, PEERS = 1000, 10_000, 20
EYE = TARGET = 2.0


def relief(spread_m: float, seed: int) -> np.ndarray:
    """Heights (SIDE, SIDE) with a standard deviation of ``spread_m``."""
    rng = np.random.default_rng(seed)
    frequency = np.hypot(*np.meshgrid(np.fft.fftfreq(SIDE), np.fft.rfftfreq(SIDE), indexing="ij"))
    frequency[0, 0] = np.inf
    noise = rng.standard_normal((2, *frequency.shape))
    heights = np.fft.irfft2((noise[0] + 1j * noise[1]) * frequency**-1.8, s=(SIDE, SIDE))
    return (spread_m * heights / heights.std()).astype(np.float32)


def of_gdal(heights: Path, x: float, y: float, scratch: Path) -> tuple[np.ndarray, float]:
    """Which squares (SIDE, SIDE) gdal_viewshed sees, NaN where it does not say; and its seconds."""
    out = scratch / "seen.tif"
    began = time.perf_counter()
    subprocess.run(
        ["gdal_viewshed", "-q", "-ox", str(x), "-oy", str(y), "-oz", str(EYE), "-tz", str(TARGET), "-md", str(RANGE),
         "-cc", str(6 / 7), str(heights), str(out)],
        check=True,
    )  # fmt: skip
    seconds = time.perf_counter() - began
    found = np.full((SIDE, SIDE), np.nan)
    with rasterio.open(out) as file:
        column, row = round(file.transform.c / STEP), round(-file.transform.f / STEP)
        seen = file.read(1)
    found[row : row + seen.shape[0], column : column + seen.shape[1]] = seen > 0
    out.unlink()
    return found, seconds


def main() -> None:
    rng = np.random.default_rng(5)
    square = np.arange(SIDE) * STEP
    centres = np.column_stack([axis.ravel() for axis in np.meshgrid(square, -square)])
    for name, spread in (("mountains", 400.0), ("hills", 60.0), ("plain", 5.0)):
        terrain = Terrain(relief(spread, 3), 0.0, 0.0, STEP)
        sites, points = (rng.uniform(0, SIDE * STEP, (n, 2)) * (1, -1) for n in (SITES, POINTS))
        terrain.lines(*sites[0], EYE, points, RANGE, TARGET)
        began = time.perf_counter()
        seen = sum(int((terrain.lines(*site, EYE, points, RANGE, TARGET) == VISIBLE).sum()) for site in sites)
        whole = time.perf_counter() - began
        sys.stdout.write(f"{name}: {SITES} sites x {POINTS} points at 8 km {whole:.2f} s, {seen} in view\n")
        if shutil.which("gdal_viewshed"):
            said, peer_s = beside(terrain, centres, rng)
            sys.stdout.write(
                f"{said}\n  for these points {1000 * whole / SITES:.2f} ms a site (1/{peer_s * SITES / whole:.0f})\n"
            )


def beside(terrain: Terrain, centres: np.ndarray, rng: np.random.Generator) -> tuple[str, float]:
    """How far it agrees on every square within 8 km of ``PEERS`` sites, in words; the peer's seconds a site."""
    agree = total = 0
    ours = theirs = 0.0
    with tempfile.TemporaryDirectory() as folder:
        heights = Path(folder) / "heights.tif"
        place = Affine(STEP, 0, -STEP / 2, 0, -STEP, STEP / 2)
        shape = {"width": SIDE, "height": SIDE, "count": 1, "dtype": "float32"}
        with rasterio.open(heights, "w", crs="EPSG:32638", transform=place, **shape) as file:
            file.write(terrain.heights, 1)
        for row, column in rng.integers(400, SIDE - 400, (PEERS, 2)).tolist():
            x, y = column * STEP, -row * STEP
            near = np.hypot(*(centres - (x, y)).T) <= RANGE
            began = time.perf_counter()
            mine = terrain.lines(x, y, EYE, centres[near], RANGE, TARGET) == VISIBLE
            ours += time.perf_counter() - began
            peer, seconds = of_gdal(heights, x, y, Path(folder))
            theirs += seconds
            peer = peer.ravel()[near]
            both = np.isfinite(peer)
            agree += int((mine[both] == (peer[both] > 0)).sum())
            total += int(both.sum())
    said = (
        f"  {PEERS} sites, {total / PEERS:.0f} squares each: {agree / total:.2%} as gdal_viewshed\n"
        f"  every square {1000 * ours / PEERS:.0f} ms a site, the peer {1000 * theirs / PEERS:.0f} ms with its files"
    )
    return said, theirs / PEERS


if __name__ == "__main__":
    main()
