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
        self.cohorts = read("cohorts")
        self.cohort = pl.Enum(sorted(self.cohorts["cohort"]))
        comparators = read("comparators")
        self.comparator = pl.Enum(sorted(comparators["comparator"]))
        as_measure = col("measure_id").cast(self.measure)
        self.measures = measures.with_columns(
            as_measure, ((col("unit") == "%") & (col("kind") == "percentage")).alias("counts_pupils"),
        )
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
        ).rename({"reason": "unavailable"})
        self.pupils_from = read("pupils_from").with_columns(as_measure, col("source_id").cast(self.measure))
        self.misprints = read("misprints").with_columns(as_measure, col("area_code").cast(self.area))
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
    used = {entry["period"], entry["status"], *entry["span_columns"]}
    any_way = []
    for way in entry["ways"]:
        conditions = tests(way["where"])
        if way["column"]:
            conditions += tests({way["column"]: list(way["labels"])})
        any_way.append(every(conditions))
        used |= {way["column"], *way["where"]}
        for measure in way["measures"]:
            used |= {measure[k] for k in ("value", "numerator", "denominator", "total", "lower", "upper")}
            used |= set(measure["where"])
    level = col("geographic_level")
    conditions = [level.is_in(["National", "Regional", "Local authority"]), pl.any_horizontal(any_way)]
    conditions += tests({column: list(entry["span_texts"]) for column in entry["span_columns"]})
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
    status = when(period.is_in(entry["provisional"])).then(lit("provisional")).otherwise(lit("final"))
    if entry["status"]:
        said = col(entry["status"]).str.strip_chars().str.to_lowercase()
        status = when(said.is_in(["provisional", "revised"])).then(said).otherwise(status)
    span = lit(entry["spans"][0])
    if entry["span_columns"]:
        span = col(entry["span_columns"][0]).str.strip_chars().replace_strict(
            entry["span_texts"], default=None, return_dtype=pl.String
        )
    for way in entry["ways"]:
        for measure in way["measures"]:
            conditions = tests(way["where"]) + tests(measure["where"])
            if entry["span_columns"]:
                conditions.append(span.is_in(measure["spans"]))
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
                number("total").alias("total"),
                number("lower").alias("value_lower"),
                number("upper").alias("value_upper"),
                status.alias("release_status"),
                span.alias("span"),
                lit(entry["data_set"]).alias("data_set"),
            )


def stage(tables):
    rows = pl.collect_all([rows_of(entry) for entry in tables.files], engine="streaming")
    figures = [f for entry, kept in zip(tables.files, rows) for f in figures_of(entry, kept, tables)]
    printed = col("printed").str.strip_chars()
    fraction = printed.str.split(".").list.get(1, null_on_oob=True)
    parsed = (
        pl.concat(figures)
        .join(tables.codes.lazy(), on="printed_code")
        .join(tables.areas.lazy().select("area_code", "area_name", "area_level"), on="area_code")
        .join(tables.measures.lazy().select("measure_id", "unit", "decimals"), on="measure_id")
        .with_columns(
            printed.cast(pl.Float64, strict=False).alias("number"),
            fraction.str.strip_chars_end("0").str.len_bytes().fill_null(0).cast(pl.Int64).alias("number_decimals"),
            printed.replace_strict(tables.symbols, default="x").fill_null("x").alias("kept_as"),
        )
    )
    # what is printed before an area had anyone to count
    for area, data_set, first in tables.not_yet.iter_rows():
        known = (col("area_code") == area) & (col("data_set") == data_set)
        parsed = parsed.filter(~(known & (col("period_start") < first)))
    misprints = tables.misprints.lazy().rename({"printed": "number"}).with_columns(
        col("number").cast(pl.Float64), col("period_start").cast(pl.Int32),
    )
    alike = ["data_set", "measure_id", "area_code", "period_start", "number"]
    scale = lit(10.0).pow(col("decimals"))
    number, numerator, denominator = col("number"), col("numerator"), col("denominator")
    exact = (
        when((col("unit") == "%") & numerator.is_between(0, denominator)).then(100.0 * numerator / denominator)
        .when((col("unit") == "per 100") & (numerator >= 0)).then(100.0 * numerator / denominator)
        .when(col("unit") == "score").then(col("total") / denominator)
    )
    derives = number.is_null() & (col("kept_as") == "x") & (denominator > 0)
    derived = when(derives).then((exact * scale).round(mode="half_away_from_zero") / scale)
    of_no_one = (number.is_not_null() & (col("unit") != "count") & (denominator == 0)).fill_null(False)
    return (
        parsed.join(misprints, on=alike, how="anti")
        .with_columns(derived.alias("derived"), of_no_one.alias("of_no_one"))
        .select(
            *KEY, "area_name", "area_level", "period_start",
            when(~col("of_no_one")).then(pl.coalesce("number", "derived")).alias("value"),
            when(number.is_not_null()).then(col("number_decimals"))
            .when(col("derived").is_not_null()).then(col("decimals")).alias("value_decimals"),
            when("of_no_one").then(lit("z"))
            .when(number.is_null() & col("derived").is_null()).then(col("kept_as")).alias("symbol"),
            "numerator", "denominator",
            *[when(~col("of_no_one")).then(col(c)).alias(c) for c in ("value_lower", "value_upper")],
            "release_status", "span", "data_set",
        )
        .unique(subset=KEY, keep="any")
        .collect()
    )
