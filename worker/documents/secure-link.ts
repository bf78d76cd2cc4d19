/** What stands in a mail whose content lies on a server behind a link (IN-03). Each says so by itself. */
const NOTICES = [
  /\b(?:has )?sent you (?:a|an) (?:protected|encrypted|secure|egress)\b[^.\n]{0,40}\b(?:message|e-?mail|package)/i,
  /\byou(?:'ve| have) (?:received|got|been sent) (?:a|an|a new) (?:protected|encrypted|secure)\b[^.\n]{0,40}\b(?:message|e-?mail)/i,
  /\byou have a new (?:secure|encrypted|protected) (?:message|e-?mail)/i,
  /\b(?:click|press|tap|use|follow)\b[^.\n]{0,60}\bto (?:read|view|open|access|retrieve|unlock) (?:the|your|this) (?:secure |encrypted |protected )?(?:message|e-?mail)/i,
  /\b(?:to (?:read|view|open) (?:the|your|this) (?:secure|encrypted|protected) (?:message|e-?mail))/i,
  /\b(?:office 365|microsoft purview|microsoft 365) message encryption\b/i,
  /\bsign ?in (?:to|and) (?:read|view) (?:the|your) message/i,
  /\bthis (?:message|e-?mail) (?:is|was|has been) (?:protected|encrypted|secured) (?:with|by|using) (?:microsoft|egress|mimecast|proofpoint|cisco|totemo|zix|voltage|galaxkey|cryptshare)/i,
  /\b(?:upload|download) (?:portal|centre)\b[^.\n]{0,80}\b(?:link|log ?in)/i,
];
/** One of these stands in every notice: most text is told by it at once. */
const SPEAKS_OF_MAIL = /message|mail|portal|centre/i;
/** Longer text holds a message of its own. */
const MOST_NOTICE_CHARS = 4_000;

/** Whether a body only says that its content can be fetched elsewhere. Nothing is ever fetched. */
export function isLinkOnly(text: string): boolean {
  return (
    text.length <= MOST_NOTICE_CHARS &&
    SPEAKS_OF_MAIL.test(text) &&
    NOTICES.some((notice) => notice.test(text))
  );
}
