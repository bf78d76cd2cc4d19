import type { MailContent, MailHeader } from "./read-mail/mail.ts";

export interface AuthenticationPolicy {
  /** The names by which our own mail server signs its Authentication-Results, lower case. */
  readonly authservIds: readonly string[];
  /** Confirmed by the administrator: only our own Exchange can write X-MS-Exchange-Organization-AuthAs. */
  readonly trustExchangeInternal: boolean;
  /** The shared mailbox's own address, lower case. */
  readonly mailbox: string;
}

export interface Authentication {
  readonly ok: boolean;
  /** Whose word it is: the one address of the one From header, lower case; null where there is no such thing. */
  readonly from: string | null;
  /** Why it counts or why not, for the owner and the sender. */
  readonly why: string;
}

/** A header longer than this is nobody's honest Authentication-Results. */
const LONGEST_RESULTS = 8_000;

/**
 * Whether a mail is from whom it says. A mail that is not is no decision: it is kept and shown, and its sender told.
 * Only the topmost Authentication-Results of a server that we name counts: those below it came with the mail.
 */
export function authenticate(content: MailContent, policy: AuthenticationPolicy): Authentication {
  const [only] = content.from;
  if (content.fromHeaders !== 1 || content.from.length !== 1 || !only?.address.includes("@")) {
    return refuse(
      null,
      `it has ${content.fromHeaders} From headers with ${content.from.length} addresses, where one is wanted`,
    );
  }
  const from = only.address.toLowerCase();
  if (from === policy.mailbox.toLowerCase()) {
    return refuse(
      from,
      "it was sent as the shared mailbox, so nobody can tell who decided: please reply from your own address",
    );
  }
  if (policy.trustExchangeInternal && saysInternal(content.headers)) {
    return { ok: true, from, why: "our own Exchange took it in from a signed-in colleague" };
  }
  return byResults(content.headers, from, policy.authservIds);
}

/** Exchange stamps it once, on taking a mail in. Twice means that somebody else wrote one of them. */
function saysInternal(headers: readonly MailHeader[]): boolean {
  const stamps = headers.filter(({ name }) => name === "x-ms-exchange-organization-authas");
  return stamps.length === 1 && stamps[0]?.value.trim().toLowerCase() === "internal";
}

function byResults(
  headers: readonly MailHeader[],
  from: string,
  authservIds: readonly string[],
): Authentication {
  const topmost = headers.find(({ name }) => name === "authentication-results");
  if (!topmost) return refuse(from, "our mail server did not say that it comes from its sender");
  const results = readResults(topmost.value);
  if (!results || !authservIds.some((id) => id.toLowerCase() === results.authservId)) {
    return refuse(from, "the topmost Authentication-Results was not written by our mail server");
  }
  const domain = from.slice(from.lastIndexOf("@") + 1);
  for (const { method, result, properties } of results.methods) {
    if (result !== "pass") continue;
    const proven =
      method === "dmarc"
        ? properties.get("header.from")
        : method === "dkim"
          ? (properties.get("header.d") ?? properties.get("header.i"))
          : method === "spf"
            ? properties.get("smtp.mailfrom")
            : undefined;
    if (proven !== undefined && aligned(domainOf(proven), domain)) {
      return { ok: true, from, why: `our mail server found ${method}=pass for ${domain}` };
    }
  }
  return refuse(from, `our mail server found no passing check for ${domain}`);
}

interface Results {
  readonly authservId: string;
  readonly methods: readonly { method: string; result: string; properties: ReadonlyMap<string, string> }[];
}

/** RFC 8601: `authserv-id [version]; method=result reason="…" ptype.property=value; …`. null where it is not that. */
function readResults(value: string): Results | null {
  if (value.length > LONGEST_RESULTS) return null;
  const [head, ...rest] = splitOutsideQuotes(withoutComments(value), ";");
  const authservId = head?.trim().split(/\s+/)[0]?.toLowerCase();
  if (!authservId) return null;
  const methods = rest.flatMap((statement) => {
    const [first, ...properties] = splitOutsideQuotes(statement.trim().replace(/\s*=\s*/g, "="), " ");
    const [method, result] = (first ?? "").toLowerCase().split("=");
    if (!method || !result) return [];
    // the first of a property stands: a second one is not to overrule it
    const map = new Map<string, string>();
    for (const property of properties) {
      const at = property.indexOf("=");
      if (at < 1) continue;
      const key = property.slice(0, at).toLowerCase();
      if (!map.has(key))
        map.set(
          key,
          property
            .slice(at + 1)
            .replace(/^"|"$/g, "")
            .toLowerCase(),
        );
    }
    return [{ method: method.split("/")[0] as string, result, properties: map }];
  });
  return { authservId, methods };
}

/** Comments may be nested and may hold anything: what stands in them says nothing. */
function withoutComments(value: string): string {
  let depth = 0;
  let quoted = false;
  let kept = "";
  for (let at = 0; at < value.length; at++) {
    const char = value[at] as string;
    if (char === "\\") {
      if (depth === 0) kept += char + (value[at + 1] ?? "");
      at++;
    } else if (char === '"' && depth === 0) {
      quoted = !quoted;
      kept += char;
    } else if (char === "(" && !quoted) depth++;
    else if (char === ")" && !quoted && depth > 0) depth--;
    else if (depth === 0) kept += char;
  }
  return kept;
}

function splitOutsideQuotes(value: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let quoted = false;
  let part = "";
  for (const char of value) {
    if (char === '"') quoted = !quoted;
    if (char === separator && !quoted) {
      parts.push(part);
      part = "";
    } else part += char === "\t" || char === "\n" ? " " : char;
  }
  parts.push(part);
  return parts.filter((each) => each.trim() !== "");
}

function domainOf(value: string): string {
  return value.slice(value.lastIndexOf("@") + 1).replace(/[<>.]+$/g, "");
}

/** The same domain or a subdomain of one by the other (relaxed alignment); never two that only share a public suffix. */
function aligned(proven: string, from: string): boolean {
  const within = (inner: string, outer: string) => outer.includes(".") && inner.endsWith(`.${outer}`);
  return proven === from || within(from, proven) || within(proven, from);
}

function refuse(from: string | null, why: string): Authentication {
  return { ok: false, from, why };
}
