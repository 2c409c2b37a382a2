"""A line of the table: the same work done by a peer and by Standoff, in the same run.

Out: Markdown. Times are medians, in seconds for one solve or one iteration, so that a larger ratio is better for Standoff.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One comparison."""

    game: str
    work: str  # what is done, in words
    peer: str  # the peer's function
    theirs: float | None  # seconds; None: it was ended after `limit` seconds
    ours: float  # seconds
    floor: float | None  # the ratio that is wanted
    checked: str  # how it is known that both did the work
    limit: float | None = None

    @property
    def ratio(self):
        """How many times as long the peer takes, at least."""
        return (self.limit if self.theirs is None else self.theirs) / self.ours

    @property
    def missed(self):
        """Whether the ratio is below its floor."""
        return self.floor is not None and self.ratio < self.floor


HEADS = ("game", "work", "peer", "peer takes", "Standoff takes", "ratio", "floor", "checked")


def head():
    """The first two lines of the table."""
    return "| " + " | ".join(HEADS) + " |\n|" + "---|" * len(HEADS)


def line(row):
    """A row as a line of the table."""
    theirs = f"over {duration(row.limit)}" if row.theirs is None else duration(row.theirs)
    ratio = ("over " if row.theirs is None else "") + f"{row.ratio:,.0f}×"
    floor = "" if row.floor is None else f"{row.floor:,.0f}×" + (" **missed**" if row.missed else "")
    cells = (row.game, row.work, row.peer, theirs, duration(row.ours), ratio, floor, row.checked)
    return "| " + " | ".join(cells) + " |"


def duration(seconds):
    """Three digits and a unit."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"
