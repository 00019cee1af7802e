// A real Postfix of the machine's own package as a private instance on a free loopback port. It hands mail of
// ours.example to Dovecot and everything else to one loopback port, so nothing can leave the machine.

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postfixProgram, requireProgram } from '../debian.ts';
import { freePort } from './dovecot.ts';

export interface Postfix {
  port: number;
  stop(): void;
}

/** Throws where Postfix is not there and cannot be installed, or we are not root: these tests are worth nothing without it. */
export async function startPostfix(given: {
  lmtpPort: number;
  /** Where mail for all other domains goes. */
  outPort: number;
}): Promise<Postfix> {
  const binary = requireProgram(postfixProgram);
  const folder = mkdtempSync(join(tmpdir(), 'fulcrum-postfix-'));
  const port = await freePort();
  chmodSync(folder, 0o755);
  for (const name of ['config', 'queue', 'data']) mkdirSync(join(folder, name));
  spawnSync('chown', ['postfix', join(folder, 'data')]);
  writeFileSync(join(folder, 'config', 'main.cf'), mainSettings({ folder, ...given }));
  writeFileSync(join(folder, 'config', 'master.cf'), masterSettings(port));
  const command = (word: string): { status: number | null; said: string } => {
    const ran = spawnSync(binary, ['-c', join(folder, 'config'), word], {
      encoding: 'utf8',
      // Its start-up scripts reach into /etc where they are told of no other folder.
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', MAIL_CONFIG: join(folder, 'config') },
    });
    return { status: ran.status, said: `${ran.stderr ?? ''} ${String(ran.error ?? '')}` };
  };
  const started = command('start');
  const stop = (): void => {
    command('stop');
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; tries < 100; tries += 1) {
    if (await greets(port)) return { port, stop };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const log = logOf(folder);
  stop();
  throw new Error(`Postfix does not start; it needs root. ${started.said} ${log}`);
}

function logOf(folder: string): string {
  try {
    return readFileSync(join(folder, 'log'), 'utf8').slice(-2_000);
  } catch {
    return '';
  }
}

function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function mainSettings(given: { folder: string; lmtpPort: number; outPort: number }): string {
  const { folder, lmtpPort, outPort } = given;
  return `
compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = ${folder}/log
maillog_file_prefixes = ${folder}
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.ours.example
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
virtual_mailbox_domains = ours.example
virtual_transport = lmtp:inet:127.0.0.1:${lmtpPort}
default_transport = smtp:[127.0.0.1]:${outPort}
relay_transport = smtp:[127.0.0.1]:${outPort}
smtpd_recipient_restrictions = permit_mynetworks, reject
smtpd_helo_required = yes
message_size_limit = 60000000
mailbox_size_limit = 0
bounce_queue_lifetime = 1h
`;
}

function masterSettings(port: number): string {
  return `
127.0.0.1:${port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`;
}
