"""What the latest unbroken years show, and whether the gap to England moves."""

import polars as pl
from polars import col, lit, when
from polars_methods import KEY, SERIES, Z95, hypotenuse, two_sided_p, words



def compared(cells, tables):
    """Figures of areas that have not ended."""
    areas = tables.areas.lazy().filter(col("is_compared") == 1).select("area_code")
    return cells.lazy().filter(col("value").is_not_null()).join(areas, on="area_code", how="semi")


def england_of(cells):
    return cells.lazy().filter(col("area_level") == "national").select(
        "measure_id", "cohort", "period", col("value").alias("england_value")
    )


def series_of(cells, events, pupils, noise, materiality, tables):
    """The years of the latest unbroken segment, with their errors."""
    of, limit = ["measure_id", "cohort"], tables.thresholds
    segment = (
        materiality.lazy().join(cells.lazy(), on=of)
        .filter(col("latest_start") == col("period_start"))
        .group_by(*of, "latest_start", "latest_period", "m_change").agg(col("segment_id").max())
    )
    exact = (col("unit") == "%") & (col("numerator_low") == col("numerator_high"))
    error = when(col("numerator_low").is_null()).then((col("value_upper") - col("value_lower")) / (2 * Z95))
    known = col("dispersion").is_not_null()
    concerned, happened = col("concerned"), col("events")
    # one spread for all years, so that each keeps its weight
    spread = (
        when(~known).then(None)
        .when(col("occurrence") == "once").then(1.0)
        .when(concerned.sum().over(SERIES) > 0).then(pl.max_horizontal(
            1.0,
            2 * happened.filter(known).sum().over(SERIES) / concerned.filter(known).sum().over(SERIES) - 1,
        ))
        .otherwise(1.0)
    )
    x, n = col("x"), col("n")
    own_error = (
        when(x.is_not_null()).then(100 * (x / n * (1 - x / n) / n).sqrt())
        .when((happened > 0) & (col("pupils") > 0)).then(100 * (happened * col("spread")).sqrt() / col("pupils"))
        .when(col("standard_error").is_not_null()).then(col("standard_error"))
    )
    every_year = lambda test: test.fill_null(False).all().over(SERIES)  # noqa: E731
    total = lambda name: col(name).sum().over(SERIES)  # noqa: E731
    return (
        compared(cells, tables)
        .join(segment, on=[*of, "segment_id"])
        .join(tables.measures.lazy().select("measure_id", "polarity", "theme"), on="measure_id")
        .join(england_of(cells), on=[*of, "period"], how="left")
        .join(events.lazy(), on=KEY, how="left")
        .join(pupils.lazy().select(*KEY, "fewest_pupils", "borrowed_error"), on=KEY, how="left")
        .join(noise.lazy(), on=SERIES, how="left")
        .filter((col("fewest_pupils") >= limit["minimum_cohort"]).fill_null(True))
        .sort(*SERIES, "period_start")
        .with_columns(
            when(exact).then(col("numerator_low")).alias("x"),
            when(exact).then(col("denominator")).alias("n"),
            error.alias("standard_error"), spread.alias("spread"),
            (col("value") - col("value").shift(1)).over(SERIES).alias("step"),
            (col("value").shift(-1) - col("value")).over(SERIES).alias("next_step"),
            (col("period_start") - col("period_start").min()).over(SERIES).cast(pl.Float64).alias("s"),
        )
        .with_columns(
            (happened / col("spread")).alias("spread_events"), (col("pupils") / col("spread")).alias("exposure"),
            pl.coalesce(own_error, "borrowed_error").alias("known_error"),
        )
        .with_columns(
            (every_year((n >= 1) & x.is_between(0, n)) & (total("x") > 0) & (total("x") < total("n"))).alias("counted"),
            (
                every_year((col("exposure") > 0) & (col("spread_events") >= 0)) & (total("spread_events") > 0)
            ).alias("rated"),
            every_year(col("standard_error") > 0).alias("measured"),
            every_year(col("known_error") > 0).alias("indicated"),
        )
        .collect()
    )


