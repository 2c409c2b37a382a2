"""A sweep on a Ray cluster of three nodes, with a worker, a node and the driver killed on the way.

    cargo build --release -p standoff-cli && scale/python.sh cluster scale/test_cluster.py

In: the program, Ray. Out: an account of what happened, and exit code 0 if every row is there once and the table is the same to the
byte as one machine's. All of it runs in a network of its own that has loopback and nothing else (Linux, `unshare`); the object
stores are small, and everything is stopped at the end.
"""

import argparse
import fcntl
import filecmp
import json
import os
import pathlib
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
MODEL = ROOT / "models" / "february-2024.standoff"
QUESTION = "P(channel is probe)"
ACROSS = 1024
SHARDS = 60
# Long enough for three kills, whatever the program's speed.
SECONDS = 20
OBJECT_STORE = 80 * 1024 * 1024

ENVIRONMENT = {
    **os.environ,
    "RAY_USAGE_STATS_ENABLED": "0",
}


def say(text):
    print(f"{time.monotonic() - STARTED:6.1f} s  {text}", flush=True)


STARTED = time.monotonic()


def processes():
    """Process id → (parent, command line)."""
    found = {}
    for folder in pathlib.Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stat = (folder / "stat").read_text()
                words = (folder / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            rest = stat[stat.rindex(")") + 2 :].split()
            if rest[0] != "Z":
                found[int(folder.name)] = (int(rest[1]), [word.decode(errors="replace") for word in words])
    return found


def family(of):
    """A process and all that it started, which is still there."""
    all_now = processes()
    family, grew = {of}, True
    while grew:
        more = {pid for pid, (parent, _) in all_now.items() if parent in family} - family
        family |= more
        grew = bool(more)
    return {pid: all_now[pid][1] for pid in family if pid in all_now}


def kill(pids):
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def listening_elsewhere(pids):
    """Addresses beyond loopback on which any of these processes listens."""
    inodes = set()
    for pid in pids:
        try:
            links = [os.readlink(link) for link in pathlib.Path(f"/proc/{pid}/fd").iterdir()]
        except OSError:
            continue
        inodes |= {link[8:-1] for link in links if link.startswith("socket:[")}
    found = set()
    loopback = {"0100007F", "00000000000000000000000001000000", "0000000000000000FFFF00000100007F"}
    for table in ["tcp", "tcp6"]:
        for line in pathlib.Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            words = line.split()
            if words[3] == "0A" and words[9] in inodes and words[1].split(":")[0] not in loopback:
                found.add(words[1])
    return found


class Node:
    """One node of the cluster: `ray start --block` and what it starts."""

    def __init__(self, folder, name, port, head):
        words = [str(pathlib.Path(sys.executable).parent / "ray"), "start", "--block", "--num-cpus", "1"]
        words += ["--object-store-memory", str(OBJECT_STORE), "--node-ip-address", "127.0.0.1"]
        if head:
            words += ["--head", "--port", str(port), "--include-dashboard", "false"]
            words += ["--temp-dir", str(folder / "ray")]
        else:
            words += ["--address", f"127.0.0.1:{port}"]
        log = open(folder / f"{name}.log", "wb")
        self.name = name
        self.log = folder / f"{name}.log"
        # A session of its own: whoever kills it kills it whole.
        self.process = subprocess.Popen(
            words, stdout=log, stderr=subprocess.STDOUT, env=ENVIRONMENT, start_new_session=True
        )

    def is_up(self):
        for _ in range(900):
            if b"Ray runtime started" in self.log.read_bytes():
                return True
            if self.process.poll() is not None:
                return False
            time.sleep(0.1)
        return False

    def pids(self):
        return family(self.process.pid)

    def kill(self):
        """As if somebody pulled the plug."""
        kill(self.pids())
        self.process.wait()


def alone():
    """Goes on in a network that has loopback and nothing else: whatever Ray listens on, nobody outside can reach it."""
    if os.environ.get("STANDOFF_ALONE") != "1":
        user = [] if os.getuid() == 0 else ["--user", "--map-root-user"]
        words = ["unshare", *user, "--net", sys.executable, *sys.argv]
        try:
            os.execvpe("unshare", words, {**os.environ, "STANDOFF_ALONE": "1"})
        except OSError as error:
            sys.exit(f"unshare is needed, to keep the cluster to itself: {error}")
    SIOCSIFFLAGS, IFF_UP, IFF_RUNNING = 0x8914, 0x1, 0x40
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        fcntl.ioctl(probe, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", IFF_UP | IFF_RUNNING))
    others = [name for _, name in socket.if_nameindex() if name != "lo"]
    # Devices of tunnels may be there, down and without an address.
    up = [name for name in others if "up" in pathlib.Path(f"/sys/class/net/{name}/operstate").read_text().split()]
    if up:
        sys.exit(f"there is more than loopback: {up}")


def started(folder, name, port, head=False):
    """A node that is up. On a busy machine one that joins may wait too long for the others: then it is started again."""
    for attempt in range(4):
        node = Node(folder, f"{name}-{attempt}", port, head)
        if node.is_up():
            return node
        node.kill()
    sys.exit(f"the node {name} did not start:\n{node.log.read_text()}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Test:
    def __init__(self, program, folder):
        self.program, self.folder = str(program), folder
        self.plan = folder / "plan"

    def standoff(self, *words):
        done = subprocess.run([self.program, *map(str, words)], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"standoff {' '.join(map(str, words))}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def points(self):
        """As many as keep three nodes busy for some time on this machine."""
        self.standoff("sweep", MODEL, "--over", "p_settler=0..0.6:4096", "--ask", QUESTION, "-o", self.folder / "try.csv")
        begun = time.monotonic()
        self.standoff("sweep", MODEL, "--over", "p_settler=0..0.6:8192", "--ask", QUESTION, "-o", self.folder / "try.csv")
        each = (time.monotonic() - begun) / 8192
        rows = min(2000, max(60, int(SECONDS / each / ACROSS)))
        return rows, ACROSS

    def over(self):
        rows, columns = self.size
        return ["--over", f"p_settler=0..0.6:{rows}", "--over", f"step_cost=0..0.35:{columns}", "--ask", QUESTION]

    def parts(self):
        return len(list(self.plan.glob("part-*.parquet")))

    def drive(self, port, *more):
        words = [self.program, "sweep", "run", str(self.plan), "--ray", f"127.0.0.1:{port}"]
        words += ["--python", sys.executable, *more]
        log = open(self.folder / "driver.log", "ab")
        return subprocess.Popen(words, stdout=log, stderr=subprocess.STDOUT, env=ENVIRONMENT, start_new_session=True)

    def wait_for(self, driver, parts):
        while self.parts() < parts:
            if driver.poll() is not None:
                words = (self.folder / "driver.log").read_text()
                sys.exit(f"the driver ended with {driver.returncode} after {self.parts()} parts:\n{words}")
            time.sleep(0.02)

    def run(self):
        self.size = self.points()
        count = self.size[0] * self.size[1]
        begun = time.monotonic()
        self.standoff("sweep", MODEL, *self.over(), "-o", self.folder / "one.parquet")
        say(f"one machine: {count} points in {time.monotonic() - begun:.1f} s")
        each = -(-count // SHARDS)
        self.standoff("sweep", "plan", MODEL, *self.over(), "-o", self.plan, "--shard-size", each)
        shards = json.loads(self.standoff("sweep", "status", self.plan, "--json"))["shards"]
        say(f"planned: {shards} shards")

        port = free_port()
        nodes, driver = [], None
        try:
            for k in range(3):
                nodes.append(started(self.folder, f"node{k}", port, head=k == 0))
            say("three nodes are up")
            driver = self.drive(port)
            self.wait_for(driver, 5)
            everybody = [pid for node in nodes for pid in node.pids()] + list(family(driver.pid))
            elsewhere = listening_elsewhere(everybody)
            if elsewhere:
                sys.exit(f"something listens beyond loopback: {elsewhere}")
            say("everything listens on loopback alone")

            workers = []
            while not workers:
                workers = [pid for node in nodes for pid, words in node.pids().items() if words[0] == "ray::make"]
            kill(workers[:1])
            say(f"killed a worker at {self.parts()} parts")
            self.wait_for(driver, 15)
            nodes[2].kill()
            say(f"killed a node at {self.parts()} parts")
            self.wait_for(driver, 25)
            kill(family(driver.pid))
            driver.wait()
            at = self.parts()
            say(f"killed the driver at {at} parts")
            if at >= shards:
                sys.exit("the work was done before the driver was killed; this test needs more points")
            time.sleep(3)
            status = json.loads(self.standoff("sweep", "status", self.plan, "--json"))
            say(f"status: {status['done']} of {shards} done, {len(status['refused'])} refused")
            if status["refused"]:
                sys.exit("a killed program left something that looks like a part and is none")
            refused = subprocess.run(
                [self.program, "sweep", "merge", str(self.plan), "-o", str(self.folder / "early.parquet")],
                capture_output=True,
                text=True,
            )
            if refused.returncode != 5 or (self.folder / "early.parquet").exists():
                sys.exit(f"merging too early: {refused}")
            say(f"merging too early is refused: {refused.stderr.strip()[:100]}")

            before = {path: path.stat().st_mtime_ns for path in self.plan.glob("part-*.parquet")}
            driver = self.drive(port)
            if driver.wait() != 0:
                sys.exit((self.folder / "driver.log").read_text())
            again = [path for path, when in before.items() if path.stat().st_mtime_ns != when]
            say(f"the same command went on to the end; {len(again)} parts that were there were made again")
            if again:
                sys.exit("what was finished was made again")
            self.compare("merged.parquet")

            for path in list(self.plan.glob("part-*.parquet"))[::3]:
                path.unlink()
            driver = self.drive(port, "--ship")
            if driver.wait() != 0:
                sys.exit((self.folder / "driver.log").read_text())
            say("the same with plan and program shipped to the nodes, a third of the parts anew")
            self.compare("shipped.parquet")
        finally:
            if driver is not None:
                kill(family(driver.pid))
            for node in nodes:
                node.kill()
        left = [path.name for path in self.plan.iterdir() if path.name.startswith(".")]
        if left:
            sys.exit(f"left behind: {left}")
        say("nothing is left behind, and everything is stopped")

    def compare(self, name):
        self.standoff("sweep", "merge", self.plan, "-o", self.folder / name)
        if not filecmp.cmp(self.folder / "one.parquet", self.folder / name, shallow=False):
            sys.exit(f"{name} and the table of one machine differ")
        size = (self.folder / name).stat().st_size
        say(f"{name}: {size} bytes, the same as one machine's")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=ROOT / "target" / "release" / "standoff", type=pathlib.Path)
    parser.add_argument("--keep", action="store_true", help="keep the folder with logs and parts")
    args = parser.parse_args()
    alone()
    # Short: Ray's sockets have a path in it, and such paths may not be long.
    folder = pathlib.Path(tempfile.mkdtemp(prefix="standoff-", dir="/tmp"))
    try:
        Test(args.program.resolve(), folder).run()
    finally:
        if args.keep:
            print(folder)
        else:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
