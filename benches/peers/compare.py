"""Checks that a peer wrote what the program wrote: every row and column of the four tables.

    python benches/peers/compare.py TABLES PEER [--within 1e-9]

TABLES is the program's folder of tables, PEER what a peer wrote. Numbers may differ by --within,
absolutely or relatively, whichever is wider; texts, truths, lists and nulls may not differ at
all. Prints the largest deviation of each table and ends with 1 if anything differs.
"""

import argparse
import sys
from pathlib import Path

import duckdb

KEYS = {
    "facts": ["measure_id", "cohort", "area_code", "period"],
    "comparisons": ["measure_id", "cohort", "area_code", "period", "comparator"],
    "trends": ["measure_id", "cohort", "area_code", "period_to"],
    "rankings": ["measure_id", "cohort", "area_code", "period"],
}
# Where a figure was read, which the peers are spared: DuckDB numbers the lines of a file only on
# one thread, and the version is a checksum of the bytes.
SPARED = {"source_row", "data_set_version", "target_by"}
SHOWN = 3


def columns_of(connection, path):
    described = connection.execute(f"describe from read_parquet('{path}')").fetchall()
    return {row[0]: row[1] for row in described}


def number(kind):
    return kind in ("DOUBLE", "FLOAT") or "INT" in kind


def compare(connection, table, ours, theirs, within):
    """Prints what a table came to; true if all of it agrees."""
    mine, peer = columns_of(connection, ours), columns_of(connection, theirs)
    agrees = True
    lacking = [column for column in mine if column not in peer and column not in SPARED]
    if lacking:
        print(f"{table}: the peer lacks {', '.join(lacking)}")
        agrees = False
    key = KEYS[table]
    same_key = " and ".join(f"a.{k} = cast(b.{k} as varchar)" for k in key)
    joined = f"read_parquet('{ours}') a full join read_parquet('{theirs}') b on {same_key}"
    both, here, there = connection.execute(
        f"select count(*) filter (where a.{key[0]} is not null and b.{key[0]} is not null), "
        f"count(*) filter (where b.{key[0]} is null), count(*) filter (where a.{key[0]} is null) from {joined}"
    ).fetchone()
    if here or there:
        print(f"{table}: {here} rows only in the program's, {there} only in the peer's")
        agrees = False
    largest, place = 0.0, "nothing"
    compared = [c for c in mine if c in peer and c not in key]
    for column in compared:
        if number(mine[column]):
            gap = f"abs(a.{column} - b.{column})"
            wide = f"greatest(1, abs(a.{column}))"
            wrong = f"{gap} > {within} * {wide} or (a.{column} is null) <> (b.{column} is null)"
            furthest = connection.execute(f"select max({gap} / {wide}) from {joined}").fetchone()[0]
            if furthest is not None and furthest > largest:
                largest, place = furthest, column
        else:
            cast = "varchar[]" if mine[column].endswith("[]") else "varchar"
            if mine[column] == "BOOLEAN":
                cast = "boolean"
            wrong = f"a.{column} is distinct from cast(b.{column} as {cast})"
        keys = ", ".join(f"a.{k}" for k in key)
        examples = connection.execute(
            f"select count(*) over (), {keys}, a.{column}, b.{column} from {joined} "
            f"where a.{key[0]} is not null and b.{key[0]} is not null and ({wrong}) order by all limit {SHOWN}"
        ).fetchall()
        if examples:
            agrees = False
            print(f"{table}.{column}: {examples[0][0]} rows differ, such as")
            for _, *where, mine_is, peer_is in examples:
                print(f"    {' · '.join(where)}: {mine_is!r}, the peer {peer_is!r}")
    print(
        f"{table}: {both} rows, {len(compared)} columns beside the key; "
        f"largest deviation {largest:.1e} ({place}){'' if agrees else '; NOT THE SAME'}"
    )
    return agrees


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("tables", type=Path)
    arguments.add_argument("peer", type=Path)
    arguments.add_argument("--within", type=float, default=1e-9)
    given = arguments.parse_args()
    connection = duckdb.connect()
    results = [
        compare(connection, t, given.tables / f"{t}.parquet", given.peer / f"{t}.parquet", given.within)
        for t in KEYS
    ]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
