// The control side: every call with its schema, typed for callers in process and reachable by name over HTTP.
import type { z } from 'zod';
import type { Backstage, ControlCall } from './call.ts';
import { actCalls } from './calls-acts.ts';
import { accountCalls } from './calls-account.ts';
import { readCalls } from './calls-read.ts';
import { worldCalls } from './calls-world.ts';

export type ControlTable = ReturnType<typeof controlTable>;
export type Control = {
  [K in keyof ControlTable]: ControlTable[K] extends ControlCall<infer I, infer O>
    ? (...input: object extends z.input<I> ? [input?: z.input<I>] : [input: z.input<I>]) => O
    : never;
} & { readonly table: Record<string, ControlCall> };

/** All calls by name. */
export function controlTable(backstage: Backstage) {
  return {
    ...worldCalls(backstage),
    ...accountCalls(backstage),
    ...actCalls(backstage),
    ...readCalls(backstage),
  };
}

/** The calls as plain functions that check their input. */
export function createControl(backstage: Backstage): Control {
  const table = controlTable(backstage) as unknown as Record<string, ControlCall>;
  const entries = Object.entries(table).map(([name, { input, run }]) => [
    name,
    (value: unknown) => run(input.parse(value ?? {})),
  ]);
  return { ...Object.fromEntries(entries), table } as Control;
}
