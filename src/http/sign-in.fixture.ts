// The ways to sign in for tests: the real ones, as a server on this machine would have them.
import { systemClock } from '../adapters/clock/system-clock.ts';
import type { SignInDeps } from '../flows/sign-in-deps.ts';
import { openSignInWays } from '../sign-in-ways.ts';

export const testUrl = 'http://localhost:4400';

/** Nothing is reached before somebody signs in through it. */
export function signInAtHand(): Pick<SignInDeps, 'passwords' | 'singleSignOn' | 'passkeys'> {
  return openSignInWays({ clock: systemClock(), url: testUrl, mayReachPrivate: true }).ways;
}
