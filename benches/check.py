"""Counts the instructions of the staging and query kernels and holds them against a baseline.

    python3 benches/check.py [--update]

Instructions, unlike seconds, do not depend on what else the machine does, so a change that makes
a kernel do more work shows on any machine. Counted by valgrind's callgrind in the build that the
tests use; what `nothing` takes, reading the catalogue and making the workload, is taken off.
Ends with 1 if a kernel takes more than TOLERANCE above its baseline in benches/instructions.json.
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BASELINE = ROOT / "benches" / "instructions.json"
KERNELS = ("stage", "methods", "queries")
TOLERANCE = 0.03


def built():
    """The bench program, of the development profile."""
    command = ["cargo", "build", "--locked", "--quiet", "--bench", "kernels", "--message-format=json"]
    said = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    for line in said.splitlines():
        message = json.loads(line)
        if message.get("executable") and message["target"]["name"] == "kernels":
            return message["executable"]
    raise SystemExit("cargo built no program for benches/kernels.rs")


def counted(program, kernel):
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, kernel]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"Collected : (\d+)", ended.stderr)
    if ended.returncode != 0 or not found:
        raise SystemExit(f"the kernel '{kernel}' failed under valgrind:\n{ended.stderr[-2000:]}")
    return int(found.group(1))


def compiler():
    return subprocess.run(["rustc", "--version"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def main():
    if not shutil.which("valgrind"):
        raise SystemExit("valgrind is not installed; on Debian: apt-get install valgrind")
    program = built()
    nothing = counted(program, "nothing")
    counts = {kernel: counted(program, kernel) - nothing for kernel in KERNELS}
    if "--update" in sys.argv[1:]:
        BASELINE.write_text(json.dumps({"compiler": compiler(), "instructions": counts}, indent=2) + "\n")
        print(f"written to {BASELINE.relative_to(ROOT)}:")
        for kernel, count in counts.items():
            print(f"  {kernel:8} {count:>15,}")
        return
    baseline = json.loads(BASELINE.read_text(encoding="utf-8"))
    if baseline["compiler"] != compiler():
        print(f"note: the baseline was counted with {baseline['compiler']}, this is {compiler()}")
    slower = []
    for kernel, count in counts.items():
        before = baseline["instructions"][kernel]
        change = count / before - 1
        verdict = "ok" if abs(change) <= TOLERANCE else "fewer" if change < 0 else "MORE"
        print(f"{kernel:8} {count:>15,} instructions, baseline {before:>15,}: {change:+.1%} {verdict}")
        if change > TOLERANCE:
            slower.append(kernel)
        elif change < -TOLERANCE:
            print(f"         {kernel} takes less than it did: keep that with make bench-check UPDATE=1")
    if slower:
        raise SystemExit(
            f"{', '.join(slower)}: more than {TOLERANCE:.0%} above the baseline. See where with "
            f"valgrind --tool=callgrind {program} {slower[0]} and callgrind_annotate; if the work is "
            "wanted, renew the baseline with make bench-check UPDATE=1 and say why in the commit."
        )


if __name__ == "__main__":
    main()
