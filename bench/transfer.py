#!/usr/bin/env python3
"""Server CPU per GiB of TLS 1.3 transfers, Coffer against nginx, and Coffer's peak memory.

Prints what is reached and asserts nothing. CPU is utime + stime of the server's process tree, so work that
the kernel does elsewhere (write-back by nginx, which does not sync) is nobody's. Coffer's scan of a received
file is waited for and counted apart.
"""

import argparse
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

MIB = 1 << 20
GIB = 1 << 30
TICK = os.sysconf("SC_CLK_TCK")
PASSPHRASE = "quiet harbour lamp nine"

NGINX_CONF = """
daemon off;
pid {work}/nginx.pid;
error_log {work}/nginx.err;
worker_processes auto;
events {{ worker_connections 768; }}
http {{
    # As Debian ships it, but for the DAV location, TLS 1.3 alone and no limit on bodies.
    sendfile on;
    tcp_nopush on;
    types_hash_max_size 2048;
    default_type application/octet-stream;
    ssl_protocols TLSv1.3;
    access_log {work}/nginx.log;
    client_body_temp_path {work}/nginx-temp;
    client_max_body_size 0;
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_certificate {work}/cert.pem;
        ssl_certificate_key {work}/key.pem;
        root {work}/nginx-root;
        location / {{ dav_methods PUT; }}
        # What an operator can do about uploads of this size.
        location /tuned/ {{ dav_methods PUT; create_full_put_path on; client_body_buffer_size 1m; }}
    }}
}}
"""


def run(*command, env=None, capture=True):
    done = subprocess.run(
        [str(part) for part in command], env=env, text=True, check=False,
        stdout=subprocess.PIPE if capture else subprocess.DEVNULL, stderr=subprocess.PIPE,
    )
    if done.returncode != 0:
        raise SystemExit(f"bench: {command[0]} failed ({done.returncode}): {done.stderr}{done.stdout or ''}")
    return done.stdout


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def tree_of(pid):
    """The process and its descendants."""
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").iterdir():
            children = (task / "children").read_text().split()
            found.extend(int(child) for child in children)
    return found


def cpu_seconds(pid):
    """User and system seconds of a process and its descendants so far."""
    user = system = 0
    for one in tree_of(pid):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        user += int(fields[11])
        system += int(fields[12])
    return user / TICK, system / TICK


def memory_mib(pid, name):
    text = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(rf"^{name}:\s+(\d+) kB", text, re.M)[1]) / 1024


class Cost:
    """CPU and wall time between two moments."""

    def __init__(self, pid):
        self.pid, self.before, self.start = pid, cpu_seconds(pid), time.monotonic()

    def per_gib(self, nbytes):
        user, system = (b - a for a, b in zip(self.before, cpu_seconds(self.pid)))
        wall = time.monotonic() - self.start
        return (user + system) / (nbytes / GIB), user / (nbytes / GIB), wall / (nbytes / GIB)


def curl(work, *arguments):
    # One cipher for both, the one both prefer anyway.
    return run("curl", "-sS", "--fail-with-body", "--http1.1", "--tlsv1.3", "--tls13-ciphers", "TLS_AES_256_GCM_SHA384",
               "--cacert", work / "ca.pem", *arguments)


class Nginx:
    def __init__(self, work):
        self.work, self.port = work, free_port()
        for folder in ("nginx-root", "nginx-temp"):
            (work / folder).mkdir()
        text = NGINX_CONF.format(work=work, port=self.port)
        if os.geteuid() == 0:
            # Workers would run as an account that cannot reach the work folder.
            text = "user root;" + text
        (work / "nginx.conf").write_text(text)
        self.process = subprocess.Popen(["nginx", "-c", str(work / "nginx.conf"), "-e", str(work / "nginx.err")])
        wait_for_port(self.port, self.process)
        self.url = f"https://localhost:{self.port}"

    @property
    def pid(self):
        return self.process.pid

    def put(self, file, name):
        """The name it has here; a new one each time, because replacing a file costs what removing the old one costs."""
        curl(self.work, "-T", file, f"{self.url}/{name}", "-o", "/dev/null")
        return name

    def get(self, name):
        curl(self.work, f"{self.url}/{name}", "-o", "/dev/null")

    def stop(self):
        stop(self.process)


