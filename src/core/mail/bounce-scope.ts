// Says whose trouble a refusal is, from the server's words first and its codes second.

import { bouncePatterns, weakPatterns } from './bounce-patterns.ts';
import type { BouncePattern } from './bounce-patterns.ts';
import type { BounceScope, ScopeVerdict } from './bounce-scopes.ts';
import type { SmtpStage } from './smtp-stage.ts';

export interface Refusal {
  /** Enhanced status, such as 5.1.1, from the report's own field. */
  status: string | null;
  /** What the server said: diagnostic code or reply, with its codes. */
  diagnostic: string;
  /** Where in the conversation it said so, if that is known. */
  stage: SmtpStage | null;
  /** It stands in a machine-readable report about just this recipient, or is a reply we were given ourselves. */
  isReported: boolean;
}

/** Pure; also for replies of the server we hand mails to. */
export function scopeOf(refusal: Refusal): ScopeVerdict {
  const words = plainWords(refusal.diagnostic);
  const code = innermostCode(refusal.diagnostic) ?? refusal.status;
  const bare = emptyAddressRefusal(refusal);
  if (bare !== null) return bare;
  const isTemporary = (code ?? refusal.status ?? '').startsWith('4');
  const found = firstOf(bouncePatterns, words);
  if (found !== null) return weigh(found, { refusal, code, isTemporary });
  const coded = byCode(code ?? refusal.status, refusal);
  if (coded.scope !== 'unknown') return coded;
  const weak = firstOf(weakPatterns, words);
  return weak === null ? coded : weigh(weak, { refusal, code, isTemporary });
}

function firstOf(patterns: readonly BouncePattern[], words: string): ScopeVerdict | null {
  const found = patterns.find((pattern) => pattern.is.test(words));
  if (found === undefined) return null;
  return { scope: found.scope, isHard: found.isHard, because: found.because };
}

interface Weight {
  refusal: Refusal;
  code: string | null;
  isTemporary: boolean;
}

function weigh(found: ScopeVerdict, { refusal, code, isTemporary }: Weight): ScopeVerdict {
  if (found.scope !== 'address') return found;
  if (refusal.stage === 'before')
    return soft('sender_reputation', 'refused before the recipient was named');
  if (/^5\.1\.[16]$/u.test(code ?? '') && refusal.status !== '5.0.0')
    return { ...found, isHard: true };
  if (!found.isHard) return found;
  if (isTemporary && code !== '4.1.1') return soft('transient', `${found.because}, for now`);
  if (!found.because.startsWith('there is no such user')) return found;
  // A server that took the recipient and refused after the content has read it: a filter that hides behind "no such user".
  const isLookedUpLate = /doesn't have an? \S+ account/iu.test(refusal.diagnostic);
  if (refusal.stage === 'data' && !isAddressCode(code) && !isLookedUpLate)
    return soft('recipient_policy', 'the recipient’s filter refused it after reading');
  if (refusal.stage !== 'rcpt' && isCarrierFilter(refusal.diagnostic, code))
    return soft('recipient_policy', 'the recipient’s filter refused it');
  return isProven(refusal, code) ? found : { ...found, isHard: false };
}

/** Mobile carriers answer like this where the subscriber's filter is on, whether or not there is one by that name. */
function isCarrierFilter(diagnostic: string, code: string | null): boolean {
  if (code === '5.2.0') return true;
  return !isAddressCode(code) && /\b550[ -]'?unknown user [^\s<>]+@/iu.test(diagnostic);
}

/** Filters also say "user unknown". What proves it: a code, the refusal of the recipient itself, a report, or plain sentences. */
function isProven(refusal: Refusal, code: string | null): boolean {
  // 553: the mailbox name itself is not allowed.
  if (isAddressCode(code) || /\b553\b/u.test(refusal.diagnostic)) return true;
  if (refusal.stage === 'rcpt') return true;
  if (code === '5.7.1') return false;
  if (refusal.isReported || /^\s*[a-z]+\.[a-z]+: unknown user/imu.test(refusal.diagnostic))
    return true;
  const isTerse =
    /\b5\d\d\b|\[user unknown\]|recipient not found|doesn't have an? \S+ account/iu.test(
      refusal.diagnostic,
    );
  return !isTerse || /\b550:? <[^>]+@[^>]+>: user unknown/iu.test(refusal.diagnostic);
}

