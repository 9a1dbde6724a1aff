"""The job of `send-outcomes run --area all --only tables`, by hand in DuckDB.

    python benches/peers/duckdb_job.py PREPARED OUT [--threads 2] [--staged FILE]

PREPARED is what prepare.py wrote. Each file is scanned once, in parallel, and only its wanted
rows and columns are kept; the statistics are SQL over whole columns, without a Python function but for the exact tails of events.

Writes facts, comparisons, trends and rankings as Parquet below OUT. With --staged the figures
come from a Parquet file of staged figures instead of CSV, for timing the queries alone;
--keep-staged FILE writes that file.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import duckdb
import numpy as np
import rates
from normal import coefficients

LEVELS = "('National', 'Regional', 'Local authority')"
NAMED = ("measures", "cohorts", "unavailable", "breaks", "comparators", "symbols", "thresholds", "areas",
         "codes", "neighbours", "not_yet", "misprints", "pupils_from")

LAYERS = ("20_cells", "22_events", "24_facts", "25_pupils", "30_materiality", "35_noise",
          "40_neighbour_values", "50_pairings", "55_differences", "60_comparisons", "70_trends", "80_rankings")


def statement(file):
    return (Path(__file__).parent / "duckdb" / f"{file}.sql").read_text(encoding="utf-8")


def text(value):
    return "'" + value.replace("'", "''") + "'"


def name(value):
    return '"' + value.replace('"', '""') + '"'


def conditions(tests):
    return [
        f"trim({name(column)}) in ({', '.join(text(v) for v in values)})"
        for column, values in tests.items()
    ]


def two_sided_p():
    """The macro of normal.py, Horner's rule written out over u."""
    factors = coefficients()
    polynomial = repr(factors[-1])
    for factor in reversed(factors[:-1]):
        polynomial = f"({polynomial} * u + {factor!r})"
    return f"""
create macro erfc_of(x, u) as (u + 1) / 2 * exp(-x * x + {polynomial});
create macro two_sided_p(z) as
    erfc_of(abs(z) / sqrt(2.0), 4 / (2 + abs(z) / sqrt(2.0)) - 1);
"""


def scan(entry):
    """One pass over a file: its wanted rows, only the columns that are read, still as text."""
    used = {"geographic_level", "country_code", "region_code", "new_la_code", entry["period"]}
    used |= set(entry["where"]) | set(entry["drop"]) | set(entry["span_columns"]) | {entry["status"]}
    labels = []
    for way in entry["ways"]:
        used |= set(way["where"]) | ({way["column"]} - {""})
        if way["column"]:
            labels.append((way["column"], sorted(way["labels"])))
        for measure in way["measures"]:
            used |= {measure[k] for k in ("value", "numerator", "denominator", "total", "lower", "upper")}
            used |= set(measure["where"])
    used.discard("")
    types = ", ".join(f"{text(column)}: 'VARCHAR'" for column in entry["header"])
    wanted = [f"geographic_level in {LEVELS}", *conditions(entry["where"])]
    wanted += conditions({column: sorted(entry["span_texts"]) for column in entry["span_columns"]})
    wanted += [f"not ({test})" for test in conditions(entry["drop"])]
    any_way = []
    for way in entry["ways"]:
        tests = conditions(way["where"])
        if way["column"]:
            tests += conditions({way["column"]: sorted(way["labels"])})
        any_way.append("(" + " and ".join(tests or ["true"]) + ")")
    wanted.append("(" + " or ".join(any_way) + ")")
    columns = ", ".join(name(c) for c in entry["header"] if c in used)
    return f"""
create or replace temp table raw as
select
    {columns},
    case geographic_level
        when 'National' then country_code
        when 'Regional' then region_code
        else new_la_code
    end as printed_code
from read_csv({text(entry["path"])}, auto_detect = false, header = true, delim = ',',
    quote = '"', escape = '"', columns = {{{types}}})
where {" and ".join(wanted)};
"""


def unpivot(entry):
    """The kept rows of a file as figures, one to a row: a statement for each measure."""
    start = f"cast({name(entry['period'])}[1:4] as int)"
    period = (
        f"{name(entry['period'])}[1:4]"
        if entry["calendar"]
        else f"{name(entry['period'])}[1:4] || '/' || {name(entry['period'])}[-2:]"
    )
    status = "'final'"
    if entry["provisional"]:
        listed = ", ".join(text(p) for p in entry["provisional"])
        status = f"case when {period} in ({listed}) then 'provisional' else 'final' end"
    if entry["status"]:
        said = f"lower(trim({name(entry['status'])}))"
        status = f"case when {said} in ('provisional', 'revised') then {said} else {status} end"
    span = text(entry["spans"][0])
    if entry["span_columns"]:
        pairs = ", ".join(f"{text(k)}: {text(v)}" for k, v in entry["span_texts"].items())
        span = f"map {{{pairs}}}[trim({name(entry['span_columns'][0])})]"
    for way in entry["ways"]:
        cohort = text(way["fixed"])
        if way["column"]:
            pairs = ", ".join(f"{text(k)}: {text(v)}" for k, v in way["labels"].items())
            cohort = f"map {{{pairs}}}[trim({name(way['column'])})]"
        for measure in way["measures"]:
            column = lambda key: name(measure[key]) if measure[key] else "null"  # noqa: E731
            tests = [*conditions(way["where"]), *conditions(measure["where"])]
            if entry["span_columns"]:
                tests.append(f"{span} in ({', '.join(text(s) for s in measure['spans'])})")
            if way["column"]:
                held = [k for k, v in way["labels"].items() if v in measure["cohorts"]]
                tests += conditions({way["column"]: held})
            elif way["fixed"] not in measure["cohorts"]:
                continue
            yield f"""
insert into read
select {text(measure["id"])}, {cohort}, printed_code, {period}, {start},
    {column("value")}, try_cast({column("numerator")} as double),
    try_cast({column("denominator")} as double), try_cast({column("total")} as double),
    try_cast({column("lower")} as double), try_cast({column("upper")} as double),
    {status}, {span}, {text(entry["data_set"])}
from raw where {" and ".join(tests) or "true"};
"""


