// Holds what Fulcrum believes against what the sandbox holds: every person, opportunity and line, not only counts.

import type { HeldOpportunity, SandboxWorld } from './sandbox-world.ts';

export interface BelievedRecord {
  recordId: string;
  opportunityId: string;
  contactId: string | null;
  postingId: string;
  /** Written or found there, as last confirmed. */
  emails: string[];
  tags: string[];
  /** Texts of the confirmed entries on the timeline. */
  noteTexts: string[];
}

export interface Believed {
  records: BelievedRecord[];
  /** Deleted or anonymised in Lever: known, and left alone. */
  goneOpportunityIds: string[];
  /** Due in Lever and neither there, nor parked, nor gone. */
  missingRecordIds: string[];
  /** Touches that belong on a timeline and stand on none. */
  missingTouchIds: string[];
}

export interface Comparison {
  /** Each sentence is one difference; none means that both sides agree. */
  differences: string[];
  duplicates: number;
  lost: number;
}

/** Pure. `before` is what the sandbox held at the start: not of our doing. */
export function compareWorlds(
  believed: Believed,
  held: SandboxWorld,
  before?: SandboxWorld,
): Comparison {
  const oldIds = new Set([
    ...(before?.opportunities.map((one) => one.id) ?? []),
    ...believed.goneOpportunityIds,
  ]);
  const byId = new Map(held.opportunities.map((one) => [one.id, one]));
  const believedIds = new Set(believed.records.map((record) => record.opportunityId));
  const strangers = held.opportunities.filter(
    (one) => !believedIds.has(one.id) && !oldIds.has(one.id),
  );
  const absent = believed.records.filter((record) => !byId.has(record.opportunityId));
  const pairs = believed.records.flatMap((record) => {
    const opportunity = byId.get(record.opportunityId);
    return opportunity === undefined ? [] : [compareOne(record, opportunity)];
  });
  const doubled = Object.entries(held.duplicates).flatMap(([kind, groups]) =>
    Object.entries(groups)
      .filter(([key, ids]) => ids.length > (before?.duplicates[kind]?.[key]?.length ?? 0))
      .map(([key, ids]) => `${kind}: ${key} is there ${ids.length} times`),
  );
  const repeatedLines = pairs.flatMap((pair) => pair.doubled);
  const lostLines = pairs.flatMap((pair) => pair.lost);
  return {
    differences: [
      ...strangers.map((one) => `opportunity ${one.id} is in the sandbox and nobody knows of it`),
      ...absent.map((record) => `opportunity ${record.opportunityId} is believed and not there`),
      ...believed.missingRecordIds.map((id) => `record ${id} is due and not in Lever`),
      ...believed.missingTouchIds.map((id) => `touch ${id} stands on no timeline`),
      ...pairs.flatMap((pair) => pair.differing),
      ...doubled,
      ...repeatedLines,
      ...lostLines,
    ],
    duplicates: strangers.length + doubled.length + repeatedLines.length,
    lost:
      absent.length +
      lostLines.length +
      believed.missingRecordIds.length +
      believed.missingTouchIds.length,
  };
}

interface PairResult {
  differing: string[];
  doubled: string[];
  lost: string[];
}

function compareOne(record: BelievedRecord, held: HeldOpportunity): PairResult {
  const name = `opportunity ${held.id}`;
  const differing: string[] = [];
  if (record.contactId !== held.contact) differing.push(`${name} hangs on another contact`);
  if (record.postingId !== (held.posting ?? '')) differing.push(`${name} is on another posting`);
  const emails = (held.person?.emails ?? []).map((email) => email.toLowerCase());
  for (const email of record.emails) {
    if (!emails.includes(email.toLowerCase())) differing.push(`${name} lacks an email address`);
  }
  for (const tag of record.tags) {
    if (!held.tags.includes(tag)) differing.push(`${name} lacks the tag ${tag}`);
  }
  const entries = held.notes.flatMap((note) => note.entries.map((entry) => entry.value));
  const wanted = countEach(record.noteTexts);
  const found = countEach(entries);
  const doubled: string[] = [];
  const lost: string[] = [];
  for (const [text, count] of wanted) {
    const there = found.get(text) ?? 0;
    if (there < count) lost.push(`${name} lacks an entry: ${firstLine(text)}`);
    if (there > count) doubled.push(`${name} has an entry ${there} times: ${firstLine(text)}`);
  }
  for (const text of found.keys()) {
    if (!wanted.has(text)) doubled.push(`${name} has an entry nobody wrote: ${firstLine(text)}`);
  }
  return { differing, doubled, lost };
}

function countEach(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').slice(0, 80);
}
