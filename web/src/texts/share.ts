export const share = {
  of: (count: number, of: number) => `${count} of ${of}`,
  sure: (range: string, told: string) => `${told}; the true share is ${range} with 95 % certainty`,
  few: 'few',
  nobody: 'Nobody stands behind this number.',
  person: 'Person',
  when: 'When',
  after: 'After',
  times: 'Times',
};
