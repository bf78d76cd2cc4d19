import { decode } from "libmime/lib/charset.js";

/**
 * Text as people see it: NFC, no NUL or other control but tab and line feed, no marks that turn or hide letters
 * (bidirectional overrides, zero-width characters, soft hyphens).
 */
export function plainText(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .replace(/\r\n?|[\u2028\u2029\u0085\v\f]/g, "\n")
    .replace(HIDDEN, "")
    .replace(/(?<=[\p{Script=Latin}\d])[\u200c\u200d](?=[\p{Script=Latin}\d])/gu, "")
    .replace(/\u00a0|\u202f/g, " ")
    .normalize("NFC");
}

/** Nothing to mend: most text, so it is asked first. */
const PLAIN = /^[\t\n\x20-\x7e]*$/;
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  /[\u0000-\u0008\u000e-\u001f\u007f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Decodes bytes by what they are where the name lies: valid UTF-8 beyond ASCII is UTF-8, whatever was said;
 * bytes said to be UTF-8 or ASCII that are not are Windows-1252, which most such mail is.
 * @param said the charset named by the sender, false or empty where none was.
 */
export function decodeBytes(bytes: Buffer, said: string | false | null): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  const name = (said || "utf-8").toLowerCase().replace(/[^a-z0-9]/g, "");
  if (/^(?:iso2022|hz|utf7|utf16|utf32|unicode)/.test(name) && said) return decode(bytes, said);
  try {
    return strictUtf8.decode(bytes);
  } catch {
    const notUtf8 =
      name === "utf8" ||
      name === "ascii" ||
      name === "usascii" ||
      name === "iso88591" ||
      name === "unknown8bit";
    return decode(bytes, notUtf8 || !said ? "windows-1252" : said);
  }
}
