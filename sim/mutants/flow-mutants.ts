// Faults planted in the flows and in the rules they follow: reading back, holding, planning, matching, auditing.

import type { Mutant } from './mutant.ts';

export const flowMutants: readonly Mutant[] = [
  {
    name: 'cold-mode-ignored',
    says: 'after a restore nothing is looked for before it is done',
    file: 'src/flows/sync-record.ts',
    find: 'const isCold = turning.lever.coldSince !== null;',
    replace: 'const isCold = turning.lever.coldSince === undefined;',
    caughtBy: 58,
  },
  {
    name: 'marker-from-sequence',
    says: 'the marker of a note comes from a clock instead of what the source said',
    file: 'src/core/sync/plan-timeline.ts',
    find: 'noteRef(markerText([...name, first.source, first.sourceEventId]), input.hash);',
    replace:
      'noteRef(markerText([...name, first.source, first.sourceEventId, `${input.nowMs}`]), input.hash);',
    caughtBy: 58,
  },
  {
    name: 'no-look-up',
    says: 'nobody looks in Lever before creating',
    file: 'src/core/sync/plan-record.ts',
    find: 'if (facts.lookedUpAtMs === null || facts.nowMs - facts.lookedUpAtMs > lookUpFreshMs)',
    replace: 'if (facts.nowMs === 0)',
    caughtBy: 82,
  },
  {
    name: 'watermark-ahead',
    says: 'the poll takes its own clock as the place where it goes on',
    file: 'src/flows/poll-lever.ts',
    find: 'updatedWatermark: updatedTo === null ? null : new Date(updatedTo),',
    replace: 'updatedWatermark: new Date(startedAt.getTime() + 3_600_000 + (updatedTo ?? 0) * 0),',
    caughtBy: 1,
  },
  {
    name: 'no-poll-repair',
    says: 'what a webhook missed stays missed',
    file: 'src/flows/poll-lever.ts',
    find: 'const updatedTo = await pollUpdated(deps, { work, lever });',
    replace:
      'const updatedTo = deps.clock.now().getTime() > 0 ? null : await pollUpdated(deps, { work, lever });',
    caughtBy: 1,
  },
  {
    name: 'no-deletion-poll',
    says: 'deletions are known from webhooks alone',
    file: 'src/flows/poll-lever.ts',
    find: 'const deletedTo = await pollDeleted(deps, { work, lever });',
    replace:
      'const deletedTo = deps.clock.now().getTime() > 0 ? null : await pollDeleted(deps, { work, lever });',
    caughtBy: 38,
  },
  {
    name: 'pause-rule-ignored',
    says: 'a stage or archive reason that was read holds nothing',
    file: 'src/flows/apply-lever-change.ts',
    find: "if (found.effect === 'continue') return forbidden;",
    replace: 'if (found.effect.length > 0) return forbidden;',
    caughtBy: 2,
  },
  {
    name: 'stale-hook-unpauses',
    says: 'a reading that asks for nothing lifts what is held',
    file: 'src/flows/apply-lever-change.ts',
    find: "if (found.effect === 'continue') return forbidden;",
    replace:
      "if (found.effect === 'continue') {\n    await trx.updateTable('holds').set({ liftedAt: deps.clock.now(), liftedBy: 'lever' }).where('workspaceId', '=', workspaceId).where('personId', '=', record.personId).where('liftedAt', 'is', null).execute();\n    return forbidden;\n  }",
    caughtBy: 2,
  },
  {
    name: 'opt-out-pauses',
    says: 'who unsubscribes is paused instead of stopped',
    file: 'src/flows/apply-touch.ts',
    find: "effect: 'stop',\n        cause: 'opt_out',",
    replace: "effect: 'pause',\n        cause: 'opt_out',",
    caughtBy: 3,
  },
  {
    name: 'audit-after-commit',
    says: 'the audit entry of an effect is written in a transaction of its own, later',
    file: 'src/flows/sync-record.ts',
    find: '      await appendAudit(trx, deps, entries);\n    },',
    replace:
      '      void deps.clock.sleep(1).then(async () => await deps.db.transaction().execute(async (later) => await appendAudit(later, deps, entries))).catch(() => undefined);\n    },',
    caughtBy: 35,
  },
  {
    name: 'hold-without-audit',
    says: 'a hold that a webhook led to has no audit entry',
    file: 'src/flows/handle-hooks.ts',
    find: '    await appendAudit(trx, deps, entries);\n    return true;',
    replace:
      '    if (entries.length > 1_000) await appendAudit(trx, deps, entries);\n    return true;',
    caughtBy: 21,
  },
  {
    name: 'ack-before-commit',
    says: 'a profile is acknowledged before it is committed',
    file: 'src/flows/receive-profiles.ts',
    find: '  const results = await inTransaction(deps.db, async (trx) => {\n    const taken = await takeProfiles(trx, deps, batch);\n    await appendAudit(trx, deps, taken.audit);\n    return taken.results;\n  });',
    replace:
      '  const results = await new Promise<IntakeResult[]>((resolve, reject) => {\n    inTransaction(deps.db, async (trx) => {\n      const taken = await takeProfiles(trx, deps, batch);\n      await appendAudit(trx, deps, taken.audit);\n      resolve(taken.results);\n    }).catch(reject);\n  });',
    caughtBy: 10,
  },
  {
    name: 'list-instead-of-union',
    says: 'our addresses replace those in Lever instead of joining them',
    file: 'src/core/sync/plan-contact.ts',
    find: 'emails: [...contact.emails, ...emails] }),',
    replace: 'emails: [...emails] }),',
    caughtBy: 1,
  },
  {
    name: 'base-from-reply',
    says: 'the base of the addresses is taken from a reply, which leaves them out',
    file: 'src/flows/record-effects/create-opportunity.ts',
    find: 'emails: outcome.isDeduped ? [] : request.emails,',
    replace: 'emails: outcome.isDeduped ? [] : request.emails.slice(0, 0),',
    caughtBy: 1,
  },
  {
    name: 'removed-tag-returns',
    says: 'a tag that was there before us and that a human took away is added again',
    file: 'src/core/sync/merge.ts',
    find: 'const add = [...desired].filter((key) => !theirs.has(key) && !known.has(key));',
    replace:
      'const add = [...desired].filter((key) => !theirs.has(key) || (known.has(key) && !theirs.has(key)));',
    caughtBy: 632,
  },
  {
    name: 'echo-written-again',
    says: 'what we wrote and have not read back yet is written once more',
    file: 'src/core/sync/plan-record.ts',
    find: '      own: base.ours,\n      seen: base.seen,\n      desired: wanted[field],\n      // Ours count as standing: a reading may be older than our write, and taking away what is gone costs nothing.\n      theirs: [...(opportunity?.[field] ?? []), ...base.ours],',
    replace:
      '      own: [],\n      seen: base.seen,\n      desired: wanted[field],\n      theirs: [...(opportunity?.[field] ?? [])],',
    caughtBy: 1,
  },
  {
    name: 'touch-told-twice',
    says: 'a touch that was written is not marked as told',
    file: 'src/flows/record-effects/write-note.ts',
    find: 'await storeTimelineLines(trx, { ...key, touchIds, intentId, now });',
    replace:
      'if (touchIds.length > 1_000) await storeTimelineLines(trx, { ...key, touchIds, intentId, now });',
    caughtBy: 1,
  },
  {
    name: 'merge-leaves-touches',
    says: 'undoing a merge leaves the touches with the other person',
    file: 'src/db/queries/move-items.ts',
    find: 'update touches set person_id = ${move.toId}',
    replace: 'update touches set person_id = ${move.fromId}',
    caughtBy: 39,
  },
  {
    name: 'human-answer-undone',
    says: 'two people whom a human told apart are made one again',
    file: 'src/flows/known-people.ts',
    find: 'const apart = await listKeptApart(trx, { workspaceId, personIds });',
    replace: 'const apart = (await listKeptApart(trx, { workspaceId, personIds })).slice(0, 0);',
    caughtBy: 1,
  },
  {
    name: 'forged-hook-taken',
    says: 'any signature will do',
    file: 'src/flows/receive-hook.ts',
    find: 'if (sameText(expected, hook.signature)) signer = stored.id;',
    replace: "if (sameText(expected, hook.signature) || expected !== '') signer = stored.id;",
    caughtBy: 1,
  },
  {
    name: 'erased-written-to',
    says: 'a candidate who was deleted or anonymised in Lever is planned for as before',
    file: 'src/core/sync/plan-record.ts',
    find: 'if (facts.gone !== null) return',
    replace: "if (facts.gone === 'merged') return",
    caughtBy: 1,
  },
  {
    name: 'waiting-touch-lost',
    says: 'a touch that came before its person is never placed',
    file: 'src/flows/place-touches.ts',
    find: 'const woken = (await loadTouches(trx, { workspaceId, ids: wokenIds })).map((touch) => ({',
    replace:
      'const woken = (await loadTouches(trx, { workspaceId, ids: wokenIds.slice(0, 0) })).map((touch) => ({',
    caughtBy: 1,
  },
  {
    name: 'key-in-the-log',
    says: 'the key to Lever is in the log',
    file: 'src/flows/lever-access.ts',
    find: "const isGranted = connection.credentialKind === 'oauth';",
    replace:
      "deps.log.info('connection.opened', { credential: credential.reveal() });\n  const isGranted = connection.credentialKind === 'oauth';",
    caughtBy: 1,
  },
];
