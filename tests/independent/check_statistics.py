"""Check the statistical functions of the program against statsmodels and scipy.

Thousands of random figures are put to the SQL functions of the built program and to
an independent implementation; they have to agree to a relative 1e-9 (1e-6 where
quantiles are found by iteration). Run by `make check-statistics`; needs Python with
statsmodels and scipy, which `make test` does not.

Usage: check_statistics.py PROGRAM [SEED]
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import numpy
from scipy import optimize, stats
from statsmodels.genmod.families import Poisson
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.regression.linear_model import WLS
from statsmodels.stats.contingency_tables import Table
from statsmodels.stats.proportion import (
    confint_proportions_2indep,
    proportion_confint,
    proportions_ztest,
)

Z = stats.norm.ppf(0.975)
ROWS = 2000


def ask(program, call, rows):
    """Values of `call` (columns a0, a1, … are its arguments) for each row."""
    width = len(rows[0])

    def literal(value):
        if isinstance(value, (list, tuple)):
            return "make_array(" + ", ".join(literal(v) for v in value) + ")"
        return f"cast({float(value)!r} as double)"

    values = ", ".join(
        "(" + ", ".join([str(i)] + [literal(v) for v in row]) + ")" for i, row in enumerate(rows)
    )
    names = ", ".join(f"a{i}" for i in range(width))
    sql = f"select {call} as answer from (values {values}) as given (i, {names}) order by i"
    with tempfile.TemporaryDirectory() as empty:
        told = subprocess.run(
            [program, "sql", "-", "--without-tables", "--format", "json"],
            input=sql, capture_output=True, text=True, check=False, cwd=empty,
        )
    if told.returncode:
        raise SystemExit(f"{call}: {told.stderr}")
    return [row.get("answer") for row in json.loads(told.stdout)]


def compare(program, name, call, rows, expected, tolerance=1e-9):
    """Ask the program, compare with `expected(row)` and tell the largest deviation."""
    worst = 0.0
    for row, got in zip(rows, ask(program, call, rows)):
        for field, value in expected(*row).items():
            had = (got or {}).get(field)
            if value is None:
                assert had is None, f"{name}{row}: {field} should be undefined, got {had}"
                continue
            assert had is not None, f"{name}{row}: {field} is undefined, should be {value}"
            deviation = abs(had - value) / max(1.0, abs(value))
            assert deviation <= tolerance, f"{name}{row}: {field} {had}, should be {value}"
            worst = max(worst, deviation)
    print(f"{name:32} {len(rows):5} inputs, largest deviation {worst:.1e}")


def wilson(x, _, n):
    lower, upper = proportion_confint(x, n, alpha=0.05, method="wilson")
    return {"lower": 0.0 if x == 0 else lower, "upper": 1.0 if x == n else upper}


def newcombe(x1, n1, x2, n2):
    lower, upper = confint_proportions_2indep(x1, n1, x2, n2, method="newcomb", compare="diff")
    p = 1.0
    if 0 < x1 + x2 < n1 + n2:
        p = proportions_ztest([x1, x2], [n1, n2])[1]
    return {"difference": x1 / n1 - x2 / n2, "lower": lower, "upper": upper, "p_value": p}


def part_whole(x1, n1, x2, n2):
    rest = newcombe(x1, n1, x2 - x1, n2 - n1)
    scale = 1 - n1 / n2
    return {
        "difference": x1 / n1 - x2 / n2,
        "lower": scale * rest["lower"],
        "upper": scale * rest["upper"],
        "p_value": rest["p_value"],
    }


def exact_poisson(events):
    lower = 0.0 if events == 0 else stats.chi2.ppf(0.025, 2 * events) / 2
    return {"lower": lower, "upper": stats.chi2.ppf(0.975, 2 * events + 2) / 2}


def byar(o):
    lower = 0.0 if o == 0 else o * (1 - 1 / (9 * o) - Z / (3 * o**0.5)) ** 3
    u = o + 1
    return {"lower": max(0.0, lower), "upper": u * (1 - 1 / (9 * u) + Z / (3 * u**0.5)) ** 3}


def rate(o, n):
    limits = byar(o) if o >= 10 else exact_poisson(o)
    return {side: limit / n for side, limit in limits.items()}


def repeat_rate(o, s, n):
    spread = 2 * o / s - 1
    if spread <= 1:
        return {}
    limits = byar(o / spread) if o / spread >= 10 else exact_poisson(o / spread)
    return {side: spread * limit / n for side, limit in limits.items()}


def rate_difference(o1, f1, n1, o2, f2, n2):
    """Limits recovered from those of the two rates; the p of the binomial split of events."""

    def side(o, f, n):
        limits = byar(o / f) if o / f >= 10 else exact_poisson(o / f)
        return o / n, limits["lower"] * f / n, limits["upper"] * f / n

    (r1, l1, u1), (r2, l2, u2) = side(o1, f1, n1), side(o2, f2, n2)
    answer = {
        "difference": r1 - r2,
        "lower": r1 - r2 - numpy.hypot(r1 - l1, u2 - r2),
        "upper": r1 - r2 + numpy.hypot(u1 - r1, r2 - l2),
    }
    if f1 == f2 == 1 and o1 + o2 > 0:
        answer["p_value"] = stats.binomtest(int(o1), int(o1 + o2), n1 / (n1 + n2)).pvalue
    return answer


def poisson_trend(years, events, pupils):
    flat = GLM(
        events, numpy.ones(len(years)), family=Poisson(), offset=numpy.log(pupils)
    ).fit()
    centred = numpy.array(years, dtype=float)[:, None] - numpy.mean(years)
    statistic, p = flat.score_test(exog_extra=centred)[:2]
    return {"statistic": float(numpy.squeeze(statistic)), "p_value": float(numpy.squeeze(p))}


def sign(up, down):
    return {"p_value": stats.binomtest(int(up), int(up + down), 0.5).pvalue if up + down else 1.0}


def place_among(value, values):
    spread = stats.median_abs_deviation(values, scale="normal")
    return {"place": (value - numpy.median(values)) / spread}


def counts_behind(percent, decimals, n):
    """Every whole count is tried: which of them print as the percentage?"""
    unit = 10 ** -int(decimals)
    counts = [x for x in range(int(n) + 1) if abs(100 * x / n - percent) <= unit / 2 + 1e-9]
    return {"low": min(counts), "high": max(counts)} if counts else {}


def bounds(sustained, not_known):
    return {"lower": sustained, "upper": min(1.0, sustained + not_known)}


def funnel_rate(baseline, n, tail):
    """The counts whose exact limits touch the baseline: Poisson tails through the gamma."""
    expected = baseline * n
    low = 0.0
    if stats.gamma.sf(expected, 1) < tail:
        low = optimize.brentq(lambda o: stats.gamma.sf(expected, o + 1) - tail, 0, expected)
    high = optimize.brentq(
        lambda o: stats.gamma.cdf(expected, o) - tail, 1e-9, expected + 30 * expected**0.5 + 30
    )
    return {"lower": low / n, "upper": high / n}


def exact_ratio(o1, n1, o2, n2):
    interval = stats.binomtest(o1, o1 + o2, n1 / (n1 + n2)).proportion_ci(0.95, "exact")
    turned = {
        side: p / (1 - p) * n2 / n1
        for side, p in (("lower", interval.low), ("upper", interval.high))
        if p < 1
    }
    return {"ratio": o1 / n1 / (o2 / n2), **turned}


def log_ratio(o1, n1, o2, n2):
    ratio, se = o1 / n1 / (o2 / n2), (1 / o1 + 1 / o2) ** 0.5
    return {"ratio": ratio, "lower": ratio * numpy.exp(-Z * se), "upper": ratio * numpy.exp(Z * se)}


def double_ratio(*a):
    o, n = a[0::2], a[1::2]
    ratio = (o[0] / n[0] / (o[1] / n[1])) / (o[2] / n[2] / (o[3] / n[3]))
    se = sum(1 / x for x in o) ** 0.5
    return {"ratio": ratio, "lower": ratio * numpy.exp(-Z * se), "upper": ratio * numpy.exp(Z * se)}


def means(m1, l1, u1, m2, l2, u2, w):
    se = (((u1 - l1) / (2 * Z)) ** 2 + ((u2 - l2) / (2 * Z)) ** 2) ** 0.5
    rest = (m1 - m2) / (1 - w)
    return {
        "difference": m1 - m2,
        "p_value": 2 * stats.norm.sf(abs(rest / se)),
        "lower": (1 - w) * (rest - Z * se),
        "upper": (1 - w) * (rest + Z * se),
    }


def mover(d1, l1, u1, d2, l2, u2):
    change = d2 - d1
    return {
        "change": change,
        "lower": change - numpy.hypot(d2 - l2, u1 - d1),
        "upper": change + numpy.hypot(u2 - d2, d1 - l1),
    }


def armitage(years, counts, pupils):
    table = numpy.array([counts, numpy.subtract(pupils, counts)])
    test = Table(table, shift_zeros=False).test_ordinal_association(
        row_scores=numpy.array([1, 0]), col_scores=numpy.array(years)
    )
    total = sum(pupils)
    # statsmodels divides by N - 1: turned into the form that divides by N
    statistic = test.zscore**2 * total / (total - 1)
    return {"statistic": statistic, "p_value": stats.chi2.sf(statistic, 1)}


def weighted(years, values, errors):
    design = numpy.column_stack([numpy.ones(len(years)), years])
    fit = WLS(values, design, weights=1 / numpy.square(errors)).fit(cov_type="fixed scale")
    statistic = (fit.params[1] / fit.bse[1]) ** 2
    return {
        "slope": fit.params[1], "statistic": statistic, "p_value": stats.chi2.sf(statistic, 1),
    }


def funnel_share(p0, n, z, between):
    half = z * (p0 * (1 - p0) / n + between) ** 0.5
    return {"lower": max(0.0, p0 - half), "upper": min(1.0, p0 + half)}


def spread(counts, pupils):
    counts, pupils = numpy.array(counts), numpy.array(pupils)
    shares, p0 = counts / pupils, counts.sum() / pupils.sum()
    se = (p0 * (1 - p0) / pupils) ** 0.5
    z = (shares - p0) / se
    low, high = numpy.percentile(z, [10, 90])
    phi, w, k = numpy.mean(numpy.clip(z, low, high) ** 2), 1 / se**2, len(z)
    between = max(0.0, (k * phi - (k - 1)) / (w.sum() - (w**2).sum() / w.sum()))
    return {
        "baseline": p0, "dispersion_raw": numpy.mean(z**2), "dispersion": phi,
        "between": between if phi > 1 else 0.0,
    }


def main():
    program, seed = str(pathlib.Path(sys.argv[1]).resolve()), int(sys.argv[2]) if len(sys.argv) > 2 else 20261124
    random = numpy.random.default_rng(seed)
    print(f"seed {seed}")

    def whole(low, high):
        # spread evenly over orders of magnitude, as cohorts are
        return int(numpy.exp(random.uniform(numpy.log(low), numpy.log(high + 1))))

    def share():
        n = whole(1, 200_000)
        return (int(random.integers(0, n + 1)), n)

    def part():
        (x1, n1), (x2, n2) = share(), share()
        return (x1, n1, x1 + x2, n1 + n2)

    def interval(centre, half):
        return [round(float(v), 4) for v in (centre, centre - half, centre + half)]

    def gap():
        d = random.normal(0, 0.1)
        return [d, d - random.uniform(0.001, 0.2), d + random.uniform(0.001, 0.2)]

    def years():
        count = int(random.integers(3, 9))
        return sorted(random.choice(numpy.arange(2010, 2026), count, replace=False).tolist())

    def counted():
        chosen, base = years(), random.uniform(0.1, 0.9)
        pupils = [whole(20, 20_000) for _ in chosen]
        counts = [int(random.binomial(n, base)) for n in pupils]
        counts[0] = min(max(counts[0], 1), pupils[0] - 1)
        return (chosen, counts, pupils)

    def measured():
        chosen = years()
        return (
            chosen, random.normal(0, 1, len(chosen)).tolist(),
            random.uniform(0.01, 0.3, len(chosen)).tolist(),
        )

    def areas():
        pupils = [whole(20, 5000) for _ in range(int(random.integers(10, 40)))]
        return ([int(random.binomial(n, random.uniform(0.2, 0.4))) for n in pupils], pupils)

    def events(low):
        return (whole(low, 5000), whole(10_000, 1_000_000))

    shares = [share() for _ in range(ROWS)]
    pairs = [share() + share() for _ in range(ROWS)]
    check = lambda *a, **k: compare(program, *a, **k)  # noqa: E731
    check("wilson_interval", "wilson_interval(a0, a1, a2)", [(x, x, n) for x, n in shares], wilson)
    difference = "(a0, a0, a0, a1, a2, a2, a2, a3)"
    check("difference_of_proportions", "difference_of_proportions" + difference, pairs, newcombe)
    check("part_whole_difference", "part_whole_difference" + difference,
          [part() for _ in range(ROWS)], part_whole)
    check("exact_poisson_limits", "exact_poisson_limits(a0)", [(n,) for n in range(ROWS)],
          exact_poisson, tolerance=1e-6)
    check("byar_limits", "byar_limits(a0)", [(n,) for n in range(ROWS)], byar)
    check("rate_interval", "rate_interval(a0, a1)",
          [(int(random.integers(0, 40)), whole(100, 100_000)) for _ in range(ROWS)],
          rate, tolerance=1e-6)
    check("repeat_event_interval", "repeat_event_interval(a0, a1, a2)",
          [(int(s * random.uniform(1.1, 4)) + 1, s, s * 20)
           for s in (whole(10, 3000) for _ in range(ROWS))], repeat_rate, tolerance=1e-6)
    check("rate_ratio", "rate_ratio(a0, a1, a2, a3)",
          [events(1) + events(1) for _ in range(500)], exact_ratio, tolerance=1e-6)
    check("log_rate_ratio", "log_rate_ratio(a0, a1, a2, a3)",
          [events(20) + events(20) for _ in range(ROWS)], log_ratio)
    check("ratio_of_ratios", "ratio_of_ratios(a0, a1, a2, a3, a4, a5, a6, a7)",
          [events(20) + events(20) + events(20) + events(20) for _ in range(ROWS)], double_ratio)
    check("difference_of_means", "difference_of_means(a0, a1, a2, a3, a4, a5, a6)",
          [tuple(interval(random.normal(), random.uniform(0.05, 0.5))
                 + interval(random.normal(), random.uniform(0.01, 0.1))
                 + [random.uniform(0, 0.5)]) for _ in range(ROWS)], means)
    check("change_in_gap", "change_in_gap(a0, a1, a2, a3, a4, a5)",
          [tuple(gap() + gap()) for _ in range(ROWS)], mover)
    # statsmodels squares scores of 2,000 and loses digits on the way
    check("trend_of_counts", "trend_of_counts(a0, a1, a2)", [counted() for _ in range(500)],
          armitage, tolerance=1e-6)
    check("trend_of_means", "trend_of_means(a0, a1, a2)", [measured() for _ in range(500)],
          weighted, tolerance=1e-8)
    check("proportion_funnel", "proportion_funnel(a0, a1, a2, a3)",
          [(random.uniform(0.05, 0.95), whole(5, 10_000), Z, random.uniform(0, 0.01))
           for _ in range(ROWS)], funnel_share)
    check("funnel", "funnel(a0, a1)", [areas() for _ in range(300)], spread)
    check("rate_funnel", "rate_funnel(a0, a1, a2)",
          [(random.uniform(0.0005, 0.2), whole(50, 20_000), (0.025, 0.001)[i % 2])
           for i in range(500)], funnel_rate, tolerance=1e-6)
    check("difference_of_rates", "difference_of_rates(a0, a1, a2, a3, a4, a5)",
          [(int(random.integers(0, 200)), f1, whole(500, 50_000),
            whole(1, 20_000), f2, whole(100_000, 2_000_000))
           for f1, f2 in ((1, 1) if i % 2 else (random.uniform(1, 5), random.uniform(1, 5))
                          for i in range(ROWS))], rate_difference, tolerance=1e-6)
    check("trend_of_rates", "trend_of_rates(a0, a1, a2)",
          [(chosen, [int(random.poisson(n * 0.02)) + 1 for n in pupils], pupils)
           for chosen, _, pupils in (counted() for _ in range(300))],
          poisson_trend, tolerance=1e-6)
    check("sign_test", "sign_test(a0, a1)",
          [(int(random.integers(0, 40)), int(random.integers(0, 40))) for _ in range(ROWS)], sign)
    check("feasible_numerators", "feasible_numerators(a0, a1, a2)",
          [(round(100 * x / n, d), d, n) for x, n, d in
           ((int(random.integers(0, n + 1)), n, int(random.integers(0, 3)))
            for n in (whole(1, 3000) for _ in range(500)))], counts_behind)
    check("not_known_bounds", "not_known_bounds(a0, a1)",
          [(random.uniform(0, 0.9), random.uniform(0, 0.1)) for _ in range(ROWS)], bounds)
    chosen = [random.normal(50, 10, int(random.integers(20, 160))) for _ in range(ROWS)]
    values = [float(some[0]) for some in chosen]
    told = [(value, float(numpy.median(some)), float(stats.median_abs_deviation(some)))
            for value, some in zip(values, chosen)]
    sample = iter(chosen)
    check("robust_place", "robust_place(a0, a1, a2)", told,
          lambda value, *_: place_among(value, next(sample)), tolerance=1e-6)


if __name__ == "__main__":
    main()
