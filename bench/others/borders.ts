// People of a few countries with few family names: two surnames, patronymics, initials, western first names, spellings
// that change with the passport clerk, names that change with a marriage, and very many true namesakes.

import type { LabelledSet } from '../identity-file.ts';
import { withoutMarks } from '../worlds/human.ts';
import { randomFrom } from '../worlds/random.ts';
import type { Random } from '../worlds/random.ts';
import { setMaker } from './labelled.ts';
import type { SetWish, WrittenRow } from './labelled.ts';

interface Traveller {
  id: string;
  /** Every way the name is written; the first is the usual one. */
  names: string[];
  laterNames: string[];
  changedIn: number;
  email: string;
  phone: string;
  slug: string;
  github: string;
  places: string[];
  jobs: { employer: string; title: string; from: number; to: number | null }[];
}

const split = (text: string): string[] => text.trim().split(/\s+/);
const spellings = (text: string): string[][] => split(text).map((word) => word.split('/'));

const viGivens = split(
  'Anh Bình Châu Dung Dũng Giang Hà Hạnh Hiếu Hoa Huy Khánh Lan Linh Long Mai Minh Nam Ngọc Phúc Quân Sơn Thảo Thành Trang Trung Tuấn Vy Yến',
);
const viMiddles = split('Thị Văn Đức Hữu Ngọc Thanh Minh Quốc Xuân');
const viFamilies = split(
  'Nguyễn Nguyễn Nguyễn Nguyễn Trần Trần Lê Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ',
);
const koFamilies = spellings(
  'Kim/Gim/김 Kim/Gim/김 Kim/Kim/김 Lee/Yi/이 Lee/Rhee/이 Park/Pak/박 Choi/Choe/최 Jung/Jeong/정 Kang/Gang/강 Yoon/Yun/윤 Lim/Im/임',
);
const koGivens = spellings(
  'Min-jun/Minjun/민준 Seo-yeon/Seoyeon/서연 Ji-hoon/Jihun/지훈 Hye-jin/Hyejin/혜진 Dong-hyun/Donghyeon/동현 Soo-jin/Sujin/수진 Young-ho/Yeongho/영호 Eun-ji/Eunji/은지 Jae-won/Jaewon/재원 Na-young/Nayeong/나영 Sang-woo/Sangu/상우 Yu-na/Yuna/유나 Hyun-ki/Hyeongi/현기 Mi-sook/Misuk/미숙',
);
const westernFirst = split('Kevin Grace Daniel Jenny Eric Amy Jason Tina Vivian Leo');
const zhFamilies = spellings(
  'Wang/王 Li/李 Zhang/张 Liu/刘 Chen/陈 Yang/杨 Zhao/赵 Huang/黄 Zhou/周 Wu/吴 Xu/徐 Sun/孙 Lin/林',
);
const zhGivens = spellings(
  'Xiaoyan/晓燕 Jianguo/建国 Yifan/一凡 Haoran/浩然 Meiling/美玲 Zhiwei/志伟 Yuhan/雨涵 Zixuan/子轩 Lihua/丽华 Weimin/为民 Tingting/婷婷 Guoqiang/国强 Siyu/思雨 Peng/鹏 Jing/静 Wei/伟 Min/敏',
);
const deGivens = split(
  'Anna Lukas Julia Jan Katharina Stefan Sabine Thomas Michael Andreas Petra Markus Claudia Jürgen Björn Heike',
);
const deFamilies = split(
  'Müller Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Köhler Krüger Weiß Größl Jäger',
);
const esGivens = split(
  'María José Carmen Antonio Ana Manuel Laura Francisco Lucía Javier Pilar David Cristina Daniel Marta Pablo',
);
const esFamilies = split(
  'García García González Rodríguez Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez Ruiz Hernández Díaz Moreno Muñoz Álvarez Romero Alonso Núñez Ibáñez',
);
const inGivens = spellings(
  'Lakshmi/Laxmi Srinivas/Sreenivas Venkata/Venkat Priyanka/Priyanka Harish/Hareesh Suresh/Suresh Geetha/Gita Vijay/Vijai Deepika/Dipika Karthik/Kartik Meenakshi/Minakshi Ramesh/Ramesh',
);
const inFamilies = spellings(
  'Iyer/Aiyer Reddy/Reddi Rao/Row Krishnan/Krishnan Subramanian/Subramaniam Natarajan/Natarajan Mukherjee/Mukherji Chowdhury/Choudhary Sharma/Sarma Pillai/Pillay Venkatesan/Venkatesan',
);
const ruGivens = spellings(
  'Yulia/Iuliia/Юлия Aleksei/Alexey/Алексей Sergey/Sergei/Сергей Ekaterina/Yekaterina/Екатерина Dmitry/Dmitrii/Дмитрий Natalia/Nataliya/Наталия Evgeniy/Yevgeni/Евгений Anna/Anna/Анна Olga/Olga/Ольга Mikhail/Mihail/Михаил',
);
const ruRoots = spellings(
  'Ivanov/Ivanov/Иванов Smirnov/Smirnov/Смирнов Kuznetsov/Kuznecov/Кузнецов Popov/Popov/Попов Vasiliev/Vasilyev/Васильев Zaytsev/Zaitsev/Зайцев Chernyshev/Chernishev/Чернышев Khokhlov/Hohlov/Хохлов Yakushev/Iakushev/Якушев',
);

