// Registers an address of the customer for signed webhooks; the signing secret is told once.

import { InputError } from '../core/input-error.ts';
import { Secret } from '../core/secret.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { insertEndpoint } from '../db/queries/webhook-endpoints.ts';
import { checkpointEvent } from './audit-checkpoint.ts';
import type { Deps } from './deps.ts';
import { inTransaction } from './in-transaction.ts';
import { outreachEvents } from './tell-source.ts';

/** What an endpoint may be told. */
export const webhookEvents = [...outreachEvents, checkpointEvent] as const;

export interface NewEndpoint {
  workspaceId: string;
  url: string;
  events: readonly string[];
  actor: string;
}

const urlCharsMax = 2_000;

/** Throws InputError where the address or an event is not usable. */
export async function addWebhookEndpoint(
  deps: Deps,
  input: NewEndpoint,
): Promise<{ id: string; secret: Secret }> {
  refuseBadEndpoint(input);
  const { workspaceId, actor } = input;
  // The form of Standard Webhooks: the receiver's library takes it as it is.
  const secret = `whsec_${Buffer.from(deps.sealer.newKey()).toString('base64')}`;
  const id = deps.ids.next();
  const events = [...new Set(input.events)].toSorted();
  await inTransaction(deps.db, async (trx) => {
    await insertEndpoint(trx, {
      workspaceId,
      id,
      url: input.url,
      events,
      sealedSecret: deps.sealer.seal(Buffer.from(secret, 'utf8')),
      createdAt: deps.clock.now(),
    });
    const subject = { subjectKind: 'webhook_endpoint', subjectId: id };
    const detail = { host: new URL(input.url).host, events };
    await appendAudit(trx, deps, [
      { workspaceId, actor, action: 'webhook_endpoint.added', ...subject, detail },
    ]);
  });
  return { id, secret: new Secret(secret) };
}

function refuseBadEndpoint(input: NewEndpoint): void {
  const url = URL.canParse(input.url) ? new URL(input.url) : null;
  const isHttp = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (!isHttp || input.url.length > urlCharsMax || url.username !== '' || url.hash !== '') {
    throw new InputError(
      'invalid',
      'Give the full https address, such as https://sourcing.example/webhooks.',
      'url',
    );
  }
  if (input.events.length === 0) {
    throw new InputError(
      'invalid',
      `Name at least one event of ${webhookEvents.join(', ')}.`,
      'events',
    );
  }
  const unknown = input.events.find((event) => !webhookEvents.some((known) => known === event));
  if (unknown === undefined) return;
  throw new InputError(
    'invalid',
    `There is no event "${unknown}"; use ${webhookEvents.join(', ')}.`,
    'events',
  );
}