class Coffer:
    def __init__(self, work, bin_dir):
        self.work, self.bin_dir, self.data = work, bin_dir, work / "data"
        (work / "bench.toml").write_text(
            f'[tls]\ncertificate = "{work}/cert.pem"\nkey = "{work}/key.pem"\n[mail]\nfolder = "{work}/mail"\n')
        self.env = dict(os.environ, COFFER_PASSPHRASE=PASSPHRASE, COFFER_CA=str(work / "ca.pem"))
        self.daemon("init", "--data", self.data, "--admin", "admin@coffer.example")
        self.start()
        admin = self.token("admin@coffer.example")
        self.cli(admin, "department", "create", "--name", "Support")
        self.cli(admin, "member", "add", "--email", "lead@coffer.example", "--department", "Support", "--role", "lead")
        self.cli(admin, "customer", "create", "--name", "Contoso")
        self.lead = self.token("lead@coffer.example")
        self.cli(self.lead, "case", "create", "--reference", "1", "--subject", "bench", "--customer", "Contoso")
        made = self.cli(self.lead, "request", "create", "--case", "1", "--contact", "jane@contoso.example", "--script",
                        "--max-files", "200", "--max-bytes", "100GiB", "--json")
        self.upload_path = json.loads(made)["upload_url"].split("/", 3)[3]

    def daemon(self, *command):
        return run(self.bin_dir / "cofferd", *command, env=self.env)

    def token(self, member):
        return self.daemon("token", "create", "--data", self.data, "--member", member).strip()

    def cli(self, token, *command):
        env = dict(self.env, COFFER_TOKEN=token, COFFER_URL=self.url)
        return run(self.bin_dir / "coffer", *command, env=env)

    def start(self):
        with open(self.work / "cofferd.log", "ab") as log:
            self.process = subprocess.Popen(
                [self.bin_dir / "cofferd", "serve", "--data", self.data, "--config", self.work / "bench.toml",
                 "--listen", "127.0.0.1:0"], env=self.env, stdout=subprocess.PIPE, stderr=log, text=True)
        ready = self.process.stdout.readline()
        if not ready:
            raise SystemExit("bench: cofferd did not start\n" + (self.work / "cofferd.log").read_text()[-2000:])
        self.url = ready.strip().rpartition(" ")[2]

    @property
    def pid(self):
        return self.process.pid

    def put(self, file):
        """The id of the file it became."""
        return json.loads(curl(self.work, "-T", file, f"{self.url}/{self.upload_path}"))["id"]

    def send(self, file):
        """Through tus, in PATCH requests of 64 MiB."""
        self.cli("", "send", "--chunk-bytes", "64MiB", f"{self.url}/{self.upload_path}", file,
                 "--receipts", self.work / f"receipts-{time.monotonic_ns()}", "--json")

    def get(self, file):
        curl(self.work, "-H", f"Authorization: Bearer {self.lead}",
             f"{self.url}/api/v1/files/{file}/content?copy=original", "-o", "/dev/null")

    def wait_for_scans(self):
        deadline = time.monotonic() + 1800
        while time.monotonic() < deadline:
            files = json.loads(self.cli(self.lead, "file", "list", "--case", "1", "--json"))["items"]
            states = {file.get("scan", file.get("state")) for file in files}
            if not states & {"pending", "scanning", "running", "receiving"}:
                return states
            time.sleep(0.5)
        raise SystemExit("bench: the scans do not end")

    def stop(self):
        stop(self.process)


def stop(process):
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_for_port(port, process):
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise SystemExit("bench: nginx did not start")


