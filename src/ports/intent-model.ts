// An optional model that reads what an answer wants. It is asked only where the rules are unsure, and never decides a stop.

import type { IntentReading } from '../core/mail/reply-intent.ts';

export interface IntentModel {
  readonly name: string;
  /** Throws PortFailure; then the rules' reading stands. */
  read(reply: { said: string; subject: string }): Promise<IntentReading>;
}
