#!/usr/bin/env python3
"""T12 with size: an installation is lost and comes back on an empty machine, by what the manual says, timed.

Sends files to a real server, backs them up, takes the whole data directory away, restores from the target, the offline key and
the passphrase, starts the server, and fetches every file over HTTPS. Exit status 1 if anything is not byte for byte as
it was sent. It needs about four times the size on the disk.
"""

import argparse
import hashlib
import os
import shutil
import sys
import time
from pathlib import Path

import transfer
from backup import Vault, drop_cache, objects
from transfer import MIB


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fill(coffer, work, mib, part_mib):
    """Digests of what was sent, by the file's id."""
    sent, payload = {}, work / "payload.bin"
    for _ in range(max(1, mib // part_mib)):
        transfer.write_random(payload, part_mib * MIB)
        sent[coffer.put(payload)] = digest(payload)
    payload.unlink()
    coffer.wait_for_scans()
    return sent


def lost_and_back(coffer, work):
    """Seconds until the restored server answers, and of these the restore."""
    vault = Vault(coffer, work)
    vault.backup("--new-target")
    coffer.stop()
    shutil.rmtree(coffer.data)
    drop_cache(objects(vault.target))
    start = time.monotonic()
    vault.restore(coffer.data)
    restored = time.monotonic() - start
    # Who fetches everything at once is cut off (D13), which is not what is looked at here.
    with open(work / "bench.toml", "a", encoding="utf-8") as config:
        config.write("[watch]\nrespond = false\n")
    coffer.start()
    return time.monotonic() - start, restored


def differing(coffer, sent, work):
    """Tokens end with a restore; the restored server gives out a new one."""
    coffer.lead = coffer.token("lead@coffer.example")
    fetched = work / "fetched.bin"
    wrong = []
    for file, expected in sent.items():
        transfer.curl(work, "-H", f"Authorization: Bearer {coffer.lead}",
                      f"{coffer.url}/api/v1/files/{file}/content?copy=original", "-o", fetched)
        if digest(fetched) != expected:
            wrong.append(file)
    return wrong


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--bin-dir", type=Path, required=True, help="where cofferd and coffer are")
    arguments.add_argument("--work", type=Path, default=Path("target/bench-drill"), help="a folder on a disk, not on tmpfs")
    arguments.add_argument("--mib", type=int, default=1024, help="size of everything")
    arguments.add_argument("--part-mib", type=int, default=64, help="size of one file")
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
        sent = fill(coffer, work, given.mib, given.part_mib)
        until_served, restored = lost_and_back(coffer, work)
        wrong = differing(coffer, sent, work)
        print(f"restored in {restored:.2f} s ({given.mib / restored:.0f} MiB/s), served again after {until_served:.2f} s; "
              f"{len(sent) - len(wrong)} of {len(sent)} files byte for byte as they were sent")
        return 1 if wrong else 0
    finally:
        if coffer:
            coffer.stop()
        if not given.keep:
            shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