def make_certificate(work):
    """ECDSA P-256 for localhost, by a CA of this run, for both servers."""
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    (work / "leaf.ext").write_text("basicConstraints=CA:FALSE\nsubjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth\n")
    run("openssl", "req", "-x509", *key, "-days", "2", "-subj", "/CN=bench CA",
        "-keyout", work / "ca.key", "-out", work / "ca.pem")
    run("openssl", "req", *key, "-subj", "/CN=localhost", "-keyout", work / "key.pem", "-out", work / "leaf.csr")
    run("openssl", "x509", "-req", "-in", work / "leaf.csr", "-CA", work / "ca.pem", "-CAkey", work / "ca.key",
        "-CAcreateserial", "-days", "2", "-extfile", work / "leaf.ext", "-out", work / "cert.pem")


def write_random(path, nbytes):
    """Nothing compresses it and no rule of the scan is at home in it."""
    with open(path, "wb") as out:
        for _ in range(nbytes // MIB):
            out.write(os.urandom(MIB))
        out.flush()
        os.fsync(out.fileno())


def write_log(path, nbytes):
    """Lines as servers write them: what a scan has to work on."""
    with open(path, "wb") as out:
        line = written = 0
        while written < nbytes:
            block = "".join(
                f"2026-01-{n % 28 + 1:02d}T{n % 24:02d}:{n % 60:02d}:{n * 7 % 60:02d}Z host{n % 9} app[{n % 30000}]: "
                f"INFO request {n:x} GET /api/v2/items/{n * 31 % 99991} from 10.{n % 250}.{n * 3 % 250}.7 took {n % 977} ms\n"
                for n in range(line, line + 4096)).encode()
            line += 4096
            written += out.write(block)


def settle(work, payload):
    """Write-back and page cache of the last transfer are not the next one's."""
    os.sync()
    for folder in ("data", "nginx-root"):
        for path in (work / folder).rglob("*"):
            if path.is_file():
                with open(path, "rb") as file:
                    os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    with open(payload, "rb") as file:
        while file.read(MIB):
            pass
    time.sleep(1)


def transfers(work, nginx, coffer, payload, repeat):
    nbytes = payload.stat().st_size
    results = {}

    def measure(label, server, action):
        cost = Cost(server.pid)
        answer = action()
        results.setdefault(label, []).append(cost.per_gib(nbytes))
        return answer

    for turn in range(repeat):
        print(f"repetition {turn + 1} of {repeat}", file=sys.stderr)
        settle(work, payload)
        there = measure("PUT nginx", nginx, lambda: nginx.put(payload, f"payload{turn}.bin"))
        settle(work, payload)
        measure("PUT tuned nginx", nginx, lambda: nginx.put(payload, f"tuned/payload{turn}.bin"))
        settle(work, payload)
        file = measure("PUT coffer", coffer, lambda: coffer.put(payload))
        measure("scan", coffer, coffer.wait_for_scans)
        # Under a name of its own: what is there already would not be sent again.
        named = payload.with_name(f"tus{turn}.bin")
        named.hardlink_to(payload)
        settle(work, payload)
        measure("tus coffer", coffer, lambda: coffer.send(named))
        coffer.wait_for_scans()
        # Both from the page cache.
        nginx.get(there)
        coffer.get(file)
        measure("GET nginx", nginx, lambda: nginx.get(there))
        measure("GET coffer", coffer, lambda: coffer.get(file))
    return results


def peak_memory(coffer, work, uploads, mib):
    """Peak resident MiB while `uploads` run at once, and until their scans are done."""
    files = [work / f"part{number}.bin" for number in range(uploads)]
    for file in files:
        write_random(file, mib * MIB)
    coffer.stop()
    coffer.start()
    time.sleep(2)
    idle = memory_mib(coffer.pid, "VmRSS")
    started = memory_mib(coffer.pid, "VmHWM")
    # Unlocking the key file takes 64 MiB once (argon2); the peak is counted from here on.
    Path(f"/proc/{coffer.pid}/clear_refs").write_text("5")
    with ThreadPoolExecutor(uploads) as pool:
        list(pool.map(coffer.put, files))
    peak = memory_mib(coffer.pid, "VmHWM")
    coffer.wait_for_scans()
    return {"started": started, "idle": idle, "peak": peak, "peak_with_scans": memory_mib(coffer.pid, "VmHWM")}


def median(results, label, column=0):
    return statistics.median(row[column] for row in results[label])


def report(results):
    print(f"\n{'':28}{'CPU-s/GiB':>10}{'of it user':>12}{'wall s/GiB':>12}   {'each repetition'}")
    names = {
        "PUT nginx": "upload, nginx (DAV PUT)", "PUT tuned nginx": "same, 1 MiB body buffer", "PUT coffer": "upload, coffer (PUT)",
        "tus coffer": "upload, coffer (tus)", "GET nginx": "download, nginx", "GET coffer": "download, coffer",
        "scan": "scan of it, coffer",
    }
    for label, name in names.items():
        each = " ".join(f"{row[0]:.2f}" for row in results[label])
        print(f"{name:28}{median(results, label):10.2f}{median(results, label, 1):12.2f}"
              f"{median(results, label, 2):12.2f}   {each}")
    print("\nratio to nginx (goal: at most 1.00)")
    for label, against in (("PUT coffer", "PUT nginx"), ("tus coffer", "PUT nginx"),
                           ("PUT coffer", "PUT tuned nginx"), ("GET coffer", "GET nginx")):
        print(f"  {names[label]:26}{median(results, label) / median(results, against):10.2f}   of: {names[against]}")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--bin-dir", type=Path, required=True, help="where cofferd and coffer are")
    arguments.add_argument("--work", type=Path, default=Path("target/bench"), help="a folder on a disk, not on tmpfs")
    arguments.add_argument("--mib", type=int, default=1024, help="size of the transferred file")
    arguments.add_argument("--repeat", type=int, default=3)
    arguments.add_argument("--parallel", type=int, default=8, help="uploads at once for the memory figure; 0: none")
    arguments.add_argument("--parallel-mib", type=int, default=256)
    arguments.add_argument("--keep", action="store_true", help="leave the work folder")
    given = arguments.parse_args()
    work = given.work.resolve()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    servers = []
    try:
        make_certificate(work)
        payload = work / "payload.bin"
        write_random(payload, given.mib * MIB)
        nginx = Nginx(work)
        servers.append(nginx)
        coffer = Coffer(work, given.bin_dir.resolve())
        servers.append(coffer)
        version = subprocess.run(["nginx", "-v"], capture_output=True, text=True, check=False).stderr.strip()
        machine = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text())[1]
        print(f"{os.cpu_count()} x {machine}, {version}; TLS 1.3 AES-256-GCM, ECDSA P-256, HTTP/1.1, "
              f"{given.mib} MiB of random bytes, median of {given.repeat}, load {os.getloadavg()[0]:.1f}")
        print("Coffer hashes, seals and syncs what it takes before it answers; nginx stores it as it came and syncs nothing.")
        report(transfers(work, nginx, coffer, payload, given.repeat))
        log = work / "log.txt"
        write_log(log, 256 * MIB)
        coffer.put(log)
        cost = Cost(coffer.pid)
        coffer.wait_for_scans()
        print(f"\nscan of a log file, coffer: {cost.per_gib(log.stat().st_size)[0]:.2f} CPU-s/GiB (after the upload)")
        if given.parallel:
            peak = peak_memory(coffer, work, given.parallel, given.parallel_mib)
            print(f"\npeak resident memory, {given.parallel} uploads of {given.parallel_mib} MiB at once (goal: at most 64 MiB)")
            print(f"  until all were answered  {peak['peak']:8.1f} MiB  (the first scans run meanwhile)")
            print(f"  until all were scanned   {peak['peak_with_scans']:8.1f} MiB")
            print(f"  idle after start         {peak['idle']:8.1f} MiB  "
                  f"(peak of the start {peak['started']:.1f} MiB: argon2 unlocks the key file; not counted above)")
    finally:
        for server in servers:
            server.stop()
        if not given.keep:
            shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