interface Named {
  names: string[];
  /** As a mailbox has it. */
  given: string;
  family: string;
  wed: (other: string) => string[];
  places: readonly string[][];
  prefix: string;
}

const forms = {
  vietnamese(random: Random): Named {
    const [given, family, middle] = [
      random.pick(viGivens),
      random.pick(viFamilies),
      random.pick(viMiddles),
    ];
    const names = [
      `${given} ${family}`,
      `${family} ${middle} ${given}`,
      `${family} ${given}`,
      withoutMarks(`${given} ${family}`),
    ];
    return {
      names,
      given,
      family,
      wed: () => names,
      places: [
        ['Hanoi, Vietnam', 'Hà Nội'],
        ['Ho Chi Minh City, Vietnam', 'Saigon'],
        ['San Jose, CA', 'San Jose, California'],
      ],
      prefix: '+8491',
    };
  },
  korean(random: Random): Named {
    const [family = '', otherFamily = '', hangul = ''] = random.pick(koFamilies);
    const [given = '', otherGiven = '', givenHangul = ''] = random.pick(koGivens);
    const western = random.chance(0.25)
      ? [`${random.pick(westernFirst)} (${given}) ${family}`]
      : [];
    const names = [
      `${given} ${family}`,
      `${family} ${given}`,
      `${otherGiven} ${otherFamily}`,
      hangul + givenHangul,
      ...western,
    ];
    return {
      names,
      given,
      family,
      wed: () => names,
      places: [
        ['Seoul, South Korea', '서울'],
        ['Busan, South Korea', 'Pusan'],
        ['Los Angeles, CA', 'LA'],
      ],
      prefix: '+8210',
    };
  },
  chinese(random: Random): Named {
    const [family = '', han = ''] = random.pick(zhFamilies);
    const [given = '', givenHan = ''] = random.pick(zhGivens);
    const western = random.chance(0.3) ? [`${random.pick(westernFirst)} (${given}) ${family}`] : [];
    const names = [
      `${given} ${family}`,
      `${family} ${given}`,
      `${family.toUpperCase()} ${given}`,
      han + givenHan,
      ...western,
    ];
    return {
      names,
      given,
      family,
      wed: () => names,
      places: [
        ['Shanghai, China', '上海'],
        ['Beijing, China', '北京'],
        ['Toronto, Canada', 'Toronto, ON'],
      ],
      prefix: '+86139',
    };
  },
  german(random: Random): Named {
    const [given, family] = [random.pick(deGivens), random.pickEarly(deFamilies)];
    const spelled = `${given} ${family}`
      .replaceAll('ü', 'ue')
      .replaceAll('ö', 'oe')
      .replaceAll('ä', 'ae')
      .replaceAll('ß', 'ss');
    const names = [`${given} ${family}`, spelled, `Dr. ${given} ${family}`, `${family}, ${given}`];
    return {
      names,
      given: spelled.split(' ')[0] ?? '',
      family: spelled.split(' ')[1] ?? '',
      wed: (other) => [`${given} ${other}`, `${given} ${family}-${other}`],
      places: [
        ['Berlin, Germany', 'Berlin'],
        ['München', 'Munich, Bavaria, Germany'],
        ['Köln, Deutschland', 'Cologne'],
      ],
      prefix: '+49151',
    };
  },
  spanish(random: Random): Named {
    const [given, family, second] = [
      random.pick(esGivens),
      random.pickEarly(esFamilies),
      random.pickEarly(esFamilies),
    ];
    const double = random.chance(0.3) ? `${given} ${random.pick(esGivens)}` : given;
    const names = [
      `${given} ${family}`,
      `${double} ${family} ${second}`,
      `${given} ${family} ${second.charAt(0)}.`,
      withoutMarks(`${given} ${family} ${second}`),
    ];
    return {
      names,
      given,
      family,
      wed: () => names,
      places: [
        ['Madrid, España', 'Madrid'],
        ['Barcelona, Spain', 'Barcelona'],
        ['Ciudad de México', 'Mexico City, Mexico'],
      ],
      prefix: '+346',
    };
  },
  indian(random: Random): Named {
    const [given = '', otherGiven = ''] = random.pick(inGivens);
    const [family = '', otherFamily = ''] = random.pick(inFamilies);
    const names = [
      `${given} ${family}`,
      `${otherGiven} ${otherFamily}`,
      `${given} ${family.charAt(0)}`,
      `${family.charAt(0)}. ${given}`,
      `${given} ${family}`,
    ];
    return {
      names,
      given,
      family,
      wed: (other) => [`${given} ${other}`],
      places: [
        ['Bengaluru, India', 'Bangalore'],
        ['Chennai, Tamil Nadu, India', 'Madras'],
        ['Hyderabad', 'Hyderabad, India'],
      ],
      prefix: '+9198',
    };
  },
  russian(random: Random): Named {
    const [given = '', otherGiven = '', cyrillic = ''] = random.pick(ruGivens);
    const [root = '', otherRoot = '', cyrillicRoot = ''] = random.pick(ruRoots);
    const isHers = given.endsWith('a');
    const [end, cyrillicEnd] = isHers ? ['a', 'а'] : ['', ''];
    const names = [
      `${given} ${root}${end}`,
      `${otherGiven} ${otherRoot}${end}`,
      `${cyrillic} ${cyrillicRoot}${cyrillicEnd}`,
      `${root}${end} ${given}`,
    ];
    return {
      names,
      given,
      family: root + end,
      wed: (other) => (isHers ? [`${given} ${other}`] : names),
      places: [
        ['Moscow, Russia', 'Москва'],
        ['Kyiv, Ukraine', 'Киев'],
        ['Tbilisi, Georgia', 'Tbilisi'],
      ],
      prefix: '+7916',
    };
  },
} satisfies Record<string, (random: Random) => Named>;
const kinds = Object.values(forms);

