// Asks anew whether a person's addresses take mail: what costs nothing first, then the verifiers, within the budget.

import { isDisposableDomain } from '../core/outreach/disposable.ts';
import { asciiDomain } from '../core/outreach/mime.ts';
import { dayMs } from '../core/outreach/quota.ts';
import type { AddressFacts } from '../core/outreach/choose-address.ts';
import { listVerifications } from '../db/queries/outreach-facts.ts';
import { findSpentCents, insertVerification } from '../db/queries/verifications.ts';
import { appendAudit } from '../db/queries/audit.ts';
import type { ContactVerifier, Verdict } from '../ports/contact-verifier.ts';
import { PortFailure } from '../ports/failure.ts';
import { keyedHash } from './hash-key.ts';
import { inTransaction } from './in-transaction.ts';
import type { OutreachDeps } from './outreach-deps.ts';
import type { StepFacts } from './step-facts.ts';

export interface ContactVerdict {
  verdict: Verdict;
  method: string;
  verifier: string;
  checks: Record<string, boolean>;
  costCents: number;
}

const addressesMax = 5;
const monthMs = 30 * dayMs;
/** What nobody could say is asked again sooner than what is known. */
const unknownDays = 7;

/** True where something new is known: the caller reads the facts again. Nothing is asked twice within the policy's time. */
export async function verifyContact(
  deps: OutreachDeps,
  of: { workspaceId: string; personId: string; facts: StepFacts },
): Promise<boolean> {
  const { workspaceId, facts } = of;
  const worth = facts.addresses.filter((each) => isWorthAsking(each)).slice(0, addressesMax);
  let isChanged = false;
  for (const address of await notAskedLately(deps, { workspaceId, facts, addresses: worth })) {
    const verdict = await verdictOf(deps, { workspaceId, address, facts });
    if (verdict === null) continue;
    await keep(deps, { ...of, address, verdict });
    isChanged = true;
  }
  return isChanged;
}

async function keep(
  deps: OutreachDeps,
  of: {
    workspaceId: string;
    personId: string;
    facts: StepFacts;
    address: AddressFacts;
    verdict: ContactVerdict;
  },
): Promise<void> {
  const { workspaceId, personId, facts, address, verdict } = of;
  await inTransaction(deps.db, async (trx) => {
    const id = deps.ids.next();
    await insertVerification(trx, {
      workspaceId,
      id,
      addressHash: keyedHash(facts.hashKey, 'address', address.value),
      ...verdict,
      verifiedAt: deps.clock.now(),
    });
    const { checks, costCents, method, verifier } = verdict;
    await appendAudit(trx, deps, [
      {
        workspaceId,
        actor: 'system',
        action: 'contact_point.verified',
        subjectKind: 'verification',
        subjectId: id,
        personId,
        detail: { verdict: verdict.verdict, verifier, method, checks, costCents },
      },
    ]);
  });
}

/** An answer is kept as long as the policy says, so that looking again costs nothing. */
async function notAskedLately(
  deps: OutreachDeps,
  of: { workspaceId: string; facts: StepFacts; addresses: readonly AddressFacts[] },
): Promise<AddressFacts[]> {
  const { workspaceId, facts, addresses } = of;
  const hashes = addresses.map((each) => keyedHash(facts.hashKey, 'address', each.value));
  const known = await listVerifications(deps.db, { workspaceId, hashes });
  const nowMs = deps.clock.now().getTime();
  return addresses.filter((_address, index) => {
    const last = known.find((each) => hashes[index]?.equals(each.addressHash));
    if (last === undefined) return true;
    const days = last.verdict === 'unknown' ? unknownDays : facts.policy.verifiedForDays;
    return nowMs - last.verifiedAt.getTime() > days * dayMs;
  });
}

function isWorthAsking(address: AddressFacts): boolean {
  return (
    address.suppressedBecause === null &&
    !address.hasBounced &&
    !address.isShared &&
    !address.isDisposable &&
    !address.hasNullMx &&
    address.status !== 'invalid'
  );
}

/** Null where nobody could say anything: the address stays as it was. */
async function verdictOf(
  deps: OutreachDeps,
  of: { workspaceId: string; address: AddressFacts; facts: StepFacts },
): Promise<ContactVerdict | null> {
  const { address, workspaceId, facts } = of;
  const domain = asciiDomain(address.domain);
  if (domain === null || isDisposableDomain(domain))
    return undeliverable('syntax', { isDisposable: domain !== null });
  try {
    const mx = await deps.mailDns.findMx(domain);
    if (mx.some((each) => each.exchange === ''))
      return undeliverable('null_mx', { hasNullMx: true });
    if (mx.length === 0 && !(await deps.mailDns.hasAddress(domain)))
      return undeliverable('no_mx', { hasMx: false });
  } catch (error) {
    if (!(error instanceof PortFailure)) throw error;
    return null;
  }
  return await askVerifiers(deps, { workspaceId, address, facts });
}

/** One after another until one is sure; those that cost only while there is budget. What they cost is kept with the answer. */
async function askVerifiers(
  deps: OutreachDeps,
  of: { workspaceId: string; address: AddressFacts; facts: StepFacts },
): Promise<ContactVerdict | null> {
  const { workspaceId, address, facts } = of;
  const since = new Date(deps.clock.now().getTime() - monthMs);
  const spent = await findSpentCents(deps.db, { workspaceId, since });
  const left = facts.policy.verifierBudgetCentsPerMonth - spent;
  let best: ContactVerdict | null = null;
  let costCents = 0;
  for (const verifier of deps.contactVerifiers) {
    if (!verifier.isFree && left - costCents <= 0) continue;
    const answer = await ask(deps, verifier, address.shownAs);
    if (answer === null) continue;
    costCents += answer.costCents;
    if (best === null || answer.verdict !== 'unknown') best = answer;
    if (answer.verdict === 'deliverable' || answer.verdict === 'undeliverable') break;
  }
  // Whole cents are kept: a part of one counts as one.
  return best === null ? null : { ...best, costCents: Math.ceil(costCents) };
}

async function ask(
  deps: OutreachDeps,
  verifier: ContactVerifier,
  address: string,
): Promise<ContactVerdict | null> {
  try {
    const answer = await verifier.verify(address);
    return { ...answer, verifier: verifier.name, checks: { hasMx: true } };
  } catch (error) {
    if (!(error instanceof PortFailure)) throw error;
    deps.log.warn('verifier.failed', { verifier: verifier.name, failure: error.kind });
    return null;
  }
}

function undeliverable(method: string, checks: Record<string, boolean>): ContactVerdict {
  return { verdict: 'undeliverable', method, verifier: 'own', checks, costCents: 0 };
}
