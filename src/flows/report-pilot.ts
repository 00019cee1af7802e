// How a pilot goes beside the time before it: now, and as a report at the end of each week.

import {
  comparePilot,
  measuredShare,
  type Measured,
  type Measures,
  type Verdict,
} from '../core/insight/compare-pilot.ts';
import { shareOf } from '../core/insight/intervals.ts';
import { dayOf } from '../core/insight/person-facts.ts';
import type { PilotBody } from '../core/insight/pilot.ts';
import { statusOf } from '../core/status/status-rules.ts';
import type { Conn } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import {
  countLeverHistory,
  countPilotFindings,
  type PilotFindingKind,
} from '../db/queries/pilot-findings.ts';
import { countPilotPeople, insertPilotReport, listPilotsToReport } from '../db/queries/pilots.ts';
import type { Asked } from '../db/queries/insight-report.ts';
import type { Deps } from './deps.ts';
import { getOutreachRules } from './outreach-rules.ts';
import { readKpis, type Kpis } from './read-kpis.ts';
import { shownPilot, type ShownPilot } from './start-pilot.ts';

export interface PilotComparison extends Verdict {
  from: string;
  to: string;
  peopleTaken: number;
  personCap: number | null;
  /** Whose numbers the time before is made of. */
  baselineOf: 'same_scope' | 'workspace';
  /** Of the time before, the interviews also come from Lever's own history where ours has none. */
  isFromLeverHistory: boolean;
  findings: Record<PilotFindingKind, number>;
}

/** The comparison as of now. */
export async function comparePilotNow(
  deps: Pick<Deps, 'db' | 'clock'>,
  workspaceId: string,
  pilot: ShownPilot,
): Promise<PilotComparison> {
  const now = deps.clock.now();
  const until = now < pilot.endsAt ? now : pilot.endsAt;
  return await compareUntil(deps, { workspaceId, pilot, until });
}

async function compareUntil(
  deps: Pick<Deps, 'db'>,
  { workspaceId, pilot, until }: { workspaceId: string; pilot: ShownPilot; until: Date },
): Promise<PilotComparison> {
  const { body } = pilot;
  const days = { from: dayOf(pilot.startsAt), to: dayOf(until) };
  const asked = { ...days, ...scopeOf(workspaceId, body) };
  const during = await readKpis(
    deps,
    asked.from <= asked.to ? asked : { ...asked, to: asked.from },
  );
  const before = await readBaseline(deps.db, workspaceId, body);
  const key = { workspaceId, pilotId: pilot.id };
  return {
    ...comparePilot(before.measures, measuresOf(during), body.targets),
    ...days,
    peopleTaken: await countPilotPeople(deps.db, key),
    personCap: pilot.personCap,
    baselineOf: before.baselineOf,
    isFromLeverHistory: before.isFromLeverHistory,
    findings: await countPilotFindings(deps.db, { ...key, since: pilot.startsAt }),
  };
}

function scopeOf(workspaceId: string, body: PilotBody): Omit<Asked, 'from' | 'to'> {
  return {
    workspaceId,
    ...(body.jobIds.length === 0 ? {} : { jobIds: body.jobIds }),
    ...(body.users.length === 0 ? {} : { sourcers: body.users }),
  };
}

/** The same jobs and users before; where they had nobody, the whole workspace. */
async function readBaseline(
  db: Deps['db'],
  workspaceId: string,
  body: PilotBody,
): Promise<{
  measures: Measures;
  baselineOf: PilotComparison['baselineOf'];
  isFromLeverHistory: boolean;
}> {
  const same = await readKpis({ db }, { ...body.baseline, ...scopeOf(workspaceId, body) });
  const hasSame = same.funnel.some(({ people }) => people > 0) || same.responses.people > 0;
  const kpis = hasSame ? same : await readKpis({ db }, { ...body.baseline, workspaceId });
  const measures = measuresOf(kpis);
  const history = await interviewsInLever(db, workspaceId, body.baseline);
  const isFromLeverHistory = measures.interview_rate.isFew && history.of > 0;
  return {
    measures: isFromLeverHistory ? { ...measures, interview_rate: history } : measures,
    baselineOf: hasSame ? 'same_scope' : 'workspace',
    isFromLeverHistory,
  };
}

