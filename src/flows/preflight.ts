// The preflight ("doctor"): looks at the account through the key, judges what it finds, and keeps the report.

import { mapFields } from '../core/sync/mapping-apply.ts';
import { isSetTarget, templatesOf, type Mapping } from '../core/sync/mapping.ts';
import {
  judgePreflight,
  worstResult,
  type PreflightFacts,
  type PreflightCheck,
} from '../core/sync/preflight.ts';
import { defaultStageMoveRules, type StageMoveRules } from '../core/sync/stage-move.ts';
import type { StatusRules } from '../core/status/status-rules.ts';
import { hookEvents } from '../core/outreach/hook-hint.ts';
import { findConnection } from '../db/queries/lever-connections.ts';
import { listMappings, getMapping } from '../db/queries/mappings.ts';
import { readOurSide, storePreflight, type PreflightReport } from '../db/queries/preflight.ts';
import { findRules } from '../db/queries/rules.ts';
import { lanes } from '../engine/lanes.ts';
import { callLimited, findRateUse } from '../engine/limiter.ts';
import { PortFailure } from '../ports/failure.ts';
import type {
  Lever,
  LeverAccess,
  LeverArchiveReason,
  LeverPosting,
  LeverStage,
  LeverUser,
  Page,
} from '../ports/lever.ts';
import type { Deps } from './deps.ts';
import { checkTemplates } from './check-templates.ts';
import { openConnection, type ConnectedLever } from './lever-access.ts';
import { probePermissions } from './probe-permissions.ts';
import { readPages } from './read-pages.ts';

const pagesMax = 100;
const hourMs = 60 * 60_000;

/** Some thirty calls, all harmless. The report is kept; a template that fits again is released. */
export async function runPreflight(
  deps: Deps,
  input: { workspaceId: string },
): Promise<PreflightReport> {
  const { workspaceId } = input;
  const checks = await checksOf(deps, workspaceId);
  const report = {
    id: deps.ids.next(),
    result: worstResult(checks),
    checks,
    madeAt: deps.clock.now(),
  };
  await deps.db.transaction().execute(async (trx) => {
    await storePreflight(trx, { workspaceId, ...report });
  });
  return report;
}

async function checksOf(deps: Deps, workspaceId: string): Promise<PreflightCheck[]> {
  const connection = await findConnection(deps.db, workspaceId);
  if (connection === undefined || connection.credentialKind === 'none')
    return judgePreflight(unreachedFacts(null));
  const lever = openConnection(deps, connection);
  const told = {
    state: connection.state,
    hasHooks: connection.hookUrl !== null,
    mayReadConfidential: connection.mayReadConfidential,
    isGranted: connection.credentialKind === 'oauth',
  };
  const from = { queueKey: lever.queueKey, lane: lanes.interactive };
  const limited = async <Answer>(call: () => Promise<Answer>): Promise<Answer> =>
    await callLimited(deps, from, call);
  try {
    await limited(() => deps.lever.listStages(lever.access, null));
  } catch (error) {
    if (!(error instanceof PortFailure)) throw error;
    // Without this one permission Lever has still answered with the key.
    if (error.status !== 403) return judgePreflight({ ...unreachedFacts(told), ...reachOf(error) });
  }
  const facts = await readFacts(deps, { workspaceId, lever, limited });
  return judgePreflight({ ...unreachedFacts(told), reach: 'answered', ...facts });
}

interface Looking {
  workspaceId: string;
  lever: ConnectedLever;
  limited: <Answer>(call: () => Promise<Answer>) => Promise<Answer>;
}

