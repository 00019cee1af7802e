// All commands, in the order the help shows them.

import { addApiKeyCommand } from './api-key.ts';
import { addAuditCommand } from './audit.ts';
import type { AddCommand } from './command-world.ts';
import { addConnectCommand } from './connect.ts';
import { addCopyDatabaseCommand } from './copy-database.ts';
import { addHoldCommands } from './hold.ts';
import { addImportCommand } from './import.ts';
import { addJobsCommand } from './jobs.ts';
import { addParkedCommand } from './parked.ts';
import { addServeCommands } from './serve.ts';
import { addStatusCommand } from './status.ts';
import { addWebhookEndpointCommand } from './webhook-endpoint.ts';

export const commands: readonly AddCommand[] = [
  addServeCommands,
  addConnectCommand,
  addImportCommand,
  addStatusCommand,
  addParkedCommand,
  addJobsCommand,
  addHoldCommands,
  addAuditCommand,
  addApiKeyCommand,
  addWebhookEndpointCommand,
  addCopyDatabaseCommand,
];
