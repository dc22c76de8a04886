#!/usr/bin/env python3
"""Backups beside `cp` of the same bytes, in the same run: of everything, of changes, and back.

Prints what is reached beside its goals and asserts nothing. CPU is that of the whole process; `cp` syncs nothing, so
both are followed by a sync that counts. A change is backed up twice, another one each time: by the server itself, and by a
command beside it, which has to unlock the key file first. What the server needs is what it logs (until the backup is whole
and recorded), and the sync after it.
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
# Longer than a server takes to start and settle, and to compare.
PAUSE_SECONDS = 20


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


class Logged:
    """The next backup that a server makes by itself: seconds until it was recorded, and until all was compared."""

    def __init__(self, coffer, vault):
        coffer.stop()
        config = coffer.work / "bench.toml"
        before = config.read_text()
        config.write_text(before + f'[backup]\nevery_seconds = {PAUSE_SECONDS}\ntarget = "{vault.target}"\n'
                          f'recipients = ["{vault.key.with_suffix(".pub")}"]\n')
        log = coffer.work / "cofferd.log"
        seen = log.stat().st_size
        coffer.start()
        fields = self.next_one(log, seen)
        start = time.monotonic()
        subprocess.run(["sync"], check=True)
        self.wall = fields["making_ms"] / 1000 + time.monotonic() - start
        self.comparing = fields["comparing_ms"] / 1000
        coffer.stop()
        config.write_text(before)
        coffer.start()

    @staticmethod
    def next_one(log, seen):
        deadline = time.monotonic() + 600
        while time.monotonic() < deadline:
            for line in log.read_bytes()[seen:].splitlines():
                fields = json.loads(line).get("fields", {}) if line.startswith(b"{") else {}
                if fields.get("message") == "made a backup" and fields["copied_bytes"]:
                    return fields
            time.sleep(0.2)
        raise SystemExit("bench: the server makes no backup")


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


def measure(coffer, work, mib, part_mib, change_mib):
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

    by_server, plain_by_server, _ = change(coffer, work, change_mib, lambda: Logged(coffer, vault))
    second, plain_part, part = change(coffer, work, change_mib, vault.backup)
    everything = sum(path.stat().st_size for path in objects(coffer.data))
    drop_cache(objects(vault.target))
    back = vault.restore(work / "back")

    stages = json.loads(second.output)["took_ms"]
    print(f"{'':34}{'time':>11}{'CPU':>14}")
    told(f"cp of {whole / MIB:.0f} MiB", plain, whole)
    told("first backup of it", first, whole, plain)
    told(f"cp of a change of {part / MIB:.0f} MiB", plain_part, part)
    told("backup of the change, by a command", second, part, plain_part)
    print(f"{'':34}of it: {', '.join(f'{stage} {ms / 1000:.2f} s' for stage, ms in stages.items())}")
    print(f"{'cp of another change':34}{plain_by_server.wall:9.2f} s")
    print(f"{'backup of it, by the server':34}{by_server.wall:9.2f} s   of cp: {by_server.wall / plain_by_server.wall:.2f} in time; "
          f"compared afterwards in {by_server.comparing:.2f} s")
    told("restore of everything", back, everything)
    print(f"\nbackup of a change, to cp of it: by the server {by_server.wall / plain_by_server.wall:.2f}, by a command "
          f"{second.wall / plain_part.wall:.2f} (goal: at most {GOAL_COST}); "
          f"restore: {everything / MIB / back.wall:.0f} MiB/s (goal: at least {GOAL_RESTORE_MIB:.0f})")


def change(coffer, work, mib, backup):
    """So much more, its copy by cp, and its backup; nothing of it in the cache before either."""
    before = objects(coffer.data)
    payload = work / "payload.bin"
    transfer.write_random(payload, mib * MIB)
    coffer.put(payload)
    coffer.wait_for_scans()
    changed = objects(coffer.data) - before
    drop_cache(changed)
    plain = copy(changed, work / "cp-part")
    shutil.rmtree(work / "cp-part")
    drop_cache(changed)
    return backup(), plain, sum(path.stat().st_size for path in changed)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--bin-dir", type=Path, required=True, help="where cofferd and coffer are")
    arguments.add_argument("--work", type=Path, default=Path("target/bench-backup"), help="a folder on a disk, not on tmpfs")
    arguments.add_argument("--mib", type=int, default=10240, help="size of everything; three times that is written")
    arguments.add_argument("--part-mib", type=int, default=256, help="size of one file")
    arguments.add_argument("--change-mib", type=int, help="size of a change [default: a hundredth of everything]")
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
        measure(coffer, work, given.mib, given.part_mib, given.change_mib or max(1, given.mib // 100))
    finally:
        if coffer:
            coffer.stop()
        if not given.keep:
            shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
