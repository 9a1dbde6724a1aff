"""Pupils behind figures, what matters, and what moves by chance alone."""

import polars as pl
from polars import col, lit, when
from polars_methods import KEY, SERIES, Z95


def grouped(number):
    """1234567 as 1,234,567."""
    digits = number.cast(pl.Int64).cast(pl.String)
    return digits.str.reverse().str.replace_all(r"(\d{3})", "${1},").str.strip_chars_end(",").str.reverse()


def pupils_of(cells, tables):
    """Numbers of pupils behind a figure, its own or borrowed from a count of the same cohort."""
    own = cells.lazy().filter(col("denominator") > 0).select(
        *KEY, "period_start", col("denominator").alias("pupils_held")
    )
    lent = own.rename({"measure_id": "source_id", "period": "source_period", "period_start": "source_start"})
    distance = (col("source_start") - col("period_start") - col("later")).abs()
    found = (
        cells.lazy().filter(col("value").is_not_null() & col("denominator").is_null())
        .select(*KEY, "period_start")
        .join(tables.pupils_from.lazy(), on="measure_id")
        .join(lent, on=["source_id", "cohort", "area_code"])
        .with_columns(distance.alias("distance"))
        .filter(col("distance") <= col("years"))
        .with_columns((1000000 * col("place") + 10000 * col("distance") + col("source_start")).alias("turn"))
    )
    very = col("pupils_held").filter((col("share") >= 1.0) & (col("distance") == 0)).min()
    first = lambda c: col(c).sort_by("turn").first()  # noqa: E731
    borrowed = found.group_by(KEY).agg(
        first("pupils_held"), first("share"), first("source_period"), first("source_title"),
        pl.coalesce(very, col("pupils_held").min()).alias("fewest_pupils"),
    ).select(
        *KEY, "pupils_held", (col("share") * col("pupils_held")).alias("pupils_used"),
        (grouped(col("pupils_held")) + " pupils in " + col("source_period") + ", as counted for "
         + col("source_title")).alias("pupils_from"),
        "fewest_pupils",
    )
    known = own.select(
        *KEY, "pupils_held", col("pupils_held").alias("pupils_used"),
        (grouped(col("pupils_held")) + " pupils in " + col("period")).alias("pupils_from"),
        col("pupils_held").alias("fewest_pupils"),
    )
    spreads = (
        cells.lazy().filter(
            (col("unit") == "score") & col("value_lower").is_not_null() & col("value_upper").is_not_null()
            & (col("denominator") > 0)
        )
        .group_by("measure_id", "period").agg(
            ((col("value_upper") - col("value_lower")) / 2 / Z95 * col("denominator").sqrt()).median()
            .alias("score_spread")
        )
    )
    used = col("pupils_used")
    share = pl.max_horizontal(pl.min_horizontal(col("value") / 100, 1 - 0.5 / used), 0.5 / used)
    error = (
        when(col("value").is_null() | (used < 1)).then(None)
        .when("counts_pupils").then(100 * (share * (1 - share) / used).sqrt())
        .when(col("unit") == "score").then(col("score_spread") / used.sqrt())
    )
    return (
        pl.concat([borrowed, known])
        .join(cells.lazy().select(*KEY, "value", "unit"), on=KEY)
        .join(tables.measures.lazy().select("measure_id", "counts_pupils"), on="measure_id")
        .join(spreads, on=["measure_id", "period"], how="left")
        .select(*KEY, "pupils_held", "pupils_used", "pupils_from", "fewest_pupils", error.alias("borrowed_error"))
        .collect()
    )


def steps_of(frame, value):
    """What a value moved from the year before, within one segment."""
    moved = lambda c: (col(c) - col(c).shift(1)).over(SERIES)  # noqa: E731
    return (
        frame.sort(*SERIES, "period_start")
        .with_columns(
            moved(value).alias("change"), moved("period_start").alias("years"), moved("segment_id").alias("boundary")
        )
        .filter((col("years") == 1) & (col("boundary") == 0))
    )


def materiality_of(cells, pupils, tables):
    limit, of = tables.thresholds, ["measure_id", "cohort"]
    present = cells.lazy().filter(col("value").is_not_null())
    # very small cohorts set no yardstick
    sizeable = (
        present.filter(col("area_level") == "local_authority")
        .join(pupils.lazy().select(*KEY, "fewest_pupils"), on=KEY, how="left")
        .filter((col("fewest_pupils") >= limit["minimum_cohort"]).fill_null(True))
    )
    latest = present.group_by(of).agg(
        col("period_start").max().alias("latest_start"), col("period").max().alias("latest_period")
    )

    def at_last(frame):
        return frame.join(latest, on=of).filter(col("period_start") == col("latest_start")).group_by(of)

    units = at_last(present).agg(col("printed_unit").max())
    spread = at_last(sizeable).agg(col("value").std().alias("sd_between"))
    freedom = col("freedom")
    moves = (
        steps_of(sizeable, "value")
        .group_by(*of, "period_start")
        .agg((pl.len().cast(pl.Int64) - 1).alias("freedom"), col("change").var().alias("variance"))
        .filter(freedom > 0)
        .group_by(of).agg(((col("variance") * freedom).sum() / freedom.sum()).sqrt().alias("sd_change"))
    )
    m_level = pl.max_horizontal(
        limit["unit_multiple"] * col("printed_unit"),
        limit["between_area_sd_share"] * col("sd_between").fill_null(0.0),
        "floor",
    )
    return (
        latest.join(units, on=of)
        .join(tables.measures.lazy().select("measure_id", "floor"), on="measure_id")
        .join(spread, on=of, how="left").join(moves, on=of, how="left")
        .with_columns(m_level.alias("m_level"))
        .select(
            *of, "latest_start", "latest_period", "m_level", "sd_between",
            pl.max_horizontal(
                "m_level", limit["change_sd_share"] * col("sd_change").fill_null(0.0)
            ).alias("m_change"),
        )
        .collect()
    )


