// What signing in needs beside the rest.

import type { Passwords } from '../ports/passwords.ts';
import type { Deps } from './deps.ts';

export type SignInDeps = Deps & { passwords: Passwords };
