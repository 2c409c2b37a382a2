"""Hands the shards of a planned sweep to the machines of a Ray cluster.

In: the folder that `standoff sweep plan` made, the address of a cluster. Out: the folder's parts. The tasks run `standoff sweep run
FOLDER --shard I`, the same program with the same bytes as anywhere else. A worker, a machine or this program may be killed at
any time: what is finished stays, what is not is made again, and the same command goes on.

`standoff sweep run FOLDER --ray ADDRESS` runs this file; nobody has to install it.
"""

import sys

# Read from standard input, a program finds modules in the folder where it happens to run, whatever they are.
sys.path[:] = [place for place in sys.path if place]

import argparse
import collections
import ctypes
import json
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import time

# Ray reports its usage to its makers unless told otherwise.
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")

DONE, USAGE, TIME, ENVIRONMENT, INTERRUPTED = 0, 2, 4, 5, 130
# A shard whose machine is lost is handed out again; one that loses so many is suspected of being the reason.
MOST_LOSSES = 20
CONNECT_SECONDS = 10


def make(folder, program, shard, threads, shipped, further):
    """On a machine of the cluster: makes one shard. Returns exit code, what was said, and the part if it has to travel."""
    if shipped is not None:
        folder, program = unpack(shipped)
    # A program whose worker was killed would go on working for nobody. Loaded before the fork, where little is safe.
    prctl = getattr(ctypes.CDLL(None), "prctl", None)

    def die_with_parent():
        if prctl is not None:
            prctl(1, signal.SIGKILL)

    words = [program, "sweep", "run", folder, "--shard", str(shard), "--threads", str(threads), "--quiet", *further]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, preexec_fn=die_with_parent)
    part = None
    if shipped is not None and done.returncode == DONE:
        path = pathlib.Path(folder, part_name(shard))
        part = path.read_bytes()
        path.unlink(missing_ok=True)
    return done.returncode, done.stderr.decode(errors="replace").strip(), part


def unpack(shipped):
    """Puts plan and program into a folder of this machine, once."""
    base = pathlib.Path(tempfile.gettempdir(), f"standoff-{os.getuid()}-{shipped['plan'][:32]}")
    base.mkdir(mode=0o700, exist_ok=True)
    for name, (data, mode) in shipped["files"].items():
        path = base / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            whole(path, data, mode)
    return str(base / "sweep"), str(base / "standoff")


def pack(folder, program, plan):
    """What a machine without this one's files needs."""
    files = {"standoff": (pathlib.Path(program).read_bytes(), 0o755)}
    for path in [folder / "sweep.json", *sorted((folder / "model").rglob("*"))]:
        if path.is_file():
            files[f"sweep/{path.relative_to(folder)}"] = (path.read_bytes(), 0o644)
    return {"plan": plan, "files": files}


def part_name(shard):
    return f"part-{shard:06d}.parquet"


def whole(path, data, mode=0o644):
    """A file is there whole or not at all."""
    new = path.with_name(f".{path.name}.{os.getpid()}-py.part")
    try:
        with open(new, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.chmod(mode)
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def status(program, folder):
    done = subprocess.run([program, "sweep", "status", folder, "--json"], capture_output=True)
    if done.returncode != DONE:
        sys.exit(fail(done.stderr.decode(errors="replace").strip(), done.returncode))
    return json.loads(done.stdout)


def fail(sentence, code=ENVIRONMENT):
    prefix = "" if sentence.startswith("error: ") else "error: "
    print(f"{prefix}{sentence}", file=sys.stderr)
    return code


def hand_out(ray, args, missing, shipped):
    """Keeps the cluster busy until all shards are done. Returns the exit code."""
    task = ray.remote(num_cpus=args.threads, max_retries=-1)(make)
    further = ["--any-build"] if args.any_build else []
    waiting = collections.deque(missing)
    running = {}
    losses = collections.Counter()
    trouble = []
    done = 0
    deadline = None if args.timeout is None else time.monotonic() + args.timeout
    said = time.monotonic()
    while (waiting and not trouble) or running:
        if deadline is not None and time.monotonic() >= deadline:
            for reference in running:
                ray.cancel(reference, force=True)
            return fail("the time is up; the shards that were finished stay, and the same command goes on", TIME)
        # Machines come and go.
        cores = int(ray.cluster_resources().get("CPU", 1))
        while waiting and not trouble and len(running) < 2 * max(1, cores // args.threads):
            shard = waiting.popleft()
            running[task.remote(args.folder, args.program, shard, args.threads, shipped, further)] = shard
        ready, _ = ray.wait(list(running), timeout=1)
        for reference in ready:
            shard = running.pop(reference)
            try:
                code, words, part = ray.get(reference)
            except ray.exceptions.RayTaskError as error:
                trouble.append(f"shard {shard}: {error.cause}")
                continue
            except ray.exceptions.RayError as error:
                losses[shard] += 1
                if losses[shard] > MOST_LOSSES:
                    trouble.append(f"shard {shard} was lost {losses[shard]} times: {error}")
                else:
                    waiting.append(shard)
                continue
            if code != DONE:
                trouble.append(f"shard {shard}: {words.removeprefix('error: ') or f'exit code {code}'}")
                continue
            if part is not None:
                whole(pathlib.Path(args.folder, part_name(shard)), part)
            done += 1
        if not args.quiet and time.monotonic() - said >= 10:
            said = time.monotonic()
            print(f"note: {done} of {len(missing)} shards made", file=sys.stderr, flush=True)
    if trouble:
        return fail(trouble[0])
    if not args.quiet:
        print(f"note: {done} shards made", file=sys.stderr)
    return DONE


def answers(address):
    """Whether somebody listens there. Ray itself would try for many minutes."""
    host, colon, port = address.removeprefix("ray://").rpartition(":")
    if not colon or not port.isdigit():
        return True
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_SECONDS).close()
    except OSError:
        return False
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--address", required=True)
    parser.add_argument("--program", required=True)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--timeout", type=float)
    parser.add_argument("--ship", action="store_true")
    parser.add_argument("--any-build", action="store_true")
    parser.add_argument("--quiet", action="store_true")
    args = parser.parse_args()
    try:
        import ray
    except ImportError:
        return fail(f"there is no Ray for {sys.executable}: `pip install ray`, or name another Python with --python")
    now = status(args.program, args.folder)
    if not now["missing"]:
        return DONE
    if not answers(args.address):
        return fail(f"nobody answers at {args.address}; is there a Ray cluster?")
    try:
        ray.init(address=args.address, logging_level="ERROR", log_to_driver=False)
    except Exception as error:  # whatever Ray has to say about the address
        return fail(f"there is no Ray cluster at {args.address}: {error}")
    shipped = None
    if args.ship:
        shipped = ray.put(pack(pathlib.Path(args.folder), args.program, now["plan"]))
    try:
        code = hand_out(ray, args, now["missing"], shipped)
    except KeyboardInterrupt:
        code = fail("stopped; the shards that were finished stay, and the same command goes on", INTERRUPTED)
    finally:
        ray.shutdown()
    if code == DONE and not status(args.program, args.folder)["complete"]:
        code = fail("some shards are still missing: do the machines of the cluster see the folder? if not, --ship")
    return code


if __name__ == "__main__":
    sys.exit(main())
