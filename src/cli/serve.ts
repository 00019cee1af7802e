// fulcrum start, demo and sandbox: what runs until it is told to stop.

import type { AddCommand } from './command-world.ts';

export const addServeCommands: AddCommand = (program, context) => {
  program
    .command('start')
    .description('run the server on your settings (see .env.example)')
    .action(async () => {
      await context.world.serve(context.output());
    });
  program
    .command('demo')
    .description('everything at once on a fresh folder: a Lever sandbox, 500 people, live outreach')
    .option('--once', 'wait until all is quiet, compare with what the sandbox holds, and stop')
    .action(async (options: { once?: boolean }) => {
      context.finish(await context.world.demo({ isOnce: options.once === true }, context.output()));
    });
  program
    .command('sandbox')
    .description('a Lever-compatible sandbox on a port; its own options come after --')
    .argument('[options...]')
    .allowUnknownOption()
    .action(async (options: string[]) => {
      const args = context.output().isJson ? [...options, '--json'] : options;
      context.finish(await context.world.sandbox(args));
    });
};
