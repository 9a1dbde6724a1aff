"""Draws the pictures of a run again with matplotlib, from the CSV files next to them.

    python3 draw.py CHARTS_FOLDER OUT_FOLDER [--jobs N]

CHARTS_FOLDER is `charts/` of a run. Each PNG there is drawn at its own size from the
plotted values in its CSV: the same panels, series, intervals, marks, bars and labels.
Bands, breaks, footers and placed labels are not in the CSV and are left out, so the
work is a little less than the program's. Prints one JSON object with the number of
pictures and the seconds spent, without imports.
"""

import argparse
import csv
import json
import struct
import time
from multiprocessing import Pool
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

BLUE, ORANGE, PINK, GREY = "#12436D", "#F46A25", "#801650", "#BFBFBF"
DESTINATIONS = [BLUE, "#28A197", PINK, ORANGE, GREY]
FILLS = {"++": BLUE, "+": "#CFE0EF", "=": "#F3F2F1", "\u2212": "#FCE1D4", "\u2212\u2212": ORANGE}
DPI = 200


def number(text):
    return float(text) if text else None


def size_of(png):
    with png.open("rb") as file:
        return struct.unpack(">II", file.read(24)[16:24])


def grouped(rows, key):
    groups = {}
    for row in rows:
        groups.setdefault(row[key], []).append(row)
    return groups


def series(axis, rows, colour, marker, line, bars):
    rows = [r for r in rows if r["value"]]
    for segment in grouped(rows, "segment").values():
        years = [int(r["year"]) for r in segment]
        values = [float(r["value"]) for r in segment]
        axis.plot(years, values, line, color=colour, marker=marker, linewidth=2, markersize=7)
    limits = [r for r in rows if bars and r["lower"] and r["upper"]]
    if limits:
        values = [float(r["value"]) for r in limits]
        low = [v - float(r["lower"]) for v, r in zip(values, limits)]
        high = [float(r["upper"]) - v for v, r in zip(values, limits)]
        years = [int(r["year"]) for r in limits]
        axis.errorbar(years, values, yerr=[[max(0, x) for x in low], [max(0, x) for x in high]],
                      fmt="none", ecolor=colour, capsize=3, linewidth=1.3)
    if rows:
        last = rows[-1]
        axis.annotate(f"{float(last['value']):.1f}", (int(last["year"]), float(last["value"])),
                      xytext=(6, 0), textcoords="offset points", color=colour, fontsize=9.3)


