// Builder for tests: the facts of one synthetic person.

import type { FieldFacts } from './field-facts.ts';

/** Ana Núñez with everything filled, changed where asked. */
export function someFacts(change: Partial<FieldFacts> = {}): FieldFacts {
  return {
    name: 'Ana Núñez',
    headline: null,
    title: 'Staff Engineer',
    employer: 'Orchid Labs',
    location: 'Lisbon',
    source: 'pin',
    sources: ['pin', 'csv'],
    sourcer: 'sam@acme.example',
    sourcers: ['sam@acme.example'],
    jobName: 'Platform',
    ownerEmail: 'rita@acme.example',
    foundAt: '2026-03-09T10:00:00.000Z',
    score: 0.82,
    tags: ['rust', 'lead'],
    skills: ['Rust', 'Postgres', 'Kafka'],
    profileUrls: ['https://www.linkedin.com/in/ana-nunez'],
    emails: [
      { value: 'ana@x.example', shownAs: 'Ana@x.example', label: 'personal', status: 'verified' },
      { value: 'ana@y.example', shownAs: 'ana@y.example', label: 'work', status: 'unverified' },
    ],
    phones: [
      { value: '+351912345678', shownAs: '+351 912 345 678', label: 'mobile', status: 'verified' },
    ],
    hasVerifiedEmail: true,
    outreachStage: 'contacted',
    custom: { visa: 'EU Blue Card', salary: '120000', 'wants remote': true },
    ...change,
  };
}
