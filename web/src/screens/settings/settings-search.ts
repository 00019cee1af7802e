// The parts of the settings, as the address names them, in the order of the list.

export const settingsGroups = {
  rules: ['mapping', 'match', 'pause', 'status', 'timeline', 'stage_moves', 'brake'],
  people: ['users', 'keys', 'workspaces', 'account'],
  data: ['retention', 'webhooks'],
  audit: ['audit'],
} as const;

export type SettingsTab = (typeof settingsGroups)[keyof typeof settingsGroups][number];

export interface SettingsSearch {
  tab?: SettingsTab;
}

const all: readonly SettingsTab[] = Object.values(settingsGroups).flat();

export function readSettingsSearch(search: Record<string, unknown>): SettingsSearch {
  const tab = all.find((each) => each === search['tab']);
  return tab === undefined ? {} : { tab };
}
