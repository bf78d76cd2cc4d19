import type { MailAddress } from "./mail.ts";

/** One header of a quoted or forwarded message, whatever the language of the mail program. */
export type HeaderKind = "from" | "date" | "to" | "cc" | "subject" | "reply-to";

/** What mail programs write before the colon, in lower case. */
const HEADER_WORDS: Readonly<Record<HeaderKind, readonly string[]>> = {
  from: [
    ..."from,von,de,da,van,fra,från,od,lähettäjä,feladó,expeditor,expeditorul,de la,от,отправитель,від,від кого".split(
      ",",
    ),
    ..."kimden,gönderen,mittente,nadawca,saatja,šalje,pošiljatelj,remitente,expéditeur,absender,afzender,avsändare,発信者,送信元,差出人,发件人,寄件者,寄件人,보낸 사람,من".split(
      ",",
    ),
  ],
  date: [
    ..."date,sent,sent on,data,datum,dato,fecha,date d'envoi,envoyé,envoyé le,gesendet,enviado,enviado el,enviada em,inviato,verzonden,sendt,skickat,lähetetty".split(
      ",",
    ),
    ..."päivämäärä,päiväys,odesláno,odoslané,wysłano,wysłane,dátum,elküldve,küldve,trimis,dată,дата,отправлено,надіслано,tarih,gönderildi,gönderme tarihi,poslano,kuupäev,saadetud,日付,送信日時,发送时间,发送日期,日期,寄件日期,보낸 날짜,تاريخ".split(
      ",",
    ),
  ],
  to: [
    ..."to,an,para,a,à,pour,aan,til,till,komu,pre,vastaanottaja,címzett,către,destinatar,destinatarul,destinatario,destinataire,кому".split(
      ",",
    ),
    ..."kime,alıcı,prima,za,do,adresat,adresát,empfänger,ontvanger,mottagare,modtager,mottaker,saaja,送信先,宛先,收件人,받는 사람,إلى".split(
      ",",
    ),
  ],
  cc: [
    ..."cc,kopie,kopie (cc),kopi,kopia,kópia,kopio,copie,copie à,copia,cópia,másolat,másolatot kap,dw,копия,копія,bilgi,bcc,抄送,副本,참조".split(
      ",",
    ),
  ],
  subject: [
    ..."subject,betreff,objet,oggetto,onderwerp,emne,ämne,asunto,assunto,předmět,predmet,temat,tárgy,aihe,subiect,subiectul,sujet".split(
      ",",
    ),
    ..."тема,konu,naslov,teema,re,件名,主题,主旨,제목,الموضوع".split(","),
  ],
  "reply-to": [
    ..."reply-to,reply to,antwort an,répondre à,responder a,rispondi a,risposta,beantwoorden,svar til,svara till,vastausosoite".split(
      ",",
    ),
  ],
};

const KIND_OF = new Map<string, HeaderKind>(
  Object.entries(HEADER_WORDS).flatMap(([kind, words]) =>
    words.map((word) => [word, kind as HeaderKind] as const),
  ),
);
const LONGEST_WORD = 20;

/** What programs write between dashes, or alone before a colon, above a message that is passed on. */
const FORWARD_WORDS = [
  ..."forwarded,forward message,weitergeleitet,réexpédié,transféré,transmis,reenviado,reenviada,inoltrato,doorgestuurd,doorgezonden".split(
    ",",
  ),
  ..."vidarebefordra,videresend,videresendt,przekaz,przesłan,přepos,prepos,továbbított,encaminhada,redirecționat,пересыл,переадрес,переслан,пересила,перенаправ,proslije".split(
    ",",
  ),
  ..."välitetty,edelleenlähet,edasta,iletilmiş,iletilen,ileti başlangıcı,転送,转发,轉寄,전달된".split(","),
];
const ORIGINAL_WORDS = [
  ..."original message,reply message,original appointment,original email,original e-mail,ursprüngliche nachricht,originalnachricht,message d'origine,message original,mensaje original".split(
    ",",
  ),
  ..."messaggio originale,oorspronkelijk bericht,ursprungligt meddelande,originalmeddelande,oprindelig meddelelse,opprinnelig melding,oryginalna,původní zpráva,pôvodná správa".split(
    ",",
  ),
  ..."eredeti üzenet,mensagem original,mesajul original,исходное сообщение,оригинальное,оригінальне,orijinal,alkuperäinen,izvorna poruka,原始邮件,原始郵件,元のメッセージ,원본".split(
    ",",
  ),
];

/** Longer lines are never headers, separators or attributions. */
const LONGEST_HEADER_LINE = 1000;

export interface HeaderLine {
  readonly kind: HeaderKind;
  readonly value: string;
}

