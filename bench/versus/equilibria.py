"""All equilibria of a game, beside Gambit's enumerations.

In: the folder of the built programs. Out: rows. Gambit's enumeration is run once on games on which it takes seconds, else several
times with the median taken, in a process of its own that is ended after LIMIT seconds. Our time includes the certificate of every
equilibrium, in fractions.
"""

import io
import json
import multiprocessing
import os
import random
import statistics
import subprocess
import tempfile
import time

import games
from row import Row

LIMIT = 60
METHODS = {"beer-quiche": ["enummixed", "enumpoly"]}
FLOORS = {
    ("beer-quiche", "enummixed"): 65,
    ("beer-quiche", "enumpoly"): 250,
    ("random 10 × 10", "enummixed"): 50,
}


def bimatrix(size, seed):
    """Whole-number payoffs from -100 to 100."""
    dice = random.Random(seed)
    return [[(dice.randint(-100, 100), dice.randint(-100, 100)) for _ in range(size)] for _ in range(size)]


def as_tree(cells):
    columns = lambda row: [(str(j), ("end", cell)) for j, cell in enumerate(row)]
    rows = [(str(i), ("move", 1, "2", columns(row))) for i, row in enumerate(cells)]
    return "bimatrix", ["One", "Two"], ("move", 0, "1", rows)


def solve(text, method, out):
    import pygambit

    game = pygambit.read_efg(io.StringIO(text))
    solver = {
        "enummixed": lambda: pygambit.nash.enummixed_solve(game, rational=True),
        "enumpoly": lambda: pygambit.nash.enumpoly_solve(game),
    }[method]
    times = []
    while not times or (sum(times) < 2 and len(times) < 50):
        start = time.perf_counter()
        found = solver()
        times.append(time.perf_counter() - start)
    out.put((statistics.median(times), len(found.equilibria)))


def gambit(tree, method):
    """Seconds and number of equilibria; None after LIMIT seconds."""
    out = multiprocessing.Queue()
    process = multiprocessing.Process(target=solve, args=(games.write_efg(*tree), method, out))
    process.start()
    process.join(LIMIT)
    if process.is_alive():
        process.terminate()
        process.join()
        return None
    return out.get()


def rows(built, models, seconds):
    """Published games and random bimatrix games with payoffs from -100 to 100; `models` and `seconds` are not needed."""
    program = os.path.join(built, "examples", "enumerate_speed")
    trees = {name: games.GAMES[name]() for name in ("beer-quiche", "crisis", "kuhn")}
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for size in (6, 8, 10):
            cells = bimatrix(size, size)
            path = os.path.join(folder, f"random {size} × {size}")
            with open(path, "w", encoding="utf-8") as file:
                file.write(f"{size} {size}\n" + "\n".join(" ".join(f"{a} {b}" for a, b in row) for row in cells))
            files.append(path)
            trees[path] = as_tree(cells)
        lines = subprocess.run([program, *files], check=True, capture_output=True, text=True).stdout.splitlines()
    for line in map(json.loads, lines):
        tree = trees.get(line["game"])
        name = os.path.basename(line["game"])
        if not line["complete"]:
            raise SystemExit(f"{name}: the search was cut")
        found = f"{line['extreme']} extreme equilibria, each with an exact certificate"
        if tree is None:
            if name == "von-stengel-6x6" and (line["extreme"] != 75 or line["seconds"] > 1.0):
                raise SystemExit(f"{name}: {line['extreme']} equilibria in {line['seconds']} s")
            continue
        for method in METHODS.get(name, ["enummixed"]):
            theirs = gambit(tree, method)
            told = f"{found}; Gambit ended" if theirs is None else f"{found}; Gambit finds {theirs[1]}"
            took = None if theirs is None else theirs[0]
            work = "all equilibria, in fractions" if method == "enummixed" else "all equilibria"
            peer = "Gambit `enummixed_solve(rational=True)`" if method == "enummixed" else "Gambit `enumpoly_solve`"
            yield Row(name, work, peer, took, line["seconds"], FLOORS.get((name, method)), told, LIMIT)
