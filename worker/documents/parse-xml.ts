import { Parser } from "htmlparser2";
import { TooLargeError } from "./limits.ts";

export interface XmlHandler {
  open(tag: string, attributes: Readonly<Record<string, string>>): void;
  text(text: string, inside: string): void;
  close(tag: string): void;
}

/** No document nests deeper; the parser's cost grows with its depth. */
const DEEPEST = 3_000;

/** XML as a stream of events; true where it was too long or too deep to be read to its end. A DTD's entities are never expanded. */
export function parseXml(xml: string, handler: XmlHandler): boolean {
  const stack: string[] = [];
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (stack.length > DEEPEST)
          throw new TooLargeError(`Cannot read on: expected at most ${DEEPEST} open elements`);
        stack.push(name);
        handler.open(name, attributes);
      },
      ontext(text) {
        handler.text(text, stack.at(-1) ?? "");
      },
      onclosetag(name) {
        stack.pop();
        handler.close(name);
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  try {
    parser.write(xml);
    parser.end();
    return false;
  } catch (error) {
    if (error instanceof TooLargeError) return true;
    throw error;
  }
}
