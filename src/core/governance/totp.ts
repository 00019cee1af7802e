// Where a time-based one-time code stands (RFC 6238): which time steps may be meant, and which were used.

export const totpStepSeconds = 30;
/** Clocks of phones differ: one step before and one after are taken too. */
const tolerance = 1;

/** The steps to try at an instant, the likeliest first; never one that was used or lies before it. */
export function stepsToTry(nowMs: number, lastUsed: number | null): number[] {
  const current = Math.floor(nowMs / 1000 / totpStepSeconds);
  const steps = [current];
  for (let off = 1; off <= tolerance; off++) steps.push(current - off, current + off);
  return steps.filter((step) => lastUsed === null || step > lastUsed);
}
