// Given names that one human uses for another: each line is one circle, a name may stand in several.
// A circle says "may be the same name", never "is": Alex may be Alexander or Alejandra.

const circles = `
giorgos georgios yiorgos george
dimitris dimitrios jim
eleni helen helena
nikos nikolaos nick nicholas
kostas konstantinos costas constantine
panagiotis panos
vasilis vassilis vasileios bill
yannis giannis ioannis john
abigail abigayle abby abbie gail
abraham abram abe bram
adelaide adele addie heidi
agnes aggie nessa
aidan aiden
albert alberto al bert bertie
alexander alexandre alejandro aleksandr aleksander alex alec sandy sasha sascha xander lex
alexandra aleksandra alejandra alexandria alex alexa sandra sandy sasha lexi
alexei aleksei alexey alexis alyosha
alfred alfredo al fred freddie alfie
alice alicia alison alyssa ali allie aly
allison alison alyson ali allie
amanda mandy manda
amelia amy millie emilia
anastasia anastasiya nastya stacy stacey ana
andrew andreas andre andrei andrey andres andrea andy drew
andrea andreia andi drea
angela angelina angie angel
ann anne anna annie anita nancy hannah ana anya annette
anthony antonio antony antoine anton tony toni
antonia antonina antoinette toni tonya nina
archibald archie
arthur arturo art artie
augustus august augustine gus augie
barbara barb barbie babs bobbie
bartholomew bart
beatrice beatriz bea trixie
benjamin benjamim ben benny benji benjie
bernard bernardo bernie barney
bernadette bernie detta
bridget brigid biddy bridie brigitte
bradley brad
bradford brad
brandon brandan bran
caroline carolina carolyn carol carrie caro lina
cassandra cassie sandra cass
catherine katherine kathryn catharine katharina katarina ekaterina yekaterina catalina cathy kathy kate katie katy kat cat kay katya kitty trina cate
charles carlos karl carl charlie chuck chas chaz chip
charlotte charlie lottie lotte
chester chet
christian chris kris
christina christine kristina kristin kristen cristina chris chrissy tina kris kristi christy kirsten
christopher cristopher kristopher christophe cristobal chris kris topher kit
clarence clarry
clifford cliff
clinton clint
cornelius neil corny nelius
curtis curt kurt
cynthia cindy cyndi
daniel daniil danilo dan danny
danielle daniela dani
david davide dave davey davy
deborah debora deb debbie debby debra
dennis denis denny
diana diane di dee
dominic dominik domenico dom nick
donald don donnie
dorothy dorothea dot dottie dolly dora
douglas doug
edward eduardo eduard edouard ed eddie eddy ted teddy ned edu lalo
edwin ed eddie
edmund edmond ed eddie ted
eleanor elinor eleanora ellie ella nell nora lena
elizabeth elisabeth elisabetta isabel isabella elspeth elsbeth eliza elisa elise liz lizzie lizzy beth betty betsy bess libby lisa lise elsa ella ellie elli izzy bella isa lilibet liza
ellen helen eleni elena helena ella ellie nell nellie lena
emily emilie emilia em emmy millie
emmanuel manuel manny manolo
enrique henry henri henrik heinrich enrico hank harry hal quique
eric erik erich rick ricky
ernest ernesto ernie
esther ester essie hester
eugene gene evgeny yevgeny evgeni
evelyn eveline eve evie
ezekiel zeke
florence flo flossie
florencio flor
frances francesca francisca fran frankie fannie francie
francis francisco francesco franz francois frank frankie fran paco pancho kiko
franklin frank
frederick frederic fredrick friedrich federico fred freddie freddy rick fritz
fernando fernand nando fer
gabriel gabriele gabe gabi
gabrielle gabriela gabby gabi
geoffrey jeffrey jeffery geoff jeff
george jorge georg giorgio georges yuri georgie
gerald geraldo gerard gerardo gerry jerry
gilbert gil bert
giovanni gianni john gian
giuseppe beppe peppe joseph
gordon gordy
gregory gregorio gregor grigory greg gregg grigori
guadalupe lupe lupita
guillermo william guille memo
gustavo gustav gus tavo
harold harry hal
harriet hattie
hannah hanna ana
henrietta etta hettie
hector tito
howard howie
hugo ugo hugh
ian iain
ignacio nacho
irene rena
isaac ike zac
isabel isabella izzy isa bella belle
ivan john vanya
jacob jakob jacobo jake jakub yakov
jacqueline jackeline jaclyn jackie jacki
james jaime jim jimmy jamie jem diego santiago
jane janet jeanette jan janie jenny
janet jan
jason jay
jean jeanne joan jeannie
jeanette jean nettie
jennifer jenifer jen jenny jenn jenna
jeremy jeremiah jeramy jerry jem
jerome jerry
jessica jess jessie
jesus chuy chucho
joan joanie joanna
joanna joanne johanna joannie jo joan
john johan johann johannes juan jean jon johnny jack ian sean giovanni ivan jan joao hans
jonathan jonathon johnathan jon john johnny nathan
joseph jose josef josep giuseppe joe joey jo pepe jozef iosif
josephine josefina josie jo fina
joshua josh josue
judith judy judi
judson judd
julia julie juliana juliet jules
julian julio jules
katherine kathryn kathleen kathy kate katie kay kat
kathleen kathy kate katie kay
kenneth ken kenny
kimberly kim kimmy
laura laurie lori lora
lauren laurie ren
laurence lawrence lorenzo lars larry laurie lon
leonard leonardo leo len lenny
leo leon leonid leonardo lev
leslie les
lillian lily lilly lil
louis luis lewis lou louie luigi ludwig
louise louisa luisa lou lulu
lucas luke lukas luca
lucy lucia lucille lucinda lucie
lydia lidia
madeline madeleine madelyn maddie maddy
malcolm mal
manuel manuela manny manolo
marcus marc marco marcos mark
margaret margarita margarete marguerite margaux maggie meg megan peg peggy marge margie rita greta gretchen daisy
maria marie mary mariya mia mimi mae molly polly maryam miriam masha
marianne marian
marilyn mary
martha marta marty patty
martin martijn marty
matthew mateo matthias mathieu matteo matthias matt matty mat
maurice mauricio moritz maury mo
maximilian maxwell maxim max
melanie mel
melissa mel lissa missy
mercedes mercy merche
michael mikhail michel miguel michele mikael mitchell mike mikey mick mickey micky misha mitch
michelle michele shelly shell
mildred millie
miranda mandy randy
mitchell mitch
mohammed muhammad mohamed mohammad muhammed mehmet mo
ebrahim ibrahim abraham
moses moshe moe moises
natalie natalia natalya nataliya nat tally natasha
nathan nathaniel nathanael nate nat
nicholas nicolas nikolas nikolai nikolay nicolo nick nicky nico nik klaus kolya
nicole nicola nicky nikki
norman norm
olivia liv livvy
oliver ollie olle olivier
oscar ozzie
pamela pam pammy
patricia patrizia pat patty patti tricia trish
patrick patricio pat paddy rick
paul pablo paolo paulo pavel pawel
paula paulina paulette polly
penelope penny
peter pedro pietro pierre piotr petr pyotr pete
philip phillip felipe philippe filip phil pip
priscilla cilla
rachel rachael raquel rach shelly
ralph rafael raphael raf rafa raffi
randolph randall randy
raymond ramon ray
rebecca rebeca rebekah becky becca beck
regina gina reggie
reginald reginaldo reg reggie
richard ricardo riccardo rich rick ricky dick richie
robert roberto rob bob bobby robbie bert robin rupert
roberta bobbie robbie
roderick rod
rodney rod
roger rogelio rodger
roland rolando rollie
ronald ron ronnie
rosa rose rosemary rosie rosalind
roxanne roxy
russell russ rusty
ruth ruthie
salvador sal chava salvatore
samantha sam sammy
samuel samuele sam sammy
sarah sara sally sadie
sergei sergey sergio serge seryozha
sebastian seb bas
sharon shari
sheila shelia
sidney sydney sid syd
simon simeon si
sofia sophia sophie sofie zofia
solomon sol
stanley stan
stephanie stefanie steffi steph stephie
stephen steven stefan esteban etienne stefano steve stevie stepan
susan suzanne susana susanna sue susie suzy suzie sukie zsuzsa
sylvia silvia syl
tamara tammy tomoko
terence terrence terry
theodore theodor teodoro ted teddy theo
theresa teresa therese terry tess tessa tracy resa
thomas tomas tommaso tom tommy thom
timothy timoteo tim timmy
tobias toby tobin
valentine valentin val
valerie valeria val
vanessa nessa
veronica ronnie vera
victor viktor vittorio vic
victoria vicky vicki tori vic
vincent vincenzo vicente vince vinny vin
violet vi
virginia ginny ginger
vivian viv vivienne
vladimir vova volodymyr vlad volodya
walter walt wally
wendy gwendolyn gwen
wilfred wilf will
william wilhelm guillermo guillaume guglielmo will bill billy willy willie liam wim
wilhelmina mina minnie willa
winifred winnie fred
woodrow woody
xavier javier javi
yulia yuliya julia iuliia julie
yusuf joseph yosef youssef
yuri yury iurii george
zachary zachariah zachery zack zach zac zak
`;

let circlesByName: Map<string, number[]> | undefined;

/** True where two given names (folded, lower case) are known to be used for one another. */
export function areNicknames(one: string, other: string): boolean {
  const ofOne = nicknameCircles(one);
  if (ofOne.length === 0) return false;
  const ofOther = nicknameCircles(other);
  return ofOne.some((circle) => ofOther.includes(circle));
}

/** The circles a given name stands in; empty for a name we know no other form of. */
export function nicknameCircles(name: string): readonly number[] {
  circlesByName ??= load();
  return circlesByName.get(name) ?? [];
}

/** Every name that stands in a circle. */
export function knownGivenNames(): Iterable<string> {
  circlesByName ??= load();
  return circlesByName.keys();
}

function load(): Map<string, number[]> {
  const loaded = new Map<string, number[]>();
  for (const [circle, line] of circles.trim().split('\n').entries()) {
    for (const name of line.split(' ')) {
      const known = loaded.get(name);
      if (known === undefined) loaded.set(name, [circle]);
      else if (!known.includes(circle)) known.push(circle);
    }
  }
  return loaded;
}
