// How many hits were somebody already known, week by week, and why; and what is left to do about it.

import type { Conn } from '../db/connect.ts';
import {
  countOpenReviews,
  listDuplicatesByDay,
  listReasonsByDay,
} from '../db/queries/match-report.ts';
import type { DuplicatesOfDay } from '../db/queries/match-report.ts';

export const reportSteps = ['day', 'week', 'month'] as const;
export type ReportStep = (typeof reportSteps)[number];

export interface DuplicatesOfSpan extends Omit<DuplicatesOfDay, 'day'> {
  /** First day of the span, ISO, UTC; weeks begin on Monday. */
  from: string;
  /** Share of the profiles that were somebody already known. */
  rate: number | null;
  /** What joined them, in words, most frequent first. */
  because: { words: string; count: number }[];
}

export interface DuplicateReport {
  spans: DuplicatesOfSpan[];
  total: Omit<DuplicatesOfSpan, 'from'>;
  openReviews: number;
}

const reasonsShownMax = 8;

/** Reads only; costs as much as there were decisions in the span. */
export async function reportDuplicates(
  conn: Conn,
  input: { workspaceId: string; from: Date; to: Date; step: ReportStep },
): Promise<DuplicateReport> {
  const days = await listDuplicatesByDay(conn, input);
  const reasons = await listReasonsByDay(conn, input);
  const spanOf = (row: { day: string }): string => firstDay(row.day, input.step);
  const reasonsBySpan = Map.groupBy(reasons, spanOf);
  const spans = [...Map.groupBy(days, spanOf)].map(([from, ofSpan]) => ({
    from,
    ...sum(ofSpan, reasonsBySpan.get(from) ?? []),
  }));
  const openReviews = await countOpenReviews(conn, input.workspaceId);
  return { spans, total: sum(days, reasons), openReviews };
}

function sum(
  days: readonly DuplicatesOfDay[],
  reasons: readonly { words: string; count: number }[],
): Omit<DuplicatesOfSpan, 'from'> {
  const total = (read: (day: DuplicatesOfDay) => number): number =>
    days.reduce((count, day) => count + read(day), 0);
  const profiles = total((day) => day.profiles);
  const duplicates = total((day) => day.duplicates);
  const counted = new Map<string, number>();
  for (const { words, count } of reasons) counted.set(words, (counted.get(words) ?? 0) + count);
  return {
    profiles,
    duplicates,
    merges: total((day) => day.merges),
    undone: total((day) => day.undone),
    asked: total((day) => day.asked),
    answered: total((day) => day.answered),
    rate: profiles === 0 ? null : duplicates / profiles,
    because: [...counted]
      .map(([words, count]) => ({ words, count }))
      .toSorted((one, other) => other.count - one.count || (one.words < other.words ? -1 : 1))
      .slice(0, reasonsShownMax),
  };
}

function firstDay(day: string, step: ReportStep): string {
  if (step === 'day') return day;
  if (step === 'month') return `${day.slice(0, 7)}-01`;
  const date = new Date(`${day}T00:00:00Z`);
  const sinceMonday = (date.getUTCDay() + 6) % 7;
  return new Date(date.getTime() - sinceMonday * 86_400_000).toISOString().slice(0, 10);
}
