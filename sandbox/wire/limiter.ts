// The rate limit: one token bucket per credential, 20 deep, 10 tokens a second by default.

export type LimiterSettings = { perSecond: number; burst: number };
export const DEFAULT_LIMITS: LimiterSettings = { perSecond: 10, burst: 20 };

export type Limiter = {
  /** Takes a token; false means 429. Refused requests cost nothing. */
  take(credential: string, now: number): boolean;
  /** Milliseconds until a token is there. */
  waitMs(credential: string, now: number): number;
  settings(): LimiterSettings | null;
  /** Null switches the limit off. */
  set(settings: LimiterSettings | null): void;
  clear(): void;
};

type Bucket = { tokens: number; at: number };

export function createLimiter(initial: LimiterSettings | null): Limiter {
  let settings = initial;
  const buckets = new Map<string, Bucket>();

  const filled = (
    credential: string,
    now: number,
    { perSecond, burst }: LimiterSettings,
  ): Bucket => {
    const known = buckets.get(credential);
    if (!known) {
      const made = { tokens: burst, at: now };
      buckets.set(credential, made);
      return made;
    }
    const gained = (Math.max(0, now - known.at) * perSecond) / 1000;
    known.tokens = Math.min(burst, known.tokens + gained);
    known.at = now;
    return known;
  };

  return {
    take: (credential, now) => {
      if (settings === null) return true;
      const bucket = filled(credential, now, settings);
      // A hair under one token is one: sums of fractions of a token are not exact.
      if (bucket.tokens < 1 - 1e-9) return false;
      bucket.tokens -= 1;
      return true;
    },
    waitMs: (credential, now) => {
      if (settings === null) return 0;
      const { tokens } = filled(credential, now, settings);
      return Math.max(0, Math.ceil(((1 - tokens) * 1000) / settings.perSecond));
    },
    settings: () => settings,
    set: (next) => {
      settings = next;
    },
    clear: () => buckets.clear(),
  };
}
