"""Writes down, once and outside every timing, what the peers must know besides the figures.

    python3 benches/peers/prepare.py FOLDER OUT [--root PROJECT]

reads the catalogue of the project and the headers of the published files below FOLDER, and
writes small CSV tables (measures, areas, neighbours, comparators, breaks, ...) and files.json
(each file with its columns, the rows that are wanted and what its labels mean) below OUT. The
peers so begin with what the program works out for itself on every run.

Only layouts with one row an area, period and cohort are told here, which is how the statistics
service publishes; a file in another layout is named and left out.
"""

import argparse
import csv
import fnmatch
import gzip
import json
import re
import tomllib
from pathlib import Path

LEVELS = {"National": "country_code", "Regional": "region_code", "Local authority": "new_la_code"}
FIGURES = ("value", "numerator", "denominator", "lower", "upper")


def toml(path):
    with open(path, "rb") as file:
        return tomllib.load(file)


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write(path, names, lines):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows(lines)


def measures_of(catalogue):
    themes = [toml(path)["measure"] for path in sorted((catalogue / "measures").glob("*.toml"))]
    return [measure for theme in themes for measure in theme]


def start_of(period):
    return int(period[:4])


def header_of(path):
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", newline="", encoding="utf-8-sig") as file:
        return next(csv.reader(file))


def stem_of(path):
    return path.name.removesuffix(".gz").removesuffix(".csv")


def file_of(data_set, files):
    """The file that the data set's plain name, or the first of its patterns, points at.

    A made-up file is named by the data set and the number of its layout."""
    for path in files:
        if re.fullmatch(rf"synthetic-{re.escape(data_set['id'])}(--\d+)?", stem_of(path)):
            return path
    patterns = [data_set["file_pattern"], *(f["stem"] for f in data_set.get("file", []))]
    for pattern in filter(None, patterns):
        for path in files:
            if fnmatch.fnmatchcase(stem_of(path), pattern):
                return path
    return None


def tests(header, choices):
    return {c: [str(v) for v in vs] for c, vs in choices.items() if c in header}


def layout_of(data_set, header):
    """The first layout of the usual geography whose columns are all there."""
    for layout in data_set["layout"]:
        unusual = ("kinds", "largest", "summed", "thousands", "units")
        plain = layout["geography"] == "ees" and isinstance(layout["period"], str)
        if not plain or any(layout.get(key) for key in unusual):
            continue
        cohort = layout.get("cohort", "")
        ways = [{"column": cohort}] if isinstance(cohort, str) else cohort
        needed = ["geographic_level", layout["period"], *layout.get("has", [])]
        needed += layout.get("where", {}).keys()
        for way in ways:
            needed += [way.get("column") or layout["period"], *way.get("where", {}).keys()]
        lacking = [c for c in needed if c not in header]
        if not lacking and not any(c in header for c in layout.get("lacks", [])):
            return layout, ways
    return None, None


def file_entry(path, data_set, measures, labels, totals):
    header = header_of(path)
    layout, ways = layout_of(data_set, header)
    if layout is None:
        return None
    wanted = tests(header, layout.get("where", {}))
    wanted |= tests(header, layout.get("where_present", {}))
    wanted |= tests(header, {column: totals for column in layout.get("totals", [])})
    entry = {
        "path": str(path),
        "data_set": data_set["id"],
        "header": header,
        "period": layout["period"],
        "calendar": data_set["period_kind"] == "calendar",
        "provisional": data_set["provisional_periods"],
        "where": wanted,
        "drop": tests(header, layout.get("drop", {})),
        "ways": [],
    }
    for way in ways:
        meaning = dict(labels) | way.get("labels", {})
        for label in [*data_set["ignored_labels"], *way.get("ignored", [])]:
            meaning.pop(label, None)
        condition = tests(header, way.get("where", {}))
        condition |= tests(header, {column: totals for column in way.get("totals", [])})
        read = []
        for measure in measures:
            own = {key: measure.get(key, "") for key in FIGURES}
            own |= layout.get("measures", {}).get(measure["id"], {})
            columns = {key: own.get(key) or "" for key in FIGURES}
            columns = {k: c if c in header else "" for k, c in columns.items()}
            sets = [measure["data_set"], *measure.get("also", [])]
            held = data_set["id"] in sets and measure["cohorts"]
            if held and columns["value"] and measure["id"] not in layout.get("without", []):
                choices = own.get("where", measure.get("where", {}))
                read.append({
                    "id": measure["id"],
                    "cohorts": measure["cohorts"],
                    "where": tests(header, choices),
                    **columns,
                })
        entry["ways"].append({
            "where": condition,
            "column": way.get("column", ""),
            "fixed": way.get("is") or data_set["fixed_cohort"],
            "labels": meaning,
            "measures": read,
        })
    return entry