function soft(scope: BounceScope, because: string): ScopeVerdict {
  return { scope, isHard: false, because };
}

function isAddressCode(code: string | null): boolean {
  return /^[45]\.1\.(?:[01236]|10|351)$/u.test(code ?? '');
}

/** `550 : User unknown` with the address left out is how one carrier's filter answers; with it the user is really unknown. */
function emptyAddressRefusal(refusal: Refusal): ScopeVerdict | null {
  if (!/\b550:? : user unknown/iu.test(refusal.diagnostic)) return null;
  return soft('recipient_policy', 'the recipient’s filter refused it');
}

const codeScopes: readonly { is: RegExp; scope: BounceScope; isHard: boolean }[] = [
  { is: /^5\.1\.(?:1|2|3|6|10)$/u, scope: 'address', isHard: true },
  { is: /^5\.(?:4\.4|1\.351)$/u, scope: 'address', isHard: true },
  { is: /^5\.2\.1$/u, scope: 'address', isHard: false },
  { is: /^[45]\.2\.2$/u, scope: 'mailbox_full', isHard: false },
  { is: /^5\.(?:2\.3|3\.4|6\.\d+)$/u, scope: 'content', isHard: false },
  { is: /^5\.7\.(?:2[0-46-9]|30|515)$/u, scope: 'auth', isHard: false },
  { is: /^5\.1\.[789]$/u, scope: 'sender_reputation', isHard: false },
  { is: /^5\.7\.(?:232|233|705|708|750)$/u, scope: 'sender_reputation', isHard: false },
  { is: /^5\.(?:4\.[0-9]+|3\.\d+|5\.\d+)$/u, scope: 'transient', isHard: false },
  { is: /^5\.7\.\d+$/u, scope: 'recipient_policy', isHard: false },
  { is: /^4\./u, scope: 'transient', isHard: false },
];

function byCode(code: string | null, refusal: Refusal): ScopeVerdict {
  const known = codeScopes.find((each) => each.is.test(code ?? ''));
  if (known === undefined)
    return { scope: 'unknown', isHard: false, because: 'nothing says whose trouble it is' };
  const isHard = known.isHard && refusal.stage !== 'before';
  return { scope: known.scope, isHard, because: `the code ${code}` };
}

/** The most specific enhanced code in the words: relays put theirs in front of the one they were told. */
function innermostCode(diagnostic: string): string | null {
  const codes = [...diagnostic.matchAll(/(?<![\d.])([245]\.\d{1,2}\.\d{1,3})(?![\d.])/gu)].map(
    (match) => match[1] ?? '',
  );
  return codes.findLast((code) => !code.endsWith('.0.0')) ?? codes.at(-1) ?? null;
}

/** Lower case, without links, addresses and host addresses: their letters are no words. */
function plainWords(diagnostic: string): string {
  return (
    diagnostic
      .slice(0, 6_000)
      .toLowerCase()
      .replaceAll('’', "'")
      .replaceAll(/https?:\/\/([^\s/?#]*)\S*/gu, ' $1 ')
      .replaceAll(/[^\s<>"'()[\]:;,]+@[^\s<>"'()[\]:;,]+/gu, ' ')
      .replaceAll(/[<>"“”«»()[\]{}*|]+/gu, ' ')
      .replaceAll(/\s+/gu, ' ')
      // What one server puts in front of every refusal; one provider means "no such user" by "access denied".
      .replaceAll(/recipient address rejected ?: access denied/gu, 'no such user')
      .replaceAll(/recipient address rejected ?: (?=\S)/gu, '')
      .trim()
  );
}
