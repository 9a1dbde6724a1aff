"""Each figure next to each comparator, and the rules of the level."""

import polars as pl
from polars import col, lit, when
from polars_methods import KEY, Z95, hypotenuse, pooled_z, two_sided_p, wilson, words


SHARES = ["newcombe", "newcombe_pooled", "newcombe_part_whole"]


def matched(cells, neighbours, tables):
    """Each figure next to each comparator's."""
    regions = tables.areas.lazy().select("area_code", "region_code")
    area = col("comparator_area")
    pairs = (
        cells.lazy().filter(col("area_level") != "national")
        .join(regions, on="area_code")
        # a part of another measure is not judged by itself
        .join(tables.measures.lazy().filter(col("part_of") == ""), on="measure_id", how="semi")
        .join(tables.comparators.lazy(), how="cross")
        .filter(
            (col("comparator_cohort") != col("cohort").cast(pl.String))
            & ((col("area_level") == "local_authority") | area.is_in(["england", "same"]))
        )
        .with_columns(
            when(col("comparator_cohort") == "same").then(col("cohort"))
            .otherwise(col("comparator_cohort").cast(tables.cohort, strict=False)).alias("other_cohort"),
            when(area == "england").then(lit("E92000001", dtype=tables.area))
            .when(area == "region").then(col("region_code"))
            .when(area == "same").then(col("area_code")).alias("other_area"),
        )
    )
    counted = ["measure_id", "cohort", "period"]
    sums = (
        cells.lazy().filter(col("area_level") == "local_authority").join(regions, on="area_code")
        .group_by(*counted, "region_code").agg(col("denominator").sum().alias("pupils"))
    )
    england = sums.group_by(counted).agg(col("pupils").sum()).with_columns(
        lit("E92000001", dtype=tables.area).alias("region_code")
    )
    wholes = pl.concat([sums, england.select(*counted, "region_code", "pupils")]).filter(
        col("region_code").is_not_null()
    )
    other = cells.lazy().select(
        "measure_id", col("cohort").alias("other_cohort"), col("area_code").alias("other_area"), "period",
        *[
            col(a).alias(b) for a, b in {
                "value": "other_value", "printed_unit": "other_unit", "value_lower": "other_lower",
                "value_upper": "other_upper", "numerator_low": "its_low", "numerator_high": "its_high",
                "denominator": "its_denominator",
            }.items()
        ],
    )
    near = neighbours.lazy().select(
        *KEY, "neighbours_n", "neighbours_median", "pooled_low", "pooled_high", "pooled_denominator"
    ).rename({"cohort": "other_cohort"}).with_columns(lit("neighbours").alias("comparator_area"))
    whole = wholes.rename({"cohort": "other_cohort", "region_code": "other_area"})
    place = ["measure_id", "other_cohort", "other_area", "period"]
    return (
        pairs.join(other, on=place, how="left")
        .join(near, on=["comparator_area", "measure_id", "other_cohort", "area_code", "period"], how="left")
        .join(whole, on=place, how="left")
        .join(tables.unavailable.lazy(), on=["measure_id", "comparator"], how="left")
        .with_columns(
            pl.coalesce("its_low", "pooled_low").alias("other_low"),
            pl.coalesce("its_high", "pooled_high").alias("other_high"),
            pl.coalesce("its_denominator", "pooled_denominator").alias("other_denominator"),
            ((col("pupils") - col("its_denominator")).abs() <= 0.005 * col("its_denominator")).alias("adds_up"),
        )
    )


