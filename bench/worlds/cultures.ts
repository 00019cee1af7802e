// How people are called in different parts of the world, and where they live: what synthetic people are made of.
// Names are common ones or invented; no real person's data.

import { families, givens, rareFamily } from '../synthetic-names.ts';
import type { Random } from './random.ts';

export interface WrittenName {
  given: string;
  family: string;
  /** Other Latin spellings and familiar forms of the given name. */
  givenAlso: string[];
  familyAlso: string[];
  /** The whole name in its own script, family first where that is the custom. */
  native: string | null;
}

export interface Culture {
  nameOf(random: Random): WrittenName;
  /** City, area as written behind it, ISO country, prefix of mobile numbers, digits that follow. */
  places: readonly (readonly [string, string, string, string, number])[];
}

/** "Elizabeth/Liz/Beth": the name, then what else the same human is called. */
function forms(list: string): string[][] {
  return list
    .trim()
    .split(/\s+/)
    .map((entry) => entry.split('/'));
}

const englishGivens = forms(`
  James/Jim/Jimmy John/Jack/Johnny Robert/Bob/Rob/Bobby Michael/Mike/Mikey William/Bill/Will David/Dave Richard/Rick/Dick
  Joseph/Joe Thomas/Tom/Tommy Charles/Charlie/Chuck Christopher/Chris Daniel/Dan/Danny Matthew/Matt Anthony/Tony Steven/Steve
  Andrew/Andy/Drew Joshua/Josh Kenneth/Ken Edward/Ed/Ted Timothy/Tim Jeffrey/Jeff Nicholas/Nick Jonathan/Jon Benjamin/Ben
  Samuel/Sam Gregory/Greg Alexander/Alex Patrick/Pat Elizabeth/Liz/Beth/Betsy Jennifer/Jen/Jenn Katherine/Kate/Kathy Susan/Sue
  Margaret/Maggie/Peggy Patricia/Pat/Trish Deborah/Deb Jessica/Jess Rebecca/Becky Stephanie/Steph Christine/Chris/Tina
  Victoria/Vicky Abigail/Abby Amanda/Mandy Samantha/Sam Pamela/Pam Kimberly/Kim Barbara/Barb Laura Emma Grace Hannah Olivia
  Sophie Chloe Megan Harper Logan Mason Tyler Dylan Owen Hazel Ruby Clara Nora Marlon Trent Duane Leroy Wanda Estelle Ferne`);
const europeanGivens = forms(`
  Jürgen Björn Søren Åsa Zoë Renée François Émile Giulia Marco Francesca/Franca Lorenzo/Enzo Agnieszka/Aga Paweł Łukasz
  Małgorzata/Gosia Hélène Léa Théo Mateusz Zuzanna/Zuza Tomáš Jiří Kateřina Ágnes Zoltán Máté Ioana Ștefan Mirela Anders Lars
  Ingrid Sigrid Maarten Femke Joost Liesbeth Wouter Pieter Katarzyna/Kasia Aleksandra/Ola Giovanni/Gianni Beatrice Elena Luca
  Matteo Chiara Guillaume Margaux Benoît Sylvain Klaus Heike Uwe Sabine Torsten Anneliese Florian Maximilian/Max Franziska/Franzi`);
const latinGivens = forms(`
  José/Pepe Juan Luis Carlos Javier/Javi Fernando/Nando Alejandro/Ale Guadalupe/Lupe Joaquín Inés Sofía Lucía Martín Mateo
  Valentina/Vale Camila Francisco/Paco/Pancho Eduardo/Edu Ricardo María Ana Rosa Gabriela/Gaby Daniela/Dani Mariana Diego Jorge
  Miguel Rafael/Rafa Antonio/Toño Manuel/Manolo João Pedro Thiago Beatriz/Bia Larissa Gustavo/Guga Rodrigo Leticia Ximena`);
const latinFamilies = forms(`
  García González Rodríguez Hernández López Martínez Pérez Sánchez Ramírez Torres Flores Rivera Gómez Díaz Cruz Morales Reyes
  Gutiérrez Ortiz Castillo Vargas Romero Silva Santos Oliveira Souza Lima Costa Pereira Almeida Ribeiro Carvalho Mendoza Aguilar
  Navarro Rojas Medina Campos Vega Fuentes Cabrera Ibáñez Peñalosa Quiñones Zambrano`);
