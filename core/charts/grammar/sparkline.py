"""A line of a word's size: official values, the own one and the forecast, without any text."""

from collections.abc import Sequence

from core.charts.grammar.scale import Scale, widen
from core.charts.grammar.scene import Box, Curve, Mark, Scene
from core.charts.grammar.svg import write_svg

Expected = tuple[int, float, float, float]  # year, low, middle, high
WIDTH, HEIGHT = 76.0, 20.0


def draw_sparkline(
    official: Sequence[tuple[int, float]],
    forecast: Expected | None = None,
    own: tuple[int, float] | None = None,
) -> str:
    """Official values by year; the forecast as year, low, middle, high; what is told aloud
    stands in the table beside it, so the picture itself is silent."""
    spread = _spread(official, forecast, own)
    if spread is None:
        return ""
    x, y = spread
    scene = Scene(WIDTH, HEIGHT)
    if forecast:
        _draw_forecast(scene, forecast, official[-1] if official else None, x, y)
    if len(official) > 1:
        scene.add(Curve(tuple((x(a), y(v)) for a, v in official), "official", 1.5))
    scene.add(*(Mark(x(a), y(v), 2.2, "official", "diamond") for a, v in official))
    if own:
        scene.add(Mark(x(own[0]), y(own[1]), 2.4, "own"))
    svg = write_svg(scene)
    return svg.replace('role="img"', 'aria-hidden="true"', 1)


def _spread(
    official: Sequence[tuple[int, float]], forecast: Expected | None, own: tuple[int, float] | None
) -> tuple[Scale, Scale] | None:
    """The scales that hold everything; none where there is nothing."""
    years = [year for year, _value in official]
    values = [value for _year, value in official]
    if forecast:
        years.append(forecast[0])
        values += forecast[1:]
    if own:
        years.append(own[0])
        values.append(own[1])
    if not values:
        return None
    x = Scale(min(years) - 0.2, max(years) + 0.2, 4, WIDTH - 4)
    return x, Scale(*widen(values, 0.05), HEIGHT - 3, 3)


def _draw_forecast(
    scene: Scene, forecast: Expected, last: tuple[int, float] | None, x: Scale, y: Scale
) -> None:
    year, low, middle, high = forecast
    scene.add(Box(x(year) - 3, y(high), 6, max(y(low) - y(high), 1), "forecast", 0.3))
    if last:
        way = ((x(last[0]), y(last[1])), (x(year), y(middle)))
        scene.add(Curve(way, "forecast", 1.5, "3 2"))
    scene.add(Mark(x(year), y(middle), 2.4, "forecast", "square"))
