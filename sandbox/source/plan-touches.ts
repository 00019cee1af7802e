// What an outreach tool would do with those humans: sequences with sends, opens, replies, bounces, as a bounded list.

import { createRandom } from '../random.ts';
import type { Random } from '../random.ts';
import type { Hit, Human, Population, SoughtJob } from './people.ts';

export interface TouchBody {
  source: string;
  sourceEventId: string;
  person: { email?: string; phone?: string; profileUrl?: string };
  job: SoughtJob;
  channel: 'email' | 'linkedin';
  kind:
    | 'enrolled'
    | 'sent'
    | 'delivered'
    | 'opened'
    | 'clicked'
    | 'replied'
    | 'bounced'
    | 'unsubscribed'
    | 'connected'
    | 'finished';
  sequence: string;
  step?: number;
  subject?: string;
  sender?: string;
  excerpt?: string;
  interest?: 'interested' | 'not_interested' | 'unclear';
  isHardBounce?: boolean;
  occurredAt: string;
}

export interface PlannedTouch {
  humanKey: string;
  body: TouchBody;
}

export interface TouchWish {
  seed: string;
  /** Instant of the first touch. */
  startsAt: Date;
  /** Of the humans, how many are written to: 0 to 1. */
  share: number;
}

export const touchSource = 'pin';

interface SequencePlan {
  name: string;
  sender: string;
  subjects: readonly string[];
}

/** The sequence in which the people of a job are written to. */
const sequenceByJob: Readonly<Record<string, SequencePlan>> = {
  'REQ-101': {
    name: 'Platform engineers',
    sender: 'robin.vale@sourcing.example',
    subjects: ['A calm on-call, honestly', 'Still a calm on-call', 'Last note from me'],
  },
  'REQ-102': {
    name: 'Data people, spring',
    sender: 'mei.tanaka@sourcing.example',
    subjects: ['Your talk about late events', 'Re: late events @ scale'],
  },
  'REQ-103': {
    name: 'Design & research',
    sender: 'oscar.ruiz@sourcing.example',
    subjects: ['¿Hablamos de diseño?', 'One more question'],
  },
};

const dayMs = 24 * 3_600_000;
const replies = [
  {
    interest: 'interested',
    excerpt: 'Sounds good! I could talk on Thursday after 4 pm.\nBest, and thanks for writing.',
  },
  { interest: 'interested', excerpt: 'ありがとうございます。ぜひお話を伺いたいです。' },
  { interest: 'not_interested', excerpt: 'Thank you, but I have just started somewhere new.' },
  { interest: 'unclear', excerpt: 'Who is this? cc @everyone' },
] as const;

/** The touches in the order the tool would send them; some come late, none twice. */
export function planTouches(population: Population, wish: TouchWish): PlannedTouch[] {
  const random = createRandom(`touches ${wish.seed}`);
  const hitsByHuman = Map.groupBy(population.hits, (hit) => hit.humanKey);
  const touches: { arrivesMs: number; touch: PlannedTouch }[] = [];
  let serial = 0;
  for (const human of population.humans) {
    if (random.next() >= wish.share) continue;
    const address = toldAddress(human, hitsByHuman.get(human.key) ?? [], random);
    if (address === undefined) continue;
    const story = tellStory({ human, address, startsAt: wish.startsAt }, random);
    for (const part of story) {
      serial += 1;
      const sourceEventId = `touch-${String(serial).padStart(6, '0')}`;
      // One in twelve reports is late by up to a day, so it overtakes or is overtaken.
      const lateMs = random.next() < 0.08 ? random.int(dayMs) : 0;
      touches.push({
        arrivesMs: part.atMs + lateMs,
        touch: { humanKey: human.key, body: { ...part.body, sourceEventId } },
      });
    }
  }
  return touches.sort((a, b) => a.arrivesMs - b.arrivesMs).map(({ touch }) => touch);
}

interface StoryPart {
  atMs: number;
  body: Omit<TouchBody, 'sourceEventId'>;
}

/** An identifier that some hit told, so that the touch can be matched. */
function toldAddress(
  human: Human,
  hits: readonly Hit[],
  random: Random,
): TouchBody['person'] | undefined {
  const emails = hits.flatMap((hit) => hit.emails.map((email) => email.value.toLowerCase()));
  if (emails.includes(human.personalEmail)) return { email: human.personalEmail };
  const [email] = emails;
  if (email !== undefined) return { email };
  const profileUrl = hits.find((hit) => hit.profileUrl !== '')?.profileUrl;
  return profileUrl !== undefined && random.next() < 0.7 ? { profileUrl } : undefined;
}

function tellStory(
  about: { human: Human; address: TouchBody['person']; startsAt: Date },
  random: Random,
): StoryPart[] {
  const { job } = about.human;
  const plan = sequenceByJob[job.externalId];
  if (plan === undefined) throw new Error(`no sequence for job ${job.externalId}`);
  const isMail = about.address.email !== undefined;
  const parts: StoryPart[] = [];
  let atMs = about.startsAt.getTime() + random.int(2 * dayMs);
  const add = (kind: TouchBody['kind'], afterMs: number, more: Partial<TouchBody> = {}): void => {
    atMs += afterMs;
    parts.push({
      atMs,
      body: {
        source: touchSource,
        person: about.address,
        job,
        channel: isMail ? 'email' : 'linkedin',
        kind,
        sequence: plan.name,
        ...more,
        occurredAt: new Date(atMs).toISOString(),
      },
    });
  };
  add('enrolled', 0);
  const ending = chooseEnding(isMail, random);
  for (const [index, subject] of plan.subjects.entries()) {
    const step = index + 1;
    const message = { step, subject, sender: plan.sender };
    add('sent', 60_000 + random.int(3_600_000), message);
    if (ending === 'bounced') {
      add('bounced', 5_000, { step, isHardBounce: random.next() < 0.7 });
      return parts;
    }
    if (isMail) addReading({ step, add }, random);
    else if (step === 1 && random.next() < 0.5) add('connected', random.int(dayMs), { step });
    if (ending === 'only one step' || (ending === 'unsubscribed' && step === 1)) {
      if (ending === 'unsubscribed') add('unsubscribed', random.int(7_200_000), { step });
      return parts;
    }
    if (ending === 'replied' && (step === plan.subjects.length || random.next() < 0.5)) {
      add('replied', random.int(dayMs), {
        step,
        subject: `Re: ${subject}`,
        ...random.pick(replies),
      });
      return parts;
    }
    atMs += 2 * dayMs;
  }
  add('finished', 1000);
  return parts;
}

function chooseEnding(
  isMail: boolean,
  random: Random,
): 'replied' | 'bounced' | 'unsubscribed' | 'only one step' | 'finished' {
  const draw = random.next();
  if (draw < 0.25) return 'replied';
  if (draw < 0.32) return isMail ? 'bounced' : 'finished';
  if (draw < 0.37) return isMail ? 'unsubscribed' : 'finished';
  return draw < 0.65 ? 'only one step' : 'finished';
}

function addReading(
  of: {
    step: number;
    add: (kind: TouchBody['kind'], afterMs: number, more?: Partial<TouchBody>) => void;
  },
  random: Random,
): void {
  const { step, add } = of;
  add('delivered', 2_000 + random.int(8_000), { step });
  const openCount = random.next() < 0.6 ? 1 + random.int(4) : 0;
  for (let open = 0; open < openCount; open += 1) add('opened', random.int(7_200_000), { step });
  if (openCount > 0 && random.next() < 0.2) add('clicked', random.int(60_000), { step });
}
