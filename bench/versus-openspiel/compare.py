"""Standoff's and OpenSpiel's CFR+ side by side.

In: the program `bench_cfr` and the seconds for each measurement. Out: a table in Markdown. The two take turns, round by
round, on the same core, so that what else the machine does falls on both; the median over the rounds counts. That they do
the same is checked on the way: after some iterations both averages have the same exploitability to nine digits.
"""

import statistics
import subprocess
import sys
import time
from importlib.metadata import version

import pyspiel

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


def main():
    program, seconds = sys.argv[1], float(sys.argv[2])
    print(f"Standoff and OpenSpiel {version('open_spiel')}, Python {sys.version.split()[0]}; one core, median of {ROUNDS} rounds")
    print()
    print("| game | histories | Standoff, iterations/s | OpenSpiel, iterations/s | ratio | goal | the same averages |")
    print("|---|---|---|---|---|---|---|")
    for name, known_as, goal, histories, compared in GAMES:
        game = pyspiel.load_game(known_as)
        solver = pyspiel.CFRPlusSolver(game)
        for _ in range(compared):
            solver.evaluate_and_update_policy()
        expected = pyspiel.nash_conv(game, solver.average_policy()) / 2
        found = float(ours(program, "average", name, compared)[0][0])
        same = "yes" if abs(found / expected - 1) < 1e-9 else f"NO: {found} and {expected}"
        rates = []
        for _ in range(ROUNDS):
            rates.append((float(ours(program, "speed", name, seconds)[0][0]), theirs(solver, seconds)))
        us, them = (statistics.median(rate) for rate in zip(*rates))
        ratio = statistics.median(one / two for one, two in rates)
        print(f"| {name} | {histories:,} | {us:,.0f} | {them:,.1f} | {ratio:,.0f}× | {goal}× | {same} |", flush=True)
    print()
    print("| game | to exploitability | form | seconds | iterations | certified exploitability | value | goal |")
    print("|---|---|---|---|---|---|---|---|")
    for name, exploitability, goal in UNTIL:
        runs = [ours(program, "until", name, exploitability) for _ in range(ROUNDS)]
        for lines in zip(*runs):
            took = statistics.median(float(line[1]) for line in lines)
            form, _, iterations, certified, value = lines[0]
            print(
                f"| {name} | {exploitability:g} | {form} | {took:.4f} | {iterations} | {float(certified):.3g} "
                f"| {float(value):.6f} | {goal:g} s |",
                flush=True,
            )


if __name__ == "__main__":
    main()
