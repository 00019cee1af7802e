// Reads from a failure notice at which point of the conversation the recipient was refused.

/** before: at connecting, greeting or naming the sender, so no recipient was looked at yet. */
export type SmtpStage = 'before' | 'rcpt' | 'data';

const before =
  /in reply to (?:mail from|[he][eh]lo|initial|greeting)|after (?:mail from|[he][eh]lo)|my name was rejected|sender was rejected|did not like our (?:mail|[he][eh]lo)|>>> ?(?:mail from|[he][eh]lo)|\[(?:mail_from|helo|connect)\]|while receiving the initial|following mail from/iu;
const rcpt =
  /in reply to rcpt to|after rcpt to|most progress was rcpt|following rcpt command|after rcpt|did not like our rcpt|does not like recipient|\[rcpt_to\]|>>> ?rcpt to|rcpt to command|smtp command\s+rcpt|sent <<< rcpt|error following rcpt/iu;
const data =
  /in reply to (?:end of )?data|after end of data|after sending message body|failed after i sent the message|did not like our data|\[data_end\]|>>> ?data\b|end of data command|smtp command\s+data\b|after pipelined end of data|after data|error following data/iu;

/** By what stands closest before the server's words; the whole notice where they are not found in it. */
export function stageOf(notice: string, words: string): SmtpStage | null {
  // With pipelining the answer to RCPT stands below DATA; then DATA itself was refused for want of recipients.
  if (/503[^\n]{0,20}need rcpt|554[^\n]{0,20}no valid recipients/iu.test(notice))
    return /<<< 550 5\.(?:0\.0|7\.1) /u.test(notice) ? null : 'rcpt';
  const place = words === '' ? -1 : notice.indexOf(words.slice(0, 40));
  if (place < 0) return single(notice);
  const around = notice.slice(Math.max(0, place - 400), place + words.length + 200);
  return lastNamed(notice.slice(Math.max(0, place - 400), place)) ?? single(around);
}

const marks: readonly { stage: SmtpStage; is: RegExp }[] = [
  { stage: 'before', is: before },
  { stage: 'rcpt', is: rcpt },
  { stage: 'data', is: data },
];

/** The stage, where the text names just one. */
function single(text: string): SmtpStage | null {
  const named = marks.filter((mark) => mark.is.test(text));
  return named.length === 1 ? (named[0]?.stage ?? null) : null;
}

function lastNamed(text: string): SmtpStage | null {
  const places = marks
    .map(({ stage, is }) => ({ stage, index: lastIndex(text, is) }))
    .filter(({ index }) => index >= 0)
    .toSorted((one, two) => two.index - one.index);
  return places[0]?.stage ?? null;
}

function lastIndex(text: string, pattern: RegExp): number {
  const every = new RegExp(pattern.source, 'giu');
  return [...text.matchAll(every)].at(-1)?.index ?? -1;
}
