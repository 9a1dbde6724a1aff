"""Measures the program, and the same job by hand in DuckDB and in Polars, as whole processes.

    python3 benches/run.py [--sizes 1,4] [--runs 3] [--parts job,gzip,...] [--write]

Inputs are made by `cargo run --example generate-ees` below target/bench, laid out as the publisher's
newest files and with as many rows at size 1; --folder takes a folder of published files instead. The peers run in target/bench-venv, made from
benches/requirements.txt. What they write is first checked against the program's tables, row by
row. Results are printed as Markdown and kept in target/bench/results.md; --write also puts them
into docs/performance.md. Wants a quiet machine: it says how busy it was.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import venv
from pathlib import Path

import inputs
import measure
import tables
from inputs import BENCH, ROOT
from measure import alternate, median
from tables import seconds, table

ENVIRONMENT = ROOT / "target" / "bench-venv"
PEERS = ROOT / "benches" / "peers"
PARTS = ("job", "gzip", "staging", "queries", "warm", "outputs", "growth")
# The tables that the peers make too.
SHARED = "facts,comparisons,trends,rankings"
# The steps of a run before its first query: checksums of what there is, and staging.
FINDING = "finding published figures"
READING = "reading published figures"


def arguments():
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    given.add_argument("--sizes", default="1", help="multiples of the publisher's rows, as 1,4,16")
    given.add_argument("--folder", type=Path, help="a folder of published files instead")
    given.add_argument("--runs", type=int, default=3)
    given.add_argument("--threads", type=int, default=os.cpu_count())
    given.add_argument("--program", type=Path, default=ROOT / "target/release/send-outcomes")
    given.add_argument("--parts", default=",".join(PARTS))
    given.add_argument("--write", action="store_true", help="put the results into docs/performance.md")
    return given.parse_args()


def peers_ready():
    """The interpreter of the environment with the peers, made if need be."""
    python = ENVIRONMENT / "bin" / "python"
    wanted = (ROOT / "benches/requirements.txt").read_text(encoding="utf-8")
    stamp = ENVIRONMENT / "requirements.txt"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        venv.create(ENVIRONMENT, with_pip=True, clear=True, symlinks=True)
        install = [python, "-m", "pip", "install", "--quiet", "-r", ROOT / "benches/requirements.txt"]
        subprocess.run(install, check=True)
        stamp.write_text(wanted, encoding="utf-8")
    return python


def scan_ready():
    target = ROOT / "target" / "bench-scan"
    build = ["cargo", "build", "--release", "--locked", "--quiet", "--target-dir", target]
    subprocess.run(build, cwd=ROOT / "benches/scan", check=True)
    return target / "release" / "bare-scan"


class Bench:
    def __init__(self, given):
        self.given = given
        self.python = peers_ready()
        BENCH.mkdir(parents=True, exist_ok=True)
        self.text = []

    def say(self, title, body):
        self.text.append(f"### {title}\n\n{body}")
        print(f"\n### {title}\n\n{body}", flush=True)

    def folders(self):
        """(what it is called, folder) at each size."""
        if self.given.folder:
            return [("as given", self.given.folder)]
        sizes = [float(size) for size in self.given.sizes.split(",")]
        return [(f"{size:g}×", inputs.published(size)) for size in sizes]

    def program(self, folder, out, *more, only="tables", jobs=None):
        return [
            self.given.program, "run", "--source", f"dir:{folder}", "--area", "all", "--only", only,
            "--out", out, "--jobs", jobs or self.given.threads, "--log-format", "json", "--verbose", *more,
        ]

    def prepared(self, folder):
        into = BENCH / f"prepared-{folder.name}"
        subprocess.run([self.python, PEERS / "prepare.py", folder, into], check=True, stdout=sys.stderr)
        return into

    def contenders(self, folder):
        prepared = self.prepared(folder)
        peer = lambda name: [  # noqa: E731
            self.python, PEERS / f"{name}_job.py", prepared, BENCH / "out" / name,
            "--threads", self.given.threads,
        ]
        return {
            "send-outcomes": self.program(folder, BENCH / "out" / "send-outcomes", only=SHARED),
            "DuckDB": peer("duckdb"),
            "Polars": peer("polars"),
            "send-outcomes, all its tables": self.program(folder, BENCH / "out" / "all"),
        }

    def clear(self, name=None):
        del name
        shutil.rmtree(BENCH / "out", ignore_errors=True)
        (BENCH / "out").mkdir()

    def agree(self, contenders):
        """Each contender once, and what the peers wrote compared with the program's tables."""
        self.clear()
        for command in contenders.values():
            measure.run(command)
        lines = []
        for name in ("DuckDB", "Polars"):
            check = subprocess.run(
                [self.python, PEERS / "compare.py", BENCH / "out/send-outcomes/tables", BENCH / "out" / name.lower()],
                capture_output=True, text=True, check=False,
            )
            lines.append(f"{name}:\n{check.stdout}")
            if check.returncode != 0:
                print(check.stdout, check.stderr, file=sys.stderr)
                raise SystemExit(f"{name} did not write what the program wrote; nothing was timed")
        return "```text\n" + "".join(lines) + "```"

    def whole_job(self, packed):
        rows, agreed = [], ""
        for size, plain in self.folders():
            count = inputs.rows_of(plain)
            folder = inputs.zipped(plain) if packed else plain
            inputs.read_through(folder)
            contenders = self.contenders(folder)
            agreed = self.agree(contenders)
            samples = alternate(contenders, self.given.runs, self.clear)
            best = {what: min(median(samples[n], what) for n in ("DuckDB", "Polars")) for what in ("wall", "cpu")}
            for name, taken in samples.items():
                rows.append([
                    f"{size} ({inputs.size_of(folder) / 1e6:.0f} MB, {count:,} rows)", name,
                    seconds(median(taken, "wall")), seconds(median(taken, "cpu")),
                    f"{median(taken, 'resident'):.0f}", f"{median(taken, 'own'):.0f}",
                    *(f"{median(taken, what) / best[what]:.2f}" for what in ("wall", "cpu")),
                    f"{100 * measure.spread(taken):.0f}%",
                ])
        names = [
            "input", "", "wall, s", "CPU, s", "peak, MiB", "own, MiB", "wall ÷ better peer", "CPU ÷ better peer", "spread",
        ]
        kind = "gzip" if packed else "CSV"
        self.say(f"The whole job from {kind}", table(names, rows))
        if not packed:
            self.say("The three agree", agreed)

    def staging(self):
        scan = scan_ready()
        rows = []
        for size, folder in self.folders():
            inputs.read_through(folder)
            megabytes = sum(path.stat().st_size for path in inputs.csv_files(folder)) / 1e6
            commands = {
                kind: [scan, kind, self.given.threads, folder] for kind in ("lines", "separators", "fields")
            }
            commands["staging"] = self.program(folder, BENCH / "out/send-outcomes", only="facts")
            samples = alternate(commands, self.given.runs, self.clear)
            # all by the process's own clock, so that no start-up time is counted
            taken = {
                kind: statistics.median(event(sample.said, "seconds") for sample in samples[kind])
                for kind in ("lines", "separators", "fields")
            }
            steps = [step_seconds(sample) for sample in samples["staging"]]
            taken["staging"] = statistics.median(each[READING] for each in steps)
            taken["with checksums"] = statistics.median(each[FINDING] + each[READING] for each in steps)
            speed = {kind: megabytes / seconds for kind, seconds in taken.items()}
            rows.append([
                size, *[f"{each:.0f}" for each in speed.values()],
                f"{speed['staging'] / speed['separators']:.2f}", f"{speed['staging'] / speed['fields']:.2f}",
                f"{speed['with checksums'] / speed['fields']:.2f}",
            ])
        names = [
            "input", "line ends", "separators", "every field", "staging", "checksums and staging",
            "staging ÷ separators", "staging ÷ fields", "checksums and staging ÷ fields",
        ]
        self.say("Staging against a bare scan of the same bytes, MB/s", table(names, rows))

    def queries(self):
        _, folder = self.folders()[0]
        prepared = self.prepared(folder)
        staged = BENCH / "staged.parquet"
        duckdb = [self.python, PEERS / "duckdb_job.py", prepared, BENCH / "out/duckdb", "--threads", 1]
        measure.run([*duckdb, "--keep-staged", staged])
        samples = alternate(
            {
                "send-outcomes": self.program(folder, BENCH / "out/send-outcomes", only=SHARED, jobs=1),
                "DuckDB": [*duckdb, "--staged", staged],
            },
            self.given.runs, self.clear,
        )
        steps = [step_seconds(sample) for sample in samples["send-outcomes"]]
        ours = statistics.median(sum(each.values()) - each[FINDING] - each[READING] for each in steps)
        theirs = statistics.median(event(sample.said, "queries") for sample in samples["DuckDB"])
        rows = [["send-outcomes", seconds(ours)], ["DuckDB", seconds(theirs)], ["ratio", f"{ours / theirs:.2f}"]]
        each = ", ".join(f"{name} {taken:.2f}" for name, taken in steps[0].items())
        body = table(["queries from staged Parquet to the four tables, one thread", "s"], rows)
        self.say("Queries alone", f"{body}\n\nSteps of the program in one such run, s: {each}.")

    def warm(self):
        """The same run again on inputs that have not changed."""
        _, folder = self.folders()[0]
        store, out = BENCH / "store", BENCH / "out" / "send-outcomes"
        shutil.rmtree(store, ignore_errors=True)
        self.clear()
        fetch = [self.given.program, "fetch", "--source", f"dir:{folder}", "--store", store, "--if-changed", "--quiet"]
        first = measure.run(self.program(folder, out))
        again = [measure.run(self.program(folder, out)) for _ in range(self.given.runs)]
        rows = [
            ["`run` on figures never seen", seconds(first.wall)],
            ["`run` again, nothing changed", seconds(median(again, "wall"))],
        ]
        fetched = measure.run(fetch)
        unchanged = [measure.run(fetch, expected=(3,)) for _ in range(self.given.runs)]
        refresh = [
            self.given.program, "refresh", "--source", f"dir:{folder}", "--store", store, "--area", "all",
            "--only", "tables", "--out", out, "--quiet",
        ]
        measure.run([*refresh, "--force"])
        refreshed = [measure.run(refresh, expected=(3,)) for _ in range(self.given.runs)]
        rows += [
            ["`fetch --if-changed`, all of it new", seconds(fetched.wall)],
            ["`fetch --if-changed`, nothing new (exit 3)", seconds(median(unchanged, "wall"))],
            ["`refresh`, nothing new: outputs as they stand (exit 3)", seconds(median(refreshed, "wall"))],
        ]
        self.say("A refresh with nothing new", table(["", "s"], rows))

    def outputs(self):
        """The embedded figures, all outputs."""
        whole = lambda area, *more: [  # noqa: E731
            self.given.program, "run", "--source", "embedded", "--area", area, "--out",
            BENCH / "out/send-outcomes", "--jobs", self.given.threads, "--quiet", *more,
        ]
        commands = {
            "one area, everything": whole("Birmingham"),
            "all areas, tables": whole("all", "--only", "tables"),
            "all areas, everything": whole("all"),
        }
        rows = []
        for name, command in commands.items():
            taken = []
            for _ in range(1 if name == "all areas, everything" else self.given.runs):
                self.clear()
                taken.append(measure.run(command))
            rows.append([name, seconds(median(taken, "wall")), seconds(median(taken, "cpu")), f"{median(taken, 'own'):.0f}"])
        self.say("Embedded figures", table(["", "wall, s", "CPU, s", "own, MiB"], rows))

    def growth(self):
        """Time and memory of the program alone against what grows."""
        _, folder = self.folders()[0]
        rows, first = [], {}
        out = BENCH / "out/send-outcomes"

        def add(what, count, shown, command):
            self.clear()
            taken = [measure.run(command) for _ in range(self.given.runs)]
            cpu = median(taken, "cpu")
            least, before = first.setdefault(what, (count, cpu))
            each = f"{1000 * (cpu - before) / (count - least):.3g}" if count > least else ""
            own = f"{median(taken, 'own'):.0f}"
            rows.append([what, shown, seconds(median(taken, "wall")), seconds(cpu), own, each])

        def program(folder, *more, area=("--area", "all")):
            command = [part for part in self.program(folder, out) if part not in ("--area", "all")]
            return [*command, *area, *more]

        if not self.given.folder:
            for times in (0.25, 0.5, 1, 4):
                part = inputs.published(times)
                count = inputs.rows_of(part)
                inputs.read_through(part)
                add("thousand rows", count / 1000, f"{count:,} rows", program(part))
        listed = subprocess.run(
            [self.given.program, "areas", "--format", "csv"], capture_output=True, text=True, check=True
        ).stdout.splitlines()[1:]
        codes = [line.split(",")[0] for line in listed if line.startswith("E0") or line.startswith("E10")]
        for count in (1, 10, 50, len(codes)):
            areas = [part for code in codes[:count] for part in ("--area", code)]
            add("areas compared", count, count, program(folder, area=areas))
        files = inputs.csv_files(folder)
        for place in range(len(files)):
            part = inputs.subset(folder, "subset", lambda other, place=place: other <= place)
            count = self.measures_of(part)
            add("measures", count, f"{count} in {place + 1} files", program(part))
        for year in (2008, 2012, 2016, 2020, 2024):
            period = f"{year}/{(year + 1) % 100:02}"
            add("years", year, f"as of {period}", program(folder, "--as-of", period))
        for count in (1, 10, 100, 1000):
            judged = ("--statements", statements(count))
            add("statements", count, count, program(folder, *judged, area=("--area", "Birmingham")))
        names = ["what grows", "to", "wall, s", "CPU, s", "own, MiB", "CPU for each more, ms"]
        note = (
            "Each more is set against the first line of its kind. Rows grow by those that nobody asked for, "
            "measures by whole files; statements are judged for one area."
        )
        self.say("Growth", f"{table(names, rows)}\n\n{note}")

    def measures_of(self, folder):
        """How many measures are read from the files of a folder."""
        described = json.loads((self.prepared(folder) / "files.json").read_text(encoding="utf-8"))
        return len({m["id"] for file in described for way in file["ways"] for m in way["measures"]})


