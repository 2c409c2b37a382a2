"""Runs a solve of a large game and reads its figures off the document as it goes by.

In: the number of iterations, and the command without it. Out: iterations a second, peak memory, what was found.
"""

import re
import resource
import subprocess
import sys

RATE, MEMORY = 20.0, 2e9


def main():
    iterations, command = sys.argv[1], sys.argv[2:]
    solve = subprocess.Popen([*command, iterations], stdout=subprocess.PIPE)
    # The figures stand before and after the information sets: the first and the last of the document are enough.
    first, last = b"", b""
    while piece := solve.stdout.read(1 << 20):
        if len(first) < 1 << 16:
            first += piece
        last = (last + piece)[-(1 << 16) :]
    solve.wait()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024

    def found(text, name):
        return float(re.search(rb'"%b": ([-0-9.e]+)' % name.encode(), text).group(1))

    run = last[last.rindex(b'"run"') :]
    rate = found(run, "iterations_per_second")
    print(f"{found(first, 'nodes'):,.0f} histories, {found(first, 'information_sets'):,.0f} information sets")
    print(f"{found(run, 'iterations'):,.0f} iterations in {found(run, 'seconds'):.2f} s: {rate:.1f} a second (floor {RATE:g})")
    print(f"peak memory of the process: {peak / 1e9:.2f} GB (ceiling {MEMORY / 1e9:g})")
    print(f"largest gain by another plan: {found(first, 'max_regret'):.2e}, of payoffs that range over {found(first, 'payoff_range'):g}")
    sys.exit(0 if rate >= RATE and peak < MEMORY else 1)


if __name__ == "__main__":
    main()