def classes_of(cells, pupils):
    """Which authorities have many pupils of a cohort and which have few, in thirds."""
    of, authority = ["measure_id", "cohort"], col("area_level") == "local_authority"
    present = cells.lazy().filter(col("value").is_not_null())
    held = (
        present.filter(authority).join(pupils.lazy().select(*KEY, "pupils_held"), on=KEY, how="left")
        .group_by(SERIES).agg(col("pupils_held").mean())
    )
    counted = (
        cells.lazy().filter(authority & (col("denominator") > 0))
        .group_by(SERIES).agg(col("denominator").mean().alias("pupils"))
    )
    wide = counted.group_by(of).agg(pl.len()).sort(["len", "measure_id", "cohort"], descending=[True, False, False])
    own = wide.group_by("cohort", maintain_order=True).agg(col("measure_id").first().alias("own_measure"))
    widest = wide.select(col("measure_id").alias("any_measure"), col("cohort").alias("any_cohort")).head(1)
    cohort_sizes = (
        present.select("cohort").unique().join(own, on="cohort", how="left").join(widest, how="cross")
        .with_columns(
            pl.coalesce("own_measure", "any_measure").alias("from_measure"),
            when(col("own_measure").is_not_null()).then(col("cohort")).otherwise(col("any_cohort")).alias("from_cohort"),
        )
        .join(counted, left_on=["from_measure", "from_cohort"], right_on=of)
        .select("cohort", "area_code", "pupils")
    )
    known = col("pupils").is_not_null()
    place, size = col("place"), col("size")
    # as ntile does: the first of unequal parts are the larger
    third = size // 3
    larger = size % 3
    cut = larger * (third + 1)
    tile = when(place <= cut).then((place - 1) // (third + 1) + 1).otherwise(
        larger + (place - cut - 1) // pl.max_horizontal(third, 1) + 1
    )
    sizes = (
        held.join(cohort_sizes, on=["cohort", "area_code"], how="left")
        .with_columns(
            when(col("pupils_held").count().over(of) > 0).then(col("pupils_held")).otherwise(col("pupils")).alias("pupils")
        )
        .sort(*of, "pupils", "area_code", nulls_last=True)
        .with_columns(
            pl.int_range(1, pl.len() + 1).over(of).alias("place"),
            known.sum().over(of).cast(pl.Int64).alias("size"),
        )
        .with_columns(
            when(known).then(tile).when(size > 0).then(1).otherwise(0).cast(pl.Int64).alias("size_class")
        )
        .select(*SERIES, "size_class")
    )
    regions = present.filter(col("area_level") == "regional").select(SERIES).unique().with_columns(
        lit(3, dtype=pl.Int64).alias("size_class")
    )
    return pl.concat([sizes, regions])


def noise_of(cells, pupils, tables):
    of = ["measure_id", "cohort"]
    authority = col("area_level") == "local_authority"
    present = cells.lazy().filter(col("value").is_not_null())
    classes = classes_of(cells, pupils).collect().lazy()
    yardsticks = present.group_by(*of, "period").agg(pl.coalesce(
        col("value").filter(col("area_level") == "national").max(), col("value").filter(authority).median()
    ).alias("yardstick"))
    gaps = present.filter(authority).join(yardsticks, on=[*of, "period"]).with_columns(
        (col("value") - col("yardstick")).alias("gap")
    )
    changes = steps_of(gaps, "gap").join(classes, on=SERIES).select(*of, "size_class", "change")
    spreads = (
        pl.concat([
            changes.filter(col("size_class") > 0),
            changes.with_columns(lit(0, dtype=pl.Int64).alias("size_class")),
        ])
        .group_by(*of, "size_class").agg(
            pl.len().alias("changes_n"),
            (1.4826 * (col("change") - col("change").median()).abs().median()).alias("noise_change"),
        )
        .filter(col("changes_n") >= tables.thresholds["minimum_noise_changes"])
        .collect().lazy()
    )
    whole = spreads.filter(col("size_class") == 0).select(*of, col("noise_change").alias("of_all"))
    return (
        classes.join(spreads, on=[*of, "size_class"], how="left").join(whole, on=of, how="left")
        .select(*SERIES, (pl.coalesce("noise_change", "of_all") / 2.0**0.5).alias("noise"))
        .collect()
    )
