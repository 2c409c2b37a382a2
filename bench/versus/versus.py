"""Standoff beside its peers, one table: Gambit and OpenSpiel from their published packages, in the same run on one core.

In: --built FOLDER (the release programs), --models FOLDER, --seconds S (how long each measurement goes on), and the parts to do:
path, sweep, equilibria, cfr, catalogue; none means all. Out: Markdown on standard output; status 1 if a ratio is below its floor or a game
of the catalogue is not as it should be.
"""

import argparse
import pathlib
import platform
from importlib.metadata import version

import catalogue
import cfr
import equilibria
import path
import row
import sweep

PARTS = {"path": path.rows, "sweep": sweep.rows, "equilibria": equilibria.rows, "cfr": cfr.rows}


def main():
    parser = argparse.ArgumentParser(description="Standoff beside Gambit and OpenSpiel")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, "catalogue", []], help="what to do; none: everything")
    parser.add_argument("--built", type=pathlib.Path, required=True)
    parser.add_argument("--models", type=pathlib.Path, required=True)
    parser.add_argument("--seconds", type=float, default=2.0)
    words = parser.parse_args()
    parts = words.parts or [*PARTS, "catalogue"]

    print(f"Standoff, pygambit {version('pygambit')}, open_spiel {version('open_spiel')}, Python {platform.python_version()}, "
          f"{platform.machine()}, one core, medians\n", flush=True)
    missed = []
    if any(part in PARTS for part in parts):
        print(row.head(), flush=True)
    for name, rows in PARTS.items():
        if name in parts:
            for each in rows(words.built, words.models, words.seconds):
                print(row.line(each), flush=True)
                if each.missed:
                    missed.append(f"{each.game}, {each.peer}: {each.ratio:,.0f}, wanted {each.floor:,.0f}")
    faults = 0
    if "catalogue" in parts:
        print(flush=True)
        faults = catalogue.check(words.built / "standoff")
    if missed:
        print("\nBelow the floor: " + "; ".join(missed))
    raise SystemExit(1 if missed or faults else 0)


if __name__ == "__main__":
    main()