def differences_of(cells, neighbours, materiality, tables):
    limit = tables.thresholds
    value, n, area = col("value"), col("denominator"), col("comparator_area")
    whole = area.is_in(["england", "region"])
    same = col("other_cohort") == col("cohort")
    larger = col("other_denominator") > n
    everyone = col("other_cohort").cast(pl.String) == "all-pupils"
    in_shares = (
        when(area == "neighbours").then(lit("newcombe_pooled"))
        .when(whole & col("adds_up") & (same | everyone) & larger).then(lit("newcombe_part_whole"))
        .otherwise(lit("newcombe"))
    )
    method = (
        when(value.is_null()).then(None)
        .when((col("unit") == "%") & col("numerator_low").is_not_null() & col("other_low").is_not_null())
        .then(in_shares)
        .when(
            (col("unit") == "score") & (area != "neighbours") & col("value_lower").is_not_null()
            & (col("other_lower").is_not_null() | ((area == "england") & col("other_value").is_not_null()))
        ).then(lit("published_limits"))
        .when(pl.coalesce("other_value", "neighbours_median").is_null()).then(None)
        .otherwise(lit("published_figures_only"))
    )
    is_part = (col("method") == "newcombe_part_whole").fill_null(False)
    is_limits = (col("method") == "published_limits").fill_null(False)
    low, high = col("numerator_low"), col("numerator_high")
    # the part is removed from the whole: counts among the rest
    rest = when(is_part).then(col("other_denominator") - n).otherwise(col("other_denominator"))
    of_rest = lambda count, part: pl.min_horizontal((count - part).clip(lower_bound=0.0), rest)  # noqa: E731
    x1, x2 = (low + high) / 2, (col("other_low") + col("other_high")) / 2
    counts = matched(cells, neighbours, tables).with_columns(method.alias("method")).with_columns(
        rest.alias("n2"),
        x1.alias("x1"),
        when(is_part).then(of_rest(col("other_low"), high)).otherwise(col("other_low")).alias("x2_low"),
        when(is_part).then(of_rest(col("other_high"), low)).otherwise(col("other_high")).alias("x2_high"),
        when(is_part).then(of_rest(x2, x1)).otherwise(x2).alias("x2_mid"),
        when(is_part).then(1 - n / col("other_denominator")).otherwise(1.0).alias("outside"),
        (
            col("method").is_in(SHARES) & (n >= 1) & (rest >= 1) & (low >= 0) & (high <= n)
            & (col("other_low") >= 0) & (col("other_high") <= col("other_denominator"))
            & (~is_part | ((col("other_high") >= low) & (col("other_low") - high <= rest)))
        ).alias("has_shares"),
        when(is_limits).then(
            when(col("adds_up") & whole & same & larger).then(n / col("other_denominator")).otherwise(0.0)
        ).alias("w"),
        pl.coalesce("other_lower", "other_value").alias("mean_lower"),
        pl.coalesce("other_upper", "other_value").alias("mean_upper"),
    )
    n2, x2_low, x2_high = col("n2"), col("x2_low"), col("x2_high")
    shares = lambda expression: when(col("has_shares")).then(expression)  # noqa: E731
    lower1, _ = wilson(low, n)
    _, upper1 = wilson(high, n)
    lower2, _ = wilson(x2_low, n2)
    _, upper2 = wilson(x2_high, n2)
    # Polars multiplies by the reciprocal of a constant, which tips limits that end on 0 itself:
    # a column is divided by.
    two_z = pl.repeat(2 * Z95, pl.len())
    mean_error = when(
        is_limits & (col("value_upper") >= col("value_lower")) & (col("mean_upper") >= col("mean_lower"))
    ).then(hypotenuse(
        (col("value_upper") - col("value_lower")) / two_z,
        (col("mean_upper") - col("mean_lower")) / two_z,
    ))
    parts = counts.with_columns(
        shares(col("x1") / n - col("x2_mid") / n2).alias("d_mid"),
        shares(low / n - x2_high / n2).alias("d_least"),
        shares(high / n - x2_low / n2).alias("d_most"),
        shares(hypotenuse(low / n - lower1, upper2 - x2_high / n2)).alias("reach_down"),
        shares(hypotenuse(upper1 - high / n, x2_low / n2 - lower2)).alias("reach_up"),
        shares(pl.min_horizontal(pooled_z(low, n, x2_high, n2), pooled_z(high, n, x2_low, n2))).alias("z_shares"),
        when(mean_error > 0).then(mean_error).alias("mean_error"),
        when(col("method") == "newcombe_pooled")
        .then(50 * (col("other_low") + col("other_high")) / col("other_denominator"))
        .when(area == "neighbours").then(col("neighbours_median"))
        .otherwise(col("other_value")).alias("comparator_value"),
    )
    apart = value - col("other_value")
    reach = (1 - col("w")) * Z95 * col("mean_error")
    rest_apart = apart.abs() / (1 - col("w"))
    moved = col("printed_unit") / (1 - col("w"))
    width = lambda by: hypotenuse(  # noqa: E731
        ((col("value_upper") - col("value_lower")) / 2 + by * col("printed_unit") / 2).clip(lower_bound=0.0),
        ((col("mean_upper") - col("mean_lower")) / 2 + by * col("printed_unit") / 2).clip(lower_bound=0.0),
    )
    computed = parts.with_columns(
        pl.coalesce(100 * (col("d_least") - col("reach_down")) * col("outside"), apart - reach).alias("difference_lower"),
        pl.coalesce(100 * (col("d_most") + col("reach_up")) * col("outside"), apart + reach).alias("difference_upper"),
        pl.coalesce(100 * col("d_mid") * col("outside"), value - col("comparator_value")).alias("difference"),
        pl.coalesce("z_shares", rest_apart / col("mean_error")).alias("z"),
        (
            col("mean_error").is_not_null() & (rest_apart + moved > width(-1)) & (rest_apart - moved <= width(1))
        ).fill_null(False).alias("ci_rounding_sensitive"),
    )
    compared = col("comparator_value")
    straddles = (col("d_least") <= 0) & (col("d_most") >= 0) & ((low != high) | (x2_low != x2_high))
    whole_number = lambda c: c.cast(pl.Int64).cast(pl.String)  # noqa: E731
    reason = (
        when(value.is_null()).then(lit("the figure was not published (symbol ") + col("symbol") + ")")
        .when(col("unit") == "count").then(lit("a count depends on the size of the area and is not compared"))
        .when(col("unavailable_reason").is_not_null()).then(col("unavailable_reason"))
        .when(compared.is_null() & col("neighbours_n").is_not_null())
        .then(lit("only ") + col("neighbours_n").cast(pl.String) + " neighbours have a figure")
        .when(compared.is_null()).then(lit("no figure was published for the comparator"))
        .when(n < limit["minimum_cohort"]).then(lit("there are only ") + whole_number(n) + " pupils")
    )
    grade = (
        when(value.is_null() | compared.is_null()).then(lit("N"))
        .when((col("method") == "published_figures_only") | col("difference_lower").is_null()).then(lit("C"))
        .when((col("evidence_grade") == "B") | (col("other_low") != col("other_high"))).then(lit("B"))
        .otherwise(lit("A"))
    )
    part_whole = (
        when(col("method").is_null() | (col("method") == "published_figures_only")).then(None)
        .when(is_part).then(lit("corrected"))
        .when(whole & (col("other_cohort").cast(pl.String) != "no-sen")).then(lit("uncorrected"))
        .otherwise(lit("not_needed"))
    )
    small = (col("unit") == "%") & ((low < limit["small_count"]) | (n - high < limit["small_count"]))
    return (
        computed
        .join(tables.measures.lazy().select("measure_id", "polarity"), on="measure_id")
        .join(materiality.lazy(), on=["measure_id", "cohort"])
        .select(
            *KEY, "comparator", "release_status", "polarity", "value", "comparator_value",
            "difference", "difference_lower", "difference_upper", "method", "m_level",
            (col("period_start") == col("latest_start")).alias("is_latest"),
            when(straddles).then(1.0).when(col("z").is_not_null()).then(two_sided_p(col("z"))).alias("p_value"),
            when((col("unit") != "score") & (compared > 0)).then(value / compared).alias("ratio"),
            part_whole.alias("part_whole"),
            ((col("printed_unit") + pl.coalesce("other_unit", "printed_unit")) / 2).alias("rounding"),
            grade.alias("evidence_grade"),
            reason.alias("reason"),
            (n < limit["small_cohort"]).fill_null(False).alias("small_cohort"),
            small.fill_null(False).alias("small_count"),
            "ci_rounding_sensitive",
            (is_limits & col("other_lower").is_null()).alias("limits_assumed"),
        )
        .collect()
    )


