// What a dry run and a started run look like on the command line.

import type { DryRun } from '../flows/dry-run.ts';
import { counted, table } from './output.ts';

type Counts = Pick<DryRun, 'sum' | 'secondsAtLimit' | 'callsPerSecond'>;

/** People, fields, calls and time. */
export function countLines({ sum, secondsAtLimit, callsPerSecond }: Counts): string[] {
  const kinds = ['create', 'fill', 'change', 'skip', 'conflict'] as const;
  const rows = Object.entries(sum.fields).map(([field, counts]) => [
    field,
    ...kinds.map((kind) => counts[kind] ?? 0),
  ]);
  return [
    `${counted(sum.personCount, ['person', 'people'])}: ${sum.newCount} new in Lever, ${sum.changedCount} of ${sum.standingCount} standing ones changed, ${sum.idleCount} with nothing to do.`,
    ...(rows.length === 0 ? [] : table(['field', ...kinds], rows)),
    `${counted(sum.callCount, ['call', 'calls'])} to Lever, ${counted(secondsAtLimit, ['second', 'seconds'])} at ${callsPerSecond} a second.`,
  ];
}

/** The same with the first people, field by field. */
export function dryRunLines(tried: DryRun): string[] {
  const told = tried.items.flatMap((item) => {
    const who = item.personId ?? 'a new person';
    const fields = item.outcomes
      .filter((outcome) => outcome.kind !== 'skip')
      .map((outcome) => `  ${outcome.kind} ${outcome.field}: ${outcome.because}`);
    if (fields.length > 0) return [who, ...fields];
    return item.because === '' ? [] : [`${who}: ${item.because}`];
  });
  return [
    ...countLines(tried),
    ...told,
    ...(tried.isCut ? ['There are more people than shown.'] : []),
    'Nothing was written.',
  ];
}

interface Started {
  runId: string;
  state: string;
  because: string;
  dryRun: DryRun | null;
}

/** How it went, and what to do where it is held. */
export function startedLines({ runId, state, because, dryRun }: Started): string[] {
  const counts = dryRun === null ? [] : countLines(dryRun);
  if (state !== 'held') return [...counts, `Run ${runId} is ${state}: ${because}.`];
  const count = dryRun?.sum.changedCount ?? 0;
  return [
    ...counts,
    `Run ${runId} is held: ${because}.`,
    `Let it go with: fulcrum runs confirm ${runId} --count ${count}`,
    `Give it up with: fulcrum runs cancel ${runId}`,
  ];
}
