// The steps of the set-up, in order, as the address names them.

export const startSteps = ['lever', 'checks', 'jobs', 'fields', 'rules', 'on'] as const;
export type StartStep = (typeof startSteps)[number];

export function readStep(search: Record<string, unknown>): { step?: StartStep } {
  const step = startSteps.find((each) => each === search['step']);
  return step === undefined ? {} : { step };
}
