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

/** Calls that put another world in place. */
const REPLACING = new Set(['reset', 'loadWorld', 'importWorld']);
/** Calls that change what is around the world, or keep their own record. */
const ASIDE = new Set([
  'saveWorld',
  'setClock',
  'advanceClock',
  'setLimits',
  'addFault',
  'removeFault',
  'clearFaults',
  'clearLog',
  'testWebhook',
  'rerunDelivery',
  'settleWebhooks',
]);

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
  const { door } = backstage;
  backstage.callByName = (name) => table[name];
  const reads = new Set([
    ...Object.keys(readCalls(backstage)),
    ...Object.keys(tableCalls(backstage)),
    ...SILENT,
  ]);
  const counted = Object.entries(table).map(
    ([name, { about, input, run }]): [string, ControlCall] => {
      const through = (value: unknown): unknown => {
        if (reads.has(name)) return run(value);
        door.changes += 1;
        const { clock, ids } = door.account;
        const moment = { at: clock.now(), ids: ids.state() };
        const result = run(value);
        if (REPLACING.has(name)) door.keeper?.saveAll();
        else if (!ASIDE.has(name)) door.keeper?.add({ kind: 'act', name, input: value, ...moment });
        return result;
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
