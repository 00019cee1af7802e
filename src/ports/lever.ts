// What we ask of Lever. Every method is exactly one HTTP call, so one call is one token of the rate limit.
// Every method throws PortFailure, and nothing else, where Lever did not do it.

import type { Secret } from '../core/secret.ts';
import type { LeverGrant, LeverOAuth } from './lever-oauth.ts';

export interface LeverAccess {
  baseUrl: string;
  credential: Secret;
  /** Joined by OAuth: tokens come from here, and `credential` is not used. */
  grant?: LeverGrant;
  /** False where the key lacks the confidential grant: then lists ask for the rest only. Default true. */
  mayReadConfidential?: boolean;
}

/** One entry of an opportunity's way through the stages. */
export interface LeverStageChange {
  stageId: string;
  at: number;
}

export interface LeverPhone {
  type?: string;
  value: string;
}

/** An opportunity as a read returns it; unknown fields are dropped. Times are milliseconds since 1970. */
export interface LeverOpportunity {
  id: string;
  contact: string;
  name: string;
  headline: string;
  location: string;
  emails: string[];
  phones: LeverPhone[];
  links: string[];
  tags: string[];
  sources: string[];
  origin: string | null;
  owner: string | null;
  stage: string | null;
  /** Oldest first. */
  stageChanges: LeverStageChange[];
  archived: { reason: string; archivedAt: number } | null;
  postingIds: string[];
  createdAt: number;
  updatedAt: number | null;
  lastAdvancedAt: number | null;
  isAnonymized: boolean;
  confidentiality: string;
  mayBeContacted: boolean | null;
  /** Where the permission to contact runs out by itself; Lever tells no change when it does. */
  mayBeContactedUntil?: number;
  showUrl: string | null;
}

export interface LeverContact {
  id: string;
  name: string;
  headline: string;
  location: string;
  emails: string[];
  phones: LeverPhone[];
  isAnonymized: boolean;
}

export interface LeverFile {
  name: string;
  mediaType: string;
  content: Uint8Array;
}

export interface NewOpportunity {
  performAs: string;
  name: string;
  headline?: string;
  location?: string;
  emails: string[];
  phones: LeverPhone[];
  links: string[];
  tags: string[];
  sources: string[];
  owner?: string;
  postingId?: string;
  /** Attach to this person; without it Lever looks for the email itself. */
  contactId?: string;
  /** Milliseconds, in the past: part of the marker. */
  createdAt: number;
  resume?: LeverFile;
}

export interface LeverNoteEntry {
  value: string;
  createdAt: number;
  userId: string | null;
}

export interface LeverNote {
  id: string;
  /** The first entry is the note, the rest are its comments. */
  entries: LeverNoteEntry[];
  createdAt: number;
  deletedAt: number | null;
}

export interface LeverFormField {
  id?: string;
  type: string;
  text: string;
  description?: string;
  required?: boolean;
  options?: { text: string; optionId?: string }[];
  value?: unknown;
  [key: string]: unknown;
}

export interface LeverForm {
  id: string;
  baseTemplateId: string;
  fields: LeverFormField[];
  createdAt: number;
}

export interface LeverFormTemplate {
  id: string;
  text: string;
  fields: LeverFormField[];
  updatedAt: number | null;
}

export interface LeverStage {
  id: string;
  text: string;
}
export interface LeverArchiveReason {
  id: string;
  text: string;
  isHired: boolean;
  isActive: boolean;
}
export interface LeverPosting {
  id: string;
  text: string;
  state: string;
  ownerId: string | null;
  hiringManagerId: string | null;
}
export interface LeverUser {
  id: string;
  name: string;
  email: string;
  username: string;
  accessRole: string;
  isActive: boolean;
}
export interface LeverHook {
  id: string;
  event: string;
  url: string;
  /** Only in the reply to the creation. */
  signatureToken: string | null;
}

export interface Page<Row> {
  rows: Row[];
  /** Token of the next page, or null at the end. */
  next: string | null;
}

/** Filters combine with AND; times are inclusive milliseconds. Archived rows are always included. */
export interface OpportunityFilter {
  email?: string;
  contactId?: string;
  postingId?: string;
  createdAtStart?: number;
  createdAtEnd?: number;
  updatedAtStart?: number;
  source?: string;
}

