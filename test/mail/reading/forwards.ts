/** A message that somebody wrote or passed on; all people invented. */
export interface Written {
  readonly name: string;
  readonly address: string;
  readonly to: string;
  readonly subject: string;
  /** Wall clock in London. */
  readonly on: { readonly day: number; readonly hour: string };
  readonly paragraphs: readonly string[];
}

/** How a mail program writes a message with the one it passes on below. */
export type Forwarder = (note: Written, passedOn: Written, below: string) => string;

const longDate = ({ on }: Written) => `${on.day} October 2026 ${on.hour}`;
const slashDate = ({ on }: Written) => `${String(on.day).padStart(2, "0")}/10/2026 ${on.hour}`;
const weekday = ({ on }: Written) => ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][(on.day + 3) % 7] as string;
const fullWeekday = (message: Written) => `${weekday(message)}${{ Tue: "s", Wed: "nes", Thu: "rs", Sat: "ur" }[weekday(message)] ?? ""}day`;
const angled = ({ name, address }: Written) => `${name} <${address}>`;
const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const plainOf = ({ paragraphs }: Written) => paragraphs.join("\n\n");
const paragraphsOf = ({ paragraphs }: Written, tag = "p class=MsoNormal") =>
  paragraphs.map((text) => `<${tag}><span style='font-size:11.0pt'>${escaped(text)}<o:p></o:p></span></${tag.split(" ")[0]}>`).join("<p class=MsoNormal><o:p>&nbsp;</o:p></p>");
const quoteMarks = (text: string) => text.split("\n").map((line) => `> ${line}`.trimEnd()).join("\n");
const divs = ({ paragraphs }: Written) => paragraphs.map((text) => `<div>${escaped(text)}</div>`).join("<div><br></div>");

/** Programs that write HTML. */
export const HTML_FORWARDERS: Readonly<Record<string, Forwarder>> = {
  "Outlook for Windows": (note, old, below) =>
    `<div class=WordSection1>${paragraphsOf(note)}<p class=MsoNormal><o:p>&nbsp;</o:p></p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal><b><span lang=EN-US>From:</span></b><span lang=EN-US> ${escaped(angled(old))} <br><b>Sent:</b> ${longDate(old)}<br><b>To:</b> ${escaped(old.to)}<br><b>Subject:</b> ${old.subject}<o:p></o:p></span></p></div></div><p class=MsoNormal><o:p>&nbsp;</o:p></p>${below}</div>`,
  "Outlook on the web": (note, old, below) =>
    `<div class="elementToProof">${divs(note)}</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif"><b>From:</b> ${escaped(angled(old))}<br><b>Sent:</b> ${longDate(old)}<br><b>To:</b> ${escaped(old.to)}<br><b>Subject:</b> ${old.subject}</font><div>&nbsp;</div></div><div>${below}</div>`,
  "Outlook for iOS": (note, old, below) =>
    `<div dir="ltr">${divs(note)}</div><div id="ms-outlook-mobile-signature"><div><br></div>Get <a href="https://aka.ms/o0ukef">Outlook for iOS</a></div><hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg"><b>From:</b> ${escaped(angled(old))}<br><b>Sent:</b> ${fullWeekday(old)}, October ${old.on.day}, 2026 ${old.on.hour}:00 am<br><b>To:</b> ${escaped(old.to)}<br><b>Subject:</b> ${old.subject}<div>&nbsp;</div></div>${below}`,
  "Outlook for Mac": (note, old, below) =>
    `${paragraphsOf(note)}<div style='border-top:solid #B5C4DF 1.0pt'><p class=MsoNormal><b><span>From: </span></b><span>${escaped(angled(old))}<br><b>Date: </b>${fullWeekday(old)}, ${old.on.day} October 2026 at ${old.on.hour}<br><b>To: </b>${escaped(old.to)}<br><b>Subject: </b>${old.subject}<o:p></o:p></span></p></div>${below}`,
  "Outlook behind a gateway that warns": (note, old, below) =>
    `${paragraphsOf(note)}<p><b>From:</b> ${escaped(angled(old))}<br><b>Sent:</b> ${longDate(old)}<br><b>To:</b> ${escaped(old.to)}<br><b>Subject:</b> ${old.subject}</p><table><tr><td style="background:#FFEB9C"><p>CAUTION: This email originated from outside of the organisation. Do not click links unless you recognise the sender.</p></td></tr></table>${below}`,
  Gmail: (note, old, below) =>
    `<div dir="ltr">${divs(note)}<br><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>From: <strong class="gmail_sendername" dir="auto">${old.name}</strong> <span dir="auto">&lt;<a href="mailto:${old.address}">${old.address}</a>&gt;</span><br>Date: ${weekday(old)}, ${old.on.day} Oct 2026 at ${old.on.hour}<br>Subject: ${old.subject}<br>To: ${escaped(old.to)}<br></div><br><br>${below}</div></div>`,
  "Apple Mail": (note, old, below) =>
    `<body style="overflow-wrap: break-word;">${divs(note)}<br><div><br><blockquote type="cite"><div>Begin forwarded message:</div><br class="Apple-interchange-newline"><div style="margin:0"><span><b>From: </b></span><span>${escaped(angled(old))}<br></span></div><div><span><b>Subject: </b></span><span><b>${old.subject}</b><br></span></div><div><span><b>Date: </b></span><span>${old.on.day} October 2026 at ${old.on.hour}:00 BST<br></span></div><div><span><b>To: </b></span><span>${escaped(old.to)}<br></span></div><br><div>${below}</div></blockquote></div></body>`,
  Thunderbird: (note, old, below) =>
    `${divs(note)}<div class="moz-forward-container"><br>-------- Forwarded Message --------<table class="moz-email-headers-table"><tbody><tr><th align="RIGHT">Subject: </th><td>${old.subject}</td></tr><tr><th>Date: </th><td>${weekday(old)}, ${old.on.day} Oct 2026 ${old.on.hour}:00 +0100</td></tr><tr><th>From: </th><td>${escaped(angled(old))}</td></tr><tr><th>To: </th><td>${escaped(old.to)}</td></tr></tbody></table><br><br>${below}</div>`,
  Yahoo: (note, old, below) =>
    `<div>${divs(note)}</div><div id="yahoo_quoted"><div>----- Forwarded message -----</div><div><b>From:</b> ${escaped(angled(old))}</div><div><b>To:</b> ${escaped(old.to)}</div><div><b>Sent:</b> ${fullWeekday(old)}, ${old.on.day} October 2026 at ${old.on.hour}:10 BST</div><div><b>Subject:</b> ${old.subject}</div><div><br></div>${below}</div>`,
};

