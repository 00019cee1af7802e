// The session cookie, and the check that a write with it was asked for by our own page.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { InputError } from '../core/input-error.ts';

const cookieName = 'fulcrum_session';
/** A header that no foreign page can send without our consent to it (CORS asks first). */
const ownRequestHeader = 'x-fulcrum-request';
const harmlessMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** The token in the cookie; null without one. */
export function sessionToken(request: FastifyRequest): string | null {
  return request.cookies[cookieName] ?? null;
}

/** Throws InputError `forbidden` for a write that may come from another site. */
export function refuseForgery(request: FastifyRequest): void {
  if (harmlessMethods.includes(request.method)) return;
  const { origin } = request.headers;
  const isForeign = origin !== undefined && hostOf(origin) !== request.headers.host;
  if (isForeign || request.headers[ownRequestHeader] === undefined) {
    const message = `This write did not come from our own page; send the header ${ownRequestHeader}`;
    throw new InputError('forbidden', message);
  }
}

/** Scripts never see the cookie, and other sites never send it along with a write. */
export function giveCookie(
  reply: FastifyReply,
  session: { token: string; expiresAt: Date },
  options: { isSecure: boolean },
): void {
  void reply.setCookie(cookieName, session.token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: options.isSecure,
    expires: session.expiresAt,
  });
}

export function takeCookie(reply: FastifyReply): void {
  void reply.clearCookie(cookieName, { path: '/' });
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
