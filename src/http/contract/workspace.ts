// /v1/workspaces: the customers of this installation that one belongs to.
import { z } from 'zod';
import { roles } from '../../core/governance/permissions.ts';
import { text, uuid } from './text.ts';

export const workspacesAnswer = z
  .object({
    items: z.array(z.object({ id: uuid, slug: z.string(), name: z.string(), role: z.enum(roles) })),
  })
  .meta({ id: 'Workspaces' });

export const workspaceBody = z.strictObject({
  slug: text(63).describe('Small letters, digits and hyphens'),
  name: text(200),
  defaultRegion: z
    .string()
    .regex(/^[A-Z]{2}$/u, { error: 'must be a two-letter country code such as US or DE' })
    .default('US'),
});

export const madeWorkspace = z.object({ id: uuid, slug: z.string() }).meta({ id: 'MadeWorkspace' });
