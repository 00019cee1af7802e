// The HTML of a message with its tracking, where workspace and sequence both have it on; else the HTML as it is. Whose
// message and which link it is stands sealed in the address, so nobody can make one up and it names nobody.

import { trackHtml } from '../core/mail/track-html.ts';
import { findTracking, findTrackedSequence } from '../db/queries/tracking.ts';
import type { Deps } from './deps.ts';

export interface TrackedMessage {
  workspaceId: string;
  messageId: string;
}

/** What an address of ours stands for; the picture leads nowhere. */
export interface TrackedPlace extends TrackedMessage {
  url: string | null;
}

export async function trackedHtml(
  deps: Pick<Deps, 'db' | 'sealer' | 'publicUrl'>,
  of: TrackedMessage & { sequenceId: string | null; html: string; except: readonly string[] },
): Promise<string> {
  const { workspaceId, messageId, sequenceId, html } = of;
  if (sequenceId === null || html === '') return html;
  const settings = await findTracking(deps.db, workspaceId);
  if (settings?.isOn !== true) return html;
  const tracked = await findTrackedSequence(deps.db, { workspaceId, sequenceId });
  if (tracked === undefined) return html;
  const base = `https://${settings.domain}/t`;
  const keyOf = (url: string | null): string => sealPlace(deps, { workspaceId, messageId, url });
  const unsubscribe = `${deps.publicUrl?.replace(/\/+$/u, '') ?? ''}/u/`;
  return trackHtml(html, {
    pictureUrl: tracked.opens ? `${base}/o?k=${keyOf(null)}` : null,
    linkUrl: tracked.clicks ? (url) => `${base}/c?k=${keyOf(url)}` : null,
    except: [unsubscribe, ...of.except],
  });
}

/** Null for a key that is none of ours. */
export function openPlace(deps: Pick<Deps, 'sealer'>, key: string): TrackedPlace | null {
  try {
    const text = Buffer.from(deps.sealer.open(Buffer.from(key, 'base64url'))).toString('utf8');
    const read: unknown = JSON.parse(text);
    if (!Array.isArray(read) || read[0] !== form) return null;
    const [, workspaceId, messageId, url] = read as [string, string, string, string | null];
    return { workspaceId, messageId, url };
  } catch {
    return null;
  }
}

/** What else the installation seals is never taken for one. */
const form = 'track';

function sealPlace(deps: Pick<Deps, 'sealer'>, place: TrackedPlace): string {
  const { workspaceId, messageId, url } = place;
  const text = JSON.stringify([form, workspaceId, messageId, url]);
  return Buffer.from(deps.sealer.seal(Buffer.from(text))).toString('base64url');
}
