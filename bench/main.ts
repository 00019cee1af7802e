// `npm run bench -- NAME`: one benchmark, its figures as lines, or as one JSON object with --json.

interface BenchArguments {
  words: string[];
  numberOf: (name: string, fallback: number) => number;
  say: (line: string) => void;
}

const benches: Readonly<Record<string, (given: BenchArguments) => Promise<object>>> = {
  async intake({ numberOf, say }) {
    const { intakeBench, intakeBenchDefaults } = await import('./intake.ts');
    return await intakeBench({
      ...intakeBenchDefaults,
      events: numberOf('events', intakeBenchDefaults.events),
      say,
    });
  },
  async import({ numberOf, say }) {
    const { importBench, importBenchDefaults } = await import('./import.ts');
    return await importBench({
      ...importBenchDefaults,
      rows: numberOf('rows', importBenchDefaults.rows),
      say,
    });
  },
  async lever({ numberOf, say }) {
    const { leverBench, leverBenchDefaults } = await import('./lever.ts');
    return await leverBench({ minutes: numberOf('minutes', leverBenchDefaults.minutes), say });
  },
  async planner({ numberOf, say }) {
    const { plannerBench, plannerBenchDefaults } = await import('./planner.ts');
    const { people, seconds } = plannerBenchDefaults;
    return await plannerBench({
      people: numberOf('people', people),
      seconds: numberOf('seconds', seconds),
      say,
    });
  },
  async insight({ numberOf, say }) {
    const { insightBench, insightBenchDefaults } = await import('./insight.ts');
    return await insightBench({ touches: numberOf('touches', insightBenchDefaults.touches), say });
  },
  async audit({ numberOf, say }) {
    const { auditBench, auditBenchDefaults } = await import('./audit.ts');
    return await auditBench({ entries: numberOf('entries', auditBenchDefaults.entries), say });
  },
  async mirror({ numberOf, say }) {
    const { mirrorBench, mirrorBenchDefaults } = await import('./mirror.ts');
    const candidates = numberOf('candidates', mirrorBenchDefaults.candidates);
    return await mirrorBench({ candidates, say });
  },
  async latency({ numberOf, say }) {
    const { latencyBench, latencyBenchDefaults } = await import('./latency.ts');
    return await latencyBench({ events: numberOf('events', latencyBenchDefaults.events), say });
  },
  async memory({ numberOf, say }) {
    const { memoryBench, memoryBenchDefaults } = await import('./memory.ts');
    return await memoryBench({ profiles: numberOf('profiles', memoryBenchDefaults.profiles), say });
  },
  async matching({ numberOf, say }) {
    const { matchingBench, matchingBenchDefaults } = await import('./matching.ts');
    return await matchingBench({
      ...matchingBenchDefaults,
      base: numberOf('base', matchingBenchDefaults.base),
      scratch: numberOf('scratch', matchingBenchDefaults.scratch),
      say,
    });
  },
  async mail({ words }) {
    const { mailBench } = await import('./mail.ts');
    const [folder, labels] = words;
    if (folder === undefined || labels === undefined)
      throw new Error('Say which mails: npm run bench -- mail DIR LABELS');
    return await mailBench(folder, labels);
  },
  async outreach({ numberOf, say }) {
    const { outreachBench, outreachBenchDefaults: usual } = await import('./outreach.ts');
    return await outreachBench({
      enrollments: numberOf('enrollments', usual.enrollments),
      due: numberOf('due', usual.due),
      mailboxes: numberOf('mailboxes', usual.mailboxes),
      workers: numberOf('workers', usual.workers),
      replies: numberOf('replies', usual.replies),
      mails: numberOf('mails', usual.mails),
      say,
    });
  },
  async people({ words, numberOf, say }) {
    const { peopleBench, peopleBenchDefaults } = await import('./people.ts');
    return await Promise.resolve(
      peopleBench({
        profiles: numberOf('profiles', peopleBenchDefaults.profiles),
        seed: numberOf('seed', peopleBenchDefaults.seed),
        isHeldOut: words.includes('held-out'),
        say,
      }),
    );
  },
  async web({ numberOf, say }) {
    const { webBench, webBenchDefaults } = await import('./web.ts');
    return await webBench({ turns: numberOf('turns', webBenchDefaults.turns), say });
  },
  async fit({ numberOf, say }) {
    const { fitSeed, fitWeights } = await import('./fit-weights.ts');
    return await Promise.resolve(fitWeights({ seed: numberOf('seed', fitSeed), say }));
  },
  async identity({ words }) {
    const { identityBench } = await import('./identity.ts');
    const [file, truth, lookAlikes] = words;
    if (file === undefined || truth === undefined)
      throw new Error('Say which files: npm run bench -- identity FILE TRUTH [LOOK-ALIKES]');
    try {
      return identityBench(file, truth, lookAlikes);
    } catch (error) {
      // What is wrong with a file is said with its place; where in our code it was noticed helps nobody.
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(1);
    }
  },
};

async function main(words: string[]): Promise<number> {
  const isJson = words.includes('--json');
  const [name, ...rest] = words.filter((word) => word !== '--json');
  const bench = name === undefined ? undefined : benches[name];
  if (bench === undefined) {
    process.stderr.write(
      `Say which benchmark: ${Object.keys(benches).join(', ')}. Add --json for one object.\n`,
    );
    return 2;
  }
  const report = await bench({
    words: rest.filter(
      (word, index) => !word.startsWith('--') && !(rest[index - 1] ?? '').startsWith('--'),
    ),
    numberOf: (option, fallback) => numberAfter(rest, `--${option}`, fallback),
    say: (line) => process.stderr.write(`${line}\n`),
  });
  process.stdout.write(`${isJson ? JSON.stringify(report) : JSON.stringify(report, null, 2)}\n`);
  return 0;
}

function numberAfter(words: readonly string[], option: string, fallback: number): number {
  const index = words.indexOf(option);
  if (index < 0) return fallback;
  const value = Number(words[index + 1]);
  if (!Number.isFinite(value) || value <= 0) throw new Error(`${option} needs a number above 0.`);
  return value;
}

process.exit(await main(process.argv.slice(2)));
