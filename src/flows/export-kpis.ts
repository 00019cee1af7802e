// The reports as tables, for spreadsheets and programs.

import type { Kpi } from '../core/insight/kpis.ts';
import { listKpiEvents } from '../db/queries/insight-events.ts';
import type { Asked, Breakdown } from '../db/queries/insight-report.ts';
import type { Deps } from './deps.ts';
import { readBreakdown, readResponses } from './read-kpis.ts';

export const kpiReports = ['jobs', 'sourcers', 'sources', 'weeks', 'responses', 'events'] as const;
export type KpiReport = (typeof kpiReports)[number];

export interface KpiTable {
  columns: string[];
  rows: (string | number | null)[][];
}

const byOf: Readonly<Record<Exclude<KpiReport, 'responses' | 'events'>, Breakdown>> = {
  jobs: 'job',
  sourcers: 'sourcer',
  sources: 'source',
  weeks: 'week',
};

/** More events than this are read in pages. */
const eventsMax = 50_000;

/** One report, whole. */
export async function exportKpis(
  deps: Pick<Deps, 'db'>,
  asked: Asked,
  { report, kpi }: { report: KpiReport; kpi: Kpi },
): Promise<KpiTable> {
  if (report === 'events') return await eventsTable(deps, asked, kpi);
  if (report === 'responses') return await responsesTable(deps, asked);
  const rows = await readBreakdown(deps, asked, byOf[report]);
  const steps = rows[0]?.funnel.map((line) => line.step) ?? [];
  return {
    columns: [
      byOf[report],
      'name',
      ...steps,
      'in_lever',
      'profiles',
      'duplicates',
      'reviewed',
      'found_in_lever',
      'median_seconds_to_first_contact',
      'p90_seconds_to_first_contact',
      'interview_share',
      'interview_share_low',
      'interview_share_high',
    ],
    rows: rows.map((row) => {
      const interview = row.funnel.find((line) => line.step === 'interview')?.ofFound;
      return [
        row.key,
        row.name,
        ...row.funnel.map((line) => line.people),
        row.inLever.count,
        row.duplicates.profiles,
        row.duplicates.joined.count,
        row.duplicates.reviewed,
        row.duplicates.foundInLever.count,
        row.firstContact.medianSeconds,
        row.firstContact.p90Seconds,
        interview?.value ?? null,
        interview?.low ?? null,
        interview?.high ?? null,
      ];
    }),
  };
}

async function responsesTable(deps: Pick<Deps, 'db'>, asked: Asked): Promise<KpiTable> {
  const rows = await readResponses(deps, asked, 'variant');
  return {
    columns: [
      'source',
      'sequence',
      'step',
      'variant',
      'people',
      'messages',
      'repliers',
      'replies',
      'positive',
      'response_rate',
      'response_rate_low',
      'response_rate_high',
    ],
    rows: rows.map((row) => [
      row.source,
      row.sequence,
      row.step === 0 ? null : row.step,
      row.variant,
      row.people,
      row.messages,
      row.repliers,
      row.replies,
      row.positive,
      row.byPeople.value,
      row.byPeople.low,
      row.byPeople.high,
    ]),
  };
}

async function eventsTable(deps: Pick<Deps, 'db'>, asked: Asked, kpi: Kpi): Promise<KpiTable> {
  const events = await listKpiEvents(deps.db, { ...asked, kpi, skip: 0, limit: eventsMax });
  return {
    columns: ['person', 'at', 'event', 'event_id', 'seconds', 'count'],
    rows: events.map((one) => [
      one.personId,
      one.at.toISOString(),
      one.event,
      one.eventId,
      one.seconds,
      one.count,
    ]),
  };
}