const indianGivens = forms(`
  Priya Rahul Ananya Arjun Deepa Rohan Kavya Vikram/Vik Aditya/Adi Neha Sanjay Pooja/Puja Amit Anjali Rajesh/Raj Sunita Lakshmi/Laxmi
  Krishna Venkatesh/Venkat Suresh Divya Shreya Nikhil Karthik/Kartik Manish Ritu Sandeep Swati Varun Harish Meena Gaurav Ishaan`);
const indianFamilies = forms(`
  Singh Kumar Sharma Patel Gupta Shah Reddy Rao Das Jain Mehta Verma Iyer/Aiyar Nair Menon Chatterjee/Chatterji Banerjee Mukherjee
  Desai Joshi Kulkarni Bhat/Bhatt Pillai Agarwal/Aggarwal Mishra Tiwari Chaudhary/Choudhury Srinivasan Subramanian Krishnan Bose`);
const arabicGivens = forms(`
  Mohammed/Muhammad/Mohamed/محمد Fatima/Fatma/فاطمة Ahmed/Ahmad/أحمد Layla/Leila/ليلى Omar/Umar/عمر Yusuf/Youssef/يوسف
  Aisha/Aicha/عائشة Ibrahim/Ebrahim/إبراهيم Khalid/Khaled/خالد Hassan/Hasan/حسن Nour/Noor/نور Karim/Kareem/كريم Samira/سميرة
  Tariq/Tarek/طارق Huda/Hoda/هدى Salma/سلمى Mahmoud/Mahmud/محمود Amina/أمينة`);
const arabicFamilies = forms(`
  Hussein/Hussain/حسين Mansour/Mansoor/منصور Haddad/حداد Khoury/Khouri/خوري Saleh/Salih/صالح Nasser/Nasir/ناصر Farouk/Faruq/فاروق
  Aziz/عزيز Rahman/رحمن Qureshi/Qureishi/قريشي Sharif/Shareef/شريف Bakr/بكر Najjar/نجار Hamdan/حمدان Othman/Uthman/عثمان`);
const slavicGivens = forms(`
  Olga/Ольга Yuliya/Iuliia/Julia/Юлия Dmitri/Dmitry/Dmitriy/Дмитрий Sergei/Sergey/Сергей Natalya/Natalia/Наталья
  Ekaterina/Yekaterina/Екатерина Pavel/Павел Ivan/Иван Aleksei/Alexey/Алексей Mikhail/Михаил Tatyana/Tatiana/Татьяна
  Evgeny/Yevgeny/Evgenii/Евгений Vladimir/Владимир Andrei/Andrey/Андрей Irina/Ирина Svetlana/Светлана Nikolai/Nikolay/Николай
  Oleksandr/Aleksandr/Александр Ksenia/Kseniya/Ксения Maksim/Maxim/Максим Anastasia/Anastasiya/Анастасия Yuri/Yury/Юрий`);
const slavicFamilies = forms(`
  Ivanov/Иванов Petrov/Петров Sokolov/Соколов Kuznetsov/Кузнецов Popov/Попов Volkov/Волков Pakhomov/Pahomov/Пахомов
  Gulyaev/Guliaev/Гуляев Zaitsev/Zaytsev/Зайцев Mikhailov/Mihailov/Михайлов Fedorov/Fyodorov/Федоров Morozov/Морозов
  Shevchenko/Шевченко Kovalenko/Коваленко Bondarenko/Бондаренко Tkachenko/Ткаченко Belyaev/Beliaev/Беляев Orlov/Орлов
  Chernov/Чернов Zhukov/Жуков Shcherbakov/Scherbakov/Щербаков Yakovlev/Iakovlev/Яковлев Tarasov/Тарасов Gromov/Громов`);
const greekGivens = forms(`
  Giorgos/George/Γιώργος Maria/Μαρία Dimitris/Dimitrios/Δημήτρης Eleni/Helen/Ελένη Nikos/Nikolaos/Νίκος Katerina/Κατερίνα
  Kostas/Konstantinos/Κώστας Sofia/Σοφία Panagiotis/Παναγιώτης Vasilis/Vassilis/Βασίλης`);
const greekFamilies = forms(`
  Papadopoulos/Παπαδόπουλος Nikolaidis/Νικολαΐδης Georgiou/Γεωργίου Dimitriou/Δημητρίου Oikonomou/Economou/Οικονόμου
  Vlachos/Vlahos/Βλάχος Angelopoulos/Aggelopoulos/Αγγελόπουλος Makris/Μακρής Christou/Χρήστου`);
