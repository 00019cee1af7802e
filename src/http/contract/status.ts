// GET /v1/status: the numbers of the workspace at a glance.
import { z } from 'zod';

export const statusAnswer = z
  .object({
    profiles: z.int(),
    people: z.int(),
    inLever: z.int().describe('Records that have an opportunity in Lever'),
    waitingIntake: z.int().describe('Taken in and not yet identified'),
    waitingRecords: z.int().describe('Records whose next step in Lever is due or under way'),
    touches: z.int(),
    calls: z.int().describe('Calls sent to Lever'),
    refusedCalls: z.int().describe('Of these refused by Lever for the rate'),
    paused: z.int().describe('People with a hold in force'),
    parkedIntents: z.int(),
    parkedIntake: z.int(),
    parkedDeliveries: z.int(),
    openReviews: z.int().describe('Doubtful matches that wait for an answer'),
    openConflicts: z.int(),
    heldRuns: z.int().describe('Changes of many records that wait for an admin'),
    openReplies: z.int().describe('Written by people, and not answered or put away yet'),
    openTasks: z.int().describe('What is to be done by hand'),
  })
  .meta({ id: 'Status' });
