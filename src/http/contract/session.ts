// /v1/session and /v1/setup: who is signed in, and the first owner.
import { z } from 'zod';
import { permissions, roles } from '../../core/governance/permissions.ts';
import { time } from './page.ts';
import { storable, text, timeZone, uuid } from './text.ts';

const password = storable(1_000);

export const signInBody = z.strictObject({
  email: text(320),
  password,
  code: text(40).optional().describe('From the authenticator app, or a recovery code'),
});

const seat = z.object({ slug: z.string(), name: z.string(), role: z.enum(roles) });

export const sessionAnswer = z
  .object({
    user: z.object({
      id: uuid,
      name: z.string(),
      email: z.string(),
      role: z.enum(roles),
      timeZone: z.string(),
      hasSecondFactor: z.boolean(),
    }),
    workspace: z.object({ id: uuid, slug: z.string(), name: z.string() }),
    workspaces: z.array(seat),
    permissions: z.array(z.enum(permissions)),
    expiresAt: time,
  })
  .meta({ id: 'Session' });

export const codeNeededAnswer = z
  .object({ code: z.literal('code_needed'), message: z.string() })
  .meta({ id: 'CodeNeeded' });

export const switchBody = z.strictObject({ slug: text(63) });

export const sessionsAnswer = z
  .object({
    items: z.array(
      z.object({
        id: uuid,
        createdAt: time,
        seenAt: time,
        expiresAt: time,
        userAgent: z.string(),
        isThisOne: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'Sessions' });

export const endedAnswer = z.object({ ended: z.int() }).meta({ id: 'EndedSessions' });

export const setupAnswer = z
  .object({ isNeeded: z.boolean().describe('True while nobody can sign in') })
  .meta({ id: 'Setup' });

export const setupBody = z.strictObject({
  code: text(100).describe('Printed by the server at its start'),
  email: z.email().max(320),
  name: text(200),
  password,
  timeZone: timeZone.default('UTC'),
});
