"""Segments, counts, limits and grades; events; the neighbours' and the middle authority's figures."""

import polars as pl
import rates
from polars import col, lit, when
from polars_methods import KEY, SERIES, wilson


def measure_years_of(staged, tables):
    """Decimals of each level of geography in a year, and the segment between breaks."""
    of = ["measure_id", "cohort", "period"]
    written = (
        staged.lazy().join(tables.measures.lazy().select("measure_id", "decimals"), on="measure_id")
        .group_by(*of, "area_level").agg(
            pl.min_horizontal(col("value_decimals").fill_null(0).max(), col("decimals").max()).alias("printed"),
            col("period_start").min(),
        )
    )
    printed = written.group_by(of).agg(col("period_start").min())
    segments = (
        printed.select("measure_id", "period_start").unique()
        .join(tables.breaks.lazy(), on="measure_id", how="left")
        .group_by("measure_id", "period_start")
        .agg((col("before_start") <= col("period_start")).sum().cast(pl.Int32).alias("segment_id"))
    )
    p, authority = col("printed"), col("area_level") == "local_authority"
    level_decimals = p.max().over("measure_id", "area_level")
    authority_decimals = p.filter(authority).max().over(of)
    # England is one figure and regions are few: they may all end in zero
    decimals = when(authority | p.is_null()).then(p.fill_null(0)).otherwise(
        pl.max_horizontal(p, pl.min_horizontal(level_decimals, authority_decimals.fill_null(p)))
    )
    return (
        printed.join(tables.areas.lazy().select("area_level").unique(), how="cross")
        .join(written.drop("period_start"), on=[*of, "area_level"], how="left")
        .with_columns(lit(10.0).pow(-decimals).alias("printed_unit"), decimals.alias("printed_decimals"))
        .join(segments, on=["measure_id", "period_start"])
        .select(*of, "area_level", "period_start", "printed_unit", "segment_id")
        .collect()
    )


def missed_of(staged, years, tables):
    """Areas that had figures and have no row in the latest period."""
    reached = staged.lazy().group_by(SERIES).agg(
        col("data_set").min(), col("period_start").max().alias("last_row"),
        col("period_start").filter(col("value").is_not_null()).max().alias("last_figure"),
    )
    latest = reached.group_by("measure_id", "cohort").agg(col("last_figure").max().alias("latest_start"))
    return (
        reached.join(latest, on=["measure_id", "cohort"])
        .filter(col("last_figure").is_not_null() & (col("last_row") < col("latest_start")))
        .join(tables.areas.lazy().select("area_code", "area_name", "area_level"), on="area_code")
        .join(
            years.lazy(), left_on=["measure_id", "cohort", "area_level", "latest_start"],
            right_on=["measure_id", "cohort", "area_level", "period_start"],
        )
        .join(tables.measures.lazy().select("measure_id", "unit"), on="measure_id")
        .select(
            *KEY, "area_name", "area_level", col("latest_start").alias("period_start"), "data_set", "unit",
            "printed_unit", "segment_id", lit("final").alias("release_status"), lit("N").alias("evidence_grade"),
        )
    )


def cells_of(staged, tables):
    years = measure_years_of(staged, tables)
    unit, n, value = col("printed_unit"), col("denominator"), col("value")
    derives = (
        col("numerator").is_null() & (col("derive_numerator") == 1) & value.is_not_null() & (n >= 1)
    )
    low = ((value - 0.5 * unit) * n / 100.0 - 1e-9).ceil().clip(lower_bound=0.0)
    high = pl.min_horizontal(((value + 0.5 * unit) * n / 100.0 + 1e-9).floor(), n)
    has_counts = value.is_not_null() & n.is_not_null()
    within = derives & (low <= high)
    lower, _ = wilson(col("numerator_low"), n)
    _, upper = wilson(col("numerator_high"), n)
    has_wilson = (
        (col("unit") == "%") & (n >= 1) & (col("numerator_low") >= 0) & (col("numerator_high") <= n)
    )
    of_counts = (col("value_of_counts") == 1) | col("numerator").is_not_null() | n.is_not_null()
    published = (
        staged.lazy()
        .join(
            tables.measures.lazy().select("measure_id", "unit", "derive_numerator", "value_of_counts"),
            on="measure_id",
        )
        .join(years.lazy().drop("period_start"), on=["measure_id", "cohort", "period", "area_level"])
        .with_columns(
            when(of_counts).then(lit("published")).alias("counts_from"),
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
        .drop("derive_numerator", "value_of_counts", "value_decimals")
    )
    return pl.concat([published, missed_of(staged, years, tables)], how="diagonal").collect()


def events_of(cells, tables):
    """Events that befell pupils, how far they repeat, and the limits of their rate."""
    events, concerned, pupils = col("events"), col("concerned"), col("pupils")
    once = (col("occurrence") == "once") | (events == 0)
    with_events = tables.measures.lazy().filter(col("events") != "").select(
        "measure_id", col("events").alias("occurrence"),
        col("pupils_concerned").replace("", None).cast(tables.measure).alias("of"),
    )
    befallen = (
        cells.lazy().filter(col("value").is_not_null() & col("numerator").is_not_null() & (col("denominator") > 0))
        .join(with_events, on="measure_id")
        .join(
            cells.lazy().select(*KEY, col("numerator").alias("concerned")),
            left_on=["of", "cohort", "area_code", "period"], right_on=KEY, how="left",
        )
        .select(
            *KEY, "occurrence", col("numerator").alias("events"), col("denominator").alias("pupils"),
            when(col("occurrence") == "repeatedly").then(concerned).alias("concerned"),
        )
        .with_columns(
            when(once).then(1.0)
            .when((concerned > 0) & (concerned <= events)).then(2 * events / concerned - 1).alias("dispersion")
        )
        .collect()
    )
    has = befallen.select(
        (col("dispersion").is_not_null() & (pupils >= 1) & (once | concerned.is_between(1, pupils))).fill_null(False)
    ).to_series()
    spread = befallen["events"] / befallen["dispersion"]
    lower, upper = rates.count_limits(spread.fill_null(0).to_numpy())
    scaled = lambda limit: when(has).then(  # noqa: E731
        100 * pl.Series(limit, dtype=pl.Float64) * col("dispersion") / pupils
    )
    return befallen.with_columns(scaled(lower).alias("rate_lower"), scaled(upper).alias("rate_upper"))


def facts_of(cells, events):
    return (
        cells.lazy().filter(col("value").is_not_null() | col("symbol").is_not_null())
        .join(
            events.lazy().select(*KEY, "rate_lower", "rate_upper", "dispersion", lit(True).alias("is_rate")),
            on=KEY, how="left",
        )
        .with_columns(
            pl.coalesce("value_lower", "rate_lower").alias("value_lower"),
            pl.coalesce("value_upper", "rate_upper").alias("value_upper"),
            when(col("is_rate").is_null()).then(col("evidence_grade"))
            .when(col("dispersion").is_null()).then(lit("C")).otherwise(lit("A")).alias("evidence_grade"),
        )
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


def middle_of(cells, tables):
    """The middle authority of each year."""
    value = col("value").filter(col("area_level") == "local_authority")
    enough = col("authorities_n") >= tables.thresholds["minimum_ranked"]
    return (
        cells.lazy().group_by("measure_id", "cohort", "period")
        .agg(value.count().cast(pl.Int32).alias("authorities_n"), value.median().alias("authorities_median"))
        .with_columns(when(enough).then(col("authorities_median")).alias("authorities_median"))
        .collect()
    )
