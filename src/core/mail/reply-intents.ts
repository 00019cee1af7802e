// What an answer wants, in words of fourteen languages. Rules that a person can read, check and overrule.

export const replyIntents = [
  'stop', // Never write again.
  'left_company',
  'out_of_office',
  'not_interested',
  'referral', // Names somebody else.
  'later',
  'interested',
  'other',
] as const;
export type ReplyIntent = (typeof replyIntents)[number];

export interface IntentRule {
  intent: ReplyIntent;
  because: string;
  /** How sure a match alone is. */
  weight: number;
  is: RegExp;
}

function rule(
  intent: ReplyIntent,
  weight: number,
  because: string,
  ...words: string[]
): IntentRule {
  return { intent, weight, because, is: new RegExp(words.join('|'), 'iu') };
}

export const intentRules: readonly IntentRule[] = [
  rule(
    'stop',
    0.97,
    'the whole answer is a word for stopping',
    String.raw`^\W*(?:please\s+)?(?:stop(?:pall)?|unsubscribe(?: me)?|remove(?: me)?|opt[- ]?out|quit|cancel|end|revoke|stopp|abmelden|austragen|arrêt(?:er|ez)?|désabonner|désinscription|baja|cancelar|darme de baja|cancella(?:mi)?|disiscrivi(?:mi)?|descadastrar|remover|afmelden|uitschrijven|wypisz|avregistrera|avsluta|отписаться|отпишите(?: меня)?|стоп|配信停止|停止|退订|退訂|取消订阅|수신 ?거부|구독 ?취소|iptal|dur|ayrıl)\W*$`,
  ),
  rule(
    'stop',
    0.92,
    'asks not to be written to again',
    String.raw`(?:do not|don['’]?t|never|stop|please (?:do not|don['’]?t|stop)|quit) (?:ever )?(?:contact|email|e-mail|e-mailing|emailing|mail|mailing|message|messaging|write|writing|call|calling|text|texting|send(?:ing)?|reach(?:ing)? out)(?:ing)?\b(?!.{0,20}(?:yet|today|tomorrow|before))|(?:remove|delete|take) (?:me|my (?:name|email|e-mail|address|data|details|information|contact)).{0,40}(?:from|off|list|database|records|file)|take me off|unsubscribe me|opt me out|no (?:more|further) (?:e-?mails?|messages|contact)|not (?:to )?be contacted|stop spamming|delete (?:all )?my (?:data|information|details)|right to (?:object|erasure|be forgotten)|i object|where did you get my|report (?:this|you) (?:as|for) spam`,
    String.raw`(?:schreiben|kontaktieren|mailen|belästigen|senden|anschreiben) sie (?:mir|mich|uns) (?:bitte )?(?:nicht mehr|nie wieder|keine)|(?:bitte )?(?:keine|nie wieder) (?:weiteren? )?(?:e-?mails?|mails?|nachrichten|kontakt|anfragen|werbung)|(?:löschen|entfernen|streichen) sie (?:bitte )?(?:mich|meine)|aus (?:ihrem|dem|ihrer) (?:verteiler|liste|datenbank)|ich widerspreche|unterlassen sie`,
    String.raw`ne (?:me|m['’]) ?(?:contactez|écrivez|envoyez|recontactez) plus|(?:cessez|arrêtez|merci de (?:ne plus|cesser|me retirer|me désinscrire|me supprimer))|(?:supprimez|retirez|effacez)[- ](?:moi|mes)|ne plus (?:être contacté|recevoir|me contacter)|je m['’]oppose|désinscri(?:vez|re)[- ]?moi`,
    String.raw`(?:no (?:me|nos) (?:contacten?|escriban?|envíen?|mand\p{L}+|vuelvan?)|dejen? de (?:escribir|enviar|contactar|mandar)|(?:elimin|borr|quit|retir)\p{L}*(?:me|\s+mis? (?:datos|correo)).{0,30}|darme de baja|no (?:quiero|deseo) (?:recibir )?más (?:correos|mensajes)|me opongo)`,
    String.raw`non (?:mi )?(?:contattat|scriv|inviat|mandat)\p{L}*(?: mi)?(?: più)|(?:cancellat|rimuovet|eliminat)\p{L}*(?:mi| i miei dati)|smett\p{L}+ di (?:scriver|contattar|inviar)|mi oppongo|não (?:me )?(?:contat|escrev|envi|mand)\p{L}*(?: mais)|parem? de (?:me )?(?:enviar|escrever|contatar|contactar|mandar)|(?:remov|retir|exclu|apag)\p{L}*[- ](?:me|meus? (?:dados|e-?mail))|me descadastr`,
    String.raw`(?:neem|stuur|schrijf|mail|benader) (?:mij|me|ons)? ?(?:alstublieft |aub )?(?:geen|niet meer|geen contact).{0,30}|(?:verwijder|haal) (?:mij|me|mijn)|geen (?:e-?)?mails? meer|proszę (?:o )?(?:nie (?:pisać|kontaktować|wysyłać)|usunię|usunąć|zaprzesta)\p{L}*|nie (?:życzę sobie|kontaktuj)|sluta (?:skicka|mejla|maila|kontakta)|(?:ta bort|radera) (?:mig|mina)|kontakta mig inte|inga fler (?:mejl|mail)`,
    String.raw`(?:больше )?не пишите(?: мне)?|не (?:связывайтесь|беспокойте|присылайте)|удалите (?:меня|мои)|уберите меня|прекратите|(?:今後|二度と).{0,20}(?:連絡|メール|送信).{0,12}(?:しないで|不要|お断り|お控え|おやめ|停止)|(?:配信|連絡|メール).{0,6}(?:停止|を止め|をやめ|不要)|(?:個人情報|データ|登録).{0,6}(?:削除|抹消)|(?:请|請)?(?:不要|别|勿|停止)(?:再)?(?:给我)?(?:发|發|联系|聯繫|联络|打扰|打擾|骚扰)|(?:删除|刪除|移除)我的?(?:信息|资料|資料|邮箱|数据)|더 ?이상 ?.{0,12}(?:연락|메일|보내).{0,8}(?:하지|마|말|않)|연락하지 ?(?:마|말)|(?:삭제|제거)해 ?주|bana (?:bir daha|tekrar|artık) .{0,20}(?:yazmayın|göndermeyin|ulaşmayın)|(?:beni|bilgilerimi|verilerimi) .{0,20}(?:çıkarın|silin)|لا تتواصل|لا ترسل|توقف(?:وا)? عن|احذف`,
  ),
  rule(
    'left_company',
    0.9,
    'says that the person has left',
    String.raw`(?:no longer|not) (?:work(?:s|ing)?|employed|with|at) (?:at|for|with|here|by|the company|us|our)|(?:has|have) left (?:the )?(?:company|organi[sz]ation|firm|team|business)|(?:left|leaving) (?:the company|\S+) (?:on|in|as of|effective)|is no longer (?:an employee|part of|available at this)|arbeite[nt]? nicht mehr|nicht mehr (?:bei|für|im unternehmen|im hause)|hat (?:das )?unternehmen verlassen|ausgeschieden|ne (?:fait|travaille|fais) plus (?:partie|chez|pour|dans)|a quitté (?:l['’]entreprise|la société|ses fonctions)|ya no (?:trabaja|forma parte|trabajo)|ha dejado la empresa|non lavora più|ha lasciato l['’]azienda|não (?:trabalha|faz) mais|deixou a empresa|werkt niet (?:meer|langer)|niet meer werkzaam|nie pracuje już|już nie pracuj|arbetar inte längre|har slutat|больше не работа|уволил|退職|退社|已离职|已離職|离开(?:了)?公司|퇴사|퇴직|artık .{0,30}çalışm[ıa]`,
  ),
  rule(
    'not_interested',
    0.85,
    'says no',
    String.raw`not (?:really |currently |at all )?(?:interested|looking|a (?:good )?fit|for me|relevant|open to|considering|in the market)|no,? (?:thanks|thank you|interest)|(?:i['’]?ll|i will|have to|going to|must) (?:pass|decline)|(?:happy|content|settled|comfortable) (?:where i am|in my (?:current )?(?:role|job|position)|at my)|no interest|politely decline|thanks,? but no|please pass|kein(?:erlei)? interesse|nicht interessiert|nein,? danke|leider nein|bin (?:sehr )?zufrieden|nicht auf der suche|nicht wechselwillig`,
    String.raw`pas intéressée?|ne suis pas (?:intéressée?|à l['’]écoute|en recherche)|non,? merci|sans suite|no (?:estoy|me) (?:interesad[oa]|interesa)|no,? gracias|no me encaja|non (?:sono|mi) (?:interessat[oa]|interessa)|no,? grazie|não (?:tenho|estou) interes\p{L}*|não,? obrigad[oa]|geen (?:interesse|belangstelling)|niet (?:geïnteresseerd|op zoek)|nee,? (?:bedankt|dank)|nie (?:jestem )?zainteresowan|nie,? dziękuję|inte intresserad|nej,? tack|tackar nej|не (?:интересно|интересует|заинтересован|рассматриваю)|нет,? спасибо|興味(?:は|が)?(?:ありません|ない|ございません)|(?:辞退|見送|お断り)|不感兴趣|没兴趣|没有兴趣|不需要|不考虑|關注不|관심(?:이)? ?(?:없|않)|괜찮습니다만|사양|ilgilenmiyorum|hayır,? teşekkür|غير مهتم|لست مهتم`,
  ),
  rule(
    'referral',
    0.8,
    'names somebody else to ask',
    String.raw`(?:you (?:should|could|can|might|may) |please |try |better |best )(?:contact|reach out to|speak (?:to|with)|talk to|ask|write to|get in touch with|email) (?!me\b|us\b)(?:my |our |the )?[\p{L}@]|(?:my (?:colleague|friend|former colleague|co-?worker)|someone (?:i know|else)|a (?:friend|colleague) of mine).{0,60}(?:interested|fit|looking|might|could|would)|(?:forward(?:ed|ing)|passed|passing|cc['’]?(?:ing|ed)|copying|looping in|adding).{0,40}(?:to|on|along)\b.{0,40}(?:colleague|friend|team|hr|\p{Lu}\p{L}+)|right person (?:is|would be|to)|not the right person|wrong person|wenden sie sich (?:bitte )?an|(?:kontaktieren|fragen|sprechen) sie (?:bitte )?(?:meine|unsere|herrn|frau|mit)|weitergeleitet an|ansprechpartner(?:in)? ist|adressez[- ]vous|contactez (?:plutôt |mon |ma |notre )|transmis à|diríjase|contacte (?:con )?(?:mi|a)|hable con|le paso|contatti (?:il|la|il mio)|si rivolga|fale com|entre em contato com|neem contact op met mijn|proszę (?:o kontakt z|skontaktować się z)|kontakta (?:min|vår)|обратитесь к|напишите моему|友人を紹介|同僚を紹介|担当者は|请联系|推荐(?:给)?你|可以联系|동료를|담당자는|소개해|arkadaşım|iletişime geçin`,
  ),
  rule(
    'later',
    0.75,
    'asks for another time',
    String.raw`(?:not (?:right )?now|not at (?:the|this) (?:moment|time)|maybe later|later (?:this|in the) year|next (?:year|quarter|month|spring|summer|autumn|fall|winter)|(?:in|after) (?:a few|a couple of|two|three|four|five|six|\d+) (?:weeks|months|years)|(?:check|circle|touch|get|come|follow) (?:back|in|base|up).{0,30}(?:later|in|next|after|with me)|(?:keep|stay) in touch|bad time|busy (?:right now|at the moment)|after (?:my|the) (?:holiday|vacation|leave|project|launch|maternity|bonus)|not yet)|(?:gerade|momentan|aktuell|derzeit|zur ?zeit|im moment) (?:leider )?(?:nicht|keine|schlecht|noch)|(?:später|nächstes jahr|in (?:ein paar|einigen|zwei|drei|sechs|\d+) (?:wochen|monaten)|im (?:neuen jahr|frühjahr|sommer|herbst|winter))|noch einmal melden|wieder melden|pas (?:pour le moment|en ce moment|maintenant|tout de suite)|plus tard|l['’]année prochaine|dans (?:quelques|deux|trois|six|\d+) (?:semaines|mois)|ahora (?:mismo )?no|más adelante|el (?:próximo|año que viene)|en (?:unos|dos|tres|seis|\d+) meses|(?:non )?(?:adesso|al momento) no|più avanti|tra (?:qualche|due|tre|\d+) mesi|l['’]anno prossimo|(?:agora|no momento) não|mais (?:tarde|para a frente)|ano que vem|nu (?:even )?niet|op dit moment (?:niet|geen)|volgend jaar|over (?:een paar|twee|drie|\d+) maanden|nie teraz|w tej chwili nie|za (?:kilka|dwa|trzy|\d+) (?:miesi|tygodni)|inte just nu|nästa år|om (?:några|två|tre|\d+) månader|не сейчас|пока не|позже|через (?:пару|несколько|\d+) (?:месяц|недел)|в следующем году|今(?:は|すぐ)|(?:来年|来月|半年後|ヶ月後|か月後|また(?:後日|改めて)|落ち着いたら)|(?:现在|目前|暂时)(?:不|没|還不|还不)|(?:以后|明年|下个月|个月后|过段时间)|지금은|나중에|내년|개월 (?:후|뒤)|şu an(?:da)? (?:değil|uygun değil|için)|daha sonra|gelecek (?:yıl|ay)|ليس الآن|لاحقا`,
  ),
  rule(
    'interested',
    0.8,
    'says yes or asks for more',
    String.raw`(?:i['’]?m|i am|i['’]?d be|i would be|very|definitely|quite|certainly|yes,?|am) (?:very |really |definitely |also |potentially |quite |certainly )?(?:interested|keen|intrigued|open to|happy to (?:talk|chat|hear|learn|discuss|connect|speak))|(?:sounds|looks) (?:very |really |quite )?(?:great|good|interesting|exciting|like a)|(?:tell|share|send) me (?:more|the|some)|(?:would|i['’]?d) (?:love|like) to (?:hear|learn|know|talk|chat|discuss|connect)|(?:let['’]?s|can we|could we|shall we|happy to) (?:talk|chat|speak|meet|schedule|set up|connect|jump|do|hop)|(?:more (?:details|information|info)|job description|salary range)|(?:call|ring) me|(?:i['’]?m |am )?(?:free|available) (?:on|at|this|next|tomorrow|mon|tue|wed|thu|fri)|when (?:can|could|would|are|is) (?:you|we|a good)|yes,? (?:please|sure|i|let)|my (?:cv|resume|résumé|number|phone) (?:is|attached)|attached (?:is )?my (?:cv|resume)|thank you for (?:reaching|thinking|considering).{0,60}(?:interest|talk|chat|more)|count me in`,
    String.raw`(?:klingt|hört sich) (?:sehr )?(?:gut|spannend|interessant|toll)|(?:habe|hätte|bin|wäre) (?:grundsätzlich |sehr |großes |durchaus )?(?:interesse|interessiert|neugierig|offen)|interesse (?:ja|habe|besteht)|(?:rufen sie|melden sie sich|ruf mich) |mehr (?:erfahren|informationen|details)|gerne?(?:,| )(?:telefonieren|sprechen|mehr|höre|können|würde|unterhalten)|wann (?:passt|können|hätten|haben|wäre)|passt mir|(?:suis|serais) (?:très )?(?:intéressée?|partante?|disponible|curieu)|m['’]intéresse|avec plaisir|(?:en savoir|dites[- ]m['’]en) plus|rappelez[- ]moi|(?:estoy|estaría) (?:muy )?(?:interesad|dispuest|disponible)|me interesa|suena (?:muy )?(?:bien|interesante)|(?:más información|cuénteme|hablemos|podemos hablar)|con gusto|(?:sono|sarei) (?:molto )?(?:interessat|disponibil)|mi interessa|volentieri|sentiamoci|maggiori (?:informazioni|dettagli)|(?:tenho|teria) interesse|(?:estou|estaria) interessad|me interessa|gostaria de (?:saber|conversar|ouvir)|vamos (?:conversar|falar|marcar)`,
    String.raw`(?:ik ben|heb|klinkt) (?:zeker |wel |erg )?(?:geïnteresseerd|interesse|interessant|goed|leuk)|graag (?:meer|een|hoor)|bel me|(?:jestem|chętnie|brzmi) (?:bardzo )?(?:zainteresowan|porozmawiam|dowiem|ciekawie|dobrze|interesująco)|(?:jag är|låter|vill gärna) (?:mycket )?(?:intresserad|spännande|intressant|bra|veta|prata|höra)|ring mig|(?:мне )?интересно(?!\s+не)|(?:готов|буду рад|давайте) (?:обсуд|поговор|созвон|пообщ)|расскажите подробнее|когда (?:можем|можно|удобно)|興味(?:が)?(?:あり|ござい)(?!ません)|(?:詳しく|詳細).{0,12}(?:伺い|聞かせ|教えて|知りたい)|ぜひ(?:お話|お願い|一度)|(?:我)?(?:很|非常|比较)?感兴趣|(?:请|可以)(?:发|告诉|提供|介绍).{0,12}(?:详细|更多|信息|介绍)|想(?:了解|聊聊|进一步)|(?:方便|可以)(?:电话|聊|面谈)|관심 ?(?:있|이 있|많)|(?:자세히|자세한).{0,12}(?:알고|알려|듣고|설명)|통화 (?:가능|하고)|ilgileniyorum|ilgimi çek|(?:daha fazla|detaylı) bilgi|görüşelim|konuşabilir|مهتم[ةه]?(?! )|أنا مهتم|أود (?:معرفة|التحدث)`,
  ),
];
