// Stage, archive, tags, sources and links of an opportunity.
import { setArchived } from '../acts/archive.ts';
import { addLabels, addLinks, removeLabels, removeLinks, type LabelKind } from '../acts/labels.ts';
import { moveStage } from '../acts/move-stage.ts';
import {
  nullableString,
  optionalFlag,
  optionalString,
  requiredString,
  requiredStrings,
} from '../wire/fields.ts';
import { badRequest } from '../wire/refusal.ts';
import { data, type Call, type Route } from '../wire/route.ts';
import { presentBlank, presentWritten } from './present-opportunity.ts';
import { actorOf, bodyOf, opportunityToChange } from './shared.ts';

export const opportunityChanges: Route[] = [
  write('PUT', 'stage', (call) => {
    const stage = requiredString(bodyOf(call), 'stage');
    const actor = actorOf(call);
    const row = opportunityToChange(call);
    moveStage(call.account, { row, stage }, actor);
    return data(presentBlank(call, row));
  }),
  write('PUT', 'archived', (call) => {
    const body = bodyOf(call);
    const reason = nullableString(body, 'reason');
    if (reason === undefined) throw badRequest('Missing required parameter: reason');
    const actor = actorOf(call);
    const row = opportunityToChange(call);
    const requisition = optionalString(body, 'requisitionId') ?? null;
    const cleanInterviews = optionalFlag(body, 'cleanInterviews') ?? false;
    setArchived(call.account, { row, reason, requisition, cleanInterviews }, actor);
    return data(presentBlank(call, row));
  }),
  write('POST', 'addTags', labels('tags', addLabels)),
  write('POST', 'removeTags', labels('tags', removeLabels)),
  write('POST', 'addSources', labels('sources', addLabels)),
  write('POST', 'removeSources', labels('sources', removeLabels)),
  write('POST', 'addLinks', links(addLinks)),
  write('POST', 'removeLinks', links(removeLinks)),
];

function write(method: 'PUT' | 'POST', action: string, run: Route['run']): Route {
  return {
    method,
    path: `/opportunities/:opportunity/${action}`,
    noun: 'opportunities',
    access: 'write',
    run,
  };
}

function labels(kind: LabelKind, act: typeof addLabels): Route['run'] {
  return (call: Call) => {
    const texts = requiredStrings(bodyOf(call), kind);
    actorOf(call);
    const row = opportunityToChange(call);
    act(call.account, { row, kind, texts });
    return data(presentBlank(call, row));
  };
}

function links(act: typeof addLinks): Route['run'] {
  return (call: Call) => {
    const wanted = requiredStrings(bodyOf(call), 'links');
    const actor = actorOf(call);
    const row = opportunityToChange(call);
    act(call.account, { row, links: wanted }, actor);
    return data(presentWritten(call, row));
  };
}
