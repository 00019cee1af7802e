// Control calls that move, archive and label a candidate as a recruiter would.
import { z } from 'zod';
import { changeOpportunity } from '../account.ts';
import { setArchived } from '../acts/archive.ts';
import { addLabels, removeLabels } from '../acts/labels.ts';
import { getOpportunity } from '../acts/lookups.ts';
import { moveStage } from '../acts/move-stage.ts';
import { badRequest } from '../wire/refusal.ts';
import { call, type Backstage } from './call.ts';
import { human, id, onOne } from './human.ts';

/** Acts on one candidacy. */
export function candidateCalls({ door }: Backstage) {
  const { account } = door;
  const row = (opportunity: string) => getOpportunity(account, opportunity);
  return {
    moveStage: call('Moves a candidate to a stage', onOne.extend({ stage: id }), (wish) => ({
      changed: moveStage(
        account,
        { row: row(wish.opportunity), stage: wish.stage },
        human(account, wish.by),
      ),
    })),
    archive: call('Archives with a reason id', onOne.extend({ reason: id }), (wish) => {
      const { opportunity, reason } = wish;
      setArchived(account, { row: row(opportunity), reason }, human(account, wish.by));
      return { opportunity };
    }),
    unarchive: call('Takes a candidate out of the archive', onOne, ({ opportunity, by: user }) => {
      setArchived(account, { row: row(opportunity), reason: null }, human(account, user));
      return { opportunity };
    }),
    hire: call('Archives with the reason of type hired', onOne, ({ opportunity, by: user }) => {
      const reason = account.world.archiveReasons.find((each) => each.type === 'hired');
      if (!reason) throw badRequest('The account has no hired reason');
      setArchived(account, { row: row(opportunity), reason: reason.id }, human(account, user));
      return { opportunity };
    }),
    addTag: call('Adds a tag', onOne.extend({ tag: id }), ({ opportunity, tag }) => ({
      changed: addLabels(account, { row: row(opportunity), kind: 'tags', texts: [tag] }),
    })),
    removeTag: call('Removes a tag', onOne.extend({ tag: id }), ({ opportunity, tag }) => ({
      changed: removeLabels(account, { row: row(opportunity), kind: 'tags', texts: [tag] }),
    })),
    setOwner: call('Gives a candidate another owner', onOne.extend({ owner: id }), (wish) => {
      changeOpportunity(account, row(wish.opportunity), { owner: wish.owner });
      return { opportunity: wish.opportunity };
    }),
    snooze: call(
      'Snoozes until a time, or wakes with null',
      onOne.extend({ until: z.number().nullable() }),
      ({ opportunity, until }) => {
        changeOpportunity(account, row(opportunity), { snoozedUntil: until });
        return { opportunity };
      },
    ),
  };
}
