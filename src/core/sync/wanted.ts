// What the person's record in Lever should hold, worked out of the canonical person by the mapping.

import type { ReceivedFile } from '../people/received.ts';
import type { RemotePhone } from './remote.ts';

export const setFields = ['tags', 'sources', 'links'] as const;
export type SetField = (typeof setFields)[number];

export interface WantedForm {
  templateId: string;
  /** Field text → value in our own terms; encoded per field type when the template is filled. */
  values: Record<string, string | number | boolean | string[] | null>;
}

export interface Wanted {
  name: string;
  headline: string;
  location: string;
  /** Best first; the ones to be written, already chosen by verification status. */
  emails: string[];
  phones: RemotePhone[];
  tags: string[];
  sources: string[];
  links: string[];
  /** Lever user ids. */
  owner: string | null;
  performAs: string;
  resume: ReceivedFile | null;
  form: WantedForm | null;
}
