"""Counts crates, and the instructions of staging, queries, planning and drawing, and holds them against a baseline.

    python3 benches/check.py [--update]

Instructions, unlike seconds, do not depend on what else the machine does, so a change that makes
a kernel do more work shows on any machine. Counted by valgrind's callgrind in the build that the
tests use; what `nothing` takes, reading the catalogue and making the workload, is taken off.
Ends with 1 if a kernel takes more than TOLERANCE above its baseline in benches/instructions.json.

Crates are what a first build compiles, the program's own among them. Ends with 1 if there are more than
MORE_CRATES above the baseline and no line of CHANGELOG.md's first part says how many, as in "325 crates".
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BASELINE = ROOT / "benches" / "instructions.json"
KERNELS = ("stage", "methods", "queries", "planning", "drawing")
TOLERANCE = 0.03
MORE_CRATES = 5


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


def crates():
    """How many crates a build of the program compiles, build scripts' dependencies among them."""
    command = ["cargo", "tree", "--locked", "--edges", "normal,build", "--prefix", "none"]
    said = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    # name and version: what follows marks a crate that was listed before
    return len({tuple(line.split()[:2]) for line in said.splitlines() if line.strip()})


def named_in_changelog(count):
    """Whether the changes since the last release say how many crates there are."""
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.split(r"^## ", changes, flags=re.MULTILINE)[1]
    return re.search(rf"\b{count} crates\b", newest) is not None


def too_many_crates(count, before):
    """Prints how many crates there are; what is wrong with that, or nothing."""
    print(f"crates   {count:>15,} compiled by a first build, baseline {before:>11,}: {count - before:+}")
    if count <= before + MORE_CRATES:
        return ""
    if named_in_changelog(count):
        print("         as CHANGELOG.md says: keep that with make bench-check UPDATE=1")
        return ""
    return (
        f"{count} crates, {count - before} above the baseline, and up to {MORE_CRATES} are free. A first build "
        "takes longer with each: see what brought them with cargo tree --edges normal,build --duplicates and "
        "cargo tree --invert CRATE. If they are wanted, say why under Unreleased in CHANGELOG.md, in a line "
        f"that has the words '{count} crates', and renew the baseline with make bench-check UPDATE=1."
    )


def main():
    update = "--update" in sys.argv[1:]
    baseline = json.loads(BASELINE.read_text(encoding="utf-8"))
    count = crates()
    wrong = "" if update else too_many_crates(count, baseline["crates"])
    if not shutil.which("valgrind"):
        raise SystemExit("\n".join([wrong, "valgrind is not installed; on Debian: apt-get install valgrind"]).strip())
    program = built()
    nothing = counted(program, "nothing")
    counts = {kernel: counted(program, kernel) - nothing for kernel in KERNELS}
    if update:
        baseline = {"compiler": compiler(), "crates": count, "instructions": counts}
        BASELINE.write_text(json.dumps(baseline, indent=2) + "\n")
        print(f"written to {BASELINE.relative_to(ROOT)}:\n  crates   {count:>15,}")
        for kernel, taken in counts.items():
            print(f"  {kernel:8} {taken:>15,}")
        return
    if baseline["compiler"] != compiler():
        print(f"note: the baseline was counted with {baseline['compiler']}, this is {compiler()}")
    slower = []
    for kernel, count in counts.items():
        before = baseline["instructions"].get(kernel)
        if before is None:
            print(f"{kernel:8} {count:>15,} instructions, no baseline: make bench-check UPDATE=1")
            continue
        change = count / before - 1
        verdict = "ok" if abs(change) <= TOLERANCE else "fewer" if change < 0 else "MORE"
        print(f"{kernel:8} {count:>15,} instructions, baseline {before:>15,}: {change:+.1%} {verdict}")
        if change > TOLERANCE:
            slower.append(kernel)
        elif change < -TOLERANCE:
            print(f"         {kernel} takes less than it did: keep that with make bench-check UPDATE=1")
    if slower:
        wrong = "\n".join([
            wrong,
            f"{', '.join(slower)}: more than {TOLERANCE:.0%} above the baseline. See where with "
            f"valgrind --tool=callgrind {program} {slower[0]} and callgrind_annotate; if the work is "
            "wanted, renew the baseline with make bench-check UPDATE=1 and say why in the commit.",
        ]).strip()
    if wrong:
        raise SystemExit(wrong)


if __name__ == "__main__":
    main()
