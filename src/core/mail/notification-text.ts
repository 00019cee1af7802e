// The words of a mail server in a failure notice, without the returned mail below them.

const returnedBegins = [
  /^-{2,}.{0,20}(?:this is a copy of|below this line is a copy|original message|returned message|undelivered message|message header|received header|included is a copy|the header of the original|start of returned|kopie der nachricht|copie du message|unzustellbare nachricht)/imu,
  /^\s*(?:original message headers?|original message|message headers follow|message header|the original message (?:header|follows|was)|included is (?:a|the) copy|copy of (?:the )?(?:original )?message|begin forwarded|ursprüngliche nachricht|message d'origine|en-têtes (?:de message )?d'origine|intestazioni del messaggio originale|encabezados de mensajes? originales?|ursprüngliche nachrichtenkopfzeilen)\b.{0,40}:?\s*$/imu,
  /^[>|]?\s?(?:Return-Path|Received|X-Received|DKIM-Signature|Message-ID|MIME-Version|ARC-Seal):[ \t]?\S/imu,
];

/** At most 6,000 characters; quoted and returned text is cut off where its beginning is recognised. */
export function notificationOf(body: string): string {
  const starts = returnedBegins
    .map((pattern) => pattern.exec(body)?.index ?? -1)
    .filter((index) => index > 40);
  const end = starts.length === 0 ? body.length : Math.min(...starts);
  return body.slice(0, Math.min(end, 6_000));
}

const replyLine =
  /(?<![\d.\w@-])[45]\d\d[ :-]{1,2}(?:[#(]?[245]\.\d{1,3}\.\d{1,3}\)?[ :]?)?\S[^\n]{0,400}(?:\n[ \t]{2,}\S[^\n]{0,300}){0,3}/gu;

/** What servers answered, as quoted in a notice; answers that only follow from an earlier one are left out. */
export function repliesIn(notice: string): string[] {
  return [...notice.matchAll(replyLine)]
    .map((match) => match[0])
    .filter((line) => !/need rcpt|no valid recipients|need recipient/iu.test(line))
    .slice(0, 20);
}
