// Asks a verification provider about one address. docs/mail.md describes the HTTP form that adapters speak.

export const verdicts = ['deliverable', 'undeliverable', 'catch_all', 'unknown'] as const;
export type Verdict = (typeof verdicts)[number];

export interface VerifierAnswer {
  verdict: Verdict;
  /** How the provider knows: smtp, history, pattern … */
  method: string;
  /** In the workspace's own unit; 0 where the provider does not say. */
  costCents: number;
}

export interface ContactVerifier {
  readonly name: string;
  /** It costs nothing, so the budget does not count. */
  readonly isFree: boolean;
  /** Throws PortFailure. The answer may be kept; asking again may cost again. */
  verify(address: string): Promise<VerifierAnswer>;
}
