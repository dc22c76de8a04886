"""scan_peer.py NAME LOG BYTES OUT: findings of a peer in the first BYTES of LOG, as {"s","e","t"} lines in bytes.

Prints the speed in MB/s of processor time, without the time it takes to start.
"""

import json
import logging
import os
import sys
import tempfile
import time


def datafog_core(text):
    import datafog_core

    yield
    for f in datafog_core.scan(text):
        yield f.byte_range.start, f.byte_range.end, f.entity_type


def presidio_analyzer(text):
    from presidio_analyzer import PatternRecognizer, RecognizerRegistry

    logging.disable(logging.CRITICAL)
    registry = RecognizerRegistry()
    registry.load_predefined_recognizers()
    # Patterns only: the rest needs a language model.
    recognizers = [r for r in registry.recognizers if isinstance(r, PatternRecognizer)]
    yield
    for start, line in lines(text):
        for recognizer in recognizers:
            for f in recognizer.analyze(line, recognizer.supported_entities, None):
                yield start + width(line[:f.start]), start + width(line[:f.end]), f.entity_type


def detect_secrets(text):
    from detect_secrets.core.scan import scan_file
    from detect_secrets.settings import default_settings

    starts = list(lines(text))
    with default_settings(), tempfile.NamedTemporaryFile("w", suffix=".log") as file:
        file.write(text)
        file.flush()
        yield
        for secret in scan_file(file.name):
            start, line = starts[secret.line_number - 1]
            at = line.find(secret.secret_value)
            if at >= 0:
                begin = start + width(line[:at])
                yield begin, begin + width(secret.secret_value), secret.type


def lines(text):
    start = 0
    for line in text.split("\n"):
        yield start, line
        start += width(line) + 1


def width(text):
    return len(text.encode())


def main():
    name, log, size, out = sys.argv[1:]
    with open(log, "rb") as file:
        data = file.read(min(int(size), os.stat(log).st_size))
    text = data[: data.rfind(b"\n") + 1].decode(errors="replace")
    find = {"datafog-core": datafog_core, "presidio-analyzer": presidio_analyzer, "detect-secrets": detect_secrets}[name](text)
    # What is loaded before the first line is not counted.
    next(find)
    began = time.process_time()
    found = list(find)
    spent = time.process_time() - began
    with open(out, "w") as file:
        for s, e, t in found:
            file.write(json.dumps({"s": s, "e": e, "t": t}) + "\n")
    print(f"{len(data) / 1e6 / spent:.3f}")


main()
