"""Folders of CSV to measure on: made by the project's generator, or the user's own."""

import concurrent.futures
import gzip
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BENCH = ROOT / "target" / "bench"
GENERATOR = ["cargo", "run", "--locked", "--quiet", "--example", "generate-ees", "--"]
# Data sets whose newest files are laid out as the publisher's own: its header, years, levels and rows.
DATA_SETS = (
    "phonics-screening-check", "key-stage-4-all-pupil-characteristics", "absence-by-pupil-characteristics",
    "suspensions-and-permanent-exclusions-by-characteristic", "pupil-attendance-by-sen",
)


def csv_files(folder):
    return sorted(path for path in folder.rglob("*.csv") if ".meta" not in path.name)


def size_of(folder):
    files = [path for path in folder.rglob("*") if path.is_file() and ".meta" not in path.name]
    return sum(path.stat().st_size for path in files)


def rows_of(folder):
    rows = 0
    for path in csv_files(folder):
        with open(path, "rb") as file:
            while block := file.read(1 << 22):
                rows += block.count(b"\n")
        rows -= 1
    return rows


def published(times):
    """A folder of files with `times` the publisher's rows, made once and kept below target/bench."""
    folder = BENCH / f"published-{times:g}"
    if not (folder / ".whole").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        print(f"making {folder.relative_to(ROOT)}", file=sys.stderr, flush=True)
        command = [*GENERATOR, "--out", folder, "--times", times]
        command += [part for data_set in DATA_SETS for part in ("--data-set", data_set)]
        subprocess.run([str(part) for part in command], cwd=ROOT, check=True, stdout=sys.stderr)
        (folder / ".whole").touch()
    return folder


def subset(folder, name, keep):
    """Links to those files of `folder` whose place `keep` takes."""
    into = BENCH / name
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True)
    for place, path in enumerate(csv_files(folder)):
        if keep(place):
            (into / path.name).symlink_to(path)
    return into


def _zip(pair):
    source, target = pair
    with open(source, "rb") as plain, gzip.open(target, "wb", compresslevel=6) as packed:
        shutil.copyfileobj(plain, packed, 1 << 20)


def zipped(folder):
    """The same files as .csv.gz, as the statistics service sends them."""
    into = BENCH / f"{folder.name}-gzip"
    if not (into / ".whole").exists():
        shutil.rmtree(into, ignore_errors=True)
        into.mkdir(parents=True)
        print(f"making {into.relative_to(ROOT)}", file=sys.stderr, flush=True)
        pairs = [(path, into / f"{path.name}.gz") for path in csv_files(folder)]
        with concurrent.futures.ProcessPoolExecutor(2) as pool:
            list(pool.map(_zip, pairs))
        (into / ".whole").touch()
    return into


def read_through(folder):
    """Brings the files into the system's cache, so that no contender pays for the disk."""
    for path in folder.rglob("*"):
        if path.is_file():
            with open(path, "rb") as file:
                while file.read(1 << 22):
                    pass
