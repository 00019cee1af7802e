// Every fault the simulator can make, by its point. A seed draws which of them it has, and how often they strike.

export const faultNames = [
  // Between us and Lever: what becomes of one request.
  'lever.refused', // The connection was not made: certainly not applied.
  'lever.tooMany', // 429 though we kept to the pace.
  'lever.errorBefore', // 5xx, nothing happened.
  'lever.errorAfter', // 5xx, and it happened.
  'lever.requestLost', // Cut before Lever had it.
  'lever.replyLost', // Cut after Lever did it.
  'lever.timeoutBefore', // No answer, nothing happened.
  'lever.timeoutAfter', // No answer, and it happened.
  'lever.appliedLate', // Cut now, done some seconds later.
  'lever.stale', // A read answers as of some time ago: the index lags.
  'lever.slow', // Seconds instead of milliseconds.
  'lever.pageExpired', // The token of the next page is not taken any more.
  // Webhooks of Lever to us.
  'hook.lost',
  'hook.repeated',
  'hook.reordered',
  'hook.delayed',
  // The database as seen by one transaction.
  'database.tryAgain', // Rolled back because of others.
  'database.answerLost', // Committed, and the answer got lost.
  // A process.
  'process.crash', // Dropped between two awaits, started again later.
  'process.stall', // Held still past its lease, then goes on as if nothing was.
  // Between our processes.
  'wake.lost', // The bell to another process does not ring.
  // Our webhooks to the source.
  'source.webhookFails',
  // Between us and the mail servers.
  'mail.refused', // No connection: certainly not sent.
  'mail.later', // A code that says: try again.
  'mail.cutBefore', // Cut before the mail itself.
  'mail.bodyLost', // Cut after the last byte, and nobody has it.
  'mail.answerLost', // Cut after the last byte, and it is delivered.
  'mail.slow', // Taken over up to a minute later.
  'mail.filedLate', // It stands in Sent only minutes later.
  'mail.unreadable', // The mailbox cannot be read now.
  'mail.renumbered', // All numbers of the mailbox changed.
  // The source.
  'source.repeats', // Sends what was acknowledged once more.
  'source.reorders', // Later events arrive before earlier ones.
] as const;
export type FaultName = (typeof faultNames)[number];

/** Faults that happen to the whole installation at a planned moment; they are events of the plan. */
export const disasterNames = [
  'disaster.crashAll',
  'disaster.restore',
  'disaster.loseCommits',
  'disaster.upgrade',
  'disaster.clockForward',
  'disaster.clockBack',
  'disaster.newKey',
  'disaster.deploy',
] as const;
export type DisasterName = (typeof disasterNames)[number];

/** How likely each strikes where a seed has it: low enough that something still gets done. */
export const faultWeights: Readonly<Record<FaultName, number>> = {
  'lever.refused': 0.08,
  'lever.tooMany': 0.06,
  'lever.errorBefore': 0.06,
  'lever.errorAfter': 0.08,
  'lever.requestLost': 0.06,
  'lever.replyLost': 0.1,
  'lever.timeoutBefore': 0.05,
  'lever.timeoutAfter': 0.06,
  'lever.appliedLate': 0.08,
  'lever.stale': 0.3,
  'lever.slow': 0.15,
  'lever.pageExpired': 0.2,
  'hook.lost': 0.5,
  'hook.repeated': 0.4,
  'hook.reordered': 0.6,
  'hook.delayed': 0.4,
  'database.tryAgain': 0.02,
  'database.answerLost': 0.015,
  'process.crash': 0.003,
  'process.stall': 0.004,
  'wake.lost': 0.5,
  'mail.refused': 0.15,
  'mail.later': 0.15,
  'mail.cutBefore': 0.15,
  'mail.bodyLost': 0.15,
  'mail.answerLost': 0.2,
  'mail.slow': 0.25,
  'mail.filedLate': 0.4,
  'mail.unreadable': 0.1,
  'mail.renumbered': 0.05,
  'source.webhookFails': 0.3,
  'source.repeats': 0.3,
  'source.reorders': 0.5,
};
