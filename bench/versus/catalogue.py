"""Every game of Gambit's catalogue, read, solved and written by Standoff.

Job: for each game file that the installed pygambit brings along, solve it with `standoff solve`, measure that equilibrium with
Gambit's regret function and Gambit's equilibrium with `standoff verify`, and let Gambit read back what Standoff writes.
In: the program. Out: a Markdown table and a count on standard output, and how many games are not as they should be.
"""

import io
import json
import pathlib
import subprocess
import tempfile

import pygambit as gbt

# As a share of the payoff range: regret that passes for an equilibrium, and by how much the two programs may differ.
ACCEPTED = 1e-8
AGREE = 1e-9


def standoff(program, *words, text=None):
    """Exit code and standard output, or the sentence on standard error if there is no output."""
    run = subprocess.run([program, *words], input=text, capture_output=True, text=True, timeout=600)
    return run.returncode, run.stdout or run.stderr.strip()


def information_sets(program, path, game):
    """Gambit's information sets by Standoff's key (player, number in the file): both meet them in the order of the file."""
    described = json.loads(standoff(program, "convert", str(path), "--to", "json")[1])
    order = {}
    for entry in described["information_sets"]:
        player = list(game.players)[entry["player"]]
        rank = sum(1 for known in order if known[0] == player.label)
        order[player.label, entry["number"]] = list(player.infosets)[rank]
    return order


def ours_in_gambit(program, path, game, solution):
    """The largest regret of Standoff's equilibrium by Gambit."""
    if game.is_tree:
        profile = game.mixed_behavior_profile()
        sets = information_sets(program, path, game)
        for entry in solution["information_sets"]:
            actions = list(sets[entry["actor"], entry["number"]].actions)
            for action, ours in zip(actions, entry["actions"], strict=True):
                profile[action] = ours["probability"]
    else:
        profile = game.mixed_strategy_profile()
        for entry in solution["information_sets"]:
            player = next(p for p in game.players if p.label == entry["actor"])
            for strategy, ours in zip(list(player.strategies), entry["actions"], strict=True):
                profile[strategy] = ours["probability"]
    return float(profile.max_regret())


def gambits_in_ours(program, path, game, folder):
    """The largest regret of Gambit's own equilibrium by Gambit and by Standoff; None if it finds none."""
    try:
        found = gbt.nash.logit_solve(game, maxregret=1e-9).equilibria
    except Exception:  # whatever its reason
        return None
    if not found:
        return None
    profile = found[0]
    sets = []
    if game.is_tree:
        for (player, number), infoset in information_sets(program, path, game).items():
            actions = [{"label": a.label, "probability": float(profile[a])} for a in infoset.actions]
            sets.append({"actor": player, "number": number, "actions": actions})
    else:
        for player in game.players:
            actions = [{"label": s.label, "probability": float(profile[s])} for s in player.strategies]
            sets.append({"actor": player.label, "number": 1, "actions": actions})
    document = pathlib.Path(folder) / "profile.json"
    document.write_text(json.dumps({"schema": "standoff/solution/1", "information_sets": sets}))
    code, out = standoff(program, "verify", str(path), str(document), "--json")
    if code not in (0, 4):
        raise SystemExit(f"{path}: {out}")
    return float(profile.max_regret()), json.loads(out)["max_regret"]


def written_is_read(program, path, game, folder):
    """Whether Gambit reads what Standoff writes as a game with as many players, sets and ends, and the same payoffs."""
    copy = pathlib.Path(folder) / f"copy{path.suffix}"
    code, out = standoff(program, "convert", str(path), str(copy))
    if code != 0:
        raise SystemExit(f"{path}: {out}")
    again = (gbt.read_efg if game.is_tree else gbt.read_nfg)(io.BytesIO(copy.read_bytes()))
    if len(again.players) != len(game.players):
        return False
    if not game.is_tree:
        counts = [len(player.strategies) for player in game.players]
        profile, other = game.mixed_strategy_profile(rational=True), again.mixed_strategy_profile(rational=True)
        return counts == [len(player.strategies) for player in again.players] and all(
            profile.payoff(p) == other.payoff(q) for p, q in zip(game.players, again.players)
        )
    if [len(p.infosets) for p in again.players] != [len(p.infosets) for p in game.players]:
        return False
    profile, other = game.mixed_behavior_profile(rational=True), again.mixed_behavior_profile(rational=True)
    return all(profile.payoff(p) == other.payoff(q) for p, q in zip(game.players, again.players))


def check(program):
    """The table; returns the number of faults."""
    catalogue = pathlib.Path(gbt.__file__).parent / "catalog_data"
    paths = sorted(p for ending in ("efg", "nfg") for p in catalogue.rglob(f"*.{ending}"))
    if not paths:
        raise SystemExit(f"there is no catalogue in {catalogue}")
    print(f"Standoff against pygambit {gbt.__version__}: regrets as shares of the payoff range\n")
    head = ["game", "status", "ours by Standoff", "by Gambit", "Gambit's by Standoff", "by Gambit", "written and read back"]
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    read = solved = forgetful = faults = 0
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            name = str(path.relative_to(catalogue))
            game = (gbt.read_efg if path.suffix == ".efg" else gbt.read_nfg)(io.BytesIO(path.read_bytes()))
            code, out = standoff(program, "convert", str(path), "--to", "json")
            if code != 0:
                faults += 1
                print(f"| {name} | not read: {out} |  |  |  |  |  |")
                continue
            read += 1
            same = written_is_read(program, path, game, folder)
            faults += not same
            same = "the same game" if same else "ANOTHER GAME"
            code, out = standoff(program, "solve", str(path), "--json")
            if game.is_tree and not game.is_perfect_recall:
                forgetful += 1
                refused = code == 2 and "imperfect recall" in out
                faults += not refused
                print(f"| {name} | {'imperfect recall, refused' if refused else 'NOT REFUSED'} |  |  |  |  | {same} |")
                continue
            solution = json.loads(out)
            span = solution["payoff_range"] or 1.0
            ours = solution["max_regret"] / span
            crossed = ours_in_gambit(program, path, game, solution) / span
            certified = code == 0 and solution["status"].startswith("verified")
            solved += certified
            faults += not certified or crossed > ACCEPTED or abs(crossed - ours) > AGREE
            cells = [name, solution["status"], f"{ours:.0e}", f"{crossed:.0e}"]
            theirs = gambits_in_ours(program, path, game, folder)
            if theirs is None:
                cells += ["none found", ""]
            else:
                faults += abs(theirs[0] - theirs[1]) / span > AGREE
                cells += [f"{theirs[1] / span:.0e}", f"{theirs[0] / span:.0e}"]
            print("| " + " | ".join([*cells, same]) + " |")
    print(f"\n{len(paths)} games, {read} read; {forgetful} with imperfect recall; {solved} of the {read - forgetful} others solved with a certificate.")
    if faults:
        print(f"{faults} games are not as they should be.")
    return faults
