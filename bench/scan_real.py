"""Findings in this machine's own logs and texts, by type and per MB, with masked context for a person to judge.

No value of a real file is printed: letters and digits of findings and all digits around them are replaced.
"""

import collections
import gzip
import json
import re
import subprocess
from pathlib import Path

# Of each pattern; enough to count mistakes, little enough to read them.
BYTES_MAX = 12_000_000
FILE_BYTES_MAX = 1_000_000
SHOWN = 6
# Right wherever they stand, so a count of them says nothing about mistakes.
NATURAL = {"email", "ipv4", "ipv6", "ip_address", "mac", "mac_address"}
SOURCES = {
    "logs": [("/var/log", "**/*")],
    "package managers": [("~/.npm/_logs", "*.log"), ("~/.cache/pip", "*.log"), ("~/.cargo/registry", "*.log"), ("/var/lib/dpkg/info", "*.md5sums")],
    "changelogs": [("/usr/share/doc", "*/changelog*"), ("/usr/share/doc", "*/NEWS*"), ("/usr/share/doc", "*/README*")],
    "configuration": [("/etc", "**/*"), ("/usr/share", "**/*.conf"), ("/usr/share", "**/*.json"), ("~/.cargo/registry/src", "*/*/*.toml")],
    "source code": [("~/.cargo/registry/src", "*/*/src/**/*.rs"), ("/usr/lib/python3", "**/*.py"), ("/usr/lib/node_modules", "**/*.js")],
}


def read(path):
    try:
        if not path.is_file() or path.is_symlink():
            return b""
        opened = gzip.open(path) if path.suffix == ".gz" else open(path, "rb")
        with opened as file:
            data = file.read(FILE_BYTES_MAX)
    except (OSError, EOFError):
        return b""
    return b"" if b"\0" in data[:4096] else data.rstrip(b"\n") + b"\n"


def corpus(patterns):
    out = []
    for folder, pattern in patterns:
        size = 0
        for path in sorted(Path(folder).expanduser().glob(pattern)):
            data = read(path)
            size += len(data)
            if size > BYTES_MAX:
                break
            out.append(data)
    return b"".join(out)


SHAPE = bytes.maketrans(
    bytes(range(256)),
    bytes(ord("9") if chr(c).isdigit() else ord("X") if chr(c).isupper() else ord("x") if chr(c).isalpha() or c > 127 else c
          for c in range(256)))


def masked(data, found):
    """The bytes, every finding replaced by its shape."""
    out = bytearray(data)
    for f in found:
        out[f["s"]:f["e"]] = out[f["s"]:f["e"]].translate(SHAPE)
    return bytes(out)


def shown(data, finding):
    """The finding in its line, shortened. `data` is masked."""
    start, end = finding["s"], finding["e"]
    line = data.rfind(b"\n", 0, start) + 1
    text = lambda part: part.decode(errors="replace").replace("\t", " ").replace("\n", "⏎").replace("\x1b", "")
    around = lambda part: re.sub(r"\d", "9", re.sub(r"\S+@\S+", "…@…", text(part)))
    value = text(data[start:end])
    value = value if len(value) < 60 else value[:40] + "…" + value[-8:]
    after = data[end:end + 16].split(b"\n")[0]
    return f"{around(data[max(line, start - 48):start])}‹{value}›{around(after)}"


def false_positives(args, run, skip):
    print("\n## This machine's own text: findings to judge by hand")
    kernel = subprocess.run(["dmesg"], capture_output=True, check=False).stdout
    texts = {name: corpus(patterns) for name, patterns in SOURCES.items()}
    texts["kernel"] = kernel
    for name, data in texts.items():
        if not data:
            skip(name, "nothing to read")
            continue
        path = args.work / "real.txt"
        path.write_bytes(data)
        found = [json.loads(line) for line in run(args.tool, "--findings", path)[0].splitlines()]
        path.unlink()
        found = [f for f in found if not f["m"]]
        megabytes = len(data) / 1e6
        judged = [f for f in found if f["t"] not in NATURAL]
        sure = sum(f["c"] > 0.8 for f in judged)
        print(f"\n{name}: {megabytes:.2f} MB, {len(found)} findings, {len(judged)} without e-mail and network addresses: "
              f"{len(judged) / megabytes:.1f} a MB, {sure / megabytes:.1f} a MB likely or certain")
        hidden = masked(data, found)
        by_type = collections.defaultdict(list)
        for f in found:
            by_type[f["t"]].append(f)
        for kind, items in sorted(by_type.items(), key=lambda i: -len(i[1])):
            print(f"  {kind} ×{len(items)}")
            for f in items[:: max(1, len(items) // SHOWN)][:SHOWN] if kind not in NATURAL else []:
                print(f"    {f['c']:.2f} {shown(hidden, f)}   {f['why']}")
