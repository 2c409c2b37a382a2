"""The logit path to a Nash equilibrium, beside Gambit's.

In: the folders of the built programs and of the models, seconds for each game. Out: rows.

What is compared: a cold solve from the uniform profile at lambda = 0 to a profile whose regret is at most 1e-8 of the
payoff range. Gambit: `pygambit.nash.logit_solve(game, maxregret=1e-8)` with its own defaults otherwise. Standoff: one call of
its solver with `method = qre`, certificate included. Reading files is left out on both sides. Each program's profile is then
measured by the other program as well.
"""

import io
import json
import os
import statistics
import subprocess
import tempfile
import time

import pygambit as gbt

import games
from row import Row

MAX_REGRET = 1e-8
FLOORS = {"kuhn": 10_000, "crisis": 3_000, "beer-quiche": 1_000, "february-2024": 5_000}


def gambit_solve(game, seconds):
    """Median seconds of a cold solve, how often it ran, and the profile."""
    times = []
    begun = time.perf_counter()
    while len(times) < 3 or (time.perf_counter() - begun < seconds and len(times) < 1000):
        start = time.perf_counter()
        result = gbt.nash.logit_solve(game, maxregret=MAX_REGRET)
        times.append(time.perf_counter() - start)
    if not result.equilibria:
        raise SystemExit(f"Gambit found no equilibrium of {game.title}")
    return statistics.median(times), len(times), result.equilibria[0]


def as_solution(game, profile):
    """Gambit's profile in the form that `standoff verify` reads: matched by number, checked by labels."""
    sets = []
    for player in game.players:
        for number, infoset in enumerate(player.infosets, start=1):
            actions = [{"label": a.label, "probability": float(profile[a])} for a in infoset.actions]
            sets.append({"actor": player.label, "number": number, "actions": actions})
    return {"schema": "standoff/solution/1", "information_sets": sets}


def as_profile(game, solution):
    """Standoff's profile in Gambit's form."""
    profile = game.mixed_behavior_profile()
    for entry in solution["information_sets"]:
        player = next(p for p in game.players if p.label == entry["actor"])
        infoset = list(player.infosets)[entry["number"] - 1]
        for action, told in zip(infoset.actions, entry["actions"], strict=True):
            if action.label != told["label"]:
                raise SystemExit(f"labels differ at {entry['actor']} {entry['number']}: {action.label}, {told['label']}")
            profile[action] = told["probability"]
    return profile


def run_json(*command):
    """Standard output of a command, as JSON."""
    done = subprocess.run([str(part) for part in command], check=False, capture_output=True, text=True)
    if not done.stdout.strip():
        raise SystemExit(f"{' '.join(str(c) for c in command)}:\n{done.stderr}")
    return json.loads(done.stdout)


def payoff_range(tree, players):
    """Largest over players of the difference between the best and the worst end."""
    ends = [[] for _ in range(players)]

    def walk(t):
        if t[0] == "end":
            for player, payoff in enumerate(t[1]):
                ends[player].append(payoff)
        else:
            for branch in t[-1]:
                walk(branch[-1])

    walk(tree)
    return float(max(max(e) - min(e) for e in ends))


def rows(built, models, seconds):
    """Both programs on each game, and each program's profile measured by both, as a share of the payoff range."""
    for name, make in games.GAMES.items():
        title, players, tree = make()
        game = gbt.read_efg(io.BytesIO(games.write_efg(title, players, tree).encode()))
        model = models / f"{name}.standoff"
        ours = run_json(built / "examples" / "bench_solve", seconds, model)
        theirs_s, _, profile = gambit_solve(game, seconds)
        nodes, ends, sets = games.size(tree)
        if ours["nodes"] != nodes:
            raise SystemExit(f"{name}: {ours['nodes']} nodes here, {nodes} there")
        span = payoff_range(tree, len(players))
        own = run_json(built / "standoff", "solve", model, "--method", "qre", "--json")
        crossed = float(as_profile(game, own).max_regret()) / span
        with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
            json.dump(as_solution(game, profile), file)
        checked = run_json(built / "standoff", "verify", model, file.name, "--json")
        os.unlink(file.name)
        regrets = (
            f"{ours['status']}; regret of ours {ours['max_regret'] / span:.0e}, by Gambit {crossed:.0e}; of Gambit's "
            f"{float(profile.max_regret()) / span:.0e}, by Standoff {checked['max_regret'] / span:.0e}"
        )
        size = f"{name} ({nodes} nodes, {ends} ends, {sets} sets)"
        yield Row(size, "one equilibrium", "Gambit `logit_solve`", theirs_s, ours["cold_s"], FLOORS[name], regrets)
