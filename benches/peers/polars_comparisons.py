"""Each figure next to each comparator, and the rules of the level."""

import polars as pl
import rates
from polars import col, lit, when
from polars_methods import KEY, SERIES, Z95, hypotenuse, pooled_z, two_sided_p, wilson, words


SHARES = ["newcombe", "newcombe_pooled", "newcombe_part_whole"]
RATES = ["rates", "rates_pooled", "rates_part_whole"]
ENGLAND = "E92000001"


def peers_of(tables):
    """Whom each cohort of each area below England is set beside."""
    area, other = col("comparator_area"), col("other_cohort")
    whole = area.is_in(["england", "region"])
    return (
        tables.areas.lazy().filter((col("area_level") != "national") & (col("is_compared") == 1))
        .select("area_code", "area_level", "region_code")
        .join(tables.cohorts.lazy().select(col("cohort").cast(tables.cohort)), how="cross")
        .join(tables.comparators.lazy(), how="cross")
        .filter(
            (col("comparator_cohort") != col("cohort").cast(pl.String))
            & ((col("area_level") == "local_authority") | area.is_in(["england", "same"]))
        )
        .with_columns(
            when(col("comparator_cohort") == "same").then(col("cohort"))
            .otherwise(col("comparator_cohort").cast(tables.cohort, strict=False)).alias("other_cohort"),
        )
        .select(
            "area_code", "cohort", "comparator", "comparator_area", "other_cohort",
            when(area.is_in(["england", "authorities"])).then(lit(ENGLAND, dtype=tables.area))
            .when(area == "region").then(col("region_code")).otherwise(col("area_code")).alias("other_area"),
            whole.alias("is_whole"), (other == col("cohort")).alias("is_same_cohort"),
            (whole & ((other == col("cohort")) | (other.cast(pl.String) == "all-pupils"))).alias("holds_these"),
            (whole & (other.cast(pl.String) != "no-sen")).alias("holds_some"),
        )
        .collect().lazy()
    )


def others_of(cells, events, tables):
    """Everything that a figure is set beside: its key, and whether the authorities of a whole add up to it."""
    counted = ["measure_id", "cohort", "period"]
    regions = tables.areas.lazy().select("area_code", "region_code")
    sums = (
        cells.lazy().filter(col("area_level") == "local_authority").join(regions, on="area_code")
        .group_by(*counted, "region_code").agg(col("denominator").sum().alias("pupils"))
    )
    england = sums.group_by(counted).agg(col("pupils").sum()).select(
        *counted, lit(ENGLAND, dtype=tables.area).alias("region_code"), "pupils"
    )
    wholes = pl.concat([sums, england]).filter(col("region_code").is_not_null()).rename({"region_code": "area_code"})
    return (
        cells.lazy().filter((col("area_level") != "local_authority") | (col("cohort").cast(pl.String) == "no-sen"))
        .join(wholes, on=KEY, how="left")
        .join(
            events.lazy().select(
                *KEY, col("events").alias("other_events"), col("pupils").alias("other_event_pupils"),
                col("concerned").alias("other_concerned"), col("dispersion").alias("other_dispersion"),
            ), on=KEY, how="left",
        )
        .select(
            "measure_id", "period", col("cohort").alias("other_cohort"), col("area_code").alias("other_area"),
            col("value").alias("its_value"), col("printed_unit").alias("other_unit"),
            col("value_lower").alias("other_lower"), col("value_upper").alias("other_upper"),
            col("numerator_low").alias("its_low"), col("numerator_high").alias("its_high"),
            col("denominator").alias("its_denominator"),
            (col("symbol") == "er").alias("other_is_wrong"),
            ((col("pupils") - col("denominator")).abs() <= 0.005 * col("denominator")).alias("adds_up"),
            "other_events", "other_event_pupils", "other_concerned", "other_dispersion",
            lit("area").alias("other_kind"),
        )
    )


