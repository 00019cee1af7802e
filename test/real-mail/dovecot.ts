// A real Dovecot of the machine's own package, unprivileged, on free loopback ports, with its mail in a temporary folder.

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { dovecotProgram, requireProgram } from '../debian.ts';

export interface Dovecot {
  imapPort: number;
  lmtpPort: number;
  folder: string;
  /** Ends it without a farewell and starts it again on the same mail. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export const mailPassword = 'right-password';

/** Throws where Dovecot is not there and cannot be installed: these tests are worth nothing without it. */
export async function startDovecot(
  options: {
    /** Asked whose an access token is (XOAUTH2), with the token at its end. */
    introspectionUrl?: string;
  } = {},
): Promise<Dovecot> {
  requireProgram(dovecotProgram);
  const folder = mkdtempSync(join(tmpdir(), 'fulcrum-dovecot-'));
  const [imapPort, lmtpPort] = [await freePort(), await freePort()];
  const user = runner();
  for (const name of ['run', 'state', 'mail']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'passwd'), '');
  writeFileSync(
    join(folder, 'dovecot.conf'),
    settings({
      folder,
      imapPort,
      lmtpPort,
      user: user.name,
      hasTokens: options.introspectionUrl !== undefined,
    }),
  );
  writeFileSync(join(folder, 'oauth2.conf'), tokenSettings(options.introspectionUrl ?? ''));
  for (const name of ['', 'run', 'state', 'mail', 'passwd', 'dovecot.conf', 'oauth2.conf']) {
    chownSync(join(folder, name), user.uid, user.gid);
  }
  chmodSync(folder, 0o755);
  let server = await start(folder, { user, imapPort });
  return {
    imapPort,
    lmtpPort,
    folder,
    async restart() {
      await end(server, folder, 'SIGKILL');
      server = await start(folder, { user, imapPort });
    },
    async stop() {
      await end(server, folder, 'SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Runner {
  name: string;
  uid: number;
  gid: number;
}

/** Never root: Dovecot refuses to touch mail as root. */
function runner(): Runner {
  const { uid, gid, username } = userInfo();
  return uid === 0 ? { name: 'nobody', uid: 65_534, gid: 65_534 } : { name: username, uid, gid };
}

async function start(
  folder: string,
  given: { user: Runner; imapPort: number },
): Promise<ChildProcess> {
  const { user, imapPort } = given;
  const isRoot = userInfo().uid === 0;
  const child = spawn(requireProgram(dovecotProgram), ['-F', '-c', join(folder, 'dovecot.conf')], {
    stdio: ['ignore', 'ignore', 'inherit'],
    ...(isRoot ? { uid: user.uid, gid: user.gid } : {}),
  });
  let hasFailed = false;
  child.on('error', () => {
    hasFailed = true;
  });
  for (let tries = 0; tries < 100; tries += 1) {
    if (hasFailed || child.exitCode !== null) break;
    if (await answers(imapPort)) return child;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Dovecot does not start. ${logOf(folder)}`);
}

function logOf(folder: string): string {
  try {
    return readFileSync(join(folder, 'log'), 'utf8').slice(-2_000);
  } catch {
    return '';
  }
}

async function end(child: ChildProcess, folder: string, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null) return;
  // The master's children, imap and lmtp, are ended with it: they hold the connections.
  const master = Number(readFileSync(join(folder, 'run', 'master.pid'), 'utf8').trim());
  const children = childrenOf(master);
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  if (signal === 'SIGKILL') for (const pid of children) killQuietly(pid);
  await gone;
  rmSync(join(folder, 'run', 'master.pid'), { force: true });
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
  } catch {
    return [];
  }
}

function killQuietly(pid: number): void {
  try {
    if (pid > 1) process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

function tokenSettings(introspectionUrl: string): string {
  return `introspection_mode = get
introspection_url = ${introspectionUrl}
username_attribute = email
active_attribute = active
active_value = true
`;
}

function settings(given: {
  folder: string;
  imapPort: number;
  lmtpPort: number;
  user: string;
  hasTokens: boolean;
}): string {
  const { folder, imapPort, lmtpPort, user, hasTokens } = given;
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login${hasTokens ? ' xoauth2' : ''}
default_login_user = ${user}
default_internal_user = ${user}
default_internal_group = nogroup
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:${folder}/mail/%u
mail_uid = ${user}
mail_gid = nogroup
mailbox_idle_check_interval = 1 secs
lmtp_rcpt_check_quota = no
${
  hasTokens
    ? `passdb {
  driver = oauth2
  mechanisms = xoauth2
  args = ${folder}/oauth2.conf
}`
    : ''
}
passdb {
  driver = static
${hasTokens ? '  mechanisms = plain login' : ''}
  args = password=${mailPassword}
}
userdb {
  driver = static
  args = uid=${user} gid=nogroup home=${folder}/mail/%u allow_all_users=yes
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Sent {
    special_use = \\Sent
    auto = subscribe
  }
  mailbox Junk {
    special_use = \\Junk
    auto = subscribe
  }
}
service anvil {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    address = 127.0.0.1
    port = ${imapPort}
  }
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${lmtpPort}
  }
}
service stats {
  chroot =
}
`;
}
