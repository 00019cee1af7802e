// Who was refused what: an audit entry for the first time in a while, so that a loop of somebody's does not fill the log.
import type { FastifyRequest } from 'fastify';
import { noteRefusal } from '../flows/note-refusal.ts';
import type { Deps } from '../flows/deps.ts';

const quietMs = 10 * 60_000;
const rememberedMax = 10_000;

export interface RefusalLog {
  note(
    caller: { workspaceId: string; actor: string },
    what: { request: FastifyRequest; needed: string },
  ): Promise<void>;
}

/** Keeps in memory what it told lately; another process tells once more. */
export function refusalLog(deps: Deps): RefusalLog {
  const told = new Map<string, number>();
  return {
    async note({ workspaceId, actor }, { request, needed }) {
      const route = request.routeOptions.url ?? '';
      const key = `${actor} ${request.method} ${route}`;
      const nowMs = deps.clock.now().getTime();
      const last = told.get(key);
      if (last !== undefined && nowMs - last < quietMs) return;
      if (told.size >= rememberedMax) told.clear();
      told.set(key, nowMs);
      await noteRefusal(deps, { workspaceId, actor, method: request.method, route, needed });
    },
  };
}
