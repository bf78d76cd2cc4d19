/** The words that an HTML mail shows, with single blanks. Good for our own letters, not for the mails of the world. */
export function wordsOfHtml(html: string): string {
  return oneBlank(
    html
      .replace(/<!--[\s\S]*?-->/g, "")
      .replace(/<title>[^<]*<\/title>/, "")
      .replace(/<(?:br|\/?(?:p|td|tr|table|h1|h2|div|th))\b[^>]*>/g, " ")
      .replace(/<[^>]*>/g, "")
      .replaceAll("&nbsp;", " ")
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&quot;", '"')
      .replaceAll("&#39;", "'")
      .replaceAll("&#96;", "`")
      .replaceAll("&#92;", "\\")
      .replaceAll("&amp;", "&"),
  );
}

/** Without the asterisks of marked words. */
export function oneBlank(text: string): string {
  return text.replaceAll("*", "").replace(/\s+/g, " ").trim();
}
