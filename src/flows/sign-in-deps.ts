// What signing in needs beside the rest.

import type { Passkeys } from '../ports/passkeys.ts';
import type { Passwords } from '../ports/passwords.ts';
import type { SingleSignOn } from '../ports/single-sign-on.ts';
import type { Deps } from './deps.ts';

export type SignInDeps = Deps & {
  passwords: Passwords;
  singleSignOn: SingleSignOn;
  passkeys: Passkeys;
};