def matched(cells, neighbours, middle, events, materiality, tables):
    """Each figure next to each comparator's."""
    area = col("comparator_area")
    subjects = (
        cells.lazy().filter(col("area_level") != "national").drop("area_name", "span", "data_set", "counts_from")
        # a part of another measure is not judged by itself
        .join(
            tables.measures.lazy().filter(col("part_of") == "").select("measure_id", "polarity", "counts_pupils"),
            on="measure_id",
        )
        .join(materiality.lazy(), on=["measure_id", "cohort"])
        .join(
            events.lazy().select(*KEY, "events", col("pupils").alias("event_pupils"), "concerned", "dispersion"),
            on=KEY, how="left",
        )
    )
    kind = when(area.is_in(["england", "region", "same"])).then(lit("area")).otherwise(area)
    near = neighbours.lazy().select(
        *KEY, "neighbours_n", "neighbours_median", "pooled_low", "pooled_high", "pooled_denominator",
        lit("neighbours").alias("other_kind"),
    ).rename({"cohort": "other_cohort"})
    central = middle.lazy().with_columns(lit("authorities").alias("other_kind")).rename({"cohort": "other_cohort"})
    place = ["other_kind", "measure_id", "other_cohort", "other_area", "period"]
    beside = area == "neighbours"
    alone = col("concerned").is_null()
    return (
        subjects.join(peers_of(tables), on=["area_code", "cohort"])
        .with_columns(kind.alias("other_kind"))
        .join(others_of(cells, events, tables), on=place, how="left")
        .join(near, on=["other_kind", "measure_id", "other_cohort", "area_code", "period"], how="left")
        .join(central, on=["other_kind", "measure_id", "other_cohort", "period"], how="left")
        .join(tables.unavailable.lazy(), on=["measure_id", "comparator"], how="left")
        .with_columns(
            pl.coalesce("its_value", "authorities_median").alias("other_value"),
            pl.coalesce("its_low", "pooled_low").alias("other_low"),
            pl.coalesce("its_high", "pooled_high").alias("other_high"),
            pl.coalesce("its_denominator", "pooled_denominator").alias("other_denominator"),
            pl.coalesce("neighbours_n", "authorities_n").alias("others_n"),
            # of neighbours, only events that befall a pupil once add up without their spread
            when(~beside).then(col("other_events"))
            .when(alone).then((col("pooled_low") + col("pooled_high")) / 2).alias("other_events"),
            pl.coalesce("other_event_pupils", "pooled_denominator").alias("other_event_pupils"),
            when(~beside).then(col("other_dispersion"))
            .when(alone & col("pooled_low").is_not_null()).then(col("dispersion")).alias("other_dispersion"),
            (col("period_start") == col("latest_start")).alias("is_latest"),
        )
    )


def method_of():
    value, n, area = col("value"), col("denominator"), col("comparator_area")
    in_shares = (
        when(area == "neighbours").then(lit("newcombe_pooled"))
        .when(col("adds_up") & col("holds_these") & (col("other_denominator") > n)).then(lit("newcombe_part_whole"))
        .otherwise(lit("newcombe"))
    )
    in_rates = (
        when(area == "neighbours").then(lit("rates_pooled"))
        .when(
            col("adds_up") & col("holds_these") & (col("other_event_pupils") > col("event_pupils"))
            & (col("other_events") >= col("events"))
            & (col("other_concerned").fill_null(0) >= col("concerned").fill_null(0))
        ).then(lit("rates_part_whole"))
        .otherwise(lit("rates"))
    )
    return (
        when(value.is_null()).then(None)
        .when((col("unit") == "%") & col("numerator_low").is_not_null() & col("other_low").is_not_null())
        .then(in_shares)
        .when(col("dispersion").is_not_null() & col("other_dispersion").is_not_null()).then(in_rates)
        .when(
            (col("unit") == "score") & (area != "neighbours") & col("value_lower").is_not_null()
            & (col("other_lower").is_not_null() | ((area == "england") & col("other_value").is_not_null()))
        ).then(lit("published_limits"))
        .when(pl.coalesce("other_value", "neighbours_median").is_null()).then(None)
        .otherwise(lit("published_figures_only"))
    )


def rates_of(paired):
    """Limits and tails of every difference of rates of events."""
    part = col("method") == "rates_part_whole"
    events, concerned = col("events"), col("concerned")
    rest_spread = (
        when(~part | concerned.is_null()).then(col("other_dispersion"))
        .when(col("other_concerned") > concerned).then(pl.max_horizontal(
            1.0, 2 * (col("other_events") - events) / (col("other_concerned") - concerned) - 1
        ))
        .otherwise(1.0)
    )
    pairs = paired.lazy().filter(col("method").is_in(RATES)).select(
        *KEY, "comparator", events, "dispersion", "event_pupils",
        when(part).then(col("other_events") - events).otherwise(col("other_events")).alias("rest_events"),
        rest_spread.alias("rest_dispersion"),
        when(part).then(col("other_event_pupils") - col("event_pupils"))
        .otherwise(col("other_event_pupils")).alias("rest_pupils"),
        when(part).then(col("event_pupils") / col("other_event_pupils")).otherwise(0.0).alias("weight"),
    ).collect()
    given = [
        pairs[name].cast(pl.Float64).to_numpy()
        for name in ("events", "dispersion", "event_pupils", "rest_events", "rest_dispersion", "rest_pupils")
    ]
    made = {f"rate_{name}": pl.Series(array).fill_nan(None) for name, array in rates.differences(*given).items()}
    return pairs.select(*KEY, "comparator", "weight").with_columns(**made)


