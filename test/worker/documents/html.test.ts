import { describe, expect, test } from "vitest";
import { readHtml } from "../../../worker/documents/read-html.ts";

const text = (html: string) => readHtml(html, 1_000_000).text;

describe("HTML as text", () => {
  test.each([
    ["paragraphs and line breaks keep their lines", "<p>One<br>two</p><p>three</p>", "One\ntwo\n\nthree"],
    ["white space in the source is none", "<p>One\n   two&nbsp;three</p>", "One two three"],
    [
      "lists bear their marks and numbers",
      "<ul><li>a</li><li>b</li></ul><ol start=3><li>c</li></ol>",
      "- a\n- b\n\n3. c",
    ],
    [
      "a two-column table is label and value",
      "<table><tr><td>DOB</td><td>04/02/2016</td></tr><tr><td>School:</td><td>Hillside</td></tr></table>",
      "DOB: 04/02/2016\nSchool: Hillside",
    ],
    [
      "a table that only lays out the page is no table",
      "<table><tr><td><table><tr><td><p>Hello</p><p>World</p></td></tr></table></td></tr></table>",
      "Hello\n\nWorld",
    ],
    [
      "struck-out text is marked",
      "<p>He has <s>no</s> marks <span style='text-decoration: line-through'>today</span></p>",
      "He has [struck out: no] marks [struck out: today]",
    ],
    ["ticks are shown", "<p><input type=checkbox checked> Yes <input type=checkbox> No</p>", "☒ Yes ☐ No"],
    [
      "scripts, styles and hidden text are left out",
      "<style>p{}</style><script>alert(1)</script><div style='display:none'>preview</div><p>seen</p>",
      "seen",
    ],
    [
      "a quote of a reply bears its mark",
      "<p>New</p><blockquote type=cite><p>Old</p><blockquote type=cite>Older</blockquote></blockquote>",
      "New\n\n> Old\n>\n> > Older",
    ],
    [
      "an indented paragraph is no quote",
      "<p>New</p><blockquote style='margin:0 0 0 40px'>Indented</blockquote>",
      "New\n\nIndented",
    ],
    [
      "Outlook's line above a reply stays",
      "<p>New</p><div id=appendonsend></div><hr><div id=divRplyFwdMsg><b>From:</b> A<br><b>Sent:</b> B</div>",
      "New\n\n________________________________\nFrom: A\nSent: B",
    ],
    ["broken markup is read on", "<p>One<div>two<b>three</p></td></table>four", "One\n\ntwothree\n\nfour"],
  ])("%s", (_sentence, html, expected) => {
    expect(text(html).replace(/(^|\n)(>[^\n]*)?\n(?=>)/g, "$1$2\n")).toBe(expected);
  });

  test("a mail laid out in a table still shows what is quoted", () => {
    const html =
      "<table><tr><td><p>New words</p><table><tr><td>x</td></tr></table><blockquote class=gmail_quote>Old words</blockquote></td></tr></table>";
    expect(text(html)).toMatch(/^New words[\s\S]*\n> Old words$/);
  });
});
