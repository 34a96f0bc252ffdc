/**
 * Words of programming that mean the same: abbreviations and what they stand for, and words that people use for one another. A question
 * for `configuration` is also one for `cfg`, a little. Names of products and projects are not among them; nor are words that differ in
 * their endings alone, which stemming brings together. Whether a word in it is worth its place is measured: docs/decisions, ranking.
 */
import { stemWord } from "./stem-word.ts";

/**
 * Groups of words each of which stands for each other of its group. A word in several groups stands for those of all: `auth` for
 * `authentication` and `authorization`, which do not stand for each other. What is written apart is found joined: `user interface` as
 * `userinterface`.
 */
const GROUPS = `
abort cancel | abs absolute | acc accumulator | accept allow permit | acct account | acl accesscontrol | addr address
admin administrator | agg aggregate | alg algo algorithm | alloc allocate allocation | alt alternative | annot annotation
anon anonymous | app application | approx approximate | arch architecture | arg argument | arr array | asm assembly
assert ensure | assign assignment | async asynchronous | attr attribute | auth authentication authenticate login
auth authorization authorize | autocomplete completion | avg average mean | backend server | bg background | bin binary
bool boolean | btn button | buf buff buffer | bulk batch | calc calculate compute | callback cb | cap capacity | cat category
cert certificate | cfg conf config configuration | char character chr | check validate | child children | chk check
clean cleanup | clear reset | cli commandline | clone copy duplicate | cls class | cmd command | cmp compare comparison
coeff coefficient | col column | coll collection | comm communication | concat concatenate join | cond condition
conn connection connect | const constant | conv convert conversion | coord coordinate | corr correlation | cpy copy
create make build | cred credential | ctl ctrl control controller | ctor constructor | ctx context | cur curr current
cwd workingdirectory | daemon service | db database | dbg debug | dealloc deallocate | dec decrement
decl declaration declare | decode decoder unmarshal | dedup deduplicate | def definition define | default fallback
del delete remove | deprecated obsolete | deps dependency | desc description describe | deser deserialize parse
dest dst destination target | dev development | dev device | dict dictionary map | diff difference | dim dimension
dir directory folder | disable deactivate | dispatch emit | dist distance | dist distribution | div division
doc documentation document | drop discard | dtor destructor | dup duplicate | elem elt element | email mail
emit dispatch fire | enable activate | enc encode encoding | enc encrypt encryption | encode serialize marshal | end finish
enum enumeration | env environment | eq equal equality | err error | eval evaluate | evt ev event | exc exception error
exe executable | exec execute run | exit quit | exp expiration expiry | expr expression | ext extension | failure error
fd filedescriptor | fetch retrieve | fg foreground | fk foreignkey | flag option | fmt format formatter | fn func function
freq frequency | fs filesystem | fwd forward | gen generate generator | geo geographic | glob global | grp group
gui userinterface | handle handler | hash digest checksum | hdr header | hide conceal | hist history | hook callback
horiz horizontal | hw hardware | id identifier | idx index | iface interface | ifc interface | img image picture
immut immutable | impl implementation implement | inc incr increment | info information | inherit extend
init initialize initialization setup | ins insert | inst instance | instr instruction | int integer | interp interpolate
interval period | intl i18n internationalization | io inputoutput | ip ipaddress | iter iterate iterator | kill terminate
kv keyvalue | l10n localization locale | lang language | lbl label | len length | lib library | listener observer
loc location | log logger | lookup find | ls list | lvl level | mandatory required | max maximum | mem memory | merge combine
meta metadata | metric measure | mgr manager | min minimum | misc miscellaneous | mod module | msg message | mtx mutex
mul multiply | mut mutable | mutex lock | nav navigation navigate | neg negative | net network | nil null none | ns namespace
num number | obj object | occ occurrence | op operation | op operator | opt optimize optimization | opt option
org organization | orig original | os operatingsystem | out output | pagination paging | param parameter
passwd pwd password passphrase | pct percent percentage | perf performance | perm permission privilege | perm permutation
pic picture | pk primarykey | pkg package | pkt packet | plugin extension addon | pos position | pos positive | pred predicate
pref preference setting | prefetch preload | prev previous | prio priority | priv private | proc procedure | proc process
prod production | prof profile | prog program | proj project | prop property | proto protocol | proto prototype
prov provider | ptr pointer | pub public | pub publish | purge flush | qry query | qty quantity | rand random
ratelimit throttle | rcv recv receive | rec record | rect rectangle | recur recursive | ref reference | reg register registry
regex regexp regularexpression | rel relation relationship | rel relative | render draw | repl replace replacement
repo repository | repr representation | req request | req require requirement | res resource | res resp response | res result
resize scale | ret return | retry attempt | rev reverse | rev revision | rm remove delete | rng range | route endpoint
rpc remoteprocedurecall | rt runtime | sanitize escape | save persist | sched schedule scheduler | scr screen | sec second
sec security | sel select selection | send transmit | sep separator delimiter | seq sequence | ser serialize serialization
sess session | settings config | sig signal | sig signature | signup register | spec specification | split tokenize
src source | srv svc service | srv svr server | stat statistic | std standard | stmt statement | str string | struct structure
sub subscribe subscription | sub subtract | subst substitute substitution | sum total | svc service | sym symbol
sync synchronize synchronous | sys system | tbl table | temp tmp temporary | tgt target | thr thread | threshold limit
timeout deadline | tok token | tpl tmpl template | tran transaction | trans transform transformation
trans translate translation | ts timestamp | ttl timetolive expiration | tx txn transaction | txt text | typ type
ui userinterface | undo revert rollback | uniq unique distinct | unlink delete | upd update | usr user | util utility helper
val value | var variable | vec vector | ver version | verify validate | vert vertex | vert vertical | vis visibility visible
vm virtualmachine | vol volume | warn warning | win window | wnd window | ws websocket | ws whitespace | xfer transfer
xform transform
`;