def differences_of(cells, neighbours, middle, events, materiality, tables):
    limit = tables.thresholds
    value, n, area = col("value"), col("denominator"), col("comparator_area")
    paired = (
        matched(cells, neighbours, middle, events, materiality, tables)
        .with_columns(method_of().alias("method")).collect()
    )
    is_part = (col("method") == "newcombe_part_whole").fill_null(False)
    is_limits = (col("method") == "published_limits").fill_null(False)
    low, high = col("numerator_low"), col("numerator_high")
    # the part is removed from the whole: counts among the rest
    rest = when(is_part).then(col("other_denominator") - n).otherwise(col("other_denominator"))
    of_rest = lambda count, part: pl.min_horizontal((count - part).clip(lower_bound=0.0), rest)  # noqa: E731
    x1, x2 = (low + high) / 2, (col("other_low") + col("other_high")) / 2
    counts = paired.lazy().join(rates_of(paired).lazy(), on=[*KEY, "comparator"], how="left").with_columns(
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
            when(col("adds_up") & col("is_whole") & col("is_same_cohort") & (col("other_denominator") > n))
            .then(n / col("other_denominator")).otherwise(0.0)
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
        .when(col("method") == "rates_pooled").then(100 * col("other_events") / col("other_event_pupils"))
        .otherwise(pl.coalesce("neighbours_median", "other_value")).alias("comparator_value"),
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
        pl.coalesce(
            100 * (col("d_least") - col("reach_down")) * col("outside"),
            100 * (1 - col("weight")) * col("rate_lower"), apart - reach,
        ).alias("difference_lower"),
        pl.coalesce(
            100 * (col("d_most") + col("reach_up")) * col("outside"),
            100 * (1 - col("weight")) * col("rate_upper"), apart + reach,
        ).alias("difference_upper"),
        pl.coalesce(100 * col("d_mid") * col("outside"), value - col("comparator_value")).alias("difference"),
        pl.coalesce("z_shares", rest_apart / col("mean_error")).alias("z"),
        (
            col("mean_error").is_not_null() & (rest_apart + moved > width(-1)) & (rest_apart - moved <= width(1))
        ).fill_null(False).alias("ci_rounding_sensitive"),
    )
    compared = col("comparator_value")
    straddles = (col("d_least") <= 0) & (col("d_most") >= 0) & ((low != high) | (x2_low != x2_high))
    whole_number = lambda c: c.cast(pl.Int64).cast(pl.String)  # noqa: E731
    none = compared.is_null()
    reason = (
        when(value.is_null() & col("symbol").is_null()).then(lit("there is no figure"))
        .when(value.is_null() & (col("symbol") == "er"))
        .then(lit("the printed figure cannot be right, and is not used (symbol er)"))
        .when(value.is_null()).then(lit("the figure was not published (symbol ") + col("symbol") + ")")
        .when(col("unit") == "count").then(lit("a count depends on the size of the area and is not compared"))
        .when(none & col("unavailable").is_not_null()).then(col("unavailable"))
        .when(none & (area == "authorities"))
        .then(lit("only ") + col("others_n").fill_null(0).cast(pl.String) + " authorities have a figure")
        .when(none & col("others_n").is_not_null())
        .then(lit("only ") + col("others_n").cast(pl.String) + " neighbours have a figure")
        .when(none & col("other_is_wrong").fill_null(False))
        .then(lit("the printed figure for the comparator cannot be right, and is not used (symbol er)"))
        .when(none).then(lit("no figure was published for the comparator"))
        .when(n < limit["minimum_cohort"]).then(lit("there are only ") + whole_number(n) + " pupils")
    )
    interval = pl.coalesce(col("d_least") - col("reach_down"), "rate_lower", "mean_error")
    grade = (
        when(value.is_null() | none).then(lit("N"))
        .when((col("method") == "published_figures_only") | interval.is_null()).then(lit("C"))
        .when((col("evidence_grade") == "B") | (col("other_low") != col("other_high"))).then(lit("B"))
        .otherwise(lit("A"))
    )
    part_whole = (
        when(col("method").is_null() | (col("method") == "published_figures_only")).then(None)
        .when(is_part | (col("method") == "rates_part_whole") | (col("w") > 0)).then(lit("corrected"))
        .when(col("holds_some")).then(lit("uncorrected"))
        .otherwise(lit("not_needed"))
    )
    small = (col("unit") == "%") & ((low < limit["small_count"]) | (n - high < limit["small_count"]))
    weight = col("weight")
    return computed.select(
        *KEY, "comparator", "release_status", "polarity", "value", "comparator_value", "unit", "counts_pupils",
        "difference", "difference_lower", "difference_upper", "method", "m_level", "sd_between", "is_latest",
        "period_start", "printed_unit",
        pl.coalesce("other_unit", "printed_unit").alias("comparator_unit"),
        when(col("rate_p_value").is_not_null()).then(col("rate_p_value"))
        .when(straddles).then(1.0).when(col("z").is_not_null()).then(two_sided_p(col("z"))).alias("p_value"),
        when((col("unit") != "score") & (compared > 0)).then(value / compared).alias("ratio"),
        when(col("rate_ratio_lower") == 0).then(0.0)
        .otherwise(1 / (weight + (1 - weight) / col("rate_ratio_lower"))).alias("ratio_lower"),
        (1 / (weight + (1 - weight) / col("rate_ratio_upper"))).alias("ratio_upper"),
        part_whole.alias("part_whole"),
        ((col("printed_unit") + pl.coalesce("other_unit", "printed_unit")) / 2).alias("rounding"),
        (area == "same").alias("at_home"),
        grade.alias("evidence_grade"),
        reason.alias("reason"),
        (n < limit["small_cohort"]).fill_null(False).alias("small_cohort"),
        small.fill_null(False).alias("small_count"),
        "ci_rounding_sensitive",
        (is_limits & col("other_lower").is_null()).alias("limits_assumed"),
    ).collect()


