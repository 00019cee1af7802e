// The profile-form templates of the account, read before they are written to: a recruiter may have edited one.

import type { AuditEntry } from '../core/governance/audit-entry.ts';
import { findTemplate } from '../core/sync/form-fields.ts';
import type { Trx } from '../db/connect.ts';
import { appendAudit } from '../db/queries/audit.ts';
import { findCatalog, replaceCatalog } from '../db/queries/lever-catalog.ts';
import type { CatalogRow } from '../db/queries/lever-catalog.ts';
import { findCatalogReadAt } from '../db/queries/catalog-age.ts';
import { parkTemplate } from '../db/queries/parked-templates.ts';
import type { LeverFormTemplate } from '../ports/lever.ts';
import type { Deps } from './deps.ts';
import type { EffectContext } from './record-effects/effect.ts';
import { readPages } from './read-pages.ts';

const templatePagesMax = 20;

/** A back-fill adds several forms a second; one reading serves all of these, and an edit is seen within it. */
const templatesFreshMs = 15_000;

type ReadContext = Pick<EffectContext, 'deps' | 'access' | 'workspaceId' | 'limited'>;

/** A form cannot be filled as the template is now. Parks the template, not the candidate. */
export class TemplateDrifted extends Error {
  readonly template: string;
  readonly messages: string[];

  constructor(template: string, messages: string[]) {
    super(messages.join(' '));
    this.name = 'TemplateDrifted';
    this.template = template;
    this.messages = messages;
  }
}

/** The template by id or name, at most some seconds old. Throws TemplateDrifted where Lever has none such. */
export async function getFormTemplate(
  context: ReadContext,
  wanted: string,
): Promise<LeverFormTemplate> {
  const templates = await readFormTemplates(context);
  const found = findTemplate(templates, wanted);
  if (found !== null) return found;
  throw new TemplateDrifted(wanted, [
    `Lever has no active profile form "${wanted}". Create it, or change the field mapping.`,
  ]);
}

/** All active templates, read from Lever unless that was done just now. */
export async function readFormTemplates(
  context: ReadContext,
  freshMs = templatesFreshMs,
): Promise<LeverFormTemplate[]> {
  const { deps, access, workspaceId } = context;
  const key = { workspaceId, kind: 'form_template' as const };
  const readAt = await findCatalogReadAt(deps.db, key);
  if (readAt !== null && deps.clock.now().getTime() - readAt.getTime() < freshMs)
    return (await findCatalog(deps.db, key)).filter((row) => row.isActive).map(templateOf);
  const templates: LeverFormTemplate[] = [];
  const pages = readPages(
    (page) => context.limited(() => deps.lever.listFormTemplates(access, page)),
    templatePagesMax,
  );
  for await (const rows of pages) templates.push(...rows);
  const once = [...new Map(templates.map((one) => [one.id, rowOf(one)])).values()];
  const now = deps.clock.now();
  await deps.db.transaction().execute(async (trx) => {
    await replaceCatalog(trx, { ...key, rows: once, now });
  });
  return templates;
}

/** Nothing is written to the template until somebody acted; every other field goes on. */
export async function parkDrifted(
  deps: Deps,
  input: { workspaceId: string; drifted: { template: string; messages: string[] } },
): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    await appendAudit(trx, deps, await parkDriftedIn(trx, deps, input));
  });
}

/** The same within the caller's transaction, who appends the entries. */
export async function parkDriftedIn(
  trx: Trx,
  deps: Deps,
  input: { workspaceId: string; drifted: { template: string; messages: string[] } },
): Promise<AuditEntry[]> {
  const { workspaceId, drifted } = input;
  const isNew = await parkTemplate(trx, { workspaceId, ...drifted, now: deps.clock.now() });
  if (!isNew) return [];
  deps.log.error('mapping.parked', { workspaceId, messages: drifted.messages.length });
  const { template, messages } = drifted;
  return [
    {
      workspaceId,
      actor: 'system',
      action: 'mapping.parked',
      subjectKind: 'form_template',
      subjectId: template,
      detail: { messages },
    },
  ];
}

function rowOf(template: LeverFormTemplate): CatalogRow {
  const { id, text, fields, updatedAt } = template;
  return { id, text, detail: { fields, updatedAt }, isActive: true };
}

function templateOf(row: CatalogRow): LeverFormTemplate {
  const { fields, updatedAt } = row.detail as unknown as Pick<
    LeverFormTemplate,
    'fields' | 'updatedAt'
  >;
  return { id: row.id, text: row.text, fields, updatedAt };
}
