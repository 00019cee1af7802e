// The HTTP API: one Fastify application with auth, limits, metrics, OpenAPI and all routes.
import cookie from '@fastify/cookie';
import fastify from 'fastify';
import { z } from 'zod';
import type { SignInDeps } from '../flows/sign-in-deps.ts';
import type { Deps } from '../flows/deps.ts';
import type { Sheets } from '../ports/sheets.ts';
import { requireCaller } from './access.ts';
import type { App, ContractTypes, HttpParts, ServerOptions } from './app.ts';
import { jsonBytesMax, readBodies } from './bodies.ts';
import { checkProfile } from './contract/profile.ts';
import { firstProblem } from './contract/problem.ts';
import { startMetrics } from './metrics.ts';
import { describeApi } from './openapi.ts';
import { RequestError, answerErrors } from './request-error.ts';
import { accessExportRoutes } from './routes/access-export.ts';
import { apiKeyRoutes } from './routes/api-keys.ts';
import { alertRoutes } from './routes/alerts.ts';
import { approvalRoutes } from './routes/approvals.ts';
import { auditRoutes } from './routes/audit.ts';
import { conflictRoutes } from './routes/conflicts.ts';
import { consentRoutes } from './routes/consents.ts';
import { duplicateRoutes } from './routes/duplicates.ts';
import { enrollmentRoutes } from './routes/enrollments.ts';
import { erasureRoutes } from './routes/erasures.ts';
import { eventRoutes } from './routes/events.ts';
import { holdRoutes } from './routes/holds.ts';
import { importRoutes } from './routes/imports.ts';
import { inboxRoutes } from './routes/inbox.ts';
import { intakeRoutes } from './routes/intake.ts';
import { jobRoutes } from './routes/jobs.ts';
import { kpiRoutes } from './routes/kpis.ts';
import { leverCatalogRoutes } from './routes/lever-catalog.ts';
import { legalHoldRoutes } from './routes/legal-holds.ts';
import { leverHookRoutes } from './routes/lever-hooks.ts';
import { leverSyncRoutes } from './routes/lever-sync.ts';
import { leverConsentRoutes, leverRoutes } from './routes/lever.ts';
import { mailboxConsentRoutes, mailConsentBackRoutes } from './routes/mailbox-oauth.ts';
import { mailboxRoutes } from './routes/mailboxes.ts';
import { operationRoutes } from './routes/operations.ts';
import { outreachRoutes } from './routes/outreach.ts';
import { parkedRoutes } from './routes/parked.ts';
import { matchReplayRoutes } from './routes/match-replays.ts';
import { matchRuleRoutes } from './routes/match-rules.ts';
import { mergeRoutes } from './routes/merges.ts';
import { peopleRoutes } from './routes/people.ts';
import { personFieldRoutes } from './routes/person-fields.ts';
import { pilotRoutes } from './routes/pilots.ts';
import { recordRoutes } from './routes/records.ts';
import { mappingRoutes } from './routes/mapping.ts';
import { mappingHistoryRoutes } from './routes/mapping-history.ts';
import { mappingTemplateRoutes } from './routes/mapping-templates.ts';
import { meRoutes } from './routes/me.ts';
import { retentionRoutes } from './routes/retention.ts';
import { reviewRoutes } from './routes/reviews.ts';
import { ruleHistoryRoutes } from './routes/rules-history.ts';
import { ruleRoutes } from './routes/rules.ts';
import { runRoutes } from './routes/runs.ts';
import { sequencePreviewRoutes } from './routes/sequence-previews.ts';
import { sequenceRoutes } from './routes/sequences.ts';
import { passkeyRoutes } from './routes/passkeys.ts';
import { signInBackRoutes, singleSignOnRoutes } from './routes/single-sign-on.ts';
import { sessionRoutes } from './routes/session.ts';
import { smsCallRoutes } from './routes/sms-calls.ts';
import { smsNumberRoutes } from './routes/sms-numbers.ts';
import { statusRoutes } from './routes/status.ts';
import { suppressionRoutes } from './routes/suppressions.ts';
import { taskRoutes } from './routes/tasks.ts';
import { userRoutes } from './routes/users.ts';
import { trackedHitRoutes } from './routes/tracked-hits.ts';
import { trackingRoutes } from './routes/tracking.ts';
import { undoRoutes } from './routes/undo.ts';
import { unsubscribeRoutes } from './routes/unsubscribe.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { workspaceRoutes } from './routes/workspaces.ts';
import { serveWebApp } from './web-app.ts';

