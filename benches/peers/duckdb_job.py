"""The job of `send-outcomes run --area all --only tables`, by hand in DuckDB.

    python benches/peers/duckdb_job.py PREPARED OUT [--threads 2] [--staged FILE]

PREPARED is what prepare.py wrote. Each file is scanned once, in parallel, and only its wanted
rows and columns are kept; the statistics are SQL over whole columns, without a Python function.
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
from normal import coefficients

LEVELS = "('National', 'Regional', 'Local authority')"
NAMED = ("measures", "unavailable", "breaks", "comparators", "symbols", "thresholds", "areas",
         "codes", "neighbours", "not_yet")

LAYERS = ("20_cells", "30_materiality", "40_neighbour_values", "50_differences", "60_comparisons",
          "70_trends", "80_rankings")


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
    used |= set(entry["where"]) | set(entry["drop"])
    labels = []
    for way in entry["ways"]:
        used |= set(way["where"]) | ({way["column"]} - {""})
        if way["column"]:
            labels.append((way["column"], sorted(way["labels"])))
        for measure in way["measures"]:
            used |= {measure[k] for k in ("value", "numerator", "denominator", "lower", "upper")}
            used |= set(measure["where"])
    used.discard("")
    types = ", ".join(f"{text(column)}: 'VARCHAR'" for column in entry["header"])
    wanted = [f"geographic_level in {LEVELS}", *conditions(entry["where"])]
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
    provisional = "false"
    if entry["provisional"]:
        listed = ", ".join(text(p) for p in entry["provisional"])
        provisional = f"{period} in ({listed})"
    for way in entry["ways"]:
        cohort = text(way["fixed"])
        if way["column"]:
            pairs = ", ".join(f"{text(k)}: {text(v)}" for k, v in way["labels"].items())
            cohort = f"map {{{pairs}}}[trim({name(way['column'])})]"
        for measure in way["measures"]:
            column = lambda key: name(measure[key]) if measure[key] else "null"  # noqa: E731
            tests = [*conditions(way["where"]), *conditions(measure["where"])]
            if way["column"]:
                held = [k for k, v in way["labels"].items() if v in measure["cohorts"]]
                tests += conditions({way["column"]: held})
            elif way["fixed"] not in measure["cohorts"]:
                continue
            yield f"""
insert into read
select {text(measure["id"])}, {cohort}, printed_code, {period}, {start},
    {column("value")}, try_cast({column("numerator")} as double),
    try_cast({column("denominator")} as double), try_cast({column("lower")} as double),
    try_cast({column("upper")} as double),
    case when {provisional} then 'provisional' else 'final' end, {text(entry["data_set"])}
from raw where {" and ".join(tests) or "true"};
"""


FACTS = """
    measure_id, cohort, area_code, period, area_name, area_level, period_start, value, symbol,
    numerator, denominator, value_lower, value_upper, unit, evidence_grade, segment_id,
    release_status, data_set, numerator_low, numerator_high
"""
KEYS = {
    "comparisons": "measure_id, cohort, area_code, period, comparator",
    "trends": "measure_id, cohort, area_code, period_to",
    "rankings": "measure_id, cohort, area_code, period",
}


def save(connection, query, path):
    connection.execute(f"copy ({query}) to {text(str(path))} (format parquet, compression zstd)")


def run(prepared, out, threads, staged, keep_staged):
    connection = duckdb.connect()
    connection.execute(f"set threads = {threads}")
    # every table is sorted where it is written, so the order in between may be any
    connection.execute("set preserve_insertion_order = false")
    for table in NAMED:
        path = text(str(prepared / f"{table}.csv"))
        connection.execute(f"create temp table {table} as from read_csv({path}, header = true, nullstr = '\\N')")
    connection.execute(statement("00_methods"))
    connection.execute(two_sided_p())
    begun = time.perf_counter()
    if staged:
        connection.execute(f"create temp table staged as from read_parquet({text(str(staged))})")
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
    out.mkdir(parents=True, exist_ok=True)
    order = KEYS["rankings"]
    save(connection, f"select {FACTS} from cells order by {order}", out / "facts.parquet")
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
