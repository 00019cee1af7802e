// Branded ids, so that two ids of different things cannot be swapped; all of them are UUIDs in text form.

type Branded<Name extends string> = string & { readonly __id: Name };

export type WorkspaceId = Branded<'workspace'>;
export type PersonId = Branded<'person'>;
export type ProfileId = Branded<'profile'>;
export type TouchId = Branded<'touch'>;
export type JobId = Branded<'job'>;
export type RecordId = Branded<'record'>;
export type IntentId = Branded<'intent'>;

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** True where the text is a lower-case UUID. */
export function isUuid(text: string): boolean {
  return uuidForm.test(text);
}