const hanFamilies = forms(`
  Wang/王 Li/李 Zhang/张 Liu/刘 Chen/陈 Yang/杨 Huang/黄 Zhao/赵 Wu/吴 Zhou/周 Xu/徐 Sun/孙 Ma/马 Zhu/朱 Hu/胡 Guo/郭 He/何 Lin/林
  Gao/高 Luo/罗 Zheng/郑 Liang/梁 Xie/谢 Song/宋 Tang/唐 Deng/邓 Han/韩 Feng/冯 Cao/曹 Peng/彭 Xiao/肖 Tian/田 Dong/董 Pan/潘`);
const hanSyllables = forms(`
  Wei/伟 Jing/静 Yan/燕 Ming/明 Xin/欣 Yu/雨 Lei/雷 Hao/浩 Fang/芳 Jun/军 Min/敏 Hui/慧 Ling/玲 Tao/涛 Ping/平 Qiang/强 Hong/红
  Zhen/珍 Xiao/小 Meng/梦 Jia/佳 Qi/琪 Ze/泽 Chen/晨 Yi/怡 Bo/博 Si/思 Zi/子 Han/涵 Xuan/萱 Rui/睿 Peng/鹏`);
const koreanFamilyNames = forms(`
  Kim/Gim/김 Lee/Yi/Rhee/이 Park/Pak/Bak/박 Choi/Choe/최 Jung/Jeong/Chung/정 Kang/Gang/강 Cho/Jo/조 Yoon/Yun/윤 Jang/Chang/장
  Lim/Im/임 Han/한 Oh/오 Seo/Suh/서 Shin/Sin/신 Kwon/Gwon/권 Hwang/황 Ahn/An/안 Song/송 Hong/홍 Moon/Mun/문`);
const koreanSyllables = forms(`
  Min/민 Jun/Joon/준 Seo/서 Yeon/Yun/연 Ji/지 Hye/혜 Hyun/Hyeon/현 Woo/U/우 Soo/Su/수 Jin/진 Sung/Seong/성 Young/Yeong/영
  Eun/은 Da/다 Ho/호 Kyung/Gyeong/경 Hee/Hui/희 Won/원 Tae/태 Yoo/Yu/유`);
const japaneseFamilyNames = forms(`
  Sato/Satou/佐藤 Suzuki/鈴木 Takahashi/高橋 Tanaka/田中 Watanabe/渡辺 Ito/Itoh/伊藤 Yamamoto/山本 Nakamura/中村 Kobayashi/小林
  Kato/Katoh/加藤 Yoshida/吉田 Yamada/山田 Sasaki/佐々木 Matsumoto/松本 Inoue/井上 Kimura/木村 Hayashi/林 Shimizu/清水 Mori/森
  Ishikawa/石川 Hasegawa/長谷川 Nishida/西田 Kawaguchi/川口 Morikawa/森川`);
const japaneseGivenNames = forms(`
  Kenta/健太 Yuki/ユキ Haruka/はるか Takashi/隆 Aya/彩 Sakura/さくら Hiroshi/浩 Daisuke/大輔 Naoki/直樹 Misaki/美咲 Yuko/裕子
  Taro/Tarou/太郎 Keiko/恵子 Shota/翔太 Ryo/亮 Mayumi/真由美 Kenji/健二 Emi/エミ Satoshi/聡 Yumi/ゆみ`);
const vietnameseFamilies = forms(
  'Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý',
);
const vietnameseGivens = forms(
  'Linh Minh Anh Thảo Hương Tuấn Dũng Hải Hùng Lan Mai Ngọc Phương Quang Sơn Thu Trang Việt Đức Huyền',
);

function tail(random: Random): string {
  return rareFamily(Math.floor(random.next() ** 2 * 90_000));
}

/** Names in Latin letters: common families with a long tail of rare ones. */
function plain(from: {
  given: readonly string[][];
  family: readonly string[][];
  rareShare: number;
}): (random: Random) => WrittenName {
  return (random) => {
    const [given = '', ...givenAlso] = random.pickEarly(from.given);
    const [family = '', ...familyAlso] = random.chance(from.rareShare)
      ? [tail(random)]
      : random.pickEarly(from.family);
    return { given, family, givenAlso, familyAlso, native: null };
  };
}

