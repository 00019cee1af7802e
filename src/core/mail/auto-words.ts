// Subjects and phrases of automatic answers in many languages.

const subjects = [
  String.raw`^(?:\[?auto(?:matic|mated|matisch\p{L}*|matique|m[aá]tica|matica|matisk\p{L}*)?[- ]?(?:reply|response|responder|answer|antwort|svar|acknowledg\p{L}*|beantwoord\p{L}*)\]?|autoreply|auto:|autosvar|automatisch antwoord|automaattinen vastaus|otomatik (?:yanıt|cevap)|automatick\p{L}* (?:odpov|odpověď)|automatyczna odpowied|odpowiedź automatyczna|automatikus válasz|răspuns automat|réponse automatique|respuesta autom[aá]tica|risposta automatica|resposta autom[aá]tica|abwesenheits?\p{L}*|abwesend|abwesenheit|afwezig\p{L}*|fuori (?:sede|ufficio)|fuera de (?:la )?oficina|fora do escritório|absence\b.{0,20}(?:du bureau|:)|absent\p{L}* du bureau|frånvaro\p{L}*|fravær\p{L}*|poissa|poza biurem|nieobecno\p{L}*|nepřítomn\p{L}*|mimo kancelář|ofis dışında|házon kívül|irodán kívül)`,
  String.raw`^(?:автоматическ\p{L}* ответ|автоответ\p{L}*|автоматична відповідь|αυτόματη απάντηση|自動(?:応答|返信|回答)|(?:【|\[)?(?:自動返信|自動応答|不在)|自动(?:回复|答复|回覆)|自動(?:回覆|回復|答覆)|부재 ?중|자동 ?(?:응답|회신|답장)|رد تلقائي|الرد التلقائي|תשובה אוטומטית|מענה אוטומטי|स्वचालित उत्तर|trả lời tự động|balasan otomatis|ตอบกลับอัตโนมัติ)`,
  String.raw`^(?:re: ?|aw: ?|sv: ?)?(?:out[- ]of[- ](?:the[- ])?office|o\.?o\.?o\b|oof\b|on (?:vacation|holiday|leave|annual leave|parental leave|maternity leave|paternity leave)|away from (?:the|my) (?:office|desk)|vacation (?:reply|response|message|notice|auto)|i am (?:away|out of)|(?:currently )?out until)\s*(?:$|[:|(\[–-]|re:|aw:|auto|until|from|till|message|reply|notification|response|notice|\d)`,
  String.raw`\[(?:auto(?:matic)?[- ]?(?:reply|response)|out of office|ooo)\]|\((?:auto(?:matic)?[- ]?(?:reply|response)|out of office)\)|- ?(?:auto(?:matic)?[- ]?(?:reply|response)|out of office)$|^(?:ticket|case|request|anfrage|vorgang)? ?(?:received|eingegangen|reçu)?:? ?(?:thank you for (?:contacting|your (?:e-?mail|message|inquiry|application))|we (?:have )?received your)|^(?:your (?:request|message|e-?mail|application) (?:has been|was) received)`,
];

const absence = [
  String.raw`\bout of (?:the )?office|\b(?:i am|i'm|i’m|i will be|i'll be) (?:currently |now |presently )?(?:away|on (?:annual |parental |maternity |paternity |sick |medical )?(?:leave|vacation|holiday|pto|travel)|out (?:until|till|from|of|on|sick)|not (?:in the office|available|at my desk)|travel\p{L}*)|limited access to (?:my )?(?:e-?mail|email)|no access to (?:my )?e-?mail|(?:return|back|returning) (?:to the office |in the office |to work )?on \p{L}*|automated (?:response|reply|message)|automatic (?:response|reply)|auto-?(?:reply|response)|this mailbox is not monitored|i will (?:respond|reply|get back).{0,40}(?:return|back|as soon as)`,
  String.raw`nicht im (?:büro|haus|dienst)|\babwesend\b|außer haus|im urlaub|in elternzeit|nicht erreichbar|wieder (?:erreichbar|im büro|da|zurück)|werden? nicht (?:weitergeleitet|gelesen)|absent\p{L}* (?:du bureau|jusqu|du|actuellement)|en congés?|de retour (?:le|au)|ne suis pas (?:au bureau|disponible|joignable)|fuera de (?:la |mi )?oficina|de vacaciones|estaré (?:fuera|ausente|de vuelta)|ausente|regreso el|fuori (?:sede|ufficio)|in ferie|sarò assente|assente|rientr\p{L}*|fora do escritório|de férias|estarei (?:ausente|fora)|afwezig|niet aanwezig|op vakantie|met verlof|nieobecn|na urlopie|poza biurem|semester|inte på kontoret|åter den|tjänstledig|ferie|ikke på kontoret|tilbage (?:den|på)|lomalla|poissa|izinde|izindeyim|ofis dışı|dovolen|nejsem v kanceláři|szabadságon|în concediu|nu sunt la birou`,
  String.raw`в отпуске|отсутству|нет на рабочем месте|вернусь|у відпустці|відсутн|αδεία|εκτός γραφείου|不在|休暇|休業|出張|お休み|外出|休假|外出|出差|不在办公室|不在辦公室|부재|휴가|출장|خارج المكتب|إجازة|מחוץ למשרד|בחופשה|अवकाश|छुट्टी|nghỉ phép|cuti`,
];

const subjectPatterns = subjects.map((source) => new RegExp(source, 'iu'));
const absencePattern = new RegExp(absence.join('|'), 'iu');

export function isAutoSubject(subject: string): boolean {
  const plain = subject.trim().replace(/^(?:fwd?|wg|tr): ?/iu, '');
  return subjectPatterns.some((pattern) => pattern.test(plain));
}

/** The writer says that they are away. */
export function saysAway(text: string): boolean {
  return absencePattern.test(text.slice(0, 3_000));
}
