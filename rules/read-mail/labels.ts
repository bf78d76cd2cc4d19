/** What a labelled box of a form holds. */
export type LabelKind =
  | "request date"
  | "request type"
  | "referrer"
  | "referrer name"
  | "referrer role"
  | "referrer agency"
  | "referrer email"
  | "referrer phone"
  | "anonymity"
  | "child"
  | "child given name"
  | "child family name"
  | "known as"
  | "date of birth"
  | "expected date"
  | "age"
  | "sex"
  | "ethnicity"
  | "language"
  | "religion"
  | "disability"
  | "nhs number"
  | "upn"
  | "case id"
  | "address"
  | "previous address"
  | "postcode"
  | "school"
  | "year group"
  | "gp"
  | "parent"
  | "mother"
  | "father"
  | "carer"
  | "sibling"
  | "household"
  | "adult"
  | "incident date"
  | "incident place"
  | "incident"
  | "alleged source"
  | "injury"
  | "worry"
  | "working well"
  | "needs to happen"
  | "child's words"
  | "consent"
  | "parent aware"
  | "agencies"
  | "earlier referral"
  | "police reference"
  | "grading"
  | "urgent"
  | "relationship"
  | "phone"
  | "email"
  | "level of need";

/** Labels as forms print them, by what they hold; compared as whole words, in lower case, without punctuation. */
const LABELS: Readonly<Record<LabelKind, string>> = {
  "request date":
    "date of referral,date of request,referral date,date completed,date of completion,date form completed,date sent,date and time of request,date time of request,date of this referral,date time of contact with helpline,date of contact,date made,clinic date,date typed,typed",
  "request type":
    "type,type of request,request type,concern type,type of concern,reason for referral,reason for request,category,nature of concern,type of referral",
  referrer:
    "referrer,referred by,completed by,your name and role,name and role,name and role of referrer,person making referral,person completing form,form completed by,details of referrer,worker,practitioner,officer,nurse,seen by,reported by,person making request,name and designation,oic,author",
  "referrer name":
    "referrer name,name of referrer,referrers name,your name,name of person completing form,name of person making referral,name of worker,name of practitioner,officer name",
  "referrer role":
    "role,designation,job title,your role,role designation,referrer role,position,role job title,post",
  "referrer agency":
    "agency,organisation,organization,referring agency,referring organisation,your agency,your organisation,setting,team,service,agency organisation,name of agency",
  "referrer email": "referrer email,your email,email of referrer,email address of referrer,secure email",
  "referrer phone":
    "referrer telephone,your telephone,referrer contact number,your contact number,telephone of referrer,your phone",
  anonymity:
    "anonymity,anonymous,wish to remain anonymous,does the referrer wish to remain anonymous,remain anonymous,do you wish to remain anonymous",
  child:
    "child,children,child name,childs name,childs full name,child full name,full name of child,full name of the child,name of child,name of the child,name of child young person,child young person,young person,name of young person,young persons name,name,full name,pupil,pupil name,student,patient,patient name,name of patient,subject,subject name,misper,missing person,baby,player,childrens names,names of children,names of the children,child details,service user,name of pupil,name of student,yp",
  "child given name":
    "first name,forename,forenames,first names,given name,given names,subject forename,subject forenames,child forename,child forenames,childs first name,child first name,christian name",
  "child family name":
    "surname,family name,last name,subject surname,child surname,childs surname,child family name,childs last name",
  "known as":
    "known as,also known as,aka,preferred name,alternative names,other names,likes to be called,nickname,alias,any other names used",
  "date of birth":
    "date of birth,dob,d o b,birth date,birthdate,born,childs date of birth,childs dob,child dob,child date of birth,patient date of birth,patient dob,subject dob,dob dd mm yyyy,date of birth or edd,dob edd,date of birth edd,date of birth or expected date of delivery,date of birth expected date of delivery",
  "expected date":
    "edd,expected date of delivery,expected date of birth,due date,expected delivery date,estimated date of delivery,estimated due date,baby due",
  age: "age,childs age,child age,age of child,current age,believed age",
  sex: "gender,sex,male female,m f,gender of child,childs gender,gender sex",
  ethnicity: "ethnicity,ethnic origin,ethnic group,childs ethnicity,race ethnicity",
  language:
    "language,first language,home language,preferred language,languages spoken,first language interpreter,interpreter,interpreter required,interpreter needed,first language and interpreter,language interpreter",
  religion: "religion,faith,religion belief",
  disability:
    "disability,disability or sen,disabilities,send,sen,special educational needs,disability special needs,health needs,additional needs",
  "nhs number": "nhs number,nhs no,nhs,nhs number if known,nhs no if known",
  upn: "upn,unique pupil number,upn if known",
  "case id":
    "case id,case number,case reference,case no,social care id,eclipse id,eclipse number,eclipse no,system id,carefirst number,mosaic id,liquidlogic id",
  address:
    "address,home address,childs address,child address,address of child,current address,present address,family address,address given,address on our register,usual address,ha,address and postcode,home address and postcode,address of family,lives at,permanent address,address including postcode,full address,placement address,home",
  "previous address": "previous address,previous addresses,former address,last address,old address",
  postcode: "postcode,post code,home postcode",
  school:
    "school,school nursery,school or nursery,school and year,school name,name of school,name of nursery,name of school nursery,name of school or nursery,name of school nursery college,name of school nursery college attended,school nursery college,education setting,educational setting,nursery,college,school attended,schools,school s,current school,school year,school and year group,early years setting,pre school",
  "year group": "year group,year,school year group,yr,class,form,nc year,year class",
  gp: "gp,gp name,gp name and surgery,gp name and address,gp and surgery,name and address of gp,gp surgery,gp practice,gp details,doctor,name of gp,registered gp",
  parent:
    "parent,parents,parent carer,parents carers,parent or carer,parent guardian,parents guardians,parent s,parent s carer s,parents names,parental responsibility,who has parental responsibility,pr,names of parents,parent carer name,parent 1,parent 2,accompanied by,attended with",
  mother: "mother,mothers name,mother name,mum,name of mother,birth mother,mothers full name,mother carer",
  father: "father,fathers name,father name,dad,name of father,birth father,fathers full name,father carer",
  carer:
    "carer,carers,guardian,foster carer,lives with,living with,who does the child live with,main carer,primary carer,kinship carer,special guardian",
  sibling:
    "sibling,siblings,brothers and sisters,brother,sister,other children,other children in household,siblings names,other children in the family,other children in the household,sibling 1,sibling 2,sibling 3",
  household:
    "household,household members,other household members,others in household,other adults in household,significant others,people in the household,who lives in the home,who else lives there",
  adult: "victim,suspect,person on probation,tenant,prisoner,caller",
  "incident date":
    "date of incident,incident date,incident date time,date time of incident,date of concern,date and time of incident,when,when did it happen,date of event,date seen,time in out,incident date and time,date of disclosure,date observed,date of injury",
  "incident place":
    "location,place of incident,location of incident,where,where did it happen,incident location,place",
  incident:
    "summary,circumstances,what happened,details of incident,details,account,details of concern,concern,concerns,description,description of incident,reason for concern,concern as reported,free text,incident,nature of incident,summary of concern,situation,details of concerns,history,presenting concern,entry",
  "alleged source":
    "alleged perpetrator,alleged source of harm,perpetrator,person believed responsible,alleged abuser,source of harm,person alleged to have caused harm,alleged source,alleged offender",
  injury:
    "injuries,injury,details of injuries,injuries seen,any injuries,marks or injuries,injury details,body map",
  worry:
    "what are you worried about,what are we worried about,worries,your worries,what is worrying you,what is the worry,main worry,what we are worried about,what worries you,harm and danger",
  "working well":
    "what is working well,whats working well,what is going well,whats going well,working well,strengths,positives,what works well,strengths and safety,going well",
  "needs to happen":
    "what needs to happen,what needs to happen next,what do you want to happen,next steps,desired outcome,expected response,what would you like to happen,what may need to happen,outcome sought,what would help",
  "child's words":
    "childs voice,voice of the child,child voice,childs views,views of the child,childs own words,what the child said,childs wishes and feelings,wishes and feelings",
  consent:
    "consent,consent given,parental consent,consent to share,has the parent given consent,parent consent,has consent been given,mothers consent to share,consent to refer,consent obtained,has the parent agreed,has consent been obtained,parents consent,consent to this referral,do you have consent,mothers consent,fathers consent",
  "parent aware":
    "parent aware,are parents aware,parents aware,is the parent aware,have the parents been informed,parents informed,has the parent been informed,parent informed,is the family aware,family aware of referral",
  agencies:
    "agencies involved,other agencies,other agencies involved,professionals involved,other professionals,agencies working with the family,services involved,health visitor,social worker,other professionals involved",
  "earlier referral":
    "previous referrals,previous referral,previous concerns,previous involvement,earlier referrals,history of involvement,known to services,previously known",
  "police reference":
    "police log,log,log number,police log number,crime number,crime reference,ppn reference,incident number,incident no,event number,police reference,urn,occurrence number,reference,ref,reference number,our reference,our ref,your ref,log no",
  grading:
    "grade,grading,risk grade,dash,dash score,dara,risk level,risk,ppn grade,rag,rag rating,marac,risk assessment,status,suspect status",
  urgent:
    "urgent,is this urgent,priority,urgency,are the children at immediate risk,is the child at immediate risk,is a child in danger today,is the child safe to go home today,immediate safeguarding required,immediate danger,is the child in immediate danger,immediate risk,is immediate protection needed,is the child safe to go home,immediate danger to child at time of leaving scene,level of risk,is this an emergency",
  relationship:
    "relationship,relationship to child,relation,relationship to the child,relationship to subject",
  phone:
    "telephone,phone,tel,contact number,mobile,telephone number,phone number,tel no,contact telephone,safe contact number,safe contact number for mother,contact no,telephone mother,mobile number",
  email: "email,e mail,email address,contact email",
  "level of need": "level of need,threshold,level of need your view,tier,threshold level,windscreen level",
};

