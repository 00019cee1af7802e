// The command line: reads the arguments, runs one command, and turns errors into a sentence and an exit code.

import { Command, CommanderError } from 'commander';
import { InputError } from '../core/input-error.ts';
import { PortFailure } from '../ports/failure.ts';
import type { AddCommand, CommandContext, CommandWorld } from './command-world.ts';
import { commandOutput } from './output.ts';
import type { Output } from './output.ts';

export const exitCodes = { done: 0, failed: 1, wrongUse: 2, outside: 3 } as const;

/** Resolves with the exit code; never throws. */
export async function runCommandLine(
  args: readonly string[],
  world: CommandWorld,
  commands: readonly AddCommand[],
): Promise<number> {
  const isJson = args.includes('--json');
  const output = commandOutput(world.streams, isJson);
  let exitCode: number = exitCodes.done;
  const context: CommandContext = {
    world,
    output: () => output,
    finish: (code) => {
      exitCode = code;
    },
  };
  const program = newProgram(world, isJson);
  for (const add of commands) add(program, context);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    return tell(error, { output, world });
  }
}

function newProgram(world: CommandWorld, isJson: boolean): Command {
  return new Command('fulcrum')
    .description(
      'Sourced people into Lever exactly once, their outreach on the timeline, and outreach that stops.',
    )
    .option('--json', 'print one JSON object instead of text')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('Run it with --help to see what it takes.')
    .addHelpText('after', world.settingsHelp ?? '')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => world.streams.out(text),
      // A program that asked for JSON gets the error as JSON from `tell`.
      writeErr: (text) => {
        if (!isJson) world.streams.error(text);
      },
    });
}

/** Says what went wrong and what to do; the exit code tells a script whose turn it is. */
function tell(error: unknown, { output, world }: { output: Output; world: CommandWorld }): number {
  if (error instanceof CommanderError) {
    // Help and version are no errors; commander has written the rest already.
    if (error.exitCode === 0) return exitCodes.done;
    if (output.isJson) sayJson(world, { code: 'invalid', message: error.message });
    return exitCodes.wrongUse;
  }
  if (error instanceof InputError) {
    const where = error.field === undefined ? '' : ` (${error.field})`;
    if (output.isJson) {
      sayJson(world, { code: error.code, message: error.message, field: error.field });
    } else world.streams.error(`${error.message}${where}\n`);
    return exitCodes.wrongUse;
  }
  if (error instanceof PortFailure) {
    if (output.isJson) sayJson(world, { code: error.kind, message: error.message });
    else world.streams.error(`${error.message}\n`);
    return exitCodes.outside;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (output.isJson) sayJson(world, { code: 'unexpected', message: text.split('\n')[0] ?? text });
  else world.streams.error(`This is a fault of Fulcrum, please report it:\n${text}\n`);
  return exitCodes.failed;
}

function sayJson(world: CommandWorld, error: object): void {
  world.streams.out(`${JSON.stringify({ error })}\n`);
}
