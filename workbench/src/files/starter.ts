// The text of a new model: small, complete, and with a question.

export const STARTER_NAME = "new.standoff";

export const STARTER = `standoff new "Is it worth pressing?"

actors
  Challenger
  Defender

parameters
  p_resolved = 40%  in 10% to 70%  "share of resolved defenders"
  prize      = 1    in 0.6 to 1.4  "worth of getting one's way"
  war        = 0.6  in 0.2 to 1    "what a war costs the challenger"

secret Defender.kind
  resolved  with probability p_resolved
  weak      otherwise

play
  Challenger chooses move
    press
      Defender chooses answer
        resist
          Challenger gains -war
          Defender gains 1 if Defender.kind is resolved
          Defender gains -1 if Defender.kind is weak
        yield
          Challenger gains prize
    wait

ask value of press over wait to Challenger
ask P(move is press)
`;