def line(points):
    """Weighted lines through the years of series (s, w, a; of_counts 1 shares, 2 rates, 3 means)."""
    s, w, a = col("s"), col("w"), col("a")
    totals = {
        "sw": w.sum(), "sa": a.sum(), "ssw": (s * w).sum(), "ssa": (s * a).sum(), "sssw": (s * s * w).sum(),
    }
    rate = col("sa") / col("sw")
    factor = when(col("of_counts") == 1).then(rate * (1 - rate)).when(col("of_counts") == 2).then(rate).otherwise(1.0)
    covered, spread = col("covered"), col("spread")
    return (
        points.with_columns(**{name: total.over(SERIES) for name, total in totals.items()})
        .with_columns(
            (col("ssa") - col("ssw") * col("sa") / col("sw")).alias("covered"),
            (col("sssw") - col("ssw") * col("ssw") / col("sw")).alias("spread"),
            # what is left without this year
            (
                (col("ssa") - s * a) - (col("ssw") - s * w) * (col("sa") - a) / (col("sw") - w)
            ).alias("covered_without"),
            factor.alias("factor"),
        )
        .group_by(SERIES).agg(
            pl.len().alias("points"),
            (col("of_counts") < 3).first().alias("counted"),
            (covered / spread).first().alias("slope"),
            (covered * covered / (col("factor") * spread)).first().alias("statistic"),
            (col("covered_without") * covered > 0).all().alias("agrees"),
        )
        .filter((col("points") > 1) & col("statistic").is_finite())
        .select(
            *SERIES, "counted", "slope", two_sided_p(col("statistic").sqrt()).alias("p_value"),
            (col("agrees") & (col("points") > 2)).alias("agrees"),
        )
    )


def lines_of(series):
    """By what is known exactly, by errors of any kind, by noise."""
    value = col("value")

    def means(error):
        square = error * error
        return [(1 / square).alias("w"), (value / square).alias("a"), lit(3).alias("of_counts")]

    e = col("standard_error")
    rows = series.lazy()
    exact = rows.filter(col("counted") | col("rated") | col("measured")).select(
        *SERIES, "s",
        when("counted").then(col("n")).when("rated").then(col("exposure")).otherwise(1 / (e * e)).alias("w"),
        when("counted").then(col("x")).when("rated").then(col("spread_events")).otherwise(value / (e * e)).alias("a"),
        when("counted").then(1).when("rated").then(2).otherwise(3).alias("of_counts"),
    )
    noise = pl.max_horizontal("noise", col("printed_unit") / 12.0**0.5)
    return (
        line(exact),
        line(rows.filter("indicated").select(*SERIES, "s", *means(col("known_error")))),
        line(rows.select(*SERIES, "s", *means(noise))),
    )


def gap_trends_of(cells, pupils, noise, materiality, tables):
    """Whether gaps to England moved over six years, where a change of grading leaves the gap as it is."""
    limit, of = tables.thresholds, ["measure_id", "cohort"]
    start, lead, gap = col("period_start"), col("polarity") * col("gap"), col("gap")
    surviving = tables.measures.lazy().filter((col("gap_survives_breaks") == 1) & (col("polarity") != 0))
    years = (
        compared(cells, tables).filter(col("area_level") == "local_authority")
        .join(surviving.select("measure_id", "polarity"), on="measure_id")
        .join(materiality.lazy().select(*of, "latest_start", "m_change"), on=of)
        .join(england_of(cells).filter(col("england_value").is_not_null()), on=[*of, "period"])
        .join(noise.lazy().filter(col("noise").is_not_null()), on=SERIES)
        .join(pupils.lazy().select(*KEY, "fewest_pupils"), on=KEY, how="left")
        .filter((col("fewest_pupils") >= limit["minimum_cohort"]).fill_null(True))
        .with_columns(
            (col("value") - col("england_value")).alias("gap"),
            pl.max_horizontal("noise", col("printed_unit") / 12.0**0.5).alias("noise"),
        )
        .filter(start.rank("ordinal", descending=True).over(SERIES) <= 6)
        .filter((pl.len().over(SERIES) >= 4) & (start.max().over(SERIES) == col("latest_start")))
        .with_columns((start - start.min()).over(SERIES).cast(pl.Float64).alias("s"))
        .collect().lazy()
    )
    e = col("noise")
    lines = line(years.select(
        *SERIES, "s", (1 / (e * e)).alias("w"), (gap / (e * e)).alias("a"), lit(3).alias("of_counts")
    ))
    spans = years.sort(*SERIES, "period_start").group_by(SERIES).agg(
        col("period").min().alias("gap_trend_from"), (start.max() - start.min()).alias("span"),
        col("m_change").first(), col("polarity").first(),
        lead.first().alias("first_lead"), lead.last().alias("last_lead"),
    )
    first, last, gains = col("first_lead"), col("last_lead"), col("polarity") * col("slope") > 0
    shown = (
        (col("p_value") < limit["significance"])
        & ((col("slope") * col("span")).abs() >= col("m_change") - 1e-9) & col("agrees")
    )
    said = (
        when(~shown).then(lit("not_shown"))
        .when((first < 0) & (last < 0)).then(when(gains).then(lit("narrowed")).otherwise(lit("widened")))
        .when((first > 0) & (last > 0)).then(when(gains).then(lit("lead_grew")).otherwise(lit("lead_shrank")))
        .when(gains & (first <= 0) & (last >= 0)).then(lit("caught_up"))
        .when(~gains & (first >= 0) & (last <= 0)).then(lit("lead_lost"))
        .otherwise(lit("not_shown"))
    )
    return spans.join(lines, on=SERIES).select(
        *SERIES, "gap_trend_from", col("p_value").alias("gap_trend_p"), said.alias("gap_trend")
    )


