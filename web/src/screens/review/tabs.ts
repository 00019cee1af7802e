// The kinds of things that wait for a decision, as the address names them.

export const reviewTabs = ['matches', 'conflicts', 'parked'] as const;
export type ReviewTab = (typeof reviewTabs)[number];

export function readReviewTab(search: Record<string, unknown>): { tab?: ReviewTab } {
  const tab = reviewTabs.find((each) => each === search['tab']);
  return tab === undefined ? {} : { tab };
}
