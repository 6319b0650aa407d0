"""Small charts drawn on the server: numbers in, SVG out, colours by class so that no style is inline."""

from collections.abc import Sequence

from markupsafe import Markup, escape

STEP = 21
LEFT, RIGHT, TOP, BOTTOM = 4.0, 228.0, 12.0, 58.0


def progress(step: int, word: str, *, of: int = 5) -> Markup:
    """Five boxes, as many filled as steps are reached; the word says the same."""
    boxes = Markup("").join(
        Markup('<rect class="ts-progress__{}" x="{}" y="1" width="19" height="10" rx="2"/>').format(
            "on" if box < step else "off", box * STEP
        )
        for box in range(of)
    )
    return Markup(
        '<svg viewBox="0 0 {} 12" role="img" aria-label="{}: step {} of {}" focusable="false">'
        "{}</svg>"
    ).format(of * STEP - 1, word, step, of, boxes)


def bar(value: float, *, limit: float | None = None, of: float | None = None) -> Markup:
    """A bar against its limit. Hidden from screen readers: the figure stands beside it in words."""
    whole = of or max(value, (limit or value) * 1.5) or 1
    wide = round(min(value / whole, 1) * 300)
    over = " ts-bar__fill--over" if limit is not None and value > limit else ""
    at = round(limit / whole * 300) if limit is not None else None
    line = (
        Markup('<line class="ts-bar__limit" x1="{0}" x2="{0}" y1="0" y2="14"/>').format(at)
        if at is not None
        else ""
    )
    return Markup(
        '<svg class="ts-bar" viewBox="0 0 300 14" preserveAspectRatio="none" aria-hidden="true"'
        ' focusable="false"><rect class="ts-bar__ground" width="300" height="14"/>'
        '<rect class="ts-bar__fill{}" width="{}" height="14"/>{}</svg>'
    ).format(over, wide, line)


def _describe(points: Sequence[tuple[str, float]], target: float | None, unit: str) -> str:
    numbers = [number for _, number in points]
    first, last = points[0], points[-1]
    words = (
        f"From {first[1]:g}{unit} in {first[0]} to {last[1]:g}{unit} in {last[0]}. "
        f"Lowest {min(numbers):g}{unit}, highest {max(numbers):g}{unit}."
    )
    return words if target is None else f"{words} The dashed line is the target, {target:g}{unit}."


SPARK = Markup(
    '<svg class="ts-spark" viewBox="0 0 272 84" role="img" aria-labelledby="{id}-t {id}-d"'
    ' focusable="false"><title id="{id}-t">{title}</title><desc id="{id}-d">{words}</desc>'
    '<line class="ts-spark__base" x1="4" x2="228" y1="64" y2="64"/>{dashes}'
    '<polyline class="ts-spark__line" points="{line}"/>'
    '<circle class="ts-spark__dot" cx="{end:.1f}" cy="{y}" r="5"/>'
    '<text class="ts-spark__now" x="{beside:.1f}" y="{beside_y:.1f}">{now}</text>'
    '<text x="4" y="80">{first}</text><text x="228" y="80" text-anchor="end">{last}</text>'
    "</svg>"
)
TARGET = Markup('<line class="ts-spark__target" x1="4" x2="228" y1="{0}" y2="{0}"/>')


def spark(
    title: str,
    points: Sequence[tuple[str, float]],
    *,
    id: str,
    target: float | None = None,
    unit: str = "%",
) -> Markup:
    """A year's line with its target; the title and description say the same facts in words."""
    if not points:
        return Markup("")
    scale = [number for _, number in points] + ([target] if target is not None else [])
    heights = {number: _height(number, scale) for number in scale}
    across = (RIGHT - LEFT) / max(len(points) - 1, 1)
    end, (label, last) = LEFT + (len(points) - 1) * across, points[-1]
    return SPARK.format(
        id=escape(id),
        title=title,
        words=_describe(points, target, unit),
        dashes="" if target is None else TARGET.format(heights[target]),
        line=" ".join(f"{LEFT + n * across:.1f},{heights[y]}" for n, (_, y) in enumerate(points)),
        end=end,
        y=heights[last],
        beside=end + 10,
        beside_y=heights[last] + 4,
        now=f"{last:g}{unit}",
        first=points[0][0],
        last=label if len(points) > 1 else "",
    )


def _height(number: float, scale: Sequence[float]) -> float:
    spread = (max(scale) - min(scale)) or 1
    return round(BOTTOM - (number - min(scale)) / spread * (BOTTOM - TOP), 1)


TRAIL = Markup(
    '<svg class="ts-spark" viewBox="0 0 272 84" role="img" aria-labelledby="{id}-t {id}-d"'
    ' focusable="false"><title id="{id}-t">{title}</title><desc id="{id}-d">{words}</desc>'
    '<line class="ts-spark__base" x1="4" x2="228" y1="64" y2="64"/>'
    '<polyline class="ts-spark__line" points="{line}"/>{dots}'
    '<text x="4" y="80">{first}</text><text x="228" y="80" text-anchor="end">{last}</text>'
    "</svg>"
)
DOT = Markup('<circle class="ts-spark__dot" cx="{:.1f}" cy="{}" r="4"/>')


def trail(title: str, points: Sequence[tuple[str, int, str]], *, id: str) -> Markup:
    """How something went on a scale of words: (day, step, word) each; the words stand beside it too."""
    if len(points) < 2:
        return Markup("")
    scale = [-1, 4]
    across = (RIGHT - LEFT) / (len(points) - 1)
    places = [(LEFT + n * across, _height(step, scale)) for n, (_, step, _) in enumerate(points)]
    return TRAIL.format(
        id=escape(id),
        title=title,
        words="; ".join(f"{day}: {word}" for day, _, word in points),
        line=" ".join(f"{x:.1f},{y}" for x, y in places),
        dots=Markup("").join(DOT.format(x, y) for x, y in places),
        first=points[0][0],
        last=points[-1][0],
    )
