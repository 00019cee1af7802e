// Tries each permission of the key without doing anything: reads of one row, and writes to a candidate that cannot
// exist. A key without the permission is refused as such; with it Lever misses the candidate.

import type { Probe } from '../core/sync/preflight.ts';
import { PortFailure } from '../ports/failure.ts';
import type { Lever, LeverAccess } from '../ports/lever.ts';

/** Nobody's: version and variant of this UUID are never given out. */
const nobody = '00000000-0000-0000-0000-000000000000';

export interface TriedPermission {
  name: string;
  isNeeded: boolean;
  probe: Probe;
}

interface Trial {
  /** As Lever's settings name it. */
  name: string;
  isNeeded: boolean;
  try(lever: Lever, access: LeverAccess): Promise<unknown>;
}

const trials: readonly Trial[] = [
  needed('List all opportunities', (lever, access) =>
    lever.listOpportunities(access, { createdAtStart: 1, createdAtEnd: 1 }, null),
  ),
  needed('Retrieve a single opportunity', (lever, access) => lever.getOpportunity(access, nobody)),
  needed('List all deleted opportunities', (lever, access) =>
    lever.listDeletedOpportunities(access, Number.MAX_SAFE_INTEGER, null),
  ),
  needed('Retrieve a single contact', (lever, access) => lever.getContact(access, nobody)),
  needed('List all notes', (lever, access) => lever.listNotes(access, nobody, null)),
  needed('Find all stages', (lever, access) => lever.listStages(access, null)),
  needed('List all archive reasons', (lever, access) => lever.listArchiveReasons(access, null)),
  needed('List all postings', (lever, access) => lever.listPostings(access, null)),
  needed('List all users', (lever, access) => lever.listUsers(access, null)),
  needed('Create an opportunity', (lever, access) =>
    // Refused twice over: neither the user nor the posting exists.
    lever.createOpportunity(access, {
      performAs: nobody,
      postingId: nobody,
      name: '',
      emails: [],
      phones: [],
      links: [],
      tags: [],
      sources: [],
      createdAt: 1,
    }),
  ),
  needed('Add opportunity tags', (lever, access) => lever.addTags(access, nobody, ['preflight'])),
  needed('Remove opportunity tags', (lever, access) =>
    lever.removeTags(access, nobody, ['preflight']),
  ),
  needed('Add opportunity sources', (lever, access) =>
    lever.addSources(access, nobody, ['preflight']),
  ),
  needed('Remove opportunity sources', (lever, access) =>
    lever.removeSources(access, nobody, ['preflight']),
  ),
  needed('Add opportunity links', (lever, access) =>
    lever.addLinks(access, nobody, ['https://example.com/preflight']),
  ),
  needed('Update a contact', (lever, access) =>
    lever.updateContact(access, nobody, { emails: [] }),
  ),
  needed('Create an opportunity note', (lever, access) =>
    lever.createNote(access, nobody, { value: 'preflight', createdAt: 1 }),
  ),
  optional('List all form templates', (lever, access) => lever.listFormTemplates(access, null)),
  optional('Create an opportunity form', (lever, access) =>
    lever.createForm(access, nobody, { baseTemplateId: nobody, fields: [] }),
  ),
  optional('Upload an opportunity file', (lever, access) =>
    lever.uploadFile(
      access,
      nobody,
      { name: 'preflight.txt', mediaType: 'text/plain', content: new Uint8Array([112]) },
      nobody,
    ),
  ),
  optional("Update an opportunity's stage", (lever, access) =>
    lever.setStage(access, nobody, 'lead-new'),
  ),
  optional("Update an opportunity's archived state", (lever, access) =>
    lever.archive(access, nobody, nobody),
  ),
  optional('Delete an opportunity note', (lever, access) =>
    lever.deleteNote(access, nobody, nobody),
  ),
  optional('List all sources', (lever, access) => lever.listSources(access, null)),
  optional('List all tags', (lever, access) => lever.listTags(access, null)),
  optional('List all webhooks', (lever, access) => lever.listHooks(access)),
  optional('Delete a webhook', (lever, access) => lever.deleteHook(access, nobody)),
];

/** One call each, in order; `limited` gives every call its turn under the rate limit. */
export async function probePermissions(
  lever: Lever,
  access: LeverAccess,
  limited: <Answer>(call: () => Promise<Answer>) => Promise<Answer>,
): Promise<TriedPermission[]> {
  const tried: TriedPermission[] = [];
  for (const trial of trials) {
    const { name, isNeeded } = trial;
    tried.push({
      name,
      isNeeded,
      probe: await probeOf(() => limited(() => trial.try(lever, access))),
    });
  }
  return tried;
}

async function probeOf(call: () => Promise<unknown>): Promise<Probe> {
  try {
    await call();
    return 'granted';
  } catch (error) {
    if (!(error instanceof PortFailure)) throw error;
    if (error.status === 403) return 'refused';
    return error.kind === 'rejected' ? 'granted' : 'unknown';
  }
}

function needed(name: string, attempt: Trial['try']): Trial {
  return { name, isNeeded: true, try: attempt };
}

/** Only parts of the product need it. */
function optional(name: string, attempt: Trial['try']): Trial {
  return { name, isNeeded: false, try: attempt };
}
