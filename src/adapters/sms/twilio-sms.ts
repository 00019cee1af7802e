// Sends text messages over the HTTP API that Twilio and compatible services speak. It has no idempotency key, so what is
// unclear is looked up by number, text and time.

import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { Agent, errors, request } from 'undici';
import { z } from 'zod';
import { answerInXml, readTwilioCall } from './twilio-calls.ts';
import { PortFailure } from '../../ports/failure.ts';
import type { HostGuard } from '../../ports/host-guard.ts';
import type { SmsAccess, SmsOutcome, SmsSender, SmsToSend } from '../../ports/sms-sender.ts';

const accepted = z.object({ sid: z.string(), num_segments: z.coerce.number().default(1) });
const refused = z.object({ code: z.coerce.string().default(''), message: z.string().default('') });
const listed = z.object({
  messages: z.array(
    z.object({
      sid: z.string(),
      to: z.string(),
      from: z.string(),
      body: z.string(),
      date_created: z.string(),
    }),
  ),
});

/** The recipient answered STOP to the provider. */
const optedOutCodes = new Set(['21610', '40300']);
const beforeSending = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  'ENETUNREACH',
  'EHOSTUNREACH',
]);

export interface TwilioOptions {
  timeoutMs?: number;
  /** Left out: any host. */
  guard?: HostGuard;
}

export function twilioSms(options: TwilioOptions = {}): SmsSender {
  const timeoutMs = options.timeoutMs ?? 30_000;
  const way: Way = { guard: options.guard ?? null, agent: agentOf(options.guard) };
  return {
    readCall: readTwilioCall,
    answerTo: answerInXml,
    check: async (access) => await check(way, access, timeoutMs),
    async send(access, sms, watch) {
      if (watch.signal.aborted) return { outcome: 'unsent', because: 'broken off before it began' };
      if (!(await watch.mayIssue().catch(() => false)))
        return { outcome: 'unsent', because: 'stopped right before the request' };
      const signal = AbortSignal.any([watch.signal, AbortSignal.timeout(timeoutMs)]);
      return await send(way, access, { sms, signal });
    },
    async findSent(access, search) {
      const query = new URLSearchParams({
        To: search.to,
        From: search.from,
        'DateSent>': search.since.toISOString().slice(0, 10),
        PageSize: '200',
      });
      const answer = await call(way, access, {
        method: 'GET',
        path: `Messages.json?${query.toString()}`,
        signal: AbortSignal.timeout(timeoutMs),
      }).catch((cause: unknown) => {
        throw lookupFailure(cause instanceof Error ? cause.message : 'failed', cause);
      });
      const read = listed.safeParse(answer.body);
      if (answer.status !== 200 || !read.success) throw lookupFailure(`status ${answer.status}`);
      const found = read.data.messages.find(
        (each) =>
          each.to === search.to &&
          each.body === search.text &&
          Date.parse(each.date_created) >= search.since.getTime() - 60_000,
      );
      return found === undefined ? { isFound: false } : { isFound: true, providerId: found.sid };
    },
  };
}

interface Way {
  guard: HostGuard | null;
  agent: Agent;
}

/** Every name is judged when the socket looks it up. */
function agentOf(guard: HostGuard | undefined): Agent {
  if (guard === undefined) return new Agent();
  return new Agent({
    connect: { lookup: (host, options, done) => void lookUp(guard, { host, options }, done) },
  });
}

type LookupDone = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

async function lookUp(
  guard: HostGuard,
  { host, options }: { host: string; options: { all?: boolean | undefined } },
  done: LookupDone,
): Promise<void> {
  let address: string;
  try {
    address = await guard.addressOf(host);
  } catch (error) {
    done(error instanceof Error ? error : new Error('not found'), '');
    return;
  }
  const family = isIP(address);
  if (options.all === true) done(null, [{ address, family }]);
  else done(null, address, family);
}