def statements(count):
    """A file of so many statements, of which each has a clause on a level and one on a direction."""
    lines = ['title = "Statements to measure on"', 'area = "E08000025"']
    measures = ("phonics-year-1", "ks4-attainment-8", "ks4-progress-8", "ks4-ebacc-entry", "absence-persistent")
    for number in range(count):
        start, measure = 2019 - number % 4, measures[number % len(measures)]
        lines += [
            "", "[[statement]]", f'id = "S{number + 1}"',
            f'text = "Statement {number + 1}"', f'cohort = "{("sen-support", "ehc-plan")[number % 2]}"',
            f'from = "{start}/{(start + 1) % 100:02}"', 'to = "2023/24"',
            "[[statement.clause]]", 'text = "above the same pupils nationally"',
            f'measures = ["{measure}"]', 'level = "favourable"',
            "[[statement.clause]]", 'text = "improving"', f'measures = ["{measure}"]', 'direction = "improving"',
        ]
    path = BENCH / f"statements-{count}.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def events(said):
    """The lines of a process's output that are JSON objects."""
    found = []
    for line in said.splitlines():
        if line.startswith("{"):
            found.append(json.loads(line))
    return found


def event(said, name):
    """Seconds that a peer reports for a part of it."""
    return next(e[name] for e in events(said) if name in e)


