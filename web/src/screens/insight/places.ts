// Where one is within insight, and what the numbers are about.
export const insightTabs = ['numbers', 'responses', 'pilots'] as const;
export type InsightTab = (typeof insightTabs)[number];

export interface InsightSearch {
  tab?: InsightTab;
  from?: string;
  to?: string;
  jobId?: string;
  sourcer?: string;
  source?: string;
  pilot?: string;
}

const names = ['jobId', 'sourcer', 'source', 'pilot'] as const;

export function readInsightSearch(search: Record<string, unknown>): InsightSearch {
  const tab = insightTabs.find((each) => each === search['tab']);
  const days = (['from', 'to'] as const).flatMap((name) => {
    const value = search[name];
    return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/u.test(value) ? [[name, value]] : [];
  });
  const texts = names.flatMap((name) => {
    const value = search[name];
    return typeof value === 'string' && value !== '' ? [[name, value]] : [];
  });
  return {
    ...(tab === undefined ? {} : { tab }),
    ...(Object.fromEntries([...days, ...texts]) as InsightSearch),
  };
}

/** Of the search what chooses numbers. */
export function filterOf({ from, to, jobId, sourcer, source }: InsightSearch): {
  from?: string | undefined;
  to?: string | undefined;
  jobId?: string | undefined;
  sourcer?: string | undefined;
  source?: string | undefined;
} {
  return { from, to, jobId, sourcer, source };
}
