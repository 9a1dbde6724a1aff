"""What the latest unbroken years show, and whether the gap to England moves."""

import polars as pl
from polars import col, lit, when
from polars_methods import KEY, SERIES, Z95, hypotenuse, two_sided_p, words



def series_of(cells, materiality, tables):
    """The years of the latest unbroken segment, each with what is left without it."""
    of = ["measure_id", "cohort"]
    segment = (
        materiality.lazy().join(cells.lazy(), on=of)
        .filter(col("latest_start") == col("period_start"))
        .group_by(*of, "latest_start", "latest_period", "m_change").agg(col("segment_id").max())
    )
    england = cells.lazy().filter(col("area_level") == "national").select(
        *of, "period", col("value").alias("england_value")
    )
    exact = (col("unit") == "%") & (col("numerator_low") == col("numerator_high"))
    error = when(col("numerator_low").is_null()).then((col("value_upper") - col("value_lower")) / (2 * Z95))
    x, n, e = col("x"), col("n"), col("standard_error")
    w, a, s = col("w"), col("a"), col("s")
    totals = {
        "sw": w.sum(), "sa": a.sum(), "ssw": (s * w).sum(), "ssa": (s * a).sum(), "sssw": (s * s * w).sum(),
    }
    return (
        cells.lazy().filter(col("value").is_not_null())
        .join(segment, on=[*of, "segment_id"])
        .join(tables.measures.lazy().select("measure_id", "polarity", "theme"), on="measure_id")
        .join(england, on=[*of, "period"], how="left")
        .sort(*SERIES, "period_start")
        .with_columns(
            when(exact).then(col("numerator_low")).alias("x"),
            when(exact).then(col("denominator")).alias("n"),
            error.alias("standard_error"),
            (col("value") - col("value").shift(1)).over(SERIES).alias("step"),
            col("value").first().over(SERIES).alias("first_in_segment"),
            (col("period_start") - col("period_start").min()).over(SERIES).cast(pl.Float64).alias("s"),
        )
        .with_columns(
            ((n >= 1) & x.is_between(0, n)).fill_null(False).all().over(SERIES).alias("counted"),
            (e > 0).fill_null(False).all().over(SERIES).alias("measured"),
        )
        .with_columns(
            when("counted").then(n).when("measured").then(1 / (e * e)).alias("w"),
            when("counted").then(x).when("measured").then(col("value") / (e * e)).alias("a"),
        )
        .with_columns(**{name: total.over(SERIES) for name, total in totals.items()})
        .with_columns(
            (col("ssa") - col("ssw") * col("sa") / col("sw")).alias("covered"),
            (col("sssw") - col("ssw") * col("ssw") / col("sw")).alias("spread"),
            (
                (col("ssa") - s * a) - (col("ssw") - s * w) * (col("sa") - a) / (col("sw") - w)
            ).alias("covered_without"),
        )
    )


def gaps_of(ruled, differences):
    england = differences.lazy().filter(
        (col("comparator").cast(pl.String) == "england-same-cohort") & col("reason").is_null()
    ).select(*KEY, "difference", "difference_lower", "difference_upper", "evidence_grade")
    both = (
        ruled.filter(col("direction_rule") > 1).select(*SERIES, "period_from", "period_to")
        .join(england, left_on=[*SERIES, "period_from"], right_on=KEY)
        .join(england, left_on=[*SERIES, "period_to"], right_on=KEY, suffix="_now")
    )
    d1, l1, u1 = col("difference"), col("difference_lower"), col("difference_upper")
    d2, l2, u2 = col("difference_now"), col("difference_lower_now"), col("difference_upper_now")
    moves = (
        col("evidence_grade").is_in(["A", "B"]) & col("evidence_grade_now").is_in(["A", "B"])
        & d1.is_between(l1, u1) & d2.is_between(l2, u2)
    )
    return both.select(
        *SERIES,
        (d2 - d1).alias("gap_change"),
        when(moves).then(d2 - d1 - hypotenuse(d2 - l2, u1 - d1)).alias("gap_change_lower"),
        when(moves).then(d2 - d1 + hypotenuse(u2 - d2, d1 - l1)).alias("gap_change_upper"),
    )


def not_known_of(cells, tables):
    own = cells.lazy().select(*KEY, "value").filter(col("value").is_not_null())
    included = when(col("not_known_included") == 1).then(col("value")).otherwise(0.0)
    return (
        own.join(
            tables.measures.lazy().filter(col("not_known_measure") != "").select(
                "measure_id", "not_known_included", col("not_known_measure").cast(tables.measure)
            ),
            on="measure_id",
        )
        .join(own, left_on=["not_known_measure", "cohort", "area_code", "period"], right_on=KEY, suffix="_partner")
        .select(*KEY, (col("value_partner") - included).alias("not_known"))
    )