def step_seconds(sample):
    """Step → seconds, of a run whose steps follow one another: with one job all of them, otherwise
    those before the first query. The last one has in it the manifest, and the end of the process."""
    steps = [(e["message"], e["elapsed_ms"]) for e in events(sample.said) if e.get("event") == "step"]
    following = [*(begun for _, begun in steps[1:]), sample.wall * 1000]
    taken = {}
    for (name, begun), end in zip(steps, following, strict=True):
        taken[name.removeprefix("computing ")] = (end - begun) / 1000
    return taken


def versions(bench):
    program = subprocess.run([bench.given.program, "--version"], capture_output=True, text=True, check=True)
    peers = subprocess.run([bench.python, "-m", "pip", "freeze"], capture_output=True, text=True, check=True)
    kept = [line.replace("==", " ") for line in peers.stdout.splitlines() if line.startswith(("duckdb", "polars==", "scipy"))]
    return ", ".join([program.stdout.strip(), *kept, f"Python {sys.version.split()[0]}"])


def main():
    given = arguments()
    if not given.program.exists():
        raise SystemExit(f"{given.program} is not there; build it with: cargo build --release --locked --features allocator")
    bench = Bench(given)
    busy = os.getloadavg()[0]
    parts = given.parts.split(",")
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        raise SystemExit(f"no part is called {', '.join(unknown)}; there are {', '.join(PARTS)}")
    for part in parts:
        match part:
            case "job":
                bench.whole_job(packed=False)
            case "gzip":
                bench.whole_job(packed=True)
            case _:
                getattr(bench, part)()
    head = (
        f"Measured on {tables.today()} on {tables.machine()}; load before it began {busy:.1f}. "
        f"{versions(bench)}; {given.threads} threads; medians of {given.runs} runs, in turn.\n\n"
        f"Again: `python3 benches/run.py {' '.join(a for a in sys.argv[1:] if a != '--write')}`"
    )
    text = "\n\n".join([head, *bench.text])
    (BENCH / "results.md").write_text(text + "\n", encoding="utf-8")
    if given.write:
        tables.put(ROOT / "docs/performance.md", text)


if __name__ == "__main__":
    main()
