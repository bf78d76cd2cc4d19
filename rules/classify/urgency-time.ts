import type { Sentence } from "./words.ts";

export interface Signal {
  readonly weight: number;
  readonly words: string;
}

export const CLOCK =
  /\b(?:at|by|before|until|till|after)\s+(?:(?:half|quarter|ten|twenty|five)\s+(?:past|to)\s+)?(?:\d{1,2}(?:[.:]\d{2})?\s?(?:am|pm|hrs)?\b(?!\s*(?:st|nd|rd|th|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|\/|%|years|months|weeks|days))|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|lunch|breakfast|tea|bedtime)\b)/i;

const AGO =
  /\b(?:\d{1,2}|a|an|one|two|five|ten|fifteen|twenty|thirty|half an|few|couple of)\s?(?:mins?|minutes|hours?|hrs?)\s(?:ago|late|before|since)\b|\bin (?:the next |about )?(?:\d{1,2}|an?|one|two|ten|twenty|thirty|half an)\s?(?:mins?|minutes|hours?|hrs?)\b|\bby (?:tonight|then|the time)\b/i;

/** A time of today that no list holds: "ten minutes ago", "until 4.30"; of the clock only what is yet to come. */
export function timeOfNow({ text, field, words }: Sentence): Signal | null {
  if (field !== null) return null;
  const start = text.slice(0, 2_000);
  const ago = AGO.exec(start);
  if (ago) return { weight: 2, words: ago[0] };
  const clock = CLOCK.exec(start);
  if (!clock || words.some((word) => OTHER_DAY.test(word))) return null;
  return { weight: words.some((word) => TO_COME.has(word)) ? 2 : 1, words: clock[0] };
}

const OTHER_DAY =
  /^(?:mon|tues|wednes|thurs|fri|satur|sun)day|^(?:mon|tues?|weds?|thurs?|sat|sun)$|^yesterday$/;
const TO_COME = new Set(
  "will due is are be must goes leaves finishes ends picks collects collecting before until till by hell shell theyll closes shuts".split(
    " ",
  ),
);

const BEING = new Set(["is", "are", "im", "hes", "shes", "theyre", "am", "still", "been"]);

/** Something is going on: "she is hiding", "they are still waiting". A plain word of now. */
export function goingOn({ words }: Sentence): Signal | null {
  for (let i = 0; i < words.length - 1; i++) {
    if (!BEING.has(words[i] as string)) continue;
    for (const word of words.slice(i + 1, i + 3)) {
      if (word.length > 5 && word.endsWith("ing") && !STATES.has(word))
        return { weight: 1, words: `${words[i]} ${word}` };
    }
  }
  return null;
}

/** No event of the hour. */
const STATES = new Set([
  "living",
  "attending",
  "struggling",
  "according",
  "working",
  "coping",
  "growing",
  "during",
  "concerning",
  "worrying",
  "referring",
  "requesting",
  "writing",
  "looking",
  "having",
  "something",
  "nothing",
  "anything",
]);
