"""Pictures a second: a build of the program against matplotlib, in one run.

    python3 benches/charts/run.py BINARY [--areas N] [--rounds N] [--jobs N] [--python PYTHON]

Draws the sets of the first N authorities with BINARY, then the same pictures from
their own CSV files with matplotlib, in turns, and prints both. The program's seconds
run from the first query of the presentation to the last file written: they hold its
queries, layout, rendering, encoding, CSV and alternative text; matplotlib's hold the
reading of the CSV, drawing and encoding. Both use the same number of jobs.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

DRAWING = "drawing charts"


def areas(binary, count):
    listed = subprocess.run([binary, "areas", "--format", "json"], check=True, capture_output=True, text=True)
    found = [a for a in json.loads(listed.stdout) if "authority" in a.get("level", a.get("area_level", ""))]
    step = max(1, len(found) // count)
    return [a["code"] for a in found[::step][:count]]


def program(binary, codes, out, jobs):
    command = [binary, "--log-format", "json", "run", "--only", "charts", "--jobs", str(jobs), "--out", str(out)]
    for code in codes:
        command += ["--area", code]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    events = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    drawing = [e["elapsed_ms"] for e in events if e["message"].startswith(DRAWING)]
    pictures = len(list((out / "charts").glob("*/*.png")))
    return pictures, (drawing[-1] - drawing[0]) / 1000


def matplotlib(python, charts, out, jobs):
    script = Path(__file__).with_name("draw.py")
    command = [python, str(script), str(charts), str(out), "--jobs", str(jobs)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    result = json.loads(done.stdout.splitlines()[-1])
    return result["pictures"], result["seconds"], result["matplotlib"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("--areas", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--python", default=sys.executable, help="a Python that has matplotlib")
    options = parser.parse_args()
    binary = str(Path(options.binary).resolve())
    codes = areas(binary, options.areas)
    ours, theirs = [], []
    for number in range(1, options.rounds + 1):
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "output"
            pictures, seconds = program(binary, codes, out, options.jobs)
            ours.append(pictures / seconds)
            print(f"round {number}: send-outcomes  {pictures} pictures in {seconds:.2f} s, "
                  f"{1000 * seconds / pictures:.1f} ms each", flush=True)
            pictures, seconds, version = matplotlib(
                options.python, out / "charts", Path(folder) / "matplotlib", options.jobs)
            theirs.append(pictures / seconds)
            print(f"round {number}: matplotlib {version} {pictures} pictures in {seconds:.2f} s, "
                  f"{1000 * seconds / pictures:.1f} ms each", flush=True)
    a, b = statistics.median(ours), statistics.median(theirs)
    print(f"median of {options.rounds}, {options.jobs} job(s): {a:.1f} against {b:.1f} pictures a second, "
          f"{a / b:.1f} times as many")


if __name__ == "__main__":
    main()
