// The ways to sign in that depend on where this server is reached: passwords, single sign-on, passkeys.

import { oidcSignIn } from './adapters/oidc/oidc-sign-in.ts';
import { webAuthn } from './adapters/passkeys/web-authn.ts';
import { argon2Passwords } from './adapters/passwords/argon2-passwords.ts';
import { guardedFetch } from './adapters/webhooks/guarded-fetch.ts';
import type { SignInDeps } from './flows/sign-in-deps.ts';
import type { Clock } from './ports/clock.ts';

export interface SignInSettings {
  clock: Clock;
  /** Where people open this server. */
  url: string;
  /** Providers on this machine or in its network, and plain HTTP to them. */
  mayReachPrivate: boolean;
}

export interface OpenedSignInWays {
  ways: Pick<SignInDeps, 'passwords' | 'singleSignOn' | 'passkeys'>;
  close(): Promise<void>;
}

/** Connects to nothing yet. */
export function openSignInWays(settings: SignInSettings): OpenedSignInWays {
  const { clock, url, mayReachPrivate } = settings;
  const guarded = guardedFetch({ mayReachLoopback: mayReachPrivate, mayReachPrivate });
  return {
    ways: {
      passwords: argon2Passwords(),
      singleSignOn: oidcSignIn({
        redirectUrl: `${url.replace(/\/+$/u, '')}/oauth/sign-in/callback`,
        clock,
        send: async (address, init) => await guarded.send(address, init),
        mayUsePlainHttp: mayReachPrivate,
      }),
      passkeys: webAuthn({ url }),
    },
    close: async () => await guarded.close(),
  };
}
