// Every setting in one place: name, type, default, meaning. The same table gives the environment names, `--help`,
// `.env.example` and docs/configuration.md; nothing else reads the environment.

import { z } from 'zod';
import { InputError } from './core/input-error.ts';
import { Secret } from './core/secret.ts';

export const roles = ['all', 'web', 'worker'] as const;
export type Role = (typeof roles)[number];

const seconds = (shortest: number, longest: number) => z.coerce.number().min(shortest).max(longest);
const secret = z
  .string()
  .min(1)
  .transform((value) => new Secret(value));
const address = z.url({ protocol: /^https?$/u });
const truth = z.enum(['true', 'false']).transform((value) => value === 'true');

interface Setting<Schema extends z.ZodType> {
  schema: Schema;
  /** As it would stand in the environment; undefined means that it may be left out. */
  default?: string;
  /** Whether a first start on one's own settings cannot do without it, and how to get it. */
  howToGet?: string;
  description: string;
}

function setting<Schema extends z.ZodType>(given: Setting<Schema>): Setting<Schema> {
  return given;
}

/** Environment names are the keys in upper case: `leverApiKey` is LEVER_API_KEY. */
export const settings = {
  databaseUrl: setting({
    schema: secret.optional(),
    description:
      'Address of a Postgres server (15 or newer). Left out: an embedded database in the data folder.',
  }),
  dataDir: setting({
    schema: z.string().min(1),
    default: './data',
    description: 'Folder for the embedded database, uploaded files and the generated key.',
  }),
  host: setting({
    schema: z.string().min(1),
    default: '127.0.0.1',
    description: 'Address to listen on.',
  }),
  port: setting({
    schema: z.coerce.number().int().min(0).max(65_535),
    default: '4400',
    description: 'Port to listen on; 0 takes any free one.',
  }),
  publicUrl: setting({
    schema: address.optional(),
    description:
      'Address under which Lever reaches this server, for webhooks (https). Left out: changes are found by polling alone.',
  }),
  secretKey: setting({
    schema: secret.optional(),
    description:
      'Key that seals credentials and personal values: 32 bytes in base64 (`openssl rand -base64 32`). Needed with DATABASE_URL; embedded, one is made in the data folder.',
  }),
  role: setting({
    schema: z.enum(roles),
    default: 'all',
    description: 'What this process does: serve HTTP (web), work (worker), or both (all).',
  }),
  logLevel: setting({
    schema: z.enum(['error', 'warn', 'info', 'debug', 'silent']),
    default: 'info',
    description: 'The least urgent kind of log line that is written.',
  }),
  leverBaseUrl: setting({
    schema: address,
    default: 'https://api.lever.co/v1',
    description: 'Address of the Lever API; https://api.eu.lever.co/v1 for accounts in the EU.',
  }),
  leverApiKey: setting({
    schema: secret.optional(),
    howToGet:
      'In Lever, a super admin makes one under Settings > Integrations and API > API credentials, with read and write access to opportunities, contacts, notes, forms, files and webhooks, and read access to postings, stages, archive reasons, sources, tags and users.',
    description: 'API key of the Lever account.',
  }),
  leverPerformAs: setting({
    schema: z.email().optional(),
    howToGet: 'The email address of an active Lever user, best one made for this integration.',
    description: 'Email of the Lever user in whose name candidates and notes are added.',
  }),
  leverClientId: setting({
    schema: z.string().min(1).optional(),
    description:
      'Client id of an application that Lever has registered, for connecting by OAuth instead of an API key.',
  }),
  leverClientSecret: setting({
    schema: secret.optional(),
    description: 'Client secret of that application.',
  }),
  leverAuthUrl: setting({
    schema: address,
    default: 'https://auth.lever.co',
    description: 'Address of Lever’s sign-in server, for OAuth.',
  }),
  leverRedirectUrl: setting({
    schema: address.optional(),
    description:
      'Where Lever sends the admin back to, exactly as registered. Left out: /oauth/lever/callback under PUBLIC_URL, or under the address listened on.',
  }),
  googleClientId: setting({
    schema: z.string().min(1).optional(),
    description:
      'Client id of your Google application, for connecting mailboxes without a password. Its redirect address is /oauth/mail/callback under PUBLIC_URL.',
  }),
  googleClientSecret: setting({
    schema: secret.optional(),
    description: 'Client secret of that application.',
  }),
  microsoftClientId: setting({
    schema: z.string().min(1).optional(),
    description:
      'Client id of your Microsoft application, for connecting mailboxes without a password. Its redirect address is /oauth/mail/callback under PUBLIC_URL.',
  }),
  microsoftClientSecret: setting({
    schema: secret.optional(),
    description: 'Client secret of that application.',
  }),
  verifierUrl: setting({
    schema: address.optional(),
    description:
      'Where email addresses are verified, in the form of docs/mail.md. Left out: syntax, MX and lists only.',
  }),
  verifierApiKey: setting({
    schema: secret.optional(),
    description: 'API key of that service.',
  }),
  verifyByProbe: setting({
    schema: truth,
    default: 'false',
    description:
      'Whether the mail servers of recipients are asked if an address is there, without sending anything. Needs port 25; servers may hold it against yours.',
  }),
  intentModelUrl: setting({
    schema: address.optional(),
    description:
      'Where a model of your own is asked what an unclear answer wants, in the form of docs/mail.md. Left out: the rules alone. What people write goes there.',
  }),
  intentModelKey: setting({
    schema: secret.optional(),
    description: 'API key of that model.',
  }),
  auditCheckpointMinutes: setting({
    schema: seconds(1, 1_440),
    default: '60',
    description: 'How often it is signed where the audit log stands.',
  }),
  auditCheckpointFile: setting({
    schema: z.string().min(1).optional(),
    description:
      'File to which these checkpoints are added, best on another machine’s disk: with it a rewritten or shortened log is found.',
  }),
  alertSmtpUrl: setting({
    schema: secret.optional(),
    description:
      'Mail account for alerts to the owner of the integration: smtps://user:password@host (TLS) or smtp://user:password@host:587 (STARTTLS).',
  }),
  alertFrom: setting({
    schema: z.email().optional(),
    description: 'Address that alerts come from.',
  }),
  leverPollSeconds: setting({
    schema: seconds(5, 86_400),
    default: '300',
    description:
      'How often Lever is asked what changed; webhooks are acted on at once in any case.',
  }),
  leverCallSeconds: setting({
    schema: seconds(0.2, 120),
    default: '20',
    description: 'How long one call to Lever may take before its outcome counts as unknown.',
  }),
  leverQuiesceSeconds: setting({
    schema: seconds(0.5, 3600),
    default: '30',
    description:
      'How long to wait before looking up a write whose outcome is unknown; the second look comes twice as late. Counted from the end of the call. Shorter than Lever may take to apply a request that nobody waits for any more means duplicates: below 10 only against a sandbox.',
  }),
  defaultRegion: setting({
    schema: z.string().regex(/^[A-Z]{2}$/u, 'Use a two-letter country code such as US or DE.'),
    default: 'US',
    description: 'Country assumed for phone numbers that do not say theirs.',
  }),
  defaultTrigger: setting({
    schema: z.enum([
      'never',
      'contact_found',
      'enrolled',
      'first_message',
      'reply',
      'interested_reply',
      'by_hand',
    ]),
    default: 'contact_found',
    description: 'When people of a job that nobody configured are first written to Lever.',
  }),
  leaseSeconds: setting({
    schema: seconds(2, 3600),
    default: '60',
    description: 'How long a worker may be silent before others take over its work.',
  }),
  allowPrivateWebhooks: setting({
    schema: truth,
    default: 'false',
    description:
      'Whether our webhooks may go to private and loopback addresses (for trying things out on one machine).',
  }),
  allowPrivateMailHosts: setting({
    schema: truth,
    default: 'false',
    description:
      'Whether mailboxes and text message services may lie at private and loopback addresses: for mail servers inside your own network.',
  }),
} as const;

