// What the command line is given by the composition root, and what each command is given by the command line.

import type { Command } from 'commander';
import type { RemoteServer } from './remote-server.ts';
import type { SequenceBody } from '../core/outreach/sequence.ts';
import type { Check } from '../ports/checked.ts';
import type { OutreachPorts } from '../flows/outreach-deps.ts';
import type { ImportDeps } from '../flows/import-deps.ts';
import type { SignInDeps } from '../flows/sign-in-deps.ts';
import type { Output, Streams } from './output.ts';

export interface CommandWorld {
  streams: Streams;
  /** Shown under the help of the program: the settings with their meaning. */
  settingsHelp?: string;
  /** LEVER_API_KEY, for connecting. */
  leverApiKey: string | undefined;
  /** The running server named by FULCRUM_URL; null where commands work on the database themselves. */
  server: RemoteServer | null;
  /** The database of the settings with all the flows need; throws InputError where settings are missing. */
  open(): Promise<Opened>;
  /** Serves until told to stop; resolves when stopped. */
  serve(output: Output): Promise<void>;
  demo(options: { isOnce: boolean }, output: Output): Promise<number>;
  /** Runs the Lever sandbox with these arguments as a process of its own; resolves with its exit code. */
  sandbox(args: readonly string[]): Promise<number>;
}

export interface Opened {
  deps: ImportDeps & SignInDeps;
  workspaceId: string;
  /** What commands around outreach need beside; left out where they are not offered. */
  outreach?: OutreachParts;
  /** Who is written into the audit as the actor. */
  actor: string;
  close(): Promise<void>;
}

export interface OutreachParts {
  ports: OutreachPorts;
  checkSequence: Check<SequenceBody>;
}

export interface CommandContext {
  world: CommandWorld;
  output(): Output;
  /** The exit code where it is not 0. */
  finish(code: number): void;
}

/** Adds one command to the program. */
export type AddCommand = (program: Command, context: CommandContext) => void;
