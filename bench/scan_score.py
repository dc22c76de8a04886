"""Recall and precision on the development set, per class, with 95 % intervals."""

import bisect
import collections
import json
import lzma
import math
import subprocess
import sys
from pathlib import Path

# Bytes of the set that each is given, and the spans it reports are scored on.
WHOLE = 1 << 40
GIVEN = {"coffer": WHOLE, "datafog-core": WHOLE, "detect-secrets": 300_000, "presidio-analyzer": 100_000}
# Types of peers that are not sensitive here.
NOT_SENSITIVE = {"DATE_TIME", "DATE", "URL", "UUID", "ZIP", "ZIP_CODE", "ORGANIZATION", "LOCATION"}


def wilson(hits, n, z=1.96):
    """The interval that a share of `hits` in `n` leaves for the true share."""
    if n == 0:
        return 0.0, 1.0
    p = hits / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def share(hits, n):
    low, high = wilson(hits, n)
    return f"{hits:5}/{n:<5} {hits / max(1, n):.3f} [{low:.3f}, {high:.3f}]"


class Spans:
    """Labels or findings, sorted, to look up what overlaps."""

    def __init__(self, items):
        self.items = sorted(items, key=lambda i: i["s"])
        self.starts = [i["s"] for i in self.items]
        self.longest = max((i["e"] - i["s"] for i in self.items), default=0)

    def over(self, start, end):
        at = bisect.bisect_left(self.starts, start - self.longest)
        for item in self.items[at:bisect.bisect_left(self.starts, end)]:
            common = min(item["e"], end) - max(item["s"], start)
            if common > 0:
                yield common, item


def covered(label, findings):
    """Bytes of the label in the union of findings."""
    spans = sorted((max(f["s"], label["s"]), min(f["e"], label["e"])) for _, f in findings.over(label["s"], label["e"]))
    total, reached = 0, label["s"]
    for start, end in spans:
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total


def is_right(finding, positive):
    """As eval/score.py counts: half of it lies in labels, or it holds a whole label and little else."""
    size = max(1, finding["e"] - finding["s"])
    over = list(positive.over(finding["s"], finding["e"]))
    holds = any(n == label["e"] - label["s"] and size <= 4 * n + 32 for n, label in over)
    return sum(n for n, _ in over) >= size / 2 or holds


def table(name, labels, found, detailed):
    positive = Spans([label for label in labels if not label["neg"]])
    negative = Spans([label for label in labels if label["neg"]])
    findings = Spans(found)
    recall = collections.defaultdict(lambda: [0, 0])
    for label in positive.items:
        hit = covered(label, findings) >= 0.8 * (label["e"] - label["s"])
        for key in (label["t"], "all"):
            recall[key][0] += hit
            recall[key][1] += 1
    precision, mistaken = collections.defaultdict(lambda: [0, 0]), collections.Counter()
    for f in findings.items:
        right = is_right(f, positive)
        for key in (f["t"], "all"):
            precision[key][0] += right
            precision[key][1] += 1
        if not right:
            over = sorted(negative.over(f["s"], f["e"]), key=lambda o: -o[0])
            mistaken[(f["t"], over[0][1]["t"] if over else "unlabelled")] += 1
    if not detailed:
        print(f"{name:20} recall {share(*recall['all'])}   precision {share(*precision['all'])}")
        return recall
    for what, shares in (("recall by label", recall), ("precision by type", precision)):
        print(f"\n{name}: {what}")
        for key, (hits, n) in sorted(shares.items()):
            print(f"    {key:20} {share(hits, n)}")
    print(f"    taken for: {', '.join(f'{t} for {n} ×{c}' for (t, n), c in mistaken.most_common(12)) or 'nothing wrong'}")
    return recall


def accuracy(args, run, skip):
    print("\n## Recall and precision on the development set (coverage of at least 80 %, Wilson 95 %)")
    packed = args.dev / "dev/dev.log.xz"
    if not packed.is_file():
        return skip("accuracy", f"{packed} is not there")
    log, label_file = args.work / "dev.log", args.work / "dev.jsonl"
    log.write_bytes(lzma.open(packed).read())
    label_file.write_bytes(lzma.open(args.dev / "dev/dev.jsonl.xz").read())
    labels = [json.loads(line) for line in label_file.read_text().splitlines()]
    recalls = {}
    for name, given in GIVEN.items():
        out = args.work / f"findings-{name}.jsonl"
        if name == "coffer":
            out.write_text(run(args.tool, "--findings", log)[0])
        elif run(sys.executable, "-B", Path(__file__).parent / "scan_peer.py", name, log, given, out, stderr=subprocess.DEVNULL)[3] != 0:
            skip(name, "it does not run here")
            continue
        found = [json.loads(line) for line in out.read_text().splitlines()]
        found = [f for f in found if f["t"] not in NOT_SENSITIVE]
        recalls[name] = table(name, [label for label in labels if label["e"] < given], found, name == "coffer")
    print(f"\n{'recall':20} " + " ".join(f"{n:>17}" for n in recalls))
    for kind in sorted({key for recall in recalls.values() for key in recall}):
        shares = [recall[kind] for recall in recalls.values()]
        print(f"{kind:20} " + " ".join(f"{h / n:17.3f}" if n else f"{'-':>17}" for h, n in shares))
    scorer = args.dev / "eval/score.py"
    if scorer.is_file():
        print("\neval/score.py: " + run(sys.executable, "-B", scorer, label_file, args.work / "findings-coffer.jsonl")[0].strip())
