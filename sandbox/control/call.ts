// What a control call is and what it works on.
import type { z } from 'zod';
import type { SteeredClock } from '../clock.ts';
import type { Door } from '../door.ts';
import type { Sender } from '../hooks/sender.ts';

/** What control calls work on. */
export type Backstage = {
  door: Door;
  sender: Sender;
  /** Null when time comes from outside. */
  steered: SteeredClock | null;
  /** Any call by name, without being counted or written down. */
  callByName?: (name: string) => ControlCall | undefined;
  defaults: { seed: string; webhooksOn?: boolean; random?: () => number };
};

/** One call: what it takes and what it does. */
export type ControlCall<I extends z.ZodType = z.ZodType, O = unknown> = {
  about: string;
  input: I;
  run: (input: z.output<I>) => O;
};

/** Keeps the types of input and output together in a table of calls. */
export function call<I extends z.ZodType, O>(
  about: string,
  input: I,
  run: (input: z.output<I>) => O,
): ControlCall<I, O> {
  return { about, input, run };
}
