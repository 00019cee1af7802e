// A dry run of profiles that were not taken in: whom each would join, and what that person would come to in Lever.
// Persons are found by exact keys, as intake finds them; what a person would have to decide is told, not guessed.

import { canonicalPerson } from '../core/people/canonical.ts';
import type { MemberProfile } from '../core/people/canonical.ts';
import { keysOfProfile } from '../core/people/identifiers.ts';
import type { Identifier } from '../core/people/person.ts';
import type { ReceivedProfile } from '../core/people/received.ts';
import { decideTrigger } from '../core/sync/trigger.ts';
import type { Conn } from '../db/connect.ts';
import { findHolders } from '../db/queries/identifiers.ts';
import { findJobByExternalId, type Job } from '../db/queries/jobs.ts';
import { loadMembers } from '../db/queries/persons.ts';
import { findRecordToJoin, getDefaultRegion } from '../db/queries/run-scope.ts';
import { emptyPreview, type RecordPreview } from '../core/sync/preview-record.ts';
import type { Deps } from './deps.ts';
import { previewDue, type PreviewedPerson, type RunContext } from './preview-run.ts';
import { membersConsideredMax } from './merge-persons.ts';

/** Profiles held in memory at a time; a person who comes up again further down a longer list counts once more. */
const profilesAtOnce = 20_000;

const lookUpSlice = 500;

interface Group {
  profiles: ReceivedProfile[];
  identifiers: Identifier[];
  personIds: Set<string>;
}

export interface ProfilesToPreview {
  profiles: AsyncIterable<ReceivedProfile> | Iterable<ReceivedProfile>;
  /** Leaves out people nobody knows yet: they can change nothing that stands in Lever. */
  isKnownOnly?: boolean;
}

/** One entry per human behind the profiles and job. */
export async function* previewProfiles(
  deps: Deps,
  run: RunContext,
  given: ProfilesToPreview,
): AsyncGenerator<PreviewedPerson> {
  let taken: ReceivedProfile[] = [];
  for await (const profile of given.profiles) {
    taken.push(profile);
    if (taken.length < profilesAtOnce) continue;
    yield* previewTaken(deps, run, { ...given, profiles: taken });
    taken = [];
  }
  yield* previewTaken(deps, run, { ...given, profiles: taken });
}

async function* previewTaken(
  deps: Deps,
  run: RunContext,
  given: ProfilesToPreview & { profiles: readonly ReceivedProfile[] },
): AsyncGenerator<PreviewedPerson> {
  const { workspaceId } = run;
  const region = await getDefaultRegion(deps.db, workspaceId);
  const groups = groupByKeys(given.profiles, region);
  for (let start = 0; start < groups.length; start += lookUpSlice)
    await findPersons(deps.db, workspaceId, groups.slice(start, start + lookUpSlice));
  for (const group of groups) {
    if (given.isKnownOnly === true && group.personIds.size === 0) continue;
    yield* previewGroup(deps.db, run, { group, region });
  }
}

/** Profiles that share a key belong to one human, also over a chain of them. */
function groupByKeys(profiles: readonly ReceivedProfile[], region: string): Group[] {
  const groupOfKey = new Map<string, Group>();
  const groups = new Set<Group>();
  for (const profile of profiles) {
    const { identifiers } = keysOfProfile(profile, region);
    const group: Group = { profiles: [profile], identifiers: [], personIds: new Set() };
    for (const identifier of identifiers) {
      const met = groupOfKey.get(keyText(identifier));
      if (met === undefined || met === group || !groups.has(met)) continue;
      group.profiles.unshift(...met.profiles);
      group.identifiers.push(...met.identifiers);
      groups.delete(met);
    }
    group.identifiers.push(...identifiers);
    groups.add(group);
    for (const identifier of group.identifiers) groupOfKey.set(keyText(identifier), group);
  }
  return [...groups];
}

async function findPersons(
  conn: Conn,
  workspaceId: string,
  groups: readonly Group[],
): Promise<void> {
  const groupOfKey = new Map<string, Group>();
  for (const group of groups)
    for (const identifier of group.identifiers) groupOfKey.set(keyText(identifier), group);
  const identifiers = groups.flatMap((group) => group.identifiers);
  for (const holder of await findHolders(conn, { workspaceId, identifiers }))
    groupOfKey.get(keyText(holder))?.personIds.add(holder.personId);
}

async function* previewGroup(
  conn: Conn,
  run: RunContext,
  { group, region }: { group: Group; region: string },
): AsyncGenerator<PreviewedPerson> {
  const { workspaceId } = run;
  const [personId = null] = group.personIds;
  if (group.personIds.size > 1) {
    const preview = emptyPreview('the profile fits several people; intake decides or asks');
    yield { personId: null, recordId: null, preview };
    return;
  }
  const members: MemberProfile[] = group.profiles.map((profile, index) => ({
    id: `new-${index}`,
    profile,
  }));
  if (personId !== null) {
    const limit = membersConsideredMax;
    members.push(...(await loadMembers(conn, { workspaceId, personIds: [personId], limit })));
  }
  const person = canonicalPerson(members, region);
  const jobs = await jobsOf(conn, workspaceId, group.profiles);
  if (jobs.length === 0) {
    const preview = emptyPreview('no job is named, so nothing is written to Lever');
    yield { personId, recordId: null, preview };
  }
  for (const { job, profile } of jobs) {
    const because = dueBecause(job, person);
    const recordId =
      personId === null
        ? null
        : await findRecordToJoin(conn, { workspaceId, personId, postingId: job.postingId });
    const found = { ...profile, foundAt: new Date(profile.foundAt) };
    const preview: RecordPreview | null =
      because === null && recordId === null
        ? emptyPreview(`the trigger of the job (${job.trigger}) has not come`)
        : await previewDue(conn, run, {
            personId,
            person,
            recordId,
            jobId: job.id,
            jobName: job.name,
            postingId: job.postingId,
            ownerEmail: job.ownerEmail,
            found,
          });
    if (preview !== null) yield { personId, recordId, preview };
  }
}

/** A profile brings a way to contact somebody; touches come apart from it. */
function dueBecause(job: Job, person: ReturnType<typeof canonicalPerson>): string | null {
  const contacts = [...person.emails, ...person.phones];
  return decideTrigger(job.trigger, {
    hasContact: contacts.some((contact) => contact.status !== 'invalid'),
    isEnrolled: false,
    isContacted: false,
    hasReplied: false,
    hasInterestedReply: false,
  });
}

async function jobsOf(
  conn: Conn,
  workspaceId: string,
  profiles: readonly ReceivedProfile[],
): Promise<{ job: Job; profile: ReceivedProfile }[]> {
  const found = new Map<string, { job: Job; profile: ReceivedProfile }>();
  for (const profile of profiles) {
    if (profile.job === undefined) continue;
    const { externalId } = profile.job;
    const job = await findJobByExternalId(conn, {
      workspaceId,
      source: profile.source,
      externalId,
    });
    if (job !== undefined && !found.has(job.id)) found.set(job.id, { job, profile });
  }
  return [...found.values()];
}

function keyText({ kind, value }: Identifier): string {
  return `${kind} ${value}`;
}