def trend(figure, rows):
    panels = list(grouped(rows, "panel").items())
    down = -(-len(panels) // 3)
    for place, (title, of_panel) in enumerate(panels):
        axis = figure.add_subplot(down, 3, place + 1)
        names = list(grouped(of_panel, "series").items())
        looks = [(BLUE, "o", "-", True), (ORANGE, "s", "--", False)]
        for (name, of_series), look in zip(names, looks):
            series(axis, of_series, *look)
            for row in of_series:
                if row["symbol"]:
                    axis.annotate(row["symbol"], (int(row["year"]), 0.08),
                                  xycoords=("data", "axes fraction"), fontsize=8.3, ha="center",
                                  bbox={"boxstyle": "circle", "fc": "white", "ec": BLUE})
        axis.set_title(title, fontsize=11, fontweight="bold", loc="left")
        axis.grid(axis="y", color="#D9D9D9")
        axis.tick_params(labelsize=9)
        axis.spines[["top", "right", "left"]].set_visible(False)


def gap(figure, rows):
    units = list(grouped(rows, "unit").items())
    heights = [len(of_unit) + 2 for _, of_unit in units]
    for axis, (unit, of_unit) in zip(
        figure.subplots(len(units), 1, gridspec_kw={"height_ratios": heights}, squeeze=False)[:, 0],
        units,
    ):
        for y, row in enumerate(reversed(of_unit)):
            width = number(row["materiality"]) or 0
            axis.barh(y, 2 * width, left=-width, color="#EDEEEE", height=0.7)
            value = number(row["gap"])
            if value is None:
                continue
            colour, marker = (BLUE, "o") if value >= 0 else (ORANGE, "s")
            if row["lower"] and row["upper"]:
                axis.plot([float(row["lower"]), float(row["upper"])], [y, y], color=GREY, linewidth=5)
            axis.plot([0, value], [y, y], color=colour, linewidth=1.5)
            axis.plot([value], [y], marker, color=colour, markersize=9)
            axis.text(1.02, y, f"{value:+.1f}  {row['words']}", fontsize=9.3, va="center",
                      transform=axis.get_yaxis_transform())
        axis.set_yticks(range(len(of_unit)), [r["measure"] for r in reversed(of_unit)], fontsize=8.8)
        axis.axvline(0, color="black")
        axis.grid(axis="x", color="#D9D9D9")
        axis.set_xlabel(unit, fontsize=9.5)
    figure.subplots_adjust(left=0.38, right=0.68, hspace=0.5)


def gap_over_time(figure, rows):
    axis = figure.add_subplot()
    rows = [dict(r, value=r["gap"]) for r in rows]
    series(axis, rows, BLUE, "o", "-", True)
    width = next((float(r["materiality"]) for r in rows if r["materiality"]), 0)
    axis.axhspan(-width, width, color="#EDEEEE")
    axis.axhline(0, color="black")
    axis.grid(axis="y", color="#D9D9D9")


def rank(figure, rows):
    areas = [r for r in rows if r["part"] == "authority"]
    limits = [r for r in rows if r["part"] == "limit"]
    axes = figure.subplots(2 if limits else 1, 1, squeeze=False)[:, 0]
    looks = {"other": (GREY, "o", 20), "neighbour": (PINK, "D", 40), "area": (BLUE, "o", 75)}
    for role, (colour, marker, size) in looks.items():
        of_role = [(n, r) for n, r in enumerate(areas) if r["role"] == role]
        axes[0].scatter([n for n, _ in of_role], [float(r["value"]) for _, r in of_role], s=size,
                        c=colour, marker=marker, edgecolors="#505A5F", zorder=3)
        counted = [r for _, r in of_role if r["pupils"]] if limits else []
        if counted:
            axes[1].scatter([float(r["pupils"]) for r in counted],
                            [float(r["value"]) for r in counted], s=size, c=colour, marker=marker,
                            edgecolors="#505A5F", zorder=3)
    for row in rows:
        if row["part"] == "england":
            for axis in axes:
                axis.axhline(float(row["value"]), color="#B4420B")
    for column, line in (("lower_95", "--"), ("upper_95", "--"), ("lower_99_8", "-"), ("upper_99_8", "-")):
        if limits:
            axes[1].plot([float(r["pupils"]) for r in limits], [float(r[column]) for r in limits],
                         line, color="#3D3D3D")
    for axis in axes:
        axis.grid(axis="y", color="#D9D9D9")
    for row in areas:
        if row["role"] == "area":
            axes[0].annotate(f"{row['area_name']} {row['value']}", (areas.index(row), float(row["value"])),
                             xytext=(30, -30), textcoords="offset points", color=BLUE, fontsize=9.5,
                             bbox={"fc": "white", "ec": BLUE}, arrowprops={"arrowstyle": "-"})


def destinations(figure, rows):
    axis = figure.add_subplot()
    bars = list(grouped([dict(r, key=f"{r['group']}\n{r['bar']}") for r in rows], "key").items())
    for y, (name, of_bar) in enumerate(reversed(bars)):
        left = 0.0
        for row, colour in zip(of_bar, DESTINATIONS):
            value = number(row["value"])
            if value is None:
                continue
            hatch = "///" if colour == GREY else None
            axis.barh(y, value, left=left, color=colour, edgecolor="white", hatch=hatch)
            axis.text(left + value / 2, y, f"{value:.1f}", ha="center", va="center", fontsize=9)
            left += value
    axis.set_yticks(range(len(bars)), [name for name, _ in reversed(bars)], fontsize=9.5)
    axis.set_xlim(0, 100)
    figure.subplots_adjust(left=0.3)


def scorecard(figure, rows):
    axis = figure.add_subplot()
    axis.axis("off")
    measures = list(grouped(rows, "measure").items())
    blocks = list(grouped(rows, "group"))
    axis.set_xlim(0, 1)
    axis.set_ylim(len(measures), 0)
    for y, (name, cells) in enumerate(measures):
        axis.text(0, y + 0.5, name, fontsize=10, va="center")
        for cell in cells:
            x = 0.34 + 0.34 * blocks.index(cell["group"])
            ground = FILLS.get(cell["sign"], "white")
            axis.add_patch(plt.Rectangle((x, y + 0.05), 0.32, 0.9, fc=ground, ec=GREY))
            ink = "white" if ground == BLUE else "black"
            axis.text(x + 0.06, y + 0.5, cell["value"] or cell["symbol"], fontsize=11,
                      fontweight="bold", color=ink, va="center", ha="right")
            axis.text(x + 0.12, y + 0.5, cell["england"], fontsize=9.6, color=ink, va="center", ha="right")
            axis.text(x + 0.13, y + 0.5, cell["sign"], fontsize=11, color=ink, va="center")
            axis.text(x + 0.16, y + 0.5, f"{cell['level']}\n{cell['direction']}", fontsize=8.3, color=ink, va="center")


def slope(figure, rows):
    axis = figure.add_subplot()
    for (group, name), of_line in grouped([dict(r, key=(r["group"], r["series"])) for r in rows], "key").items():
        values = [number(r["value"]) for r in of_line]
        colour, line = (ORANGE, "s--") if name == "England" else (BLUE, "o-")
        if None not in values:
            axis.plot([0, 1], values, line, color=colour, linewidth=2)
            axis.text(1.05, values[1], f"{values[1]:.1f} {group}, {name}", color=colour, fontsize=9.5)
            axis.text(-0.05, values[0], f"{values[0]:.1f}", color=colour, fontsize=9.5, ha="right")
    axis.set_xlim(-0.3, 2)
    axis.grid(axis="y", color="#D9D9D9")


def ladder(figure, rows):
    axis = figure.add_subplot()
    for y, row in enumerate(reversed(rows)):
        own, england = number(row["value"]), number(row["england"])
        if own is not None and england is not None:
            axis.plot([own, england], [y, y], color=GREY, linewidth=4)
        for value, colour, marker in ((england, ORANGE, "s"), (own, BLUE, "o")):
            if value is not None:
                axis.plot([value], [y], marker, color=colour, markersize=9)
                axis.text(value, y + 0.15, f"{value:.1f}", ha="center", fontsize=9.5, color=colour)
        axis.text(1.02, y, row["words"], fontsize=9, transform=axis.get_yaxis_transform())
    axis.set_yticks(range(len(rows)), [r["group"] for r in reversed(rows)])
    axis.grid(axis="x", color="#D9D9D9")
    figure.subplots_adjust(right=0.7)


def ratios(figure, rows):
    axis = figure.add_subplot()
    axis.set_xscale("log", base=2)
    names = list(grouped(rows, "row"))
    for row in rows:
        value = number(row["ratio"])
        if value:
            own = row["series"] != "England"
            y = names.index(row["row"]) + (-0.15 if own else 0.15)
            axis.plot([value], [y], "o" if own else "s", color=BLUE if own else ORANGE, markersize=9)
            axis.text(1.02, y, f"{value:.2f}", fontsize=9.5, transform=axis.get_yaxis_transform())
    axis.set_yticks(range(len(names)), names, fontsize=9.6)
    axis.axvline(1, color="black")
    figure.subplots_adjust(left=0.35)


KINDS = [
    ("gap-over-time", gap_over_time),
    ("gap-", gap),
    ("trend-", trend),
    ("rank-", rank),
    ("destinations-", destinations),
    ("scorecard", scorecard),
    ("slope-", slope),
    ("ladder-", ladder),
    ("disproportionality", ratios),
]


def draw(job):
    source, target, title = job
    with source.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    width, height = size_of(source)
    figure = plt.figure(figsize=(width / DPI, height / DPI), dpi=DPI)
    kind = next(function for prefix, function in KINDS if source.name.startswith(prefix))
    if rows:
        kind(figure, rows)
    figure.suptitle(title, fontsize=16, fontweight="bold", x=0.03, ha="left")
    figure.savefig(target, dpi=DPI)
    plt.close(figure)


def jobs_of(charts, out):
    with (charts / "index.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            target = out / row["file"].replace("/", "-")
            yield charts / row["file"], target, row["title"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("charts", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--limit", type=int, default=None, help="draw no more than this many")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    jobs = list(jobs_of(options.charts, options.out))[: options.limit]
    begun = time.perf_counter()
    if options.jobs > 1:
        with Pool(options.jobs) as pool:
            pool.map(draw, jobs)
    else:
        for job in jobs:
            draw(job)
    seconds = time.perf_counter() - begun
    print(json.dumps({"pictures": len(jobs), "seconds": round(seconds, 3), "matplotlib": matplotlib.__version__}))


if __name__ == "__main__":
    main()
