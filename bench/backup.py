#!/usr/bin/env python3
"""Backups beside `cp` of the same bytes, in the same run: of everything, of a change, and back.

Prints what is reached beside its goals and asserts nothing. CPU is that of the whole process; `cp` syncs nothing, so
both are followed by a sync that counts.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import time
from pathlib import Path

import transfer
from transfer import MIB

GOAL_COST = 1.5
GOAL_RESTORE_MIB = 200.0


class Measured:
    """Wall and CPU seconds of one program and the sync after it."""

    def __init__(self, *command, env=None):
        os.sync()
        before, start = self.children(), time.monotonic()
        self.output = transfer.run(*command, env=env)
        subprocess.run(["sync"], check=True)
        self.wall = time.monotonic() - start
        self.cpu = self.children() - before

    @staticmethod
    def children():
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime


def objects(folder):
    return {path for path in (folder / "objects").rglob("*") if path.is_file()}


def drop_cache(paths):
    os.sync()
    for path in paths:
        with open(path, "rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


class Vault:
    def __init__(self, coffer, work):
        self.coffer, self.target, self.key = coffer, work / "target", work / "safe"
        self.target.mkdir()
        coffer.daemon("backup", "keygen", "--out", self.key)

    def program(self, *command):
        return Measured(self.coffer.bin_dir / "cofferd", *command, env=self.coffer.env)

    def backup(self, *more):
        return self.program("backup", "run", "--json", "--data", self.coffer.data, "--target", self.target,
                            "--recipient", self.key.with_suffix(".pub"), *more)

    def restore(self, into):
        return self.program("restore", "--json", "--data", into, "--target", self.target, "--identity", self.key)


def copy(paths, into):
    into.mkdir()
    return Measured("cp", "--reflink=never", *sorted(paths), into)


def told(name, measured, nbytes, against=None):
    rate = nbytes / MIB / measured.wall
    line = f"{name:34}{measured.wall:9.2f} s{measured.cpu:9.2f} CPU-s{rate:10.0f} MiB/s"
    if against:
        line += f"   of cp: {measured.wall / against.wall:.2f} in time, {measured.cpu / max(against.cpu, 0.01):.2f} in CPU"
    print(line)


def measure(coffer, work, mib, part_mib):
    payload = work / "payload.bin"
    for _ in range(mib // part_mib):
        transfer.write_random(payload, part_mib * MIB)
        coffer.put(payload)
    coffer.wait_for_scans()
    vault = Vault(coffer, work)
    before = objects(coffer.data)
    whole = sum(path.stat().st_size for path in before)
    drop_cache(before)
    plain = copy(before, work / "cp-all")
    shutil.rmtree(work / "cp-all")
    drop_cache(before)
    first = vault.backup("--new-target")

    transfer.write_random(payload, max(1, mib // 100) * MIB)
    coffer.put(payload)
    coffer.wait_for_scans()
    changed = objects(coffer.data) - before
    part = sum(path.stat().st_size for path in changed)
    drop_cache(changed)
    plain_part = copy(changed, work / "cp-part")
    drop_cache(changed)
    second = vault.backup()
    drop_cache(objects(vault.target))
    back = vault.restore(work / "back")

    print(f"{'':34}{'time':>11}{'CPU':>14}")
    told(f"cp of {whole / MIB:.0f} MiB", plain, whole)
    told("first backup of it", first, whole, plain)
    told(f"cp of a change of {part / MIB:.0f} MiB", plain_part, part)
    told("backup of the change", second, part, plain_part)
    told("restore of everything", back, whole + part)
    cost = second.wall / plain_part.wall
    print(f"\nbackup of a change of 1 %, to cp of it: {cost:.2f} (goal: at most {GOAL_COST}); "
          f"restore: {(whole + part) / MIB / back.wall:.0f} MiB/s (goal: at least {GOAL_RESTORE_MIB:.0f})")
    print(f"taken by the second backup: {json.loads(second.output)}")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--bin-dir", type=Path, required=True, help="where cofferd and coffer are")
    arguments.add_argument("--work", type=Path, default=Path("target/bench-backup"), help="a folder on a disk, not on tmpfs")
    arguments.add_argument("--mib", type=int, default=10240, help="size of everything; three times that is written")
    arguments.add_argument("--part-mib", type=int, default=256, help="size of one file")
    arguments.add_argument("--keep", action="store_true", help="leave the work folder")
    given = arguments.parse_args()
    work = given.work.resolve()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    coffer = None
    try:
        transfer.make_certificate(work)
        (work / "mail").mkdir()
        coffer = transfer.Coffer(work, given.bin_dir.resolve())
        print(f"{given.mib} MiB of random bytes in files of {given.part_mib} MiB, load {os.getloadavg()[0]:.1f}")
        measure(coffer, work, given.mib, given.part_mib)
    finally:
        if coffer:
            coffer.stop()
        if not given.keep:
            shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
