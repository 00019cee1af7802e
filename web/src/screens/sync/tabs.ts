// The parts of the sync's screen, as the address names them.

export const syncTabs = ['health', 'runs', 'drift', 'webhooks'] as const;
export type SyncTab = (typeof syncTabs)[number];

export interface SyncSearch {
  tab?: SyncTab;
  /** The run that is looked at. */
  run?: string;
}

export function readSyncSearch(search: Record<string, unknown>): SyncSearch {
  const tab = syncTabs.find((each) => each === search['tab']);
  const { run } = search;
  return {
    ...(tab === undefined ? {} : { tab }),
    ...(typeof run === 'string' ? { run } : {}),
  };
}
