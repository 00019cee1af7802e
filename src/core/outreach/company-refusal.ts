// Whether an answer speaks for a whole company: "do not contact our staff". Then nobody there is written to any more.

// A word for leaving people alone, and right behind it whose people they are. One pair for each language we know.
const refusals = [
  /\b(?:do not|don['’]t|stop|please (?:do not|don['’]t|stop|refrain from)|never|cease) (?:try(?:ing)? to |from )?(?:contact|approach|poach|solicit|recruit|email|e-mail|mail|messag|writ|call|reach(?:ing)? out to|target)\p{L}*(?: to)?(?: any(?: of)?| all(?: of)?)? (?:our|my) (?:\p{L}+ ){0,2}?(?:staff|employees?|people|team|colleagues|engineers|developers|personnel|workforce)\b/iu,
  /\b(?:kontaktieren|schreiben|mailen|belästigen|werben|sprechen) sie (?:bitte )?(?:(?:kein\p{L}{0,2}|nie(?:mals)?|nicht) (?:\p{L}+ ){0,2}?(?:unserer?n?|meiner?n?) (?:\p{L}+ ){0,2}?(?:mitarbeiter|angestellten|beschäftigten|kolleg|team|personal|leute)|(?:unserer?n?|meiner?n?) (?:\p{L}+ ){0,2}?(?:mitarbeiter|angestellten|beschäftigten|kolleg|team|personal|leute)\p{L}*(?: bitte)? (?:nicht|nie|keinesfalls))/iu,
  /\bne (?:contactez|sollicitez|démarchez|débauchez|écrivez|approchez) (?:plus|pas|jamais) (?:à )?(?:nos|mes|notre) (?:\p{L}+ ){0,1}?(?:employés|salariés|collaborateurs|collaboratrices|équipes?|collègues|personnel)/iu,
  /\bno (?:contacten?|escriban?|llamen?|molesten?|soliciten?) (?:más )?(?:a )?(?:nuestros?|nuestras?|mis|mi) (?:\p{L}+ ){0,1}?(?:empleados|empleadas|trabajadores|personal|equipo|plantilla|compañeros)/iu,
  /\bnon (?:contattate|contatti|scrivete|sollecitate|chiamate)(?: più)? (?:i |il |ai |a )?(?:nostri|nostro|miei|mio) (?:\p{L}+ ){0,1}?(?:dipendenti|collaboratori|colleghi|personale|team)/iu,
  /\bnão (?:contat\p{L}+|contact\p{L}+|escrev\p{L}+|abord\p{L}+)(?: mais)? (?:com )?(?:os |o |a )?(?:nossos?|nossas?|meus?) (?:\p{L}+ ){0,1}?(?:funcionários|colaboradores|empregados|colegas|equipe|equipa|pessoal)/iu,
  /\b(?:benader|contacteer|mail|schrijf|bel) (?:alstublieft |aub )?(?:geen (?:van )?|nooit )?(?:onze?|mijn) (?:medewerkers|werknemers|collega['’]?s|personeel|mensen|team) (?:niet|nooit)\b/iu,
  /(?:nie kontaktuj\p{L}*|nie pisz\p{L}*|prosz\p{L}+ nie (?:kontaktować|pisać))(?: się)?(?: więcej)?(?: z| do)? (?:naszymi|naszych|moimi|moich) (?:pracownik\p{L}+|zespo\p{L}+|koleg\p{L}+|ludźmi)/iu,
  /(?:kontakta|mejla|maila|ring|skriv till) (?:inte|aldrig)(?: mer)? (?:våra|vår|mina) (?:medarbetare|anställda|kollegor|personal|team)/iu,
  /не (?:пишите|связывайтесь|обращайтесь|беспокойте|звоните)(?: больше)?(?: с| к)? (?:наш\p{L}+|мо\p{L}+) (?:сотрудник\p{L}*|работник\p{L}*|коллег\p{L}*|команд\p{L}*)/iu,
  /(?:当社|弊社|うち)の(?:社員|従業員|スタッフ|職員).{0,12}(?:連絡|接触|勧誘|メール).{0,10}(?:しないで|やめて|お控え|ご遠慮|お断り)/u,
  /(?:请|請)?(?:不要|勿|别|停止)(?:再)?(?:联系|聯繫|联络|骚扰|挖)(?:我们|我們|我司|本公司)(?:公司)?的?(?:员工|員工|职员|同事|团队|人员)/u,
  /(?:저희|우리) (?:회사 ?)?(?:직원|임직원|팀원|동료)\p{L}*.{0,12}(?:연락|접촉|메일).{0,8}(?:마|말|않|중단)/u,
  /(?:çalışanlarımız|personelimiz|ekibimiz)\p{L}* .{0,20}(?:yazmayın|aramayın|ulaşmayın|iletişime geçmeyin)/iu,
] as const;

const saidMax = 4_000;

/** Pure. `said` is what the person wrote themselves, without what they quote. */
export function speaksForCompany(said: string): boolean {
  const words = said.slice(0, saidMax).replace(/\s+/gu, ' ');
  return refusals.some((refusal) => refusal.test(words));
}
