// The dashboard: time to first contact, the funnel, responses, duplicates, each with how sure it is.

import type { FunnelCounts, Grain } from '../core/insight/cells.ts';
import { fewIsUnder, ranksOf, shareOf, type Share } from '../core/insight/intervals.ts';
import { funnelSteps, type FunnelStep, type KpiFilter } from '../core/insight/kpis.ts';
import { noJobId, waitOfBucket } from '../core/insight/person-facts.ts';
import { InputError } from '../core/input-error.ts';
import type { Conn } from '../db/connect.ts';
import { countChanged } from '../db/queries/insight-facts.ts';
import {
  findWait,
  listWaits,
  listWaitsBy,
  nameJobs,
  sumFunnel,
  sumFunnelBy,
  sumResponses,
  type Asked,
  type Breakdown,
  type ResponseRow,
} from '../db/queries/insight-report.ts';
import type { Deps } from './deps.ts';

export interface Quantile {
  seconds: number;
  /** Between these it lies with 95 %. */
  low: number;
  high: number;
}

export interface FirstContact {
  people: number;
  /** Contacted before they were found: left out. */
  contactedBefore: number;
  median: Quantile | null;
  p90: Quantile | null;
  isFew: boolean;
}

export interface FunnelLine {
  step: FunnelStep;
  people: number;
  /** Of those found. */
  ofFound: Share;
}

export interface Responses extends ResponseRow {
  /** People who replied, of the people written to. */
  byPeople: Share;
  /** Replies, of messages; a person may answer twice, so at most all. */
  byMessages: Share;
  positiveByPeople: Share;
}

export interface Duplicates {
  profiles: number;
  joined: Share;
  reviewed: number;
  foundInLever: Share;
}

export interface Kpis {
  filter: KpiFilter;
  /** Changes not counted yet; at most a thousand are told. */
  waitingCount: number;
  firstContact: FirstContact;
  funnel: FunnelLine[];
  inLever: Share;
  responses: Responses;
  duplicates: Duplicates;
}

export interface BreakdownRow {
  key: string;
  name: string;
  funnel: FunnelLine[];
  inLever: Share;
  duplicates: Duplicates;
  /** Medians within two per cent. */
  firstContact: {
    people: number;
    medianSeconds: number | null;
    p90Seconds: number | null;
    isFew: boolean;
  };
}

const waitingShown = 1_000;

/** Reads sums, and four facts for the exact waits. Throws InputError where the days are the wrong way round. */
export async function readKpis(deps: Pick<Deps, 'db'>, asked: Asked): Promise<Kpis> {
  const { workspaceId, ...filter } = checked(asked);
  const funnel = await sumFunnel(deps.db, asked);
  const [all] = await sumResponses(deps.db, asked, 'all');
  return {
    filter,
    waitingCount: await countChanged(deps.db, { workspaceId, limit: waitingShown }),
    firstContact: await readFirstContact(deps.db, asked, funnel.contactedBefore),
    funnel: linesOf(funnel),
    inLever: shareOf(funnel.inLever, funnel.found),
    responses: sharesOf(all ?? nobody),
    duplicates: duplicatesOf(funnel),
  };
}

/** The same apart by job, sourcer, source or week of finding. */
export async function readBreakdown(
  deps: Pick<Deps, 'db'>,
  asked: Asked,
  by: Breakdown,
): Promise<BreakdownRow[]> {
  checked(asked);
  const rows = await sumFunnelBy(deps.db, asked, by);
  const waits = Map.groupBy(await listWaitsBy(deps.db, asked, by), (row) => row.key);
  const ids = by === 'job' ? rows.map((row) => row.key) : [];
  const names = await nameJobs(deps.db, { workspaceId: asked.workspaceId, ids });
  return rows.map((row) => ({
    key: row.key,
    name: by === 'job' && row.key === noJobId ? '' : (names.get(row.key) ?? row.key),
    funnel: linesOf(row),
    inLever: shareOf(row.inLever, row.found),
    duplicates: duplicatesOf(row),
    firstContact: roughWaits(waits.get(row.key) ?? []),
  }));
}

/** Responses by sequence, step, variant or channel. */
export async function readResponses(
  deps: Pick<Deps, 'db'>,
  asked: Asked & { sequence?: string },
  grain: Grain,
): Promise<Responses[]> {
  checked(asked);
  return (await sumResponses(deps.db, asked, grain)).map(sharesOf);
}

function checked(asked: Asked): Asked {
  if (asked.from <= asked.to) return asked;
  throw new InputError('invalid', 'The first day must not be after the last.', 'from');
}

async function readFirstContact(
  conn: Conn,
  asked: Asked,
  contactedBefore: number,
): Promise<FirstContact> {
  const waits = await listWaits(conn, asked);
  const people = waits.reduce((total, { people: some }) => total + some, 0);
  const at = async (rank: number): Promise<number> => {
    const place = placeOf(waits, rank);
    if (place === null) return 0;
    // Between two counts a person may have gone: then the bucket says enough.
    return (await findWait(conn, asked, place)) ?? waitOfBucket(place.bucket);
  };
  const quantile = async (share: number): Promise<Quantile | null> => {
    const ranks = ranksOf(share, people);
    if (ranks === null) return null;
    return { seconds: await at(ranks.at), low: await at(ranks.low), high: await at(ranks.high) };
  };
  return {
    people,
    contactedBefore,
    median: await quantile(0.5),
    p90: await quantile(0.9),
    isFew: people < fewIsUnder,
  };
}

function roughWaits(
  waits: readonly { bucket: number; people: number }[],
): BreakdownRow['firstContact'] {
  const people = waits.reduce((total, { people: some }) => total + some, 0);
  const at = (share: number): number | null => {
    const ranks = ranksOf(share, people);
    const place = ranks === null ? null : placeOf(waits, ranks.at);
    return place === null ? null : waitOfBucket(place.bucket);
  };
  return { people, medianSeconds: at(0.5), p90Seconds: at(0.9), isFew: people < fewIsUnder };
}

function placeOf(
  waits: readonly { bucket: number; people: number }[],
  rank: number,
): { bucket: number; skip: number } | null {
  let before = 0;
  for (const { bucket, people } of waits) {
    if (rank < before + people) return { bucket, skip: rank - before };
    before += people;
  }
  return null;
}

function linesOf(counts: FunnelCounts): FunnelLine[] {
  return funnelSteps.map((step) => ({
    step,
    people: counts[step],
    ofFound: shareOf(counts[step], counts.found),
  }));
}

function duplicatesOf(counts: FunnelCounts): Duplicates {
  return {
    profiles: counts.profiles,
    joined: shareOf(counts.joined, counts.profiles),
    reviewed: counts.reviewed,
    foundInLever: shareOf(counts.foundInLever, counts.found),
  };
}

const nobody: ResponseRow = {
  source: '',
  sequence: '',
  step: 0,
  variant: '',
  channel: '',
  people: 0,
  messages: 0,
  repliers: 0,
  replies: 0,
  positive: 0,
};

function sharesOf(row: ResponseRow): Responses {
  return {
    ...row,
    byPeople: shareOf(row.repliers, row.people),
    byMessages: shareOf(Math.min(row.replies, row.messages), row.messages),
    positiveByPeople: shareOf(row.positive, row.people),
  };
}
