"""The benchmark's games, written down from their payoffs and from nothing else.

Job: each function returns one game as a plain tree; `write_efg` turns a tree into the text of an `.efg` file.
In: nothing. Out: trees for `compare.py`. The trees are the folded ones (a lottery with no decision after it stands as
its expected payoffs), so that both programs solve the same nodes, information sets and payoffs.

A tree is one of
  ("end", (payoff, ...))                                 one payoff a player, exact fractions
  ("chance", name, [(label, probability, tree), ...])
  ("move", player, what the player has seen, [(label, tree), ...])
Two moves of one player with the same "seen" are one information set.
"""

from fractions import Fraction


def f(text):
    """An exact number from its decimal or fractional text."""
    return Fraction(text)


def kuhn():
    """Kuhn (1950): three cards, ante 1, bet 1."""

    def showdown(deal, stake):
        return end(stake) if deal[0] > deal[1] else end(-stake)

    def end(x):
        return ("end", (Fraction(x), Fraction(-x)))

    def play(deal):
        one, two = deal
        answer_one = ("move", 0, ("answer", one), [("fold", end(-1)), ("call", showdown(deal, 2))])
        reply = ("move", 1, ("reply", two), [("check", showdown(deal, 1)), ("raise", answer_one)])
        answer_two = ("move", 1, ("answer", two), [("fold", end(1)), ("call", showdown(deal, 2))])
        return ("move", 0, ("opening", one), [("check", reply), ("raise", answer_two)])

    first = []
    for one in (1, 2, 3):
        second = [(str(two), Fraction(1, 2), play((one, two))) for two in (1, 2, 3) if two != one]
        first.append((str(one), Fraction(1, 3), ("chance", f"card of Two after {one}", second)))
    return "Kuhn poker", ["One", "Two"], ("chance", "card of One", first)


def crisis():
    """A crisis with both sides' resolve private: 2 x 2 types."""
    def play(challenger, defender):
        war = (
            f("0.3") if challenger == "strong" else f("-0.6"),
            f("0.1") if defender == "strong" else f("-0.7"),
        )
        last = ("move", 0, ("last", challenger), [
            ("fight", ("end", war)),
            ("back_down", ("end", (f("-0.35"), f("1.1")))),
        ])
        reply = ("move", 1, ("reply", defender), [("resist", last), ("concede", ("end", (f("1"), f("0"))))])
        return ("move", 0, ("opening", challenger), [("challenge", reply), ("wait", ("end", (f("0"), f("1"))))])

    def draw(challenger):
        return ("chance", f"defender after {challenger}", [
            ("strong", Fraction(1, 2), play(challenger, "strong")),
            ("weak", Fraction(1, 2), play(challenger, "weak")),
        ])

    root = ("chance", "challenger", [("strong", Fraction(2, 5), draw("strong")), ("weak", Fraction(3, 5), draw("weak"))])
    return "Crisis, 2 x 2 types", ["Challenger", "Defender"], root


def beer_quiche():
    """Cho and Kreps (1987), nine strong in ten."""
    def play(strength):
        favourite = "beer" if strength == "strong" else "quiche"
        branches = []
        for breakfast in ("beer", "quiche"):
            ends = []
            for answer in ("fight", "defer"):
                sender = (1 if breakfast == favourite else 0) + (2 if answer == "defer" else 0)
                receiver = 1 if (answer == "fight") == (strength == "weak") else 0
                ends.append((answer, ("end", (Fraction(sender), Fraction(receiver)))))
            branches.append((breakfast, ("move", 1, breakfast, ends)))
        return ("move", 0, strength, branches)

    root = ("chance", "strength", [("strong", f("0.9"), play("strong")), ("weak", f("0.1"), play("weak"))])
    return "Beer-quiche", ["Sender", "Receiver"], root


