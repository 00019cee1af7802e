// fulcrum audit: look through the log, export it, sign where it stands, and prove it whole.

import { createWriteStream, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readCheckpoints, type Checkpoint } from '../core/governance/checkpoint.ts';
import { InputError } from '../core/input-error.ts';
import { auditFormats, exportAudit, type AuditFormat } from '../flows/audit-export.ts';
import { makeCheckpoint, type CheckpointMade } from '../flows/audit-checkpoint.ts';
import { verifyAudit, type AuditHead, type AuditVerdict } from '../flows/verify-audit.ts';
import {
  addAuditReading,
  auditOptions,
  filterOf,
  queryOf,
  type FilterOptions,
} from './audit-list.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { counted } from './output.ts';
import { through } from './through.ts';

const brokenExitCode = 1;

interface VerifyOptions {
  anchor?: string;
  checkpoints?: string;
  key?: string;
}

export const addAuditCommand: AddCommand = (program, context) => {
  const audit = program.command('audit').description('the log of every decision and effect');
  addAuditReading(audit, context);
  audit
    .command('verify')
    .description('read the whole log and find any entry that was changed, removed or added')
    .option(
      '--anchor <seq:hash>',
      'a head noted earlier: also finds a log that was rewritten as a whole',
    )
    .option('--checkpoints <file>', 'the file that keeps the checkpoints outside')
    .option('--key <base64>', 'the public key that was noted')
    .action(async (options: VerifyOptions) => await verify(context, options));
  auditOptions(audit.command('export'))
    .description('the log as lines of JSON, oldest first')
    .option('--format <format>', auditFormats.join(' or '), 'jsonl')
    .option('--out <file>', 'where to write; standard output where left out')
    .action((options: FilterOptions & { format: string; out?: string }) =>
      exportTo(context, options),
    );
  audit
    .command('checkpoint')
    .description('verify what is new, and sign where the log stands now')
    .action(() => sign(context));
};

async function verify(context: CommandContext, options: VerifyOptions): Promise<void> {
  const wanted = {
    ...(options.anchor === undefined ? {} : { anchor: readAnchor(options.anchor) }),
    ...(options.checkpoints === undefined ? {} : { checkpoints: readFile(options.checkpoints) }),
    ...(options.key === undefined ? {} : { publicKey: options.key }),
  };
  const verdict = await through<AuditVerdict>(context, {
    here: async ({ deps, workspaceId }) => await verifyAudit(deps, { workspaceId, ...wanted }),
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: '/v1/audit/verify',
        body: wanted,
      })) as AuditVerdict,
  });
  if (!verdict.isWhole) context.finish(brokenExitCode);
  context.output().result(verdict, verdictLines(verdict));
}

/** A line that a crash cut in two at the end of the file is left out. */
function readFile(path: string): Checkpoint[] {
  const text = readFileSync(path, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const read = readCheckpoints(whole);
  if ('problem' in read)
    throw new InputError('invalid', `${path}: ${read.problem} Give the file as it was written.`);
  if (read.checkpoints.length === 0)
    throw new InputError('invalid', `${path} has no checkpoint. Give the file as it was written.`);
  return read.checkpoints;
}

function verdictLines(verdict: AuditVerdict): string[] {
  if (!verdict.isWhole) {
    return [
      `The log is broken at entry ${verdict.seq}: ${verdict.because}.`,
      'Keep the database as it is and compare it with a backup.',
    ];
  }
  const passed = counted(verdict.checkpointCount, ['checkpoint', 'checkpoints']);
  return [
    `The log is whole: ${counted(verdict.entryCount, ['entry', 'entries'])}, through ${passed}.`,
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

async function exportTo(
  context: CommandContext,
  options: FilterOptions & { format: string; out?: string },
): Promise<void> {
  const format: AuditFormat | undefined = auditFormats.find((each) => each === options.format);
  if (format === undefined)
    throw new InputError('invalid', `Use --format ${auditFormats.join(' or ')}.`, 'format');
  const write = async (lines: AsyncIterable<string | Uint8Array>): Promise<void> => {
    if (options.out !== undefined)
      await pipeline(Readable.from(lines), createWriteStream(options.out));
    else for await (const piece of lines) context.world.streams.out(Buffer.from(piece).toString());
  };
  await through<void>(context, {
    here: async ({ deps, workspaceId, actor }) => {
      const filter = { workspaceId, ...filterOf(options) };
      await write(exportAudit(deps, { filter, format, actor }));
    },
    there: async (server) =>
      await write(server.download(`/v1/audit/export?format=${format}&${queryOf(options)}`)),
  });
  if (options.out !== undefined)
    context.output().result({ file: options.out }, [`The log is in ${options.out}.`]);
}

async function sign(context: CommandContext): Promise<void> {
  const made = await through<CheckpointMade>(context, {
    here: async ({ deps, workspaceId }) => await makeCheckpoint(deps, workspaceId),
    there: async (server) =>
      (await server.ask({ method: 'POST', path: '/v1/audit/checkpoints' })) as CheckpointMade,
  });
  if (made.did === 'refused') context.finish(brokenExitCode);
  context.output().result(made, signedLines(made));
}

function signedLines(made: CheckpointMade): string[] {
  switch (made.did) {
    case 'nothing':
      return ['Nothing was logged since the last checkpoint.'];
    case 'refused':
      return [`Nothing is signed: the log is broken at entry ${made.seq}: ${made.because}.`];
    case 'signed':
      return [
        JSON.stringify(made.checkpoint),
        'Keep this line elsewhere; "audit verify --checkpoints" takes a file of such lines.',
      ];
  }
}
