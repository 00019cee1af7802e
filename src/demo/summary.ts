// The demo's result: one object for programs, plain words for people.

import type { DemoOwner } from './demo-owner.ts';
import type { Movable } from './pauses.ts';

export interface DemoResult {
  profiles: number;
  people: number;
  /** Added to the sandbox. */
  opportunities: number;
  contacts: number;
  notes: number;
  touches: number;
  /** To Lever, as the sandbox counted them. */
  calls: number;
  /** Share of the calls Lever would have allowed in that time. */
  rateLimitUse: number;
  refusedCalls: number;
  duplicates: number;
  lost: number;
  /** People to whom outreach is held. */
  paused: number;
  /** From a stage change in Lever to the pause at the source; null where nobody could be moved. */
  pauseMs: number | null;
  seconds: number;
  /** What Fulcrum believes is what the sandbox holds, line by line. */
  agrees: boolean;
  differences: string[];
}

const differencesShownMax = 20;

/** What happened, in plain words. */
export function summaryLines(result: DemoResult): string[] {
  return [
    `${result.profiles} profiles described ${result.people} people; ${result.contacts} of them are in Lever with ${result.opportunities} opportunities.`,
    `${result.touches} touches stand in ${result.notes} notes on their timelines.`,
    `It took ${result.calls} calls in ${Math.round(result.seconds)} seconds: ${Math.round(result.rateLimitUse * 100)} % of what the rate limit allows, ${result.refusedCalls} refused.`,
    `Outreach to ${result.paused} people is held.`,
    ...(result.pauseMs === null
      ? []
      : [
          `A candidate was moved to an interview in Lever: the sourcing tool had the pause after ${result.pauseMs} ms.`,
        ]),
    result.agrees
      ? 'Compared with what the sandbox really holds: every person, opportunity and line agrees; 0 duplicates, 0 lost.'
      : `Compared with what the sandbox really holds: ${result.duplicates} duplicates, ${result.lost} lost, ${result.differences.length} differences:`,
    ...result.differences.slice(0, differencesShownMax).map((one) => `  ${one}`),
  ];
}

/** What to look at and what to try while the demo stays. */
export function stayLines(given: {
  url: string;
  apiKey: string;
  owner: DemoOwner;
  controlUrl: string;
  next: Movable | undefined;
}): string[] {
  const { url, apiKey, owner, controlUrl, next } = given;
  return [
    `Web app   ${url}   (sign in as ${owner.email}, password ${owner.password})`,
    `API       ${url}/v1/status   (key ${apiKey})`,
    `Sandbox   ${controlUrl}`,
    ...(next === undefined
      ? []
      : [
          '',
          `Move ${next.name} to "${next.stageText}" and see the pause arrive:`,
          `  curl -s ${controlUrl}/moveStage -H 'content-type: application/json' -d '${JSON.stringify({ opportunity: next.opportunityId, stage: next.stageId })}'`,
        ]),
    '',
    'Ctrl-C ends the demo and removes everything it made.',
  ];
}
