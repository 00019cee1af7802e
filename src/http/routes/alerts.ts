// /v1/alerts: what is or was wrong, who is told and when, and what was sent.
import { Secret } from '../../core/secret.ts';
import { findAlertWebhook, listAlertMessages } from '../../db/queries/alert-messages.ts';
import { listAlerts } from '../../db/queries/alerts.ts';
import { findRules } from '../../db/queries/rules.ts';
import { getAlertRules, sendTestAlert } from '../../flows/alert-messages.ts';
import { changeAlertRules } from '../../flows/change-alert-rules.ts';
import { actorOf, callerOf } from '../access.ts';
import type { App, HttpParts } from '../app.ts';
import {
  alertMessagesAnswer,
  alertsAnswer,
  alertSettingsAnswer,
  alertSettingsBody,
  alertSettingsChange,
  alertsQuery,
  alertTestAnswer,
} from '../contract/alert.ts';
import { pageQuery } from '../contract/page.ts';
import { idCursor, pageOf } from '../cursor.ts';

const tags = ['alerts'];
const reading = { scope: 'read', permission: 'alerts.read' } as const;
const writing = { scope: 'admin', permission: 'alerts.write' } as const;

export function alertRoutes(app: App, parts: HttpParts): void {
  listRoutes(app, parts);
  settingRoutes(app, parts);
}

function listRoutes(app: App, { deps }: HttpParts): void {
  app.get(
    '/v1/alerts',
    {
      config: reading,
      schema: {
        tags,
        summary: 'What is or was wrong, newest first',
        querystring: alertsQuery,
        response: { 200: alertsAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor, isOpen } = request.query;
      const page = { workspaceId, beforeId: idCursor(cursor), limit: limit + 1 };
      const chosen = isOpen === undefined ? {} : { isOpen };
      return pageOf(await listAlerts(deps.db, { ...page, ...chosen }), limit, (row) => row.id);
    },
  );
  app.get(
    '/v1/alerts/messages',
    {
      config: reading,
      schema: {
        tags,
        summary: 'What was sent to the owner, newest first',
        querystring: pageQuery,
        response: { 200: alertMessagesAnswer },
      },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const { limit, cursor } = request.query;
      const page = { workspaceId, beforeId: idCursor(cursor), limit: limit + 1 };
      return pageOf(await listAlertMessages(deps.db, page), limit, (row) => row.id);
    },
  );
}

function settingRoutes(app: App, { deps, options }: HttpParts): void {
  app.get(
    '/v1/alerts/settings',
    {
      config: reading,
      schema: { tags, summary: 'Who is told, and when', response: { 200: alertSettingsAnswer } },
    },
    async (request) => {
      const { workspaceId } = callerOf(request);
      const found = await findRules(deps.db, { workspaceId, kind: 'alert' });
      const hasWebhook = (await findAlertWebhook(deps.db, workspaceId)) !== null;
      const body = await getAlertRules(deps.db, workspaceId);
      return { version: found?.version ?? 0, body, hasWebhook, hasMail: options.hasAlertMail };
    },
  );
  app.put(
    '/v1/alerts/settings',
    {
      config: writing,
      schema: {
        tags,
        summary: 'Name the owner, quiet hours, the digest and the chat room',
        body: alertSettingsBody,
        response: { 200: alertSettingsChange },
      },
    },
    async (request) => {
      const caller = callerOf(request);
      const { body, webhookUrl, basedOn } = request.body;
      const room = typeof webhookUrl === 'string' ? new Secret(webhookUrl) : webhookUrl;
      return await changeAlertRules(deps, {
        workspaceId: caller.workspaceId,
        body,
        actor: actorOf(caller),
        basedOn,
        ...(room === undefined ? {} : { webhookUrl: room }),
      });
    },
  );
  app.post(
    '/v1/alerts/test',
    {
      config: writing,
      schema: { tags, summary: 'Send a test to the owner', response: { 200: alertTestAnswer } },
    },
    async (request) => {
      const caller = callerOf(request);
      const { workspaceId } = caller;
      return await sendTestAlert(deps, { workspaceId, actor: actorOf(caller) });
    },
  );
}
