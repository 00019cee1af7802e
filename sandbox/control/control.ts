// The control side: every call with its schema, typed for callers in process and reachable by name over HTTP.
import type { z } from 'zod';
import { call, type Backstage, type ControlCall } from './call.ts';
import { readCalls } from './calls-read.ts';
import { behaviourCalls } from './calls-behaviour.ts';
import { candidateCalls } from './calls-candidates.ts';
import { clockCalls } from './calls-clock.ts';
import { keyCalls } from './calls-keys.ts';
import { noteCalls } from './calls-notes.ts';
import { peopleCalls } from './calls-people.ts';
import { staffCalls } from './calls-staff.ts';
import { tableCalls } from './calls-tables.ts';
import { webhookCalls } from './calls-webhooks.ts';
import { worldCalls } from './calls-world.ts';

export type ControlTable = ReturnType<typeof controlTable>;
export type Control = {
  [K in keyof ControlTable]: ControlTable[K] extends ControlCall<infer I, infer O>
    ? (
        ...input: Record<string, never> extends z.input<I>
          ? [input?: z.input<I>]
          : [input: z.input<I>]
      ) => O
    : never;
} & { readonly table: Record<string, ControlCall> };

/** Calls outside the reading ones that leave the world alone. */
const SILENT = [
  'clock',
  'log',
  'counters',
  'switches',
  'limits',
  'faults',
  'deliveries',
  'exportWorld',
];

/** All calls by name. */
export function controlTable(backstage: Backstage) {
  return {
    ...worldCalls(backstage),
    ...clockCalls(backstage),
    ...behaviourCalls(backstage),
    ...keyCalls(backstage),
    ...webhookCalls(backstage),
    ...candidateCalls(backstage),
    ...noteCalls(backstage),
    ...peopleCalls(backstage),
    ...staffCalls(backstage),
    ...readCalls(backstage),
    ...tableCalls(backstage),
  };
}

/** The calls as plain functions that check their input. */
export function createControl(backstage: Backstage): Control {
  const table = controlTable(backstage) as unknown as Record<string, ControlCall>;
  const reads = new Set([
    ...Object.keys(readCalls(backstage)),
    ...Object.keys(tableCalls(backstage)),
    ...SILENT,
  ]);
  const counted = Object.entries(table).map(
    ([name, { about, input, run }]): [string, ControlCall] => {
      const through = (value: unknown): unknown => {
        if (!reads.has(name)) backstage.door.changes += 1;
        return run(value);
      };
      return [name, call(about, input, through)];
    },
  );
  const functions = counted.map(([name, { input, run }]) => [
    name,
    (value: unknown) => run(input.parse(value ?? {})),
  ]);
  return { ...Object.fromEntries(functions), table: Object.fromEntries(counted) } as Control;
}
