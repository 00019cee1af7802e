// /v1/users, /v1/invitations and /v1/me: the people of a workspace, and one's own account.
import { z } from 'zod';
import { roles } from '../../core/governance/permissions.ts';
import { pageAnswer, time } from './page.ts';
import { storable, text, timeZone, uuid } from './text.ts';

export const user = z
  .object({
    id: uuid,
    email: z.string(),
    name: z.string(),
    role: z.enum(roles),
    canSignIn: z.boolean(),
    leverUserId: z.string().nullable(),
    createdAt: time,
    disabledAt: time.nullable(),
  })
  .meta({ id: 'User' });

export const usersAnswer = pageAnswer(user).meta({ id: 'Users' });

export const userChangeBody = z.strictObject({
  role: z.enum(roles).optional(),
  isDisabled: z.boolean().optional(),
});

export const invitationBody = z.strictObject({ email: z.email().max(320), role: z.enum(roles) });

export const madeInvitation = z
  .object({
    id: uuid,
    token: z.string().describe('Told this once; it is good for one person'),
    expiresAt: time,
  })
  .meta({ id: 'MadeInvitation' });

export const invitationsAnswer = pageAnswer(
  z.object({
    id: uuid,
    email: z.string(),
    role: z.enum(roles),
    createdAt: time,
    createdBy: z.string(),
    expiresAt: time,
  }),
).meta({ id: 'Invitations' });

const password = storable(1_000);

export const acceptBody = z.strictObject({
  token: text(100),
  name: text(200),
  password: password.describe('A new one, or your own where you have an account already'),
  timeZone: timeZone.default('UTC'),
});

export const acceptedAnswer = z
  .object({ expiresAt: time.describe('When the session that was opened ends') })
  .meta({ id: 'AcceptedInvitation' });

export const resetBody = z.strictObject({
  dropsSecondFactor: z.boolean().default(false).describe('For somebody who lost the phone as well'),
});

export const resetAnswer = z
  .object({ password: z.string().describe('Told this once, for the next sign-in') })
  .meta({ id: 'ResetPassword' });

export const passwordBody = z.strictObject({ oldPassword: password, newPassword: password });

export const provenBody = z.strictObject({ password });

export const offeredFactor = z
  .object({
    secret: z.string().describe('Told this once, for typing into an authenticator app'),
    address: z.string().describe('The same as an otpauth address, for a QR code'),
  })
  .meta({ id: 'OfferedSecondFactor' });

export const factorCodeBody = z.strictObject({ code: text(20) });

export const recoveryAnswer = z
  .object({ recoveryCodes: z.array(z.string()).describe('Told this once; each is good once') })
  .meta({ id: 'RecoveryCodes' });
