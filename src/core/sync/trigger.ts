// When a person is first written to Lever: the job's rule held against what happened.

export const triggers = [
  'never',
  'contact_found',
  'enrolled',
  'first_message',
  'reply',
  'interested_reply',
  'by_hand',
] as const;
export type Trigger = (typeof triggers)[number];

export interface TriggerFacts {
  hasContact: boolean;
  isEnrolled: boolean;
  isContacted: boolean;
  hasReplied: boolean;
  hasInterestedReply: boolean;
}

/** The moment the person has reached, or null. A later moment counts as having passed the earlier ones. */
export function decideTrigger(trigger: Trigger, facts: TriggerFacts): string | null {
  const hasReplied = facts.hasReplied || facts.hasInterestedReply;
  const isContacted = facts.isContacted || hasReplied;
  const isEnrolled = facts.isEnrolled || isContacted;
  switch (trigger) {
    case 'never':
    case 'by_hand':
      return null;
    case 'contact_found':
      return facts.hasContact || isContacted ? 'a way to contact the person was found' : null;
    case 'enrolled':
      return isEnrolled ? 'the person was added to a sequence' : null;
    case 'first_message':
      return isContacted ? 'the first message was sent' : null;
    case 'reply':
      return hasReplied ? 'the person replied' : null;
    case 'interested_reply':
      return facts.hasInterestedReply ? 'the person replied with interest' : null;
  }
}
