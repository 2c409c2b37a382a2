// Games of any size: two sides haggle for several rounds over three ways to share. Perhaps one does not know what a breakdown is worth to the other,
// or what the thing costs it.

/** A round of offer and answer; what the thing costs the seller is taken from its share. */
function bids(cost) {
  const share = "(if offer is low then 0.3 else if offer is middling then 0.5 else 0.7)";
  return `    Buyer chooses offer
      low
      middling
      high
    Seller chooses answer
      accept
        Buyer gains patience ^ round * (if offer is low then 0.7 else if offer is middling then 0.5 else 0.3)
        Seller gains patience ^ round * ${cost === "" ? share : `(${share} - ${cost})`}
        -> deal
      refuse
`;
}

/** The text of such a game: with every round more it has three times as many situations, 9,839 for seven; with a secret twice as many. */
export function bargaining(rounds, secret = false) {
  const calm = secret ? "if Seller.need is calm then 0.2 else 0" : "(1 - p_needy) * 0.2";
  return `standoff bargaining "How long do they haggle?"

actors
  Buyer
  Seller

parameter patience = 0.9 in 0.5 to 1
parameter p_needy = 40% in 0% to 100%
${secret ? "\nsecret Seller.need\n  needy  with probability p_needy\n  calm   otherwise\n" : ""}
play
  repeat round from 1 to ${rounds}
${bids("")}  Seller gains ${calm}
  -> nothing

outcome deal

outcome nothing

ask P(deal)
`;
}

/** A seller whose cost the buyer does not know, and learns about from what is refused: with 85 values of the cost and three rounds 10,031 situations. */
export function haggling(types = 85, rounds = 3) {
  return `standoff haggling "How long do they haggle?"

actors
  Buyer
  Seller

parameter patience = 0.9 in 0.5 to 1

secret Seller.cost from 0 to 0.6 in ${types} cells

play
  repeat round from 1 to ${rounds}
${bids("Seller.cost")}  -> nothing

outcome deal

outcome nothing

ask P(deal)
`;
}