const KINDS = new Map<string, LabelKind>();
for (const [kind, labels] of Object.entries(LABELS)) {
  for (const label of labels.split(",")) if (!KINDS.has(label)) KINDS.set(label, kind as LabelKind);
}

export interface Label {
  readonly kind: LabelKind;
  /** Which of several: "1", "A"; null where the label says nothing. */
  readonly nth: string | null;
  /** Known by a word in it alone: "what is her date of birth". */
  readonly loose?: true;
}

/** What a label means, and which child or parent it numbers ("Child 2", "DOB (B)"); null where it is not known. */
export function readLabel(written: string): Label | null {
  if (written.length > 120) return null;
  const plain = plainLabel(written);
  if (plain === "") return null;
  const bare = plainLabel(
    written.replace(/\([^)]{2,100}\)/g, " ").replace(/^\s*(?:q\s?)?\d{1,2}(?:\.\d{1,2}){0,2}[.):]?\s+/i, ""),
  );
  // "1.4 Home address (including postcode)"; but "(2) DOB" numbers a child
  return readPlain(plain) ?? (bare === plain || bare === "" ? null : readPlain(bare)) ?? readLoose(plain);
}

function plainLabel(written: string): string {
  return written
    .toLowerCase()
    .replace(/['’`]/g, "")
    .replace(/\(s\)/g, "s")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

function readPlain(plain: string): Label | null {
  const whole = KINDS.get(plain);
  if (whole) return { kind: whole, nth: /^\S+ \d$/.test(plain) ? plain.slice(-1) : null };
  const numbered =
    /^(.{1,60}?) (?:child )?(\d|[a-f])$/.exec(plain) ?? /^(?:child )?(\d|[a-f]) (.{1,60})$/.exec(plain);
  if (numbered) {
    const [first = "", second = ""] = numbered.slice(1);
    const [text, nth] = first.length === 1 ? [second, first] : [first, second];
    const kind = KINDS.get(text) ?? KINDS.get(text.replace(/ (?:of )?child$/, ""));
    if (kind) return { kind, nth: nth.toUpperCase() };
  }
  const prefixed = /^child (\d|[a-f]) (.{1,60})$/.exec(plain);
  const kind = prefixed ? KINDS.get(prefixed[2] as string) : undefined;
  if (prefixed && kind) return { kind, nth: (prefixed[1] as string).toUpperCase() };
  const person = /^(.{3,30}?)(?: (\d))? (?:full )?names?$/.exec(plain);
  const named = person ? KINDS.get(person[1] as string) : undefined;
  return named && OF_PEOPLE.has(named) ? { kind: named, nth: person?.[2] ?? null } : null;
}

const OF_PEOPLE = new Set<LabelKind>(["child", "parent", "mother", "father", "carer", "sibling"]);

function readLoose(plain: string): Label | null {
  // "Is the child currently at immediate risk of harm?", "SAFE contact number for mother"
  for (const [words, loose] of LOOSE) if (words.test(plain)) return { kind: loose, nth: null, loose: true };
  return null;
}

const LOOSE: readonly (readonly [RegExp, LabelKind])[] = [
  [/^(?:is|are) .{0,60}\b(?:urgent|immediate|in danger|at risk|safe to)\b/, "urgent"],
  [/\bconsent\b/, "consent"],
  [/\bworried about\b/, "worry"],
  [/\b(?:working|going) well\b/, "working well"],
  [/\bneeds? to happen\b/, "needs to happen"],
  [/\bdate of birth\b|\bdob\b/, "date of birth"],
  [/\bnhs (?:no|number)\b/, "nhs number"],
  [/\b(?:contact number|telephone|phone)\b/, "phone"],
];
