// Hands one finished message to a mail server. The outcome says what is certain, and only that: a lost connection after
// the last byte is `unknown` and is never repeated without evidence.

import type { MailAccess } from './mail-account.ts';

export interface MailToSend {
  /** The whole message, headers and body, exactly as it goes on the wire (before dot-stuffing). */
  bytes: Uint8Array;
  envelopeFrom: string;
  /** One recipient per message. */
  envelopeTo: string;
}

export const mailPhases = ['connect', 'sign_in', 'mail_from', 'rcpt_to', 'data', 'body'] as const;
export type MailPhase = (typeof mailPhases)[number];

export type MailOutcome =
  /** The server took it over. `serverMessageId` where its answer names one of its own. */
  | { outcome: 'accepted'; serverMessageId: string | null; answer: string }
  /** The server said no, with a code: certainly not accepted. */
  | { outcome: 'refused'; code: number; enhanced: string | null; answer: string; phase: MailPhase }
  /** It ended without an answer before all of the body was out: certainly not accepted. */
  | { outcome: 'unsent'; phase: MailPhase; because: string }
  /** The body was out and no answer came: it may have been accepted. */
  | { outcome: 'unknown'; because: string };

export interface SendWatch {
  /** Ends the attempt at once: `unsent` before the last byte, `unknown` after it. */
  signal: AbortSignal;
  /**
   * Awaited after the recipient was accepted and right before DATA. False: DATA is not issued, the outcome is `unsent`.
   * What throws here counts as false.
   */
  mayIssueData(): Promise<boolean>;
}

export interface MailSender {
  /** Never throws for what a server or network does; a refused sign-in is `refused` in phase sign_in. */
  send(access: MailAccess, mail: MailToSend, watch: SendWatch): Promise<MailOutcome>;
  /** Connects and signs in, sends nothing. Throws PortFailure (`unauthorized`, `unreachable`, …). */
  check(access: MailAccess): Promise<void>;
}
