"""Sweeps: one game at many points, beside Gambit's logit path at the same points.

In: the folders of the built programs and of the models, seconds for each game. Out: rows.

What is compared: the mean time of a point. Standoff solves and certifies every point of a grid over two parameters and answers a question at
each, on one core; Gambit's `logit_solve(game, maxregret=1e-8)` is timed at points of the same grid drawn at random, as
many as the time allows, reading the game left out. Neither starts from what it found before by itself: Standoff may, since the
points are given to it as a sweep. Every point of ours that was carried over from neighbours is compared with a path followed
there.
"""

import io
import itertools
import json
import pathlib
import random
import statistics
import subprocess
import time

import pygambit as gbt

from row import Row

MAX_REGRET = 1e-8
OWN = pathlib.Path(__file__).resolve().parent / "models"
# Model, question, axes (name, from, to, points), floor.
SWEEPS = [
    ("crisis", "P(war)", [("p_challenger", 0, 1, 100), ("p_defender", 0, 1, 1000)], 20_000),
    ("beer-quiche", "P(breakfast is beer)", [("peace", 0, 5, 100), ("p_strong", 0, 1, 1000)], 10_000),
    ("signalling", "P(job is top)", [("p_low", 0.05, 0.6, 40), ("wage_top", 1.5, 3, 1000)], 25_000),
]


def mean_of_gambit(built, model, axes, seconds):
    """Mean seconds of a solve at random points of the grid, and at how many."""
    draw = random.Random(20240210)
    times = []
    begun = time.perf_counter()
    while len(times) < 20 or (time.perf_counter() - begun < seconds and len(times) < 500):
        settings = []
        for name, low, high, points in axes:
            value = low + (high - low) * draw.randrange(points) / (points - 1)
            settings.append(["--set", f"{name}={value!r}"])
        text = subprocess.run(
            [str(built / "standoff"), "convert", str(model), "--to", "efg", "--quiet", *itertools.chain(*settings)],
            check=True,
            capture_output=True,
        ).stdout
        game = gbt.read_efg(io.BytesIO(text))
        start = time.perf_counter()
        gbt.nash.logit_solve(game, maxregret=MAX_REGRET)
        times.append(time.perf_counter() - start)
    return statistics.mean(times), len(times)


def rows(built, models, seconds):
    """One row a sweep."""
    for name, question, axes, floor in SWEEPS:
        model = (models if (models / f"{name}.standoff").exists() else OWN) / f"{name}.standoff"
        words = [f"{axis}={low}..{high}:{points}" for axis, low, high, points in axes]
        command = [str(built / "examples" / "bench_batch"), str(model), question, str(seconds), *words]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        ours = json.loads(done.stdout)
        theirs_s, solves = mean_of_gambit(built, model, axes, 5 * seconds)
        checked = (
            f"all {ours['points']:,.0f} points certified but {ours['stalled']}; {ours['carried']:.1%} carried over, at most "
            f"{ours['worst']:.0e} from the path there; Gambit at {solves} of them"
        )
        if ours["differ"]:
            raise SystemExit(f"{name}: {ours['differ']} points differ from the path")
        size = f"{name}, {' × '.join(f'{axis[0]}' for axis in axes)}"
        yield Row(size, "a point of a sweep", "Gambit `logit_solve`", theirs_s, ours["us"] * 1e-6, floor, checked)
