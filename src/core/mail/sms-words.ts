// The words that everywhere mean something to whoever sends text messages: STOP, START and HELP, and their usual kin.

export const smsWords = ['stop', 'start', 'help'] as const;
export type SmsWord = (typeof smsWords)[number];

/** As the FCC and CTIA name them, and the German and French ones that carriers know. */
const wordsOf: Readonly<Record<SmsWord, readonly string[]>> = {
  stop: [
    'stop',
    'stopall',
    'stop all',
    'unsubscribe',
    'cancel',
    'end',
    'quit',
    'revoke',
    'optout',
    'opt out',
    'opt-out',
    'stopp',
    'arret',
    'arrêt',
  ],
  start: ['start', 'unstop', 'yes start', 'subscribe', 'optin', 'opt in', 'opt-in'],
  help: ['help', 'info', 'hilfe', 'aide'],
};

/** Of a message that says this word and nothing else; null where it says more. */
export function smsWordOf(text: string): SmsWord | null {
  const said = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s"'“”‘’.!?,;:]+/gu, ' ')
    .trim();
  return smsWords.find((word) => wordsOf[word].includes(said)) ?? null;
}
