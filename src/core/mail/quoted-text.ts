// Parts what somebody writes from what they quote. Never exact: the whole text is kept, and nothing final hangs on this alone.

export interface SaidAndQuoted {
  said: string;
  quoted: string;
  /** A clear beginning of the quote was found; without it the whole text counts as said. */
  isClear: boolean;
}

const quoteHeads = [
  // "On Tue, 3 Mar 2026 at 09:14, X <x@y> wrote:" and its like; the verb or the colon may stand on the next line.
  /^\s*(?:on|am|le|el|il|em|op|w dniu|dne|den|på|ti|pe|tarihinde|в|у|στις)\b.{4,200}(?:wrote|schrieb|a écrit|escribió|ha scritto|escreveu|schreef|napisał|napsal|skrev|kirjoitti|yazdı|пишет|написал|написав|έγραψε)\p{L}*.{0,60}:\s*$/iu,
  /^.{4,200}(?:wrote|schrieb|a écrit|escribió|ha scritto|escreveu|schreef|napisał\(?a?\)?|skrev|kirjoitti|şunları yazdı|yazdı|пишет|написал\(?а?\)?|писал\(?а?\)?)\s?:\s*$/iu,
  /^\s*\d{4}年.{2,120}(?:：|:|のメール|写道|書きました).{0,20}$/u,
  /^.{0,200}(?:写道|寫道|님이 작성|작성:|さんは書きました)\s?[:：]?\s*$/u,
  /^\s*\d{4}년 .{4,160}(?:작성|님이)\p{L}*\s?[:：]?\s*$/u,
  /^\s*-{2,}\s*(?:original message|ursprüngliche nachricht|message d['’]origine|message original|mensaje original|messaggio originale|mensagem original|oorspronkelijk bericht|wiadomość oryginalna|oryginalna wiadomość|ursprungligt meddelande|oprindelig meddelelse|opprinnelig melding|alkuperäinen viesti|původní zpráva|eredeti üzenet|mesaj original|özgün ileti|исходное сообщение|пересылаемое сообщение|元のメッセージ|原始邮件|原始郵件|원본 메시지|forwarded message|weitergeleitete nachricht)\s*-{2,}\s*$/iu,
  /^\s*(?:begin forwarded message|anfang der weitergeleiteten nachricht)\s*:?\s*$/iu,
];

const headerStart =
  /^\s*\*?(?:from|von|de|da|van|od|från|fra|lähettäjä|kimden|gönderen|от|від|από|差出人|发件人|寄件者|보낸 사람)\s?\*?\s?[:：]\*?\s*\S/iu;
const headerNext =
  /^\s*\*?(?:sent|gesendet|envoyé|enviado|inviato|verzonden|wysłano|odesláno|skickat|sendt|lähetetty|gönderildi|tarih|отправлено|дата|надіслано|date|datum|data|fecha|to|an|à|para|a|aan|do|till|til|кому|送信日時|日時|宛先|发送时间|收件人|收件者|寄件日期|보낸 날짜|받는 사람)\s?\*?\s?[:：]/iu;
const signatureHead = /^(?:-- ?|_{10,}|-{10,}|—{2,})$/u;

/** Linear in the number of lines. */
export function stripQuoted(text: string): SaidAndQuoted {
  const lines = text.replaceAll('\r\n', '\n').split('\n').slice(0, 5_000);
  const cut = lines.findIndex((line, index) => beginsQuote(lines, { line, index }));
  const above = cut < 0 ? lines : lines.slice(0, cut);
  const below = cut < 0 ? [] : lines.slice(cut);
  const signature = above.findIndex((line, index) => index > 0 && signatureHead.test(line));
  const body = signature < 0 ? above : above.slice(0, signature);
  const isQuote = (line: string): boolean => /^\s{0,3}>/u.test(line);
  // Answers between the quoted lines count as said.
  const between = below.some(isQuote) ? answersBetween(below, isQuote) : [];
  const said = [...body.filter((line) => !isQuote(line)), ...between].join('\n').trim();
  const quoted = [...body.filter(isQuote), ...below].join('\n').trim();
  return { said, quoted, isClear: cut >= 0 || body.some(isQuote) };
}

function beginsQuote(lines: readonly string[], at: { line: string; index: number }): boolean {
  const { index } = at;
  const line = at.line.slice(0, 400);
  if (quoteHeads.some((head) => head.test(line))) return true;
  const joined = `${line} ${(lines[index + 1] ?? '').slice(0, 200)}`;
  if (/^\s*(?:on|am|le|el|il|em|op)\b/iu.test(line) && quoteHeads[0]?.test(joined) === true)
    return true;
  const following = lines.slice(index + 1, index + 4).join('\n');
  return headerStart.test(line) && following.split('\n').some((next) => headerNext.test(next));
}

function answersBetween(below: readonly string[], isQuote: (line: string) => boolean): string[] {
  const first = below.findIndex(isQuote);
  return below.slice(first).filter((line) => !isQuote(line) && !signatureHead.test(line));
}
