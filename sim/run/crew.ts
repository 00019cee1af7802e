// The processes that play: one for each core, each with its share of the seeds.

import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Assignment, Report } from './messages.ts';

const playerPath = fileURLToPath(new URL('player-process.ts', import.meta.url));

export interface Player {
  /** Resolves when all seeds of the assignment were played (or one was caught). */
  play(assignment: Assignment, onReport: (report: Report) => void): Promise<void>;
  end(): void;
}

/** Starts a process; with a mutant's name, that mutant is in its code. */
export async function startPlayer(mutant?: string): Promise<Player> {
  const child: ChildProcess = fork(playerPath, mutant === undefined ? [] : [mutant], {
    execArgv: ['--disable-warning=ExperimentalWarning', '--max-old-space-size=1024'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let listen: (report: Report) => void = () => undefined;
  let isEnding = false;
  child.on('message', (report: Report) => listen(report));
  await settled((resolve, reject) => {
    child.once('exit', () => reject(new Error('A process of the simulator could not start.')));
    listen = (report) => {
      if (report.did === 'ready') resolve();
    };
  });
  child.removeAllListeners('exit');
  return {
    play: async (assignment, onReport) =>
      await settled((resolve, reject) => {
        child.once('exit', () => {
          if (!isEnding) reject(new Error('A process of the simulator ended by itself.'));
        });
        listen = (report) => {
          if (report.did === 'end') resolve();
          else if (report.did === 'broke') reject(new Error(report.text));
          else onReport(report);
        };
        child.send(assignment);
      }),
    end() {
      isEnding = true;
      child.kill('SIGKILL');
    },
  };
}

async function settled(
  begin: (resolve: () => void, reject: (error: Error) => void) => void,
): Promise<void> {
  await new Promise<void>((resolve, reject) => begin(resolve, reject));
}