/** `From: Jane <j@a.example>`, `*Sent:* 12 May`, `件名：…`; undefined where the line is no header. */
export function readHeaderLine(line: string): HeaderLine | undefined {
  if (line.length > LONGEST_HEADER_LINE) return undefined;
  const bare = line.replaceAll("*", "").replaceAll("\uFEFF", "").trim();
  const colon = bare.search(/[:：]/);
  if (colon < 1 || colon > LONGEST_WORD) return undefined;
  const kind = KIND_OF.get(bare.slice(0, colon).trim().toLocaleLowerCase("en"));
  return kind === undefined ? undefined : { kind, value: bare.slice(colon + 1).trim() };
}

/** Headers run together in one line, as Yahoo and Samsung write them: `From: A <a@b>To: C <c@d>Subject: …`. */
export function readHeaderRun(line: string): HeaderLine[] {
  if (line.length > LONGEST_HEADER_LINE) return [];
  const starts: { kind: HeaderKind; start: number; value: number }[] = [];
  for (let at = 0; at < line.length; at++) {
    if (line[at] !== ":" && line[at] !== "：") continue;
    const word = longestWordEndingAt(line, at, starts.at(-1)?.value ?? 0);
    if (word) starts.push({ ...word, value: at + 1 });
  }
  return starts.map(({ kind, value }, index) => ({
    kind,
    value: line.slice(value, starts[index + 1]?.start ?? line.length).trim(),
  }));
}

function longestWordEndingAt(
  line: string,
  end: number,
  from: number,
): { kind: HeaderKind; start: number } | undefined {
  for (let start = Math.max(from, end - LONGEST_WORD); start < end; start++) {
    const first = line[start] ?? "";
    // a header begins with a capital (or a letter that has none), and never inside a word that does
    if (first !== first.toUpperCase() || first === " " || /\p{Lu}/u.test(line[start - 1] ?? "")) continue;
    const kind = KIND_OF.get(line.slice(start, end).trim().toLocaleLowerCase("en"));
    if (kind) return { kind, start };
  }
  return undefined;
}

export interface Separator {
  readonly forwarded: boolean;
  /** Words between dashes that no list knows: a separator only where headers follow. */
  readonly unknown: boolean;
  /** What stands behind the separator on the same line. */
  readonly rest: string;
}

/** `-----Original Message-----`, `---------- Forwarded message ---------`, `Begin forwarded message:` in many languages. */
export function readSeparator(line: string): Separator | undefined {
  if (line.length > LONGEST_HEADER_LINE) return undefined;
  const bare = line.replaceAll("*", "").replaceAll("\uFEFF", "").trim();
  const dashes = runLength(bare, 0);
  if (dashes >= 2) {
    let end = dashes;
    while (end < bare.length && runLength(bare, end) < 2) end++;
    if (end >= bare.length || end - dashes > 120) return undefined;
    const forwarded = saysForwarded(bare.slice(dashes, end));
    return {
      forwarded: forwarded ?? false,
      unknown: forwarded === undefined,
      rest: bare.slice(end + runLength(bare, end)).trim(),
    };
  }
  if (bare.length > 60 || !/[:：]$/.test(bare)) return undefined;
  const forwarded = saysForwarded(bare);
  return forwarded === undefined ? undefined : { forwarded, unknown: false, rest: "" };
}

/** A line that is a rule and nothing else: `________________`, `-----`, `* * *`. */
export function isRule(line: string): boolean {
  const bare = line.trim();
  return bare.length >= 3 && bare.length < LONGEST_HEADER_LINE && /^[-_=*~#+\s–—]+$/.test(bare);
}

function runLength(text: string, from: number): number {
  let at = from;
  while (at < text.length && "-_=–—".includes(text[at] as string)) at++;
  return at - from;
}

function saysForwarded(text: string): boolean | undefined {
  // the capital İ falls into i and a dot of its own
  const words = text.toLocaleLowerCase("en").replaceAll("\u0307", "").replaceAll("’", "'");
  if (FORWARD_WORDS.some((word) => words.includes(word))) return true;
  return ORIGINAL_WORDS.some((word) => words.includes(word)) ? false : undefined;
}

/** `Jane Doe <jane@a.example>`, `"Doe, Jane" [mailto:jane@a.example]`, `jane@a.example`, `Jane Doe`. */
export function readAddress(written: string): MailAddress {
  const text = written.slice(0, LONGEST_HEADER_LINE).replaceAll("&lt;", "<").replaceAll("&gt;", ">");
  const address = /[^\s<>()[\]"',;:«»„”]{1,200}@[^\s<>()[\]"',;:«»]{1,200}/.exec(text)?.[0] ?? "";
  const before = address === "" ? text : text.slice(0, text.indexOf(address));
  const name = before
    .replace(/\[?<?\(?mailto:\s*$/i, "")
    .replace(/[<([]\s*$/, "")
    .replace(/["'“”«»„*]/g, "")
    .trim();
  return { name, address: address.replace(/\.$/, "").toLowerCase() };
}
