// The points at which a stop of the process matters: crash tests stop it there.

export const outreachPoints = ['prepared', 'submitting', 'data', 'answered', 'settled'] as const;
export type Point = (typeof outreachPoints)[number];
