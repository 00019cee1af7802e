// The source's own command line: write synthetic people as CSV.

import { parseArgs } from 'node:util';
import { generatePeople } from './generate-people.ts';
import { writeCsv } from './write-csv.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: 'demo' },
    hits: { type: 'string', default: '500' },
  },
});
const population = generatePeople({ seed: values.seed, hitCount: Number(values.hits) });
process.stdout.write(writeCsv(population.hits));
