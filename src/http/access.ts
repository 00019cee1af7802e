// Who calls and what they may do: an API key with a scope on every route under /v1.
import type { FastifyInstance } from 'fastify';
import { allows } from '../core/governance/scopes.ts';
import type { Scope } from '../core/governance/scopes.ts';
import { InputError } from '../core/input-error.ts';
import { checkApiKey } from '../flows/check-api-key.ts';
import type { Caller } from '../flows/check-api-key.ts';
import type { Deps } from '../flows/deps.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the caller's key needs. A route under /v1 without it is refused. */
    scope?: Scope;
  }
  interface FastifyRequest {
    caller: Caller | null;
  }
}

// A key that was revoked by another process still works for this long.
const rememberMs = 2_000;
const rememberedMax = 10_000;

export interface KnownKeys {
  /** Forgets what was remembered: call it when a key was changed here. */
  forget(): void;
}

/** Checks the key of every request; the caller is then in `request.caller`. */
export function requireKeys(app: FastifyInstance, deps: Deps): KnownKeys {
  const known = new Map<string, { caller: Caller; until: number }>();
  app.decorateRequest('caller', null);
  app.addHook('onRequest', async (request) => {
    const scope = request.routeOptions.config.scope;
    if (scope === undefined) throw new InputError('forbidden', 'This route has no scope');
    const token = bearer(request.headers.authorization);
    if (token === null) {
      throw new InputError('unauthorized', 'Send an API key: Authorization: Bearer fk_…');
    }
    const now = deps.clock.now().getTime();
    const remembered = known.get(token);
    const isFresh = remembered !== undefined && now < remembered.until;
    const caller = isFresh ? remembered.caller : await lookUp(token, now);
    if (!allows(caller.scopes, scope)) {
      const message = `This API key lacks the scope "${scope}"; use one that has it`;
      throw new InputError('forbidden', message);
    }
    request.caller = caller;
  });

  async function lookUp(token: string, now: number): Promise<Caller> {
    known.delete(token);
    const caller = await checkApiKey(deps, token);
    if (known.size >= rememberedMax) known.clear();
    const until = Math.min(now + rememberMs, caller.expiresAt?.getTime() ?? Infinity);
    known.set(token, { caller, until });
    return caller;
  }

  return { forget: () => known.clear() };
}

function bearer(header: string | undefined): string | null {
  const match = /^Bearer +(\S+)$/i.exec(header ?? '');
  return match?.[1] ?? null;
}

/** The caller of a request under /v1. */
export function callerOf(request: { caller: Caller | null }): Caller {
  if (request.caller === null) throw new InputError('unauthorized', 'Send an API key');
  return request.caller;
}

/** How the caller is named in the audit log. */
export function actorOf(caller: Caller): string {
  return `api-key:${caller.keyId}`;
}
