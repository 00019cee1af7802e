// What every one of these makers of labelled sets needs: rows that become profiles, and a bound on their number.

import type { ReceivedProfile } from '../../src/core/people/received.ts';
import type { LabelledSet } from '../identity-file.ts';

export interface SetWish {
  profiles: number;
  seed: number;
}

/** What a source wrote down; whatever it left out is missing. */
export interface WrittenRow {
  source: string;
  day: string;
  name: string;
  email?: string | undefined;
  workEmail?: string | undefined;
  phone?: string | undefined;
  url?: string | undefined;
  github?: string | undefined;
  title?: string | undefined;
  employer?: string | undefined;
  location?: string | undefined;
  history?: { employer: string; title: string; from: number; to: number | null }[] | undefined;
}

export interface SetMaker {
  set: LabelledSet;
  isFull(): boolean;
  add(personId: string, row: WrittenRow): void;
  alike(one: string, other: string, how: string): void;
}

export function setMaker(wish: SetWish): SetMaker {
  const set: LabelledSet = { recordIds: [], profiles: [], personIds: [], lookAlikes: [] };
  return {
    set,
    isFull: () => set.profiles.length >= wish.profiles,
    add(personId, row) {
      if (set.profiles.length >= wish.profiles) return;
      const record = `S${set.profiles.length + 1}`;
      set.recordIds.push(record);
      set.personIds.push(personId);
      set.profiles.push(profileOf(row, record));
    },
    alike: (one, other, how) => void set.lookAlikes?.push({ one, other, how }),
  };
}

function profileOf(row: WrittenRow, record: string): ReceivedProfile {
  const { source, title, employer, location } = row;
  return {
    source,
    sourceEventId: record,
    foundAt: `${row.day}T00:00:00.000Z`,
    externalId: `${source}-${record}`,
    name: row.name,
    ...(title === undefined ? {} : { title }),
    ...(employer === undefined ? {} : { employer }),
    ...(location === undefined ? {} : { location }),
    emails: [
      ...contacts(row.email).map((one) => ({ ...one, label: 'personal' as const })),
      ...contacts(row.workEmail).map((one) => ({ ...one, label: 'work' as const })),
    ],
    phones: contacts(row.phone),
    profileUrls: [row.url, row.github].filter(
      (url): url is string => url !== undefined && url !== '',
    ),
    skills: [],
    tags: [],
    workHistory: (row.history ?? []).map((one) => ({
      employer: one.employer,
      title: one.title,
      startedOn: String(one.from),
      ...(one.to === null ? {} : { endedOn: String(one.to) }),
    })),
  };
}

function contacts(value: string | undefined): { value: string; status: 'unverified' }[] {
  return value === undefined || value === '' ? [] : [{ value, status: 'unverified' }];
}
