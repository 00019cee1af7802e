// The command line of the simulator.

import { parseArgs } from 'node:util';

export interface Options {
  seeds: number;
  from: number;
  isJson: boolean;
  /** One seed with a readable trace. */
  replay: number | null;
  /** Faults and events left out of a replay. */
  without: string[];
  mutants: boolean;
  /** Only these mutants. */
  only: string[];
  /** Each mutant from where it is known to be caught, instead of from the first seed. */
  isFast: boolean;
  isNight: boolean;
  hours: number;
  processes: number;
}

export const help = `npm run sim -- [--seeds 2000] [--from 1] [--json]
  --seeds N --from K     plays N seeds from K on, in two processes
  --replay SEED          plays one seed and prints what happened, step by step
  --without a,b          leaves these faults (lever.replyLost) and events (e12) out of the replay
  --mutants [--fast]     plants each fault of sim/mutants and wants it caught within 1,000 seeds;
                         fast: each from the seed that is known to catch it
  --only a,b             only these mutants
  --night [--hours 8]    plays seeds until the time is over
  --processes N          how many processes play (2)
  --json                 one JSON object at the end instead of text
`;

/** Throws an Error with a sentence for whoever typed it. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      seeds: { type: 'string' },
      from: { type: 'string' },
      json: { type: 'boolean' },
      replay: { type: 'string' },
      without: { type: 'string' },
      mutants: { type: 'boolean' },
      only: { type: 'string' },
      fast: { type: 'boolean' },
      night: { type: 'boolean' },
      hours: { type: 'string' },
      processes: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) throw new Error(help);
  return {
    seeds: whole('seeds', values.seeds, 2_000),
    from: whole('from', values.from, 1),
    isJson: values.json === true,
    replay: values.replay === undefined ? null : whole('replay', values.replay, 1),
    without: listOf(values.without),
    mutants: values.mutants === true,
    only: listOf(values.only),
    isFast: values.fast === true,
    isNight: values.night === true,
    hours: Number(values.hours ?? '8'),
    processes: whole('processes', values.processes, 2),
  };
}

function listOf(text: string | undefined): string[] {
  return text === undefined ? [] : text.split(',').filter((part) => part !== '');
}

function whole(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new Error(`--${name} is a whole number, not "${text}".`);
  return value;
}
