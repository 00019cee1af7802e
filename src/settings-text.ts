// The settings as people read them: .env.example, docs/configuration.md, and the list under `--help`.

import { environmentName, settings, type SettingName } from './config.ts';

interface Described {
  name: string;
  default: string | null;
  isNeeded: boolean;
  description: string;
  howToGet: string | null;
}

function describeSettings(): Described[] {
  return (Object.keys(settings) as SettingName[]).map((name) => {
    const { default: value, howToGet, description } = settings[name];
    return {
      name: environmentName(name),
      default: value ?? null,
      isNeeded: howToGet !== undefined,
      description,
      howToGet: howToGet ?? null,
    };
  });
}

/** Every setting commented out with its default; the two that a first start needs are open. */
export function renderEnvExample(): string {
  const blocks = describeSettings().map((setting) => {
    const how = setting.howToGet === null ? [] : [`# ${setting.howToGet}`];
    const line = setting.isNeeded
      ? `${setting.name}=`
      : `# ${setting.name}=${setting.default ?? ''}`;
    return [`# ${setting.description}`, ...how, line].join('\n');
  });
  return `# Copy to .env and fill in; made from src/config.ts by \`npm run generate\`.\n\n${blocks.join('\n\n')}\n`;
}

/** The page in docs/. */
export function renderConfigurationPage(): string {
  const rows = describeSettings().map((setting) => {
    const value = setting.isNeeded
      ? 'needed'
      : setting.default === null
        ? '–'
        : `\`${setting.default}\``;
    const how = setting.howToGet === null ? '' : ` ${setting.howToGet}`;
    return `| \`${setting.name}\` | ${value} | ${setting.description}${how} |`;
  });
  return [
    '# Configuration',
    '',
    'Settings come from the environment, or from a file named `.env` in the folder Fulcrum is started in. All problems are told at once, by name. What changes while Fulcrum runs (triggers, mapping, pause rules) is not here: it is data with a history.',
    '',
    '| setting | default | meaning |',
    '| --- | --- | --- |',
    ...rows,
    '',
    'The command line talks to a running server instead of the database where `FULCRUM_URL` and `FULCRUM_API_KEY` are set.',
    '',
  ].join('\n');
}

/** One line per setting, for `--help`. */
export function renderSettingsHelp(): string {
  const described = describeSettings();
  const width = Math.max(...described.map((setting) => setting.name.length));
  const lines = described.map((setting) => {
    const value = setting.default === null ? '' : ` (default: ${setting.default})`;
    return `  ${setting.name.padEnd(width)}  ${setting.description}${value}`;
  });
  return `\nSettings, from the environment or .env:\n${lines.join('\n')}\n`;
}