async function readFacts(deps: Deps, looking: Looking): Promise<Partial<PreflightFacts>> {
  const { workspaceId, lever, limited } = looking;
  const { access, performAs, queueKey } = lever;
  const ours = await readOurSide(deps.db, workspaceId);
  const permissions = await probePermissions(deps.lever, access, limited);
  const account = await readAccount(deps, looking);
  const user = account.users.find((one) => one.id === performAs);
  const mappings = await mappingsInForce(deps, workspaceId);
  return {
    permissions,
    performAs: {
      isKnown: user !== undefined,
      isActive: user?.isActive ?? false,
      role: user?.accessRole ?? '',
      email: user?.email ?? '',
    },
    users: ours.users.map(({ email }) => userFact(email, account.users)),
    jobs: ours.jobs.map((job) => ({
      ...job,
      postingState: account.postings.find((one) => one.id === job.postingId)?.state ?? null,
    })),
    ...(await unknownIds(deps, workspaceId, account)),
    drifts: await readDrifts(deps, looking),
    hasFormMapping: mappings.some((mapping) => templatesOf(mapping).length > 0),
    sources: {
      wanted: mappings.flatMap((mapping) => constantLabels(mapping, 'sources')),
      known: account.sources,
    },
    tags: {
      wanted: mappings.flatMap((mapping) => constantLabels(mapping, 'tags')),
      known: account.tags,
    },
    hooks: {
      wanted: hookEvents,
      there: account.hooks,
      lastReceivedAtMs: ours.lastReceivedAt?.getTime() ?? null,
    },
    createdSinceHooksCount: ours.createdSinceHooksCount,
    createdSinceEventCount: ours.createdSinceEventCount,
    rate: await findRateUse(deps.db, queueKey),
    skewMs: await readSkew(deps, looking),
    decided: {
      retention: ours.ruleKinds.includes('retention'),
      matching: ours.ruleKinds.includes('match'),
    },
  };
}

interface Account {
  stages: LeverStage[];
  reasons: LeverArchiveReason[];
  postings: LeverPosting[];
  users: LeverUser[];
  sources: string[] | null;
  tags: string[] | null;
  hooks: string[];
}

/** What cannot be read counts as empty; the permission check says why. */
async function readAccount(deps: Deps, { lever, limited }: Looking): Promise<Account> {
  const { access, connection } = lever;
  const all = async <Row>(
    list: (lever: Lever, access: LeverAccess, page: string | null) => Promise<Page<Row>>,
  ): Promise<Row[] | null> => {
    const rows: Row[] = [];
    try {
      const pages = readPages((page) => limited(() => list(deps.lever, access, page)), pagesMax);
      for await (const page of pages) rows.push(...page);
      return rows;
    } catch (error) {
      if (error instanceof PortFailure) return null;
      throw error;
    }
  };
  const hooks = await all(async (port, to) => ({ rows: await port.listHooks(to), next: null }));
  const sources = await all((port, to, page) => port.listSources(to, page));
  const tags = await all((port, to, page) => port.listTags(to, page));
  return {
    stages: (await all((port, to, page) => port.listStages(to, page))) ?? [],
    reasons: (await all((port, to, page) => port.listArchiveReasons(to, page))) ?? [],
    postings: (await all((port, to, page) => port.listPostings(to, page))) ?? [],
    users: (await all((port, to, page) => port.listUsers(to, page))) ?? [],
    sources: sources?.map((source) => source.text) ?? null,
    tags: tags?.map((tag) => tag.text) ?? null,
    hooks: (hooks ?? [])
      .filter((hook) => hook.url === connection.hookUrl)
      .map((hook) => hook.event),
  };
}

function userFact(email: string, users: readonly LeverUser[]): PreflightFacts['users'][number] {
  const same = users.filter((user) => user.email.toLowerCase() === email.toLowerCase());
  const best = same.find((user) => user.isActive) ?? same[0];
  return { email, leverEmail: best?.email ?? null, isActive: best?.isActive ?? false };
}

async function mappingsInForce(deps: Deps, workspaceId: string): Promise<Mapping[]> {
  const stored = await listMappings(deps.db, workspaceId);
  if (stored.some((mapping) => mapping.kind === 'mapping')) return stored.map(({ body }) => body);
  const standard = await getMapping(deps.db, { workspaceId, jobId: null });
  return [standard.body, ...stored.map(({ body }) => body)];
}

/** What every candidate gets, whoever it is. */
function constantLabels(mapping: Mapping, kind: 'sources' | 'tags'): string[] {
  const rules = mapping.rules.filter((rule) => rule.to.kind === kind && rule.from === null);
  const { values } = mapFields({ ...mapping, rules }, nobodysFacts);
  return values.flatMap((value) =>
    value.shape === 'set' && isSetTarget(value.target)
      ? value.values.map((item) => item.value)
      : [],
  );
}