const v1Routes = [
  intakeRoutes,
  importRoutes,
  peopleRoutes,
  erasureRoutes,
  accessExportRoutes,
  consentRoutes,
  legalHoldRoutes,
  retentionRoutes,
  personFieldRoutes,
  reviewRoutes,
  mergeRoutes,
  matchRuleRoutes,
  matchReplayRoutes,
  duplicateRoutes,
  jobRoutes,
  kpiRoutes,
  pilotRoutes,
  recordRoutes,
  holdRoutes,
  parkedRoutes,
  webhookRoutes,
  ruleRoutes,
  ruleHistoryRoutes,
  leverRoutes,
  leverSyncRoutes,
  leverCatalogRoutes,
  mappingRoutes,
  mappingHistoryRoutes,
  mappingTemplateRoutes,
  runRoutes,
  conflictRoutes,
  undoRoutes,
  statusRoutes,
  auditRoutes,
  alertRoutes,
  approvalRoutes,
  apiKeyRoutes,
  sessionRoutes,
  singleSignOnRoutes,
  passkeyRoutes,
  userRoutes,
  meRoutes,
  workspaceRoutes,
  eventRoutes,
  inboxRoutes,
  mailboxRoutes,
  mailboxConsentRoutes,
  smsNumberRoutes,
  trackingRoutes,
  sequenceRoutes,
  sequencePreviewRoutes,
  enrollmentRoutes,
  taskRoutes,
  suppressionRoutes,
  outreachRoutes,
] as const;

/** Options that may be left out get the values fit for the kind of database. */
export type GivenOptions = Pick<ServerOptions, 'databaseKind'> & Partial<ServerOptions>;

/** Builds the application without listening: `await app.listen({ host, port })`, and `await app.close()` to end. */
export async function buildServer(
  deps: SignInDeps & { sheets: Sheets },
  given: GivenOptions,
): Promise<App> {
  const options = withDefaults(given);
  const app: App = fastify({
    logger: false,
    genReqId: (request) => requestId(request.headers['x-request-id'], deps),
    bodyLimit: jsonBytesMax,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200 },
    http: { headersTimeout: 10_000, requestTimeout: 0 },
    keepAliveTimeout: 65_000,
  }).withTypeProvider<ContractTypes>();
  const closing = new AbortController();
  app.addHook('preClose', async () => closing.abort());
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    done();
  });
  answerErrors(app, deps.log);
  await app.register(cookie);
  readBodies(app, options.times);
  app.setValidatorCompiler(compileValidator);
  app.setSerializerCompiler(
    options.checksAnswers ? compileCheckingSerializer : () => JSON.stringify,
  );
  const metrics = startMetrics(app);
  await describeApi(app);
  const parts = { deps: { ...deps, checkProfile }, options, metrics, closing: closing.signal };
  registerRoutes(app, parts);
  if (options.webFolder !== null) await serveWebApp(app, options.webFolder);
  await app.ready();
  return app;
}

function withDefaults(given: GivenOptions): ServerOptions {
  const isEmbedded = given.databaseKind === 'embedded';
  return {
    transactionItemsMax: isEmbedded ? 200 : 500,
    streamCommitsMax: isEmbedded ? 1 : 3,
    times: { bodyMs: 30_000, idleMs: 30_000 },
    checksAnswers: false,
    secureCookies: false,
    hasAlertMail: false,
    webFolder: null,
    outreach: null,
    ...given,
  };
}

function requestId(sent: string | string[] | undefined, deps: Deps): string {
  return typeof sent === 'string' && /^[\w.-]{1,64}$/.test(sent) ? sent : deps.ids.next();
}

/** Each part in its own scope, so that hooks of one never reach the other. */
function registerRoutes(app: App, parts: Omit<HttpParts, 'keys'>): void {
  void app.register(async (v1) => {
    const keys = requireCaller(v1, parts.deps);
    for (const add of v1Routes) add(v1, { ...parts, keys });
  });
  const open = { ...parts, keys: { forget() {} } };
  void app.register(async (scope) => leverHookRoutes(scope, open));
  void app.register(async (scope) => leverConsentRoutes(scope, open));
  void app.register(async (scope) => mailConsentBackRoutes(scope, open));
  void app.register(async (scope) => smsCallRoutes(scope, open));
  void app.register(async (scope) => trackedHitRoutes(scope, open));
  void app.register(async (scope) => signInBackRoutes(scope, open));
  void app.register(async (scope) => unsubscribeRoutes(scope, open));
  void app.register(async (scope) => operationRoutes(scope, open));
}

interface RouteSchema {
  schema: unknown;
  httpPart?: string;
}

/** A body that was read but says the wrong thing is 422; a path or query that cannot be read is 400. */
function compileValidator({ schema, httpPart }: RouteSchema) {
  const isBody = httpPart === 'body';
  return (value: unknown) => {
    const read = (schema as z.ZodType).safeParse(value ?? (isBody ? undefined : {}), {
      reportInput: true,
    });
    if (read.success) return { value: read.data };
    const { field, message } = firstProblem(read.error);
    const code = isBody ? 'invalid' : 'malformed';
    const told = message.replace(/^The item/, 'The body');
    return {
      error: new RequestError({ statusCode: isBody ? 422 : 400, code, message: told, field }),
    };
  };
}

/** Throws where an answer is not what the contract says. */
function compileCheckingSerializer({ schema }: { schema: unknown }) {
  return (value: unknown): string => {
    const text = JSON.stringify(value);
    if (schema instanceof z.ZodType) schema.parse(JSON.parse(text));
    return text;
  };
}
