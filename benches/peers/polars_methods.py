"""The statistical methods as expressions of Polars, over whole columns."""

import polars as pl
from normal import coefficients
from polars import col, lit, when


Z95 = 1.959963984540054
KEY = ["measure_id", "cohort", "area_code", "period"]
SERIES = ["measure_id", "cohort", "area_code"]


def hypotenuse(a, b):
    return (a * a + b * b).sqrt()


def wilson(x, n):
    """Both limits of a share, exact at its ends."""
    z2 = Z95 * Z95
    scale = 1 + z2 / n
    centre = (x / n + z2 / (2 * n)) / scale
    half = Z95 / scale * (x / n * (1 - x / n) / n + z2 / (4 * n * n)).sqrt()
    lower = when(x <= 0).then(0.0).otherwise((centre - half).clip(lower_bound=0.0))
    upper = when(x >= n).then(1.0).otherwise((centre + half).clip(upper_bound=1.0))
    return lower, upper


def pooled_z(x1, n1, x2, n2):
    pooled = (x1 + x2) / (n1 + n2)
    error = (pooled * (1 - pooled) * (1 / n1 + 1 / n2)).sqrt()
    none = (x1 + x2 <= 0) | (x1 + x2 >= n1 + n2)
    return when(none).then(0.0).otherwise((x1 / n1 - x2 / n2).abs() / error)


def two_sided_p(z):
    """As in normal.py."""
    x = z.abs() / 2.0**0.5
    u = 4 / (2 + x) - 1
    factors = coefficients()
    g = lit(factors[-1])
    for factor in reversed(factors[:-1]):
        g = g * u + factor
    return (u + 1) / 2 * (g - x * x).exp()


def words(*flags):
    """The flags whose condition holds, as a list."""
    listed = [when(condition).then(text if isinstance(text, pl.Expr) else lit(text)) for condition, text in flags]
    return pl.concat_list(listed).list.drop_nulls()
