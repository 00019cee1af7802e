// The states of a message and the only moves between them: code, database and documentation say the same.

export const messageStates = [
  'planned',
  'prepared',
  'submitting',
  'sent',
  'refused_permanent',
  'refused_transient',
  'unknown',
  'cancelled',
  'blocked',
] as const;
export type MessageState = (typeof messageStates)[number];

export const messageMoves: Readonly<Record<MessageState, readonly MessageState[]>> = {
  // A step is due: nothing is decided yet.
  planned: ['prepared', 'blocked', 'cancelled', 'sent'],
  // The bytes are frozen. Back to planned where they were overtaken before any attempt; sent where a look into Sent
  // shows that a forgotten attempt did it.
  prepared: ['submitting', 'planned', 'cancelled', 'blocked', 'sent'],
  // It may be on the wire. Back to prepared only where it certainly was not.
  submitting: ['sent', 'refused_permanent', 'refused_transient', 'unknown', 'prepared'],
  // Back to planned where the person may not be written to any more: then all of it is decided again.
  refused_transient: ['submitting', 'planned', 'cancelled', 'refused_permanent', 'sent'],
  // Evidence, and only evidence, moves it; once, and only once, the same bytes go again.
  unknown: ['sent', 'prepared', 'refused_permanent'],
  blocked: ['planned', 'cancelled'],
  // A bounce that comes later is a trouble of the address, not another state.
  sent: [],
  refused_permanent: [],
  cancelled: [],
};

/** Over for the run: the next step may follow. */
export function isOver(state: MessageState): boolean {
  return state === 'sent' || state === 'unknown';
}

/** Nothing of it has left us. */
export const unsentStates = [
  'planned',
  'prepared',
  'refused_transient',
  'blocked',
] as const satisfies readonly MessageState[];