async function interviewsInLever(
  conn: Conn,
  workspaceId: string,
  window: PilotBody['baseline'],
): Promise<Measured> {
  const rows = await countLeverHistory(conn, { workspaceId, ...window });
  const { status: rules } = await getOutreachRules(conn, workspaceId);
  const reached = ['in_process', 'offer', 'hired'];
  // An archived candidate keeps the stage it came to.
  const far = rows.filter(({ stageId }) =>
    reached.includes(statusOf(rules, { stageId, archive: null }).status),
  );
  const sum = (some: typeof rows): number => some.reduce((total, { count }) => total + count, 0);
  return measuredShare(shareOf(sum(far), sum(rows)));
}

function measuresOf(kpis: Kpis): Measures {
  const { median, people, isFew } = kpis.firstContact;
  const hours = (seconds: number | undefined): number | null =>
    seconds === undefined ? null : seconds / 3_600;
  const interview = kpis.funnel.find(({ step }) => step === 'interview')?.ofFound;
  return {
    median_hours_to_first_contact: {
      value: hours(median?.seconds),
      low: hours(median?.low),
      high: hours(median?.high),
      of: people,
      isFew,
    },
    response_rate: measuredShare(kpis.responses.byPeople),
    positive_rate: measuredShare(kpis.responses.positiveByPeople),
    interview_rate: measuredShare(interview ?? shareOf(0, 0)),
    duplicate_rate: measuredShare(kpis.duplicates.joined),
  };
}

const weekMs = 7 * 86_400_000;
/** A pilot that nobody looked at for long is reported in several goes. */
const reportsAtOnce = 10;

/** Writes the reports of the weeks that are over. Once per week, whoever asks. */
export async function reportPilots(deps: Deps): Promise<'more' | 'idle'> {
  const now = deps.clock.now();
  let count = 0;
  for (const { workspaceId, ...row } of await listPilotsToReport(deps.db)) {
    const pilot = shownPilot(row, now);
    const until = now < pilot.endsAt ? now : pilot.endsAt;
    const weeks = Math.floor((until.getTime() - pilot.startsAt.getTime()) / weekMs);
    for (let week = Math.max(1, weeks - reportsAtOnce + 1); week <= weeks; week += 1)
      if (await reportWeek(deps, { workspaceId, pilot, week })) count += 1;
  }
  return count > 0 ? 'more' : 'idle';
}

async function reportWeek(
  deps: Deps,
  { workspaceId, pilot, week }: { workspaceId: string; pilot: ShownPilot; week: number },
): Promise<boolean> {
  const key = { workspaceId, pilotId: pilot.id };
  const known = await deps.db
    .selectFrom('pilotReports')
    .where('workspaceId', '=', workspaceId)
    .where('pilotId', '=', pilot.id)
    .where('week', '=', week)
    .select('week')
    .executeTakeFirst();
  if (known !== undefined) return false;
  const until = new Date(pilot.startsAt.getTime() + week * weekMs);
  const comparison = await compareUntil(deps, { workspaceId, pilot, until });
  return await deps.db.transaction().execute(async (trx) => {
    const now = deps.clock.now();
    const text = reportText(pilot, week, comparison);
    if (!(await insertPilotReport(trx, { ...key, week, body: comparison, text, now })))
      return false;
    const entry = { workspaceId, actor: 'system', subjectKind: 'pilot', subjectId: pilot.id };
    const detail = { week, advice: comparison.advice };
    await appendAudit(trx, deps, [{ ...entry, action: 'pilot.reported', detail }]);
    return true;
  });
}

/** The report in plain text. */
export function reportText(pilot: ShownPilot, week: number, comparison: PilotComparison): string {
  const { parked, conflict, review } = comparison.findings;
  const cap = comparison.personCap === null ? '' : ` of at most ${comparison.personCap}`;
  return [
    `Pilot "${pilot.name}", week ${week}: ${comparison.from} to ${comparison.to}`,
    `People taken in: ${comparison.peopleTaken}${cap}`,
    `Compared with ${pilot.body.baseline.from} to ${pilot.body.baseline.to}, ${
      comparison.baselineOf === 'same_scope' ? 'same jobs and users' : 'the whole workspace'
    }${comparison.isFromLeverHistory ? '; interviews from the history in Lever' : ''}`,
    comparison.text,
    `Met on the way: ${parked} parked, ${conflict} conflicts, ${review} questions who is who.`,
  ].join('\n');
}
