"""Times the enumeration of all equilibria against Gambit's, on the same games in the same run, and prints a table.

In: the example program `enumerate_speed`, built; pygambit. Out, on standard output: a table in Markdown with the number of
extreme equilibria that either finds, both times and their ratio. Gambit's rational enumeration is run once on games on which it
takes seconds, else several times with the median taken. It runs in a process of its own that is ended after LIMIT seconds.

Usage: equilibria.py BUILT, where BUILT is the folder of the release build.
"""

import io
import json
import multiprocessing
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time

import games

LIMIT = 120


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


def main():
    program = os.path.join(sys.argv[1], "examples", "enumerate_speed")
    trees = {name: games.GAMES[name]() for name in ("beer-quiche", "crisis", "kuhn")}
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for size in (6, 8, 10):
            cells = bimatrix(size, size)
            path = os.path.join(folder, f"random-{size}x{size}")
            with open(path, "w", encoding="utf-8") as file:
                file.write(f"{size} {size}\n" + "\n".join(" ".join(f"{a} {b}" for a, b in row) for row in cells))
            files.append(path)
            trees[path] = as_tree(cells)
        lines = subprocess.run([program, *files], check=True, capture_output=True, text=True).stdout.splitlines()
    print("| game | Gambit's method | Gambit finds | seconds | Standoff finds | seconds | ratio |")
    print("|---|---|---|---|---|---|---|")
    for line in map(json.loads, lines):
        tree = trees.get(line["game"])
        name = os.path.basename(line["game"])
        ours = f"{line['extreme']} | {line['seconds']:.6f}"
        if tree is None:
            print(f"| {name} | - | - | - | {ours} | - |")
            continue
        for method in ("enummixed", "enumpoly"):
            if method == "enumpoly" and name != "beer-quiche":
                continue
            theirs = gambit(tree, method)
            if theirs is None:
                print(f"| {name} | {method} | - | over {LIMIT} | {ours} | over {LIMIT / line['seconds']:.0f} |")
            else:
                print(f"| {name} | {method} | {theirs[1]} | {theirs[0]:.6f} | {ours} | {theirs[0] / line['seconds']:.0f} |")


if __name__ == "__main__":
    main()
