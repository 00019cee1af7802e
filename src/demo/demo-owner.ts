// Somebody to sign in as while the demo runs; made anew each time, like everything in it.

import { randomInt } from 'node:crypto';
import { assert } from '../core/assert.ts';
import { makeSetupCode, setUpOwner } from '../flows/set-up-owner.ts';
import type { Fulcrum } from '../start.ts';

export interface DemoOwner {
  email: string;
  password: string;
}

const words = 'amber birch cedar delta ember fjord grove heron inlet jetty kelp lumen maple north';

export async function makeDemoOwner({ deps, workspaceId }: Fulcrum): Promise<DemoOwner> {
  const code = await makeSetupCode(deps);
  assert(code !== null, 'the demo starts with nobody');
  const all = words.split(' ');
  const password = Array.from({ length: 4 }, () => all[randomInt(all.length)]).join('-');
  const owner = { email: 'sam@recruiting.example', password };
  await setUpOwner(deps, {
    ...owner,
    workspaceId,
    code: code.reveal(),
    name: 'Sam Ortiz',
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    userAgent: 'demo',
  });
  return owner;
}
