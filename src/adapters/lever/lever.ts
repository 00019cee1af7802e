// Lever over its API: the port put together from one file per kind of thing.

import type { Lever } from '../../ports/lever.ts';
import { callsOver } from './call.ts';
import type { CallOptions } from './call.ts';
import { catalogCalls } from './catalog.ts';
import { contactCalls } from './contacts.ts';
import { fileCalls } from './files.ts';
import { formCalls } from './forms.ts';
import { hookCalls } from './hooks.ts';
import { noteCalls } from './notes.ts';
import { oauthCalls } from './oauth.ts';
import { opportunityCalls } from './opportunities.ts';

/** Every method makes one exchange over `transport`, given up after `callTimeoutMs` by `clock`. */
export function lever(options: CallOptions): Lever {
  const make = callsOver(options);
  return {
    ...opportunityCalls(make),
    ...contactCalls(make),
    ...noteCalls(make),
    ...formCalls(make),
    ...fileCalls(make),
    ...catalogCalls(make),
    ...hookCalls(make),
    ...oauthCalls(options),
  };
}
