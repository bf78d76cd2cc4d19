/** Capitalised, and no person: what a sentence opens with, relatives, professions, teams, days, months. */
const NO_NAME = new Set(
  "i,the,this,that,these,those,a,an,it,is,he,she,they,we,you,please,can,could,would,should,may,wrong,not,no,yes,new,more,info,contact,mine,sorry,thanks,thank,hi,hello,dear,morning,afternoon,try,ask,send,pass,over,one,for,to,with,cass,asti,mash,hub,eclipse,team,manager,senior,practitioner,early,help,duty,social,worker,family,support,area,safeguarding,trust,council,tm,sp,ehm,fsw,hv,monday,tuesday,wednesday,thursday,friday,saturday,sunday,january,february,march,april,june,july,august,september,october,november,december,mon,tue,tues,wed,thu,thur,thurs,fri,jan,feb,mar,apr,jun,jul,aug,sep,sept,oct,nov,dec,currently,as,am,on,off,leave,if,because,my,her,his,their,redirect,reassign,forward,believe,think,suggest,speak,unfortunately,apologies,someone,somebody,conflict,visitor,nurse,midwife,police,school,nan,mum,dad,mother,father,gran,grandma,nanna,auntie,uncle,aunt,nursery,hospital,housing,health,gp,everyone,nobody,who,what,why,how,our,your,lead,officer,practitioners,managers,workers,bss,create,open,reopen,record,close,link,log,raise,progress,file,leave,nothing,happy,dates,re,further,visit,strat,there,here,something,everything,both,all,none,each,only,just,so,but,and,then,now,also,still,well,ok,okay,great,fine,good,lovely,cheers,ta,hmm,ah,oh,sure,definitely,baby,kids,children,child,parents,referrer,mr,mrs,miss,ms,dr,sgt,pc,noted,got,taken,spoke,signpost,start,set,put,treat,add,pop,nspcc,lado,camhs,iro,la,dsl,hcp,ed,pm,asap".split(
    ",",
  ),
);

/** Whether a word, as written, could be part of a person's name. */
export function couldBeName(word: string): boolean {
  return (
    !/^I['’]/.test(word) &&
    /^\p{Lu}[\p{L}'-]*\p{Ll}[\p{L}'-]*$/u.test(word) &&
    !NO_NAME.has(word.toLowerCase().replace(/['’](?:s|ll|d|ve|re)$/, ""))
  );
}