def borrowed(differences, tested, pupils, noise, tables):
    """Differences with the interval that they are read by: of figures, else of a borrowed number of pupils."""
    limit = tables.thresholds
    used, fewest = col("pupils_used"), col("fewest_pupils")
    borrows = (
        (col("evidence_grade") == "C") & col("borrowed_error").is_not_null()
        & (col("counts_pupils") | (col("unit") == "score")) & ~col("at_home")
    ).fill_null(False)
    half = col("printed_unit") / 2
    low, _ = wilson((col("value") - half).clip(lower_bound=0.0) / 100 * used, used)
    _, high = wilson((col("value") + half).clip(upper_bound=100.0) / 100 * used, used)
    reach = Z95 * col("borrowed_error") + col("rounding")
    beside, other = col("comparator_value"), col("comparator_unit") / 2
    few = fewest < limit["minimum_cohort"]
    return (
        differences.lazy()
        .join(tested, on=[*KEY, "comparator"], how="left")
        .join(pupils.lazy().drop("pupils_held"), on=KEY, how="left")
        .join(noise.lazy(), on=SERIES, how="left")
        .with_columns(
            when(col("reason").is_not_null()).then(col("reason"))
            .when(few & (fewest == 1)).then(lit("there is only 1 pupil"))
            .when(few).then(lit("there are only ") + fewest.cast(pl.Int64).cast(pl.String) + " pupils").alias("obstacle"),
            when(~borrows).then(col("difference_lower"))
            .when("counts_pupils").then(100 * low - beside - other)
            .otherwise(col("difference") - reach).alias("difference_lower"),
            when(~borrows).then(col("difference_upper"))
            .when("counts_pupils").then(100 * high - beside + other)
            .otherwise(col("difference") + reach).alias("difference_upper"),
            when(borrows).then(lit("I")).otherwise(col("evidence_grade")).alias("evidence_grade"),
        )
    )


