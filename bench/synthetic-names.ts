// Words synthetic people are made of: invented or very common ones, no real person's data.

export const givens =
  `James John Robert Michael William David Richard Joseph Thomas Charles Christopher Daniel Matthew Anthony
  Mark Steven Paul Andrew Joshua Kenneth Kevin Brian George Edward Ronald Timothy Jason Jeffrey Ryan Jacob Nicholas
  Eric Jonathan Stephen Lawrence Justin Scott Brandon Benjamin Samuel Gregory Alexander Patrick Frank Raymond Dennis
  Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Lisa Nancy Betty Sandra Margaret Ashley
  Kimberly Emily Donna Michelle Carol Amanda Melissa Deborah Stephanie Rebecca Sharon Laura Cynthia Dorothy Amy
  Kathleen Angela Shirley Brenda Emma Anna Pamela Nicole Samantha Katherine Christine Helen Debra Rachel Carolyn
  Sofía Lucía Martín Mateo Valentina Camila José Juan Luis Carlos Javier Fernando Alejandro Guadalupe Joaquín Inés
  Wei Jing Yan Ming Xin Yu Lei Hao Fang Jun Min Hui Ling Tao Ping Qiang Hong Zhen Xiaoming Yuting
  Hyun-woo Ji-hye Min-jun Seo-yeon Da-eun Jun-ho Su-jin Sung-min Priya Rahul Ananya Arjun Deepa Rohan Kavya Vikram
  Aditya Neha Sanjay Pooja Olga Yuliya Dmitri Sergei Natalya Ekaterina Pavel Ivan Aya Kenta Yuki Haruka Takashi
  Mohammed Fatima Ahmed Layla Omar Yusuf Aisha Ibrahim Jürgen Björn Søren Åsa Zoë Renée François Émile Giulia Marco
  Francesca Lorenzo Agnieszka Paweł Łukasz Małgorzata Nguyễn Linh Minh Anh Thảo Chloé Hélène Léa Théo`.split(
    /\s+/,
  );

export const families =
  `Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson
  Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker
  Young Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter
  Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Kim Park Choi Jung Cho Kang Singh Kumar
  Sharma Patel Gupta Shah Khan Reddy Rao Das Jain Müller Schmidt Schneider Fischer Weber Rossi Russo Ferrari Ivanov
  Petrov Sokolov Sato Suzuki Tanaka Takahashi Silva Santos Oliveira Souza Kowalski Nowak Wiśniewski Jensen Nielsen
  Hansen Johansson Andersson O'Brien Murphy Kelly Dubois Moreau Laurent García-Márquez Fernández`.split(
    /\s+/,
  );

const onsets = 'B Br C Ch D Dr F G Gr H J K Kr L M N P Pr R S Sch St T Tr V W Z'.split(' ');
const nuclei = 'a e i o u ai au ea ie ou'.split(' ');
const codas = 'ck ld ll m mp n nd ng nn r rd rt s sk ss st t tt x'.split(' ');
const endings =
  'er man sen son ski ova ini etti berg feld well ton ham ley worth mann ez ic ak o a'.split(' ');

/** The nth of some 900,000 invented family names. */
export function rareFamily(index: number): string {
  const at = <Item>(list: readonly Item[], step: number): Item =>
    list[Math.floor(index / step) % list.length] as Item;
  const onset = at(onsets, 1);
  const nucleus = at(nuclei, onsets.length);
  const coda = at(codas, onsets.length * nuclei.length);
  const middle = at(nuclei, onsets.length * nuclei.length * codas.length).charAt(0);
  return onset + nucleus + coda + (index % 3 === 0 ? middle : '') + at(endings, 7);
}

export const places: readonly (readonly [string, string, string])[] = (
  [
    ['Seattle', 'WA', 'US'],
    ['Austin', 'TX', 'US'],
    ['Boston', 'MA', 'US'],
    ['Chicago', 'IL', 'US'],
    ['Denver', 'CO', 'US'],
    ['Atlanta', 'GA', 'US'],
    ['New York', 'NY', 'US'],
    ['San Francisco', 'CA', 'US'],
    ['Los Angeles', 'CA', 'US'],
    ['Portland', 'OR', 'US'],
    ['Miami', 'FL', 'US'],
    ['Dallas', 'TX', 'US'],
    ['Phoenix', 'AZ', 'US'],
    ['Toronto', 'Canada', 'CA'],
    ['Vancouver', 'Canada', 'CA'],
    ['London', 'United Kingdom', 'GB'],
    ['Manchester', 'United Kingdom', 'GB'],
    ['Dublin', 'Ireland', 'IE'],
    ['Berlin', 'Germany', 'DE'],
    ['Munich', 'Germany', 'DE'],
    ['Hamburg', 'Germany', 'DE'],
    ['Paris', 'France', 'FR'],
    ['Lyon', 'France', 'FR'],
    ['Madrid', 'Spain', 'ES'],
    ['Barcelona', 'Spain', 'ES'],
    ['Milan', 'Italy', 'IT'],
    ['Warsaw', 'Poland', 'PL'],
    ['Kraków', 'Poland', 'PL'],
    ['Stockholm', 'Sweden', 'SE'],
    ['Amsterdam', 'Netherlands', 'NL'],
    ['Bengaluru', 'India', 'IN'],
    ['Hyderabad', 'India', 'IN'],
    ['Pune', 'India', 'IN'],
    ['Singapore', 'Singapore', 'SG'],
    ['Tokyo', 'Japan', 'JP'],
    ['Seoul', 'South Korea', 'KR'],
    ['Sydney', 'Australia', 'AU'],
    ['São Paulo', 'Brazil', 'BR'],
  ] as const
).map((place) => place);

export const titles =
  `Software Engineer|Senior Software Engineer|Data Analyst|Data Scientist|Product Manager|Engineering Manager|
Account Executive|Sales Development Representative|UX Designer|Product Designer|Financial Analyst|Accountant|
Registered Nurse|Clinical Research Associate|DevOps Engineer|Site Reliability Engineer|Frontend Engineer|
Backend Engineer|Customer Success Manager|Recruiter|Operations Manager|Marketing Manager|Business Analyst|
Research Scientist|Program Manager`
    .split('|')
    .map((title) => title.trim());

const firstParts =
  'Amber Birch Bright Cedar Cobalt Coral Drift Echo Ever Falcon Glacier Granite Harbor Helio Iron Jasper Juniper Lattice Lumen Meridian Nimbus North Onyx Orchid Pioneer Quarry Raven Redwood Sable Summit Timber Umber Vertex Willow Xeno Yarrow Zenith'.split(
    ' ',
  );
const secondParts =
  'base bridge cast craft field forge gate grid leaf light line loop mark mind nest path peak point scale shore spark stone vault wave works'.split(
    ' ',
  );
const kinds =
  'Software Health Media Energy Robotics Labs Analytics Logistics Insurance Pharma Capital Games Retail Systems'.split(
    ' ',
  );

/** The nth of some 14,000 invented employers. */
export function employerName(index: number): string {
  const first = firstParts[index % firstParts.length] ?? '';
  const second = secondParts[Math.floor(index / firstParts.length) % secondParts.length] ?? '';
  const kind =
    kinds[Math.floor(index / (firstParts.length * secondParts.length) + index) % kinds.length] ??
    '';
  return `${first}${second} ${kind}`;
}
