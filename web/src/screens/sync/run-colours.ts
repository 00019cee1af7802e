// The colour of a run's state.

export const runColours = { held: 'orange', started: 'green', cancelled: 'gray' } as const;
