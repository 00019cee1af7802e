// The one legacy call without a successor: attaching a posting to a candidacy that has none.
import { changeOpportunity } from '../account.ts';
import { addApplication, withPostingTags } from '../acts/create-opportunity.ts';
import { postingInBody } from '../acts/lookups.ts';
import { requiredStrings } from '../wire/fields.ts';
import { badRequest } from '../wire/refusal.ts';
import { data, type Call, type Route } from '../wire/route.ts';
import { presentBlank } from './present-opportunity.ts';
import { actorOf, bodyOf, needConfidential, opportunityToChange } from './shared.ts';

export const legacyRoutes: Route[] = [
  {
    method: 'POST',
    path: '/candidates/:opportunity/addPostings',
    noun: 'opportunities',
    access: 'write',
    run: add,
  },
  {
    method: 'POST',
    path: '/candidates/:opportunity/removePostings',
    noun: 'opportunities',
    access: 'write',
    run: remove,
  },
];

function add(call: Call) {
  const actor = actorOf(call, 'required');
  const ids = requiredStrings(bodyOf(call), 'postings');
  if (ids.length !== 1 || ids[0] === undefined)
    throw badRequest('Exactly one posting may be given');
  const row = opportunityToChange(call);
  const posting = postingInBody(call.account, ids[0]);
  if (posting.confidential) needConfidential(call);
  if (row.posting === posting.id) return data(presentBlank(call, row));
  if (row.posting !== null) throw badRequest('The opportunity has a posting');
  changeOpportunity(call.account, row, {
    posting: posting.id,
    application: call.account.ids.uuid(),
    confidential: posting.confidential,
    tags: withPostingTags(row.tags, posting),
  });
  for (const tag of row.tags) call.account.world.tags.add(tag);
  addApplication(call.account, { row, posting }, actor);
  return data(presentBlank(call, row));
}

function remove(call: Call) {
  actorOf(call, 'required');
  const ids = requiredStrings(bodyOf(call), 'postings');
  const row = opportunityToChange(call);
  if (row.posting !== null && ids.includes(row.posting)) {
    if (row.application) call.account.world.applications.delete(row.application);
    changeOpportunity(call.account, row, { posting: null, application: null, confidential: false });
  }
  return data(presentBlank(call, row));
}
