"""Throughput, accuracy and false positives of the scanner. Prints what is reached and asserts nothing."""

import argparse
import gzip
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import scan_own_log
import scan_real
import scan_score

HERE = Path(__file__).parent
GOALS = {"scan": 0.18, "scan + redact": 0.12, "wasm": 0.05}
WORST_MB_S = 50
# Bytes of the log that each peer is given: the slow ones would take hours for all of it.
PEERS = {"datafog-core": 20_000_000, "detect-secrets": 300_000, "presidio-analyzer": 100_000}
RIPSECRETS_BUILD_SECONDS = 300


def skip(what, why):
    print(f"SKIPPED: {what}: {why}")


def run(*command, **options):
    """Output, processor seconds and peak MiB of a command."""
    child = subprocess.Popen([str(c) for c in command], stdout=subprocess.PIPE, text=True, **options)
    text = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return text, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, child.returncode


def throughput_log(args):
    """The log all speeds are measured on; made once."""
    log, labels = args.work / f"big-{args.bytes}.log", args.work / f"big-{args.bytes}.jsonl"
    if log.is_file() and log.stat().st_size >= args.bytes:
        return log
    generator = args.dev / "gen/gen.py"
    if generator.is_file():
        print(f"making {log.name} (minutes for 200 MB)", flush=True)
        subprocess.run(
            [sys.executable, "-B", generator, "--mode", "big", "--pack", "dev", "--bytes", str(args.bytes), "--seed", "5",
             "--out", log, "--labels", labels], check=True)
    else:
        skip("the generator of the development set", f"{generator} is not there; a simpler log of our own is used")
        log.write_bytes(scan_own_log.make(args.bytes))
    return log


def ratio(name, speed, memchr3):
    goal = f" (goal {GOALS[name]:.2f})" if name in GOALS else ""
    print(f"{name:28} {speed:8.0f} MB/s  {speed / memchr3:6.3f} of memchr3{goal}")


def speeds(args, log):
    print(f"\n## Throughput, {log.stat().st_size / 1e6:.0f} MB, one core, processor time")
    text = run(args.tool, log)[0]
    memchr3 = float(re.search(r"memchr3 (\d+)", text)[1])
    print(f"{'memchr3':28} {memchr3:8.0f} MB/s")
    ratio("scan", float(re.search(r"^scan (\d+)", text, re.M)[1]), memchr3)
    print("    " + re.search(r"^scan .*?, (.*)$", text, re.M)[1])
    redact(args, log, memchr3)
    packed = args.work / (log.name + ".gz")
    if not packed.is_file():
        with gzip.open(packed, "wb", compresslevel=6) as out, open(log, "rb") as plain:
            shutil.copyfileobj(plain, out, 1 << 20)
    text, _, peak, _ = run(args.tool, "--stream", packed)
    ratio("scan of .log.gz", float(text.split()[0]), memchr3)
    print(f"{'peak memory, .log.gz':28} {peak:8.0f} MiB")
    peak = run(args.tool, "--stream", log)[2]
    print(f"{'peak memory, plain':28} {peak:8.0f} MiB (goal 64)")
    wasm(args, log, memchr3)
    peers(args, log, memchr3)


def redact(args, log, memchr3):
    coffer = args.bin_dir / "coffer"
    if not coffer.is_file() or run(coffer, "redact", "--help", stderr=subprocess.DEVNULL)[3] != 0:
        return skip("scan + redact", "this build has no `coffer redact`")
    out = args.work / "redacted.log"
    out.unlink(missing_ok=True)
    _, spent, peak, code = run(coffer, "redact", log, "--output", out, stderr=subprocess.DEVNULL)
    if not out.is_file():
        return skip("scan + redact", f"`coffer redact` ended with {code}")
    ratio("scan + redact", log.stat().st_size / 1e6 / spent, memchr3)
    print(f"{'peak memory, redacting':28} {peak:8.0f} MiB")


def wasm(args, log, memchr3):
    script = HERE / "scan-wasm.mjs"
    if not script.is_file() or not shutil.which("node"):
        return skip("wasm", "no bench/scan-wasm.mjs or no node")
    text = run("node", script, log)[0]
    found = [float(s) for s in re.findall(r"(\d+) MB per CPU second", text)]
    if not found:
        return skip("wasm", "bench/scan-wasm.mjs printed no speed; is it built? (make wasm)")
    ratio("wasm", max(found), memchr3)


def peers(args, log, memchr3):
    for name, size in PEERS.items():
        text, _, _, code = run(sys.executable, "-B", HERE / "scan_peer.py", name, log, size, os.devnull, stderr=subprocess.DEVNULL)
        if code != 0:
            skip(name, "it does not run here")
            continue
        ratio(f"{name} ({size / 1e6:g} MB)", float(text), memchr3)
    ripsecrets(args, log, memchr3)
    skip("kingfisher", "the program is not on crates.io (another package has the name)")


def ripsecrets(args, log, memchr3):
    program = args.work / "cargo/bin/ripsecrets"
    if not program.is_file():
        try:
            subprocess.run(
                ["cargo", "install", "-q", "--locked", "--root", args.work / "cargo", "ripsecrets@0.1.11"],
                timeout=RIPSECRETS_BUILD_SECONDS, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except (subprocess.SubprocessError, OSError):
            return skip("ripsecrets", f"it did not build within {RIPSECRETS_BUILD_SECONDS} s")
    part = args.work / "part.log"
    part.write_bytes(open(log, "rb").read(20_000_000))
    spent = run(program, part)[1]
    ratio("ripsecrets (20 MB)", part.stat().st_size / 1e6 / spent, memchr3)


def worst(args):
    print(f"\n## Worst-case corpus, {args.worst / 1e6:g} MB of each, slowest first (goal {WORST_MB_S} MB/s)")
    lines = run(args.tool, "--worst", args.worst)[0].splitlines()
    slow = [line for line in lines if float(line.split()[0]) < WORST_MB_S]
    print("\n".join(lines[:max(12, len(slow))]))
    print(f"{len(slow)} of {len(lines)} below the goal")


def main():
    parser = argparse.ArgumentParser(prog="bench/scan", description=__doc__)
    parser.add_argument("--tool", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--bin-dir", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--work", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--bytes", type=int, default=200_000_000, help="size of the log for throughput")
    parser.add_argument("--worst", type=int, default=4_000_000, help="size of each worst-case text")
    beside = HERE / "../../shared/scan-dev"
    parser.add_argument("--dev", type=Path, default=os.environ.get("COFFER_SCAN_DEV") or beside, help="the development set")
    parts = ["speed", "worst", "accuracy", "real"]
    parser.add_argument("--only", choices=parts, action="append", help="only these parts")
    args = parser.parse_args()
    args.dev = Path(args.dev).resolve()
    wanted = args.only or parts
    if "speed" in wanted:
        speeds(args, throughput_log(args))
    if "worst" in wanted:
        worst(args)
    if "accuracy" in wanted:
        scan_score.accuracy(args, run, skip)
    if "real" in wanted:
        scan_real.false_positives(args, run, skip)


main()
