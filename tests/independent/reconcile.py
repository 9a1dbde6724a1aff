"""Set the rankings of a run beside the rules of the Local Authority Interactive Tool.

Rank ("min", ties share the best place), band (type-7 quantiles of the values) and mean of the
statistical neighbours are worked out anew with numpy from the facts of the run and compared
row by row; where this program's own band differs, the rows are counted. Run by
`make reconcile`; needs Python with numpy. The figures of docs/reconciliation.md come from it.

Usage: reconcile.py PROGRAM OUT
"""

import collections
import csv
import io
import pathlib
import subprocess
import sys

import numpy

ROOT = pathlib.Path(__file__).resolve().parents[2]


def ask(program, out, sql):
    told = subprocess.run(
        [program, "sql", sql, "--out", out, "--format", "csv"],
        capture_output=True, text=True, check=True,
    )
    return list(csv.DictReader(io.StringIO(told.stdout)))


def number(text):
    return float(text) if text else None


def band(value, cuts, polarity):
    passed = sum(value > cut for cut in cuts)
    return "DCBA"[passed] if polarity > 0 else "ABCD"[passed]


def main():
    program, out = str(pathlib.Path(sys.argv[1]).resolve()), sys.argv[2]
    told = subprocess.run(
        [program, "measures", "--format", "csv"], capture_output=True, text=True, check=True
    )
    polarity = {
        row["id"]: int(row["polarity"]) for row in csv.DictReader(io.StringIO(told.stdout))
    }
    facts = ask(program, out, "select measure_id, cohort, period, area_code, value from facts "
                "where area_level = 'local_authority' and value is not null")
    rows = ask(program, out, "select * from rankings")
    # a handful of pupils has no rank and is none of those that others are ranked among
    ranked = [row for row in rows if row["rank"]]
    neighbours = collections.defaultdict(list)
    with open(ROOT / "data/embedded/neighbours.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            neighbours[row["area_code"]].append(row["neighbour_code"])
    series = collections.defaultdict(dict)
    for row in facts:
        key = (row["measure_id"], row["cohort"], row["period"])
        series[key][row["area_code"]] = float(row["value"])
    places = collections.defaultdict(list)
    for row in ranked:
        key = (row["measure_id"], row["cohort"], row["period"])
        places[key].append(series[key][row["area_code"]])

    count = collections.Counter()
    latest = {}
    for key in series:
        latest[key[:2]] = max(latest.get(key[:2], ""), key[2])
    tied = collections.Counter()
    for row in ranked:
        key = (row["measure_id"], row["cohort"], row["period"])
        values = series[key]
        mine, sign = values[row["area_code"]], polarity[row["measure_id"]]
        everyone = numpy.array(places[key])
        better = (everyone < mine).sum() if sign < 0 else (everyone > mine).sum()
        count["rows"] += 1
        count["ranked differs"] += int(row["ranked"]) != len(everyone)
        count["rank differs"] += int(row["rank"]) != 1 + better
        if row["rank"] != row["rank_max"] and latest[key[:2]] == key[2]:
            tied[key] += 1
        cuts = numpy.percentile(everyone, [25, 50, 75])
        if row["band_lait"]:
            lait = band(mine, cuts, sign)
            count["banded"] += 1
            count["band of the tool differs"] += row["band_lait"] != lait
            own = row["band"]
            count["own band the same"] += own == lait
            count["own band tells a tie across a cut"] += "/" in own
            count["own band another letter"] += "/" not in own and own != lait
        near = [values[code] for code in neighbours[row["area_code"]] if code in values]
        mean = number(row["neighbours_mean"])
        if mean is None:
            count["neighbours withheld, fewer than six"] += bool(near)
        else:
            count["neighbours summed up"] += 1
            count["mean of neighbours differs"] += abs(mean - numpy.mean(near)) > 1e-9
            apart = abs(mean - number(row["neighbours_median"]))
            spread = everyone.std(ddof=1)
            count["median and mean a tenth of a deviation apart"] += apart > 0.1 * spread
    for name, rows in count.items():
        print(f"{rows:8} {name}")
    many = sum(n > 30 for n in tied.values())
    print(f"{many:8} of {len(latest)} latest series have more than 30 authorities in ties")
    worst, areas = max(tied.items(), key=lambda item: item[1])
    print(f"         most: {areas} of {len(series[worst])} in {' '.join(worst)}")
    letters = collections.Counter(
        row["band_lait"] for row in ranked
        if (row["measure_id"], row["cohort"], row["period"]) == worst
    )
    print(f"         its bands by the tool's rule: {dict(sorted(letters.items()))}")
    wrong = [name for name in count if name.endswith("differs") and count[name]]
    sys.exit(f"these differ: {', '.join(wrong)}" if wrong else 0)


if __name__ == "__main__":
    main()