/** Names with a form in another script, which stands last in its entry. */
function scripted(from: {
  given: (random: Random) => string[];
  family: readonly string[][];
  isFamilyFirst: boolean;
  gap: string;
}): (random: Random) => WrittenName {
  return (random) => {
    const given = from.given(random);
    const family = random.pickEarly(from.family);
    const [givenNative, familyNative] = [given.at(-1) ?? '', family.at(-1) ?? ''];
    return {
      given: given[0] ?? '',
      family: family[0] ?? '',
      givenAlso: given.slice(1, -1),
      familyAlso: family.slice(1, -1),
      native: (from.isFamilyFirst ? [familyNative, givenNative] : [givenNative, familyNative]).join(
        from.gap,
      ),
    };
  };
}

function twoSyllables(list: readonly string[][], link: string): (random: Random) => string[] {
  return (random) => {
    const [one, two] = [random.pick(list), random.pick(list)];
    const join = (a: string, b: string): string =>
      a + link + (link === '' ? b.toLowerCase() : b.toLowerCase());
    const alike = [
      join(one[1] ?? one[0] ?? '', two[0] ?? ''),
      join(one[0] ?? '', two.at(-2) ?? ''),
    ];
    return [join(one[0] ?? '', two[0] ?? ''), ...alike, `${one.at(-1)}${two.at(-1)}`];
  };
}

const named = (list: readonly string[]): string[][] => list.map((name) => [name]);

