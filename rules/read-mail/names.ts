/** A name as someone wrote it. Either half may be missing; which tokens are the surname can be a guess. */
export interface WrittenName {
  readonly givenNames: string | null;
  readonly familyName: string | null;
  readonly knownAs: string | null;
}

const PARTICLES = new Set(
  "de,da,do,dos,del,della,di,van,von,der,den,ten,ter,al,el,ul,ur,bin,bint,ibn,abu,le,la,st,mac,mc,o".split(
    ",",
  ),
);
export const TITLES = new Set(
  "mr,mrs,ms,miss,mx,dr,prof,professor,rev,revd,pc,ps,dc,ds,di,sgt,insp,pcso,sr,sis,sister,bro,pastor,imam,cllr,sir,lady,lord,nurse,cons".split(
    ",",
  ),
);

/** Words with a capital that are no part of a child's name: they open sentences, label things, or name days and roles. */
const NOT_NAMES = new Set(
  (
    "a,an,and,the,this,that,these,those,there,here,it,its,he,she,his,her,hers,him,they,their,them,we,our,us,you,your,i,my,me,who,whom,whose,which,what,when,where,why,how,if,as,at,on,in,of,to,by,for,from,with,without,about,after,before,since,until,not,no,yes,or,but,so,because,also,still,just,only,both,all,any,some,each,every,another,other,more,most,very,please,thanks,thank,regards,dear,hi,hello,hiya,good,morning,afternoon,evening,night,today,yesterday,tomorrow,tonight,monday,tuesday,wednesday,thursday,friday,saturday,sunday,mon,tue,tues,wed,weds,thu,thur,thurs,fri,sat,sun,january,february,march,april,may,june,july,august,september,october,november,december,jan,feb,mar,apr,jun,jul,aug,sep,sept,oct,nov,dec," +
    "child,children,childs,child's,kid,kids,baby,boy,boys,girl,girls,pupil,pupils,student,students,patient,patients,young,person,people,family,families,household,mum,mums,mother,mothers,mom,mam,dad,dads,father,fathers,daddy,mummy,parent,parents,carer,carers,sibling,siblings,brother,brothers,sister,sisters,twin,twins,son,sons,daughter,daughters,nan,nanny,gran,grandma,granny,grandmother,grandad,grandfather,grandparent,aunt,auntie,uncle,cousin,cousins,partner,husband,wife,stepdad,stepmum,stepfather,stepmother,step-dad,step-mum,ex,ex-partner,boyfriend,girlfriend,neighbour,unborn,friend,son's,daughter's,little,older,younger,eldest,youngest,oldest," +
    "name,names,surname,forename,dob,d.o.b,d.o.b.,dobs,dob's,born,birth,date,age,aged,year,years,yrs,yr,months,weeks,old,nhs,no,number,ref,reference,re,regarding,subject,address,add,postcode,school,schools,nursery,class,reception,year,gp,upn,eclipse,case,known,aka,gender,female,male,sex,home,ha,misper,missing,high,medium,low,risk,log,police,incident,report,reported,referral,referrals,refer,request,support,rfs,rfsf,marf,ppn,nspcc,form,forms,letter,attached,attachment,copy,scan,scanned,concern,concerns,concerned,worry,worried,worries,safeguarding,urgent,update,chaser,chasing,outcome,follow,following,further,fw,fwd,official,official-sensitive,sensitive,private,confidential,consent,information,info,details,detail,new,possible,query,question,cause,allegation,disclosure,disclosed,children's,team,trust,council,services,service,social,worker,health,visitor,hospital,ward,emergency,department,ed,camhs,asti,cass,mash,dsl,cp,cin,lac,ehcp,sen,send,senco,primary,junior,infant,infants,academy,secondary,college,high,church,centre,center,surgery,practice,clinic,midwife,nurse,doctor,consultant,teacher,head,deputy,headteacher,officer,manager,victim,suspect,offender,witness,caller,anonymous,tenant,prisoner,present,lives,living,lived,live,resident,staying,said,says,told,states,stated,saw,seen,came,went,got,has,have,had,is,was,were,are,be,been,being,will,would,can,could,should,may,might,must,do,does,did,call,called,name's,hers,with,against,between,via,per,cc,sent,received,re-sent,resend,resent,first,second,third,one,two,three,four,five,six,seven,eight,nine,ten,road,street,avenue,lane,close,drive,crescent,court,flat,room,house,tower,grove,birmingham,solihull,coventry,england,uk,language,ethnicity,religion,british,asian,white,black,african,caribbean,polish,romanian,somali,english," +
    "believed,approximately,approx,automatic,automated,reply,re-transmission,retransmission,transmission,telephone,phone,tel,mobile,contact,email,fax,admin,office,flight,eviction,notification,release,missing,left,note,notes,record,records,export,agreed,unknown,mail,mr,mrs,ms,miss,teeth,behaviour,attendance,appointment,meeting,assessment,visit,discharge,arrest,warrant,crime,offence,domestic,abuse,violence,neglect,bruise,injury,injuries,burn,fracture,action,required,response,asap,important,immediate,immediately,danger,help,advice,training,event,webinar,newsletter,bulletin,minutes,agenda,invoice,booking,conference,kind,best,wishes,yours,sincerely,faithfully,happy,all,everyone,everybody,someone,nobody,no-one,something,nothing,social,media,snapchat,instagram,whatsapp,facebook,tiktok,quran,islam,christmas,easter,ramadan,eid,half,term,summer,autumn,winter,spring,weekend,hmp,omu,wmp,wmas,nhs,gp,hv,fs,fsw,ta,tas,pe,re,data,protection,access,records,archive,invoice,vacancy,survey,agenda,audit,policy,rse,pshe,cpoms,ceop,lado,idva,isva,dash,dara,marac,mash,yot,pru,ehe,la,ks2,eyfs,security"
  ).split(","),
);

