/** Lines that phones and mail programs add, in the languages seen. */
const DEVICE = [
  /^[\s<([*_]*(?:message )?(?:sent|written) (?:from|via|with|by|using|on) .{1,100}$/i,
  /^[\s<([*_]*(?:get|download) (?:\[?outlook|\[?the|yahoo|aol|proton|bluemail).{0,120}$/i,
  /^[\s<([*_]*(?:[\p{L}]+ )?from (?:my )?(?:mobile|iphone|ipad|android|phone|samsung|galaxy)\b.{0,40}$/iu,
  /^[\s<([*_]*(?:envoyé|expédié) (?:de|depuis|à partir|avec|par) .{1,100}$/i,
  /^[\s<([*_]*(?:von meinem .{1,60} gesendet|(?:gesendet|diese nachricht wurde) (?:von|mit|über) .{1,100})$/i,
  /^[\s<([*_]*(?:enviado (?:desde|do|de|a partir|com)|inviato (?:da|dal|con)|verzonden (?:met|vanaf|via|vanuit)|verstuurd (?:vanaf|met)) .{1,100}$/i,
  /^[\s<([*_]*(?:wysłane? (?:z|przez)|sendt fra|skickat från|skickades från|lähetetty|odesláno z|odoslané z|отправлено (?:с|из)|надіслано (?:з|із)|enviat des|trimis de) .{1,100}$/iu,
  /^[\s<([*_]*(?:從我的|从我的|发自我的|發自我的|iPhoneから).{0,60}$/iu,
];
const DELIMITER = /^\s{0,3}--\s*$/;
const MOST_SIGNATURE_LINES = 12;
/** Streak's and other trackers' marks, which hold nothing. */
const EMPTY_MARKS = /^(?:[\sᐧ\u200b\u200c\ufeff\u2060]|\u200d)*$/u;

/** A line like "Sent from my iPhone". */
export function isDeviceLine(line: string): boolean {
  return line.length <= 200 && DEVICE.some((pattern) => pattern.test(line.trim()));
}

/**
 * Cuts what a mail program put below a message: all after a line "-- " (up to twelve lines: a longer text is no
 * signature), device lines, and rules that close it. Everything cut is given back as `signature`.
 */
export function cutSignature(lines: readonly string[]): { text: string; signature: string } {
  const kept = [...lines];
  const cut: string[] = [];
  const delimiter = kept.findIndex((line) => DELIMITER.test(line));
  if (delimiter >= 0) {
    const below = kept.slice(delimiter + 1);
    if (below.filter((line) => line.trim() !== "").length <= MOST_SIGNATURE_LINES)
      cut.unshift(...kept.splice(delimiter));
  }
  for (let index = kept.length - 1; index >= 0; index--) {
    if (isDeviceLine(kept[index] as string)) cut.unshift(...kept.splice(index, 1));
  }
  while (kept.length > 0 && isNothing(kept.at(-1) as string)) kept.pop();
  while (kept.length > 0 && EMPTY_MARKS.test(kept[0] as string)) kept.shift();
  return { text: kept.join("\n"), signature: cut.join("\n").trim() };
}

function isNothing(line: string): boolean {
  return EMPTY_MARKS.test(line) || (line.length < 1000 && /^[-_=*~#+\s–—]{2,}$/.test(line));
}