export const cultures = {
  english: {
    nameOf: plain({ given: englishGivens, family: named(families.slice(0, 50)), rareShare: 0.55 }),
    places: [
      ['Seattle', 'WA', 'US', '+1206', 7],
      ['Austin', 'TX', 'US', '+1512', 7],
      ['Boston', 'Massachusetts, United States', 'US', '+1617', 7],
      ['Chicago', 'IL', 'US', '+1312', 7],
      ['Denver', 'CO', 'US', '+1303', 7],
      ['Toronto', 'ON', 'CA', '+1416', 7],
      ['London', 'United Kingdom', 'GB', '+447', 9],
      ['Manchester', 'England, United Kingdom', 'GB', '+447', 9],
      ['Dublin', 'Ireland', 'IE', '+3538', 8],
      ['Sydney', 'Australia', 'AU', '+614', 8],
      ['Minneapolis', 'MN', 'US', '+1612', 7],
    ],
  },
  european: {
    nameOf: plain({ given: europeanGivens, family: named(families.slice(95)), rareShare: 0.7 }),
    places: [
      ['Berlin', 'Deutschland', 'DE', '+4915', 9],
      ['München', 'Germany', 'DE', '+4917', 9],
      ['Paris', 'France', 'FR', '+336', 8],
      ['Lyon', 'France', 'FR', '+337', 8],
      ['Milano', 'Italy', 'IT', '+393', 9],
      ['Kraków', 'Poland', 'PL', '+485', 8],
      ['Wien', 'Austria', 'AT', '+43660', 7],
      ['Zürich', 'Switzerland', 'CH', '+417', 8],
      ['Stockholm', 'Sweden', 'SE', '+467', 8],
      ['Amsterdam', 'Netherlands', 'NL', '+316', 8],
      ['København', 'Denmark', 'DK', '+45', 8],
      ['Praha', 'Czechia', 'CZ', '+4207', 8],
    ],
  },
  latin: {
    nameOf: (random) => {
      const name = plain({ given: latinGivens, family: latinFamilies, rareShare: 0.05 })(random);
      const second = random.pickEarly(latinFamilies)[0] ?? '';
      return random.chance(0.5)
        ? { ...name, familyAlso: [name.family], family: `${name.family} ${second}` }
        : name;
    },
    places: [
      ['Madrid', 'España', 'ES', '+346', 8],
      ['Barcelona', 'Spain', 'ES', '+346', 8],
      ['Ciudad de México', 'México', 'MX', '+5255', 8],
      ['Buenos Aires', 'Argentina', 'AR', '+54911', 8],
      ['Bogotá', 'Colombia', 'CO', '+573', 9],
      ['São Paulo', 'Brasil', 'BR', '+55119', 8],
      ['Lisboa', 'Portugal', 'PT', '+3519', 8],
      ['Miami', 'FL', 'US', '+1305', 7],
    ],
  },
  indian: {
    nameOf: plain({ given: indianGivens, family: indianFamilies, rareShare: 0.1 }),
    places: [
      ['Bengaluru', 'Karnataka, India', 'IN', '+919', 9],
      ['Bangalore', 'India', 'IN', '+919', 9],
      ['Hyderabad', 'Telangana, India', 'IN', '+918', 9],
      ['Pune', 'India', 'IN', '+919', 9],
      ['Mumbai', 'Maharashtra, India', 'IN', '+917', 9],
      ['Chennai', 'India', 'IN', '+919', 9],
    ],
  },
  arabic: {
    nameOf: scripted({
      given: (random) => random.pickEarly(arabicGivens),
      family: arabicFamilies,
      isFamilyFirst: false,
      gap: ' ',
    }),
    places: [
      ['Dubai', 'United Arab Emirates', 'AE', '+9715', 8],
      ['Cairo', 'Egypt', 'EG', '+2010', 8],
      ['Riyadh', 'Saudi Arabia', 'SA', '+9665', 8],
      ['Casablanca', 'Morocco', 'MA', '+2126', 8],
      ['London', 'UK', 'GB', '+447', 9],
    ],
  },
  slavic: {
    nameOf: scripted({
      given: (random) => random.pickEarly(slavicGivens),
      family: slavicFamilies,
      isFamilyFirst: false,
      gap: ' ',
    }),
    places: [
      ['Kyiv', 'Ukraine', 'UA', '+38067', 7],
      ['Kharkiv', 'Ukraine', 'UA', '+38050', 7],
      ['Minsk', 'Belarus', 'BY', '+37529', 7],
      ['Moscow', 'Russia', 'RU', '+7916', 7],
      ['Berlin', 'Germany', 'DE', '+4917', 9],
      ['Belgrade', 'Serbia', 'RS', '+38164', 7],
    ],
  },
  greek: {
    nameOf: scripted({
      given: (random) => random.pickEarly(greekGivens),
      family: greekFamilies,
      isFamilyFirst: false,
      gap: ' ',
    }),
    places: [
      ['Athens', 'Greece', 'GR', '+3069', 8],
      ['Thessaloniki', 'Greece', 'GR', '+3069', 8],
    ],
  },
  chinese: {
    nameOf: scripted({
      given: twoSyllables(hanSyllables, ''),
      family: hanFamilies,
      isFamilyFirst: true,
      gap: '',
    }),
    places: [
      ['Shanghai', 'China', 'CN', '+86138', 8],
      ['Beijing', 'China', 'CN', '+86139', 8],
      ['Shenzhen', '广东', 'CN', '+86137', 8],
      ['Singapore', 'Singapore', 'SG', '+659', 7],
      ['San Francisco', 'CA', 'US', '+1415', 7],
      ['Vancouver', 'BC', 'CA', '+1604', 7],
    ],
  },
  korean: {
    nameOf: scripted({
      given: twoSyllables(koreanSyllables, '-'),
      family: koreanFamilyNames,
      isFamilyFirst: true,
      gap: '',
    }),
    places: [
      ['Seoul', 'South Korea', 'KR', '+8210', 8],
      ['Busan', 'Korea', 'KR', '+8210', 8],
      ['Los Angeles', 'CA', 'US', '+1213', 7],
    ],
  },
  japanese: {
    nameOf: scripted({
      given: (random) => random.pick(japaneseGivenNames),
      family: japaneseFamilyNames,
      isFamilyFirst: true,
      gap: ' ',
    }),
    places: [
      ['Tokyo', 'Japan', 'JP', '+8190', 8],
      ['Osaka', 'Japan', 'JP', '+8180', 8],
      ['Kyoto', 'Japan', 'JP', '+8170', 8],
    ],
  },
  vietnamese: {
    nameOf: plain({ given: vietnameseGivens, family: vietnameseFamilies, rareShare: 0 }),
    places: [
      ['Hà Nội', 'Việt Nam', 'VN', '+849', 8],
      ['Ho Chi Minh City', 'Vietnam', 'VN', '+849', 8],
      ['San Jose', 'CA', 'US', '+1408', 7],
    ],
  },
  mixed: {
    nameOf: plain({ given: named(givens), family: named(families), rareShare: 0.4 }),
    places: [
      ['New York', 'NY', 'US', '+1212', 7],
      ['London', 'UK', 'GB', '+447', 9],
      ['Singapore', 'Singapore', 'SG', '+658', 7],
    ],
  },
} satisfies Record<string, Culture>;

export type CultureName = keyof typeof cultures;