/** Programs that write plain text. */
export const TEXT_FORWARDERS: Readonly<Record<string, Forwarder>> = {
  "Outlook, as plain text": (note, old, below) =>
    `${plainOf(note)}\n\n\nFrom: ${angled(old)}\nSent: ${longDate(old)}\nTo: ${old.to}\nSubject: ${old.subject}\n\n${below}`,
  "old Outlook": (note, old, below) =>
    `${plainOf(note)}\n\n-----Original Message-----\nFrom: ${old.name} [mailto:${old.address}] \nSent: ${longDate(old)}\nTo: ${old.to}\nSubject: ${old.subject}\n\n${below}`,
  "Gmail, as plain text": (note, old, below) =>
    `${plainOf(note)}\n\n---------- Forwarded message ---------\nFrom: ${old.name} <${old.address}>\nDate: ${weekday(old)}, ${old.on.day} Oct 2026 at ${old.on.hour}\nSubject: ${old.subject}\nTo: ${old.to}\n\n\n${below}`,
  "an iPhone": (note, old, below) =>
    `${plainOf(note)}\n\nSent from my iPhone\n\nBegin forwarded message:\n\n${quoteMarks(`From: ${angled(old)}\nDate: ${old.on.day} October 2026 at ${old.on.hour}:00 BST\nTo: ${old.to}\nSubject: ${old.subject}\n\n${below}`)}`,
  "Lotus Notes": (note, old, below) =>
    `${plainOf(note)}\n\n----- Forwarded by ${note.name}/Hillside on ${slashDate(note)} -----\n\nFrom:\t${angled(old)}\nTo:\t${old.to}\nDate:\t${slashDate(old)}\nSubject:\t${old.subject}\n\n\n\n${below}`,
  GroupWise: (note, old, below) => `${plainOf(note)}\n\n>>> ${angled(old)} ${slashDate(old)} >>>\n${below}`,
  "Roundcube (cPanel)": (note, old, below) =>
    `${plainOf(note)}\n\n-------- Original Message --------\nSubject: ${old.subject}\nDate: 2026-10-${String(old.on.day).padStart(2, "0")} ${old.on.hour}\nFrom: ${angled(old)}\nTo: ${old.to}\n\n${below}`,
  "Horde (cPanel)": (note, old, below) =>
    `${plainOf(note)}\n\n----- Forwarded message from ${angled(old)} -----\n   Date: ${weekday(old)}, ${old.on.day} Oct 2026 ${old.on.hour}:00 +0100\n   From: ${angled(old)}\nSubject: ${old.subject}\n     To: ${old.to}\n\n${below}\n\n----- End forwarded message -----`,
  "SquirrelMail (cPanel)": (note, old, below) =>
    `${plainOf(note)}\n\n---------------------------- Original Message ----------------------------\nSubject: ${old.subject}\nFrom:    "${old.name}" <${old.address}>\nDate:    ${weekday(old)}, October ${old.on.day}, 2026 ${old.on.hour}\nTo:      ${old.to}\n--------------------------------------------------------------------------\n\n${below}`,
  "Samsung Email": (note, old, below) =>
    `${plainOf(note)}\n\n\nSent from my Galaxy\n\n-------- Original message --------\nFrom: ${angled(old)} \nDate: ${slashDate(old)} (GMT+01:00) \nTo: ${old.to} \nSubject: ${old.subject} \n\n${below}`,
  Zimbra: (note, old, below) =>
    `${plainOf(note)}\n\n----- Forwarded Message -----\nFrom: ${angled(old)}\nTo: ${old.to}\nSent: ${fullWeekday(old)}, ${old.on.day} October, 2026 ${old.on.hour}:00\nSubject: ${old.subject}\n\n${below}`,
};

/** The text or HTML of a mail whose messages were each passed on by the same program, newest first. */
export function passOn(forward: Forwarder, messages: readonly Written[], html: boolean): string {
  const [newest, ...older] = messages as [Written, ...Written[]];
  const [next] = older;
  if (!next) return html ? divs(newest) : plainOf(newest);
  return forward(newest, next, passOn(forward, older, html));
}
