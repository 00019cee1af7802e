// What a sequence is: its steps, when they may go, and what has to happen before the first one goes.

export const stepChannels = ['email', 'linkedin', 'sms', 'call'] as const;
export type StepChannel = (typeof stepChannels)[number];

export interface Delay {
  amount: number;
  /** Business days skip weekends and holidays; hours are absolute. */
  unit: 'business_days' | 'hours';
}

export interface SendWindow {
  /** 1 is Monday. */
  days: readonly number[];
  /** `08:30`; local time of the person. */
  from: string;
  /** Nothing is sent at or after it. */
  to: string;
}

export interface Variant {
  id: string;
  /** Share among the variants of its step; 0 takes nobody new. */
  weight: number;
  /** Of an email that begins a thread; a follow-up in the thread answers under the first subject. */
  subject: string;
  text: string;
  /** Made from the text where null. */
  html: string | null;
}

export interface SequenceStep {
  /** Stays the same through versions, so that what was sent is known as the same step. */
  id: string;
  channel: StepChannel;
  /** After the step before it; of the first one after the enrollment. */
  delay: Delay;
  /** The sequence's own window where null. */
  window: SendWindow | null;
  isInThread: boolean;
  variants: readonly Variant[];
}

export const approvals = ['none', 'first', 'each'] as const;
export type Approval = (typeof approvals)[number];

export interface SequenceBody {
  steps: readonly SequenceStep[];
  window: SendWindow;
  skipsHolidays: boolean;
  /** `first`: somebody looks at the first message of each person; `each`: at every message. */
  approval: Approval;
  /** Between the enrollment and the first message, so that a mistake can be taken back. */
  holdMinutes: number;
  mayUseUnverified: boolean;
  /** `personal_only`: never the address at an employer. */
  addresses: 'any' | 'personal_only';
  /** Share of people who get nothing, to measure against. */
  holdoutPercent: number;
  /** One reply from a company ends the sequence for everybody there. */
  stopsCompanyOnReply: boolean;
}

export const defaultWindow: SendWindow = { days: [1, 2, 3, 4, 5], from: '08:30', to: '17:30' };

/** Everything but the steps as it is where nobody says otherwise: careful. */
export const sequenceDefaults: Omit<SequenceBody, 'steps'> = {
  window: defaultWindow,
  skipsHolidays: true,
  approval: 'first',
  holdMinutes: 15,
  mayUseUnverified: false,
  addresses: 'any',
  holdoutPercent: 0,
  stopsCompanyOnReply: false,
};

export const stepsMax = 20;
export const variantsMax = 10;

/** A step overtaken by this many business days is looked at again by its owner. */
export const staleBusinessDays = 5;

/** The step's window, or the sequence's. */
export function windowOf(body: SequenceBody, step: SequenceStep): SendWindow {
  return step.window ?? body.window;
}
