// What mail servers write when they refuse, by whose trouble it is. "5.x.x" alone says nothing: most of it is not about the address.
// Written from the wording of many servers and providers, in many languages; matched on lower case, without links and addresses.

import type { BounceScope } from './bounce-scopes.ts';

export interface BouncePattern {
  scope: BounceScope;
  isHard: boolean;
  because: string;
  is: RegExp;
}

function rule(
  facts: { scope: BounceScope; isHard?: boolean; because: string },
  ...alternatives: string[]
): BouncePattern {
  const is = new RegExp(alternatives.join('|'), 'u');
  return { scope: facts.scope, isHard: facts.isHard ?? false, because: facts.because, is };
}

/** In order: the first that matches decides. */
export const bouncePatterns: readonly BouncePattern[] = [
  rule(
    { scope: 'transient', because: 'the recipient’s server has trouble of its own' },
    String.raw`(?:not found|unknown),? try again|procmail|couldn't create|can't create (?:output|user)|maildrop:|local configuration|internal (?:server )?error|pipe to|input\/output error|configuration error|system (?:i\/o )?error|name service error.{0,80}malformed|database (?:error|lookup)`,
  ),
  rule(
    { scope: 'address', isHard: true, because: 'there is no such user or domain' },
    String.raw`account or domain may not exist|does(?:n't| not) have an? (?:\S+ )?account|no such user (?:here|found)`,
  ),
  rule(
    { scope: 'mailbox_full', because: 'the mailbox is full' },
    String.raw`\b(?:mail ?box|inbox|account|user|recipient|storage|folder|maildir)(?:'s)?\b.{0,50}(?<!not )\b(?:is|are|was|over|currently)? ?(?:over ?-?(?:the )?quota|(?:too |almost )?full\b|exceed(?:s|ed|ing)? (?:its |the |his |maximum |allowed )?(?:storage|quota|size|limit|allowed|mailbox))`,
    String.raw`\bover ?-?quota\b|quota ?exceed|quota (?:is |has been |was |would be |usage )?(?:exceed|violation|full)|exceed(?:s|ed|ing)?.{0,30}\b(?:quota|mailbox size|storage)|disk (?:space )?quota|quotaexceeded|not enough (?:disk )?(?:space|quota)|no space left (?:on|in) (?:the )?(?:mail|user)|out of (?:storage|disk) ?(?:space|quota)?|storage quota`,
    String.raw`mailbox (?:has )?(?:reached|exceeded|exceeds)|mailfolder is full|message would exceed|too many (?:messages|mails) in (?:the |this )?(?:mailbox|inbox)|messages? in (?:the )?recipient'?s mailbox exceeded|insufficient (?:system )?storage|(?:inbox|mailbox|maildrop) ?(?:is )?full|mbox full|not enough storage`,
    String.raw`postfach.{0,30}(?:voll|überfüllt|kontingent)|mailbox ist voll|speicherplatz.{0,30}(?:überschritten|erschöpft|voll)|kontingent.{0,20}überschritten`,
    String.raw`bo[iî]te (?:aux lettres |de réception |mail )?.{0,40}(?:pleine|saturée)|quota.{0,20}(?:dépassé|atteint)|espace de stockage.{0,30}(?:insuffisant|plein)`,
    String.raw`buz[oó]n.{0,40}(?:lleno|lleva? al límite)|cuota.{0,30}(?:excedid|superad)|bandeja de entrada.{0,40}llena|casella.{0,40}(?:piena|satura|esaurit)|quota.{0,20}superat|caixa (?:de |postal).{0,40}(?:cheia|lotada)|cota.{0,20}excedid`,
    String.raw`postvak.{0,30}vol\b|mailbox is vol|skrzynk\p{L}*.{0,40}(?:pełn|przepełnion)|inkorg\p{L}* (?:är )?full|postkasse\p{L}* er (?:full|fuld)|posta kutusu.{0,20}dolu|schránka.{0,20}pln`,
    String.raw`ящик.{0,30}(?:переполнен|заполнен)|переповнен|превышен.{0,30}квот|квота.{0,20}(?:исчерпан|превышен)`,
    String.raw`(?:メールボックス|メールの保存|受信箱|ディスク|容量).{0,30}(?:一杯|いっぱい|満杯|超え|超過|オーバー|不足)|容量.{0,10}(?:制限|上限)|(?:邮箱|信箱|郵箱|邮件箱|收件箱).{0,12}(?:已?满|已?滿|容量|超出)|(?:메일함|편지함|사서함|용량).{0,20}(?:가득|초과|부족)`,
  ),
  rule(
    { scope: 'content', because: 'the message is too large' },
    String.raw`(?:message|mail|e-?mail|data|file|nachricht|message\(s\)).{0,25}(?:size|length)?.{0,15}(?:exceeds|exceeded|too (?:big|large|long)|larger than|over the limit|greater than)(?!.{0,40}(?:quota|mailbox))`,
    String.raw`size limit exceeded|exceed(?:s|ed)?.{0,20}(?:fixed )?(?:maximum )?(?:message|size) (?:size|limit)|maximum (?:message )?size|message size limit|nachricht.{0,20}zu groß|message trop (?:gros|volumineux)|mensaje.{0,20}demasiado grande|messaggio.{0,20}troppo grande|слишком больш|サイズ.{0,15}(?:超|大き)|邮件.{0,8}过大`,
  ),
  rule(
    { scope: 'content', because: 'a virus or a forbidden attachment was seen' },
    String.raw`\bvirus\b|\bmalware\b|infected|\bphish|dangerous (?:attachment|content)|(?:attachment|file) (?:type|extension|name).{0,30}(?:not (?:allowed|permitted)|block|reject|prohibit)|executable (?:file|attachment)|illegal attachment`,
  ),
  rule(
    { scope: 'auth', because: 'a check of the sender’s domain or login failed' },
    String.raw`\bdmarc\b|\bdkim\b|\bspf\b|sender policy framework|unauthenticated|authentication (?:is )?(?:required|failed|failure|checks?|needed)|authentication-results|not authenticated|5\.7\.(?:2[0-46-9]|30|515|57|60)\b|purported responsible address|domain-?keys|must authenticate|smtp auth\b|sender id\b|not pass(?:ed)? authentication`,
  ),
  rule(
    { scope: 'sender_reputation', because: 'our address, host or network is not wanted' },
    String.raw`spamhaus|spamcop|sorbs|barracudacentral|\bdns-?bl\b|\brbl\b|\bblack-? ?list|\bblock-? ?list|\bdeny-? ?list|\bbl\.|reputation|\bspamm?(?:er|ing|my)?\b|\bjunk\b|unsolicited|\bbulk (?:e-?)?mail|unwanted mail|looks? like spam|cloudmark|proofpoint|senderbase|senderscore|suspicious (?:activity|message|traffic)|abus(?:e|ive)|mass ?mail`,
    String.raw`(?:reverse|ptr|rdns|r-?dns)[ -]?(?:dns|lookup|record|resolution|name|mapping)|ptr record|no ptr|cannot (?:find|resolve) your (?:reverse )?(?:hostname|host|ip|domain)|fix reverse|client host (?:\[[^\]]*\] )?(?:rejected|blocked)|forward[- ]confirmed|hostname.{0,20}(?:not resolve|cannot be resolved|lookup)|(?:helo|ehlo).{0,30}(?:reject|invalid|bad|denied|command|syntax|name)|need fully-? ?qualified|unresolvable (?:relay )?host|does not resolve to|ip (?:name lookup|address).{0,20}(?:fail|mismatch|not (?:found|match))|name is required`,
    String.raw`(?:your |the |from |sending )?(?:ip|host|server|network|connection|mail server|smtp server|mx|client)(?: address)?.{0,40}(?:is |are |was |has been |have been |been |temporarily |currently )(?:block|ban|reject|refus|listed|den(?:y|ied)|not allowed|not permitted|restricted|prohibited)|blocked (?:by|using|for|due|from|because)|banned|access (?:denied|from|restricted).{0,30}\bip\b|not (?:allowed|permitted|authorized) to (?:send|connect)|(?:bad|invalid) (?:ip|sender|host)\b|local[- ]policy block|poor|open (?:relay|proxy)|dynamic(?:ally)? (?:ip|address|assigned)|dial-?up|residential|no access from mail server`,
    String.raw`valid from:|from: domain|sender (?:address |e-?mail )?(?:is |was |has been |domain )?(?:reject|den(?:y|ied)|refus|blocked|not (?:allow|exist|found|valid|verif|permit|accept)|unknown|invalid|verif|blacklist|unverified|must exist|callout)|domain of sender|(?:bad|invalid|unknown|unverified|forged) (?:return|sender|envelope|from)|(?:mail )?from (?:address|domain|command)?.{0,30}(?:not (?:allowed|exist|valid|permit)|does not exist|reject|denied|invalid)|envelope (?:sender|from)|return[- ]?path|sender verify|could not verify sender|unable to verify (?:sender|your)|you are (?:not allowed|sending to\/from)|from an? address that|access not allowed|5\.1\.[78]\b|send mail as`,
    String.raw`absender.{0,30}(?:abgelehnt|gesperrt|nicht erlaubt|blockiert)|expéditeur.{0,30}(?:refusé|rejeté|bloqué|invalide)|remitente.{0,30}(?:rechazad|bloquead)|mittente.{0,30}(?:rifiutat|bloccat)|отправител\p{L}*.{0,40}(?:отклон|заблок|запрещ)|発信元.{0,20}拒否|送信者.{0,20}拒否|发件人.{0,10}(?:拒|黑)|垃圾邮件|스팸`,
  ),
  rule(
    { scope: 'transient', because: 'the recipient’s side is busy or cannot be reached' },
    String.raw`grey-? ?list|gray-? ?list|too many (?:concurrent |simultaneous )?(?:connection|session|recipient|message|mail|smtp|hop|error|invalid|attempt|rcpt|host)|too (?:many|much|fast|quick|frequent)|throttl|rate[- ]?limit|(?:sending|message|connection|daily|hourly) (?:rate|limit|quota)|connection (?:rate|limit|count)|exceeded.{0,30}(?:limit|rate|number)|slow down|traffic|temporar\p{L}* (?:lock|deferred|unavail|reject|fail|block|suspend|error|disabled|problem)|(?:try|retry) (?:again )?later|please (?:try|retry) (?:again|later|your|sending|to send)|server (?:is )?busy|resources? (?:temporarily )?unavailable|service (?:is )?(?:temporarily |currently )(?:un|not )available|system resources|load (?:is )?too high|too busy`,
    String.raw`(?:connection|session|conversation|read|operation|delivery|lookup|command|transaction|message|smtp|host|server|queue) ?(?:with \S+ |to \S+ )?(?:has )?(?:was )?(?:timed?[- ]?out|time-?out|expired|refused|reset|lost|closed|dropped|broken|terminated)|timed?[- ]?out|time-?out|retry time(?:out)? (?:not reached|exceeded)|expired|(?:unable|could ?n[o']t|cannot|failed|no) (?:to )?(?:make )?(?:a |an )?(?:connect|smtp connection|contact|establish|reach|open)|network (?:is )?(?:unreachable|error)|no route to|host (?:is )?(?:down|unreachable|not reachable)|(?:host|server) (?:did not|not) respond|no (?:answer|response) from|delivery attempts|routing loop|mail loop|loops? (?:back|detected)|hop count|delivery (?:is )?(?:delayed|deferred|suspended)|retries|has been (?:in the|on the) queue|queue too long|lost connection`,
    String.raw`zeitüberschreitung|später erneut|vorübergehend|délai.{0,20}(?:expiré|dépassé)|plus tard|temporairement|más tarde|temporalmente|tiempo de espera|più tardi|temporaneamente|mais tarde|temporariamente|позже|временно|時間をおいて|しばらくして|タイムアウト|稍后|超时|暂时|나중에|일시적`,
  ),
  rule(
    { scope: 'address', isHard: true, because: 'the domain takes no mail' },
    String.raw`null ?mx|(?:does(?:n't| not)|do not|not) (?:accept(?:ing)?|receive) (?:any )?(?:e-?mails?|network messages|mail|messages)\b(?! from)|no (?:smtp )?service\b.{0,20}mx|no smtp service|no mx (?:record|found)|mail exchanger|indicated no|smtp (?:service|protocol) is disabled|not accepting network messages`,
  ),
  rule(
    { scope: 'address', isHard: true, because: 'there is no such domain' },
    String.raw`(?:host|domain|dns name|server|system|mx|destination)s?(?: name)?(?: or domain(?: name)?)?(?: \S+)? (?:not found|unknown|does(?:n't| not) exist|is (?:unknown|invalid|not reachable|not found|not valid)|nonexist|non-exist|could(?:n't| not) be found|couldn't|not known)`,
    String.raw`(?:unknown|illegal|invalid|no such|bad|non-?existent|unresolvable|find any|nonexisting) (?:destination )?(?:host|domain|system)|no such domain|unrouteable|unroutable|unrouted|nxdomain|name service error.{0,80}not found|lookup failure: host|all relevant mx records point to non-existent|bad destination system|the (?:account or )?domain may not exist|host name lookup failure|no mail (?:host|exchanger|server) for|non-?existing domain|no dns (?:a-?data|record)|dns error.{0,80}(?:nxdomain|not found)|can't find.{0,20}(?:host|domain)|domain (?:isn't|is not|not) (?:in|found|local)|\S+\.\w+ does not exist$`,
    String.raw`(?:domain|domäne|hostname).{0,40}(?:nicht gefunden|existiert nicht|unbekannt|wurde nicht)|domaine.{0,40}(?:introuvable|n['’]existe pas|inconnu|n['’]a pas pu être trouvé)|dominio.{0,40}(?:no existe|no encontrad|non esiste|inesistente|non trovato|no se (?:ha )?encontr|sconosciut)|domínio.{0,40}(?:não existe|não (?:foi )?encontrado|inexistente)|domein.{0,40}(?:bestaat niet|niet gevonden|onbekend)|dom\p{L}*n\p{L}*.{0,40}(?:nie istnieje|neexistuje|existerar inte|finnes ikke|findes ikke|bulunamadı)|домен.{0,40}(?:не (?:найден|существует|існує|знайдено))|ドメイン.{0,25}(?:存在し|見つか|見付か|不明|ありま)|域名.{0,12}(?:不存在|找不到|错误)|網域.{0,12}(?:不存在|找不到)|도메인.{0,20}(?:없|찾을 수)`,
  ),
  rule(
    { scope: 'address', isHard: true, because: 'the mailbox is no longer there' },
    String.raw`no longer (?:on (?:this )?server|at (?:this|our)|with (?:us|this|our)|valid|exists?|in (?:use|service)|available|active|used|works? (?:here|for|at)|accept|monitored|employed|a (?:valid|customer|user)|hosted)|(?:user|mailbox|account|recipient|address) (?:has |was |have |is )?(?:been )?(?:moved|deleted|removed|closed|terminated|cancell?ed|retired|expired)\b|has moved|left the company|not our (?:user|customer)|no forwarding address|account (?:has been )?closed|deleted mailbox|konto wurde gelöscht|existiert nicht mehr|n['’]existe plus|ya no existe|non esiste più|não existe mais|bestaat niet meer|больше не (?:существует|используется)`,
  ),
  rule(
    { scope: 'address', because: 'the account is switched off' },
    String.raw`(?:account|mail ?box|user|recipient|e-?mail address|address|inbox|mailbox of).{0,60}\b(?:is |has been |was |temporarily |currently |been |are )?(?:disabled|suspended|inactive|deactivated|frozen|locked|blocked|not active|discontinued|on hold|dormant|not activated)|(?:disabled|suspended|inactive|deactivated|dormant) (?:recipient|user|account|mailbox|e-?mail)|disableduser|domain (?:is )?suspended|not in service|temporarily disabled`,
    String.raw`(?:konto|postfach|empfänger).{0,30}(?:deaktiviert|gesperrt|inaktiv)|compte.{0,40}(?:bloqu|désactiv|suspendu|inactif)|cuenta.{0,40}(?:desactivad|suspendid|inactiva|bloquead|deshabilit)|(?:account|casella|indirizzo).{0,40}(?:disattivat|disabilitat|sospes)|conta.{0,40}(?:desativad|suspens|bloquead|inativ)|(?:учетная|учётная|аккаунт|ящик).{0,40}(?:заблокирован|отключ[её]н|неактивн|приостановлен)|(?:konto|skrzynka).{0,30}(?:zablokowan|wyłączon|nieaktywn)|(?:账号|帐号|用户|邮箱|帐户).{0,10}(?:停用|禁用|冻结|锁定|被锁|挂起)|(?:アカウント|メールアドレス).{0,20}(?:停止|無効)|(?:계정|사용자).{0,20}(?:정지|휴면|비활성)`,
  ),
  rule(
    { scope: 'recipient_policy', because: 'the server does not relay for this address' },
    String.raw`not configured to relay|relay(?:ing)?(?: access)? (?:denied|not (?:allowed|permitted)|prohibited|rejected)|(?:not|un(?:able|willing)|refuse|cannot|won't|do(?:es)?(?:n't| not)) (?:permitted |allowed |able )?to relay|relaying (?:denied|not)|relay (?:not|is) |not (?:a )?(?:local|gateway)|isn't in my list of allowed|rcpthosts|no relay|not permitted to relay|we do not relay`,
  ),
  rule(
    { scope: 'recipient_policy', because: 'the recipient’s rules refuse it' },
    String.raw`recipient preferences|message filtered|filtered by|refused by (?:recipient|user)|(?:recipient|user|mailbox) (?:has |is )?(?:configured|reject|refuse|not accept|does not accept|doesn't accept)|not a member|members? only|only (?:accepts?|members|certain)|restricted (?:to|sender|recipient|address)|requires? (?:sender )?authori[sz]|not (?:authori[sz]ed|permitted|allowed) to (?:post|send|deliver|submit)|group you tried|permission to post|(?:posting|delivery) (?:to this|is) .{0,20}(?:restricted|not allowed)|message (?:was )?(?:rejected|refused) (?:by|due|because|for)|content (?:reject|filter|polic)|policy (?:violation|reason|restriction|reject|reasons)|(?:against|violates?|for) (?:\S+ )?polic|administrative prohibition|prohibited|header error|whitelist|challenge|domain-filter|transport\.rules|rules\.|moderat`,
  ),
  rule(
    { scope: 'content', because: 'the letter’s form is not accepted' },
    String.raw`content (?:block|not accept|error|type)|message content|bad (?:header|message|content|date)|missing (?:header|from|date|message-id)|malformed|invalid (?:header|mime|character|content|message-id)|not (?:rfc|compliant)|rfc ?(?:2|5)[38]\d\d|8-?bit|mime (?:error|decod)|bare (?:lf|cr)|line (?:is )?too long|(?:message|e-?mail) headers? |from: header|syntax error in (?:header|message)|conversion (?:failed|not)|duplicate header|message rejected`,
  ),
  rule(
    { scope: 'address', isHard: true, because: 'there is no such user' },
    String.raw`(?:user|recipient|mail ?box|account|address|alias|person|member|e-?mail|mailaddress|destination|local ?part|userid|customer|subscriber|addressee|login|name|inbox|mail)(?:\(s\))?(?:'s)?(?: (?:account|address|name|id|here|email|mailbox|id\b))*.{0,60}?\b(?:unknown|not (?:found|known|exist|valid|here|listed|recognized|recognised|a known|local|present|defined|registered|available|in|on|match)|does(?: not|n't) (?:exist|have|match|seem)|do(?:n't| not) exist|is(?: not|n't) (?:a |an )?(?:valid|known|found|recogni[sz]ed|here|listed|local|existing|available|in|registered|our|one of|active|defined|exist)|was(?: not|n't) (?:found|recogni[sz]ed|known|listed)|could(?: not|n't) be (?:found|resolved|located)|nonexist|non-exist|not exist|doesn't|has no|invalid|no longer|has typo|wasn't found|couldn't be found|can(?:no|')t be found|inexistent|unrecogni)`,
    String.raw`(?:unknown|invalid|no such|no valid|non-?existent|illegal|not a known|bad|unrecogni[sz]ed|undeliverable|not a valid|incorrect|unmatched|undefined|nonexisting|wrong|inactive|cannot find|can't find|couldn't find|no matching|not local|no|any) (?:\S+ )?(?:final delivery )?(?:e-?mail ?)?(?:virtual |local |destination |final |smtp |to )?(?:e-?mail ?)?(?:user|recipient|mail ?box|account|address|alias|local ?part|person|name|addressee|customer|subscriber|rcpt|userid|mail ?drop|forward)`,
    String.raw`user(?:name)? unknown|userunknown|unknown (?:in|to) (?:virtual|local|relay|system)|no (?:mailbox|user|such|account|one|person|recipient)(?: \S+)? (?:here|by that name|found|user|with that)|recipnotfound|recipientnotfound|resolver\.adr|nosuchuser|no such (?:person|object|name|mail|address|local|user|recipient|account)|recipient (?:address )?(?:not|rejected: (?:access denied|user|undeliverable|no such|invalid|unknown|unverified|not))|address (?:not|error|does|could|wasn|is invalid|unknown|couldn)|undeliverable (?:to|address)|not (?:in|listed in) (?:our|the|public|domino|my)|not our|this user doesn|(?:we|i) do(?: not|n't) (?:have|know)|(?:mailbox|user|recipient|account|address) (?:is |currently )?unavailable|mailbox (?:not|name)|requested action (?:not taken|aborted).{0,5}mailbox|rejected recipient|recipient (?:is )?(?:rejected|refused|unknown|invalid)|rcpt (?:to )?(?:reject|refus|unknown|not)|could not (?:find|resolve) (?:the )?(?:user|recipient|address)`,
    String.raw`address not found|wasn't delivered.{0,60}(?:couldn't be found|not found)|email address you entered|isn't (?:a|in|found)|unable to (?:find|locate) (?:the )?(?:user|recipient)|doesn't have an? |not a (?:valid|known|local|current) (?:user|mailbox|recipient|address)|does not like recipient`,
    String.raw`(?:adresse|empfänger\p{L}*|benutzer\p{L}*|postfach|mailadresse|teilnehmer|anschrift|adressat).{0,60}(?:nicht gefunden|existiert nicht|nicht existier|unbekannt|nicht bekannt|ungültig|nicht vorhanden|nicht ermittelt|nicht zustellbar|gibt es nicht|konnte nicht gefunden)|(?:unbekannte[rs]?|ungültige[rs]?|kein(?:e|en)? (?:solche[rsn]? )?) ?(?:empfänger|benutzer|adresse|postfach|user)`,
    String.raw`(?:adresse|destinataire|utilisateur|bo[iî]te|compte|usager).{0,60}(?:introuvable|n['’]existe pas|inconnue?|invalide|inexistante?|n['’]a pas (?:pu être|été) (?:trouvée?|reconnue?)|incorrecte?|non trouvée?|erronée?)|(?:destinataire|utilisateur|adresse) inconnue?|aucun (?:utilisateur|destinataire)|n['’]est pas (?:reconnu|valide)`,
    String.raw`(?:direcci[oó]n|usuario|destinatario|buz[oó]n|cuenta|indirizzo|utente|casella|endereço|usuário|destinatário|utilizador|conta|caixa).{0,60}(?:no (?:existe|encontrad|v[aá]lid|se (?:ha )?encontr|se pudo encontrar|es v[aá]lid)|desconocid|inexistente|inv[aá]lid|non (?:esiste|trovat|valid|è stat[oa] trovat|riconosciut)|sconosciut|inesistente|não (?:existe|encontrad|foi encontrad|é válid|pôde ser encontrad)|desconhecid|errat[oa])|(?:usuario|destinatario|utente|usuário|destinatário) (?:desconocid|sconosciut|desconhecid|inv[aá]lid)`,
    String.raw`(?:adres|gebruiker|ontvanger|postvak).{0,50}(?:bestaat niet|niet gevonden|onbekend|ongeldig|niet bekend)|onbekende (?:gebruiker|ontvanger)|(?:adres\p{L}*|użytkownik\p{L}*|odbiorc\p{L}*|skrzynk\p{L}*|konto).{0,50}(?:nie (?:istnieje|znalezion\p{L}*|został\p{L}* znalezion)|nieznan|nieprawidłow|nie ma)|nieznany (?:użytkownik|odbiorca)|nie ma takiego|(?:adressen?|mottagar\p{L}*|användar\p{L}*|mottaker\p{L}*|modtager\p{L}*|bruger\p{L}*|bruker\p{L}*).{0,50}(?:hittades inte|finns inte|existerar inte|okänd|kunde inte hittas|ble ikke funnet|blev ikke fundet|finnes ikke|findes ikke|ukendt|ukjent|ugyldig|ogiltig|kunne ikke (?:findes|finnes))|(?:osoite\p{L}*|vastaanottaj\p{L}*|käyttäj\p{L}*).{0,50}(?:ei (?:löydy|löytynyt|ole|tunneta)|tuntematon|virheellinen)|(?:adres\p{L}*|alıcı\p{L}*|kullanıcı\p{L}*).{0,50}(?:bulunamadı|bulunamıyor|yok|geçersiz|bilinmiyor|mevcut değil)|(?:adres\p{L}*|příjemce|uživatel\p{L}*|schránk\p{L}*).{0,50}(?:nebyl\p{L}* nalezen\p{L}*|neexistuje|neznám|nenalezen|neplatn)|(?:c[ií]m\p{L}*|címzett\p{L}*|felhasználó\p{L}*|postafiók\p{L}*).{0,50}(?:nem (?:található|létezik|ismert)|ismeretlen|érvénytelen)|(?:adres\p{L}*|destinatar\p{L}*|utilizator\p{L}*).{0,50}(?:nu (?:a fost găsit|există|este valid)|necunoscut|inexistent)`,
    String.raw`(?:адрес\p{L}*|пользовател\p{L}*|получател\p{L}*|абонент\p{L}*|ящик\p{L}*|користувач\p{L}*|отримувач\p{L}*|адрес[аи]\p{L}*).{0,50}(?:не (?:найден|существует|зарегистрирован|известен|обнаружен|действител|знайдено|існує|верн)|неизвест|несуществующ|недействител|неверн|невідом|неправильн)|нет такого (?:пользователя|ящика|адреса)|такого (?:пользователя|ящика|адреса) (?:не|нет)|неизвестн\p{L}* (?:пользовател|получател)|(?:διεύθυνση|παραλήπτη\p{L}*|χρήστη\p{L}*).{0,50}(?:δεν (?:βρέθηκε|υπάρχει)|άγνωστ|μη έγκυρ)`,
    String.raw`(?:ユーザ\p{L}*|宛先|あて先|アドレス|受信者|メールアドレス|メールボックス|利用者|宛名|アカウント|ディレクトリ|リスト).{0,40}(?:見つか|みつか|見付か|存在し|存在いたし|不明|ありません|ございません|間違|誤り|誤って|知られて|無効|使われておりません|使用されて)|(?:不明な|存在しない|無効な).{0,10}(?:ユーザ|宛先|アドレス|受信者)|(?:收件人|收信人|用户|用戶|地址|邮箱|信箱|帐号|账号|帳號|使用者|电子邮件|電子郵件).{0,20}(?:不存在|找不到|无效|無效|未知|错误|錯誤|有误|有誤|不正确|没有找到|未找到)|(?:不存在|无效|未知|找不到)的?(?:用户|收件人|地址|邮箱|帐号|账号)|没有此用户|查无此人|查無此人|(?:수신자|받는 ?사람|사용자|주소|계정|메일 ?주소|아이디|수신인).{0,20}(?:없|찾을 수|존재하지|알 수|잘못|유효하지|올바르지)|(?:존재하지 않는|없는|잘못된) (?:사용자|계정|주소|메일|수신자)`,
    String.raw`(?:العنوان|المستخدم|المستلم|عنوان|الحساب|مستلم).{0,40}(?:غير موجود|غير معروف|لم يتم العثور|غير صالح|غير صحيح|تعذر العثور|لا يوجد)|لم يتم العثور على العنوان|(?:הכתובת|המשתמש|הנמען|כתובת|הדואר).{0,40}(?:לא נמצא|לא קיימ|אינה קיימת|אינו קיים|לא ידוע|שגוי|לא חוקי)|(?:पता|उपयोगकर्ता|प्राप्तकर्ता).{0,30}(?:नहीं मिला|मौजूद नहीं|अज्ञात|अमान्य)|(?:địa chỉ|người nhận|người dùng|hộp thư).{0,40}(?:không tồn tại|không tìm thấy|không hợp lệ|không đúng)|(?:alamat|pengguna|penerima).{0,40}(?:tidak (?:ditemukan|ada|valid|dikenal|dikenali)|salah)|(?:ที่อยู่|ผู้ใช้|ผู้รับ).{0,40}(?:ไม่พบ|ไม่มี|ไม่ถูกต้อง)`,
  ),
];

/** Advice that notices give beside the reason: looked at last, when neither the words nor the code say more. */
export const weakPatterns: readonly BouncePattern[] = [
  rule(
    { scope: 'address', isHard: true, because: 'the notice asks to check the address' },
    String.raw`please (?:check|verify) (?:if )?(?:the |that )?(?:e-?mail )?(?:address|recipient|spelling)|check the (?:recipient|address|spelling|e-?mail)|misspelled|double-?check|recipient address rejected\b|address rejected|rejected: ?$`,
  ),
  rule(
    { scope: 'transient', because: 'the server gave up after trying' },
    String.raw`service (?:is )?(?:un|not )available|giving up|gave up|given up|deferred|delayed`,
  ),
];
