// Everything one emulated account holds, in memory, with the indexes that keep filtered lists quick.
import type { Random } from '../random.ts';
import type {
  ApiKey,
  Application,
  ArchiveReason,
  Contact,
  DeletedOpportunity,
  FileAction,
  Form,
  FormTemplate,
  Note,
  Opportunity,
  Posting,
  Stage,
  StoredFile,
  Upload,
  User,
  Webhook,
} from './rows.ts';
import { opportunityIndex, type OpportunityIndex } from './opportunity-index.ts';
import type { Extras } from './extras.ts';
import { emptyExtras } from './extras.ts';
import { emptyOAuth, type OAuthState } from './oauth-rows.ts';
import { standardReasons, standardStages } from './stages.ts';

/** An older version of a row, valid before `until`; a null row means it did not exist yet. */
export type Version = { until: number; row: unknown };

export type World = {
  accountId: string;
  stages: Stage[];
  archiveReasons: ArchiveReason[];
  users: Map<string, User>;
  postings: Map<string, Posting>;
  contacts: Map<string, Contact>;
  /** Canonical e-mail → contacts having it, oldest first. */
  contactsByEmail: Map<string, Contact[]>;
  /** Merged contact id → the surviving one. */
  mergedContacts: Map<string, string>;
  opportunities: Map<string, Opportunity>;
  index: OpportunityIndex;
  deleted: DeletedOpportunity[];
  applications: Map<string, Application>;
  notes: Map<string, Note[]>;
  forms: Map<string, Form[]>;
  formTemplates: Map<string, FormTemplate>;
  files: Map<string, StoredFile[]>;
  uploads: Map<string, Upload>;
  fileActions: Map<string, FileAction[]>;
  tags: Set<string>;
  sources: Set<string>;
  webhooks: Map<string, Webhook>;
  /** Events a Super Admin has switched on. */
  eventsOn: Set<string>;
  apiKeys: Map<string, ApiKey>;
  extras: Extras;
  oauth: OAuthState;
  /** Recent older versions by row id, for stale reads. */
  past: Map<string, Version[]>;
  /** How many rows may have older versions before the stale ones are swept out. */
  sweepAt: number;
};

// Index lag is at most a minute: older versions are of no use.
const KEEP_VERSIONS_MS = 65_000;
const SWEEP_FROM = 20_000;

/** An account with a pipeline and nothing else. */
export function createWorld(random: Random): World {
  const accountId = random.uuid();
  return {
    accountId,
    stages: standardStages(random),
    archiveReasons: standardReasons(random),
    users: new Map(),
    postings: new Map(),
    contacts: new Map(),
    contactsByEmail: new Map(),
    mergedContacts: new Map(),
    opportunities: new Map(),
    index: opportunityIndex(),
    deleted: [],
    applications: new Map(),
    notes: new Map(),
    forms: new Map(),
    formTemplates: new Map(),
    files: new Map(),
    uploads: new Map(),
    fileActions: new Map(),
    tags: new Set(),
    sources: new Set(['Added manually', 'Job site', 'Social referral', 'Extension']),
    webhooks: new Map(),
    eventsOn: new Set(),
    apiKeys: new Map(),
    extras: emptyExtras(),
    oauth: emptyOAuth(),
    past: new Map(),
    sweepAt: SWEEP_FROM,
  };
}

/** Keeps the present version of a row before it changes; null before it is created. */
export function remember(world: World, id: string, row: unknown, now: number): void {
  const copy = row === null ? null : { ...(row as object) };
  const versions = world.past.get(id);
  if (versions) {
    versions.push({ until: now, row: copy });
    while (versions[0] && versions[0].until < now - KEEP_VERSIONS_MS) versions.shift();
    return;
  }
  if (world.past.size >= world.sweepAt) sweep(world, now);
  world.past.set(id, [{ until: now, row: copy }]);
}

function sweep(world: World, now: number): void {
  for (const [id, versions] of world.past) {
    if ((versions.at(-1)?.until ?? 0) < now - KEEP_VERSIONS_MS) world.past.delete(id);
  }
  // Doubling keeps sweeping cheap for each write however many rows are recent.
  world.sweepAt = Math.max(SWEEP_FROM, world.past.size * 2);
}

/** The version of a row that was current at a time; `at` null means now. */
export function versionAt<T>(
  world: World,
  current: T | undefined,
  { id, at }: { id: string; at: number | null },
): T | undefined {
  if (at === null) return current;
  const older = world.past.get(id)?.find((version) => version.until > at);
  if (!older) return current;
  return (older.row ?? undefined) as T | undefined;
}
