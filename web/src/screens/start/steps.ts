// The steps of the set-up, in order, as the address names them.

export const startSteps = [
  'lever',
  'checks',
  'users',
  'jobs',
  'fields',
  'rules',
  'mail',
  'pilot',
  'on',
] as const;
export type StartStep = (typeof startSteps)[number];

/** The sync can be switched on without these. */
export const optionalSteps: readonly StartStep[] = ['users', 'mail', 'pilot'];

export function readStep(search: Record<string, unknown>): { step?: StartStep } {
  const step = startSteps.find((each) => each === search['step']);
  return step === undefined ? {} : { step };
}
