// `npm run sim:processes -- --kills 500 [--seed 1] [--hits N] [--json]`: real processes killed, frozen and cut off under
// load, and what is left compared. Ends with 1 where anything was lost, doubled or forgotten.

import { parseArgs } from 'node:util';
import { runProcesses } from './run.ts';
import type { ProcessesReport } from './run.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    hits: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const kills = Number(values.kills);
const report = await runProcesses({
  seed: Number(values.seed),
  kills,
  hits: Number(values.hits ?? Math.max(60, kills)),
  say: (line) => {
    if (!values.json) process.stderr.write(`${new Date().toISOString()} ${line}\n`);
  },
});
process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : `${lines(report).join('\n')}\n`);
process.exit(report.isProven ? 0 : 1);

function lines({ seed, seconds, trouble, load, verdict, ...rest }: ProcessesReport): string[] {
  const { fast, immediate } = trouble.postgresRestarts;
  const faults = Object.entries(trouble.linkFaults).map(([fault, count]) => `${fault} ${count}`);
  const hurt = Object.entries(trouble.links).map(([name, count]) => `${name} ${count}`);
  return [
    `seed ${seed}, ${seconds} s`,
    `kill -9            ${trouble.kills}, of these ${trouble.killsAtStart} while starting`,
    `frozen past lease  ${trouble.freezes}`,
    `polite stops       ${trouble.politeStops}`,
    `Postgres restarts  ${fast} fast, ${immediate} immediate`,
    `faults on links    ${faults.join(', ')}`,
    `                   ${hurt.join(', ')}`,
    `load               ${load.people} people in ${load.hits} hits, ${load.touches} touches, ${load.moves} moves in Lever,`,
    `                   ${load.repeatedBatches} batches sent again, ${load.failedAttempts} attempts without an answer`,
    `calls to Lever     ${verdict.callsToLever}, ${verdict.refusedForSpeed} refused for speed`,
    `in Lever           ${verdict.opportunities} opportunities`,
    `duplicates ${verdict.duplicates}, lost ${verdict.lost}, forgotten ${verdict.forgotten}, strangers ${verdict.strangers}`,
    `moves not seen ${verdict.unseenMoves}, without hold ${verdict.withoutHold}, holds nobody was told of ${verdict.untoldHolds}`,
    `audit              ${verdict.auditEntries} entries, ${verdict.isAuditWhole ? 'whole' : 'BROKEN'}`,
    `webhooks received  ${rest.webhooksReceived}`,
    `parked             ${verdict.parked.length}`,
    ...verdict.parked.map((line) => `  ${line}`),
    ...verdict.differences.map((line) => `  DIFFERENT: ${line}`),
    ...Object.entries(rest.ownEnds).map(
      ([line, count]) => `  ended by itself ${count} times: ${line}`,
    ),
    rest.isProven ? 'proven' : 'NOT PROVEN',
  ];
}
