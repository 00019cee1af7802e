// fulcrum audit verify: is the log whole, to the last byte?

import { InputError } from '../core/input-error.ts';
import { verifyAudit, type AuditHead, type AuditVerdict } from '../flows/verify-audit.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { counted } from './output.ts';
import { through } from './through.ts';

const brokenExitCode = 1;

export const addAuditCommand: AddCommand = (program, context) => {
  program
    .command('audit')
    .description('the log of every decision and effect')
    .command('verify')
    .description('read the whole log and find any entry that was changed, removed or added')
    .option(
      '--anchor <seq:hash>',
      'a head noted earlier: also finds a log that was rewritten as a whole',
    )
    .action(async (options: { anchor?: string }) => await verify(context, options.anchor));
};

async function verify(context: CommandContext, anchorText: string | undefined): Promise<void> {
  const anchor = anchorText === undefined ? undefined : readAnchor(anchorText);
  const verdict = await through<AuditVerdict>(context, {
    here: async ({ deps, workspaceId }) =>
      await verifyAudit(deps, { workspaceId, ...(anchor === undefined ? {} : { anchor }) }),
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: '/v1/audit/verify',
        body: anchor === undefined ? {} : { anchor },
      })) as AuditVerdict,
  });
  if (!verdict.isWhole) context.finish(brokenExitCode);
  context.output().result(verdict, verdictLines(verdict));
}

function verdictLines(verdict: AuditVerdict): string[] {
  if (!verdict.isWhole) {
    return [
      `The log is broken at entry ${verdict.seq}: ${verdict.because}.`,
      'Keep the database as it is and compare it with a backup.',
    ];
  }
  return [
    `The log is whole: ${counted(verdict.entryCount, ['entry', 'entries'])}.`,
    `Its head is ${verdict.head.seq}:${verdict.head.hash}`,
    'Note the head somewhere else; with --anchor it proves later that nothing before it was rewritten.',
  ];
}

function readAnchor(text: string): AuditHead {
  const match = /^(\d{1,15}):([0-9a-f]{64})$/u.exec(text);
  if (match === null) {
    throw new InputError(
      'invalid',
      'An anchor is the head that an earlier verify printed: a number, a colon and 64 hex digits.',
    );
  }
  return { seq: Number(match[1]), hash: match[2] ?? '' };
}
