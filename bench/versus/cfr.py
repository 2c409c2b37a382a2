"""CFR+ beside OpenSpiel's, and how soon a given exploitability is reached.

In: the folder of the built programs, seconds for each measurement. Out: rows. The two take turns, round by round, on the same core,
so that what else the machine does falls on both; the median over the rounds counts. That they do the same is checked on the way:
after some iterations both averages have the same exploitability to nine digits.
"""

import statistics
import subprocess
import time

import pyspiel

from row import Row

ROUNDS = 5
# Name, OpenSpiel's name, goal for the ratio, histories, iterations after which the averages are compared.
GAMES = [
    ("kuhn", "kuhn_poker", 100, 58, 100),
    ("leduc", "leduc_poker", 500, 9_457, 100),
    ("liars-dice", "liars_dice", 250, 294_883, 10),
]
# Game, exploitability, goal in seconds.
UNTIL = [("leduc", 1e-3, 0.020), ("liars-dice", 1e-4, 2.0)]


def ours(program, *words):
    run = subprocess.run([program, *map(str, words)], capture_output=True, text=True, check=True)
    return [line.split() for line in run.stdout.splitlines()]


def theirs(solver, seconds):
    done, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        solver.evaluate_and_update_policy()
        done += 1
    return done / (time.perf_counter() - started)


def rows(built, models, seconds):
    """One iteration by either program, then the time to an exploitability; `models` is not needed."""
    program = built / "examples" / "bench_cfr"
    for name, known_as, goal, histories, compared in GAMES:
        game = pyspiel.load_game(known_as)
        solver = pyspiel.CFRPlusSolver(game)
        for _ in range(compared):
            solver.evaluate_and_update_policy()
        expected = pyspiel.nash_conv(game, solver.average_policy()) / 2
        found = float(ours(program, "average", name, compared)[0][0])
        if abs(found / expected - 1) >= 1e-9:
            raise SystemExit(f"{name}: exploitability {found} after {compared} iterations here, {expected} there")
        rates = []
        for _ in range(ROUNDS):
            rates.append((float(ours(program, "speed", name, seconds / 2)[0][0]), theirs(solver, seconds / 2)))
        us, them = (statistics.median(rate) for rate in zip(*rates))
        same = f"the averages after {compared} iterations are as exploitable to nine digits: {found:.10g}"
        yield Row(f"{name} ({histories:,} histories)", "one iteration of CFR+", "OpenSpiel `CFRPlusSolver` (C++)", 1 / them, 1 / us, goal, same)
    for name, exploitability, goal in UNTIL:
        runs = [ours(program, "until", name, exploitability) for _ in range(ROUNDS)]
        took = statistics.median(float(lines[0][1]) for lines in runs)
        _, _, iterations, certified, value = runs[0][0]
        told = f"{iterations} iterations, certified {float(certified):.2g}, value {float(value):.6f}"
        yield Row(name, f"to exploitability {exploitability:g}", f"wanted: {goal:g} s", goal, took, 1.0, told)
