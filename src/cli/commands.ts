// All commands, in the order the help shows them.

import { addApiKeyCommand } from './api-key.ts';
import { addAlertsCommand } from './alerts.ts';
import { addApprovalsCommand } from './approvals.ts';
import { addAuditCommand } from './audit.ts';
import type { AddCommand } from './command-world.ts';
import { addConflictCommands } from './conflicts.ts';
import { addConnectCommand } from './connect.ts';
import { addConsentCommand } from './consent.ts';
import { addCopyDatabaseCommand } from './copy-database.ts';
import { addDoctorCommand } from './doctor.ts';
import { addDuplicatesCommand } from './duplicates.ts';
import { addEnrollCommand } from './enroll.ts';
import { addEnrollmentsCommand } from './enrollments.ts';
import { addExplainCommand } from './explain.ts';
import { addEraseCommands } from './erase.ts';
import { addExportPersonCommand } from './export-person.ts';
import { addHoldCommands } from './hold.ts';
import { addImportCommand } from './import.ts';
import { addInboxCommand } from './inbox.ts';
import { addJobsCommand } from './jobs.ts';
import { addKpisCommand } from './kpis.ts';
import { addDriftCommand } from './lever-drift.ts';
import { addHealthCommand } from './lever-health.ts';
import { addMirrorCommand } from './lever-mirror.ts';
import { addLegalHoldCommands } from './legal-hold.ts';
import { addMailboxCommand } from './mailbox.ts';
import { addMappingCommand } from './mapping.ts';
import { addMatchRulesCommand } from './match-rules.ts';
import { addMergeCommands } from './merge.ts';
import { addParkedCommand } from './parked.ts';
import { addPilotCommand } from './pilot.ts';
import { addRetentionCommand } from './retention.ts';
import { addReviewCommand } from './review.ts';
import { addRulesCommand } from './rules.ts';
import { addRunsCommand } from './runs.ts';
import { addSequenceCommand } from './sequence.ts';
import { addServeCommands } from './serve.ts';
import { addSingleSignOnCommand } from './single-sign-on.ts';
import { addStatusCommand } from './status.ts';
import { addSuppressCommand } from './suppress.ts';
import { addSyncCommand } from './sync-switch.ts';
import { addTasksCommand } from './tasks.ts';
import { addUndoCommand } from './undo.ts';
import { addUserCommand } from './user.ts';
import { addWebhookEndpointCommand } from './webhook-endpoint.ts';
import { addWorkspaceCommand } from './workspace.ts';

export const commands: readonly AddCommand[] = [
  addServeCommands,
  addConnectCommand,
  addDoctorCommand,
  addSyncCommand,
  addHealthCommand,
  addDriftCommand,
  addMirrorCommand,
  addImportCommand,
  addStatusCommand,
  addParkedCommand,
  addJobsCommand,
  addMappingCommand,
  addRunsCommand,
  addConflictCommands,
  addUndoCommand,
  addRulesCommand,
  addHoldCommands,
  addSequenceCommand,
  addEnrollCommand,
  addEnrollmentsCommand,
  addTasksCommand,
  addMailboxCommand,
  addInboxCommand,
  addSuppressCommand,
  addExplainCommand,
  addReviewCommand,
  addMergeCommands,
  addMatchRulesCommand,
  addDuplicatesCommand,
  addKpisCommand,
  addPilotCommand,
  addConsentCommand,
  addEraseCommands,
  addExportPersonCommand,
  addRetentionCommand,
  addLegalHoldCommands,
  addAlertsCommand,
  addApprovalsCommand,
  addAuditCommand,
  addUserCommand,
  addSingleSignOnCommand,
  addWorkspaceCommand,
  addApiKeyCommand,
  addWebhookEndpointCommand,
  addCopyDatabaseCommand,
];