def comparisons_of(differences, pupils, noise, tables):
    limit = tables.thresholds
    family = ["area_code", "comparator", "family_year"]
    tested = (
        differences.lazy()
        .filter(col("p_value").is_not_null() & col("reason").is_null())
        .select(
            *KEY, "comparator", "p_value",
            when("is_latest").then(9999).otherwise(col("period_start")).alias("family_year"),
        )
        .sort(*family, "p_value", "measure_id", "cohort", "period")
        .with_columns(pl.len().over(family).cast(pl.Int32).alias("family_size"))
        .with_columns(
            (col("family_size") * col("p_value") / pl.int_range(1, pl.len() + 1)).over(family).alias("step")
        )
        .select(
            *KEY, "comparator", "family_size",
            col("step").reverse().cum_min().reverse().over(family).clip(upper_bound=1.0).alias("q_value"),
        )
    )
    difference, m, noise_of = col("difference"), col("m_level"), limit["noise_multiple"] * col("noise")
    low, high = col("difference_lower"), col("difference_upper")
    has_interval = low.is_not_null() & col("evidence_grade").is_in(["A", "B"])
    has_indication = low.is_not_null() & (col("evidence_grade") == "I")
    apart = (low > 1e-9) | (high < -1e-9)
    material = difference.abs() >= m - 1e-9
    wide = limit["in_line_limits"] * m
    within = (low >= -wide) & (high <= wide)
    yardstick = when(col("noise").is_null()).then(col("sd_between")).otherwise(pl.max_horizontal(m, noise_of))
    rule = (
        when(col("obstacle").is_not_null() | difference.is_null()).then(1)
        .when(
            has_interval & apart & material & (col("p_value") < limit["significance"])
            & (col("q_value") <= limit["false_discovery"])
        ).then(2)
        .when(has_interval & apart & material).then(3)
        .when(has_interval & apart).then(4)
        .when(has_interval & within).then(5)
        .when(has_interval).then(6)
        .when(has_indication & apart & (difference.abs() - col("rounding") >= m - 1e-9)).then(7)
        .when(has_indication & (within | (apart & ~material))).then(8)
        .when(has_indication).then(9)
        .when(difference.abs() - col("rounding") >= yardstick - 1e-9).then(10)
        .when(difference.abs() + noise_of <= wide + 1e-9).then(11)
        .otherwise(12)
    )
    of, above = col("level_rule"), difference > 0
    level = (
        when(of == 1).then(lit("not_available"))
        .when((of == 2) & above).then(lit("significantly_above"))
        .when(of == 2).then(lit("significantly_below"))
        .when(of.is_in([3, 7, 10]) & above).then(lit("above"))
        .when(of.is_in([3, 7, 10])).then(lit("below"))
        .when(of.is_in([6, 9, 12])).then(lit("no_clear_difference"))
        .otherwise(lit("broadly_in_line"))
    )
    seen, shown = of.is_between(2, 6), of > 1
    flags = words(
        (of == 1, col("obstacle").fill_null("not comparable")),
        (of == 3, "not_robust_to_the_number_of_measures"),
        (of == 4, "detectable_but_small"),
        (of.is_in([7, 8, 9]), "indicative"),
        (of.is_in([10, 11, 12]), "not_tested"),
        (of.is_in([8, 11]) & (difference.abs() + col("rounding") >= m - 1e-9), "borderline"),
        (shown & col("small_count"), "small_count"),
        (seen & col("ci_rounding_sensitive"), "ci_rounding_sensitive"),
        (seen & col("limits_assumed"), "comparator_limits_assumed"),
        (shown & (col("evidence_grade") == "B"), "counts_within_a_range"),
        (seen & (col("part_whole") == "uncorrected"), "part_whole_uncorrected"),
        (col("release_status") == "provisional", "provisional"),
    )
    return (
        borrowed(differences, tested, pupils, noise, tables)
        .with_columns(rule.cast(pl.Int32).alias("level_rule"))
        .select(
            *KEY, "comparator", "value", "comparator_value", "difference", "difference_lower",
            "difference_upper", "ratio", "ratio_lower", "ratio_upper",
            "method", "part_whole", "p_value", "q_value", "family_size", "m_level",
            level.alias("level"), "level_rule",
            when(shown).then(difference * col("polarity")).alias("advantage"),
            when(of == 1).then(lit("N")).otherwise(col("evidence_grade")).alias("evidence_grade"),
            *[when(shown).then(col(c)).alias(c) for c in ("pupils_used", "pupils_from", "noise")],
            (col("small_cohort") | (col("fewest_pupils") < limit["small_cohort"]).fill_null(False)).alias("small_cohort"),
            flags.alias("flags"), "rounding",
        )
    )
