"""The job of `send-outcomes run --area all --only tables`, by hand in Polars.

    python benches/peers/polars_job.py PREPARED OUT [--threads 2] [--staged FILE]

PREPARED is what prepare.py wrote. Files are scanned lazily on the streaming engine, so that only
wanted rows and columns are kept; the statistics are expressions over whole columns, without a
Python function but for the exact tails of events. Writes facts, comparisons, trends and rankings as Parquet below OUT. With
--staged the figures come from a Parquet file of staged figures instead of CSV.
"""

import argparse
import os
from pathlib import Path


def given_arguments():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("prepared", type=Path)
    arguments.add_argument("out", type=Path)
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--staged", type=Path)
    return arguments.parse_args()


if __name__ == "__main__":
    GIVEN = given_arguments()
    # read once, when the library is loaded
    os.environ["POLARS_MAX_THREADS"] = str(GIVEN.threads)

import polars as pl  # noqa: E402
from polars import col  # noqa: E402
from polars_cells import cells_of, events_of, facts_of, middle_of, neighbours_of  # noqa: E402
from polars_comparisons import comparisons_of, differences_of  # noqa: E402
from polars_methods import KEY, SERIES  # noqa: E402
from polars_noise import materiality_of, noise_of, pupils_of  # noqa: E402
from polars_rankings import rankings_of  # noqa: E402
from polars_read import Tables, stage  # noqa: E402
from polars_trends import trends_of  # noqa: E402

FACTS = [
    *KEY, "area_name", "area_level", "period_start", "value", "symbol", "numerator", "denominator",
    "value_lower", "value_upper", "unit", "evidence_grade", "segment_id", "release_status", "data_set",
    "numerator_low", "numerator_high", "span", "counts_from",
]


def run(prepared, out, staged):
    tables = Tables(prepared)
    if staged:
        figures = pl.read_parquet(staged).with_columns(
            col("measure_id").cast(tables.measure), col("cohort").cast(tables.cohort),
            col("area_code").cast(tables.area),
        )
    else:
        figures = stage(tables)
    cells = cells_of(figures, tables)
    events = events_of(cells, tables)
    pupils = pupils_of(cells, tables)
    materiality = materiality_of(cells, pupils, tables)
    noise = noise_of(cells, pupils, tables)
    neighbours = neighbours_of(cells, tables)
    middle = middle_of(cells, tables)
    differences = differences_of(cells, neighbours, middle, events, materiality, tables)
    comparisons = comparisons_of(differences, pupils, noise, tables).collect()
    trends = trends_of(cells, events, pupils, noise, comparisons, materiality, tables)
    written = {
        "facts": (facts_of(cells, events).select(FACTS), KEY),
        "comparisons": (comparisons.lazy(), [*KEY, "comparator"]),
        "trends": (trends, [*SERIES, "period_to"]),
        "rankings": (rankings_of(cells, neighbours, tables), KEY),
    }
    out.mkdir(parents=True, exist_ok=True)
    for table, (frame, key) in written.items():
        frame.sort(key).collect().write_parquet(out / f"{table}.parquet", compression="zstd")


if __name__ == "__main__":
    run(GIVEN.prepared, GIVEN.out, GIVEN.staged)
