// What every flow is given: the outside world and the database.

import type { Db } from '../db/connect.ts';
import type { World } from '../ports/deps.ts';

export type Deps = World & { db: Db };