const nobodysFacts = {
  name: null,
  headline: null,
  title: null,
  employer: null,
  location: null,
  source: null,
  sources: [],
  sourcer: null,
  sourcers: [],
  jobName: null,
  ownerEmail: null,
  foundAt: '',
  score: null,
  tags: [],
  skills: [],
  profileUrls: [],
  emails: [],
  phones: [],
  hasVerifiedEmail: false,
  outreachStage: 'none' as const,
  custom: {},
};

async function unknownIds(
  deps: Deps,
  workspaceId: string,
  account: Account,
): Promise<Pick<PreflightFacts, 'unknownStages' | 'unknownReasons'>> {
  const status = await findRules<StatusRules>(deps.db, { workspaceId, kind: 'status' });
  const moves = await findRules<StageMoveRules>(deps.db, { workspaceId, kind: 'stage_moves' });
  const { isOn, contactedStageId, repliedStageId } = moves?.body ?? defaultStageMoveRules;
  const movedTo = isOn ? [contactedStageId, repliedStageId] : [];
  // The default status rules name built-in stages that an account may have removed; those harm nobody.
  const named = [
    ...Object.keys(status?.body.stages ?? {}).map((id) => ({ id, usedBy: 'status rules' })),
    ...movedTo.flatMap((id) => (id === null ? [] : [{ id, usedBy: 'stage moves' }])),
  ];
  const stageIds = new Set(account.stages.map((stage) => stage.id));
  const reasonIds = new Set(account.reasons.map((reason) => reason.id));
  return {
    unknownStages: named.filter(({ id }) => !stageIds.has(id)),
    unknownReasons: Object.keys(status?.body.archiveReasons ?? {})
      .filter((id) => !reasonIds.has(id))
      .map((id) => ({ id, usedBy: 'status rules' })),
  };
}

/** Also parks what no longer fits and releases what fits again. */
async function readDrifts(
  deps: Deps,
  { workspaceId, lever, limited }: Looking,
): Promise<PreflightFacts['drifts']> {
  try {
    return await checkTemplates({ deps, access: lever.access, workspaceId, limited });
  } catch (error) {
    if (error instanceof PortFailure) return [];
    throw error;
  }
}

/** How far Lever's newest change lies in our future. */
async function readSkew(deps: Deps, { lever, limited }: Looking): Promise<number | null> {
  const now = deps.clock.now().getTime();
  try {
    const filter = { updatedAtStart: now - hourMs };
    const page = await limited(() => deps.lever.listOpportunities(lever.access, filter, null));
    const times = page.rows.map((row) => row.updatedAt ?? 0);
    return times.length === 0 ? null : Math.max(...times) - deps.clock.now().getTime();
  } catch (error) {
    if (error instanceof PortFailure) return null;
    throw error;
  }
}

function reachOf(error: PortFailure): Pick<PreflightFacts, 'reach' | 'reachDetail'> {
  const reachDetail = error.message;
  switch (error.kind) {
    case 'unauthorized':
      return { reach: 'unauthorized', reachDetail };
    case 'unexpectedAnswer':
    case 'rejected':
    case 'conflict':
      return { reach: 'strange', reachDetail };
    case 'unreachable':
    case 'unknownOutcome':
    case 'rateLimited':
      return { reach: 'unreachable', reachDetail };
  }
}

function unreachedFacts(connection: PreflightFacts['connection']): PreflightFacts {
  return {
    connection,
    reach: 'unreachable',
    reachDetail: '',
    permissions: [],
    performAs: null,
    users: [],
    jobs: [],
    unknownStages: [],
    unknownReasons: [],
    drifts: [],
    hasFormMapping: false,
    sources: { wanted: [], known: [] },
    tags: { wanted: [], known: [] },
    hooks: { wanted: [], there: [], lastReceivedAtMs: null },
    createdSinceHooksCount: 0,
    createdSinceEventCount: 0,
    rate: null,
    skewMs: null,
    decided: { retention: false, matching: false },
    mail: null,
  };
}
