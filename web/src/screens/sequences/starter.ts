// What a new sequence begins with, and what is added to one: careful values, a text that may be published as it is.
import type { SequenceBody, Step, Variant } from '../../api/sequences.ts';

const first: Variant = {
  id: 'a',
  weight: 1,
  subject: "{{ role | default: 'A role' }} for {{ first_name | default: 'you' }}?",
  text: "Hi {{ first_name | default: 'there' }},\n\nyour work at {{ company | default: 'your company' }} fits what we look for in {{ role | default: 'a role' }}. Shall we talk this week?\n\n{{ sender_first_name }}",
  html: null,
};

/** One email; everything else as careful as the server's own defaults. */
export function starterBody(): SequenceBody {
  return {
    steps: [
      {
        id: 'step-1',
        channel: 'email',
        delay: { amount: 0, unit: 'hours' },
        window: null,
        isInThread: false,
        variants: [first],
      },
    ],
    window: { days: [1, 2, 3, 4, 5], from: '08:30', to: '17:30' },
    skipsHolidays: true,
    approval: 'first',
    holdMinutes: 15,
    mayUseUnverified: false,
    addresses: 'any',
    holdoutPercent: 0,
    stopsCompanyOnReply: false,
  };
}

/** The next step of a channel: three business days later, a follow-up in the thread where there is one. */
export function nextStep(steps: readonly Step[], channel: Step['channel']): Step {
  const isInThread = channel === 'email' && steps.some((step) => step.channel === 'email');
  return {
    id: freeId(
      steps.map(({ id }) => id),
      'step-',
    ),
    channel,
    delay: steps.length === 0 ? { amount: 0, unit: 'hours' } : { amount: 3, unit: 'business_days' },
    window: null,
    isInThread,
    variants: [{ ...first, subject: isInThread ? '' : first.subject, text: textFor(channel) }],
  };
}

/** The same again under a name of its own: to sent messages it is another step. */
export function copyOf(steps: readonly Step[], step: Step): Step {
  const id = freeId(
    steps.map((each) => each.id),
    'step-',
  );
  return { ...step, id };
}

/** The same words under the next letter. */
export function nextVariant(variants: readonly Variant[]): Variant {
  const taken = variants.map(({ id }) => id);
  const letter = Array.from('abcdefghij').find((each) => !taken.includes(each));
  const model = variants.at(-1) ?? first;
  return { ...model, id: letter ?? freeId(taken, 'variant-') };
}

function freeId(taken: readonly string[], prefix: string): string {
  const free = Array.from({ length: taken.length + 1 }, (_, index) => `${prefix}${index + 1}`);
  return free.find((id) => !taken.includes(id)) ?? `${prefix}${taken.length + 1}`;
}

function textFor(channel: Step['channel']): string {
  const hello = "Hi {{ first_name | default: 'there' }},";
  switch (channel) {
    case 'email':
      return `${hello}\n\njust in case my mail got lost: would a short call suit you?\n\n{{ sender_first_name }}`;
    case 'linkedin':
      return `${hello} I wrote to you about {{ role | default: 'a role' }}. Shall we connect?`;
    case 'sms':
      return `${hello} {{ sender_first_name }} here about {{ role | default: 'a role' }}. May I call you?`;
    case 'call':
      return "Ask whether they saw the mail about {{ role | default: 'the role' }}, and when a longer talk suits.";
  }
}
