// Who calls and what they may do: on every route under /v1 an API key, or the session of a signed-in person.
import type { FastifyContextConfig, FastifyInstance, FastifyRequest } from 'fastify';
import { permissionsOfRole, permissionsOfScopes } from '../core/governance/permissions.ts';
import type { Permission, Role } from '../core/governance/permissions.ts';
import { allows } from '../core/governance/scopes.ts';
import type { Scope } from '../core/governance/scopes.ts';
import { InputError } from '../core/input-error.ts';
import { checkApiKey } from '../flows/check-api-key.ts';
import { checkSession } from '../flows/check-session.ts';
import type { Deps } from '../flows/deps.ts';
import { refuseForgery, sessionToken } from './cookies.ts';
import { refusalLog } from './refusal-log.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the caller's key needs. */
    scope?: Scope;
    /** What the caller's role or key must allow. Every route under /v1 names one, or says why it needs none. */
    permission?: Permission;
    /** For every signed-in person, about oneself alone. */
    isOwn?: true;
    /** Answers anybody: signing in, set-up, invitations. */
    isOpen?: true;
  }
  interface FastifyRequest {
    caller: Caller | null;
  }
}

export type CalledBy =
  | { kind: 'apiKey'; id: string }
  | { kind: 'user'; id: string; accountId: string; sessionId: string; role: Role };

export interface Caller {
  workspaceId: string;
  by: CalledBy;
  permissions: ReadonlySet<Permission>;
}

interface KeyCaller extends Caller {
  scopes: readonly string[];
  expiresAt: Date | null;
}

// A key that was revoked by another process still works for this long.
const rememberMs = 2_000;
const rememberedMax = 10_000;

export interface KnownKeys {
  /** Forgets what was remembered: call it when a key was changed here. */
  forget(): void;
}

/** Checks the key or the session of every request; the caller is then in `request.caller`. */
export function requireCaller(app: FastifyInstance, deps: Deps): KnownKeys {
  const known = new Map<string, { caller: KeyCaller; until: number }>();
  const refusals = refusalLog(deps);
  app.decorateRequest('caller', null);
  app.addHook('onRoute', (route) => refuseUnruled(route.url, route.config ?? {}));
  app.addHook('onRequest', async (request) => {
    const { scope, permission, isOpen } = request.routeOptions.config;
    if (isOpen === true) return;
    if (scope === undefined) throw new InputError('forbidden', 'This route has no scope');
    const token = bearer(request.headers.authorization);
    const caller = token === null ? await signedIn(request) : await withKey(token);
    const because = refusal(caller, { scope, permission });
    if (because !== null) {
      const { workspaceId } = caller;
      await refusals.note(
        { workspaceId, actor: actorOf(caller) },
        { request, needed: permission ?? scope },
      );
      throw new InputError('forbidden', because);
    }
    request.caller = caller;
  });

  async function withKey(token: string): Promise<KeyCaller> {
    const now = deps.clock.now().getTime();
    const remembered = known.get(token);
    const isFresh = remembered !== undefined && now < remembered.until;
    return isFresh ? remembered.caller : await lookUp(token, now);
  }

  async function lookUp(token: string, now: number): Promise<KeyCaller> {
    known.delete(token);
    const { workspaceId, keyId, scopes, expiresAt } = await checkApiKey(deps, token);
    if (known.size >= rememberedMax) known.clear();
    const until = Math.min(now + rememberMs, expiresAt?.getTime() ?? Infinity);
    const caller: KeyCaller = {
      workspaceId,
      by: { kind: 'apiKey', id: keyId },
      permissions: permissionsOfScopes(scopes),
      scopes,
      expiresAt,
    };
    known.set(token, { caller, until });
    return caller;
  }

  async function signedIn(request: FastifyRequest): Promise<Caller> {
    const token = sessionToken(request);
    if (token === null) {
      throw new InputError('unauthorized', 'Send an API key: Authorization: Bearer fk_…');
    }
    refuseForgery(request);
    const session = await checkSession(deps, token);
    const { workspaceId, accountId, userId, role, id: sessionId } = session;
    const by = { kind: 'user' as const, id: userId, accountId, sessionId, role };
    return { workspaceId, by, permissions: new Set(permissionsOfRole[role]) };
  }

  return { forget: () => known.clear() };
}

/** A route that nobody thought about is found when the server is built, not when somebody calls it. */
function refuseUnruled(url: string, config: FastifyContextConfig): void {
  const { scope, permission, isOwn, isOpen } = config;
  const isRuled = isOpen === true || (scope !== undefined && (permission ?? isOwn) !== undefined);
  if (!isRuled) throw new Error(`Say in config which scope and permission ${url} needs.`);
}

/** Why this caller may not; null where they may. */
function refusal(
  caller: Caller | KeyCaller,
  needed: { scope: Scope; permission: Permission | undefined },
): string | null {
  const isAllowed = needed.permission === undefined || caller.permissions.has(needed.permission);
  if (caller.by.kind === 'user') {
    if (isAllowed) return null;
    return `Your role "${caller.by.role}" does not allow this; ask an owner or admin`;
  }
  if (!('scopes' in caller) || !allows(caller.scopes, needed.scope))
    return `This API key lacks the scope "${needed.scope}"; use one that has it`;
  return isAllowed ? null : 'No API key may do this; sign in as a person';
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

/** The signed-in person who calls; throws InputError for a key. */
export function personOf(
  caller: Caller,
): Extract<CalledBy, { kind: 'user' }> & { workspaceId: string } {
  if (caller.by.kind !== 'user') {
    throw new InputError('forbidden', 'This is for signed-in people; an API key has no account');
  }
  return { ...caller.by, workspaceId: caller.workspaceId };
}

/** How the caller is named in the audit log. */
export function actorOf(caller: Caller): string {
  return caller.by.kind === 'apiKey' ? `api-key:${caller.by.id}` : `user:${caller.by.id}`;
}