def prepare(folder, out, root):
    """Writes the tables and returns the entries of the files."""
    catalogue = root / "catalogue"
    out.mkdir(parents=True, exist_ok=True)
    measures = measures_of(catalogue)
    verdicts = toml(catalogue / "verdicts.toml")
    floors = verdicts["materiality"]["floor"]
    cohorts = toml(catalogue / "cohorts.toml")
    labels = {label["label"]: label["cohort"] for label in cohorts["label"]}
    totals = [label for label, cohort in labels.items() if cohort == "all-pupils"]

    names = ["measure_id", "theme", "unit", "decimals", "polarity", "derive_numerator", "floor",
             "events", "not_known_measure", "not_known_included", "part_of"]
    write(out / "measures.csv", names, [
        [m["id"], m["theme"], m["unit"], m["decimals"], m["polarity"],
         int(m.get("derive_numerator", False)), floors.get(m["kind"], 0.0), m.get("events", ""),
         m.get("not_known", ""), int(m.get("not_known_included", False)), m.get("part_of", "")]
        for m in measures
    ])
    write(out / "unavailable.csv", ["measure_id", "comparator", "reason"], [
        [m["id"], comparator, reason]
        for m in measures for comparator, reason in m.get("unavailable", {}).items()
    ])
    breaks = toml(catalogue / "breaks.toml")
    write(out / "breaks.csv", ["measure_id", "before_start"], [
        [measure, start_of(b["before"])] for b in breaks["break"] for measure in b["measures"]
    ])
    comparators = toml(catalogue / "comparators.toml")["comparator"]
    write(out / "comparators.csv", ["comparator", "comparator_area", "comparator_cohort"], [
        # only an area itself has a target
        [c["id"], c["area"], c["cohort"]] for c in comparators if c["area"] != "target"
    ])
    symbols = toml(catalogue / "symbols.toml")["symbol"]
    write(out / "symbols.csv", ["printed", "kept_as"], [
        [s["symbol"], s["kept_as"]] for s in symbols if s["symbol"]
    ])
    thresholds = verdicts["materiality"] | verdicts["evidence"]
    thresholds.pop("floor")
    write(out / "thresholds.csv", list(thresholds), [list(thresholds.values())])

    areas = {area["area_code"]: area for area in rows(root / "data/embedded/areas.csv")}
    successor = {code: area["successor_code"] for code, area in areas.items() if area["successor_code"]}
    changes = catalogue / "areas.toml"
    if changes.exists():
        successor |= {r["code"]: r["is"] for r in toml(changes).get("recoded", [])}
    not_yet = toml(changes).get("not_yet", []) if changes.exists() else []
    write(out / "not_yet.csv", ["area_code", "data_set", "first_start"], [
        [n["area"], n["data_set"], start_of(n["first"])] for n in not_yet
    ])
    present = [area for code, area in sorted(areas.items()) if code not in successor]
    write(out / "areas.csv", ["area_code", "area_name", "area_level", "region_code"], [
        [a["area_code"], a["area_name"], a["area_level"], a["region_code"]] for a in present
    ])
    write(out / "codes.csv", ["printed_code", "area_code"],
          [[a["area_code"]] * 2 for a in present] + sorted(successor.items()))
    write(out / "neighbours.csv", ["area_code", "neighbour_code"], [
        [n["area_code"], n["neighbour_code"]] for n in rows(root / "data/embedded/neighbours.csv")
    ])

    files = sorted(p for p in folder.rglob("*") if p.name.endswith((".csv", ".csv.gz")))
    entries = []
    for path in sorted((catalogue / "data-sets").glob("*.toml")):
        data_set = toml(path)
        file = file_of(data_set, files)
        if file is None:
            continue
        entry = file_entry(file, data_set, measures, labels, totals)
        if entry is None:
            print(f"{file}: no plain layout of '{data_set['id']}' fits; left out for the peers")
        elif any(way["measures"] for way in entry["ways"]):
            entries.append(entry)
    (out / "files.json").write_text(json.dumps(entries, indent=1), encoding="utf-8")
    return entries


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("out", type=Path)
    arguments.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[2])
    given = arguments.parse_args()
    entries = prepare(given.folder, given.out, given.root)
    print(f"{len(entries)} files below {given.folder}, told in {given.out}")


if __name__ == "__main__":
    main()
