// What the owner reads: one message for everything that is to be told at once, without a word about any person.

export interface ToldAlert {
  kind: string;
  because: string;
  nextAction: string;
  openedAt: Date;
  closedAt: Date | null;
}

export interface AlertText {
  subject: string;
  body: string;
}

/** Things that are wrong now. */
export function alertText(workspace: string, alerts: readonly ToldAlert[]): AlertText {
  const [first] = alerts;
  const subject =
    alerts.length === 1 && first !== undefined
      ? `Fulcrum, ${workspace}: ${first.because}`
      : `Fulcrum, ${workspace}: ${alerts.length} things need you`;
  return { subject: short(subject), body: alerts.map(paragraph).join('\n\n') };
}

/** The day's summary: what is still wrong, and what went by itself. */
export function digestText(workspace: string, alerts: readonly ToldAlert[]): AlertText {
  const open = alerts.filter((alert) => alert.closedAt === null);
  const gone = alerts.filter((alert) => alert.closedAt !== null);
  const parts = [
    open.length === 0 ? 'Nothing is wrong now.' : open.map(paragraph).join('\n\n'),
    ...(gone.length === 0
      ? []
      : [`Over since the last digest:\n${gone.map((alert) => `- ${alert.because}`).join('\n')}`]),
  ];
  const count = open.length === 0 ? 'all is well' : `${open.length} still open`;
  return { subject: `Fulcrum, ${workspace}: daily digest, ${count}`, body: parts.join('\n\n') };
}

/** Asked for by a person who wants to see whether messages arrive. */
export function testText(workspace: string): AlertText {
  return {
    subject: `Fulcrum, ${workspace}: a test`,
    body: 'This is a test. Alerts of the integration with Lever arrive here.',
  };
}

function paragraph(alert: ToldAlert): string {
  const since = alert.openedAt.toISOString().slice(0, 16).replace('T', ' ');
  return `${alert.because}\nSince ${since} UTC. ${alert.nextAction}`;
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/gu, ' ');
  return line.length <= 150 ? line : `${line.slice(0, 149)}…`;
}
