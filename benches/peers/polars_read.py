"""What prepare.py wrote, and the figures of the published files."""

import json

import polars as pl
import polars.selectors as cs
from polars import col, lit, when
from polars_methods import KEY



class Tables:
    """What prepare.py wrote, with the keys as enumerations in alphabetical order."""

    def __init__(self, folder):
        read = lambda name: pl.read_csv(folder / f"{name}.csv").with_columns(cs.string().fill_null(""))  # noqa: E731
        measures, areas = read("measures"), read("areas")
        self.measure = pl.Enum(sorted(measures["measure_id"]))
        self.area = pl.Enum(sorted(areas["area_code"]))
        self.cohort = pl.Enum(
            ["all-pupils", "all-sen", "child-protection-plan", "children-in-need", "ehc-plan",
             "looked-after", "no-sen", "sen-support"]
        )
        comparators = read("comparators")
        self.comparator = pl.Enum(sorted(comparators["comparator"]))
        as_measure = col("measure_id").cast(self.measure)
        self.measures = measures.with_columns(as_measure)
        self.areas = areas.with_columns(
            col("area_code").cast(self.area),
            col("region_code").replace("", None).cast(self.area),
        )
        self.codes = read("codes").with_columns(col("area_code").cast(self.area))
        self.neighbours = read("neighbours").with_columns(
            col("area_code", "neighbour_code").cast(self.area)
        )
        self.comparators = comparators.with_columns(col("comparator").cast(self.comparator))
        self.breaks = read("breaks").with_columns(as_measure)
        self.unavailable = read("unavailable").with_columns(
            as_measure, col("comparator").cast(self.comparator)
        ).rename({"reason": "unavailable_reason"})
        self.symbols = dict(read("symbols").iter_rows())
        self.not_yet = read("not_yet")
        self.thresholds = read("thresholds").row(0, named=True)
        self.files = json.loads((folder / "files.json").read_text(encoding="utf-8"))


def every(conditions):
    conditions = list(conditions)
    return pl.all_horizontal(conditions) if conditions else lit(True)


def tests(choices):
    return [col(column).str.strip_chars().is_in(values) for column, values in choices.items()]


def rows_of(entry):
    """The wanted rows of one file, as text."""
    used = {entry["period"]}
    any_way = []
    for way in entry["ways"]:
        conditions = tests(way["where"])
        if way["column"]:
            conditions += tests({way["column"]: list(way["labels"])})
        any_way.append(every(conditions))
        used |= {way["column"], *way["where"]}
        for measure in way["measures"]:
            used |= {measure[k] for k in ("value", "numerator", "denominator", "lower", "upper")}
            used |= set(measure["where"])
    level = col("geographic_level")
    conditions = [level.is_in(["National", "Regional", "Local authority"]), pl.any_horizontal(any_way)]
    conditions += tests(entry["where"]) + [~test for test in tests(entry["drop"])]
    code = (
        when(level == "National").then(col("country_code"))
        .when(level == "Regional").then(col("region_code"))
        .otherwise(col("new_la_code"))
    )
    scanned = pl.scan_csv(entry["path"], infer_schema=False, low_memory=False)
    return scanned.filter(every(conditions)).select(
        *[col(c) for c in entry["header"] if c in used], code.alias("printed_code")
    )


def figures_of(entry, rows, tables):
    """The rows of one file as figures, a frame for each measure."""
    start = col(entry["period"]).str.slice(0, 4)
    period = start if entry["calendar"] else start + "/" + col(entry["period"]).str.slice(-2)
    for way in entry["ways"]:
        for measure in way["measures"]:
            conditions = tests(way["where"]) + tests(measure["where"])
            if way["column"]:
                labels = {k: v for k, v in way["labels"].items() if v in measure["cohorts"]}
                conditions += tests({way["column"]: list(labels)})
                cohort = col(way["column"]).str.strip_chars().replace_strict(labels, return_dtype=tables.cohort)
            elif way["fixed"] in measure["cohorts"]:
                cohort = lit(way["fixed"], dtype=tables.cohort)
            else:
                continue
            text = lambda key: col(measure[key]) if measure[key] else lit(None, dtype=pl.String)  # noqa: E731
            number = lambda key: text(key).cast(pl.Float64, strict=False)  # noqa: E731
            yield rows.lazy().filter(every(conditions)).select(
                lit(measure["id"], dtype=tables.measure).alias("measure_id"),
                cohort.alias("cohort"),
                "printed_code",
                period.alias("period"),
                start.cast(pl.Int32).alias("period_start"),
                text("value").alias("printed"),
                number("numerator").alias("numerator"),
                number("denominator").alias("denominator"),
                number("lower").alias("value_lower"),
                number("upper").alias("value_upper"),
                when(period.is_in(entry["provisional"])).then(lit("provisional"))
                .otherwise(lit("final")).alias("release_status"),
                lit(entry["data_set"]).alias("data_set"),
            )


def stage(tables):
    rows = pl.collect_all([rows_of(entry) for entry in tables.files], engine="streaming")
    figures = [f for entry, kept in zip(tables.files, rows) for f in figures_of(entry, kept, tables)]
    printed = col("printed")
    parsed = (
        pl.concat(figures)
        .join(tables.codes.lazy(), on="printed_code")
        .join(tables.areas.lazy().select("area_code", "area_name", "area_level"), on="area_code")
        .join(tables.measures.lazy().select("measure_id", "unit", "decimals"), on="measure_id")
        .with_columns(
            printed.cast(pl.Float64, strict=False).alias("number"),
            (printed.str.len_bytes() - printed.str.find(".", literal=True) - 1)
            .fill_null(0).cast(pl.Int64).alias("number_decimals"),
            printed.replace_strict(tables.symbols, default="x").fill_null("x").alias("kept_as"),
        )
    )
    # what is printed before an area had anyone to count
    for area, data_set, first in tables.not_yet.iter_rows():
        known = (col("area_code") == area) & (col("data_set") == data_set)
        parsed = parsed.filter(~(known & (col("period_start") < first)))
    scale = lit(10.0).pow(col("decimals"))
    share = 100.0 * col("numerator") / col("denominator") * scale
    derived = when(
        col("number").is_null() & (col("kept_as") == "x") & (col("unit") == "%")
        & (col("denominator") > 0) & col("numerator").is_between(0, col("denominator"))
    ).then(share.round(mode="half_away_from_zero") / scale)
    return (
        parsed.with_columns(derived.alias("derived"))
        .select(
            *KEY, "area_name", "area_level", "period_start",
            pl.coalesce("number", "derived").alias("value"),
            when(col("number").is_null()).then(col("decimals")).otherwise(col("number_decimals"))
            .alias("value_decimals"),
            when(col("number").is_null() & col("derived").is_null()).then(col("kept_as")).alias("symbol"),
            "numerator", "denominator", "value_lower", "value_upper", "release_status", "data_set",
        )
        .unique(subset=KEY, keep="any")
        .collect()
    )