export function isNameWord(word: string): boolean {
  return !NOT_NAMES.has(
    word
      .toLowerCase()
      .replace(/[.’']+$/, "")
      .replaceAll("’", "'"),
  );
}

/** Words of the list above that are family names too: "Ellie Ward", "Sasha Young". */
const FAMILY_TOO = new Set(
  "an,do,my,ward,young,white,black,english,church,best,close,street,grove,court,lane,drive,head,little,good,case,half,road,house,park,west,day,may,will,burn,power,post,price,sen,street,tower,nurse,bishop,kind,new,small,long,short,bright,sweet".split(
    ",",
  ),
);
/** … and those that are given names: "Summer Tranter", "Will Carter". */
const GIVEN_TOO = new Set(
  "april,may,june,summer,autumn,will,an,do,my,christmas,easter,quran,friday".split(","),
);

/** … and those that are so where a box or sentence says that a name follows: "Girl Summer (8)". */
const GIVEN_ALONE = new Set("april,may,june,summer,autumn,winter,will".split(","));

/** Can the word be a whole given name, where only a child's name can stand? */
export function isGivenAlone(word: string): boolean {
  return /^\p{Lu}/u.test(word) && (isNameWord(word) || GIVEN_ALONE.has(word.toLowerCase()));
}

export function isParticle(word: string): boolean {
  return PARTICLES.has(word.toLowerCase());
}

/** Is the word at a place of a run of words part of a name? Some are only beside one. */
export function isNameAt(words: readonly string[], at: number): boolean {
  const word = words[at] as string;
  if (isNameWord(word)) return true;
  const plain = word.toLowerCase().replace(/[.,’']+$/, "");
  if (!/^\p{Lu}/u.test(word)) return false;
  const [before, after] = [words[at - 1], words[at + 1]];
  const surely = (other: string | undefined) =>
    other !== undefined && /^\p{Lu}\p{L}/u.test(other) && isNameWord(other);
  if (FAMILY_TOO.has(plain) && surely(before)) return true;
  return (
    GIVEN_TOO.has(plain) &&
    (surely(after) || (after !== undefined && FAMILY_TOO.has(after.toLowerCase()) && /^\p{Lu}/u.test(after)))
  );
}

const TOKEN = /^[\p{L}][\p{L}'’`-]{0,30}\.?$/u;

/** "Emmanuel (Manny) Adeyemi-Cole", "DOYLE, Keira Louise", 'Alexandr "Sasha" Kovalenko'; null where it is no name. */
export function readName(written: string): WrittenName | null {
  let text = written.slice(0, 120).replace(/\s+/g, " ").trim();
  let knownAs: string | null = null;
  const known =
    /[,(\s-]{0,3}(?:(?:also |otherwise |better )?known (?:to us )?as|a\.?k\.?a\.?|likes to be called|prefers|called at home) ["'“‘]?([\p{L}][\p{L}'’-]{0,25})["'”’]?\)?/iu.exec(
      text,
    );
  if (known) {
    knownAs = known[1] ?? null;
    text = `${text.slice(0, known.index)} ${text.slice(known.index + known[0].length)}`;
  }
  const nick = /\s?[("“‘]\s?["'“‘]?([\p{L}][\p{L}'’-]{0,25})["'”’]?\s?[)"”’]\s?/u.exec(text);
  if (nick && isNameWord(nick[1] ?? "") && !knownAs) {
    knownAs = nick[1] ?? null;
    text = `${text.slice(0, nick.index)} ${text.slice(nick.index + nick[0].length)}`;
  }
  text = text
    .replace(/\([^)]{0,60}\)/g, " ")
    .replace(/\s+/g, " ")
    .replace(/^[\s,;:.-]+|[\s,;:.-]+$/g, "")
    .trim();
  const comma = /^([^,]{1,40}),\s*([^,]{1,60})$/.exec(text);
  // "Sam Rudge, laceration": nothing given follows a whole name in capitals
  if (comma && /^\p{Lu}\S* \p{Lu}/u.test(comma[1] as string) && /^\p{Ll}/u.test(comma[2] as string))
    return null;
  if (comma) {
    const given = nameTokens(comma[2] as string);
    const alone = (comma[1] as string).trim();
    const family = given && FAMILY_TOO.has(alone.toLowerCase()) ? [alone] : nameTokens(comma[1] as string);
    if (!family || !given || family.length > 2) return null;
    return { givenNames: given.join(" "), familyName: family.join(" "), knownAs };
  }
  const tokens = nameTokens(text);
  if (!tokens) return null;
  const name = splitName(tokens);
  return {
    ...name,
    knownAs: knownAs && name.familyName && plainName(knownAs) === plainName(name.familyName) ? null : knownAs,
  };
}

function nameTokens(text: string): string[] | null {
  const tokens = text
    .trim()
    .split(" ")
    .filter((token) => token !== "");
  while (tokens.length > 0 && TITLES.has((tokens[0] as string).toLowerCase().replace(".", "")))
    tokens.shift();
  if (tokens.length === 0 || tokens.length > 6) return null;
  if (
    !tokens.every(
      (token, at) => TOKEN.test(token) && (PARTICLES.has(token.toLowerCase()) || isNameAt(tokens, at)),
    )
  )
    return null;
  return tokens.map((token) => token.replace(/\.$/, ""));
}

/** Capitals throughout mark the surname; else it is the last word, with its particles. */
function splitName(tokens: readonly string[]): { givenNames: string | null; familyName: string | null } {
  if (tokens.length === 1) return { givenNames: tokens[0] as string, familyName: null };
  const capital = tokens.map(
    (token) => token.length > 1 && token === token.toUpperCase() && /\p{L}{2}/u.test(token),
  );
  if (capital.some(Boolean) && !capital.every(Boolean)) {
    const first = capital.indexOf(true);
    if (capital.slice(first).every(Boolean)) {
      return {
        givenNames: tokens.slice(0, first).join(" ") || null,
        familyName: tokens.slice(first).join(" "),
      };
    }
    const last = capital.lastIndexOf(true);
    // "DJ Grant": initials are no surname
    if ((tokens[0] as string).length > 2 && capital.slice(0, last + 1).every(Boolean))
      return {
        givenNames: tokens.slice(last + 1).join(" "),
        familyName: tokens.slice(0, last + 1).join(" "),
      };
  }
  let from = tokens.length - 1;
  while (from > 1 && PARTICLES.has((tokens[from - 1] as string).toLowerCase())) from--;
  return { givenNames: tokens.slice(0, from).join(" "), familyName: tokens.slice(from).join(" ") };
}

/** Whether two given names can be one: the same first word, or one a nickname cut off the other. */
export function sameGiven(one: string, other: string): boolean {
  const [first = "", second = ""] = [one, other].map((name) => plainName(name).split(" ")[0] ?? "");
  return first !== "" && first === second;
}

export function plainName(name: string): string {
  return name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/['’`.]/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
