// fulcrum jobs: which jobs there are, and when their people go to Lever.

import { InputError } from '../core/input-error.ts';
import { triggers } from '../core/sync/trigger.ts';
import type { Trigger } from '../core/sync/trigger.ts';
import type { Job } from '../db/queries/jobs.ts';
import { listJobs } from '../db/queries/lists.ts';
import { changeJob } from '../flows/change-job.ts';
import type { JobChange } from '../flows/change-job.ts';
import type { AddCommand, CommandContext } from './command-world.ts';
import { counted, table } from './output.ts';
import { allPages, through } from './through.ts';

interface Setting {
  trigger?: string;
  posting?: string;
  owner?: string;
  name?: string;
  apply?: boolean;
}

type ShownJob = Omit<Job, 'trigger'> & { trigger: string };

interface Changed {
  job: ShownJob;
  dueCount: number;
  isApplied: boolean;
}

const jobsMax = 100_000;

export const addJobsCommand: AddCommand = (program, context) => {
  const jobs = program.command('jobs').description('jobs, their postings in Lever and triggers');
  jobs
    .command('list')
    .description('all jobs that profiles and touches named')
    .action(() => list(context));
  jobs
    .command('set')
    .description(
      'change a job; without --apply it only shows how many people it would send to Lever',
    )
    .argument('<job>', 'its id here, or its id at the source')
    .option('--trigger <trigger>', triggers.join(', '))
    .option('--posting <id>', 'the Lever posting, or none')
    .option('--owner <email>', 'the recruiter who owns the candidates, or none')
    .option('--name <name>', 'what it is called')
    .option('--apply', 'do it')
    .action((job: string, setting: Setting) => set(context, job, setting));
};

async function list(context: CommandContext): Promise<void> {
  const jobs = await allJobs(context);
  const rows = jobs.map((job) => [
    job.id,
    job.source,
    job.externalId,
    job.name,
    job.trigger,
    job.postingId === '' ? 'none' : job.postingId,
    job.ownerEmail,
  ]);
  const headings = ['id', 'source', 'source id', 'name', 'trigger', 'posting', 'owner'];
  context.output().result({ jobs }, table(headings, rows));
}

async function allJobs(context: CommandContext): Promise<ShownJob[]> {
  return await through<ShownJob[]>(context, {
    here: async ({ deps, workspaceId }) =>
      await listJobs(deps.db, { workspaceId, beforeId: null, limit: jobsMax }),
    there: async (server) => await allPages<ShownJob>(server, '/v1/jobs'),
  });
}

async function set(context: CommandContext, name: string, setting: Setting): Promise<void> {
  const jobId = await findJobId(context, name);
  const change = changeOf(setting);
  const preview = setting.apply !== true;
  const changed = await through<Changed>(context, {
    here: async ({ deps, workspaceId, actor }) =>
      await changeJob(deps, { workspaceId, jobId, change, preview, actor }),
    there: async (server) =>
      (await server.ask({
        method: 'PUT',
        path: `/v1/jobs/${jobId}${preview ? '?preview=true' : ''}`,
        body: change,
      })) as Changed,
  });
  const people = counted(changed.dueCount, ['person', 'people']);
  context
    .output()
    .result(changed, [
      changed.isApplied
        ? `The job ${changed.job.name} is changed; ${people} follow into Lever now.`
        : `This would send ${people} to Lever. Nothing is changed yet: add --apply to do it.`,
    ]);
}

/** By our id, or by the id at the source where only one source has it. */
async function findJobId(context: CommandContext, name: string): Promise<string> {
  const jobs = (await allJobs(context)).filter((job) => job.id === name || job.externalId === name);
  const [only] = jobs;
  if (only !== undefined && jobs.length === 1) return only.id;
  throw new InputError(
    'not_found',
    jobs.length === 0
      ? `There is no job "${name}". "fulcrum jobs list" shows all.`
      : `Several sources have a job "${name}". Give its id from "fulcrum jobs list".`,
    'job',
  );
}

function changeOf(setting: Setting): JobChange {
  const { trigger, posting, owner, name } = setting;
  return {
    ...(trigger === undefined ? {} : { trigger: trigger as Trigger }),
    ...(posting === undefined ? {} : { postingId: noneOr(posting) }),
    ...(owner === undefined ? {} : { ownerEmail: noneOr(owner) }),
    ...(name === undefined ? {} : { name }),
  };
}

function noneOr(value: string): string | null {
  return value === 'none' ? null : value;
}
