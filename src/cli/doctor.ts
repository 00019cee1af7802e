// fulcrum doctor: looks whether all is set for the sync, check by check, with the exact fix.

import type { PreflightCheck } from '../core/sync/preflight.ts';
import { runPreflight } from '../flows/preflight.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { exitCodes } from './run.ts';
import { through } from './through.ts';

export interface ShownReport {
  result: string;
  checks: PreflightCheck[];
}

export const addDoctorCommand: AddCommand = (program, context) => {
  program
    .command('doctor')
    .description(
      'look whether all is set for the sync with Lever; exits with 1 where a check fails',
    )
    .action(() => doctor(context));
};

async function doctor(context: CommandContext): Promise<void> {
  const report = await through<ShownReport>(context, {
    here: async ({ deps, workspaceId }) => await runPreflight(deps, { workspaceId }),
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: '/v1/lever/preflight',
        body: {},
      })) as ShownReport,
  });
  context.output().result(report, reportLines(report));
  if (report.result === 'fail') context.finish(exitCodes.failed);
}

const marks: Readonly<Record<string, string>> = { pass: 'ok  ', warn: 'warn', fail: 'FAIL' };

/** One line per check, and under it what to do. */
export function reportLines(report: ShownReport): string[] {
  const lines = report.checks.flatMap(({ name, result, because, fix }) => [
    `${marks[result] ?? result}  ${name}: ${because}`,
    ...(fix === '' ? [] : [`      ${fix}`]),
  ]);
  const count = (result: string): number =>
    report.checks.filter((check) => check.result === result).length;
  return [...lines, '', `${count('fail')} fail, ${count('warn')} warn, ${count('pass')} pass.`];
}
