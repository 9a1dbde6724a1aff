"""Results as Markdown, with the machine they were measured on."""

import datetime
import os
import platform
import re
from pathlib import Path

BEGIN, END = "<!-- results: written by benches/run.py -->", "<!-- end of results -->"


def table(names, rows):
    lines = ["| " + " | ".join(names) + " |", "|" + "|".join(" --- " for _ in names) + "|"]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def seconds(value):
    return f"{value:.2f}" if value < 100 else f"{value:.0f}"


def machine():
    """One line: processor, cores, memory, system."""
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    name = re.sub(r"\s+", " ", cpu.group(1)) if cpu else platform.machine()
    return f"{name}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.release().split('-')[0]}"


def today():
    return datetime.date.today().isoformat()


def put(page, text):
    """Replaces the results in a page, which marks where they begin and end."""
    whole = page.read_text(encoding="utf-8")
    begin, end = whole.index(BEGIN) + len(BEGIN), whole.index(END)
    page.write_text(f"{whole[:begin]}\n\n{text.strip()}\n\n{whole[end:]}", encoding="utf-8")
