declare module "html-to-text" {
  export function htmlToText(html: string): string;
}
