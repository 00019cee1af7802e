// Passkeys (WebAuthn): what a browser is asked to sign, and whether it did. Answers are passed on as they came.

export interface KnownPasskey {
  /** In base64url. */
  credentialId: string;
  publicKey: Uint8Array;
  counter: number;
  transports: readonly string[];
}

export interface Passkeys {
  /** Options for navigator.credentials.create; the challenge is chosen by the caller. */
  registration(given: {
    challenge: Uint8Array;
    account: { id: string; email: string; name: string };
    known: readonly KnownPasskey[];
  }): Promise<object>;
  /** The new passkey; null where the answer does not check out. */
  verifyRegistration(given: { challenge: string; response: object }): Promise<KnownPasskey | null>;
  /** Options for navigator.credentials.get; any passkey of this site may answer. */
  authentication(challenge: Uint8Array): Promise<object>;
  /** Its counter afterwards; null where the answer does not check out. */
  verifyAuthentication(given: {
    challenge: string;
    response: object;
    passkey: KnownPasskey;
  }): Promise<number | null>;
}
