"""Segments, counts, limits and grades; what matters; the neighbours' figures."""

import polars as pl
from polars import col, lit, when
from polars_methods import KEY, SERIES, wilson



def cells_of(staged, tables):
    measures = tables.measures.lazy()
    staged = staged.lazy()
    printed = (
        staged.join(measures.select("measure_id", "decimals"), on="measure_id")
        .group_by("measure_id", "cohort", "period")
        .agg(pl.min_horizontal(
            when(col("value").is_not_null()).then(col("value_decimals")).otherwise(0).max(),
            col("decimals").max(),
        ).alias("printed_decimals"))
    )
    segments = (
        staged.select("measure_id", "period_start").unique()
        .join(tables.breaks.lazy(), on="measure_id", how="left")
        .group_by("measure_id", "period_start")
        .agg((col("before_start") <= col("period_start")).sum().cast(pl.Int32).alias("segment_id"))
    )
    unit = lit(10.0).pow(-col("printed_decimals"))
    half = 0.5 * unit
    n, value = col("denominator"), col("value")
    derives = (
        col("numerator").is_null() & (col("derive_numerator") == 1) & value.is_not_null() & (n >= 1)
    )
    low = ((value - half) * n / 100.0 - 1e-9).ceil().clip(lower_bound=0.0)
    high = pl.min_horizontal(((value + half) * n / 100.0 + 1e-9).floor(), n)
    has_counts = value.is_not_null() & n.is_not_null()
    within = derives & (low <= high)
    lower, upper = wilson(col("numerator_low"), n)
    _, upper = wilson(pl.min_horizontal("numerator_high", n), n)
    has_wilson = (
        (col("unit") == "%") & (n >= 1) & col("numerator_low").is_between(0, n)
        & (col("numerator_low") <= col("numerator_high"))
    )
    return (
        staged
        .join(measures.select("measure_id", "unit", "derive_numerator"), on="measure_id")
        .join(printed, on=["measure_id", "cohort", "period"])
        .join(segments, on=["measure_id", "period_start"])
        .with_columns(
            unit.alias("printed_unit"),
            when(has_counts).then(pl.coalesce("numerator", when(within).then(low))).alias("numerator_low"),
            when(has_counts).then(pl.coalesce("numerator", when(within).then(high))).alias("numerator_high"),
        )
        .with_columns(
            when(value.is_null()).then(lit("N"))
            .when(col("numerator_low") == col("numerator_high")).then(lit("A"))
            .when(col("numerator_low").is_not_null()).then(lit("B"))
            .when(col("value_lower").is_not_null() & col("value_upper").is_not_null()).then(lit("A"))
            .otherwise(lit("C")).alias("evidence_grade"),
            pl.coalesce(
                "numerator",
                when(col("numerator_low") == col("numerator_high")).then(col("numerator_low")),
            ).alias("numerator"),
            pl.coalesce("value_lower", when(has_wilson).then(100 * lower)).alias("value_lower"),
            pl.coalesce("value_upper", when(has_wilson).then(100 * upper)).alias("value_upper"),
        )
        .collect()
    )


def materiality_of(cells, tables):
    limit = tables.thresholds
    of = ["measure_id", "cohort"]
    present = cells.lazy().filter(col("value").is_not_null())
    latest = present.group_by(of).agg(
        col("period_start").max().alias("latest_start"), col("period").max().alias("latest_period")
    )
    authority = col("area_level") == "local_authority"
    spread = (
        present.join(latest, on=of).filter(col("period_start") == col("latest_start"))
        .group_by(of).agg(
            col("printed_unit").max(),
            col("value").filter(authority).std().alias("sd_between"),
        )
    )
    moves = (
        present.filter(authority).sort(*SERIES, "period_start")
        .with_columns(
            (col("value") - col("value").shift(1)).over(SERIES).alias("change"),
            (col("period_start") - col("period_start").shift(1)).over(SERIES).alias("years"),
            (col("segment_id") - col("segment_id").shift(1)).over(SERIES).alias("boundary"),
        )
        .filter((col("years") == 1) & (col("boundary") == 0))
        .group_by(of).agg(col("change").std().alias("sd_change"))
    )
    m_level = pl.max_horizontal(
        limit["unit_multiple"] * col("printed_unit"),
        limit["between_area_sd_share"] * col("sd_between").fill_null(0.0),
        "floor",
    )
    return (
        latest.join(spread, on=of)
        .join(tables.measures.lazy().select("measure_id", "floor"), on="measure_id")
        .join(moves, on=of, how="left")
        .with_columns(m_level.alias("m_level"))
        .select(
            *of, "latest_start", "latest_period", "m_level",
            pl.max_horizontal(
                "m_level", limit["change_sd_share"] * col("sd_change").fill_null(0.0)
            ).alias("m_change"),
        )
        .collect()
    )


def neighbours_of(cells, tables):
    enough = col("neighbours_n") >= tables.thresholds["minimum_neighbours"]
    pooled = enough & (col("with_counts") == col("neighbours_n"))
    return (
        tables.neighbours.lazy()
        .join(
            cells.lazy().filter(col("value").is_not_null())
            .select(*KEY, "value", "numerator_low", "numerator_high", "denominator"),
            left_on="neighbour_code", right_on="area_code",
        )
        .group_by(KEY).agg(
            pl.len().cast(pl.Int32).alias("neighbours_n"),
            col("value").median().alias("neighbours_median"),
            col("value").mean().alias("neighbours_mean"),
            col("numerator_low").count().alias("with_counts"),
            col("numerator_low").sum().alias("pooled_low"),
            col("numerator_high").sum().alias("pooled_high"),
            col("denominator").sum().alias("pooled_denominator"),
        )
        .select(
            *KEY, "neighbours_n",
            *[when(enough).then(col(c)).alias(c) for c in ("neighbours_median", "neighbours_mean")],
            *[when(pooled).then(col(c)).alias(c) for c in ("pooled_low", "pooled_high", "pooled_denominator")],
        )
        .collect()
    )
