// Stages, archive reasons, tags and sources: all read-only over the API.
import { pageOf } from '../wire/page.ts';
import { choice } from '../wire/query.ts';
import { notFound } from '../wire/refusal.ts';
import { data, type Call, type Route } from '../wire/route.ts';

export const pipelineRoutes: Route[] = [
  read('/stages', 'stages', (call) =>
    pageOf(call.query, call.account.world.stages, {
      order: { key: (stage) => [stage.rank, stage.id], directions: [1, 1] },
      present: ({ id, text }) => ({ id, text }),
    }),
  ),
  read('/stages/:stage', 'stages', (call) => {
    const stage = call.account.world.stages.find((each) => each.id === call.param('stage'));
    if (!stage) throw notFound('stages', call.param('stage'));
    return data({ id: stage.id, text: stage.text });
  }),
  read('/disposition_stages', 'stages', (call) => {
    const { stages, archiveReasons } = call.account.world;
    return data({
      stages,
      archiveReasons: archiveReasons.map(({ id, text, type, status }) => ({
        id,
        text,
        type: type === 'hired' ? 'hired' : null,
        status,
      })),
    });
  }),
  read('/archive_reasons', 'archive_reasons', (call) => {
    const type = choice(call.query, 'type', ['hired', 'non-hired']);
    const all = call.account.world.archiveReasons;
    const places = new Map(all.map((reason, at) => [reason.id, at]));
    const rows = all.filter((reason) => type === undefined || reason.type === type);
    return pageOf(call.query, rows, {
      order: { key: (reason) => [places.get(reason.id) ?? 0], directions: [1] },
      present: ({ id, text, status, type: kind }) => ({ id, text, status, type: kind }),
    });
  }),
  read('/archive_reasons/:reason', 'archive_reasons', (call) => {
    const reason = call.account.world.archiveReasons.find(
      (each) => each.id === call.param('reason'),
    );
    if (!reason) throw notFound('archive_reasons', call.param('reason'));
    return data(reason);
  }),
  read('/tags', 'tags', (call) => counted(call, 'tag')),
  read('/sources', 'sources', (call) => counted(call, 'source')),
];

function read(path: string, noun: string, run: Route['run']): Route {
  return { method: 'GET', path, noun, access: 'read', run };
}

function counted(call: Call, kind: 'tag' | 'source') {
  const { world } = call.account;
  const texts = [...(kind === 'tag' ? world.tags : world.sources)];
  return pageOf(call.query, texts, {
    order: { key: (text) => [text.toLowerCase(), text], directions: [1, 1] },
    present: (text) => ({ text, count: world.index.count(kind, text) }),
  });
}
