// A few people with a little outreach, for the crash tests: small enough to run dozens of times.

export const personCount = 6;

/** One hit per person, each with a verified address. */
export function hits(): object[] {
  return numbers().map((number) => ({
    source: 'pin',
    sourceEventId: `hit-${number}`,
    name: `Person ${letters[number] ?? ''}`,
    foundAt: '2026-03-01T09:00:00.000Z',
    job: { externalId: 'backend', name: 'Backend' },
    emails: [{ value: `person${number}@mail.example`, status: 'verified' }],
    tags: ['pilot'],
  }));
}

/** Added to a sequence, written to twice, and an answer of every second person. */
export function touches(): object[] {
  return numbers().flatMap((number) => [
    touch(number, { kind: 'enrolled', hour: 9 }),
    touch(number, { kind: 'sent', step: 1, hour: 10 }),
    touch(number, { kind: 'sent', step: 2, hour: 11 }),
    ...(number % 2 === 0 ? [touch(number, { kind: 'replied', step: 2, hour: 12 })] : []),
  ]);
}

const letters = ['Ada', 'Bea', 'Cleo', 'Dora', 'Edda', 'Faye'];

function numbers(): number[] {
  return Array.from({ length: personCount }, (_, number) => number);
}

function touch(number: number, of: { kind: string; step?: number; hour: number }): object {
  const { kind, step, hour } = of;
  return {
    source: 'pin',
    sourceEventId: `touch-${number}-${hour}`,
    person: { email: `person${number}@mail.example` },
    channel: 'email',
    kind,
    sequence: 'Backend Berlin',
    ...(step === undefined ? {} : { step, subject: 'A role for you' }),
    occurredAt: `2026-03-02T${String(hour).padStart(2, '0')}:00:00.000Z`,
  };
}
