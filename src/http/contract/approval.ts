// /v1/approvals: changes that wait for a second person.
import { z } from 'zod';
import { approvalKinds } from '../../core/governance/approval-rules.ts';
import { approvalStates } from '../../db/queries/approvals.ts';
import { pageAnswer, pageQuery, time } from './page.ts';
import { text, uuid } from './text.ts';

export const approvalsQuery = pageQuery.extend({ state: z.enum(approvalStates).optional() });

export const approvalAnswer = z
  .object({
    id: uuid,
    kind: z.enum(approvalKinds),
    state: z.enum(approvalStates).describe('approved: agreed to, and about to be carried out'),
    title: z.string(),
    payload: z.unknown().describe('The change, exactly as it will be made'),
    size: z.int(),
    because: z.string(),
    requestedBy: z.string(),
    requestedAt: time,
    expiresAt: time,
    decidedBy: z.string().nullable(),
    decidedAt: time.nullable(),
    decidedBecause: z.string().nullable(),
    finishedAt: time.nullable(),
    outcome: z.string().nullable().describe('Why it could not be carried out any more'),
  })
  .meta({ id: 'Approval' });

export const approvalsAnswer = pageAnswer(approvalAnswer).meta({ id: 'Approvals' });

export const approveBody = z.strictObject({ because: text(1_000).optional() });
export const refuseBody = z.strictObject({ because: text(1_000) });
