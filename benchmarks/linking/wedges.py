"""Do two regions meet? Circles and bearing wedges on the local metric plane, compiled."""

import math

from numba import njit

Wedge = tuple[float, float, float, float, float, float]
"""Apex x and y (m), bearing and half width (radians, clockwise from north), near and far (m)."""

_TURN = 2 * math.pi


@njit(cache=True)
def _off(bearing: float, dx: float, dy: float) -> float:
    """Angle between a bearing and the direction (dx, dy), 0 to pi."""
    turned = (math.atan2(dx, dy) - bearing) % _TURN
    return min(turned, _TURN - turned)


@njit(cache=True)
def _holds(wedge: Wedge, x: float, y: float) -> bool:
    ax, ay, bearing, half, near, far = wedge
    dx, dy = x - ax, y - ay
    distance = math.hypot(dx, dy)
    if distance < near or distance > far:
        return False
    return distance == 0.0 or _off(bearing, dx, dy) <= half


@njit(cache=True)
def _at(wedge: Wedge, angle: float, distance: float) -> tuple[float, float]:
    return wedge[0] + distance * math.sin(angle), wedge[1] + distance * math.cos(angle)


@njit(cache=True)
def _to_segment(x: float, y: float, x1: float, y1: float, x2: float, y2: float) -> float:
    dx, dy = x2 - x1, y2 - y1
    share = ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy)
    share = min(1.0, max(0.0, share))
    return math.hypot(x - x1 - share * dx, y - y1 - share * dy)


@njit(cache=True)
def distance_to_wedge(wedge: Wedge, x: float, y: float) -> float:
    """Metres from a position to a wedge; 0 inside it."""
    ax, ay, bearing, half, near, far = wedge
    dx, dy = x - ax, y - ay
    distance = math.hypot(dx, dy)
    if distance == 0.0 or _off(bearing, dx, dy) <= half:
        return max(0.0, near - distance, distance - far)
    left, right = bearing - half, bearing + half
    lx1, ly1 = _at(wedge, left, near)
    lx2, ly2 = _at(wedge, left, far)
    rx1, ry1 = _at(wedge, right, near)
    rx2, ry2 = _at(wedge, right, far)
    return min(_to_segment(x, y, lx1, ly1, lx2, ly2), _to_segment(x, y, rx1, ry1, rx2, ry2))


@njit(cache=True)
def _segment_crosses_arc(x1: float, y1: float, x2: float, y2: float, wedge: Wedge, radius: float) -> bool:
    ax, ay, bearing, half, _near, _far = wedge
    dx, dy, fx, fy = x2 - x1, y2 - y1, x1 - ax, y1 - ay
    a, b, c = dx * dx + dy * dy, 2 * (fx * dx + fy * dy), fx * fx + fy * fy - radius * radius
    root = b * b - 4 * a * c
    if root < 0:
        return False
    root = math.sqrt(root)
    for share in ((-b - root) / (2 * a), (-b + root) / (2 * a)):
        if 0 <= share <= 1 and _off(bearing, fx + share * dx, fy + share * dy) <= half:
            return True
    return False


@njit(cache=True)
def _arcs_cross(one: Wedge, radius: float, other: Wedge, reach: float) -> bool:
    dx, dy = other[0] - one[0], other[1] - one[1]
    apart = math.hypot(dx, dy)
    if apart == 0.0 or apart > radius + reach or apart < abs(radius - reach):
        return False
    along = (apart * apart + radius * radius - reach * reach) / (2 * apart)
    aside = math.sqrt(max(0.0, radius * radius - along * along))
    for sign in (-1.0, 1.0):
        x = one[0] + (along * dx - sign * aside * dy) / apart
        y = one[1] + (along * dy + sign * aside * dx) / apart
        if _off(one[2], x - one[0], y - one[1]) <= one[3] and _off(other[2], x - other[0], y - other[1]) <= other[3]:
            return True
    return False


@njit(cache=True)
def _side(x1: float, y1: float, x2: float, y2: float, x: float, y: float) -> float:
    return (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)


@njit(cache=True)
def wedges_meet(one: Wedge, other: Wedge) -> bool:
    """True if two wedges share a point: the middle of one lies in the other, or their borders cross."""
    if math.hypot(other[0] - one[0], other[1] - one[1]) > one[5] + other[5]:
        return False
    x, y = _at(one, one[2], (one[4] + one[5]) / 2)
    if _holds(other, x, y):
        return True
    x, y = _at(other, other[2], (other[4] + other[5]) / 2)
    if _holds(one, x, y):
        return True
    for turn in (-1.0, 1.0):
        ax1, ay1 = _at(one, one[2] + turn * one[3], one[4])
        ax2, ay2 = _at(one, one[2] + turn * one[3], one[5])
        bx1, by1 = _at(other, other[2] + turn * other[3], other[4])
        bx2, by2 = _at(other, other[2] + turn * other[3], other[5])
        for radius in (other[4], other[5]):
            if radius > 0 and _segment_crosses_arc(ax1, ay1, ax2, ay2, other, radius):
                return True
        for radius in (one[4], one[5]):
            if radius > 0 and _segment_crosses_arc(bx1, by1, bx2, by2, one, radius):
                return True
        for back in (-1.0, 1.0):
            cx1, cy1 = _at(other, other[2] + back * other[3], other[4])
            cx2, cy2 = _at(other, other[2] + back * other[3], other[5])
            if (
                _side(ax1, ay1, ax2, ay2, cx1, cy1) * _side(ax1, ay1, ax2, ay2, cx2, cy2) <= 0
                and _side(cx1, cy1, cx2, cy2, ax1, ay1) * _side(cx1, cy1, cx2, cy2, ax2, ay2) <= 0
            ):
                return True
    for radius in (one[4], one[5]):
        for reach in (other[4], other[5]):
            if radius > 0 and reach > 0 and _arcs_cross(one, radius, other, reach):
                return True
    return False
