"""Whole processes, measured by the kernel: wall, processor time and peak memory."""

import os
import statistics
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, field

PAGE = os.sysconf("SC_PAGE_SIZE")
POLL_SECONDS = 0.02


@dataclass
class Sample:
    """One run. Seconds and MiB; `own` leaves out the pages of mapped files, which the system
    takes back whenever it likes."""

    wall: float
    cpu: float
    resident: float
    own: float
    said: str = field(repr=False, default="")


class Failed(Exception):
    """A process failed; contains what it printed."""


def _watch_own(pid, peak, stop):
    while not stop.is_set():
        try:
            with open(f"/proc/{pid}/statm", encoding="ascii") as file:
                _, resident, shared, *_ = file.read().split()
        except (FileNotFoundError, ProcessLookupError, ValueError):
            return
        peak[0] = max(peak[0], (int(resident) - int(shared)) * PAGE / 2**20)
        stop.wait(POLL_SECONDS)


def run(command, expected=(0,), environment=None):
    """Runs `command` once."""
    with tempfile.TemporaryFile("w+") as output:
        begun = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={**os.environ, **(environment or {})},
        )
        peak, stop = [0.0], threading.Event()
        watcher = threading.Thread(target=_watch_own, args=(process.pid, peak, stop))
        watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        stop.set()
        watcher.join()
        output.seek(0)
        said = output.read()
    if process.returncode not in expected:
        line = " ".join(str(part) for part in command)
        raise Failed(f"{line}\nended with {process.returncode}:\n{said[-2000:]}")
    # Linux gives kilobytes
    resident = usage.ru_maxrss / 1024
    return Sample(wall, usage.ru_utime + usage.ru_stime, resident, peak[0], said)


def alternate(contenders, runs, before=lambda name: None):
    """Runs each of `contenders` (name → command) `runs` times, in turn, the order turned about
    from round to round, and gives name → samples."""
    samples = {name: [] for name in contenders}
    names = list(contenders)
    for turn in range(runs):
        for name in names if turn % 2 == 0 else reversed(names):
            before(name)
            samples[name].append(run(contenders[name]))
    return samples


def median(samples, what):
    return statistics.median(getattr(sample, what) for sample in samples)


def spread(samples):
    """How far the runs of one contender differ, as a share of their median."""
    walls = [sample.wall for sample in samples]
    return (max(walls) - min(walls)) / statistics.median(walls)
