// Every kind of event, in one list: another actor is one more line here.

import { confusionEvents } from './confusion.ts';
import type { EventKind } from './event-kind.ts';
import { forgerEvents } from './forger.ts';
import { leverHumans } from './lever-humans.ts';
import { neighbourEvents } from './neighbour.ts';
import { outreachEvents } from './outreach.ts';
import { sourceEvents } from './source.ts';
import { users } from './users.ts';

export const eventKinds: readonly EventKind[] = [
  ...sourceEvents,
  ...leverHumans,
  ...users,
  ...confusionEvents,
  ...neighbourEvents,
  ...forgerEvents,
  ...outreachEvents,
];
