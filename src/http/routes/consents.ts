// /v1/consents and /v1/legal-bases: the ledger, and what follows from it for one person.
import { consentChannels } from '../../core/governance/contact-basis.ts';
import { findContactBasis } from '../../db/queries/contact-basis.ts';
import { listConsents, listLegalBases } from '../../db/queries/consents.ts';
import { importConsents } from '../../flows/import-consents.ts';
import { livePersonOf, recordConsent } from '../../flows/record-consent.ts';
import { recordLegalBasis } from '../../flows/record-legal-basis.ts';
import { openEvidence } from '../../flows/sealed-evidence.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import { idCursor, pageOf } from '../cursor.ts';
import { readCsvRows } from '../csv-rows.ts';
import {
  consentBody,
  consentImportAnswer,
  consentsAnswer,
  contactBasisAnswer,
  ledgerQuery,
  legalBasesAnswer,
  legalBasisBody,
  recordedAnswer,
} from '../contract/consent.ts';
import { idParams } from '../contract/page.ts';

const tags = ['consents'];

export function consentRoutes(app: App, parts: HttpParts): void {
  listRoutes(app, parts);
  recordRoutes(app, parts);
  personRoute(app, parts);
}

function listRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/consents',
    {
      config: { scope: 'read', permission: 'people.read' },
      schema: {
        tags,
        summary: 'List consents given and taken back, newest first',
        querystring: ledgerQuery,
        response: { 200: consentsAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor, personId } = request.query;
      const page = { workspaceId, beforeId: idCursor(cursor), limit: limit + 1 };
      const about = personId === undefined ? {} : { personId };
      const rows = await listConsents(deps.db, { ...page, ...about });
      const evidence = await openEvidence(deps.db, deps, { workspaceId, rows });
      const shown = rows.map(({ sealedEvidence: _sealed, firstPersonId: _first, ...row }, at) => {
        return { ...row, evidence: evidence[at] ?? null };
      });
      return pageOf(shown, limit, (row) => row.id);
    },
  );
  app.get(
    '/v1/legal-bases',
    {
      config: { scope: 'read', permission: 'people.read' },
      schema: {
        tags,
        summary: 'List legal bases as they were recorded, newest first',
        querystring: ledgerQuery,
        response: { 200: legalBasesAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor, personId } = request.query;
      const page = { workspaceId, beforeId: idCursor(cursor), limit: limit + 1 };
      const about = personId === undefined ? {} : { personId };
      const rows = await listLegalBases(deps.db, { ...page, ...about });
      const evidence = await openEvidence(deps.db, deps, { workspaceId, rows });
      const shown = rows.map(({ sealedEvidence: _sealed, firstPersonId: _first, ...row }, at) => {
        return { ...row, evidence: evidence[at] ?? null };
      });
      return pageOf(shown, limit, (row) => row.id);
    },
  );
}

function recordRoutes(app: App, { deps }: HttpParts): void {
  app.post(
    '/v1/consents',
    {
      config: { scope: 'admin', permission: 'consents.write' },
      schema: {
        tags,
        summary: 'Record that somebody gave a consent or took it back; nothing is ever changed',
        body: consentBody,
        response: { 201: recordedAnswer },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { givenAt, expiresAt, ...rest } = request.body;
      void reply.code(201);
      return await recordConsent(deps, {
        ...rest,
        givenAt: new Date(givenAt),
        expiresAt: expiresAt === null || expiresAt === undefined ? null : new Date(expiresAt),
        workspaceId: caller.workspaceId,
        actor: actorOf(caller),
      });
    },
  );
  app.post(
    '/v1/consents/import',
    {
      config: { scope: 'admin', permission: 'consents.write' },
      schema: {
        tags,
        summary:
          'Take in a CSV with the columns person, channel, kind, basis, given_at, expires_at, text, where',
        consumes: ['text/csv'],
        response: { 200: consentImportAnswer },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const rows = await readCsvRows(request.body);
      return await importConsents(deps, {
        rows,
        workspaceId: caller.workspaceId,
        actor: actorOf(caller),
      });
    },
  );
  app.post(
    '/v1/legal-bases',
    {
      config: { scope: 'admin', permission: 'consents.write' },
      schema: {
        tags,
        summary: 'Record the legal basis for a channel; an objection stops outreach at once',
        body: legalBasisBody,
        response: { 201: recordedAnswer },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      void reply.code(201);
      return await recordLegalBasis(deps, {
        ...request.body,
        evidence: request.body.evidence ?? null,
        workspaceId: caller.workspaceId,
        actor: actorOf(caller),
      });
    },
  );
}

function personRoute(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/people/:id/contact-basis',
    {
      config: { scope: 'read', permission: 'people.read' },
      schema: {
        tags,
        summary: 'Whether the person may be contacted, by channel, and why',
        params: idParams,
        response: { 200: contactBasisAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const personId = await livePersonOf(deps.db, { workspaceId, personId: request.params.id });
      const now = deps.clock.now();
      const items: object[] = [];
      for (const channel of consentChannels) {
        const key = { workspaceId, personId, channel, now };
        items.push({ channel, ...(await findContactBasis(deps.db, key)) });
      }
      return { items };
    },
  );
}
