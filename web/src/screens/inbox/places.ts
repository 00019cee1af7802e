// Where one is within the inbox.
export const inboxTabs = ['replies', 'tasks'] as const;
export type InboxTab = (typeof inboxTabs)[number];

export const receivedStates = ['open', 'snoozed', 'done'] as const;

export interface InboxSearch {
  tab?: InboxTab;
  state?: (typeof receivedStates)[number];
  all?: true;
  mine?: true;
}

export function readInboxSearch(search: Record<string, unknown>): InboxSearch {
  const tab = inboxTabs.find((each) => each === search['tab']);
  const state = receivedStates.find((each) => each === search['state']);
  return {
    ...(tab === undefined ? {} : { tab }),
    ...(state === undefined ? {} : { state }),
    ...(search['all'] === true ? { all: true } : {}),
    ...(search['mine'] === true ? { mine: true } : {}),
  };
}
