// Learns from human answers how far stated probabilities are off, in bits: a slope and an offset, held near none at
// all until there are answers enough to say otherwise.

export interface Calibration {
  slope: number;
  offset: number;
}

export interface AnsweredPair {
  /** Log2 odds as scored, before calibration. */
  bits: number;
  isSame: boolean;
}

/** Answers that the belief "the weights are right" is worth. */
const priorStrength = 8;
const roundsMax = 50;

/**
 * Maximum a posteriori by Newton's method, starting from what was believed before; the same answers in any order
 * give the same numbers.
 */
export function calibrate(answers: readonly AnsweredPair[], before: Calibration): Calibration {
  let { slope, offset } = before;
  for (let round = 0; round < roundsMax; round += 1) {
    const step = newtonStep(answers, { at: { slope, offset }, before });
    slope += clamp(step.slope, 0.25);
    offset += clamp(step.offset, 1);
    if (Math.abs(step.slope) + Math.abs(step.offset) < 1e-9) break;
  }
  // Doubtful pairs alone cannot justify turning the scale round.
  return { slope: Math.min(2, Math.max(0.5, slope)), offset: Math.min(4, Math.max(-4, offset)) };
}

function newtonStep(
  answers: readonly AnsweredPair[],
  given: { at: Calibration; before: Calibration },
): Calibration {
  const { at, before } = given;
  const ln2 = Math.LN2;
  let [gs, go, hss, hso, hoo] = [
    -priorStrength * 4 * (at.slope - before.slope),
    -priorStrength * (at.offset - before.offset) * 0.25,
    priorStrength * 4,
    0,
    priorStrength * 0.25,
  ];
  for (const { bits, isSame } of answers) {
    const probability = 1 / (1 + 2 ** -(at.slope * bits + at.offset));
    const error = (isSame ? 1 : 0) - probability;
    const weight = probability * (1 - probability) * ln2 * ln2;
    gs += error * bits * ln2;
    go += error * ln2;
    hss += weight * bits * bits;
    hso += weight * bits;
    hoo += weight;
  }
  const determinant = hss * hoo - hso * hso;
  return {
    slope: (hoo * gs - hso * go) / determinant,
    offset: (hss * go - hso * gs) / determinant,
  };
}

function clamp(value: number, limit: number): number {
  return Math.min(limit, Math.max(-limit, value));
}