def comparisons_of(differences, tables):
    limit = tables.thresholds
    family = ["area_code", "comparator"]
    tested = (
        differences.lazy()
        .filter(col("is_latest") & col("p_value").is_not_null() & col("reason").is_null())
        .select(*KEY, "comparator", "p_value")
        .sort(*family, "p_value", "measure_id", "cohort")
        .with_columns(pl.len().over(family).cast(pl.Int32).alias("family_size"))
        .with_columns(
            (col("family_size") * col("p_value") / pl.int_range(1, pl.len() + 1)).over(family).alias("step")
        )
        .select(
            *KEY, "comparator", "family_size",
            col("step").reverse().cum_min().reverse().over(family).clip(upper_bound=1.0).alias("q_value"),
        )
    )
    difference, m = col("difference"), col("m_level")
    has_interval = col("difference_lower").is_not_null() & col("evidence_grade").is_in(["A", "B"])
    clear = has_interval & ((col("difference_lower") > 1e-9) | (col("difference_upper") < -1e-9))
    material = difference.abs() >= m - 1e-9
    wide = limit["in_line_limits"] * m
    rule = (
        when(col("reason").is_not_null() | difference.is_null()).then(1)
        .when(
            clear & material & (col("p_value") < limit["significance"])
            & (col("q_value") <= limit["false_discovery"])
        ).then(2)
        .when(clear & material).then(3)
        .when(clear).then(4)
        .when(has_interval & (col("difference_lower") >= -wide) & (col("difference_upper") <= wide)).then(5)
        .when(has_interval).then(6)
        .when(difference.abs() - col("rounding") >= m - 1e-9).then(7)
        .otherwise(8)
    )
    of, above = col("level_rule"), difference > 0
    level = (
        when(of == 1).then(lit("not_available"))
        .when((of == 2) & above).then(lit("significantly_above"))
        .when(of == 2).then(lit("significantly_below"))
        .when(of.is_in([3, 7]) & above).then(lit("above"))
        .when(of.is_in([3, 7])).then(lit("below"))
        .when(of == 6).then(lit("no_clear_difference"))
        .otherwise(lit("broadly_in_line"))
    )
    seen = of.is_between(2, 6)
    flags = words(
        (of == 1, col("reason").fill_null("not comparable")),
        (of == 3, "not_robust_to_the_number_of_measures"),
        (of == 4, "detectable_but_small"),
        (of.is_in([7, 8]), "not_tested"),
        ((of == 8) & (difference.abs() + col("rounding") >= m - 1e-9), "borderline"),
        ((of > 1) & col("small_count"), "small_count"),
        (seen & col("ci_rounding_sensitive"), "ci_rounding_sensitive"),
        (seen & col("limits_assumed"), "comparator_limits_assumed"),
        ((of > 1) & (col("evidence_grade") == "B"), "counts_within_a_range"),
        (seen & (col("part_whole") == "uncorrected"), "part_whole_uncorrected"),
        (col("release_status") == "provisional", "provisional"),
    )
    absent = lit(None, dtype=pl.Float64)
    return (
        differences.lazy().join(tested, on=[*KEY, "comparator"], how="left")
        .with_columns(rule.cast(pl.Int32).alias("level_rule"))
        .select(
            *KEY, "comparator", "value", "comparator_value", "difference", "difference_lower",
            "difference_upper", "ratio", absent.alias("ratio_lower"), absent.alias("ratio_upper"),
            "method", "part_whole", "p_value", "q_value", "family_size", "m_level",
            level.alias("level"), "level_rule",
            when(of > 1).then(difference * col("polarity")).alias("advantage"),
            when(of == 1).then(lit("N")).otherwise(col("evidence_grade")).alias("evidence_grade"),
            "small_cohort", flags.alias("flags"), "rounding",
        )
    )