FACTS = """
    measure_id, cohort, area_code, period, area_name, area_level, period_start, value, symbol,
    numerator, denominator, value_lower, value_upper, unit, evidence_grade, segment_id,
    release_status, data_set, numerator_low, numerator_high, span, counts_from
"""
KEYS = {
    "comparisons": "measure_id, cohort, area_code, period, comparator",
    "trends": "measure_id, cohort, area_code, period_to",
    "rankings": "measure_id, cohort, area_code, period",
}


def save(connection, query, path):
    connection.execute(f"copy ({query}) to {text(str(path))} (format parquet, compression zstd)")


def event_limits(connection):
    """Limits of every number of events that there is."""
    counts = connection.execute(
        "select distinct events / dispersion as events from events where has_limits"
    ).fetchnumpy()["events"]
    lower, upper = rates.count_limits(np.asarray(counts, dtype=float))
    return {"events": np.asarray(counts, dtype=float), "lower": lower, "upper": upper}


def rate_differences(connection):
    """Limits and tails of every difference of rates."""
    names = ("events", "dispersion", "event_pupils", "rest_events", "rest_dispersion", "rest_pupils")
    pairs = connection.execute(f"select rowid as id, {', '.join(names)} from rate_pairs").fetchnumpy()
    columns = [np.ma.filled(np.ma.asarray(pairs[name], dtype=float), np.nan) for name in names]
    return {"id": np.asarray(pairs["id"]), **rates.differences(*columns)}


def with_events(connection, file):
    """What is made of events behind a statement, for the next one."""
    if file == "22_events":
        limits = event_limits(connection)  # noqa: F841, read by its name
        connection.execute("create temp table event_limits as from limits")
    if file == "50_pairings":
        made = rate_differences(connection)  # noqa: F841
        connection.execute("""
            create temp table rates as
            select rate_pairs.* exclude (events, dispersion), nullif(lower, 'nan') as lower,
                nullif(upper, 'nan') as upper, nullif(p_value, 'nan') as p_value,
                nullif(ratio_lower, 'nan') as ratio_lower, nullif(ratio_upper, 'nan') as ratio_upper
            from rate_pairs inner join made on rate_pairs.rowid = made.id""")


def run(prepared, out, threads, staged, keep_staged):
    connection = duckdb.connect()
    connection.execute(f"set threads = {threads}")
    # every table is sorted where it is written, so the order in between may be any
    connection.execute("set preserve_insertion_order = false")
    for table in NAMED:
        path = text(str(prepared / f"{table}.csv"))
        connection.execute(f"create temp table prepared_{table} as from read_csv({path}, header = true, nullstr = '\\N')")
    connection.execute(statement("00_methods"))
    connection.execute(statement("01_prepared"))
    connection.execute(two_sided_p())
    begun = time.perf_counter()
    if staged:
        connection.execute(f"""create temp table staged as
            select * replace (cast(measure_id as measure_key) as measure_id, cast(cohort as cohort_key) as cohort,
                cast(area_code as area_key) as area_code)
            from read_parquet({text(str(staged))})""")
    else:
        connection.execute(statement("05_read"))
        for entry in json.loads((prepared / "files.json").read_text(encoding="utf-8")):
            connection.execute(scan(entry))
            for figures in unpivot(entry):
                connection.execute(figures)
        connection.execute(statement("10_staged"))
    if keep_staged:
        save(connection, "from staged", keep_staged)
        return
    for file in LAYERS:
        connection.execute(statement(file))
        with_events(connection, file)
    out.mkdir(parents=True, exist_ok=True)
    order = KEYS["rankings"]
    save(connection, f"select {FACTS} from facts order by {order}", out / "facts.parquet")
    for table, key in KEYS.items():
        save(connection, f"from {table} order by {key}", out / f"{table}.parquet")
    if staged:
        print(json.dumps({"queries": time.perf_counter() - begun}), file=sys.stderr)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("prepared", type=Path)
    arguments.add_argument("out", type=Path)
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--staged", type=Path)
    arguments.add_argument("--keep-staged", type=Path)
    given = arguments.parse_args()
    run(given.prepared, given.out, given.threads, given.staged, given.keep_staged)


if __name__ == "__main__":
    main()
