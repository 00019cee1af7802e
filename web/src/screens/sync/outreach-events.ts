// What a source can be told of, as the server names it.

export const outreachEvents = ['outreach.pause', 'outreach.stop', 'outreach.resume'] as const;