const employers =
  'Aurelia Bank|Baltic Ferries|Cordoba Solar|Deccan Textiles|Elbe Maschinenbau|Fjord Data|Ganges Software|Hanoi Optics|Incheon Display|Jadran Shipping|Kanto Motors|Lahn Pharma|Mekong Foods|Neva Cloud|Olivo Seguros|Pearl River Chips|Quito Minerals|Rhein Versicherung|Sahyadri Systems|Taiga Games'.split(
    '|',
  );
const titles =
  'Software Engineer|Senior Developer|Product Owner|Data Engineer|QA Lead|Actuary|Process Engineer|Nurse|Sales Manager|Chemist|Designer|Controller'.split(
    '|',
  );
const mails = [
  'gmail.com',
  'gmail.com',
  'yahoo.com',
  'outlook.com',
  'naver.com',
  'qq.com',
  'gmx.de',
  'mail.ru',
  'hotmail.es',
];

export function borders(wish: SetWish): LabelledSet {
  const random = randomFrom(wish.seed * 9_973 + 5);
  const maker = setMaker(wish);
  const taken = new Set<string>();
  for (let number = 1; !maker.isFull(); number += 1) {
    const named = random.pick(kinds)(random);
    const traveller = aTraveller(random, { number, named, taken, profiles: wish.profiles });
    const hits = 1 + Math.floor(random.next() ** 1.2 * 6);
    for (let hit = 0; hit < hits; hit += 1) maker.add(traveller.id, aRow(random, traveller));
  }
  return maker.set;
}

