// A rule that must hold at the end of every seed, whatever happened in it.

import type { Db } from '../../src/db/connect.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { World } from '../world/world.ts';

export interface Checked {
  world: World;
  /** Reads what is committed, outside of the simulated world. */
  db: Db;
  workspaceId: string;
  opportunities: SandboxOpportunity[];
}

export type SandboxOpportunity = ReturnType<Sandbox['control']['opportunities']>[number];

export interface Invariant {
  /** Of the design, such as I4. */
  id: string;
  says: string;
  /** One sentence for each breach; none means that it holds. */
  check(checked: Checked): Promise<string[]>;
}
