// Passkeys by @simplewebauthn/server: every check of the standard, with the person verified by the device.

import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type {
  AuthenticationResponseJSON,
  AuthenticatorTransportFuture,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import type { Passkeys } from '../../ports/passkeys.ts';

/** `url` is where people open this server: passkeys are bound to its host. */
export function webAuthn({ url }: { url: string }): Passkeys {
  const { hostname: rpID, origin } = new URL(url);
  const transportsOf = (given: readonly string[]): AuthenticatorTransportFuture[] =>
    given as AuthenticatorTransportFuture[];
  return {
    async registration({ challenge, account, known }) {
      return await generateRegistrationOptions({
        rpName: 'Fulcrum',
        rpID,
        userName: account.email,
        userDisplayName: account.name,
        userID: plain(Buffer.from(account.id)),
        challenge: plain(challenge),
        attestationType: 'none',
        excludeCredentials: known.map(({ credentialId, transports }) => {
          return { id: credentialId, transports: transportsOf(transports) };
        }),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      });
    },
    async verifyRegistration({ challenge, response }) {
      const verified = await quietly(
        async () =>
          await verifyRegistrationResponse({
            response: response as RegistrationResponseJSON,
            expectedChallenge: challenge,
            expectedOrigin: origin,
            expectedRPID: rpID,
            requireUserVerification: true,
          }),
      );
      if (verified?.verified !== true) return null;
      const { id, publicKey, counter, transports } = verified.registrationInfo.credential;
      return { credentialId: id, publicKey, counter, transports: transports ?? [] };
    },
    async authentication(challenge) {
      return await generateAuthenticationOptions({
        rpID,
        challenge: plain(challenge),
        userVerification: 'required',
      });
    },
    async verifyAuthentication({ challenge, response, passkey }) {
      const verified = await quietly(
        async () =>
          await verifyAuthenticationResponse({
            response: response as AuthenticationResponseJSON,
            expectedChallenge: challenge,
            expectedOrigin: origin,
            expectedRPID: rpID,
            requireUserVerification: true,
            credential: {
              id: passkey.credentialId,
              publicKey: plain(passkey.publicKey),
              counter: passkey.counter,
              transports: transportsOf(passkey.transports),
            },
          }),
      );
      return verified?.verified === true ? verified.authenticationInfo.newCounter : null;
    },
  };
}

/** The library throws for answers that are wrong in form, in time or in place. */
async function quietly<Result>(verify: () => Promise<Result>): Promise<Result | null> {
  try {
    return await verify();
  } catch {
    return null;
  }
}

function plain(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