async function check(way: Way, access: SmsAccess, timeoutMs: number): Promise<void> {
  const signal = AbortSignal.timeout(timeoutMs);
  let status: number;
  try {
    ({ status } = await call(way, access, { method: 'GET', path: '.json', signal }));
  } catch (cause) {
    if (cause instanceof PortFailure) throw cause;
    const refused = cause instanceof Error && cause.cause instanceof PortFailure;
    if (refused) throw cause.cause;
    throw lookupFailure(cause instanceof Error ? cause.message : 'failed', cause);
  }
  if (status === 200) return;
  if (status !== 401 && status !== 403 && status !== 404) throw lookupFailure(`status ${status}`);
  throw new PortFailure({
    kind: 'unauthorized',
    message: 'The text message service refuses this account. Check the account id and the secret.',
    detail: `sms: status ${status}`,
  });
}

async function send(
  way: Way,
  access: SmsAccess,
  { sms, signal }: { sms: SmsToSend; signal: AbortSignal },
): Promise<SmsOutcome> {
  const fields = {
    To: sms.to,
    Body: sms.text,
    ...(sms.campaignId === null
      ? { From: sms.from }
      : { From: sms.from, MessagingServiceSid: sms.campaignId }),
    ...(typeof sms.statusUrl === 'string' ? { StatusCallback: sms.statusUrl } : {}),
  };
  try {
    const body = new URLSearchParams(fields).toString();
    const answer = await call(way, access, { method: 'POST', path: 'Messages.json', body, signal });
    return outcomeOf(answer);
  } catch (error) {
    if (error instanceof PortFailure) return { outcome: 'unsent', because: error.message };
    const code = codeOf(error);
    const because = error instanceof Error ? error.message.slice(0, 200) : 'failed';
    return beforeSending.has(code)
      ? { outcome: 'unsent', because }
      : { outcome: 'unknown', because };
  }
}

function outcomeOf({ status, body }: { status: number; body: unknown }): SmsOutcome {
  if (status === 200 || status === 201) {
    const read = accepted.safeParse(body);
    if (!read.success) return { outcome: 'unknown', because: 'accepted without a name' };
    return { outcome: 'accepted', providerId: read.data.sid, segmentCount: read.data.num_segments };
  }
  // A gateway's 5xx may hide a message that went out.
  if (status >= 500) return { outcome: 'unknown', because: `status ${status}` };
  const said = refused.safeParse(body);
  const { code, message } = said.success ? said.data : { code: '', message: '' };
  return {
    outcome: 'refused',
    code: code === '' ? String(status) : code,
    answer: message.slice(0, 300),
    isTransient: status === 429,
    isOptedOut: optedOutCodes.has(code),
  };
}

async function call(
  way: Way,
  access: SmsAccess,
  given: { method: 'GET' | 'POST'; path: string; body?: string; signal: AbortSignal },
): Promise<{ status: number; body: unknown }> {
  const base = access.baseUrl.replace(/\/+$/u, '');
  // An address in the URL never comes by a look-up.
  await way.guard?.addressOf(new URL(base).hostname);
  const account = encodeURIComponent(access.accountId);
  const key = Buffer.from(`${access.accountId}:${access.secret.reveal()}`).toString('base64');
  const answer = await request(`${base}/2010-04-01/Accounts/${account}${pathOf(given.path)}`, {
    method: given.method,
    headers: {
      authorization: `Basic ${key}`,
      ...(given.body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    body: given.body ?? null,
    dispatcher: way.agent,
    signal: given.signal,
  });
  const text = await answer.body.text();
  return { status: answer.statusCode, body: jsonIn(text) };
}

/** The account itself, or something in it. */
function pathOf(path: string): string {
  return path.startsWith('.') ? path : `/${path}`;
}

function codeOf(error: unknown): string {
  if (error instanceof errors.ConnectTimeoutError) return 'UND_ERR_CONNECT_TIMEOUT';
  const { code, cause } = error as { code?: string; cause?: { code?: string } };
  return code ?? cause?.code ?? '';
}

function lookupFailure(detail: string, cause?: unknown): PortFailure {
  return new PortFailure({
    kind: 'unreachable',
    message: 'The text message service does not answer. What is unclear stays so until it does.',
    detail: `sms: ${detail}`,
    cause,
  });
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
