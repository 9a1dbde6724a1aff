"""Exact limits and tails of events over whole columns, which neither engine has.

References: F. Garwood (1936), Biometrika 28; N. E. Breslow and N. E. Day (1987), IARC 82, p. 69
(Byar's approximation, from ten events); A. Donner and G. Zou (2012) for the difference.
"""

import numpy as np
from scipy import special

Z95 = 1.959963984540054
TAIL = 0.025


def count_limits(events):
    """95% limits of an expected number of events: exact below ten, Byar's from there."""
    with np.errstate(all="ignore"):
        byar = lambda o, side: o * (1 - 1 / (9 * o) + side / (3 * np.sqrt(o))) ** 3  # noqa: E731
        few = events < 10
        lower = np.where(few, special.gammaincinv(events, TAIL), np.maximum(byar(events, -Z95), 0.0))
        upper = np.where(few, special.gammaincinv(events + 1, 1 - TAIL), byar(events + 1, Z95))
    return np.where(events == 0, 0.0, lower), upper


def _at_most(x, total, p):
    inside = special.betainc(np.maximum(total - x, 1e-300), np.maximum(x, 0) + 1, 1 - p)
    return np.where(x < 0, 0.0, np.where(x >= total, 1.0, inside))


def _at_least(x, total, p):
    inside = special.betainc(np.maximum(x, 1e-300), np.maximum(total - x, 0) + 1, p)
    return np.where(x <= 0, 1.0, np.where(x > total, 0.0, inside))


def _first_whole(low, high, holds):
    """The first whole number from `low` at which `holds`, element by element."""
    low, high = low.copy(), high.copy()
    while (open_ := low < high).any():
        middle = np.floor((low + high) / 2)
        found = holds(middle)
        high = np.where(open_ & found, middle, high)
        low = np.where(open_ & ~found, middle + 1, low)
    return low


def _log_probability(k, total, p):
    chosen = special.gammaln(total + 1) - special.gammaln(k + 1) - special.gammaln(total - k + 1)
    return chosen + k * np.log(p) + (total - k) * np.log1p(-p)


def _binomial_p(x, other, p):
    """As improbable a split or more so; twice the smaller tail of counts that are not whole."""
    result, total = np.ones_like(x), x + other
    whole = (x % 1 == 0) & (other % 1 == 0)
    mode = np.minimum(np.floor((total + 1) * p), total)
    of = ~whole
    result[of] = 2 * np.minimum(_at_most(x[of], total[of], p[of]), _at_least(x[of], total[of], p[of]))
    of = whole & (x < mode)
    x_, total_, p_, mode_ = x[of], total[of], p[of], mode[of]
    limit = _log_probability(x_, total_, p_) + 1e-7
    far = _first_whole(mode_, total_ + 1, lambda k: _log_probability(np.minimum(k, total_), total_, p_) <= limit)
    result[of] = _at_most(x_, total_, p_) + _at_least(far, total_, p_)
    of = whole & (x > mode)
    x_, total_, p_, mode_ = x[of], total[of], p[of], mode[of]
    limit = _log_probability(x_, total_, p_) + 1e-7
    down = _first_whole(
        np.zeros_like(mode_), mode_ + 1,
        lambda d: _log_probability(np.maximum(mode_ - d, 0.0), total_, p_) <= limit,
    )
    result[of] = _at_most(mode_ - down, total_, p_) + _at_least(x_, total_, p_)
    return np.minimum(result, 1.0)


def differences(o1, spread1, n1, o2, spread2, n2):
    """Limits of a difference of rates in events a pupil, its p, and the limits of their ratio."""
    with np.errstate(all="ignore"):
        first, second = o1 / n1, o2 / n2
        lower1, upper1 = count_limits(o1 / spread1)
        lower2, upper2 = count_limits(o2 / spread2)
        difference = first - second
        lower = difference - np.hypot(first - lower1 * spread1 / n1, upper2 * spread2 / n2 - second)
        upper = difference + np.hypot(upper1 * spread1 / n1 - first, second - lower2 * spread2 / n2)
        a, b, exposed1, exposed2 = o1 / spread1, o2 / spread2, n1 / spread1, n2 / spread2
        # the test is the same whichever side divides
        turned = (b == 0) & (a > 0)
        x, other = np.where(turned, b, a), np.where(turned, a, b)
        p = np.where(turned, exposed2, exposed1) / (exposed1 + exposed2)
        p_value = np.where((a == 0) & (b == 0), 1.0, _binomial_p(x, other, p))
        to_ratio = lambda q: q / (1 - q) * exposed2 / exposed1  # noqa: E731
        ratio_lower = np.where(a == 0, 0.0, to_ratio(special.betaincinv(np.maximum(a, 1e-300), b + 1, TAIL)))
        ratio_upper = to_ratio(special.betaincinv(a + 1, np.maximum(b, 1e-300), 1 - TAIL))
    nothing = b == 0
    known = (n1 >= 1) & (n2 >= 1) & (spread1 >= 1) & (spread2 >= 1)
    return {
        "lower": np.where(known, lower, np.nan),
        "upper": np.where(known, upper, np.nan),
        "p_value": np.where(known, p_value, np.nan),
        "ratio_lower": np.where(nothing, np.nan, ratio_lower),
        "ratio_upper": np.where(nothing, np.nan, ratio_upper),
    }
