// Where one is within sequences: the tab of the list, and the tab of one sequence.
export const sequencesTabs = ['list', 'approve', 'mailboxes'] as const;
export type SequencesTab = (typeof sequencesTabs)[number];

export const sequenceTabs = ['steps', 'people', 'results', 'versions'] as const;
export type SequenceTab = (typeof sequenceTabs)[number];

export function readSequencesSearch(search: Record<string, unknown>): {
  tab?: SequencesTab;
  mailbox?: string;
} {
  const tab = sequencesTabs.find((each) => each === search['tab']);
  const mailbox = search['mailbox'];
  return {
    ...(tab === undefined ? {} : { tab }),
    ...(typeof mailbox === 'string' ? { mailbox } : {}),
  };
}

export function readSequenceTab(search: Record<string, unknown>): { tab?: SequenceTab } {
  const tab = sequenceTabs.find((each) => each === search['tab']);
  return tab === undefined ? {} : { tab };
}
