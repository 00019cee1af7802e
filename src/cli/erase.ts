// fulcrum erase and erasures: forget a person, see what would go before, and check the proof later.

import { readFile } from 'node:fs/promises';
import { InputError } from '../core/input-error.ts';
import { findErasure, listErasures } from '../db/queries/erasures.ts';
import { erasePerson } from '../flows/erase-person.ts';
import { erasureView } from '../flows/erase-request.ts';
import { previewErasure } from '../flows/preview-erasure.ts';
import type { ErasurePreview } from '../flows/preview-erasure.ts';
import { readErasureList, replayErasures } from '../flows/replay-erasures.ts';
import type { Replayed } from '../flows/replay-erasures.ts';
import { verifyErasure } from '../flows/verify-erasure.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { getPersonId } from './find-person.ts';
import { counted, table } from './output.ts';
import { allPages, through } from './through.ts';

interface ShownErasure {
  id: string;
  personId: string;
  cause: string;
  state: string;
  requestedAt: string | Date;
  counts: Record<string, number>;
}

type Verdict = Awaited<ReturnType<typeof verifyErasure>>;

const erasuresMax = 10_000;
const unprovenExitCode = 1;

export const addEraseCommands: AddCommand = (program, context) => {
  program
    .command('erase')
    .description('erase a person everywhere, for good')
    .argument('<person>', 'id, email address or profile address')
    .option('--because <text>', 'kept for ever: the number of the request, not the name')
    .option('--preview', 'only say what would go')
    .action((person: string, options: { because?: string; preview?: true }) =>
      options.preview === true ? preview(context, person) : erase(context, person, options.because),
    );
  const erasures = program.command('erasures').description('who was erased, without saying who');
  erasures
    .command('list')
    .description('all erasures, newest first')
    .action(() => list(context));
  erasures
    .command('replay')
    .description('after an old backup was put back: erase again whom a list names (list --json)')
    .argument('<file>')
    .action((file: string) => replay(context, file));
  erasures
    .command('proof')
    .description('the signed proof of one erasure')
    .argument('<id>')
    .action((id: string) => proof(context, id));
  erasures
    .command('verify')
    .description('check one erasure anew; exit code 1 where it does not hold')
    .argument('<id>')
    .action((id: string) => verify(context, id));
};

async function preview(context: CommandContext, person: string): Promise<void> {
  const personId = await getPersonId(context, person);
  const found = await through<ErasurePreview>(context, {
    here: async ({ deps, workspaceId }) => await previewErasure(deps, { workspaceId, personId }),
    there: async (server) =>
      (await server.ask({
        method: 'GET',
        path: `/v1/people/${personId}/erase`,
      })) as ErasurePreview,
  });
  const rows = Object.entries(found.rows).map(([name, count]) => [name, count ?? 0]);
  context
    .output()
    .result(found, [
      ...table(['what', 'rows'], rows),
      `${counted(found.inLever.length, ['candidate', 'candidates'])} would be marked in Lever, ${counted(found.endpointsTold, ['endpoint', 'endpoints'])} told.`,
      ...(found.legalHoldIds.length === 0 ? [] : ['A legal hold keeps this person.']),
    ]);
}

async function erase(
  context: CommandContext,
  person: string,
  because: string | undefined,
): Promise<void> {
  if (because === undefined)
    throw new InputError('invalid', 'Say why with --because, or look first with --preview.');
  const personId = await getPersonId(context, person);
  const erased = await through<ShownErasure>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await erasePerson(deps, { workspaceId, personId, cause: 'request', because, actor }),
    there: async (server) =>
      (await server.ask({
        method: 'POST',
        path: `/v1/people/${personId}/erase`,
        body: { because },
      })) as ShownErasure,
  });
  context
    .output()
    .result(erased, [
      erased.state === 'waiting'
        ? 'The erasure is accepted. Something is on its way out; it is waited for, and nothing new begins.'
        : 'The person is erased here.',
      `Check it later with: fulcrum erasures verify ${erased.id}`,
    ]);
}

async function list(context: CommandContext): Promise<void> {
  const erasures = await through<ShownErasure[]>(context, {
    here: async ({ deps, workspaceId }) => {
      const page = { workspaceId, beforeId: null, limit: erasuresMax };
      return (await listErasures(deps.db, page)).map(erasureView);
    },
    there: async (server) => await allPages<ShownErasure>(server, '/v1/erasures'),
  });
  const rows = erasures.map((one) => [
    new Date(one.requestedAt).toISOString(),
    one.state,
    one.cause,
    one.personId,
    one.id,
  ]);
  context.output().result({ erasures }, table(['asked', 'state', 'cause', 'person', 'id'], rows));
}

async function replay(context: CommandContext, file: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  const replayed = await through<Replayed>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await replayErasures(deps, { workspaceId, list: readErasureList(text), actor }),
  });
  context
    .output()
    .result(replayed, [
      `${counted(replayed.erasedAgain.length, ['person', 'people'])} erased again, ${replayed.erasedBefore} erased already, ${replayed.unknown} not in this database.`,
      ...(replayed.kept.length === 0
        ? []
        : [`A legal hold keeps ${replayed.kept.join(', ')}: run this again once it is released.`]),
    ]);
}

async function proof(context: CommandContext, id: string): Promise<void> {
  const found = await through<{ proof: string | null; signature: string | null }>(context, {
    here: async ({ deps, workspaceId }) => {
      const row = await findErasure(deps.db, { workspaceId, id });
      if (row === undefined) throw new InputError('not_found', 'There is no such erasure.');
      const { signature } = row;
      const text = signature === null ? null : Buffer.from(signature).toString('base64');
      return { proof: row.proof, signature: text };
    },
    there: async (server) =>
      (await server.ask({ method: 'GET', path: `/v1/erasures/${id}` })) as {
        proof: string | null;
        signature: string | null;
      },
  });
  const { proof: text, signature } = found;
  context
    .output()
    .result(
      { proof: text, signature },
      text === null ? ['The proof is not written yet.'] : [text, `signature ${signature ?? ''}`],
    );
}

async function verify(context: CommandContext, id: string): Promise<void> {
  const verdict = await through<Verdict>(context, {
    here: async ({ deps, workspaceId }) =>
      await verifyErasure(deps, { workspaceId, erasureId: id }),
    there: async (server) =>
      (await server.ask({ method: 'POST', path: `/v1/erasures/${id}/verify` })) as Verdict,
  });
  if (!verdict.isProven) context.finish(unprovenExitCode);
  const rows = verdict.checks.map((one) => [one.isPassed ? 'yes' : 'NO', one.check, one.found]);
  context.output().result(verdict, table(['holds', 'check', 'found'], rows));
}