export type SettingName = keyof typeof settings;
export type Config = { [Name in SettingName]: z.output<(typeof settings)[Name]['schema']> };

/** `leverApiKey` → `LEVER_API_KEY`. */
export function environmentName(name: SettingName): string {
  return name.replace(/[A-Z]/gu, (letter) => `_${letter}`).toUpperCase();
}

/** Reads all settings; throws one InputError that lists every problem by variable. An empty value counts as left out. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const name of Object.keys(settings) as SettingName[]) {
    const given: Setting<z.ZodType> = settings[name];
    const text = environment[environmentName(name)];
    const parsed = given.schema.safeParse(text === undefined || text === '' ? given.default : text);
    if (parsed.success) values[name] = parsed.data;
    else
      problems.push(
        `${environmentName(name)}: ${parsed.error.issues[0]?.message ?? 'not valid'} ${given.description}`,
      );
  }
  if (problems.length > 0) {
    throw new InputError(
      'invalid',
      `These settings need a change:\n${problems.map((line) => `  ${line}`).join('\n')}`,
    );
  }
  return values as Config;
}

/** What a server on the user's own settings still lacks, one line each with where to get it; empty when nothing. */
export function missingSettings(config: Config): string[] {
  // By OAuth the account is connected from the running server.
  const hasApp = config.leverClientId !== undefined && config.leverClientSecret !== undefined;
  const missing = (Object.keys(settings) as SettingName[]).filter(
    (name) =>
      !hasApp &&
      (settings[name] as Setting<z.ZodType>).howToGet !== undefined &&
      config[name] === undefined,
  );
  const lines = missing.map(
    (name) => `${environmentName(name)}: ${(settings[name] as Setting<z.ZodType>).howToGet ?? ''}`,
  );
  if (config.databaseUrl !== undefined && config.secretKey === undefined) {
    lines.push(`SECRET_KEY: ${settings.secretKey.description}`);
  }
  return lines;
}
