"""Writes down, once and outside every timing, what the peers must know besides the figures.

    python3 benches/peers/prepare.py FOLDER OUT [--root PROJECT]

reads the catalogue of the project and the headers of the published files below FOLDER, and
writes small CSV tables (measures, areas, neighbours, comparators, breaks, ...) and files.json
(each file with its columns, the rows that are wanted and what its labels mean) below OUT. The
peers so begin with what the program works out for itself on every run.

Only layouts with one row an area, period and cohort are described here, which is how the statistics
service publishes; a file in another layout is named and left out. Of a row's span of time (year
or term) and of words for totals it has what each text means, so that a peer tests exact texts.
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
FIGURES = ("value", "numerator", "denominator", "total", "lower", "upper")
SPAN_COLUMNS = ("time_identifier", "absence_terms", "time_frame")
WHOLE_YEARS = {"academic": "Academic year", "financial": "Financial year", "calendar": "Calendar year"}


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
    """Of the layouts of the usual geography whose columns are all there, the one that names the most."""
    best, most = (None, None), 0
    for layout in data_set["layout"]:
        unusual = ("kinds", "largest", "summed", "thousands", "units", "percent", "denominator_from", "rounded_to")
        plain = layout["geography"] == "ees" and isinstance(layout["period"], str)
        if not plain or any(layout.get(key) for key in unusual):
            continue
        cohort = layout.get("cohort", "")
        ways = [{"column": cohort}] if isinstance(cohort, str) else cohort
        needed = ["geographic_level", layout["period"], *layout.get("has", [])]
        needed += [*layout.get("where", {}).keys(), *filter(None, [layout.get("status")])]
        for way in ways:
            needed += [way.get("column") or layout["period"], *way.get("where", {}).keys()]
        lacking = [c for c in needed if c not in header]
        fits = not lacking and not any(c in header for c in layout.get("lacks", []))
        if fits and len(set(needed)) > most:
            best, most = (layout, ways), len(set(needed))
    return best


def reads(measure, data_set):
    """Whether figures of a measure come from a data set."""
    return measure["cohorts"] and data_set["id"] in [measure["data_set"], *measure.get("also", [])]


def spans_of(header, layout, data_set, measures, known):
    """Column of the span, its texts with the name of the span, and the data set's own spans."""
    columns = [c for c in layout.get("span", SPAN_COLUMNS) if c in header]
    own = layout.get("spans") or data_set.get("spans") or []
    if not own:
        kind = data_set["period_kind"]
        own = [s["span"] for s in known if kind in s.get("whole", [])]
    wanted = {*own, *(m["term"] for m in measures if m.get("term") and reads(m, data_set))}
    texts = {t: s["span"] for s in known if s["span"] in wanted for t in [s["span"], *s.get("also", [])]}
    return columns, texts, own


def file_entry(path, data_set, measures, labels, totals, spans):
    header = header_of(path)
    layout, ways = layout_of(data_set, header)
    if layout is None:
        return None
    columns, texts, own = spans_of(header, layout, data_set, measures, spans)
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
        "status": layout.get("status", ""),
        "span_columns": columns,
        "span_texts": texts,
        "spans": own,
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
            chosen = {key: measure.get(key, "") for key in FIGURES}
            chosen |= layout.get("measures", {}).get(measure["id"], {})
            columns = {key: chosen.get(key) or "" for key in FIGURES}
            columns = {k: c if c in header else "" for k, c in columns.items()}
            held = reads(measure, data_set)
            if held and columns["value"] and measure["id"] not in layout.get("without", []):
                choices = chosen.get("where", measure.get("where", {}))
                read.append({
                    "id": measure["id"],
                    "cohorts": measure["cohorts"],
                    "where": tests(header, choices),
                    "spans": [measure["term"]] if measure.get("term") else own,
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
    words = toml(catalogue / "totals.toml")["words"]
    totals += [word for word in words if not word.endswith("*") and word not in totals]
    spans = toml(catalogue / "spans.toml")["span"]

    names = ["measure_id", "theme", "unit", "kind", "decimals", "polarity", "derive_numerator", "value_of_counts",
             "floor", "events", "pupils_concerned", "not_known_measure", "not_known_included", "part_of",
             "gap_survives_breaks"]
    write(out / "measures.csv", names, [
        [m["id"], m["theme"], m["unit"], m["kind"], m["decimals"], m["polarity"],
         int(m.get("derive_numerator", False)), int(m.get("value_of_counts", bool(m.get("numerator")))),
         floors.get(m["kind"], 0.0), m.get("events", ""), m.get("pupils_concerned", ""),
         m.get("not_known", ""), int(m.get("not_known_included", False)), m.get("part_of", ""),
         int(m.get("gap_survives_breaks", False))]
        for m in measures
    ])
    short = {m["id"]: m["short_title"] for m in measures}
    write(out / "pupils_from.csv", ["measure_id", "place", "source_id", "source_title", "years", "later", "share"], [
        [m["id"], place, p["measure"], short[p["measure"]], p.get("years", 0), p.get("later", 0), p["share"]]
        for m in measures for place, p in enumerate(m.get("pupils_from", []))
    ])
    write(out / "cohorts.csv", ["cohort"], sorted([c["id"]] for c in cohorts["cohort"]))
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
        [s["symbol"], s["kept_as"]] for s in symbols if s["symbol"].strip()
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
    regions = {code: area["region_code"] for code, area in areas.items() if area["area_level"] == "local_authority"}
    write(out / "misprints.csv", ["data_set", "measure_id", "area_code", "period_start", "printed"], [
        [m["data_set"], measure, area, start_of(m["period"]), m["value"]]
        for m in breaks.get("misprinted", []) for measure in m["measures"]
        for area, region in regions.items() if region == m["region"] and area not in successor
    ])
    present = [area for code, area in sorted(areas.items()) if code not in successor]
    ended = {code: r["from"][:4] for r in toml(changes)["reorganised"] for code in r["predecessors"]}
    names = [a["area_name"] for a in present]

    def named(area):
        """An authority that ended and shares its name says until when it had it."""
        code, name = area["area_code"], area["area_name"]
        county = "county, " if code.startswith("E10") else ""
        return f"{name} ({county}to {ended[code]})" if code in ended and names.count(name) > 1 else name

    write(out / "areas.csv", ["area_code", "area_name", "area_level", "region_code", "is_compared"], [
        [a["area_code"], named(a), a["area_level"], a["region_code"], int(a["area_code"] not in ended)] for a in present
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
        entry = file_entry(file, data_set, measures, labels, totals, spans)
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
    print(f"{len(entries)} files below {given.folder}, described in {given.out}")


if __name__ == "__main__":
    main()
