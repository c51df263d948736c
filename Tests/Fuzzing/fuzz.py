#!/usr/bin/env python3
"""Runs the fuzz targets with libFuzzer for so much CPU time each, and prints a table.

fuzz.py PROGRAM --minutes 30 --seed 1 --jobs 1 --work FOLDER [TARGET...]

A finding does not end a target: its input is kept in WORK/findings, and the fuzzer goes on from the next
seed. Ends with 1 where there is a finding. --must-fail takes the targets with a planted defect instead, and
ends with 1 where one of them has no finding. The corpora grow in WORK/corpora; the first inputs are the
committed ones.
"""
import argparse
import concurrent.futures
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
# Bounds: one input's time in seconds by the clock on the wall, so that a process that hardly gets a core is
# called hanging; the process's resident memory in MiB. The program itself bounds what it may ask for at 512 MiB.
TIMEOUT, RESIDENT = 10, 512
MOST_FINDINGS = 10


def arguments_of(target, options, seed, seconds):
    corpus = os.path.join(options.work, "corpora", target)
    os.makedirs(corpus, exist_ok=True)
    os.makedirs(os.path.join(options.work, "findings"), exist_ok=True)
    arguments = [
        options.program, "fuzz", target, f"-seed={seed}", f"-max_total_time={max(1, int(seconds))}",
        f"-timeout={TIMEOUT}", f"-rss_limit_mb={2048 if options.sanitized else RESIDENT}",
        "-malloc_limit_mb=256", "-use_value_profile=1", "-print_final_stats=1", "-detect_leaks=0",
        f"-artifact_prefix={options.work}/findings/{target}-",
    ]
    dictionary = os.path.join(HERE, "Dictionaries", f"{target}.dict")
    if os.path.exists(dictionary):
        arguments.append(f"-dict={dictionary}")
    seeds = os.path.join(HERE, "Corpora", target)
    return arguments + [corpus] + ([seeds] if os.path.isdir(seeds) else [])


class Row:
    """What became of one target."""

    def __init__(self, target):
        self.target = target
        self.executions = self.cpu = self.coverage = self.features = self.peak = self.corpus = 0
        self.slowest = self.wall = 0
        self.findings = []

    def take(self, log, usage, finding):
        self.cpu += usage.ru_utime + usage.ru_stime
        self.peak = max(self.peak, usage.ru_maxrss // (1 if sys.platform != "darwin" else 1024) // 1024)
        done = re.findall(r"stat::number_of_executed_units:\s*(\d+)", log) or re.findall(
            r"^#(\d+)\s", log, re.M)
        self.executions += int(done[-1]) if done else 0
        slowest = re.findall(r"stat::slowest_unit_time_sec:\s*(\d+)", log)
        self.slowest = max([self.slowest] + [int(seconds) for seconds in slowest])
        seen = re.findall(r"cov: (\d+) ft: (\d+) corp: (\d+)", log)
        if seen:
            self.coverage = max(self.coverage, int(seen[-1][0]))
            self.features = max(self.features, int(seen[-1][1]))
            self.corpus = int(seen[-1][2])
        if finding:
            self.findings.append(finding)

    def cells(self):
        return [
            self.target, f"{self.executions:,}", f"{self.executions / max(self.cpu, 1e-9):,.0f}",
            f"{self.cpu / 60:.1f}", f"{self.coverage:,}", f"{self.corpus:,}", f"{self.slowest} s",
            f"{self.peak} MiB", str(len(self.findings)),
        ]


HEAD = ["target", "executions", "a CPU second", "CPU minutes", "edges", "corpus", "slowest", "peak memory",
        "findings"]


def run(target, options):
    row = Row(target)
    budget = options.minutes * 60
    seed = options.seed
    limit = 1 if options.must_fail else MOST_FINDINGS
    while row.cpu < budget and len(row.findings) < limit:
        path = os.path.join(options.work, f"{target}-{seed}.log")
        began = time.monotonic()
        # The fuzzer counts hours by the clock on the wall, and may have but a share of a core.
        share = min(max(row.cpu / max(row.wall, 1e-9), 0.05), 1) if row.cpu > 1 else 1
        with open(path, "wb") as file:
            child = subprocess.Popen(
                arguments_of(target, options, seed, max((budget - row.cpu) / share, 3)), stdout=file, stderr=file,
                env={**os.environ, "SWIFT_DETERMINISTIC_HASHING": "1"})
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = status
        with open(path, errors="replace") as file:
            log = file.read()
        finding = None
        if status != 0:
            kept = re.findall(r"Test unit written to (\S+)", log)
            reason = re.findall(r"(?:Fatal error|ERROR|SUMMARY|contradiction)[^\n]*", log)
            finding = (kept[-1] if kept else "no input", reason[0] if reason else f"status {status}", path)
            print(f"{target}: {finding[1]}\n  {finding[0]}\n  log: {path}", flush=True)
        row.wall += time.monotonic() - began
        row.take(log, usage, finding)
        # libFuzzer ends the process without a word to it, and inputs that are files lie in memory.
        for base in ("/dev/shm", tempfile.gettempdir()):
            shutil.rmtree(f"{base}/ticket-ledger-fuzzing-{child.pid}", ignore_errors=True)
        seed += 1
        if status != 0 and time.monotonic() - began < 0.5 and len(row.findings) >= 3:
            break
    print(" ".join(row.cells()), flush=True)
    return row


def table(rows):
    lines = [HEAD, ["---"] * len(HEAD)] + [row.cells() for row in rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--work", required=True)
    parser.add_argument("--sanitized", action="store_true", help="the build has AddressSanitizer")
    parser.add_argument("--must-fail", action="store_true", help="a finding is what is wanted")
    options = parser.parse_intermixed_args()
    os.makedirs(options.work, exist_ok=True)
    if options.sanitized:
        # By this the program knows that it cannot bound its memory itself.
        os.environ["ASAN_OPTIONS"] = "detect_leaks=0:detect_stack_use_after_return=0"
    known = [line.split() for line in
             subprocess.run([options.program, "targets"], capture_output=True, text=True, check=True)
             .stdout.splitlines()]
    targets = options.targets or [name for name, *mark in known if bool(mark) == options.must_fail]
    with concurrent.futures.ThreadPoolExecutor(max_workers=options.jobs) as pool:
        rows = list(pool.map(lambda target: run(target, options), targets))
    print(table(rows))
    sys.exit(0 if all(bool(row.findings) == options.must_fail for row in rows) else 1)


if __name__ == "__main__":
    main()
