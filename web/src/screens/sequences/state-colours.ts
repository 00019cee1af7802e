// The colour of each state of a sequence, and of a mailbox.
export const stateColours = {
  draft: 'gray',
  active: 'green',
  paused: 'orange',
  archived: 'gray',
} as const;

export const mailboxColours = {
  on: 'green',
  paused: 'orange',
  unauthorized: 'red',
  off: 'gray',
} as const;
