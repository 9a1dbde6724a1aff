"""The place of each authority among all that have a figure; a handful of pupils has none."""

import polars as pl
from polars import col, lit, when
from polars_methods import KEY



def rankings_of(cells, neighbours, tables):
    limit = tables.thresholds
    group = ["measure_id", "cohort", "period"]
    ranked_with = [*group, "is_small"]
    value, polarity = col("value"), col("polarity")
    quantile = lambda q: value.quantile(q, interpolation="linear").over(ranked_with)  # noqa: E731
    place = lambda rank: pl.min_horizontal(4, 1 + (4.0 * (rank - 1) / col("ranked")).floor()).cast(pl.Int64)  # noqa: E731
    letter = lambda n: n.replace_strict({1: "A", 2: "B", 3: "C", 4: "D"}, return_dtype=pl.String)  # noqa: E731
    up = polarity > 0
    band_lait = (
        when(value <= col("q1")).then(when(up).then(lit("D")).otherwise(lit("A")))
        .when(value <= col("q2")).then(when(up).then(lit("C")).otherwise(lit("B")))
        .when(value <= col("q3")).then(when(up).then(lit("B")).otherwise(lit("C")))
        .otherwise(when(up).then(lit("A")).otherwise(lit("D")))
    )
    authorities = cells.lazy().filter(col("area_level") == "local_authority")
    counted = authorities.join(tables.measures.lazy().select("measure_id", "unit"), on="measure_id")
    pupils = [
        counted.select("cohort", "area_code", col("denominator").alias("pupils")),
        counted.filter(col("unit") == "count").select("cohort", "area_code", value.alias("pupils")),
    ]
    small = (
        pl.concat(pupils).drop_nulls("pupils").group_by("cohort", "area_code").agg(col("pupils").max())
        .select("cohort", "area_code", (col("pupils") < limit["small_cohort"]).alias("is_small"))
    )
    present = cells.lazy().select(*KEY, "value", "area_level")
    england = present.filter(col("area_level") == "national").select(*group, value.alias("england_value"))
    region = present.select(*group, col("area_code").alias("region_code"), value.alias("region_value"))
    is_ranked = ~col("is_small")
    has_band = is_ranked & (polarity != 0) & (col("ranked") >= limit["minimum_ranked"])
    first, last = col("band_first"), col("band_last")
    band = when(first == last).then(letter(first)).otherwise(letter(first) + "/" + letter(last))
    return (
        present.filter((col("area_level") == "local_authority") & value.is_not_null())
        .join(tables.measures.lazy().select("measure_id", "polarity"), on="measure_id")
        .join(small, on=["cohort", "area_code"], how="left")
        .with_columns(
            when(polarity < 0).then(value).otherwise(-value).alias("ascending"),
            col("is_small").fill_null(False),
        )
        .with_columns(
            col("ascending").rank("min").over(ranked_with).cast(pl.Int32).alias("rank"),
            col("ascending").rank("max").over(ranked_with).cast(pl.Int32).alias("rank_max"),
            pl.len().over(ranked_with).cast(pl.Int32).alias("ranked"),
            quantile(0.25).alias("q1"), quantile(0.5).alias("q2"), quantile(0.75).alias("q3"),
        )
        .with_columns(
            (value - col("q2")).abs().median().over(ranked_with).alias("mad"),
            place(col("rank")).alias("band_first"),
            place(col("rank_max")).alias("band_last"),
        )
        .join(tables.areas.lazy().select("area_code", "region_code"), on="area_code")
        .join(neighbours.lazy(), on=KEY, how="left")
        .join(region, on=[*group, "region_code"], how="left")
        .join(england, on=group, how="left")
        .select(
            *KEY, *(when(is_ranked).then(col(name)).alias(name) for name in ("rank", "rank_max", "ranked")),
            when(has_band).then(band).alias("band"),
            when(has_band).then(band_lait).alias("band_lait"),
            when(is_ranked & (col("mad") > 0)).then((value - col("q2")) / (1.4826022185056018 * col("mad"))).alias("robust_place"),
            "neighbours_median", "neighbours_mean",
            when(col("pooled_low") == col("pooled_high"))
            .then(100 * col("pooled_low") / col("pooled_denominator")).alias("neighbours_pooled"),
            "neighbours_n", "region_value", "england_value",
        )
    )