/**
 * Words that stemming takes for one of the above, though they mean something else: an `author` does not `auth`, a `form` is no `format`.
 * `set` is not among them: of 19 questions of caddy that say such a word three lose their first place where `set` does not ask for `config`.
 * They were found among the words of 28 MB of source whose stems are those of the groups.
 */
const OTHERS: ReadonlySet<string> = new Set(
  (
    "active applicable attribution author authored authoring authors collate collated collates collation collator complete completed " +
    "completes completing except excepted fold folded folding folds form formed forming forms head heading headings heads help helped " +
    "helping helps local locals meaning means mining point pointed pointing points product products projection projections proper " +
    "prove proved proves proving quite express expressed expresses specific state stated states stating " +
    "station stations subscript subscripts summer summers verse verses winner winners"
  ).split(" "),
);

/** Most words that one word asks for besides itself: each costs what a word of the question costs. */
const SYNONYMS_MAX = 4;

const SYNONYMS: ReadonlyMap<string, readonly string[]> = tableOf(GROUPS);

function tableOf(groups: string): Map<string, readonly string[]> {
  const table = new Map<string, readonly string[]>();
  for (const line of groups.trim().split(/\n| \| /)) {
    const stems = [...new Set(line.split(" ").map(stemWord))];
    for (const stem of stems) {
      const known = table.get(stem) ?? [];
      const others = stems.filter((other) => other !== stem && !known.includes(other));
      table.set(stem, [...known, ...others].slice(0, SYNONYMS_MAX));
    }
  }
  return table;
}

/** Whether a word, as it is written in lower case, is another one than those that its stem has synonyms for. */
export function hasNoSynonyms(written: string): boolean {
  return OTHERS.has(written);
}

/** Terms that mean what a term, as the splitter gives it, means; nothing for a word that is not of the field's common ones. */
export function synonymsOf(term: string): readonly string[] {
  return SYNONYMS.get(term) ?? [];
}
