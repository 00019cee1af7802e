// Signs a finished message as its domain (DKIM), before its bytes are frozen.

import type { Secret } from '../core/secret.ts';

export interface MailSigner {
  /** A new key, and the text that its domain publishes for it. */
  newKey(): { privateKey: Secret; record: string };
  /** The message with the signature in front; the rest of the bytes stays as it is. */
  sign(
    bytes: Uint8Array,
    key: { domain: string; selector: string; privateKey: Secret },
  ): Promise<Uint8Array>;
}
