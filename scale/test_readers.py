"""The program's Parquet files as DuckDB, Polars and pandas read them: names, types, values, nulls.

    cargo build --release -p standoff-cli && scale/python.sh readers scale/test_readers.py

In: the program, the published packages. Out: exit code 0 if each of them reads what the program's own JSON says.
"""

import argparse
import json
import math
import pathlib
import subprocess
import sys
import tempfile

import duckdb
import pandas
import polars
import pyarrow.parquet

ROOT = pathlib.Path(__file__).resolve().parent.parent

# Names that need care: a dot, a column of the table's own, one that differs in capitals.
MODEL = """standoff readers "A model for readers of tables"

actors
  A
  B

parameters
  p       = 0.5 in 0 to 1
  Status  = 0.5 in 0 to 1
  cut     = 0.5 in 0 to 1
  worth_x = 0.5 in 0 to 1

secret B.mood
  bold  with probability p + cut / 2
  meek  otherwise

play
  A chooses first: swerve, drive
  B chooses second: swerve, drive
  A gains Status if first is drive and second is swerve
  B gains worth_x if second is drive and first is swerve
  A gains -2 if first is drive and second is drive
  B gains -1 if first is drive and second is drive
"""
OVER = ["p=0..0.9:10", "Status=0..1:11", "cut=0..1:12"]
# The second is about what never happens at some points: a limit.
ASKS = ["value of play to A", "P(B.mood is bold | first is drive and second is drive)"]
TYPES = {
    "point": ("UBIGINT", polars.UInt64, "uint64"),
    "p": ("DOUBLE", polars.Float64, "float64"),
    "parameter.Status": ("DOUBLE", polars.Float64, "float64"),
    "cut": ("DOUBLE", polars.Float64, "float64"),
    "value_1": ("DOUBLE", polars.Float64, "float64"),
    "limit_1": ("BOOLEAN", polars.Boolean, "bool"),
    "value_2": ("DOUBLE", polars.Float64, "float64"),
    "limit_2": ("BOOLEAN", polars.Boolean, "bool"),
    "status": ("VARCHAR", polars.String, "str"),
    "regime": ("VARCHAR", polars.String, "str"),
    "regime_key": ("VARCHAR", polars.String, "str"),
}


def run(program, *words):
    done = subprocess.run([str(program), *map(str, words)], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{words}: {done}")
    return done.stdout


def same(name, found, expected):
    """Rows as lists, nulls as None."""
    if len(found) != len(expected):
        sys.exit(f"{name}: {len(found)} rows and not {len(expected)}")
    for one, other in zip(found, expected):
        plain = [None if isinstance(cell, float) and math.isnan(cell) else cell for cell in one]
        if plain != other:
            sys.exit(f"{name}: {plain} and not {other}")
    print(f"{name}: {len(found)} rows are as they should be")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=ROOT / "target" / "release" / "standoff", type=pathlib.Path)
    program = parser.parse_args().program
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        model, one, plan = folder / "readers.standoff", folder / "one.parquet", folder / "plan"
        model.write_text(MODEL)
        words = [model, *(word for over in OVER for word in ("--over", over))]
        words += [word for ask in ASKS for word in ("--ask", ask)]
        document = json.loads(run(program, "sweep", *words, "--json"))
        run(program, "sweep", *words, "-o", one)
        expected, names = document["rows"], document["columns"]
        if names != list(TYPES):
            sys.exit(f"columns: {names}")
        statuses = {row[names.index("status")] for row in expected}
        limits = {row[names.index("limit_2")] for row in expected}
        if "undefined" not in statuses or limits != {True, False}:
            sys.exit(f"the model is too plain for this test: {statuses}, {limits}")

        rows = duckdb.execute(f"select * from '{one}'").fetchall()
        described = duckdb.execute(f"describe select * from '{one}'").fetchall()
        if [(row[0], row[1]) for row in described] != [(name, kinds[0]) for name, kinds in TYPES.items()]:
            sys.exit(f"DuckDB: {described}")
        same(f"DuckDB {duckdb.__version__}", [list(row) for row in rows], expected)

        frame = polars.read_parquet(one)
        if dict(frame.schema) != {name: kinds[1] for name, kinds in TYPES.items()}:
            sys.exit(f"Polars: {frame.schema}")
        same(f"Polars {polars.__version__}", [list(row) for row in frame.rows()], expected)

        frame = pandas.read_parquet(one)
        kinds = {name: str(kind) for name, kind in frame.dtypes.items()}
        # Before version 3 text was an `object`.
        if any(kind not in (TYPES[name][2], "object" if TYPES[name][2] == "str" else "") for name, kind in kinds.items()):
            sys.exit(f"pandas: {kinds}")
        same(f"pandas {pandas.__version__}", frame.values.tolist(), expected)

        # What the file says of itself, as any program reads it.
        about = json.loads(pyarrow.parquet.read_metadata(one).metadata[b"standoff"])
        questions = [question["question"] for question in about["questions"]]
        if questions != ASKS or not about["complete"] or about["points"] != len(expected):
            sys.exit(f"metadata: {about}")
        print("the questions stand in the metadata")

        # The parts of a plan are a table, too.
        run(program, "sweep", "plan", *words, "-o", plan, "--shard-size", 1)
        run(program, "sweep", "run", plan)
        rows = duckdb.execute(f"select * from '{plan}/part-*.parquet' order by point").fetchall()
        same("DuckDB on the parts", [list(row) for row in rows], expected)
        same("Polars on the parts", [list(row) for row in polars.read_parquet(plan / "part-*.parquet").rows()], expected)


if __name__ == "__main__":
    main()
