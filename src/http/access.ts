// Who calls and what they may do: on every route under /v1 an API key, or the session of a signed-in person.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { permissionsOfRole, permissionsOfScopes } from '../core/governance/permissions.ts';
import type { Permission, Role } from '../core/governance/permissions.ts';
import { allows } from '../core/governance/scopes.ts';
import type { Scope } from '../core/governance/scopes.ts';
import { InputError } from '../core/input-error.ts';
import { checkApiKey } from '../flows/check-api-key.ts';
import { checkSession } from '../flows/check-session.ts';
import type { Deps } from '../flows/deps.ts';
import { refuseForgery, sessionToken } from './cookies.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the caller's key needs. A route under /v1 without it is refused, unless it is open. */
    scope?: Scope;
    /** What a person's role must allow, where the scope says too little. */
    permission?: Permission;
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

/** What a person needs for a route that names a scope alone. */
const permissionOfScope = {
  read: 'people.read',
  intake: 'intake.write',
  review: 'reviews.answer',
  admin: 'rules.write',
} as const satisfies Record<Scope, Permission>;

export interface KnownKeys {
  /** Forgets what was remembered: call it when a key was changed here. */
  forget(): void;
}

/** Checks the key or the session of every request; the caller is then in `request.caller`. */
export function requireCaller(app: FastifyInstance, deps: Deps): KnownKeys {
  const known = new Map<string, { caller: KeyCaller; until: number }>();
  app.decorateRequest('caller', null);
  app.addHook('onRequest', async (request) => {
    const { scope, permission, isOpen } = request.routeOptions.config;
    if (isOpen === true) return;
    if (scope === undefined) throw new InputError('forbidden', 'This route has no scope');
    const token = bearer(request.headers.authorization);
    request.caller =
      token === null
        ? await signedIn(request, permission ?? permissionOfScope[scope])
        : await withKey(token, { scope, permission });
  });

  async function withKey(
    token: string,
    needed: { scope: Scope; permission: Permission | undefined },
  ): Promise<Caller> {
    const now = deps.clock.now().getTime();
    const remembered = known.get(token);
    const isFresh = remembered !== undefined && now < remembered.until;
    const caller = isFresh ? remembered.caller : await lookUp(token, now);
    if (!allows(caller.scopes, needed.scope)) {
      const message = `This API key lacks the scope "${needed.scope}"; use one that has it`;
      throw new InputError('forbidden', message);
    }
    if (needed.permission !== undefined && !caller.permissions.has(needed.permission)) {
      throw new InputError('forbidden', `No API key may do this; sign in as a person`);
    }
    return caller;
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

  async function signedIn(request: FastifyRequest, needed: Permission): Promise<Caller> {
    const token = sessionToken(request);
    if (token === null) {
      throw new InputError('unauthorized', 'Send an API key: Authorization: Bearer fk_…');
    }
    refuseForgery(request);
    const session = await checkSession(deps, token);
    const { workspaceId, accountId, userId, role, id: sessionId } = session;
    const permissions = new Set(permissionsOfRole[role]);
    if (!permissions.has(needed)) {
      const message = `Your role "${role}" does not allow this; ask an owner or admin`;
      throw new InputError('forbidden', message);
    }
    return {
      workspaceId,
      by: { kind: 'user', id: userId, accountId, sessionId, role },
      permissions,
    };
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
