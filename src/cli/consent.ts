// fulcrum consent: the ledger of consents and legal bases.

import { readFile } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import {
  consentBases,
  consentChannels,
  consentKinds,
  legalBases,
} from '../core/governance/contact-basis.ts';
import { InputError } from '../core/input-error.ts';
import { listConsents, listLegalBases } from '../db/queries/consents.ts';
import { importConsents } from '../flows/import-consents.ts';
import type { ConsentImport } from '../flows/import-consents.ts';
import { recordConsent } from '../flows/record-consent.ts';
import { recordLegalBasis } from '../flows/record-legal-basis.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { csvRows } from './csv-rows.ts';
import { getPersonId } from './find-person.ts';
import { counted, table } from './output.ts';
import { allPages, through } from './through.ts';

interface Shown {
  channel: string;
  basis: string;
  kind?: string;
  recordedAt: string | Date;
  recordedBy: string;
}

interface RecordOptions {
  channel: string;
  text: string;
  where?: string;
  at?: string;
  until?: string;
  basis: string;
}

const shownMax = 1_000;
const partialExitCode = 1;

export const addConsentCommand: AddCommand = (program, context) => {
  const consent = program.command('consent').description('consents and legal bases, by person');
  consent
    .command('list')
    .description('everything recorded about a person')
    .argument('<person>', 'id, email address or profile address')
    .action((person: string) => list(context, person));
  for (const kind of consentKinds) {
    consent
      .command(kind === 'given' ? 'give' : 'revoke')
      .description(kind === 'given' ? 'record a consent' : 'record that it was taken back')
      .argument('<person>', 'id, email address or profile address')
      .requiredOption('--channel <channel>', consentChannels.join(', '))
      .requiredOption('--text <text>', 'the words that were shown or said')
      .option('--where <text>', 'the page, form, mail or call')
      .option('--at <time>', 'when; now where left out')
      .option('--until <time>', 'when it runs out by itself')
      .option('--basis <basis>', consentBases.join(', '), 'express')
      .action((person: string, options: RecordOptions) => give(context, person, { kind, options }));
  }
  consent
    .command('basis')
    .description('record the legal basis; objected stops outreach at once')
    .argument('<person>', 'id, email address or profile address')
    .requiredOption('--basis <basis>', legalBases.join(', '))
    .option('--channel <channel>', `${consentChannels.join(', ')}; every channel where left out`)
    .option('--text <text>', 'what it rests on')
    .action((person: string, options: { basis: string; channel?: string; text?: string }) =>
      basis(context, person, options),
    );
  consent
    .command('import')
    .description('a CSV: person, channel, kind, basis, given_at, expires_at, text, where')
    .argument('<file>')
    .action((file: string) => importSheet(context, file));
};

async function list(context: CommandContext, person: string): Promise<void> {
  const personId = await getPersonId(context, person);
  const found = await through<{ consents: Shown[]; bases: Shown[] }>(context, {
    here: async ({ deps, workspaceId }) => {
      const page = { workspaceId, personId, beforeId: null, limit: shownMax };
      const consents = (await listConsents(deps.db, page)).map(withoutSeal);
      return { consents, bases: (await listLegalBases(deps.db, page)).map(withoutSeal) };
    },
    there: async (server) => ({
      consents: await allPages<Shown>(server, `/v1/consents?personId=${personId}`),
      bases: await allPages<Shown>(server, `/v1/legal-bases?personId=${personId}`),
    }),
  });
  const rows = [...found.consents, ...found.bases].map((row) => [
    new Date(row.recordedAt).toISOString(),
    row.kind === undefined ? 'basis' : `consent ${row.kind}`,
    row.channel === '' ? 'every channel' : row.channel,
    row.basis,
    row.recordedBy,
  ]);
  context.output().result(found, table(['recorded', 'what', 'channel', 'basis', 'by'], rows));
}

function withoutSeal<Row extends { sealedEvidence: unknown }>({
  sealedEvidence: _sealed,
  ...row
}: Row): Omit<Row, 'sealedEvidence'> {
  return row;
}

async function give(
  context: CommandContext,
  person: string,
  given: { kind: (typeof consentKinds)[number]; options: RecordOptions },
): Promise<void> {
  const { kind, options } = given;
  const personId = await getPersonId(context, person);
  const channel = oneOf(consentChannels, options.channel, 'channel');
  const basisOf = oneOf(consentBases, options.basis, 'basis');
  const evidence = { text: options.text, where: options.where ?? 'command line' };
  const expiresAt = options.until === undefined ? null : timeOf(options.until, 'until');
  const at = options.at === undefined ? null : timeOf(options.at, 'at');
  const wish = { personId, channel, kind, basis: basisOf, evidence };
  const recorded = await through<{ id: string }>(context, {
    here: async ({ deps, workspaceId, actor }) => {
      const givenAt = at ?? deps.clock.now();
      return await recordConsent(deps, { ...wish, givenAt, expiresAt, workspaceId, actor });
    },
    there: async (server) => {
      if (at === null)
        throw new InputError('invalid', 'Say when with --at when asking a server.', 'at');
      const body = { ...wish, givenAt: at.toISOString(), expiresAt: expiresAt?.toISOString() };
      return (await server.ask({ method: 'POST', path: '/v1/consents', body })) as { id: string };
    },
  });
  context.output().result(recorded, [`Recorded: consent ${kind} for ${channel}.`]);
}

async function basis(
  context: CommandContext,
  person: string,
  options: { basis: string; channel?: string; text?: string },
): Promise<void> {
  const personId = await getPersonId(context, person);
  const wanted = oneOf(legalBases, options.basis, 'basis');
  const channel =
    options.channel === undefined ? '' : oneOf(consentChannels, options.channel, 'channel');
  const evidence = options.text === undefined ? null : { text: options.text };
  const wish = { personId, channel, basis: wanted, evidence } as const;
  const recorded = await through<{ id: string }>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await recordLegalBasis(deps, { ...wish, workspaceId, actor }),
    there: async (server) =>
      (await server.ask({ method: 'POST', path: '/v1/legal-bases', body: wish })) as {
        id: string;
      },
  });
  context.output().result(recorded, [`Recorded: ${wanted.replaceAll('_', ' ')}.`]);
}

async function importSheet(context: CommandContext, file: string): Promise<void> {
  const done = await through<ConsentImport>(context, {
    here: async ({ deps, workspaceId, actor }) => {
      const rows = csvRows(await readFile(file));
      return await importConsents(deps, { workspaceId, rows, actor });
    },
    there: async (server) =>
      (await server.upload('/v1/consents/import', createReadStream(file))) as ConsentImport,
  });
  if (done.refused.length > 0) context.finish(partialExitCode);
  context
    .output()
    .result(done, [
      `${counted(done.addedCount, ['consent', 'consents'])} recorded.`,
      ...done.refused.map(({ row, because }) => `Row ${row}: ${because}`),
    ]);
}

function oneOf<Value extends string>(
  allowed: readonly Value[],
  text: string,
  field: string,
): Value {
  const found = allowed.find((each) => each === text);
  if (found !== undefined) return found;
  throw new InputError('invalid', `"${text}" is none of ${allowed.join(', ')}.`, field);
}

function timeOf(text: string, field: string): Date {
  const at = new Date(text);
  if (!Number.isNaN(at.getTime())) return at;
  throw new InputError('invalid', 'Give a time such as 2026-11-23T09:30:00Z.', field);
}