def trends_of(cells, differences, materiality, tables):
    limit = tables.thresholds
    before = col("period_start") < col("latest_start")
    gain = col("polarity") * (col("value") - col("first_in_segment"))
    best_first = [col("polarity") * col("value"), col("period_start")]
    peak = lambda name: col(name).sort_by(best_first, descending=[True, False]).filter(  # noqa: E731
        before.sort_by(best_first, descending=[True, False])
    ).first()
    rate = col("sa") / col("sw")
    chi = col("covered") * col("covered") / (
        when("counted").then(rate * (1 - rate)).otherwise(1.0) * col("spread")
    )
    once = lambda name: col(name).first()  # noqa: E731
    gathered = (
        series_of(cells, materiality, tables)
        .group_by(SERIES).agg(
            once("latest_period").alias("period_to"),
            col("period").min().alias("period_from"),
            once("latest_start"), col("period_start").max().alias("last_start"),
            pl.len().cast(pl.Int32).alias("years"),
            once("segment_id"), once("m_change"), once("polarity"), once("theme"), once("counted"),
            col("printed_unit").max(),
            col("step").clip(lower_bound=0).sum().alias("upward"),
            (-col("step")).clip(lower_bound=0).sum().alias("downward"),
            (col("value").last() - col("value").first()).alias("change"),
            (col("england_value").last() - col("england_value").first()).alias("england_change"),
            gain.filter(before).max().alias("best"),
            gain.filter(before).min().alias("worst"),
            (col("covered") / col("spread")).first().alias("slope"),
            chi.first().alias("statistic"),
            (col("covered_without") * col("covered") > 0).all().alias("agrees"),
            peak("period").alias("peak_period"),
            peak("value").alias("peak_value"),
        )
        .with_columns(
            (col("statistic").is_finite().fill_null(False) & (col("years") >= 3)).alias("has_test"),
            two_sided_p(col("statistic").sqrt()).alias("test_p"),
            when(col("change") >= 0).then(col("downward")).otherwise(col("upward")).alias("opposite"),
            (col("last_start") == col("latest_start")).alias("latest_present"),
        )
    )
    m = col("m_change") - 1e-9
    both = (col("upward") >= m) & (col("downward") >= m)
    least, most = pl.min_horizontal("upward", "downward"), pl.max_horizontal("upward", "downward")
    change = col("change")
    material = change.abs() >= m
    tested, years = col("has_test"), col("years")
    rule = (
        when((years < 3) | ~col("latest_present")).then(1)
        .when(both & (least >= most / 3 - 1e-9)).then(2)
        .when(tested & (col("test_p") < limit["significance"]) & material & ((years < 4) | col("agrees"))).then(3)
        .when(
            ~tested & (change.abs() - col("printed_unit") >= m)
            & (col("opposite") <= col("m_change") / 2 + 1e-9)
        ).then(4)
        .otherwise(5)
    )
    ruled = gathered.with_columns(rule.cast(pl.Int32).alias("direction_rule")).collect().lazy()
    unknown = not_known_of(cells, tables)
    of, polarity = col("direction_rule"), col("polarity")
    turned = polarity * change
    sustained = (of > 1) & (polarity != 0)
    gap, gap_low, gap_high = col("gap_change"), col("gap_change_lower"), col("gap_change_upper")
    side = when(polarity * gap > 0).then(lit("gaining")).otherwise(lit("losing"))
    gap_direction = (
        when(gap.is_null() | (polarity == 0)).then(None)
        .when((gap_low > 0) | (gap_high < 0)).then(side)
        .when((gap_low >= -2 * col("m_change")) & (gap_high <= 2 * col("m_change"))).then(lit("in_step"))
        .when(gap_low.is_not_null()).then(lit("unclear"))
        .when(gap.abs() - 2 * col("printed_unit") >= m).then(side)
        .otherwise(lit("in_step"))
    )
    direction = (
        when(of == 1).then(lit("too_few_years"))
        .when(of == 2).then(lit("volatile"))
        .when(of == 5).then(lit("no_sustained_change"))
        .when((polarity == 0) & (change > 0)).then(lit("rising"))
        .when(polarity == 0).then(lit("falling"))
        .when(turned > 0).then(lit("improving"))
        .otherwise(lit("declining"))
    )
    flags = words(
        ((of > 1) & ~tested, "not_tested"),
        ((of == 5) & material & (change > 0), "possible_rise"),
        ((of == 5) & material & (change < 0), "possible_fall"),
        (col("recovered"), "recovered"),
        (~col("latest_present"), "latest_year_missing"),
        ((years >= 2) & gap.is_not_null() & (turned < 0) & (polarity * gap > 0), "england_fell_further"),
        (
            (change < 0) & (col("not_known_change") > 0) & (col("not_known_change") >= 0.5 * change.abs()),
            "fall_coincides_with_rise_in_not_known",
        ),
        (tested & col("theme").is_in(["absence", "exclusions"]), "overlapping_cohorts"),
        ((years >= 3) & (change != 0) & (col("opposite") == 0), "every_year"),
    )
    return (
        ruled
        .join(gaps_of(ruled, differences), on=SERIES, how="left")
        .join(unknown, left_on=[*SERIES, "period_to"], right_on=KEY, how="left")
        .join(unknown, left_on=[*SERIES, "period_from"], right_on=KEY, how="left", suffix="_then")
        .with_columns(
            (col("not_known") - col("not_known_then")).alias("not_known_change"),
            (
                sustained & (col("best") >= m) & (col("best") - turned >= col("best") / 2 - 1e-9)
            ).alias("not_sustained"),
            (
                sustained & (-col("worst") >= m) & (turned - col("worst") >= -col("worst") / 2 - 1e-9)
            ).alias("recovered"),
        )
        .select(
            *SERIES, "period_to", "period_from", "years", "segment_id",
            when(years > 1).then(change).alias("change"),
            when(years > 1).then(col("england_change")).alias("england_change"),
            when(tested & col("counted")).then(100 * col("slope")).when(tested).then(col("slope")).alias("slope"),
            when(tested).then(col("test_p")).alias("p_value"),
            when(tested & (years >= 5)).then((col("statistic") > 9.549536) & col("agrees")).alias("trend_strict"),
            "m_change", direction.alias("direction"), "direction_rule",
            "gap_change", "gap_change_lower", "gap_change_upper", gap_direction.alias("gap_direction"),
            "not_sustained",
            when(tested).then(lit("A")).when(years > 1).then(lit("C")).otherwise(lit("N")).alias("evidence_grade"),
            flags.alias("flags"), "not_known_change", "peak_period", "peak_value",
        )
    )