def gaps_of(ruled, comparisons):
    england = comparisons.lazy().filter(
        (col("comparator").cast(pl.String) == "england-same-cohort") & (col("level") != "not_available")
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


def gathered_of(series, tables):
    """A row for each series."""
    before = col("period_start") < col("latest_start")
    best_first = [col("polarity") * col("value"), col("period_start")]
    peak = lambda name: col(name).sort_by(best_first, descending=[True, False]).filter(  # noqa: E731
        before.sort_by(best_first, descending=[True, False])
    ).first()
    once = lambda name: col(name).first()  # noqa: E731
    step, after = col("step"), col("next_step")
    exact, indicated, noisy = lines_of(series)
    named = lambda line, of: line.select(  # noqa: E731
        *SERIES, col("p_value").alias(f"{of}_p"), col("agrees").alias(f"{of}_agrees")
    )
    limit = tables.thresholds
    frame = (
        series.lazy().group_by(SERIES, maintain_order=True).agg(
            once("latest_period").alias("period_to"),
            col("period").min().alias("period_from"),
            once("latest_start"), col("period_start").max().alias("last_start"),
            pl.len().cast(pl.Int32).alias("years"),
            once("segment_id"), once("m_change"), once("polarity"), once("theme"),
            col("printed_unit").max(), col("noise").max(),
            pl.min_horizontal(step.abs(), after.abs()).filter(step * after < 0).max().alias("turn"),
            step.clip(lower_bound=0).sum().alias("upward"),
            (-step).clip(lower_bound=0).sum().alias("downward"),
            (col("value").last() - col("value").first()).alias("change"),
            col("value").first().alias("first_value"),
            (col("england_value").last() - col("england_value").first()).alias("england_change"),
            (col("polarity") * col("value")).filter(before).max().alias("best_value"),
            (col("polarity") * col("value")).filter(before).min().alias("worst_value"),
            (col("known_error") * col("known_error")).mean().alias("mean_variance"),
            peak("period").alias("peak_period"),
            peak("value").alias("peak_value"),
        )
        .join(exact, on=SERIES, how="left")
        .join(named(indicated, "indicated"), on=SERIES, how="left")
        .join(named(noisy, "noisy"), on=SERIES, how="left")
    )
    test, borrowed = col("p_value").is_not_null(), col("indicated_p").is_not_null()
    is_borrowed = col("evidence_grade") == "I"
    start = col("polarity") * col("first_value")
    m = col("m_change")
    change, tested, years = col("change"), col("has_test"), col("years")
    turning = pl.max_horizontal(m, limit["turning_multiple"] * col("chance").fill_null(0.0))
    other_p = when(is_borrowed).then(col("indicated_p")).otherwise(col("noisy_p"))
    other_agrees = when(is_borrowed).then(col("indicated_agrees")).otherwise(col("noisy_agrees"))
    rule = (
        when((years < 3) | (col("last_start") != col("latest_start"))).then(1)
        .when(col("turn") >= turning - 1e-9).then(2)
        .when(
            tested & (col("p_value") < limit["significance"]) & (change.abs() >= m - 1e-9)
            & ((years < 4) | col("agrees"))
        ).then(3)
        .when(
            ~tested & (other_p < limit["significance"]) & ((years < 4) | other_agrees)
            & (change.abs() - col("printed_unit") >= m - 1e-9)
        ).then(4)
        .otherwise(5)
    )
    return (
        frame.with_columns(
            (col("best_value") - start).alias("best"), (col("worst_value") - start).alias("worst"),
            (test & (years >= 3)).alias("has_test"),
            when(change >= 0).then(col("downward")).otherwise(col("upward")).alias("opposite"),
            when(years < 2).then(lit("N")).when(test).then(lit("A")).when(borrowed).then(lit("I"))
            .otherwise(lit("C")).alias("evidence_grade"),
            when(test | borrowed).then((2.0 * col("mean_variance")).sqrt())
            .otherwise(2.0**0.5 * col("noise")).alias("chance"),
        )
        .with_columns(rule.cast(pl.Int32).alias("direction_rule"))
        .collect()
    )


def trends_of(cells, events, pupils, noise, comparisons, materiality, tables):
    limit = tables.thresholds
    series = series_of(cells, events, pupils, noise, materiality, tables)
    ruled = gathered_of(series, tables).lazy()
    unknown = not_known_of(cells, tables)
    of, polarity, years = col("direction_rule"), col("polarity"), col("years")
    change, tested, m = col("change"), col("has_test"), col("m_change")
    material = change.abs() >= m - 1e-9
    turned = polarity * change
    sustained = (of > 1) & (polarity != 0)
    beyond = pl.max_horizontal(m, limit["noise_multiple"] * col("chance").fill_null(0.0)) - 1e-9
    gap, gap_low, gap_high = col("gap_change"), col("gap_change_lower"), col("gap_change_upper")
    side = when(polarity * gap > 0).then(lit("gaining")).otherwise(lit("losing"))
    gap_direction = (
        when(gap.is_null() | (polarity == 0)).then(None)
        .when((gap_low > 0) | (gap_high < 0)).then(side)
        .when((gap_low > -m) & (gap_high < m)).then(lit("in_step"))
        .when(gap_low.is_not_null()).then(lit("unclear"))
        .when(
            (gap.abs() - 2 * col("printed_unit") >= m - 1e-9)
            & (gap.abs() >= limit["noise_multiple"] * col("chance") - 1e-9)
        ).then(side)
        .when(gap.abs() + 2 * col("printed_unit") < m).then(lit("in_step"))
        .otherwise(lit("unclear"))
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
        ((of > 1) & (col("evidence_grade") == "I"), "indicative"),
        ((of > 1) & (col("evidence_grade") == "C"), "not_tested"),
        ((of == 5) & material & (change > 0), "possible_rise"),
        ((of == 5) & material & (change < 0), "possible_fall"),
        (col("recovered"), "recovered"),
        (col("last_start") != col("latest_start"), "latest_year_missing"),
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
        .join(gaps_of(ruled, comparisons), on=SERIES, how="left")
        .join(gap_trends_of(cells, pupils, noise, materiality, tables), on=SERIES, how="left")
        .join(unknown, left_on=[*SERIES, "period_to"], right_on=KEY, how="left")
        .join(unknown, left_on=[*SERIES, "period_from"], right_on=KEY, how="left", suffix="_then")
        .with_columns(
            (col("not_known") - col("not_known_then")).alias("not_known_change"),
            (
                sustained & (col("best") >= beyond) & (col("best") - turned >= col("best") / 2 - 1e-9)
            ).alias("not_sustained"),
            (
                sustained & (-col("worst") >= beyond) & (turned - col("worst") >= -col("worst") / 2 - 1e-9)
            ).alias("recovered"),
        )
        .select(
            *SERIES, "period_to", "period_from", "years", "segment_id",
            when(years > 1).then(change).alias("change"),
            when(years > 1).then(col("england_change")).alias("england_change"),
            when(tested & col("counted")).then(100 * col("slope")).when(tested).then(col("slope")).alias("slope"),
            when(tested).then(col("p_value")).alias("p_value"),
            when(tested & (years >= 5)).then((col("p_value") < limit["strict_p"]) & col("agrees"))
            .alias("trend_strict"),
            "m_change", direction.alias("direction"), "direction_rule",
            "gap_change", "gap_change_lower", "gap_change_upper", gap_direction.alias("gap_direction"),
            "not_sustained", "evidence_grade",
            flags.alias("flags"), "not_known_change", "peak_period", "peak_value",
            "gap_trend", "gap_trend_from", "gap_trend_p",
        )
    )