def february_2024():
    """The flagship: three actors, a call for talks, a private probe, two vetoes, a deal kept or broken."""
    prior = {"settler": f("0.35"), "waiter": f("0.40"), "feinter": f("0.25")}
    election_gain = {"settler": f("0.10"), "waiter": f("0.35"), "feinter": f("0.25")}
    war_cost = {"settler": f("0.12"), "waiter": f("0"), "feinter": f("0.05")}
    deal_worth = {"settler": f("0.60"), "waiter": f("0.50"), "feinter": f("0.50")}
    breach_worth = {"settler": f("0.35"), "waiter": f("0.55"), "feinter": f("0.70")}
    p_aid, talks_drag, p_change = f("0.5"), f("0.15"), f("0.5")

    def play(aim):
        def war(aid, paid):
            base = (
                f("0.30") + f("0.15") * (1 - aid) + election_gain[aim] * p_change - war_cost[aim],
                f("0.20") + f("0.20") * aid + f("0.15") * (1 - p_change),
                f("0.15") + f("0.22") * aid + f("0.18") * (1 - p_change),
            )
            return ("end", tuple(b + p for b, p in zip(base, paid)))

        def plus(paid, *more):
            return tuple(p + m for p, m in zip(paid, more))

        def proposal(route, stance, paid):
            kept = ("end", plus(paid, deal_worth[aim], f("0.70"), f("0.65") - f("0.10")))
            broken = ("end", plus(paid, breach_worth[aim], f("0.15"), f("0.15")))
            conduct = ("move", 0, ("conduct", aim, route), [("comply", kept), ("renege", broken)])
            signature = ("move", 0, ("signature", aim, route), [
                ("sign", conduct),
                ("balk", war(p_aid - talks_drag, plus(paid, 0, 0, f("-0.04")))),
            ])
            return ("move", 2, ("consent", route, stance), [
                ("agree", signature),
                ("refuse", war(p_aid - talks_drag, paid)),
            ])

        def line(stance, paid):
            probe_cost, bypass_cost = (f("0.01"), f("0.02")) if stance == "ask" else (f("0.02"), f("0.06"))
            rejected = plus(paid, f("0.04"), f("-0.01"), 0)
            probed = plus(rejected, 0, -probe_cost, 0)
            shown = plus(probed, f("-0.04"), 0, 0)
            following = ("move", 1, ("next", stance), [
                ("bring", proposal("probe", stance, shown)),
                ("drop", war(p_aid, shown)),
            ])
            reply = ("move", 0, ("reply", aim), [("concrete", following), ("vague", war(p_aid, probed))])
            channel = ("move", 1, ("channel", stance), [("none", war(p_aid, rejected)), ("probe", reply)])
            opened = proposal("open", stance, plus(paid, 0, -bypass_cost, 0))
            return ("move", 1, ("line", stance), [("reject", channel), ("open", opened)])

        called = (f("0.01"), Fraction(0), Fraction(0))
        stance = ("move", 2, ("stance",), [
            ("ask", line("ask", plus(called, 0, 0, f("-0.025")))),
            ("quiet", line("quiet", called)),
        ])
        return ("move", 0, ("opening", aim), [("call", stance), ("silence", war(p_aid, (Fraction(0),) * 3))])

    root = ("chance", "aim", [(aim, prior[aim], play(aim)) for aim in ("settler", "waiter", "feinter")])
    return "February 2024", ["Russia", "US", "Ukraine"], root


def size(tree):
    """(nodes, terminals, information sets) of a tree."""
    sets = set()

    def walk(t):
        if t[0] == "end":
            return 1, 1
        if t[0] == "move":
            sets.add((t[1], t[2]))
        nodes, ends = 1, 0
        for branch in t[-1]:
            n, e = walk(branch[-1])
            nodes, ends = nodes + n, ends + e
        return nodes, ends

    nodes, ends = walk(tree)
    return nodes, ends, len(sets)


def write_efg(title, players, tree):
    """The text of an extensive-form file; exact fractions throughout."""
    quoted = " ".join(f'"{p}"' for p in players)
    lines = [f'EFG 2 R "{title}" {{ {quoted} }}', '""']
    sets = [{} for _ in players]
    counters = {"chance": 0, "end": 0}

    def walk(t):
        if t[0] == "end":
            counters["end"] += 1
            payoffs = ", ".join(str(x) for x in t[1])
            lines.append(f't "" {counters["end"]} "" {{ {payoffs} }}')
        elif t[0] == "chance":
            counters["chance"] += 1
            branches = " ".join(f'"{label}" {p}' for label, p, _ in t[2])
            lines.append(f'c "{t[1]}" {counters["chance"]} "" {{ {branches} }} 0')
            for _, _, sub in t[2]:
                walk(sub)
        else:
            _, player, seen, branches = t
            number = sets[player].setdefault(seen, len(sets[player]) + 1)
            labels = " ".join(f'"{label}"' for label, _ in branches)
            lines.append(f'p "" {player + 1} {number} "" {{ {labels} }} 0')
            for _, sub in branches:
                walk(sub)

    walk(tree)
    return "\n".join(lines) + "\n"


GAMES = {"kuhn": kuhn, "crisis": crisis, "beer-quiche": beer_quiche, "february-2024": february_2024}
