const REPLY = /^(?:re|aw|antw|sv|odp|ynt|回复|回覆)(?:\[\d{1,3}\]|\(\d{1,3}\))?\s?[:：]/i;
const FORWARD =
  /^(?:fw|fwd|wg|tr|rv|enc|i|vb|vs|videresend|doorst|vl|pd|[iİ]lt|redir\.?|转发|轉寄)(?:\[\d{1,3}\])?\s?[:：]/i;
/** Markings that a system or a policy puts in front, and our own token. */
const MARKINGS = [
  /^[[({*\s]*(?:official(?:[\s-]{1,2}sensitive)?(?:\s?[-–:/]\s?(?:personal|sensitive|commercial))?|not protectively marked|protect|restricted|private (?:and|&) confidential|confidential)[\])}*\s]*(?:[:\-–/]{1,2}\s*|\s+(?=[[({])|$|(?<=[\])}])\s*)/i,
  /^[[({]\s?(?:secure|encrypt(?:ed)?|external|ext|suspected spam|spam|caution|egress|send secure|marked official[^\])}]{0,30})\s?[\])}]:?\s*/i,
  /^(?:external|secure|encrypted)\s?:\s*/i,
  /^\*{1,4}\s?(?:external|secure|encrypt|spam)[^*]{0,30}\*{1,4}\s*/i,
];
const TOKEN = /\s*[[(]\s?CASS[- ][^\])]{1,60}[\])]\s*/gi;

export function saysReply(subject: string): boolean {
  return REPLY.test(withoutMarkings(subject));
}

export function saysForwarded(subject: string): boolean {
  return FORWARD.test(withoutMarkings(subject));
}

/** The subject without markings, "RE:", "FW:", in any order and number, and without our own tokens. */
export function plainSubjectOf(subject: string): string {
  let plain = subject.slice(0, 1000).replace(TOKEN, " ").trim();
  for (let turn = 0; turn < 20; turn++) {
    const shorter = withoutMarkings(plain).replace(REPLY, "").replace(FORWARD, "").trim();
    if (shorter === plain) break;
    plain = shorter;
  }
  return plain;
}

function withoutMarkings(subject: string): string {
  let plain = subject.slice(0, 1000).trim();
  for (let turn = 0; turn < 10; turn++) {
    const shorter = MARKINGS.reduce((text, marking) => text.replace(marking, ""), plain).trim();
    if (shorter === plain) break;
    plain = shorter;
  }
  return plain;
}
