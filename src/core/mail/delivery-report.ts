// Reads the machine-readable part of a delivery report (RFC 3464): one block for the message, one for each recipient.
// Blocks are never merged: what one server says of one recipient says nothing of the next.

export interface ReportedRecipient {
  /** In lower case, or null where the report names none. */
  address: string | null;
  /** failed, delayed, delivered, relayed, expanded; empty where it is missing. */
  action: string;
  /** Enhanced status such as 5.1.1, or null. */
  status: string | null;
  diagnostic: string;
  remoteHost: string;
}

export interface DeliveryReport {
  /** Original-Envelope-Id, where the sender had set one. */
  envelopeId: string | null;
  /** In lower case; empty where it is missing. */
  reportingHost: string;
  recipients: ReportedRecipient[];
}

const recipientsMax = 200;

/** Null where the text has no block that could be a recipient's. */
export function readDeliveryReport(text: string): DeliveryReport | null {
  const blocks = text
    .split(/\r?\n[ \t]*\r?\n/u)
    .flatMap(oneRecipientEach)
    .map(fieldsOf);
  const recipients = blocks
    .filter((fields) => isAboutRecipient(fields))
    .slice(0, recipientsMax)
    .map((fields) => recipientOf(fields));
  if (recipients.length === 0) return null;
  const envelope = blocks.map((fields) => fields.get('original-envelope-id')).find(Boolean);
  const host = blocks.map((fields) => fields.get('reporting-mta')).find(Boolean) ?? '';
  return {
    envelopeId: envelope ?? null,
    reportingHost: withoutType(host).toLowerCase(),
    recipients,
  };
}

/** Some servers forget the empty line between two recipients. */
function oneRecipientEach(block: string): string[] {
  const count = [...block.matchAll(/^final-recipient[ \t]*:/gimu)].length;
  return count < 2 ? [block] : block.split(/^(?=final-recipient[ \t]*:)/imu);
}

const fieldPattern = /^([A-Za-z][A-Za-z0-9-]{1,60})[ \t]*:[ \t]*(.*)$/u;

function fieldsOf(block: string): Map<string, string> {
  const unfolded = block.replaceAll(/\r?\n[ \t]+/gu, ' ');
  const fields = new Map<string, string>();
  for (const line of unfolded.split(/\r?\n/u)) {
    const match = fieldPattern.exec(line);
    const key = match?.[1]?.toLowerCase();
    if (key === undefined || fields.has(key)) continue;
    fields.set(key, (match?.[2] ?? '').trim());
  }
  return fields;
}

function isAboutRecipient(fields: ReadonlyMap<string, string>): boolean {
  return (
    fields.has('final-recipient') ||
    fields.has('original-recipient') ||
    fields.has('action') ||
    (fields.has('status') && fields.has('diagnostic-code'))
  );
}

function recipientOf(fields: ReadonlyMap<string, string>): ReportedRecipient {
  const named = fields.get('original-recipient') ?? fields.get('final-recipient') ?? '';
  const final = fields.get('final-recipient') ?? '';
  const remote = fields.get('remote-mta') ?? '';
  return {
    address: addressIn(named) ?? addressIn(final),
    action: (/^[a-z]+/iu.exec(fields.get('action') ?? '')?.[0] ?? '').toLowerCase(),
    status: /\b([245]\.\d{1,3}\.\d{1,3})\b/u.exec(fields.get('status') ?? '')?.[1] ?? null,
    diagnostic: withoutType(fields.get('diagnostic-code') ?? ''),
    remoteHost: withoutType(remote).toLowerCase(),
  };
}

/** `rfc822; someone@example.com` → the address. */
function addressIn(value: string): string | null {
  return /[^\s;<>"',()]+@[^\s;<>"',()]+/u.exec(value)?.[0]?.toLowerCase() ?? null;
}

function withoutType(value: string): string {
  return value.replace(/^(?:smtp|x-[a-z0-9_-]+|dns|unix|lmtp)\s*;\s*/iu, '').trim();
}