function aTraveller(
  random: Random,
  given: { number: number; named: Named; taken: Set<string>; profiles: number },
): Traveller {
  const { number, named, taken } = given;
  const letters = (text: string): string =>
    withoutMarks(text)
      .toLowerCase()
      .replaceAll(/[^a-z]/g, '');
  const [g, f] = [letters(named.given), letters(named.family)];
  const digits = (count: number): string =>
    Array.from({ length: count }, () => random.below(10)).join('');
  const free = (text: string): string => {
    let found = text;
    for (let next = 1; taken.has(found); next += 1) found = `${text}${next}`;
    taken.add(found);
    return found;
  };
  const isWed = random.chance(0.08);
  const count = Math.max(40, Math.floor(given.profiles / 25));
  const employer = (): string => {
    const at = Math.floor(random.next() ** 1.5 * count);
    const name = employers[at % employers.length] ?? '';
    return at < employers.length
      ? name
      : `${name.split(' ')[0]} ${['One', 'Delta', 'Nord', 'Prime', 'Labs', 'Works', 'Group Two'][Math.floor(at / employers.length) % 7]} ${Math.floor(at / 140)}`.replace(
          / 0$/,
          '',
        );
  };
  const title = random.pick(titles);
  const jobs: Traveller['jobs'] = [];
  let end: number | null = null;
  for (let job = 0; job < 1 + random.below(3); job += 1) {
    const from: number = (end ?? 2026) - 1 - random.below(4);
    jobs.push({
      employer: employer(),
      title: random.chance(0.7) ? title : random.pick(titles),
      from,
      to: end,
    });
    end = from;
  }
  return {
    id: `T${number}`,
    names: named.names,
    laterNames: isWed
      ? named.wed(random.pick(random.pick(kinds)(random).names).split(' ').at(-1) ?? 'Novak')
      : named.names,
    changedIn: 2022,
    email: `${free(random.pick([`${g}.${f}`, `${f}${g}`, `${g}${digits(2)}`, `${g}_${f}${digits(2)}`, `${g}${f}${digits(3)}`]))}@${random.pick(mails)}`,
    phone: named.prefix + digits(/^\+(?:84|7)/.test(named.prefix) ? 7 : 8),
    slug: free(
      random.chance(0.7)
        ? `${g}-${f}-${digits(4)}${random.pick('abcdef'.split(''))}${digits(3)}`
        : `${g}${f}`,
    ),
    github: free(random.pick([`${g}${f}`, `${f}-dev`, `${g}${digits(3)}`])),
    places: [...random.pick(named.places)],
    jobs,
  };
}

const fieldsOf: Readonly<Record<string, string>> = {
  resume: 'e p u t j h l',
  network: 'u t j l h',
  directory: 't j l w',
  enrichment: 'e w u t j p',
  form: 'e p l',
  code: 'g l',
  fair: 'e t j',
};

function aRow(random: Random, traveller: Traveller): WrittenRow {
  const source = random.pick(Object.keys(fieldsOf));
  const knows = new Set(fieldsOf[source]?.split(' '));
  const has = (field: string): boolean => knows.has(field) && !random.chance(0.18);
  const year = 2018 + random.below(9);
  const names = year >= traveller.changedIn ? traveller.laterNames : traveller.names;
  const written = random.chance(0.55) ? names[0] : random.pick(names);
  const job = traveller.jobs.find(({ from }) => from <= year) ?? traveller.jobs.at(-1);
  const employer = job?.employer ?? '';
  const domain = withoutMarks(employer)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '');
  return {
    source,
    day: `${year}-0${1 + random.below(9)}-2${random.below(9)}`,
    name: random.chance(0.1) ? (written ?? '').toUpperCase() : (written ?? ''),
    email: has('e') ? traveller.email : undefined,
    workEmail: has('w')
      ? `${traveller.slug.replaceAll('-', '.').replace(/\.\d.*$/, '')}${traveller.id.slice(-2)}@${domain}.example`
      : undefined,
    phone: has('p') ? traveller.phone : undefined,
    url: has('u')
      ? `https://${random.pick(['www', 'de', 'kr', 'es'])}.linkedin.com/in/${traveller.slug}`
      : undefined,
    github: has('g') ? `https://github.com/${traveller.github}` : undefined,
    title: has('t') ? job?.title : undefined,
    employer: has('j')
      ? random.chance(0.15)
        ? `${employer} ${random.pick(['GmbH', 'S.A.', 'Co., Ltd.', 'Pvt Ltd', 'ООО'])}`
        : employer
      : undefined,
    location: has('l') ? random.pick(traveller.places) : undefined,
    history:
      has('h') && random.chance(0.6)
        ? traveller.jobs.filter(({ from }) => from <= year)
        : undefined,
  };
}
