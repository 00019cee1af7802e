// Programs the tests drive that come from Debian: installed by the test command where they are missing.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const installMs = 10 * 60_000;

/** Any of `places` says that the packages are there. */
export interface DebianProgram {
  places: readonly string[];
  packages: readonly string[];
}

export const chromiumProgram: DebianProgram = {
  places: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
  packages: ['chromium'],
};

export const dovecotProgram: DebianProgram = {
  places: ['/usr/sbin/dovecot'],
  packages: ['dovecot-imapd', 'dovecot-lmtpd'],
};

export const postfixProgram: DebianProgram = {
  places: ['/usr/sbin/postfix'],
  packages: ['postfix'],
};

/** Where the program is; throws where it is not and cannot be installed, because a missing one is no skipped test. */
export function requireProgram(program: DebianProgram): string {
  const found = findProgram(program);
  if (found !== undefined) return found;
  const names = program.packages.join(' ');
  const cause = install(program.packages);
  const installed = findProgram(program);
  if (installed !== undefined) return installed;
  throw new Error(
    `The tests need ${program.places.join(' or ')}. Run "apt-get install ${names}", or run the tests as root on Debian.`,
    { cause },
  );
}

function findProgram({ places }: DebianProgram): string | undefined {
  return places.find((place) => existsSync(place));
}

// Two test processes may want to install at once: apt waits for its lock.
function install(packages: readonly string[]): unknown {
  const options = {
    stdio: 'ignore',
    timeout: installMs,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  } as const;
  const wait = ['-o', 'DPkg::Lock::Timeout=300'];
  try {
    execFileSync('apt-get', [...wait, 'update', '-q'], options);
    execFileSync(
      'apt-get',
      [...wait, 'install', '-y', '-q', '--no-install-recommends', ...packages],
      options,
    );
    return undefined;
  } catch (error) {
    return error;
  }
}