export interface Lever extends LeverOAuth {
  listOpportunities(
    access: LeverAccess,
    filter: OpportunityFilter,
    page: string | null,
  ): Promise<Page<LeverOpportunity>>;
  listDeletedOpportunities(
    access: LeverAccess,
    deletedAtStart: number,
    page: string | null,
  ): Promise<Page<{ id: string; deletedAt: number }>>;
  getOpportunity(access: LeverAccess, id: string): Promise<LeverOpportunity | null>;
  /** Not repeatable. */
  createOpportunity(
    access: LeverAccess,
    opportunity: NewOpportunity,
  ): Promise<{ id: string; contactId: string; isDeduped: boolean }>;
  addTags(access: LeverAccess, id: string, values: string[]): Promise<void>;
  removeTags(access: LeverAccess, id: string, values: string[]): Promise<void>;
  addSources(access: LeverAccess, id: string, values: string[]): Promise<void>;
  removeSources(access: LeverAccess, id: string, values: string[]): Promise<void>;
  addLinks(access: LeverAccess, id: string, values: string[]): Promise<void>;
  removeLinks(access: LeverAccess, id: string, values: string[]): Promise<void>;
  setStage(access: LeverAccess, id: string, stageId: string): Promise<void>;
  archive(access: LeverAccess, id: string, reasonId: string): Promise<void>;
  getContact(access: LeverAccess, id: string): Promise<LeverContact | null>;
  /** Whole lists only: Lever may replace them. */
  updateContact(
    access: LeverAccess,
    id: string,
    change: {
      emails?: string[];
      phones?: LeverPhone[];
      name?: string;
      headline?: string;
      location?: string;
    },
  ): Promise<void>;
  listNotes(
    access: LeverAccess,
    opportunityId: string,
    page: string | null,
  ): Promise<Page<LeverNote>>;
  getNote(access: LeverAccess, opportunityId: string, noteId: string): Promise<LeverNote | null>;
  /** Only notes made over the API can be deleted. One that is gone already is fine. */
  deleteNote(access: LeverAccess, opportunityId: string, noteId: string): Promise<void>;
  /** Not repeatable. With noteId: a comment in that thread. Returns the note's id. */
  createNote(
    access: LeverAccess,
    opportunityId: string,
    note: { value: string; createdAt: number; performAs?: string; noteId?: string },
  ): Promise<{ noteId: string }>;
  listFormTemplates(access: LeverAccess, page: string | null): Promise<Page<LeverFormTemplate>>;
  getFormTemplate(access: LeverAccess, id: string): Promise<LeverFormTemplate | null>;
  /** Not repeatable. */
  createFormTemplate(
    access: LeverAccess,
    template: { text: string; instructions: string; fields: LeverFormField[] },
  ): Promise<{ id: string }>;
  listForms(
    access: LeverAccess,
    opportunityId: string,
    page: string | null,
  ): Promise<Page<LeverForm>>;
  /** Not repeatable. */
  createForm(
    access: LeverAccess,
    opportunityId: string,
    form: { baseTemplateId: string; fields: LeverFormField[]; performAs?: string },
  ): Promise<{ id: string }>;
  listFiles(access: LeverAccess, opportunityId: string): Promise<{ id: string; name: string }[]>;
  /** Not repeatable. */
  uploadFile(
    access: LeverAccess,
    opportunityId: string,
    file: LeverFile,
    performAs: string,
  ): Promise<{ id: string }>;
  /** Every tag and every source the account knows: text only, they have no id. */
  listTags(access: LeverAccess, page: string | null): Promise<Page<{ text: string }>>;
  listSources(access: LeverAccess, page: string | null): Promise<Page<{ text: string }>>;
  listStages(access: LeverAccess, page: string | null): Promise<Page<LeverStage>>;
  listArchiveReasons(access: LeverAccess, page: string | null): Promise<Page<LeverArchiveReason>>;
  listPostings(access: LeverAccess, page: string | null): Promise<Page<LeverPosting>>;
  /** Deactivated users included. */
  listUsers(access: LeverAccess, page: string | null): Promise<Page<LeverUser>>;
  /** Deactivated users included. */
  findUserByEmail(access: LeverAccess, email: string): Promise<LeverUser | null>;
  listHooks(access: LeverAccess): Promise<LeverHook[]>;
  /** Not repeatable: Lever accepts the same subscription twice. */
  createHook(access: LeverAccess, hook: { event: string; url: string }): Promise<LeverHook>;
  deleteHook(access: LeverAccess, id: string): Promise<void>;
}
